//! The chain family, second half: what the prose claims and nothing backs. What the
//! mandates demand anyway is left to their own rules: one fault, one finding.

mod files;
mod images;
mod labels;
mod mandate;
mod schedules;

use crate::constitution::claims::Claim;
use crate::constitution::Constitution;
use crate::finding::{rules, Rule};
use crate::finding::{Finding, Place, Severity};
use crate::repo::Repo;

rules! {
    /// ## What it does
    /// Reports a workflow that the constitution names and the repository does not have:
    /// by file (`.github/workflows/x.yml`) or by name ("the `verify` workflow").
    ///
    /// ## Why is this bad?
    /// A gate that does not exist stops nobody, and everybody believes in it.
    ///
    /// ## Example
    /// "Images are built by `.github/workflows/container-build.yml`", while the file is
    /// called `container.yml`.
    ///
    /// ## Use instead
    /// The workflow's real path, or the workflow that is promised.
    ///
    /// ## References
    /// - <https://github.com/meshtastic/Meshtastic-Android/pull/6927>: a constitution that
    ///   named a workflow, a gate and a label, none of them real.
    X100 UNBACKED_WORKFLOW "unbacked-workflow" Error "the constitution names a workflow that does not exist";

    /// ## What it does
    /// Reports a unit that the contract or the prose names and the repository does not
    /// have. A Quadlet `widget.container` backs the name `widget.service`.
    ///
    /// ## Why is this bad?
    /// What the host runs is then not what was reviewed here.
    ///
    /// ## Example
    /// ```toml
    /// [deploy]
    /// unit = "deploy/widget.service"
    /// ```
    /// after the unit was renamed to `deploy/widget.container`.
    ///
    /// ## Use instead
    /// The unit's path as it is.
    ///
    /// ## References
    /// - `man podman-systemd.unit`: which service a Quadlet file becomes.
    X101 UNBACKED_UNIT "unbacked-unit" Error "the constitution names a unit that does not exist";

    /// ## What it does
    /// Reports another file of the repository that the constitution names and that does
    /// not exist. Names without a folder count only for `Containerfile` and `Dockerfile`.
    ///
    /// ## Why is this bad?
    /// A rule that points at a missing document cannot be followed.
    ///
    /// ## Example
    /// "The threat model in `docs/threat-model.md` MUST be kept current."
    ///
    /// ## Use instead
    /// A path that exists.
    ///
    /// ## References
    /// - Templates, globs and files of each feature (`specs/…`) are not looked at.
    X102 UNBACKED_FILE "unbacked-file" Warning "the constitution names a file that does not exist";

    /// ## What it does
    /// Reports a job or check that the constitution requires by name and that no
    /// workflow has, as its own name, its file's, or a job's.
    ///
    /// ## Why is this bad?
    /// A required check that never reports blocks everything or nothing, as the branch
    /// protection has it; either way nobody checks.
    ///
    /// ## Example
    /// "The required check `lint` gates every merge", while the job is called `style`.
    ///
    /// ## Use instead
    /// The job's real name.
    ///
    /// ## References
    /// - Checks of apps (`DCO`, `codecov`) come from no workflow and are not looked at.
    X103 UNBACKED_CHECK "unbacked-check" Warning "the constitution requires a check that no workflow has";

    /// ## What it does
    /// Reports a schedule that the prose promises and no workflow has: compared by what
    /// the cron lines mean, day and time in UTC.
    ///
    /// ## Why is this bad?
    /// A weekly rebuild that is promised but not scheduled leaves the base image's
    /// security fixes out, and everybody believes they are in.
    ///
    /// ## Example
    /// "The image is rebuilt every Monday at 04:30 UTC", and the workflow says
    ///
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: "30 4 * * 2"
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: "30 4 * * 1"
    /// ```
    ///
    /// ## References
    /// - <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule>
    X104 UNBACKED_SCHEDULE "unbacked-schedule" Error "the constitution promises a schedule that no workflow has";

    /// ## What it does
    /// Reports an image that the prose promises and that is neither published nor run:
    /// another registry, namespace or name. With a contract block,
    /// `contradicted-contract` does.
    ///
    /// ## Why is this bad?
    /// Who pulls what the constitution says gets nothing, or somebody else's image.
    ///
    /// ## Example
    /// "Images are published to `quay.io/acme/widget`", and the workflow pushes
    /// `ghcr.io/acme/widget`.
    ///
    /// ## Use instead
    /// One name in all three files.
    ///
    /// ## References
    /// - A name that is only known at run time may be any, and is no finding.
    X105 UNBACKED_IMAGE "unbacked-image" Error "the constitution promises an image that nothing publishes or runs";

    /// ## What it does
    /// Reports a tag that the prose says is published, beside the one of every merge,
    /// and that no event publishes.
    ///
    /// ## Why is this bad?
    /// Who follows that tag never gets an update.
    ///
    /// ## Example
    /// "Every merge publishes `:edge`", and no workflow pushes it.
    ///
    /// ## Use instead
    /// A tag that is published.
    ///
    /// ## References
    /// - The tag of every merge is `unpublished-merge`'s.
    X106 UNBACKED_TAG "unbacked-tag" Warning "the constitution promises a tag that no event publishes";

    /// ## What it does
    /// Reports a base image that the prose states and no Containerfile builds from.
    ///
    /// ## Why is this bad?
    /// The base decides who fixes the operating system, and when.
    ///
    /// ## Example
    /// "Images are based on `registry.access.redhat.com/ubi10/ubi`", and
    ///
    /// ```dockerfile
    /// FROM docker.io/library/debian:12
    /// ```
    ///
    /// ## Use instead
    /// The same base in both.
    ///
    /// ## References
    /// - Build arguments without a default may be any image, and are no finding.
    X107 UNBACKED_BASE_IMAGE "unbacked-base-image" Error "the constitution states a base image that no Containerfile has";

    /// ## What it does
    /// Reports a label that the prose demands and that stands in no unit, Containerfile
    /// or workflow. The labels of auto-update and of provenance have rules of their own.
    ///
    /// ## Why is this bad?
    /// What selects by that label (monitoring, clean-up) does not see the container.
    ///
    /// ## Example
    /// "Every container MUST carry the label `com.acme.team=infra`."
    ///
    /// ## Use instead
    /// `--label com.acme.team=infra` in the unit, or `LABEL` in the Containerfile.
    ///
    /// ## References
    /// - Labels that an action or a script computes are not seen.
    X108 UNBACKED_LABEL "unbacked-label" Warning "the constitution demands a label that is set nowhere";

    /// ## What it does
    /// Reports a constitution that demands a label of podman's auto-update which podman
    /// has never known.
    ///
    /// ## Why is this bad?
    /// Whoever obeys gets a unit that is never updated, with the constitution's blessing.
    ///
    /// ## Example
    /// "Units MUST carry `io.containers.autoupdate.systemd_unit`."
    ///
    /// ## Use instead
    /// "Units MUST carry `io.containers.autoupdate=registry` and set
    /// `PODMAN_SYSTEMD_UNIT`."
    ///
    /// ## References
    /// - podman `libpod/define/autoupdate.go`, `pkg/systemd/define/const.go`
    X109 INVENTED_LABEL "invented-label" Error "the constitution demands a label that podman does not know";

    /// ## What it does
    /// Reports prose that states the opposite of what holds in every repository: that
    /// only tags publish, or that a merge must not.
    ///
    /// ## Why is this bad?
    /// A fix that is merged is then not in the image until somebody remembers to tag.
    /// Changing the workflow alone would break the constitution.
    ///
    /// ## Example
    /// "Images are published only on `v*` tags."
    ///
    /// ## Use instead
    /// "Images are published on every push to `main`, as `:latest`, and on every `v*`
    /// tag, as that version."
    ///
    /// ## References
    /// - The first mandate: both a merge and a release tag publish.
    X110 CLAIM_AGAINST_MANDATE "claim-against-mandate" Error "the constitution states the opposite of a mandate";

    /// ## What it does
    /// Reports a push to another branch, or a release, that the prose says publishes,
    /// and that starts no workflow.
    ///
    /// ## Why is this bad?
    /// What is promised for that event does not happen.
    ///
    /// ## Example
    /// "Every push to `develop` publishes `:edge`", and no workflow runs on that branch.
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main, develop]
    /// ```
    ///
    /// ## References
    /// - Merges, release tags and dispatches have rules of their own.
    X111 UNBACKED_TRIGGER "unbacked-trigger" Warning "the constitution promises a trigger that no workflow has";
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(constitution) = &repo.constitution else { return };
    let claims = constitution.claims();
    files::check(repo, constitution, claims, acc);
    schedules::check(repo, constitution, claims, acc);
    images::check(repo, constitution, claims, acc);
    labels::check(repo, constitution, claims, acc);
    mandate::check(repo, constitution, claims, acc);
}

