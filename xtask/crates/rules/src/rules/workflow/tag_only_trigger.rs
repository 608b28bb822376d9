//! B004: only tags start the publishing workflow, merges do not.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a publishing workflow whose `push` has tag filters and no branch filter: a
    /// merge does not start it.
    ///
    /// ## Why is this bad?
    /// A fix that is merged waits for the next release to be published.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     tags: ['v*']
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
    /// ## References
    /// [filters](https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore)
    B004 TAG_ONLY_TRIGGER "tag-only-trigger" Error "only tags start the publishing workflow, merges do not"
}
