//! D020: which image runs is only known on the host.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds images that hold a variable or specifier which no file of the repository sets.
    ///
    /// ## Why is this bad?
    ///
    /// Whether the host runs what a merge publishes cannot be told, neither by this tool nor by a reviewer.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// EnvironmentFile=/etc/widget.env
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry ${IMAGE}
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
    D020 UNRESOLVED_IMAGE "unresolved-image" Warning "which image runs is only known on the host"
}

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.updates().then(|| wanted.told(breaks(&UNRESOLVED_IMAGE, reason).help("write the image's name")))
}
