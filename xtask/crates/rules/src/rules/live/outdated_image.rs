//! L005: a tag is not of the expected commit.

use prodproof_live::link::{ImageFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a promised tag whose image is of an older commit, of another branch, or older than the
    /// merge, although the run for the merge is over.
    ///
    /// ## Why is this bad?
    /// The run is green and the tag did not move: the pushing step was skipped, another run set it
    /// back, or it pushes another name.
    ///
    /// ## Example
    /// `cargo xtask live` says `is of 553c207, 14 commits behind`.
    ///
    /// ```text
    /// is of 553c207, 14 commits behind, built Thu 09:04 UTC [L005]
    /// ```
    ///
    /// ## Use instead
    /// Find out who set the tag since; `cargo xtask trace` shows what pushes it, and when.
    L005 OUTDATED_IMAGE "outdated-image" Error "a tag is not of the expected commit"
}

/// An image of this repository, and not of the merge.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Image(ImageFact::Behind { .. } | ImageFact::OtherBranch { .. } | ImageFact::Older { .. }))
        .then_some(&OUTDATED_IMAGE)
}
