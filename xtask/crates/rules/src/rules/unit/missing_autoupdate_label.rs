//! D001: the unit does not ask for auto-update.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Looks for the label `io.containers.autoupdate` on the container that a unit runs: in its flags, its Quadlet keys, its Kubernetes annotations and the `LABEL`s of the repository's own Containerfile.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update passes over every container without that label. The unit goes on running the image that it was first started with, whatever is merged and published, until somebody pulls by hand.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget quay.io/acme/widget:latest
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
    D001 MISSING_LABEL "missing-autoupdate-label" Error "the unit does not ask for auto-update"
}

/// That somebody else's image is not kept new breaks no promise.
pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    (wanted.updates() && !wanted.foreign).then(|| breaks(&MISSING_LABEL, reason))
}
