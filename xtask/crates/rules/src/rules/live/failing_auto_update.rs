//! L014: auto-update fails on the host.

use prodproof_live::link::{HostFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a host on which the last run of auto-update failed, on which a dry run fails, whose
    /// podman sees no new image where the registry has one, or whose last update, which ended well,
    /// left the old image running although the new one was there.
    ///
    /// ## Why is this bad?
    /// One container with a wrong label makes podman update none at all. And where the new image does
    /// not start, podman goes back to the old one, calls that a success, and tries the same again
    /// every day.
    ///
    /// ## Example
    /// `podman auto-update --dry-run` says `invalid auto-update policy`.
    ///
    /// ```text
    /// the update of 22:12 UTC left it so: the new image may not start there [L014]
    /// ```
    ///
    /// ## Use instead
    /// Run that on the host, and mend what it says.
    L014 FAILING_AUTO_UPDATE "failing-auto-update" Error "auto-update fails on the host"
}

/// The updater runs there, and brings nothing.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(
        fact.said,
        Said::Host(
            HostFact::UpdateFailed { .. }
                | HostFact::UpdateFails { .. }
                | HostFact::WouldFail
                | HostFact::SeesNothing { .. }
                | HostFact::LeftBehind { .. }
        )
    )
    .then_some(&FAILING_AUTO_UPDATE)
}
