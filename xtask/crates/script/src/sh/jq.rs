//! `jq`, as it is used on the JSON of metadata-action: paths, `[]`, `join`, `map`, `select`.

use prodproof_syntax::value::{Piece, Symbolic};
use serde_json::Value;

/// The filters that are used on `DOCKER_METADATA_OUTPUT_JSON`: paths, `[]`, `join`,
/// `map("-t " + .)`, `select(startswith("…") | not)`.
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
    let Ok(value) = serde_json::from_str::<Value>(input.marked()) else { return Symbolic::unknown() };
    let mut values = vec![value];
    for stage in stages(filter) {
        match each(&values, stage.trim()) {
            Some(next) => values = next,
            None => return Symbolic::unknown(),
        }
    }
    let mut out = Symbolic::default();
    for value in values {
        match value {
            Value::String(text) if raw => out.push(&Symbolic::from_marked(text)),
            other => out.push(&Symbolic::from_marked(other.to_string())),
        }
        out.push_known("\n");
    }
    out
}

/// The filters between bars that stand in no bracket and no text.
fn stages(filter: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut escaped, mut start) = (0usize, false, false, 0);
    let mut found = Vec::new();
    for (at, c) in filter.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                found.push(&filter[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&filter[start..]);
    found
}

/// The argument of a function, where the stage is that call.
fn call<'a>(stage: &'a str, name: &str) -> Option<&'a str> {
    Some(stage.strip_prefix(name)?.trim_start().strip_prefix('(')?.strip_suffix(')')?.trim())
}

fn each(values: &[Value], stage: &str) -> Option<Vec<Value>> {
    let mut next = Vec::new();
    for value in values {
        next.extend(stage_of(stage, value)?);
    }
    Some(next)
}

/// Whether a text passes `startswith`, `endswith` or `contains`, perhaps with `| not`.
fn holds(test: &str, item: &str) -> Option<bool> {
    let mut tests = stages(test).into_iter().map(str::trim);
    let first = tests.next()?;
    let text = |name: &str| call(first, name)?.strip_prefix('"')?.strip_suffix('"').filter(|text| !text.contains('\\'));
    // What stands before the first hole is known, nothing else is.
    let value = Symbolic::from_marked(item);
    let known = match value.pieces().next() {
        Some(Piece::Known(text)) => text,
        _ => "",
    };
    let holds = match (text("startswith"), text("endswith"), text("contains")) {
        (Some(start), ..) if known.starts_with(start) => true,
        (Some(start), ..) if value.as_known().is_some() || !start.starts_with(known) => false,
        (_, Some(end), _) => value.as_known()?.ends_with(end),
        (.., Some(part)) => value.as_known()?.contains(part),
        _ => return None,
    };
    tests.try_fold(holds, |holds, next| (next == "not").then_some(!holds))
}

fn stage_of(stage: &str, value: &Value) -> Option<Vec<Value>> {
    if let Some(separator) = stage.strip_prefix("join(\"").and_then(|rest| rest.strip_suffix("\")")) {
        let texts: Option<Vec<&str>> = value.as_array()?.iter().map(Value::as_str).collect();
        return Some(vec![Value::String(texts?.join(separator))]);
    }
    if let Some(inner) = call(stage, "map") {
        let mut mapped = Vec::new();
        for item in value.as_array()? {
            let mut values = vec![item.clone()];
            for stage in stages(inner) {
                values = each(&values, stage.trim())?;
            }
            mapped.extend(values);
        }
        return Some(vec![Value::Array(mapped)]);
    }
    if let Some(test) = call(stage, "select") {
        return Some(if holds(test, value.as_str()?)? { vec![value.clone()] } else { Vec::new() });
    }
    if stage.starts_with('"') || stage.starts_with(". +") || stage.starts_with(".+") {
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
fn concatenation(expression: &str, item: &str) -> Option<Value> {
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
