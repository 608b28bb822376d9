//! X112: a unit lacks a label that the constitution demands.

use super::at;
use crate::repo::Repo;
use prodproof_constitution::claims::Claim;
use prodproof_constitution::Constitution;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports a sentence that demands the labels of auto-update of the deployed units,
    /// while a unit that runs the image lacks them. It is not shown beside the finding at
    /// the unit itself, which carries the sentence as a second place.
    ///
    /// ## Why is this bad?
    /// What was promised is not what the host runs, and each file looks right alone.
    ///
    /// ## Example
    /// "Deployed systemd units MUST include `--label io.containers.autoupdate=registry`",
    /// and the unit runs `podman run quay.io/acme/widget:latest`.
    ///
    /// ## Use instead
    /// The label in the unit, or another sentence.
    ///
    /// ## References
    /// - The third mandate: a deployed unit really is auto-updated.
    X112 UNMET_LABEL "unmet-label" Error "a unit lacks a label that the constitution demands"
}

pub(super) fn found(repo: &Repo, constitution: &Constitution, key: &str, group: &[&Claim]) -> Option<Finding> {
    let first = group.iter().find(|claim| claim.binding)?;
    let unit = lacking(repo, key)?;
    let message = format!("`{unit}` lacks the label `{key}`, which this demands");
    let finding = at(&UNMET_LABEL, constitution, first, message);
    Some(finding.help("set it in the unit, or amend the constitution"))
}

/// A unit that runs the image without a label of auto-update.
fn lacking(repo: &Repo, key: &str) -> Option<String> {
    if !["io.containers.autoupdate", "PODMAN_SYSTEMD_UNIT"].contains(&key) {
        return None;
    }
    let runs = repo.deployments.iter().filter(|one| repo.is_promised(one) != Answer::No && !one.is_job);
    runs.into_iter().find(|one| one.verdict == Answer::No && !one.labels.contains_key(key)).map(|one| one.path.clone())
}
