//! B003: GitHub refuses the workflow file.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a publishing workflow that GitHub refuses: broken YAML, unknown keys, merge
    /// keys, a context that does not exist there, a needed job that does not exist.
    ///
    /// ## Why is this bad?
    /// A refused file never runs. GitHub tells so on a page that nobody visits.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     push: {branches: [main]}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## References
    /// [workflow
    /// syntax](https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax)
    B003 INVALID_WORKFLOW "invalid-workflow" Error "GitHub refuses the workflow file"
}
