//! What the model of the workflows is asked, of a snapshot and a contract. Must not know
//! what is promised of an image.

use std::collections::BTreeMap;

use prodproof_constitution::contract::Contract;
use prodproof_publication::{Build, Memory};
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::Spanned;

pub(super) fn model(
    snapshot: &Snapshot,
    contract: &Contract,
    (default_branch, release_tags): (&str, &str),
    memory: &Memory,
) -> Build {
    prodproof_publication::model(&input(snapshot, contract, default_branch, release_tags), memory)
}

pub(super) fn input<'a>(
    snapshot: &'a Snapshot,
    contract: &Contract,
    default_branch: &'a str,
    release_tags: &'a str,
) -> prodproof_publication::Input<'a> {
    let plain = |values: &BTreeMap<String, Spanned<String>>| {
        values.iter().map(|(name, value)| (name.clone(), value.value.clone())).collect()
    };
    prodproof_publication::Input {
        snapshot,
        default_branch,
        repository: snapshot.facts.repository.as_deref(),
        vars: plain(&contract.vars),
        secrets: plain(&contract.secrets),
        inputs: plain(&contract.inputs),
        release_tags,
    }
}
