//! D006: auto-update is switched off.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds the policy `disabled`, and a label without a value, which means the same.
    ///
    /// ## Why is this bad?
    ///
    /// The container is passed over in silence. If that is meant, the constitution's contract says so: `autoupdate = "disabled"` under `[deploy]`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=disabled quay.io/acme/widget:latest
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
    D006 DISABLED "disabled-autoupdate" Warning "auto-update is switched off"
}

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.updates().then(|| breaks(&DISABLED, reason).help("write `registry`"))
}
