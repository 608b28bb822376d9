//! B016: a release tag does not publish.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports that the push of a release tag makes no workflow push the image.
    ///
    /// ## Why is this bad?
    /// A version that was released cannot be pulled, pinned or rolled back to.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    /// ```
    B016 UNPUBLISHED_RELEASE "unpublished-release" Error "a release tag does not publish"
}
