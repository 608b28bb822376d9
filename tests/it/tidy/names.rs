//! One name for one thing: no two public types of the workspace share a name, but for those
//! below. Each of these is the one natural word in two fields that never meet in one file,
//! or meet there with the module's name in front.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;

/// Names that two types have, and why each keeps it.
const SHARED: &[(&str, &str)] = &[
    ("Effects", "of a wrapper, an action, a script"),
    ("Entry", "of a mapping, a unit, a history, a list of platforms"),
    ("Fact", "of a merge, of a promise, of a link: each with its source"),
    ("File", "of a snapshot; what a unit file says; what a workflow file says"),
    ("History", "the document's own; that of git"),
    ("Image", "of a claim, of the contract, of a registry"),
    ("Label", "of a container; of a finding's further place; of a lexicon"),
    ("Outcome", "of a call, of docker/metadata-action, of a planned file"),
    ("Said", "on a link; by a program that fails"),
    ("Says", "how a site tells its commit, in the contract and at the site"),
    ("Scope", "of a waiver, of an expression, of a unit's texts on a host"),
    ("Source", "of a snapshot, of an image's label, of the drop-in"),
    ("Standing", "of an inheritance, of a link, of the drop-in"),
    ("Step", "of a job, of a script, of a journal"),
    ("Target", "of a bump, of bake, of an upgrade"),
    ("Told", "by a site; of a kinship"),
    ("Why", "a run starts, a fix is held back, the drop-in has no source"),
];

/// The public types of a file: `pub struct X`, and so on, outside of its tests.
fn public(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix("pub ")?;
        let name = ["struct ", "enum ", "type ", "trait "].iter().find_map(|kind| rest.strip_prefix(kind))?;
        name.split(|c: char| !c.is_alphanumeric() && c != '_').next()
    })
}

#[test]
fn no_two_public_types_share_a_name_without_a_reason() {
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources() {
        for name in public(&text) {
            places.entry(name.to_string()).or_default().insert(path.display().to_string());
        }
    }
    let shared: BTreeMap<&str, &BTreeSet<String>> =
        places.iter().filter(|(_, files)| files.len() > 1).map(|(name, files)| (name.as_str(), files)).collect();
    let known: BTreeSet<&str> = SHARED.iter().map(|(name, _)| *name).collect();
    for (name, files) in &shared {
        assert!(known.contains(name), "`{name}` is the name of several things: {files:?}");
    }
    for name in known {
        assert!(shared.contains_key(name), "`{name}` is the name of one thing now: remove it here");
    }
    assert!(SHARED.windows(2).all(|pair| pair[0].0 < pair[1].0), "sorted");
}

/// Where the rules ask for a file's raw text, and what for. Everything else asks a model.
const RAW: &[(&str, &str)] = &[
    ("chain/mod.rs", "line numbers"),
    ("deployed.rs", "what differs on the host"),
    ("fix/mod.rs", "edits are made in it"),
    ("fleet/bases.rs", "handed to the reader of Containerfiles"),
    ("fleet/builder.rs", "line numbers"),
    ("held.rs", "where a guard stood before an edit"),
    ("live/plan.rs", "handed to the reader of Containerfiles"),
    ("ran.rs", "handed to the reader of YAML"),
    ("repo/mod.rs", "edits are tried in it"),
    ("rules/chain/mod.rs", "how a name is written"),
    ("rules/chain/undeployed_image.rs", "files that nobody reads are searched for a name"),
    ("rules/claims/unbacked_base_image.rs", "line numbers"),
    ("rules/claims/unbacked_label.rs", "any file may set a label"),
    ("rules/claims/unbacked_platform.rs", "any file may speak of platforms"),
    ("rules/claims/unbacked_port.rs", "handed to the readers of Containerfiles and units"),
    ("rules/constitution/diverging_copies.rs", "copies are compared"),
    ("rules/deliveries/mod.rs", "line numbers"),
    ("rules/deliveries/unjudged_unit.rs", "files that nobody reads are searched for podman"),
    ("rules/unit/edits.rs", "edits are made in it"),
    ("rules/waiver/read/comment.rs", "the reader of waivers in comments"),
    ("rules/waiver/read/mod.rs", "the lines around a table of the contract"),
    ("rules/workflow/missing_provenance_labels.rs", "handed to the reader of Containerfiles"),
    ("rules/workflow/rebuild_behind_paths.rs", "handed to the readers of Containerfiles and ignore files"),
];

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
