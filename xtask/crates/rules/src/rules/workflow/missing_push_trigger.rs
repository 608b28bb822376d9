//! B005: no push starts the publishing workflow.

use super::fixes;
use crate::repo::Repo;
use prodproof_publication::File;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a publishing workflow that only a release, a schedule, a dispatch or another
    /// workflow starts.
    ///
    /// ## Why is this bad?
    /// What is merged is not published until somebody or something else starts it. GitHub
    /// drops schedules under load and disables them after 60 quiet days.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// ```
    ///
    /// ## References
    /// [events](https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows)
    B005 MISSING_PUSH_TRIGGER "missing-push-trigger" Error "no push starts the publishing workflow"
}

/// `span` is what decides that a merge starts nothing.
pub(super) fn found(repo: &Repo, file: &File, span: Span) -> Finding {
    let branch = &repo.build.default_branch;
    let names: Vec<String> =
        file.triggers.iter().flat_map(|triggers| &triggers.list).map(|trigger| format!("`{}`", trigger.name)).collect();
    let message =
        format!("no push starts `{}`, only {}: a merge to `{branch}` publishes nothing", file.path, names.join(", "));
    let finding = MISSING_PUSH_TRIGGER.at(Place::new(&file.path, span), message);
    fixes::add_push(repo, file, finding.help(format!("let pushes to `{branch}` start it")))
}
