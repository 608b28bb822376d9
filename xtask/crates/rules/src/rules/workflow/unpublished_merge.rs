//! B014: a merge does not publish the promised tag.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports that no push to the default branch makes a workflow push the promised tag, for
    /// another reason than the rules above tell.
    ///
    /// ## Why is this bad?
    /// What is merged does not reach production.
    ///
    /// ## Example
    /// ```yaml
    /// tags: quay.io/acme/widget:${{ github.sha }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   quay.io/acme/widget:${{ github.sha }}
    ///   quay.io/acme/widget:latest
    /// ```
    B014 UNPUBLISHED_MERGE "unpublished-merge" Error "a merge does not publish the promised tag"
}
