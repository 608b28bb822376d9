//! B037: the job that pushes to ghcr.io may not write packages.

use super::fixes;
use crate::repo::Repo;
use prodproof_publication::On;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Span;

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
    for (one, entry) in build.with_entries() {
        let Some(why) = one.refused.as_ref().filter(|why| why.on == On::NotPermitted) else { continue };
        let (Some(reference), Some(file)) = (&one.reference, build.file(&why.path)) else { continue };
        if seen.contains(&(why.path.as_str(), why.span)) {
            continue;
        }
        seen.push((&why.path, why.span));
        // The job that pushes, or the one that calls its workflow.
        let mut ids = one.job.split(" / ");
        let id = if why.path == one.path { ids.last() } else { ids.next() };
        let id = id.filter(|_| why.path == one.path || why.path == entry).unwrap_or_default();
        let mut at = [file.job(id), file.root()].into_iter().flatten().filter_map(|node| node.entry("permissions"));
        let at = at.find(|entry| entry.key.span == why.span);
        let message = format!(
            "the job `{}` pushes `{}` with `GITHUB_TOKEN`, whose `permissions` here do not have `packages: write`",
            one.job.rsplit(" / ").next().unwrap_or_default(),
            reference.name()
        );
        let mut finding = MISSING_PACKAGES_PERMISSION
            .at(Place::new(&why.path, why.span), message)
            .related(&one.path, one.span, "pushed here")
            .help("add `packages: write`");
        let edit = file.job(id).zip(at).and_then(|(job, at)| fixes::write_packages(file, job, &at.value));
        if let Some(edit) = edit {
            finding = finding.fix("let the job write packages", true, vec![edit]);
        }
        acc.push(finding);
    }
}
