//! X111: the constitution promises a trigger that no workflow has.

use crate::finding::rule;

rule! {
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
    X111 UNBACKED_TRIGGER "unbacked-trigger" Warning "the constitution promises a trigger that no workflow has"
}
