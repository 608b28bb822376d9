//! The functions of bake's standard library that tags are made of.
//!
//! Source: docker/buildx `bake/hclparser/stdlib.go` (go-cty's functions, and `sanitize`).
//! What is not here is unknown.

use super::hcl::{same, text_of, truth, Value};
use prodproof_syntax::value::{is_plain_hole, Piece, Symbolic, ValueSet};

pub(super) fn call(name: &str, arguments: &[Value]) -> Value {
    let map = |f: &dyn Fn(&str) -> String| match arguments.first() {
        Some(Value::Text(values)) => mapped(values, f),
        _ => Value::Unknown,
    };
    let sides = || match arguments {
        [left, right] => same(left, right),
        _ => None,
    };
    match (name, arguments) {
        ("lower", _) => map(&str::to_lowercase),
        ("upper", _) => map(&str::to_uppercase),
        ("trimspace", _) => map(&|text| text.trim().to_string()),
        ("equal", _) => sides().map_or(Value::Unknown, Value::from),
        ("notequal", _) => sides().map_or(Value::Unknown, |same| Value::from(!same)),
        ("and" | "or", [left, right]) => match (truth(left), truth(right)) {
            (Some(left), Some(right)) => Value::from(if name == "and" { left && right } else { left || right }),
            _ => Value::Unknown,
        },
        ("not", [one]) => truth(one).map_or(Value::Unknown, |truth| Value::from(!truth)),
        ("coalesce", _) => arguments
            .iter()
            .find(|value| !matches!(value, Value::Null) && text_of(value).as_known() != Some(""))
            .cloned()
            .unwrap_or(Value::Null),
        ("concat", _) => {
            let mut out = Vec::new();
            for argument in arguments {
                match argument {
                    Value::List(items) => out.extend(items.iter().cloned()),
                    _ => out.push(Value::Unknown),
                }
            }
            Value::List(out)
        }
        ("compact", [Value::List(items)]) => Value::List(
            items
                .iter()
                .filter(|item| !matches!(item, Value::Null) && text_of(item).as_known() != Some(""))
                .cloned()
                .collect(),
        ),
        ("join", [separator, Value::List(items)]) => {
            let separator = text_of(separator);
            let mut out = ValueSet::known("");
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out = out.join(&separator);
                }
                out = out.join(&text_of(item));
            }
            Value::Text(out)
        }
        ("split", [separator, text]) => match (text_of(separator).as_known(), text_of(text).single()) {
            // A hole may hold separators too, unless it is a word.
            (Some(separator), Some(text)) if !separator.is_empty() && only_words(text) => {
                Value::List(text.marked().split(separator).map(text_value).collect())
            }
            _ => Value::Unknown,
        },
        ("replace", [text, from, to]) => match (text, text_of(from).as_known(), text_of(to).as_known()) {
            // `/…/` is a regular expression.
            (Value::Text(values), Some(from), Some(to)) if !from.is_empty() && !from.starts_with('/') => {
                mapped(values, &|text| text.replace(from, to))
            }
            _ => Value::Unknown,
        },
        ("trimprefix" | "trimsuffix" | "trim", [Value::Text(values), cut]) => match text_of(cut).as_known() {
            Some(cut) if values.iter().all(Symbolic::is_whole) => mapped(values, &|text| match name {
                "trimprefix" => text.strip_prefix(cut).unwrap_or(text).to_string(),
                "trimsuffix" => text.strip_suffix(cut).unwrap_or(text).to_string(),
                _ => text.trim_matches(|c| cut.contains(c)).to_string(),
            }),
            _ => Value::Unknown,
        },
        // Bake's own: what no target's name can have becomes `_`.
        ("sanitize", [Value::Text(values)]) => {
            mapped(values, &|text| text.replace(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)), "_"))
        }
        ("format", [pattern, rest @ ..]) => match text_of(pattern).single() {
            Some(pattern) if pattern.is_whole() => format(pattern.marked(), rest),
            _ => Value::Unknown,
        },
        ("flatten" | "distinct", [list]) => match flat(list) {
            Some(mut items) => {
                if name == "distinct" {
                    let all = std::mem::take(&mut items);
                    all.into_iter().for_each(|item| {
                        if !items.contains(&item) {
                            items.push(item);
                        }
                    });
                }
                Value::List(items)
            }
            None => Value::Unknown,
        },
        ("keys", [Value::Map(entries)]) => Value::List(entries.iter().map(|(key, _)| text_value(key)).collect()),
        ("values", [Value::Map(entries)]) => Value::List(entries.iter().map(|(_, value)| value.clone()).collect()),
        ("index" | "element" | "lookup", [from, rest @ ..]) => taken(name, from, rest),
        ("length", [Value::List(items)]) => Value::Text(ValueSet::known(&items.len().to_string())),
        ("timestamp" | "formatdate", _) => Value::Text(ValueSet::one(Symbolic::hole("date"))),
        _ => Value::Unknown,
    }
}

/// One of a list or a map.
fn taken(name: &str, from: &Value, rest: &[Value]) -> Value {
    let Some(at) = rest.first().map(text_of) else { return Value::Unknown };
    let found = match (from, at.as_known()) {
        (Value::List(items), Some(at)) if name != "lookup" => {
            let at = at.parse::<usize>().ok();
            // `element` begins anew behind the last one.
            at.map(|at| if name == "element" { at % items.len().max(1) } else { at }).and_then(|at| items.get(at))
        }
        (Value::Map(entries), Some(at)) if name != "element" => {
            let own = entries.iter().find(|(key, _)| key == at).map(|(_, value)| value);
            own.or(rest.get(1))
        }
        _ => None,
    };
    found.cloned().unwrap_or(Value::Unknown)
}

fn text_value(marked: &str) -> Value {
    Value::Text(ValueSet::one(Symbolic::from_marked(marked)))
}

fn mapped(values: &ValueSet, f: &dyn Fn(&str) -> String) -> Value {
    Value::Text(ValueSet::any(values.iter().map(|text| text.map_known(f))))
}

/// Whether every hole stands for one word: a commit, a date, a number.
fn only_words(text: &Symbolic) -> bool {
    text.pieces().all(|piece| match piece {
        Piece::Known(_) => true,
        Piece::Hole(name) => is_plain_hole(name),
    })
}

/// The items of all lists inside of the list; `None` where not all is known.
fn flat(value: &Value) -> Option<Vec<Value>> {
    let Value::List(items) = value else { return None };
    let mut out = Vec::new();
    for item in items {
        match item {
            Value::List(_) => out.extend(flat(item)?),
            Value::Unknown => return None,
            other => out.push(other.clone()),
        }
    }
    Some(out)
}

/// `%s`, `%d` and `%v`, one argument each; with any other verb nobody knows.
fn format(pattern: &str, arguments: &[Value]) -> Value {
    let mut out = ValueSet::known("");
    let mut arguments = arguments.iter();
    let mut pieces = pattern.split('%');
    out = out.join(&ValueSet::known(pieces.next().unwrap_or_default()));
    for piece in pieces {
        let (Some(rest), Some(argument)) = (piece.strip_prefix(['s', 'd', 'v']), arguments.next()) else {
            return Value::Unknown;
        };
        out = out.join(&text_of(argument)).join(&ValueSet::known(rest));
    }
    Value::Text(out)
}
