//! D003: a label that looks like auto-update but that podman does not know.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds labels that begin like `io.containers.autoupdate` but are none of the two that podman knows, `io.containers.autoupdate` and `io.containers.autoupdate.authfile`: other case, a hyphen, a blank or quote inside of the key, and `io.containers.autoupdate.systemd_unit`.
    ///
    /// ## Why is this bad?
    ///
    /// podman looks labels up letter by letter and ignores all others without a word. `io.containers.autoupdate.systemd_unit` has never existed in any version of podman; the unit's name comes from `PODMAN_SYSTEMD_UNIT`. `io.containers.auto-update` was printed by mistake in podman's release notes for 4.3.0.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label io.containers.autoupdate.systemd_unit=widget.service quay.io/acme/widget:latest
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
    D003 UNKNOWN_LABEL "unknown-autoupdate-label" Error "a label that looks like auto-update but that podman does not know"
}

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.updates().then(|| breaks(&UNKNOWN_LABEL, reason))
}
