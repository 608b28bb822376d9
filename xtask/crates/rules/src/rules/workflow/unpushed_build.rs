//! B012: the image is built and never pushed.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a workflow that logs in and builds an image but pushes it on no event, or not
    /// on a merge: `push` is false, which is its default, or the build is not followed by a
    /// push.
    ///
    /// ## Why is this bad?
    /// The run takes its minutes and is green; the image is gone with the runner.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     tags: quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: quay.io/acme/widget:latest
    /// ```
    B012 UNPUSHED_BUILD "unpushed-build" Error "the image is built and never pushed"
}
