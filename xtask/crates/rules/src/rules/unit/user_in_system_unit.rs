//! D038: the container runs for a user that the system's auto-update does not see.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `User=` or `DynamicUser=` in a unit of the system.
    ///
    /// ## Why is this bad?
    ///
    /// Root's timer looks at root's containers only. The user's own `podman auto-update` finds the container but asks the user's systemd, which has no such unit.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// User=widget
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// A unit of the user, in `~/.config/systemd/user/`, with `loginctl enable-linger widget`:
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
    D038 USER "user-in-system-unit" Error "the container runs for a user that the system's auto-update does not see"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, key: &str, value: &str) -> Finding {
    let message = format!(
        "`{key}={value}` hides the container from root's auto-update: it lies in another user's storage, and its unit in \
         root's systemd"
    );
    breaks(&USER, reason, message).help("run the container as root, or make the unit one of the user's systemd")
}
