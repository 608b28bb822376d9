//! B027: a newer run cancels a publication.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports `cancel-in-progress` on the run that a merge starts.
    ///
    /// ## Why is this bad?
    /// Merges in quick succession cancel each other mid-push. If the last one fails or is
    /// filtered out, none of them is published.
    ///
    /// ## Example
    /// ```yaml
    /// concurrency:
    ///   group: ${{ github.ref }}
    ///   cancel-in-progress: true
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// concurrency:
    ///   group: ${{ github.ref }}
    ///   cancel-in-progress: false
    /// ```
    B027 CANCELLED_PUBLICATION "cancelled-publication" Warning "a newer run cancels a publication"
}
