//! D012: the unit's name is given to the container, not to podman.

use super::missing_systemd_unit::{set_name, SET_NAME};
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `PODMAN_SYSTEMD_UNIT` in `-e`, `--env` or Quadlet's `Environment=` of `[Container]` where podman itself does not get it.
    ///
    /// ## Why is this bad?
    ///
    /// podman reads its own environment, not the container's. The container has no unit's name, and auto-update skips it.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   -e PODMAN_SYSTEMD_UNIT=%n quay.io/acme/widget:latest
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
    D012 UNIT_IN_CONTAINER "systemd-unit-in-container-env" Error "the unit's name is given to the container, not to podman"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach) -> Finding {
    breaks(&UNIT_IN_CONTAINER, breach, "`PODMAN_SYSTEMD_UNIT` is given to the container, not to podman")
        .help(SET_NAME)
        .safely("insert the unit's name", breach.mend(set_name))
}
