//! D013: the unit's name is set, but does not reach podman.

use super::{breaks, Mended, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Follows `PODMAN_SYSTEMD_UNIT` from `Environment=` to the podman process: an empty `Environment=` in a drop-in, `UnsetEnvironment=`, `env -i`, `env -u`, `sudo` and login shells take it away.
    ///
    /// ## Why is this bad?
    ///
    /// Without the name the container is skipped with `no PODMAN_SYSTEMD_UNIT label found`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// UnsetEnvironment=PODMAN_SYSTEMD_UNIT
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html>
    D013 LOST_UNIT "lost-systemd-unit" Error "the unit's name is set, but does not reach podman"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason) -> Finding {
    breaks(&LOST_UNIT, reason, "`PODMAN_SYSTEMD_UNIT` is taken out of the environment here: podman does not get it")
        .help("keep `PODMAN_SYSTEMD_UNIT` in podman's environment")
        .pointing("set here", reason)
}
