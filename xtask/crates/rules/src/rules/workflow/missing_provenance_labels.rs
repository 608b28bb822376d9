//! B031: the image does not say what it was built from.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a build of the published image without the labels
    /// `org.opencontainers.image.source`, `.revision` and `.version`.
    ///
    /// ## Why is this bad?
    /// Nobody can tell from the running container which commit it is, and so whether a fix is
    /// in it.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    ///     labels: ${{ steps.meta.outputs.labels }}
    /// ```
    ///
    /// ## References
    /// [annotations](https://github.com/opencontainers/image-spec/blob/main/annotations.md)
    B031 MISSING_PROVENANCE_LABELS "missing-provenance-labels" Warning "the image does not say what it was built from"
}
