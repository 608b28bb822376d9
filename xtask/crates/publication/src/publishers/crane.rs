//! crane and gcrane, clients of registries.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::{all_tags, push, with_tag};
use super::options::{skip_options, Parsed};

/// `crane` writes with push, copy, tag, append, mutate and `index append`.
pub(super) fn crane(rest: &[Symbolic]) -> Vec<Effect> {
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
    // `-a` is `--all-tags` of copy, and `--annotation` of mutate (`cmd/crane/cmd/copy.go`,
    // `mutate.go`).
    let copies = matches!(command.as_known(), Some("copy" | "cp"));
    let with_value: Vec<&str> = with_value.iter().copied().filter(|name| !(copies && *name == "a")).collect();
    let parsed = Parsed::new(after, &with_value);
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
