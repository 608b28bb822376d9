//! B019: an event starts the build but can never push.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports an event that starts the publishing workflow and reaches its build, while the
    /// push is held back on just that event.
    ///
    /// ## Why is this bad?
    /// A nightly rebuild that pushes nothing looks like one that keeps the image fresh.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///   schedule: [{cron: '30 4 * * 1'}]
    /// # and then
    ///     push: ${{ github.event_name == 'push' }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    ///     push: ${{ github.event_name != 'pull_request' }}
    /// ```
    B019 IDLE_RUN "idle-run" Warning "an event starts the build but can never push"
}
