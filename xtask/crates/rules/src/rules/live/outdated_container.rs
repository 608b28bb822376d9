//! L012: the container is not of what the registry has.

use prodproof_live::link::{HostFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a container whose image is another than the registry's, where nothing will bring the
    /// new one. What comes by itself is no finding. A deliberate pin is a waiver with `until`; then
    /// the link is *held*.
    ///
    /// ## Why is this bad?
    /// The merge is built and published, and production runs the old image.
    ///
    /// ## Example
    /// `cargo xtask live` says `widget runs 553c207, 14 commits behind`, and the timer is disabled.
    ///
    /// ```text
    /// host      ✗ deploy@web1.example.com:22422: widget runs 553c207, 14 commits behind, since 22:12 UTC [L012]
    /// ```
    ///
    /// ## Use instead
    /// Mend what stands in the way, which is told beside it, then
    /// ```sh
    /// podman auto-update
    /// ```
    L012 OUTDATED_CONTAINER "outdated-container" Error "the container is not of what the registry has"
}

/// What runs is another image; that nothing brings the right one is the standing.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Host(HostFact::RunsOther { .. })).then_some(&OUTDATED_CONTAINER)
}
