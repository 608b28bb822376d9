//! B006: the branch filter does not let the default branch pass.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a publishing workflow whose `branches` or `branches-ignore` keep the default
    /// branch out.
    ///
    /// ## Why is this bad?
    /// Merges go to the default branch; none of them starts the workflow.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]   # the default branch is master
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [master]
    /// ```
    B006 FILTERED_DEFAULT_BRANCH "filtered-default-branch" Error "the branch filter does not let the default branch pass"
}
