//! D033: systemd does not load the unit.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds what makes systemd refuse a unit: quotes that do not end, a specifier that it does not know, no command at all, more than one `ExecStart=` without `Type=oneshot`, a section header that does not end.
    ///
    /// ## Why is this bad?
    ///
    /// The service does not exist on the host.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry "quay.io/acme/widget:latest
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html>
    D033 REFUSED_UNIT "refused-unit" Error "systemd does not load the unit"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn found(reason: &Reason, _: Wanted) -> Option<Finding> {
    Some(breaks(&REFUSED_UNIT, reason).help("see `systemd-analyze verify`"))
}
