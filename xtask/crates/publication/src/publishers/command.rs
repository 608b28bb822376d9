//! What the commands of publishers share: operands, transports, tags. Must not know any tool.

use prodproof_script::effect::{Effect, Push, LOCAL_TAGS};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::Symbolic;

use super::options::Parsed;

pub(super) fn first(rest: &[Symbolic]) -> Option<&str> {
    rest.first().and_then(Symbolic::as_known)
}

pub(super) fn operands(rest: &[Symbolic], with_value: &[&str]) -> Vec<Symbolic> {
    Parsed::new(rest, with_value).operands
}

pub(super) fn push(reference: Symbolic, method: &'static str) -> Effect {
    Effect::Push(Push { reference: Some(reference), method, by_digest: false, certainty: Certainty::Yes })
}

pub(super) fn push_unknown(method: &'static str) -> Effect {
    Effect::Push(Push { reference: None, method, by_digest: false, certainty: Certainty::Yes })
}

/// The name without `docker://`; nothing for a transport that is no registry.
pub(super) fn transport(name: &Symbolic) -> Option<Symbolic> {
    let marked = name.marked();
    if let Some(rest) = marked.strip_prefix("docker://") {
        return Some(Symbolic::from_marked(rest));
    }
    let local = [
        "dir:",
        "docker-archive:",
        "oci-archive:",
        "oci:",
        "docker-daemon:",
        "containers-storage:",
        "sif:",
        "ostree:",
        "tarball:",
    ];
    (!local.iter().any(|prefix| marked.starts_with(prefix))).then(|| name.clone())
}

/// The name with a tag that nobody knows: every one that there is.
pub(super) fn all_tags(name: &Symbolic) -> Symbolic {
    let mut name = name.clone();
    name.push_known(":");
    name.push(&Symbolic::unknown());
    name
}

/// The name with the tags that local images of it have.
pub(super) fn local_tags(name: &Symbolic) -> Symbolic {
    let mut name = name.clone();
    name.push_known(":");
    name.push(&Symbolic::hole(LOCAL_TAGS));
    name
}

/// The repository of an image, with another tag.
pub(super) fn with_tag(image: &Symbolic, tag: &Symbolic) -> Symbolic {
    let marked = image.marked();
    let without_digest = marked.split('@').next().unwrap_or(marked);
    let name_from = without_digest.rfind('/').map_or(0, |at| at + 1);
    // A colon inside of a hole is no tag.
    let colon = image.places_of(':').into_iter().find(|at| (name_from..without_digest.len()).contains(at));
    let mut out = Symbolic::from_marked(&without_digest[..colon.unwrap_or(without_digest.len())]);
    out.push_known(":");
    out.push(tag);
    out
}

/// What options of a command that builds or pushes images are given; names without dashes.
pub(crate) fn given(words: &[String], names: &[&str]) -> Vec<Symbolic> {
    let words: Vec<Symbolic> = words.iter().map(Symbolic::from_marked).collect();
    Parsed::new(&words, super::docker::BUILD).values(names).cloned().collect()
}
