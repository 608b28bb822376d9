//! D039: podman runs as another user than its unit.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::cause::OtherUser;
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `sudo -u`, `su`, `runuser` and `doas` in front of podman.
    ///
    /// ## Why is this bad?
    ///
    /// The container lives in the other user's storage, where the auto-update that could restart this unit does not look.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/sudo -u widget podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D039 OTHER_USER "other-user" Error "podman runs as another user than its unit"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, user: &OtherUser) -> Finding {
    let message = match user {
        OtherUser::Named(user) => {
            format!("podman runs as `{user}`: the auto-update that could restart this unit does not see it")
        }
        OtherUser::OfHost(user) => format!("podman runs as `{user}`, which only the host knows"),
    };
    breaks(&OTHER_USER, reason, message).help("call podman directly")
}
