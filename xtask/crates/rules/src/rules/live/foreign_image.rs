//! L004: somebody else published the tag.

use prodproof_live::link::{ImageFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a promised tag whose image is of another repository: its labels or its attestation
    /// name one, or a commit that this repository does not have. Judged only where the builds here
    /// set such labels themselves; otherwise they may be the base image's.
    ///
    /// ## Why is this bad?
    /// A tag has one publisher. Whoever else pushes it puts other code into production, unseen by
    /// any check of this repository: an archived sibling with a schedule, a fork, a laptop.
    ///
    /// ## Example
    /// `quay.io/acme/widget:latest` says `org.opencontainers.image.source=https://github.com/acme/widget-old`.
    ///
    /// ```text
    /// registry  ✗ quay.io/acme/widget:latest is of acme/widget-old at 0123456: somebody else publishes this tag [L004]
    /// ```
    ///
    /// ## Use instead
    /// Stop the other publisher, or give it an image name of its own; then publish this
    /// repository's again:
    /// ```sh
    /// gh workflow run build.yml --ref main
    /// ```
    ///
    /// ## References
    /// - `cargo xtask fleet` finds the other publisher among checkouts.
    L004 FOREIGN_IMAGE "foreign-image" Error "somebody else published the tag"
}

/// What labels or attestation say of another repository.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Image(ImageFact::Foreign { .. })).then_some(&FOREIGN_IMAGE)
}
