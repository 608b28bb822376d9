//! L013: nothing starts auto-update on the host.

use prodproof_live::link::{HostFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a host on which `podman-auto-update.timer` is missing or does not run, and a user's
    /// services that end with the session.
    ///
    /// ## Why is this bad?
    /// The timer is disabled by default. The labels are right, and nobody looks at them.
    ///
    /// ## Example
    /// `systemctl is-active podman-auto-update.timer` says `inactive`.
    ///
    /// ```text
    /// podman-auto-update.timer does not run (disabled) [L013]
    /// ```
    ///
    /// ## Use instead
    /// ```sh
    /// systemctl enable --now podman-auto-update.timer
    /// ```
    ///
    /// ## References
    /// - podman-auto-update(1)
    L013 IDLE_AUTO_UPDATE_TIMER "idle-auto-update-timer" Error "nothing starts auto-update on the host"
}

/// Nothing starts the updater there.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Host(HostFact::TimerMissing | HostFact::TimerIdle { .. } | HostFact::NoLinger { .. }))
        .then_some(&IDLE_AUTO_UPDATE_TIMER)
}
