//! One name for one thing: no two public types of the workspace share a name, and inside of a
//! crate none that more than one module knows.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;

/// The types of a file that others know, and whether those of other crates do: `pub struct X`,
/// `pub(super) enum X`, and so on, outside of its tests.
fn known(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix("pub")?;
        let (scope, rest) = match rest.strip_prefix('(') {
            Some(inner) => inner.split_once(") ")?,
            None => ("", rest.strip_prefix(' ')?),
        };
        let name = ["struct ", "enum ", "type ", "trait "].iter().find_map(|kind| rest.strip_prefix(kind))?;
        Some((name.split(|c: char| !c.is_alphanumeric() && c != '_').next()?, scope.is_empty()))
    })
}

#[test]
fn no_two_types_that_others_know_share_a_name() {
    let mut places: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        let path = path.display().to_string();
        let own = path.trim_start_matches("xtask/crates/").split('/').next().unwrap_or_default();
        for (name, is_public) in known(&text) {
            let all = is_public.then_some("all crates");
            for among in all.into_iter().chain([own]) {
                places.entry((among.to_string(), name.to_string())).or_default().insert(path.clone());
            }
        }
    }
    for ((among, name), files) in places {
        assert!(files.len() == 1, "{among}: `{name}` is the name of several things: {files:?}");
    }
}

/// Where the rules ask for a file's raw text, and what for. Everything else asks a model.
const RAW: &[(&str, &str)] = &[
    ("deciding/texts.rs", "words of bake files are tried out; HCL is read without places"),
    ("deployed.rs", "what differs on the host"),
    ("fix/mod.rs", "edits are made in it"),
    ("fleet/bases.rs", "handed to the reader of Containerfiles"),
    ("ran.rs", "handed to the reader of YAML"),
    ("repo/mod.rs", "edits are tried in it"),
    ("repo/recipes.rs", "handed to the reader of Containerfiles"),
    ("rules/chain/undeployed_image.rs", "files of other tools, which have no reader here, are searched for a name"),
    ("rules/claims/unbacked_label.rs", "any file may set a label"),
    (
        "rules/claims/unbacked_platform.rs",
        "any file, scripts and recipes among them, may speak of platforms; one word ends the certainty",
    ),
    ("rules/claims/unbacked_port.rs", "handed to the readers of Containerfiles and units"),
    ("rules/constitution/diverging_copies.rs", "copies are compared, as people see them: line by line"),
    (
        "rules/deliveries/unjudged_unit.rs",
        "templates and the like, of no grammar until they are filled in, are searched for podman",
    ),
    ("rules/unit/edits.rs", "edits are made in it"),
    ("rules/waiver/read/comment.rs", "the reader of waivers in comments"),
    ("rules/waiver/read/mod.rs", "the lines around a table of the contract"),
    ("rules/workflow/rebuild_behind_paths.rs", "handed to the reader of ignore files"),
];

/// GitHub compares the names of inputs without regard to case, and so does who asks for one:
/// by `workflow::file::input`, or `Node::get_any_case` of a `with` that is at hand.
#[test]
fn inputs_are_asked_for_as_github_compares_them() {
    for (path, text) in sources() {
        let packed: String = text.split("#[cfg(test)]").next().unwrap_or_default().split_whitespace().collect();
        for exact in ["get(\"with\")?.get(", "with.get(", "at(&[\"with\"", "get(\"with\").and_then(|with|with.get("] {
            let used = packed.contains(exact)
                && !path.ends_with("tests.rs")
                && !path.starts_with("xtask/crates/workflow/src/file");
            assert!(!used, "{} asks for an input by its exact case: {exact}", path.display());
        }
    }
}

/// The same of actions: who asks which one a step uses asks `workflow::file::action`.
#[test]
fn actions_are_asked_for_as_github_compares_them() {
    for (path, text) in sources().into_iter().filter(|(path, _)| path.starts_with("xtask/crates/rules")) {
        let packed: String = text.split("#[cfg(test)]").next().unwrap_or_default().split_whitespace().collect();
        let uses = ["get(\"uses\")?.as_str()?", "get(\"uses\").and_then(Node::as_str)"];
        let asks = [".starts_with(", "==", ".split('@')", ".is_some_and(|uses|uses.starts_with("];
        let exact = uses.iter().flat_map(|uses| asks.map(|asks| format!("{uses}{asks}")));
        for exact in exact {
            assert!(!packed.contains(&exact), "{} asks for an action by its exact case: {exact}", path.display());
        }
    }
}

#[test]
fn rules_ask_models_and_not_texts() {
    let mut asking: BTreeSet<String> = BTreeSet::new();
    for (path, text) in sources() {
        let Ok(own) = path.strip_prefix("xtask/crates/rules/src") else { continue };
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let packed: String = code.split_whitespace().collect();
        let asks = ["snapshot.text(", "snapshot.texts(", "snapshot.all_texts(", "snapshot.workflows("];
        let is_test = own.ends_with("tests.rs") || own.ends_with("fixture.rs");
        if !is_test && asks.iter().any(|call| packed.contains(call)) {
            asking.insert(own.display().to_string());
        }
    }
    let known: BTreeSet<String> = RAW.iter().map(|(path, _)| path.to_string()).collect();
    let (new, gone): (Vec<_>, Vec<_>) = (asking.difference(&known).collect(), known.difference(&asking).collect());
    assert!(new.is_empty(), "ask a model, or say why here: {new:?}");
    assert!(gone.is_empty(), "these ask no text any more: {gone:?}");
}
