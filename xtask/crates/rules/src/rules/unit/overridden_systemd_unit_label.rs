//! D014: the label with the unit's name has no effect.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a label `PODMAN_SYSTEMD_UNIT` whose value differs from the variable of that name in podman's environment.
    ///
    /// ## Why is this bad?
    ///
    /// The variable wins. The label is not what happens, which misleads whoever reads the unit.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label PODMAN_SYSTEMD_UNIT=gadget.service quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    D014 OVERRIDDEN_UNIT "overridden-systemd-unit-label" Info "the label with the unit's name has no effect"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, value: &str) -> Finding {
    let message = format!("the label `PODMAN_SYSTEMD_UNIT={value}` has no effect: the variable of that name wins");
    breaks(&OVERRIDDEN_UNIT, reason, message).help("remove the label")
}
