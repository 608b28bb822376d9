//! D028: the service never becomes ready.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::UnreadyBy, Reason};
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

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, by: UnreadyBy) -> Finding {
    match by {
        UnreadyBy::Notify => {
            breaks(&NEVER_READY, reason, "the service waits for a message that `--sdnotify=ignore` keeps back")
                .help("write `--sdnotify=conmon`")
        }
        UnreadyBy::Forking => {
            breaks(&NEVER_READY, reason, "the service waits for podman to detach, which it does not do without `-d`")
                .help("remove `Type=forking`")
        }
    }
}
