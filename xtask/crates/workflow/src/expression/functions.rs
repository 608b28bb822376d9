//! The functions of the expression language, but for `case` and the status functions.

use std::rc::Rc;

use super::data::{Data, Object, Rest, Set};
use super::evaluate::{equal, fold};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, MOST, MOST_BYTES};
use prodproof_syntax::yaml::number_text;

/// `success` and `failure` take names of jobs where they stand at a job.
/// All names, lower case, with the least and most number of arguments.
pub(super) const FUNCTIONS: [(&str, usize, usize); 13] = [
    ("contains", 2, 2),
    ("startswith", 2, 2),
    ("endswith", 2, 2),
    ("format", 1, 255),
    ("join", 1, 2),
    ("tojson", 1, 1),
    ("fromjson", 1, 1),
    ("hashfiles", 1, 255),
    ("case", 3, 255),
    ("success", 0, 255),
    ("always", 0, 0),
    ("cancelled", 0, 0),
    ("failure", 0, 255),
];

pub(super) fn call(name: &str, arguments: &[Set]) -> Set {
    // Every combination of alternatives.
    let combinations: usize = arguments.iter().map(|set| set.iter().count()).product();
    if combinations > MOST {
        return Set::unknown();
    }
    let mut rows: Vec<Vec<Data>> = vec![Vec::new()];
    for set in arguments {
        rows = rows
            .iter()
            .flat_map(|row| {
                set.iter().map(move |data| {
                    let mut row = row.clone();
                    row.push(data.clone());
                    row
                })
            })
            .collect();
    }
    Set::any(rows.iter().flat_map(|row| one(name, row).iter().cloned().collect::<Vec<_>>()))
}

fn one(name: &str, row: &[Data]) -> Set {
    match (name, row) {
        ("contains", [search, item]) => Set::answer(contains(search, item)),
        ("startswith", [text, part]) => Set::answer(texts(text, part, starts)),
        ("endswith", [text, part]) => Set::answer(texts(text, part, ends)),
        ("format", [text, rest @ ..]) => format(&text.to_text(), rest),
        ("join", [list]) => join(list, &Symbolic::known(",")),
        ("join", [list, Data::Array(_) | Data::Object(_)]) => join(list, &Symbolic::known(",")),
        ("join", [list, separator]) => join(list, &separator.to_text()),
        ("tojson", [data]) => {
            let mut out = Symbolic::default();
            if json(data, 0, &mut out) {
                out.into()
            } else {
                Set::unknown()
            }
        }
        ("fromjson", [data]) => match serde_json::from_str(data.to_text().marked()) {
            Ok(value) => Set::one(from_json(&value)),
            Err(_) => Set::unknown(),
        },
        _ => Set::unknown(),
    }
}

fn texts(text: &Data, part: &Data, test: fn(&Symbolic, &str) -> Answer) -> Answer {
    let primitive = |data: &Data| !matches!(data, Data::Array(_) | Data::Object(_));
    if !primitive(text) || !primitive(part) {
        return Answer::No;
    }
    let (text, part) = (fold(&text.to_text()), fold(&part.to_text()));
    match part.as_known() {
        Some(part) => test(&text, part),
        None => Answer::Unknown,
    }
}

/// The literal piece before the first hole of a marked text.
fn head(marked: &str) -> &str {
    let hole = Symbolic::hole("");
    let open = hole.marked().chars().next().unwrap_or_default();
    marked.find(open).map_or(marked, |at| &marked[..at])
}

/// The literal piece behind the last hole.
fn tail(marked: &str) -> &str {
    let hole = Symbolic::hole("");
    let close = hole.marked().chars().next_back().unwrap_or_default();
    marked.rfind(close).map_or(marked, |at| &marked[at + close.len_utf8()..])
}

fn starts(text: &Symbolic, part: &str) -> Answer {
    let head = head(text.marked());
    match () {
        () if head.starts_with(part) => Answer::Yes,
        () if text.as_known().is_none() && part.starts_with(head) => Answer::Unknown,
        () => Answer::No,
    }
}

fn ends(text: &Symbolic, part: &str) -> Answer {
    let tail = tail(text.marked());
    match () {
        () if tail.ends_with(part) => Answer::Yes,
        () if text.as_known().is_none() && part.ends_with(tail) => Answer::Unknown,
        () => Answer::No,
    }
}

