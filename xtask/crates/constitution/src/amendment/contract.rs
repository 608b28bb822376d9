//! The contract block as keys and values, to compare it by meaning: comments, order and
//! formatting are not part of it. Must not know what a key is for.

use std::collections::BTreeMap;

use toml_edit::{Document, Item, TableLike};

use prodproof_syntax::span::Span;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub span: Span,
}

/// Whether an info string opens a contract block: `toml contract`.
pub fn is_contract(info: &str) -> bool {
    let words: Vec<&str> = info.split_whitespace().collect();
    words.first() == Some(&"toml") && words.contains(&"contract")
}

/// Adds the keys of one block. What is no TOML is compared line by line.
pub fn read(source: &str, content: Span, values: &mut BTreeMap<String, Value>) {
    let text = content.text(source);
    values.entry("contract".to_string()).or_insert(Value { text: String::new(), span: content });
    match Document::parse(text) {
        Ok(document) => table(document.as_table(), "", content, 0, values),
        Err(_) => {
            for (number, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
                let value = Value { text: line.trim().to_string(), span: content };
                values.insert(format!("line {}", number + 1), value);
            }
        }
    }
}

fn table(table: &dyn TableLike, prefix: &str, content: Span, depth: usize, values: &mut BTreeMap<String, Value>) {
    for (key, item) in table.iter().filter(|_| depth < 16) {
        let name = if prefix.is_empty() { key.to_string() } else { format!("{prefix}.{key}") };
        if let Some(tables) = item.as_array_of_tables() {
            for entry in tables.iter() {
                add(
                    tables_key(&name, entry),
                    Value { text: canonical(entry), span: place(entry.span(), content) },
                    values,
                );
            }
        } else if let Some(inner) = item.as_table_like() {
            self::table(inner, &name, content, depth + 1, values);
        } else {
            values.insert(name, Value { text: plain(item), span: place(item.span(), content) });
        }
    }
}

/// Two entries may say the same; each counts.
fn add(key: String, value: Value, values: &mut BTreeMap<String, Value>) {
    let mut name = key.clone();
    let mut number = 2;
    while values.contains_key(&name) {
        name = format!("{key} ({number})");
        number += 1;
    }
    values.insert(name, value);
}

/// An entry of `[[waiver]]` is known by its rule and path.
fn tables_key(name: &str, entry: &toml_edit::Table) -> String {
    let part = |key: &str| entry.get(key).map(plain).unwrap_or_default();
    format!("{name} {} {}", part("rule"), part("path")).trim_end().to_string()
}

fn canonical(entry: &toml_edit::Table) -> String {
    let mut pairs: Vec<String> = entry.iter().map(|(key, item)| format!("{key} = {}", plain(item))).collect();
    pairs.sort();
    pairs.join(", ")
}

/// A value without its quotes' kind and the blanks around it.
fn plain(item: &Item) -> String {
    match item.as_str() {
        Some(text) => text.to_string(),
        None => item.to_string().split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

fn place(range: Option<std::ops::Range<usize>>, content: Span) -> Span {
    range.map_or(content, |range| Span::new(range.start, range.end).shift(content.start))
}
