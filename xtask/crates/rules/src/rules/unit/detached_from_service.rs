//! D027: podman detaches, and the service ends with it.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::cause::DetachedBy;
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `-d` in a service of `Type=simple` or `exec`, or of none, which is `simple`.
    ///
    /// ## Why is this bad?
    ///
    /// The podman process is the service. It exits as soon as the container runs, systemd stops the unit and the container with it; there is nothing to update.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -d --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D027 DETACHED "detached-from-service" Error "podman detaches, and the service ends with it"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, kind: &str, by: DetachedBy) -> Finding {
    let message = format!("podman detaches and exits, and with `Type={kind}` the service ends with it");
    breaks(&DETACHED, reason, message).help(match by {
        DetachedBy::Start => "add `-a`",
        DetachedBy::Flag => "remove `-d`",
    })
}