fn contains(search: &Data, item: &Data) -> Answer {
    match search {
        Data::Unknown => Answer::Unknown,
        Data::Array(items) => items.iter().fold(Answer::No, |found, own| found.or(equal(own, item))),
        Data::Object(_) => Answer::No,
        _ => {
            if matches!(item, Data::Array(_) | Data::Object(_)) {
                return Answer::No;
            }
            let (text, item) = (fold(&search.to_text()), fold(&item.to_text()));
            match (text.as_known(), item.as_known()) {
                (Some(text), Some(item)) => Answer::from(text.contains(item)),
                (None, Some(item)) => {
                    let found = std::cell::Cell::new(false);
                    text.map_known(|piece| {
                        found.set(found.get() || piece.contains(item));
                        String::new()
                    });
                    if found.get() {
                        Answer::Yes
                    } else {
                        Answer::Unknown
                    }
                }
                _ => Answer::Unknown,
            }
        }
    }
}

/// `{0}` is replaced, `{{` and `}}` are braces; anything else is an error.
fn format(text: &Symbolic, arguments: &[Data]) -> Set {
    let mut out = String::new();
    let mut rest = text.marked();
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            out.push_str(&rest[..1]);
            rest = &rest[2..];
            continue;
        }
        let Some(close) = rest.find('}').filter(|_| rest.starts_with('{')) else { return Set::unknown() };
        let index = Some(&rest[1..close]).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        let Some(value) = index.and_then(|digits| digits.parse().ok()).and_then(|index: usize| arguments.get(index))
        else {
            return Set::unknown();
        };
        out.push_str(value.to_text().marked());
        if out.len() > MOST_BYTES {
            return Set::unknown();
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    Symbolic::from_marked(out).into()
}

fn join(list: &Data, separator: &Symbolic) -> Set {
    match list {
        Data::Array(items) => {
            let mut out = Symbolic::default();
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(separator);
                }
                out.push(&item.to_text());
            }
            out.into()
        }
        Data::Unknown => Set::unknown(),
        Data::Object(_) => Set::from(""),
        other => other.to_text().into(),
    }
}

/// Prints as GitHub does, with two spaces of indentation; `false` where a part is unknown.
fn json(data: &Data, depth: usize, out: &mut Symbolic) -> bool {
    let line = |out: &mut Symbolic, depth: usize| {
        out.push_known("\n");
        out.push_known(&"  ".repeat(depth));
    };
    match data {
        Data::Unknown => return false,
        Data::Null => out.push_known("null"),
        Data::Bool(value) => out.push_known(&value.to_string()),
        Data::Number(number) => out.push_known(&number_text(*number)),
        Data::Text(text) => quoted(text, out),
        Data::Array(items) => {
            out.push_known("[");
            for (index, item) in items.iter().enumerate() {
                out.push_known(if index > 0 { "," } else { "" });
                line(out, depth + 1);
                if !json(item, depth + 1, out) {
                    return false;
                }
            }
            if !items.is_empty() {
                line(out, depth);
            }
            out.push_known("]");
        }
        Data::Object(object) => {
            if object.rest != Rest::Null {
                return false;
            }
            out.push_known("{");
            for (index, (name, value)) in object.entries().iter().enumerate() {
                out.push_known(if index > 0 { "," } else { "" });
                line(out, depth + 1);
                quoted(&Symbolic::known(name), out);
                out.push_known(": ");
                let Some(value) = value.single() else { return false };
                if !json(value, depth + 1, out) {
                    return false;
                }
            }
            if !object.entries().is_empty() {
                line(out, depth);
            }
            out.push_known("}");
        }
    }
    true
}

fn quoted(text: &Symbolic, out: &mut Symbolic) {
    out.push_known("\"");
    out.push(&text.map_known(|piece| {
        let json = serde_json::Value::from(piece).to_string();
        json.get(1..json.len() - 1).unwrap_or_default().to_string()
    }));
    out.push_known("\"");
}

/// A JSON value; strings may hold marked holes.
pub fn from_json(value: &serde_json::Value) -> Data {
    match value {
        serde_json::Value::Null => Data::Null,
        serde_json::Value::Bool(value) => Data::Bool(*value),
        serde_json::Value::Number(number) => Data::Number(number.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(text) => Data::Text(Symbolic::from_marked(text.clone())),
        serde_json::Value::Array(items) => Data::Array(Rc::new(items.iter().map(from_json).collect())),
        serde_json::Value::Object(map) => {
            let mut object = Object::new(Rest::Null);
            for (name, value) in map {
                // Of names that differ in case only, the first counts.
                if !object.may_have(name) {
                    object.set(name, from_json(value));
                }
            }
            Data::from(object)
        }
    }
}
