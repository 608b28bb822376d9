//! D023: the credentials do not hold for auto-update.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `--authfile` and `--creds` on the command that makes the container, without the label `io.containers.autoupdate.authfile`.
    ///
    /// ## Why is this bad?
    ///
    /// podman keeps them for that one pull. auto-update looks for credentials in the label and in the default places only; for a private image the check fails.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --authfile /etc/widget/auth.json --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --authfile /etc/widget/auth.json --label io.containers.autoupdate=registry \
    ///   --label io.containers.autoupdate.authfile=/etc/widget/auth.json quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    D023 CREDENTIALS "forgotten-credentials" Warning "the credentials do not hold for auto-update"
}

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.asks_registry().then(|| breaks(&CREDENTIALS, reason))
}
