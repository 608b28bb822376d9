//! X001: there is no constitution, no workflow and no unit.

use super::unreadable_source;
use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a repository in which there is nothing to check: no constitution, no
    /// workflow and no unit.
    ///
    /// ## Why is this bad?
    /// A check that found nothing to check would be green for ever, also after somebody
    /// moved the files away.
    ///
    /// ## Example
    /// `cargo xtask verify` in an empty folder, or one level too deep:
    /// ```text
    /// error[X001] nothing-to-check: there is no constitution, no workflow and no unit here
    /// ```
    ///
    /// ## Use instead
    /// `cargo xtask init` writes the files, a workflow that builds each merge among them:
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    X001 NOTHING_TO_CHECK "nothing-to-check" Error "there is no constitution, no workflow and no unit"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) -> bool {
    let workflows = repo.snapshot.paths().any(|path| repo.snapshot.is_workflow(path));
    let nothing =
        repo.constitution.is_none() && !workflows && repo.deployments.is_empty() && repo.build.publications.is_empty();
    if nothing && !unreadable_source::is_told(acc) {
        let place = Place::file(repo.constitution_path());
        let finding = NOTHING_TO_CHECK.at(place, "there is no constitution, no workflow and no unit here");
        let help = format!("run {}, or verify from the top of the repository", repo.call("init"));
        acc.push(finding.help(help).implies(&["no-constitution", "unpublished-image", "undeployed-image"]));
    }
    nothing
}
