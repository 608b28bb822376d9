//! B018: the publishing workflow cannot be started by hand.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports that no publishing workflow has `workflow_dispatch`.
    ///
    /// ## Why is this bad?
    /// When a run was dropped, cancelled or failed for reasons outside of the repository,
    /// nobody can publish again without a commit.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///   workflow_dispatch:
    /// ```
    B018 MISSING_DISPATCH "missing-dispatch" Warning "the publishing workflow cannot be started by hand"
}
