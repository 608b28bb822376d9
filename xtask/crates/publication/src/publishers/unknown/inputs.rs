//! What the inputs of an action that nobody knows say: whether it deals with images, and of
//! which registries. Must not know its name.

use crate::publishers::action::{split, ActionStep};
use crate::publishers::CLOSED;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::value::Symbolic;
use prodproof_syntax::yaml::Node;

/// What inputs say about images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Images {
    Nothing,
    /// Images, or a registry.
    Named,
    /// Images, of registries alone that the job cannot push to.
    Elsewhere,
}

/// Words in the name of an input that is about images.
const WORDS: [&str; 14] = [
    "image",
    "images",
    "imagename",
    "docker",
    "dockerfile",
    "dockerhub",
    "container",
    "containerfile",
    "registry",
    "oci",
    "push",
    "ghcr",
    "quay",
    "ecr",
];

pub(super) fn images(step: &ActionStep<'_>) -> Images {
    let entries = step.with.map_or(&[][..], Node::entries);
    let named: Vec<Reference> = entries
        .iter()
        .filter_map(|entry| step.get(entry.key.as_str()?))
        .flat_map(|values| values.iter().flat_map(references).collect::<Vec<_>>())
        .collect();
    let reached = |own: &Reference| {
        !CLOSED.contains(&own.registry.as_str()) || step.registries.is_none_or(|hosts| hosts.contains(&own.registry))
    };
    if !named.is_empty() && !named.iter().any(reached) {
        return Images::Elsewhere;
    }
    let about = |key: &str| {
        key.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| WORDS.iter().any(|own| own.eq_ignore_ascii_case(word)))
    };
    if !named.is_empty() || entries.iter().any(|entry| entry.key.as_str().is_some_and(about)) {
        Images::Named
    } else {
        Images::Nothing
    }
}

/// The images of registries that stand in a text: with a path, so that `ghcr.io:443` in a
/// list of hosts is none.
fn references(text: &Symbolic) -> Vec<Reference> {
    // Most inputs are a word.
    if !text.marked().contains('/') {
        return Vec::new();
    }
    let words = split(text, &[' ', '\n', '\t', '\r', ',']);
    let all = words.iter().filter(|word| !word.marked().contains("://") || word.marked().starts_with("docker://"));
    all.filter_map(|word| word.reference()).filter(is_of_registry).collect()
}

/// Whether it is of a registry by its host: `acme/widget` is any path, `pkg.go.dev/x` a page.
fn is_of_registry(reference: &Reference) -> bool {
    let host = reference.registry.as_str();
    CLOSED.contains(&host) && host != "docker.io"
        || [".gcr.io", "pkg.dev", ".amazonaws.com", ".azurecr.io", "registry."].iter().any(|part| host.contains(part))
}
