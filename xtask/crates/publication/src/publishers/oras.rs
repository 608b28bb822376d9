//! oras, which pushes artifacts and copies images.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::{operands, push, with_tag};

pub(super) fn oras(rest: &[Symbolic]) -> Vec<Effect> {
    let with_value = &[
        "annotation",
        "a",
        "annotation-file",
        "artifact-platform",
        "artifact-type",
        "config",
        "u",
        "username",
        "p",
        "password",
        "registry-config",
        "ca-file",
        "cert-file",
        "key-file",
        "header",
        "H",
        "template",
        "oci-layout-path",
        "concurrency",
        "export-manifest",
        "format",
        "from-username",
        "from-password",
        "from-registry-config",
        "from-ca-file",
        "from-resolve",
        "from-identity-token",
        "from-oci-layout-path",
        "to-username",
        "to-password",
        "to-registry-config",
        "to-ca-file",
        "to-resolve",
        "to-identity-token",
        "to-oci-layout-path",
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
pub(super) fn several_tags(name: &Symbolic, method: &'static str) -> Vec<Effect> {
    let mut parts = name.marked().split(',');
    let Some(first) = parts.next() else { return Vec::new() };
    let head = Symbolic::from_marked(first);
    let mut effects = vec![push(head.clone(), method)];
    effects.extend(parts.map(|tag| push(with_tag(&head, &Symbolic::from_marked(tag)), method)));
    effects
}
