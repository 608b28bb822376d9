//! Actions whose insides nobody here knows: which of them may publish an image.

use super::table::{Pushes, Row, ROWS};
use crate::bots;
use crate::condition::On;
use crate::publishers::action::{ActionStep, StepEffects, StepPush};
use crate::publishers::deletions;
use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::yaml::Node;

/// Words in an action's name that say that it deals with images.
const IMAGE_WORDS: [&str; 16] = [
    "docker",
    "image",
    "container",
    "buildah",
    "podman",
    "kaniko",
    "publish",
    "ko-build",
    "goreleaser",
    "jib",
    "oci",
    "registry",
    "skopeo",
    "buildpack",
    "pack-cli",
    "ecr",
];

/// Words of actions that deal with images but publish none.
const HARMLESS_WORDS: [&str; 38] = [
    // The name of docker/setup-buildx-action before it was Docker's.
    "ghaction-docker-buildx",
    "k8s-",
    "login",
    "setup",
    "scan",
    "lint",
    "sign",
    "cosign",
    "sbom",
    "trivy",
    "grype",
    "syft",
    "snyk",
    "scout",
    "dive",
    "attest",
    "provenance",
    "cache",
    "cleanup",
    "clean-up",
    "delete",
    "remove-",
    "prune",
    "retention",
    "install",
    "qemu",
    "test",
    "codeql",
    "scorecard",
    "release-notes",
    "pages",
    "pypi",
    "description",
    "discord",
    "slack",
    "telegram",
    // A snap is no image.
    "snapcore/",
    "notif",
];

/// Words in the name of an action that say that it writes, whatever else it does.
const WRITING_WORDS: [&str; 4] = ["push", "publish", "promote", "copy"];

/// Inputs of actions that push.
const WRITING_INPUTS: [&str; 8] =
    ["push", "publish", "tags", "push-image", "push_image", "destination", "dst", "target-image"];

/// Owners whose actions never publish an image.
const HARMLESS_OWNERS: [&str; 8] = [
    "actions/",
    "step-security/harden-runner",
    "github/",
    "dtolnay/",
    "swatinem/",
    "codecov/",
    "actions-rs/",
    "taiki-e/",
];

/// What of a known action's pushes is not read.
fn untold(row: &Row) -> Option<Untold> {
    match row.pushes {
        Pushes::Perhaps(untold) | Pushes::With(_, untold) => Some(untold),
        Pushes::Never(_) => None,
    }
}

pub(in crate::publishers) fn run(step: &ActionStep<'_>, lower: &str) -> StepEffects {
    let mut effects = StepEffects::nothing();
    if !step.credentials || !may_publish(step, lower) {
        let known = never_pushes(lower) || row(lower).is_some() || is_harmless(lower);
        effects.unread = !known && bots::action(lower).is_none() && !deletions::rows().any(|(name, ..)| name == lower);
        return effects;
    }
    effects.pushes.push(StepPush {
        reference: None,
        method: step.name.to_string(),
        span: step.uses,
        certainty: Certainty::Possible,
        conditions: vec![On::Opaque {
            what: step.name.to_string(),
            why: row(lower).and_then(untold).map(Unfollowed::Tool),
        }],
    });
    effects
}

/// Whether the name of an action, in lower case, says that it publishes nothing: one that
/// scans, or signs, and pushes does not.
pub(crate) fn is_harmless(lower: &str) -> bool {
    let own = lower.split_once('/').map_or(lower, |(_, own)| own);
    let writes = own.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| WRITING_WORDS.contains(&word));
    HARMLESS_WORDS.iter().any(|word| lower.contains(word)) && !writes
}

/// Whether it is known of an action that it does not push, nor logs in.
pub(crate) fn never_pushes(lower: &str) -> bool {
    row(lower).is_some_and(|row| matches!(row.pushes, Pushes::Never(_)))
        || HARMLESS_OWNERS.iter().any(|owner| lower.starts_with(owner))
}

/// The rows of the table of actions that are not followed: name, source, day.
pub fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    ROWS.iter().map(|row| (row.name, row.source, row.read))
}

fn row(lower: &str) -> Option<&'static Row> {
    let name = lower.strip_suffix("/main").unwrap_or(lower);
    // An image that is run as a step is told by its name, without the tag.
    let start = if name.starts_with("docker://") { "docker://".len() } else { name.len() };
    let end = name[start..].find([':', '@']).map_or(name.len(), |at| start + at);
    let name = &name[..end];
    ROWS.iter().find(|row| row.name == name)
}

/// Whether the name of an action, in lower case, says that it deals with images and nothing
/// else: what has an identity alone may log in to a cloud's registry.
pub(crate) fn deals_with_images(lower: &str) -> bool {
    const WORDS: [&str; 5] = ["docker", "image", "container", "buildah", "podman"];
    WORDS.iter().any(|word| lower.contains(word))
}

fn may_publish(step: &ActionStep<'_>, lower: &str) -> bool {
    if let Some(row) = row(lower) {
        return match row.pushes {
            Pushes::Perhaps(_) => true,
            Pushes::With(input, _) => step.filled(input).is_some_and(|value| value.as_known() != Some("false")),
            Pushes::Never(_) => false,
        };
    }
    // `docker://rhysd/actionlint` deals with images no more than other actions do.
    let lower = lower.strip_prefix("docker://").unwrap_or(lower);
    if HARMLESS_OWNERS.iter().any(|owner| lower.starts_with(owner)) {
        return false;
    }
    let entries = step.with.map_or(&[][..], Node::entries);
    let keys = || entries.iter().map(|entry| entry.key.as_str().unwrap_or_default().to_ascii_lowercase());
    if step.get("push").is_some_and(|push| push.as_known() == Some("false")) {
        return false;
    }
    if is_harmless(lower) && !keys().any(|key| WRITING_INPUTS.contains(&key.as_str())) {
        return false;
    }
    // `load-secrets` has no `ecr` in it.
    let is_word = |word: &str| lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|own| own == word);
    if IMAGE_WORDS.iter().any(|word| if word.len() > 3 { lower.contains(word) } else { is_word(word) }) {
        return true;
    }
    entries.iter().any(|entry| {
        let key = entry.key.as_str().unwrap_or_default().to_ascii_lowercase();
        let value = entry.value.as_str().unwrap_or_default();
        let host = ["quay.io/", "ghcr.io", "docker.io/", ".gcr.io", "pkg.dev/", ".amazonaws.com", ".azurecr.io"]
            .iter()
            .any(|host| value.contains(host));
        host || ["image", "image-name", "image_name", "dockerfile", "containerfile", "registry"].contains(&key.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_is_run_has_a_row_too() {
        assert!(never_pushes("docker://lsiodev/readme-sync:latest"));
        assert!(!never_pushes("docker://gcr.io/kaniko-project/executor:latest"));
    }

    #[test]
    fn rows_are_in_order_and_say_where_they_are_from() {
        assert!(ROWS.is_sorted_by_key(|row| row.name));
        for row in ROWS {
            assert!(row.name == row.name.to_lowercase() && row.name.contains('/'), "{}", row.name);
            assert!(row.source.contains(' ') && row.pushes != Pushes::Never(""), "{}", row.name);
            assert!(row.read.len() == 10 && row.read.starts_with("20"), "{}", row.name);
        }
    }
}
