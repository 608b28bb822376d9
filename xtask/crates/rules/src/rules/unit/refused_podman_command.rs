//! D036: podman refuses the command line.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Reads the command line with podman's own table of flags: flags that it does not know, a value that is missing, a flag that takes the image as its value, `--rm` together with `--restart`.
    ///
    /// ## Why is this bad?
    ///
    /// podman exits with 125 and the service does not start.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --labels io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-run.1.html>
    D036 REFUSED_COMMAND "refused-podman-command" Error "podman refuses the command line"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn found(reason: &Reason, _: Wanted) -> Option<Finding> {
    Some(breaks(&REFUSED_COMMAND, reason))
}