/// A finding at a claim: what binds weighs as the rule says, what is only described is
/// at most a warning.
fn at(rule: &'static Rule, constitution: &Constitution, claim: &Claim, message: String) -> Finding {
    let finding = rule.at(Place::new(&constitution.path, claim.span), message);
    match (claim.binding, rule.severity) {
        (false, Severity::Error) => finding.severity(Severity::Warning),
        _ => finding,
    }
}

/// The claims, grouped by value in order of their first place: one finding each.
fn grouped<'a, T: PartialEq>(claims: impl Iterator<Item = (&'a Claim, T)>) -> Vec<(T, Vec<&'a Claim>)> {
    let mut out: Vec<(T, Vec<&Claim>)> = Vec::new();
    for (claim, value) in claims {
        match out.iter_mut().find(|(known, _)| *known == value) {
            Some((_, group)) => group.push(claim),
            None => out.push((value, vec![claim])),
        }
    }
    // A binding sentence is the better place.
    for (_, group) in &mut out {
        group.sort_by_key(|claim| (!claim.binding, claim.span));
    }
    out
}

/// Adds the group's other places.
fn also(mut finding: Finding, constitution: &Constitution, others: &[&Claim]) -> Finding {
    for other in others.iter().skip(1) {
        finding = finding.related(&constitution.path, other.span, "also stated here");
    }
    finding
}

#[cfg(test)]
mod tests;
