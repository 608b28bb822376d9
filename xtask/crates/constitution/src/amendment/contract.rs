//! The contract block as keys and values, to compare it by meaning: comments, order and
//! formatting are not part of it. Must not know what a key is for.

use std::collections::BTreeMap;

use toml_edit::{Document, Item, TableLike};

use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractValue {
    pub text: String,
    pub span: Span,
}

/// Whether an info string opens a contract block: `toml contract`.
pub fn is_contract(info: &str) -> bool {
    let words: Vec<&str> = info.split_whitespace().collect();
    words.first() == Some(&"toml") && words.contains(&"contract")
}

/// Adds the keys of one block. What is no TOML is compared line by line.
pub fn read(source: &str, content: Span, values: &mut BTreeMap<String, ContractValue>) {
    let text = content.text(source);
    values.entry("contract".to_string()).or_insert(ContractValue { text: String::new(), span: content });
    match Document::parse(text) {
        Ok(document) => table(document.as_table(), "", content, 0, values),
        Err(_) => {
            for (number, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
                let value = ContractValue { text: line.trim().to_string(), span: content };
                values.insert(format!("line {}", number + 1), value);
            }
        }
    }
}

fn table(
    table: &dyn TableLike,
    prefix: &str,
    content: Span,
    depth: usize,
    values: &mut BTreeMap<String, ContractValue>,
) {
    for (key, item) in table.iter().filter(|_| depth < 16) {
        let name = if prefix.is_empty() { key.to_string() } else { format!("{prefix}.{key}") };
        if let Some(tables) = item.as_array_of_tables() {
            for entry in tables.iter() {
                let span = place(entry.span(), content);
                match known_by(&name).and_then(|key| entry.get(key)) {
                    Some(own) => several(&format!("{name} {}", plain(own)), &name, entry, span, content, values),
                    None => add(tables_key(&name, entry), ContractValue { text: canonical(entry), span }, values),
                }
            }
        } else if let Some(inner) = item.as_table_like() {
            self::table(inner, &name, content, depth + 1, values);
        } else {
            values.insert(name, ContractValue { text: plain(item), span: place(item.span(), content) });
        }
    }
}

/// The key by which an entry of `[[image]]` or `[[deploy]]` is known.
fn known_by(name: &str) -> Option<&'static str> {
    match name {
        "image" => Some("name"),
        "deploy" => Some("unit"),
        _ => None,
    }
}

/// An entry that is known by its name: itself, and each of its keys. The order of a list
/// says nothing, nor does an entry that has no more than its name.
fn several(
    own: &str,
    table: &str,
    entry: &toml_edit::Table,
    span: Span,
    content: Span,
    values: &mut BTreeMap<String, ContractValue>,
) {
    if table == "image" {
        add(own.to_string(), ContractValue { text: String::new(), span }, values);
    }
    for (key, item) in entry.iter().filter(|(key, _)| Some(*key) != known_by(table)) {
        let text = match item.as_array() {
            Some(list) => {
                let mut words: Vec<String> =
                    list.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_string)).collect();
                words.order();
                words.join(", ")
            }
            None => plain(item),
        };
        add(format!("{own} {key}"), ContractValue { text, span: place(item.span(), content) }, values);
    }
}

/// The entry of which a key says something: `image quay.io/acme/api` of `image
/// quay.io/acme/api units`, `deploy` of `deploy.unit`.
pub fn entry_of(key: &str) -> String {
    let mut words = key.splitn(3, ' ');
    match (words.next(), words.next()) {
        (Some(table @ ("image" | "deploy")), Some(own)) => format!("{table} {own}"),
        _ => key.split_once('.').map_or(key, |(table, _)| table).to_string(),
    }
}

/// The contract of before in the form that the new one has: the short form says the same as
/// one `[[image]]` with its unit.
pub fn in_form_of(
    old: &BTreeMap<String, ContractValue>,
    new: &BTreeMap<String, ContractValue>,
) -> BTreeMap<String, ContractValue> {
    let is_several = |values: &BTreeMap<String, ContractValue>| values.keys().any(|key| key.starts_with("image "));
    if is_several(old) || !is_several(new) {
        return old.clone();
    }
    let Some(image) = old.get("image.name") else { return old.clone() };
    let unit = old.get("deploy.unit");
    let mut values = BTreeMap::new();
    let own = format!("image {}", image.text);
    values.insert(own.clone(), ContractValue { text: String::new(), span: image.span });
    if let Some(unit) = unit {
        values.insert(format!("{own} units"), unit.clone());
    }
    for (key, value) in old.iter().filter(|(key, _)| !matches!(key.as_str(), "image.name" | "deploy.unit")) {
        let key = match (key.strip_prefix("deploy."), unit) {
            (Some(key), Some(unit)) => format!("deploy {} {key}", unit.text),
            _ => key.clone(),
        };
        values.insert(key, value.clone());
    }
    values
}

/// Two entries may say the same; each counts.
fn add(key: String, value: ContractValue, values: &mut BTreeMap<String, ContractValue>) {
    let named = |number: usize| if number == 1 { key.clone() } else { format!("{key} ({number})") };
    let is_taken = |number: usize| values.contains_key(&named(number));
    // The numbers are taken one after another.
    let mut free = 1;
    while is_taken(free) {
        free *= 2;
    }
    let mut taken = free / 2;
    while free - taken > 1 {
        let between = taken + (free - taken) / 2;
        if is_taken(between) {
            taken = between;
        } else {
            free = between;
        }
    }
    let name = named(free);
    values.insert(name, value);
}

/// An entry of `[[waiver]]` is known by its rule, path and image.
fn tables_key(name: &str, entry: &toml_edit::Table) -> String {
    let part = |key: &str| entry.get(key).map(plain).unwrap_or_default();
    let words = [name.to_string(), part("rule"), part("path"), part("image")];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn canonical(entry: &toml_edit::Table) -> String {
    let mut pairs: Vec<String> = entry.iter().map(|(key, item)| format!("{key} = {}", plain(item))).collect();
    pairs.order();
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
