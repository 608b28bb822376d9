//! D028: the service never becomes ready.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a service of `Type=notify` whose podman is told not to pass notifications on (`--sdnotify=ignore`), and one of `Type=forking` whose podman stays in the foreground.
    ///
    /// ## Why is this bad?
    ///
    /// systemd waits for a message or an exit that never comes, and gives the start up.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Type=notify
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --sdnotify=ignore --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Type=notify
    /// NotifyAccess=all
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -d --sdnotify=conmon --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
    /// - <https://docs.podman.io/en/latest/markdown/podman-run.1.html>
    D028 NEVER_READY "never-ready-service" Error "the service never becomes ready"
}

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.updates().then(|| breaks(&NEVER_READY, reason))
}
