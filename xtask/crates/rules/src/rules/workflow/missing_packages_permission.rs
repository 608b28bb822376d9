//! B037: the job that pushes to ghcr.io may not write packages.

use super::fixes;
use super::registry::{job_of, logins};
use crate::finding::{rule, Finding, Place};
use crate::repo::Repo;
use crate::span::Span;
use crate::syntax::yaml::Node;
use crate::workflow::{Certainty, File};

rule! {
    /// ## What it does
    /// Reports a job that logs in to ghcr.io with `GITHUB_TOKEN` and pushes there, while its
    /// `permissions` (or else the workflow's) do not have `packages: write`. What a list of
    /// permissions does not name is none.
    ///
    /// ## Why is this bad?
    /// GitHub refuses the push: `denied: permission_denied: write_package`.
    ///
    /// ## Example
    /// ```yaml
    /// permissions:
    ///   contents: read
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// permissions:
    ///   contents: read
    ///   packages: write
    /// ```
    ///
    /// Without any `permissions` the repository's settings decide, which nobody here knows.
    ///
    /// ## References
    /// [publishing and installing a package with GitHub
    /// Actions](https://docs.github.com/packages/managing-github-packages-using-github-actions-workflows/publishing-and-installing-a-package-with-github-actions)
    B037 MISSING_PACKAGES_PERMISSION "missing-packages-permission" Error "the job that pushes to ghcr.io may not write packages"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for (one, entry) in build.with_entries().filter(|(one, _)| one.certainty == Certainty::Yes) {
        let Some(reference) = one.reference.as_ref().filter(|own| own.registry == "ghcr.io") else { continue };
        let Some((file, id, job)) = job_of(build, one) else { continue };
        let logins = logins(file, job, "ghcr.io");
        if logins.is_empty() || logins.iter().any(|login| !login.own_token) {
            continue;
        }
        // A called workflow gets no more than its caller has.
        let caller = one.job.split(" / ").next().filter(|_| one.job.matches(" / ").count() == 1);
        let caller = caller.and_then(|id| Some((build.file(entry)?, build.file(entry)?.job(id)?)));
        let lacks = lacking(file, job).map(|at| (file, at));
        let Some((file, at)) = lacks.or_else(|| caller.and_then(|(file, job)| Some((file, lacking(file, job)?))))
        else {
            continue;
        };
        if seen.contains(&(file.path.as_str(), at.key.span)) {
            continue;
        }
        seen.push((&file.path, at.key.span));
        let message = format!(
            "the job `{id}` pushes `{}` with `GITHUB_TOKEN`, whose `permissions` here do not have `packages: write`",
            reference.name()
        );
        let mut finding = MISSING_PACKAGES_PERMISSION
            .at(Place::new(&file.path, at.key.span), message)
            .related(&one.path, one.span, "pushed here")
            .help("add `packages: write`");
        if let Some(edit) = fixes::write_packages(file, job, &at.value) {
            finding = finding.fix("let the job write packages", true, vec![edit]);
        }
        acc.push(finding);
    }
}

/// The `permissions` that count for the job, where they surely do not let it write
/// packages.
fn lacking<'a>(file: &'a File, job: &'a Node) -> Option<&'a crate::syntax::yaml::Entry> {
    let entry = job.entry("permissions").or_else(|| file.root()?.entry("permissions"))?;
    let given = &entry.value;
    let lacks = match given.as_str() {
        Some(all) => all == "read-all",
        None => {
            given.is_mapping() && given.get("packages").is_none_or(|own| matches!(own.as_str(), Some("read" | "none")))
        }
    };
    lacks.then_some(entry)
}
