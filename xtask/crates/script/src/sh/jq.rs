//! `jq`, as it is used on the JSON of metadata-action: paths, `[]`, `join`, `map`.

use prodproof_syntax::value::Symbolic;

/// The filters that are used on `DOCKER_METADATA_OUTPUT_JSON`: paths, `[]`, `join`,
/// `map("-t " + .)`.
pub(super) fn jq(arguments: &[Symbolic], input: &Symbolic) -> Symbolic {
    let mut raw = false;
    let mut filter = None;
    for argument in arguments {
        match argument.as_known() {
            Some(option) if option.starts_with("--") => match option {
                "--raw-output" => raw = true,
                "--compact-output" => {}
                _ => return Symbolic::unknown(),
            },
            Some(option) if option.starts_with('-') && option.len() > 1 => {
                raw |= option.contains('r');
                if !option[1..].chars().all(|c| "rcMe".contains(c)) {
                    return Symbolic::unknown();
                }
            }
            Some(text) if filter.is_none() => filter = Some(text),
            _ => return Symbolic::unknown(),
        }
    }
    let Some(filter) = filter else { return Symbolic::unknown() };
    let Ok(value) = serde_json::from_str::<serde_json::Value>(input.marked()) else { return Symbolic::unknown() };
    let mut values = vec![value];
    for stage in filter.split('|') {
        let mut next = Vec::new();
        for value in &values {
            match stage_of(stage.trim(), value) {
                Some(found) => next.extend(found),
                None => return Symbolic::unknown(),
            }
        }
        values = next;
    }
    let mut out = Symbolic::default();
    for value in values {
        match value {
            serde_json::Value::String(text) if raw => out.push(&Symbolic::from_marked(text)),
            other => out.push(&Symbolic::from_marked(other.to_string())),
        }
        out.push_known("\n");
    }
    out
}

pub(super) fn stage_of(stage: &str, value: &serde_json::Value) -> Option<Vec<serde_json::Value>> {
    use serde_json::Value;
    if let Some(separator) = stage.strip_prefix("join(\"").and_then(|rest| rest.strip_suffix("\")")) {
        let texts: Option<Vec<&str>> = value.as_array()?.iter().map(Value::as_str).collect();
        return Some(vec![Value::String(texts?.join(separator))]);
    }
    let inner = stage.strip_prefix("map(").and_then(|rest| rest.strip_suffix(')'));
    if let Some(inner) = inner {
        let mapped: Option<Vec<Value>> =
            value.as_array()?.iter().map(|item| concatenation(inner, item.as_str()?)).collect();
        return Some(vec![Value::Array(mapped?)]);
    }
    if stage.starts_with('"') {
        return Some(vec![concatenation(stage, value.as_str()?)?]);
    }
    if stage == "." {
        return Some(vec![value.clone()]);
    }
    // `.tags[]`, `.tags[0]`, `.labels["a.b"]`.
    let mut values = vec![value.clone()];
    let mut rest = stage.strip_prefix('.')?;
    while !rest.is_empty() {
        let mut next = Vec::new();
        if let Some(after) = rest.strip_prefix("[]") {
            for value in &values {
                next.extend(value.as_array()?.iter().cloned());
            }
            rest = after;
        } else if let Some(after) = rest.strip_prefix('[') {
            let (index, after) = after.split_once(']')?;
            for value in &values {
                let found = match index.parse::<usize>() {
                    Ok(at) => value.get(at),
                    Err(_) => value.get(index.trim_matches('"')),
                };
                next.push(found.cloned().unwrap_or(Value::Null));
            }
            rest = after;
        } else {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let quoted = rest.strip_prefix('"').and_then(|inner| inner.split_once('"'));
            let (name, after) = match quoted {
                Some(found) => found,
                None => {
                    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                    rest.split_at(end)
                }
            };
            if name.is_empty() {
                return None;
            }
            for value in &values {
                next.push(value.get(name).cloned().unwrap_or(Value::Null));
            }
            rest = after;
        }
        values = next;
    }
    Some(values)
}

/// `"-t " + .`, `. + "x"`, `"-t \(.)"`.
pub(super) fn concatenation(expression: &str, item: &str) -> Option<serde_json::Value> {
    let mut out = String::new();
    for term in expression.split('+').map(str::trim) {
        if term == "." {
            out.push_str(item);
        } else {
            let text = term.strip_prefix('"')?.strip_suffix('"')?;
            out.push_str(&text.replace("\\(.)", item));
        }
    }
    Some(out.into())
}
