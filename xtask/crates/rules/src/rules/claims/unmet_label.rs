//! X112: a unit lacks a label that the constitution demands.

use super::at;
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed};
use prodproof_constitution::Constitution;
use prodproof_deployment::Deployment;
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

pub(super) fn found(
    repo: &Repo,
    constitution: &Constitution,
    key: &str,
    group: &[&Claim],
    claims: &[Claim],
) -> Option<Finding> {
    group.iter().filter(|claim| claim.binding).find_map(|claim| {
        let units = lacking(repo, key, &named(claims, claim));
        let list = units.iter().map(|unit| format!("`{unit}`")).collect::<Vec<_>>();
        let message = match list.as_slice() {
            [] => return None,
            [one] => format!("{one} lacks the label `{key}`, which this demands"),
            [many @ .., last] => format!("{} and {last} lack the label `{key}`, which this demands", many.join(", ")),
        };
        let finding = at(&UNMET_LABEL, constitution, claim, message);
        let help = if units.len() == 1 { "set it in the unit" } else { "set it in each of them" };
        Some(finding.help(format!("{help}, or amend the constitution")))
    })
}

/// The units that the claim's own sentence names: it demands the label of these alone.
fn named<'c>(claims: &'c [Claim], claim: &Claim) -> Vec<&'c str> {
    let own = claims.iter().filter(|one| one.sentence == claim.sentence);
    own.filter_map(|one| match &one.what {
        Claimed::Unit(name) => Some(name.as_str()),
        _ => None,
    })
    .collect()
}

/// Paths of the units that lack the label, of those that are named; of all that do not run
/// somebody else's image, where none is.
fn lacking(repo: &Repo, key: &str, named: &[&str]) -> Vec<String> {
    if !["io.containers.autoupdate", "PODMAN_SYSTEMD_UNIT"].contains(&key) {
        return Vec::new();
    }
    let is_meant = |one: &Deployment| match named {
        [] => !repo.is_foreign(one) && repo.is_promised(one) != Answer::No,
        names => names.iter().any(|name| stem(name) == stem(&one.path)),
    };
    let runs = repo.deployments.iter().filter(|one| is_meant(one) && !one.is_job);
    let without = runs.filter(|one| one.verdict == Answer::No && !one.labels.contains_key(key));
    let mut paths: Vec<String> = without.map(|one| one.path.clone()).collect();
    paths.dedup();
    paths
}

/// `web` of `deploy/web@.container`.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.split('@').next().unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::bad_with;

    const AUTO: &str = "[Container]\nImage=quay.io/acme/widget\nAutoUpdate=registry\n";
    const PLAIN: &str = "[Container]\nImage=quay.io/acme/widget\n";

    #[test]
    fn a_sentence_demands_it_of_the_units_that_it_names() {
        let units = [("d/api.container", PLAIN), ("d/job.container", PLAIN), ("d/web.container", AUTO)];
        let of = |names: &str| format!("The units {names} MUST carry `io.containers.autoupdate=registry`.");
        bad_with(
            &of("`api.service`, `web.service` and `job.service`"),
            &units,
            &["X112e 3:70 `d/api.container` and `d/job.container` lack the label `io.containers.autoupdate`, which this demands"],
        );
        bad_with(
            &of("`api.service` and `web.service`"),
            &units,
            &["X112e 3:55 `d/api.container` lacks the label `io.containers.autoupdate`, which this demands"],
        );
        bad_with(&of("`web.service`"), &units, &[]);
    }
}
