//! F002: a second repository possibly publishes the same reference.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds a reference that one repository publishes and another one possibly does: its
    /// push depends on something that no file tells.
    ///
    /// ## Why is this bad?
    /// On the day the condition holds, the other repository's image replaces the right one.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v7
    ///   with:
    ///     push: ${{ vars.PUSH }}
    ///     tags: quay.io/acme/widget:latest   # which acme/widget publishes
    /// ```
    ///
    /// ## Use instead
    /// Push another reference from the second repository, or delete the push.
    ///
    /// ## References
    /// Mandate 2: an image tag has one publishing repository.
    F002 POSSIBLE_DUPLICATE_PUBLISHER "possible-duplicate-publisher" Warning "a second repository possibly publishes the same reference"
}
