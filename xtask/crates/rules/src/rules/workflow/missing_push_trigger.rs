//! B005: no push starts the publishing workflow.

use crate::finding::rule;

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
