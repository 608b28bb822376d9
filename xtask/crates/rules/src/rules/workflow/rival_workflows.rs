//! B039: two workflows publish the promised tag on different events.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports two workflows that publish the promised tag on different events, and no
    /// `concurrency` group that both have.
    ///
    /// ## Why is this bad?
    /// They may run at the same time, and the one that ends last wins. A weekly rebuild
    /// that began before a merge overwrites what the merge has published.
    ///
    /// ## Example
    /// `build.yml` publishes `:latest` on a push to `main`, `weekly.yml` on a schedule.
    ///
    /// ## Use instead
    /// One workflow with both triggers:
    ///
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// concurrency:
    ///   group: publish-${{ github.ref }}
    ///   cancel-in-progress: false
    /// ```
    ///
    /// ## References
    /// [concurrency](https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency)
    B039 RIVAL_WORKFLOWS "rival-workflows" Warning "two workflows publish the promised tag on different events"
}
