//! X113: the constitution names another default branch.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Compares the default branch that the prose names with the repository's.
    ///
    /// ## Why is this bad?
    /// What is said of merges is said of a branch that nobody merges to.
    ///
    /// ## Example
    /// "The default branch is `trunk`", and the repository's is `main`.
    ///
    /// ## Use instead
    /// The branch's name as it is.
    X113 OTHER_DEFAULT_BRANCH "other-default-branch" Warning "the constitution names another default branch"
}
