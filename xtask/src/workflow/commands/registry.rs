//! Clients of registries: crane, regctl, oras, manifest-tool.

use super::options::{skip_options, Parsed};
use super::push::{all_tags, first, operands, push, push_unknown};
use super::Effect;
use crate::syntax::value::Text;

/// `crane` writes with push, copy, tag, append, mutate and `index append`.
pub(super) fn crane(rest: &[Text]) -> Vec<Effect> {
    let with_value = &[
        "platform",
        "jobs",
        "j",
        "t",
        "tag",
        "new_tag",
        "b",
        "base",
        "f",
        "new_layer",
        "o",
        "output",
        "m",
        "manifest",
        "image-refs",
        "l",
        "label",
        "a",
        "annotation",
        "entrypoint",
        "cmd",
        "env",
        "e",
        "user",
        "u",
        "workdir",
        "w",
    ];
    let rest = skip_options(rest, &["platform"]);
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    let parsed = Parsed::new(after, with_value);
    let second = || parsed.operands.get(1).cloned();
    match command.as_known() {
        Some("push") => second().map(|name| push(name, "crane push")).into_iter().collect(),
        Some("copy" | "cp") => match second() {
            Some(name) if parsed.has(&["a", "all-tags"]) => vec![push(all_tags(&name), "crane copy")],
            Some(name) => vec![push(name, "crane copy")],
            None => Vec::new(),
        },
        Some("tag") => match parsed.operands.as_slice() {
            [image, tag, ..] => vec![push(with_tag(image, tag), "crane tag")],
            _ => Vec::new(),
        },
        Some("append" | "mutate" | "rebase" | "index" | "flatten") => {
            parsed.values(&["t", "tag", "new_tag"]).map(|tag| push(tag.clone(), "crane append")).collect()
        }
        _ => Vec::new(),
    }
}

/// The repository of an image, with another tag.
pub(super) fn with_tag(image: &Text, tag: &Text) -> Text {
    let marked = image.marked();
    let without_digest = marked.split('@').next().unwrap_or(marked);
    let name_from = without_digest.rfind('/').map_or(0, |at| at + 1);
    let cut = without_digest[name_from..].find(':').map_or(without_digest.len(), |at| name_from + at);
    // A colon inside of a hole is no tag.
    let head = &without_digest[..cut];
    let mut out = if Text::from_marked(head).pieces().count() > 0 && balanced(head) {
        Text::from_marked(head)
    } else {
        Text::from_marked(without_digest)
    };
    out.push_known(":");
    out.push(tag);
    out
}

pub(super) fn balanced(marked: &str) -> bool {
    use crate::syntax::value::{CLOSE, OPEN};
    marked.matches(OPEN).count() == marked.matches(CLOSE).count()
}

pub(super) fn regctl(rest: &[Text]) -> Vec<Effect> {
    let with_value = &[
        "host",
        "logopt",
        "v",
        "verbosity",
        "platform",
        "p",
        "digest-tags",
        "create",
        "ref",
        "annotation",
        "media-type",
    ];
    let rest = skip_options(rest, with_value);
    match (first(rest), first(rest.get(1..).unwrap_or_default())) {
        (Some("image"), Some("copy" | "cp")) => operands(&rest[2..], with_value)
            .get(1)
            .map(|name| push(name.clone(), "regctl image copy"))
            .into_iter()
            .collect(),
        (Some("index"), Some("create")) => operands(&rest[2..], with_value)
            .first()
            .map(|name| push(name.clone(), "regctl index create"))
            .into_iter()
            .collect(),
        (Some("image"), Some("mod")) => {
            let parsed = Parsed::new(&rest[2..], with_value);
            parsed.value(&["create"]).map(|name| push(name, "regctl image mod")).into_iter().collect()
        }
        (Some("artifact" | "manifest"), Some("put")) => {
            operands(&rest[2..], with_value).last().map(|name| push(name.clone(), "regctl put")).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

pub(super) fn oras(rest: &[Text]) -> Vec<Effect> {
    let with_value = &[
        "annotation",
        "a",
        "annotation-file",
        "artifact-type",
        "config",
        "u",
        "username",
        "p",
        "password",
        "registry-config",
        "ca-file",
        "concurrency",
        "export-manifest",
        "format",
        "from-username",
        "from-password",
        "to-username",
        "to-password",
        "platform",
        "image-spec",
        "resolve",
        "identity-token",
    ];
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    let names = operands(after, with_value);
    match command.as_known() {
        Some("push") => names.first().map(|name| several_tags(name, "oras push")).unwrap_or_default(),
        Some("copy" | "cp") => names.get(1).map(|name| several_tags(name, "oras copy")).unwrap_or_default(),
        Some("tag") => match names.split_first() {
            Some((image, tags)) => tags.iter().map(|tag| push(with_tag(image, tag), "oras tag")).collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// `name:a,b,c`.
pub(super) fn several_tags(name: &Text, method: &'static str) -> Vec<Effect> {
    let mut parts = name.marked().split(',');
    let Some(first) = parts.next() else { return Vec::new() };
    let head = Text::from_marked(first);
    let mut effects = vec![push(head.clone(), method)];
    effects.extend(parts.map(|tag| push(with_tag(&head, &Text::from_marked(tag)), method)));
    effects
}

pub(super) fn manifest_tool(rest: &[Text]) -> Vec<Effect> {
    if !rest.iter().any(|text| text.as_known() == Some("push")) {
        return Vec::new();
    }
    let parsed = Parsed::new(rest, &["target", "template", "platforms", "tags", "username", "password", "docker-cfg"]);
    match parsed.value(&["target"]) {
        Some(target) => vec![push(target, "manifest-tool push")],
        None => vec![push_unknown("manifest-tool push")],
    }
}
