//! L008: the platforms of an image are of different commits.

use prodproof_live::link::{ImageFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds an index whose platforms tell different commits.
    ///
    /// ## Why is this bad?
    /// A matrix failed half: some hosts get the merge, others do not.
    ///
    /// ## Example
    /// `linux/amd64` is of 860c190, `linux/arm64` of 553c207.
    ///
    /// ```text
    /// registry  ✗ quay.io/acme/widget:latest has platforms that differ: linux/amd64 860c190, linux/arm64 553c207 [L008]
    /// ```
    ///
    /// ## Use instead
    /// Push the platforms by digest and make the index in one job that needs all of them.
    L008 UNEVEN_PLATFORMS "uneven-platforms" Error "the platforms of an image are of different commits"
}

/// Platforms of one index that tell different commits.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Image(ImageFact::Uneven { .. })).then_some(&UNEVEN_PLATFORMS)
}
