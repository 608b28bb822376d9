//! D044: flags come from a variable that is only known on the host.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a variable among podman's flags where the unit itself lacks a label.
    ///
    /// ## Why is this bad?
    ///
    /// The label may be in it or not.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// EnvironmentFile=/etc/widget.env
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget $PODMAN_FLAGS quay.io/acme/widget:latest
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
    D044 OPAQUE_FLAGS "opaque-flags" Warning "flags come from a variable that is only known on the host"
}

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.updates().then(|| breaks(&OPAQUE_FLAGS, reason))
}
