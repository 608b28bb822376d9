//! Bake files in JSON: the same blocks and expressions as in HCL.

use super::grammar::template;
use super::hcl::{Block, Expression, DEEPEST};
use prodproof_syntax::value::ValueSet;

/// The blocks of a JSON bake file; its strings are templates too.
pub(super) fn json(text: &str) -> Vec<Block> {
    let Ok(serde_json::Value::Object(root)) = serde_json::from_str::<serde_json::Value>(text) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (kind, value) in &root {
        for (label, value) in bodies(value).flatten() {
            for attributes in bodies(value) {
                out.push(Block {
                    kind: kind.clone(),
                    label: Some(label.clone()),
                    attributes: attributes.iter().map(|(key, value)| (key.clone(), from_json(value, 0))).collect(),
                });
            }
        }
    }
    out
}

/// A body, or a list of them: each is a block of its own.
///
/// Source, read 2026-12-01: hashicorp/hcl `json/spec.md` (Structural Elements: Blocks).
fn bodies(value: &serde_json::Value) -> impl Iterator<Item = &serde_json::Map<String, serde_json::Value>> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    list.iter().filter_map(serde_json::Value::as_object)
}

fn from_json(value: &serde_json::Value, depth: usize) -> Expression {
    use serde_json::Value as Json;
    match value {
        _ if depth > DEEPEST => Expression::Unknown,
        Json::Null => Expression::Null,
        Json::String(text) => template(text, depth + 1),
        Json::Array(items) => Expression::List(items.iter().map(|item| from_json(item, depth + 1)).collect()),
        Json::Object(entries) => {
            Expression::Map(entries.iter().map(|(key, value)| (key.clone(), from_json(value, depth + 1))).collect())
        }
        other => Expression::Known(ValueSet::known(&other.to_string())),
    }
}
