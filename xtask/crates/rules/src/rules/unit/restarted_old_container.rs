//! D026: a restart starts the same old container.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `podman start` of a container that the unit does not make itself.
    ///
    /// ## Why is this bad?
    ///
    /// A container keeps the image that it was made from. auto-update pulls, restarts, reports `true`, and the old image runs on, every night.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman start -a widget
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
    D026 OLD_CONTAINER "restarted-old-container" Error "a restart starts the same old container"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason) -> Finding {
    breaks(&OLD_CONTAINER, reason, "this starts the same old container again, whatever image was pulled")
        .help("make the container anew: `podman run --rm --replace …`")
}
