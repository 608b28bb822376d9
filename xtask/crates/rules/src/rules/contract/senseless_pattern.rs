//! C103: a branch or tag pattern of the contract matches nothing.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a branch or a tag pattern in the contract that no ref can match, or that
    /// is not written as GitHub's filters are: `refs/heads/main`, `^v.*$`, `v1.2.3`.
    ///
    /// ## Why is this bad?
    /// Whatever a workflow does is measured by a ref that never comes.
    ///
    /// ## Example
    /// ```toml
    /// [build]
    /// branch = "refs/heads/main"
    /// tags = "^v\\d+"
    /// ```
    ///
    /// ## Use instead
    /// ```toml
    /// [build]
    /// branch = "main"
    /// tags = "v*"
    /// ```
    ///
    /// ## References
    /// - <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet>
    /// - `man git-check-ref-format`
    C103 SENSELESS_PATTERN "senseless-pattern" Error "a branch or tag pattern of the contract matches nothing"
}
