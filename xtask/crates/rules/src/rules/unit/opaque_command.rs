//! D041: what the unit runs cannot be read.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds units whose container is started by a program or script that is not in the repository, or by a script with conditions.
    ///
    /// ## Why is this bad?
    ///
    /// Whether the host pulls anew is decided in a file that nobody can review here.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/local/bin/start-widget.sh
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
    D041 OPAQUE_COMMAND "opaque-command" Warning "what the unit runs cannot be read"
}

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.updates().then(|| breaks(&OPAQUE_COMMAND, reason).help("call podman in `ExecStart=`"))
}
