//! B033: the promised tag is made on a branch that is not the default one.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a line that makes the promised tag on a branch that is not the default
    /// branch: `enable=` or a script compares `github.ref` with it, or `branch=` names it.
    ///
    /// ## Why is this bad?
    /// The default branch was renamed, or the line was copied from a repository with
    /// another one. The run is green, and what is merged gets other tags.
    ///
    /// ## Example
    /// ```yaml
    /// tags: |
    ///   type=ref,event=branch
    ///   type=raw,value=latest,enable=${{ github.ref == 'refs/heads/master' }}
    /// ```
    ///
    /// in a repository whose default branch is `main`.
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   type=ref,event=branch
    ///   type=raw,value=latest,enable={{is_default_branch}}
    /// ```
    ///
    /// ## References
    /// [`is_default_branch`](https://github.com/docker/metadata-action#is_default_branch)
    B033 TAG_OF_OTHER_BRANCH "tag-of-other-branch" Error "the promised tag is made on a branch that is not the default one"
}
