//! What the inputs of an action that nobody knows say: whether it deals with images, and of
//! which registries, and what images of the repository's own owner are called. Must not
//! know its name.

use crate::context::{data, Names};
use crate::publishers::action::{github, has_word, split, ActionStep};
use crate::publishers::command::with_tag;
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

/// Inputs of one step that are looked at.
const MOST_INPUTS: usize = 64;

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
    let about = |key: &str| has_word(key, &WORDS);
    if !named.is_empty() || entries.iter().any(|entry| entry.key.as_str().is_some_and(about)) {
        Images::Named
    } else {
        Images::Nothing
    }
}

/// Words in the name of an input whose image is another than the one that is pushed.
const ASIDE: [&str; 12] =
    ["base", "from", "cache", "parent", "builder", "runner", "test", "scan", "source", "old", "previous", "toolchain"];

/// What inputs call the images that whoever takes them may push: full names of the repository's
/// owner, or of a registry and a path that stand in two inputs; with the tags that they say.
pub(crate) fn named(with: Option<&Node>, names: &Names) -> Vec<Symbolic> {
    let owner = github(names, "repository_owner");
    let Some(owner) = owner.as_known() else { return Vec::new() };
    let entries = with.map_or(&[][..], Node::entries).iter().take(MOST_INPUTS);
    let given: Vec<(&str, Symbolic)> = entries
        .filter_map(|entry| {
            let key = entry.key.as_str().filter(|key| !has_word(key, &ASIDE))?;
            Some((key, data(&entry.value, names).to_values().single()?.clone()))
        })
        .collect();
    let of = |any: &[&str]| given.iter().find(|(key, _)| has_word(key, any)).map(|(_, text)| text);
    // A path of one part is the owner alone.
    let of_owner = |image: &Reference| {
        let own = image.repository.split_once('/').map(|(own, _)| own.eq_ignore_ascii_case(owner));
        image.has_settled_name() && own.unwrap_or(false)
    };
    let own = |word: &Symbolic| word.reference().is_some_and(|image| is_of_registry(&image) && of_owner(&image));
    let mut images: Vec<Symbolic> = Vec::new();
    for (_, text) in &given {
        images.extend(listed(text).into_iter().filter(|word| word.marked().contains('/') && own(word)));
    }
    if images.is_empty() {
        let host = of(&["registry"]).filter(|text| text.as_known().is_some_and(|text| text.contains('.')));
        if let (Some(host), Some(path)) = (host, of(&["image", "imagename", "images", "repository"])) {
            let mut full = host.clone();
            full.push_known("/");
            full.push(path);
            images.extend(Some(full).filter(own));
        }
    }
    let tags = of(&["tag", "tags"]).map(listed).unwrap_or_default();
    let plain = |tag: &&Symbolic| tag.as_known().is_some_and(|tag| !tag.is_empty() && !tag.contains(['=', '/', ':']));
    let tags: Vec<&Symbolic> = tags.iter().filter(plain).collect();
    images.into_iter().flat_map(|image| tagged(image, &tags)).collect()
}

/// The image under each of the tags, or under one that nobody knows; one that says its own
/// has it.
fn tagged(image: Symbolic, tags: &[&Symbolic]) -> Vec<Symbolic> {
    let behind = image.places_of('/').last().copied().unwrap_or_default();
    // What a hole is called has signs of its own: `<var:NAME>`.
    if [':', '@'].into_iter().any(|sign| image.places_of(sign).iter().any(|at| *at > behind)) {
        return vec![image];
    }
    // No registry takes it otherwise, so whoever pushes `github.repository` writes it so.
    let image = image.map_known(str::to_lowercase);
    match tags {
        [] => vec![with_tag(&image, &Symbolic::unknown())],
        tags => tags.iter().map(|tag| with_tag(&image, tag)).collect(),
    }
}

/// The words of an input that lists some.
fn listed(text: &Symbolic) -> Vec<Symbolic> {
    split(text, &[' ', '\n', '\t', '\r', ','])
}

/// The images of registries that stand in a text: with a path, so that `ghcr.io:443` in a
/// list of hosts is none.
fn references(text: &Symbolic) -> Vec<Reference> {
    // Most inputs are a word.
    if !text.marked().contains('/') {
        return Vec::new();
    }
    let words = listed(text);
    let all = words.iter().filter(|word| !word.marked().contains("://") || word.marked().starts_with("docker://"));
    all.filter_map(|word| word.reference()).filter(is_of_registry).collect()
}

/// Whether it is of a registry by its host: `acme/widget` is any path, `pkg.go.dev/x` a page.
fn is_of_registry(reference: &Reference) -> bool {
    let host = reference.registry.as_str();
    CLOSED.contains(&host) && host != "docker.io"
        || [".gcr.io", "pkg.dev", ".amazonaws.com", ".azurecr.io", "registry."].iter().any(|part| host.contains(part))
}
