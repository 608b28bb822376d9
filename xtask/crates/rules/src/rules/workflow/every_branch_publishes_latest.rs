//! B025: other branches publish the promised tag too.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports that a push to a branch that is not the default one publishes the tag that
    /// production runs; as an info, that a run started by hand on such a branch does.
    ///
    /// ## Why is this bad?
    /// Work in progress overwrites what was merged, and the host pulls it. The form that
    /// starts a workflow by hand offers every branch.
    ///
    /// ## Example
    /// ```yaml
    /// on: push
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    /// ```
    ///
    /// With `workflow_dispatch`, let the tag depend on the branch as well:
    /// ```yaml
    /// tags: type=raw,value=latest,enable={{is_default_branch}}
    /// ```
    B025 EVERY_BRANCH_PUBLISHES_LATEST "every-branch-publishes-latest" Error "other branches publish the promised tag too"
}
