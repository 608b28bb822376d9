//! Compose files: the images of services, `${VAR:-default}` filled in.

use std::collections::BTreeMap;

use super::hcl::{Block, Expression};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet, CLOSE, OPEN};
use prodproof_syntax::yaml::{Node, Yaml};

/// The images that `docker compose push` pushes: those of services that are built, or of
/// the wanted ones. Each with whether that is certain.
pub fn compose_images(
    files: &[(&str, &str)],
    wanted: &[String],
    env: &BTreeMap<String, ValueSet>,
) -> Vec<(Symbolic, Certainty)> {
    let mut services: BTreeMap<String, (Option<String>, bool)> = BTreeMap::new();
    for (_, text) in files {
        for (name, service) in services_of(text) {
            let entry = services.entry(name).or_default();
            if let Some(image) = service.get("image").and_then(Node::as_written) {
                entry.0 = Some(image.to_string());
            }
            entry.1 |= service.get("build").is_some();
        }
    }
    let mut out = Vec::new();
    for (name, (image, built)) in services {
        if !built || (!wanted.is_empty() && !wanted.contains(&name)) {
            continue;
        }
        let Some(image) = image else { continue };
        let values = interpolate(&image, env);
        let certainty = Certainty::from(values.single().is_some());
        out.extend(values.iter().map(|text| (text.clone(), certainty)));
    }
    out
}

fn services_of(text: &str) -> Vec<(String, Node)> {
    let document = Yaml::document(text);
    let services = document.as_ref().and_then(|document| document.get("services")).map_or(&[][..], Node::entries);
    services.iter().filter_map(|entry| Some((entry.key.as_written()?.to_string(), entry.value.clone()))).collect()
}

/// Services as bake sees them: targets with the image as their tag, or those of `x-bake`.
pub(super) fn blocks(text: &str, env: &BTreeMap<String, ValueSet>) -> Vec<Block> {
    let list = |texts: Vec<ValueSet>| Expression::List(texts.into_iter().map(Expression::Known).collect());
    let mut out = Vec::new();
    for (name, service) in services_of(text) {
        if service.get("build").is_none() {
            continue;
        }
        let mut attributes = Vec::new();
        let texts = |value: &Node| -> Vec<ValueSet> {
            value.one_or_many().iter().filter_map(|item| item.as_written()).map(|item| interpolate(item, env)).collect()
        };
        let build_tags = service.get("build").and_then(|build| build.get("tags"));
        let bake = service.get("build").and_then(|build| build.get("x-bake"));
        if let Some(tags) = bake.and_then(|bake| bake.get("tags")) {
            attributes.push(("tags".to_string(), list(texts(tags))));
        } else {
            let mut tags: Vec<ValueSet> = service.get("image").map(texts).unwrap_or_default();
            tags.extend(build_tags.map(texts).unwrap_or_default());
            attributes.push(("tags".to_string(), list(tags)));
        }
        if let Some(output) = bake.and_then(|bake| bake.get("output")) {
            attributes.push(("output".to_string(), list(texts(output))));
        }
        out.push(Block { kind: "target".into(), label: Some(name), attributes });
    }
    out
}

/// `${X}`, `$X`, `${X:-default}`, `${X-default}`, `$$`.
fn interpolate(text: &str, env: &BTreeMap<String, ValueSet>) -> ValueSet {
    let mut out = ValueSet::known("");
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out = out.join(&ValueSet::known(&rest[..at]));
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out = out.join(&ValueSet::known("$"));
            rest = after;
            continue;
        }
        let (inner, after) = match rest.strip_prefix('{') {
            Some(braced) => match braced.split_once('}') {
                Some(found) => found,
                None => return ValueSet::unknown(),
            },
            None => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                rest.split_at(end)
            }
        };
        rest = after;
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let (name, operator) = inner.split_at(end);
        let value = env.get(name);
        let filled = match operator.split_at(operator.len().min(2)) {
            ("", _) => value.cloned().unwrap_or_else(|| ValueSet::known("")),
            (":-", default) => match value {
                Some(value) if value.as_known() != Some("") => value.clone(),
                _ => ValueSet::known(default),
            },
            (":?", _) => value.cloned().unwrap_or_else(ValueSet::unknown),
            _ => match (operator.strip_prefix('-'), value) {
                (Some(_), Some(value)) => value.clone(),
                (Some(default), None) => ValueSet::known(default),
                _ => ValueSet::unknown(),
            },
        };
        out = out.join(&filled);
    }
    if rest.contains([OPEN, CLOSE]) {
        return ValueSet::unknown();
    }
    out.join(&ValueSet::known(rest))
}
