//! D029: whether a restart makes a new container cannot be told.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::UnclearCause, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds services whose restart depends on more than their files say: a oneshot that does not stay active, a forking one without `PIDFile=`.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update only looks at containers that run, and only trusts what systemd says about the restart.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Type=oneshot
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -d --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Type=oneshot
    /// RemainAfterExit=yes
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -d --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ExecStop=/usr/bin/podman stop widget
    /// ```
    ///
    /// ## References
    ///
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
    D029 UNCLEAR_RESTART "unclear-restart" Warning "whether a restart makes a new container cannot be told"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, cause: UnclearCause) -> Finding {
    match cause {
        UnclearCause::Forking => {
            breaks(&UNCLEAR_RESTART, reason, "without `PIDFile=` systemd has to guess the service's main process")
                .help("add `PIDFile=` and `--conmon-pidfile`, or use `Type=notify` with `--sdnotify=conmon`")
        }
        UnclearCause::Oneshot => {
            let message = "a oneshot does not stay active, so that a restart may not replace its container";
            breaks(&UNCLEAR_RESTART, reason, message)
                .help("add `RemainAfterExit=yes`, or use `Type=notify` with `--sdnotify=conmon`")
        }
        UnclearCause::Played(object) => {
            let message = format!(
                "podman 5.4 crashes on a `.kube` that plays a `kind: {}` and no `Pod` or `Deployment`",
                object.name()
            );
            breaks(&UNCLEAR_RESTART, reason, message).help("describe a `Pod` or a `Deployment`")
        }
    }
}
