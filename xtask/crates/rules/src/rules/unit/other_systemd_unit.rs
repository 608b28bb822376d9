//! D010: podman is told to restart another unit.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Compares `PODMAN_SYSTEMD_UNIT` with the name of the unit it stands in.
    ///
    /// ## Why is this bad?
    ///
    /// If no unit has that name, every run fails. If one has, podman restarts that one, reports success, and the container keeps its old image.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
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
    D010 OTHER_UNIT "other-systemd-unit" Error "podman is told to restart another unit"
}

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.updates().then(|| breaks(&OTHER_UNIT, reason))
}
