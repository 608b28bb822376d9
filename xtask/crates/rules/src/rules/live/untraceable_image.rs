//! L007: of which commit an image is cannot be told.

use prodproof_live::link::{ImageFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds an image that tells no commit, tells something that is none, or tells one that may be
    /// its base image's; or that has an attestation which does not verify.
    ///
    /// ## Why is this bad?
    /// Whether a fix is in it, nobody can say.
    ///
    /// ## Example
    /// An image without `org.opencontainers.image.revision`.
    ///
    /// ```text
    /// registry  ? quay.io/acme/widget:latest does not say of which commit it is [L007]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     labels: ${{ steps.meta.outputs.labels }}
    /// ```
    ///
    /// ## References
    /// - [annotations](https://github.com/opencontainers/image-spec/blob/main/annotations.md)
    L007 UNTRACEABLE_IMAGE "untraceable-image" Warning "of which commit an image is cannot be told"
}

/// What an image tells leads to no commit.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(
        fact.said,
        Said::Image(
            ImageFact::Unlabelled { .. }
                | ImageFact::MaybeForeign { .. }
                | ImageFact::Unplaced { .. }
                | ImageFact::Unverified { .. }
        )
    )
    .then_some(&UNTRACEABLE_IMAGE)
}
