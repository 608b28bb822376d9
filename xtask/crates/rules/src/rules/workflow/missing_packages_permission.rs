//! B037: the job that pushes to ghcr.io may not write packages.

use super::fixes::{first_entry, indentation, line_end};
use crate::repo::Repo;
use prodproof_publication::{File, On};
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::Node;

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
        let edit = file.job(id).zip(at).and_then(|(job, at)| write_packages(file, job, &at.value));
        if let Some(edit) = edit {
            finding = finding.fix("let the job write packages", true, vec![edit]);
        }
        acc.push(finding);
    }
}

/// `packages: write` for one job: in its own `permissions`, else in the workflow's where
/// no other job has them, else in new ones of the job with all that the workflow's say.
fn write_packages(file: &File, job: &Node, given: &Node) -> Option<Edit> {
    let own = job.get("permissions").is_some();
    if given.alias.is_some() || !given.is_mapping() {
        return None;
    }
    if own || (file.jobs().count() == 1 && !given.entries().is_empty()) {
        return match given.get("packages") {
            Some(packages) => Some(Edit::new(&file.path, packages.span, "write")),
            None => first_entry(file, given, "packages: write", "packages: write"),
        };
    }
    let kept = given.entries().iter().filter(|entry| entry.key.as_str() != Some("packages"));
    let mut lines = kept
        .map(|entry| Some(format!("{}: {}", entry.key.as_str()?, entry.value.as_str()?)))
        .collect::<Option<Vec<String>>>()?;
    lines.push("packages: write".to_string());
    let indent = indentation(&file.text, job.entries().first()?.key.span.start).unwrap_or_default();
    let gap = format!("{}{indent}  ", line_end(&file.text));
    let block = format!("permissions:{gap}{}", lines.join(&gap));
    first_entry(file, job, &block, &format!("permissions: {{{}}}", lines.join(", ")))
}
