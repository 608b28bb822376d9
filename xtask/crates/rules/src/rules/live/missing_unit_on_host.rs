//! L009: the host does not have the unit.

use prodproof_live::link::{HostFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a unit of the contract that the host's systemd does not know, or cannot load.
    ///
    /// ## Why is this bad?
    /// Nothing runs the image there.
    ///
    /// ## Example
    /// `systemctl show widget.service` says `LoadState=not-found`.
    ///
    /// ```text
    /// host      ✗ deploy@web1.example.com:22422: there is no such unit [L009]
    /// ```
    ///
    /// ## Use instead
    /// Install the unit there, or mend `host` in the contract.
    L009 MISSING_UNIT_ON_HOST "missing-unit-on-host" Error "the host does not have the unit"
}

/// systemd there has no such unit, or cannot load it.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Host(HostFact::NoUnit | HostFact::NotLoaded { .. })).then_some(&MISSING_UNIT_ON_HOST)
}
