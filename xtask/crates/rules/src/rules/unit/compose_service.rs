//! D063: the container is described by a compose file.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds units that run `podman compose`, `podman-compose` or `docker compose`, and reads the compose file where it is in the repository.
    ///
    /// ## Why is this bad?
    ///
    /// Docker has no auto-update, and podman's needs its labels on the container and a unit that makes it anew. What a compose program makes of a file is its own affair: it recreates a container when it thinks that something changed.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Type=oneshot
    /// RemainAfterExit=yes
    /// WorkingDirectory=/srv/widget
    /// ExecStart=/usr/bin/podman compose up -d
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-compose.1.html>
    D063 COMPOSE "compose-service" Warning "the container is described by a compose file"
}

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.updates().then(|| {
        breaks(&COMPOSE, reason)
            .help("write a unit or Quadlet file that runs the image, with the label and the unit's name")
    })
}
