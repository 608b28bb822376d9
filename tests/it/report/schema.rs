//! Holds a JSON document against a JSON Schema: the keywords that the two schemas here
//! use, and no silence about others.

use serde_json::Value;

/// The first violation, with where it is.
pub fn check(schema: &Value, value: &Value) -> Result<(), String> {
    at(schema, schema, value, "$")
}

fn at(root: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    let schema = match schema {
        Value::Bool(true) => return Ok(()),
        Value::Bool(false) => return Err(format!("{place}: nothing is allowed here")),
        schema => schema.as_object().expect("a schema is a boolean or an object"),
    };
    let wrong = |why: String| Err(format!("{place}: {why}"));
    for (keyword, rule) in schema {
        match keyword.as_str() {
            "$schema"
            | "$id"
            | "$defs"
            | "definitions"
            | "title"
            | "description"
            | "default"
            | "additionalProperties" => {}
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').expect("references stay inside");
                at(root, root.pointer(pointer).expect("references lead somewhere"), value, place)?;
            }
            "type" => {
                let types: Vec<&str> = match rule {
                    Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
                    one => vec![one.as_str().unwrap()],
                };
                if !types.iter().any(|name| is(value, name)) {
                    return wrong(format!("{value} is not of type {rule}"));
                }
            }
            "const" if value != rule => return wrong(format!("{value} is not {rule}")),
            "enum" if !rule.as_array().unwrap().contains(value) => return wrong(format!("{value} is none of {rule}")),
            "const" | "enum" => {}
            "minimum" | "maximum" | "exclusiveMinimum" => {
                let (Some(value), Some(limit)) = (value.as_f64(), rule.as_f64()) else { continue };
                let fits = match keyword.as_str() {
                    "minimum" => value >= limit,
                    "maximum" => value <= limit,
                    _ => value > limit,
                };
                if !fits {
                    return wrong(format!("{value} breaks {keyword} {limit}"));
                }
            }
            "minLength"
                if value.as_str().is_some_and(|text| (text.chars().count() as u64) < rule.as_u64().unwrap()) =>
            {
                return wrong("too short".into());
            }
            "minItems" if value.as_array().is_some_and(|all| (all.len() as u64) < rule.as_u64().unwrap()) => {
                return wrong("too few".into());
            }
            "uniqueItems" => {
                let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
                if all.iter().enumerate().any(|(index, one)| all[..index].contains(one)) {
                    return wrong("the same twice".into());
                }
            }
            "minLength" | "minItems" => {}
            "pattern" => {
                if value.as_str().is_some_and(|text| !matches(rule.as_str().unwrap(), text)) {
                    return wrong(format!("{value} does not match {rule}"));
                }
            }
            "format" => {
                let text = value.as_str().unwrap_or_default();
                if rule.as_str().unwrap().starts_with("uri")
                    && text.chars().any(|c| c.is_whitespace() || "<>\"{}|\\^`".contains(c) || !c.is_ascii())
                {
                    return wrong(format!("{value} is no URI"));
                }
            }
            "required" => {
                let Some(object) = value.as_object() else { continue };
                for key in rule.as_array().unwrap().iter().filter_map(Value::as_str) {
                    if !object.contains_key(key) {
                        return wrong(format!("`{key}` is missing"));
                    }
                }
            }
            "properties" => {
                let Some(object) = value.as_object() else { continue };
                for (key, value) in object {
                    let place = format!("{place}.{key}");
                    match (rule.get(key), schema.get("additionalProperties")) {
                        (Some(schema), _) | (None, Some(schema)) => at(root, schema, value, &place)?,
                        (None, None) => {}
                    }
                }
            }
            "items" => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    at(root, rule, value, &format!("{place}[{index}]"))?;
                }
            }
            "anyOf" | "oneOf" | "allOf" => {
                let results: Vec<_> =
                    rule.as_array().unwrap().iter().map(|schema| at(root, schema, value, place)).collect();
                let fit = results.iter().filter(|result| result.is_ok()).count();
                let enough = match keyword.as_str() {
                    "anyOf" => fit > 0,
                    "oneOf" => fit == 1,
                    _ => fit == results.len(),
                };
                if !enough {
                    return wrong(format!("{fit} of {keyword} fit: {results:?}"));
                }
            }
            "not" => {
                if at(root, rule, value, place).is_ok() {
                    return wrong("it is what it must not be".into());
                }
            }
            other => panic!("the schema says `{other}`, which is not understood here"),
        }
    }
    Ok(())
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type {other}"),
    }
}

/// The patterns that the schemas use, by hand.
fn matches(pattern: &str, text: &str) -> bool {
    let kebab = |text: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        text.split('-').all(|word| !word.is_empty() && word.chars().all(plain))
    };
    match pattern {
        "^[BCDFX][0-9]{3}$" => {
            text.len() == 4
                && text.starts_with(['B', 'C', 'D', 'F', 'X'])
                && text[1..].bytes().all(|c| c.is_ascii_digit())
        }
        "^L[0-9]{3}$" => text.len() == 4 && text.starts_with('L') && text[1..].bytes().all(|c| c.is_ascii_digit()),
        "^[a-z0-9]+(-[a-z0-9]+)*$" => kebab(text),
        other => panic!("the schema has the pattern `{other}`, which is not understood here"),
    }
}

/// The checker can fail.
#[test]
fn violations_are_seen() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": { "a": { "type": "array", "items": { "$ref": "#/definitions/n" }, "minItems": 1 } },
        "definitions": { "n": { "anyOf": [{ "type": "integer", "minimum": 1 }, { "enum": ["x"] }] } }
    });
    let check = |value: Value| check(&schema, &value);
    assert_eq!(check(serde_json::json!({ "a": [1, "x"] })), Ok(()));
    for bad in ["{}", "[]", r#"{"a":[]}"#, r#"{"a":[0]}"#, r#"{"a":["y"]}"#, r#"{"a":[1],"b":1}"#] {
        assert!(check(serde_json::from_str(bad).unwrap()).is_err(), "{bad}");
    }
}
