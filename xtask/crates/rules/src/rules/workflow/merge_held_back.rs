//! B009: a condition holds the publishing step back on merges.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports an `if` that is false on a push to the default branch, so that the job or step
    /// that publishes is skipped.
    ///
    /// ## Why is this bad?
    /// The run is green and publishes nothing.
    ///
    /// ## Example
    /// ```yaml
    /// if: startsWith(github.ref, 'refs/tags/')
    /// ```
    ///
    /// ## Use instead
    /// A condition that also holds on the default branch, or none.
    B009 MERGE_HELD_BACK "merge-held-back" Error "a condition holds the publishing step back on merges"
}
