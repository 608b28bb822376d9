//! D054: a later label switches auto-update off again.

use super::{breaks, Mended, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a label `io.containers.autoupdate` that asks for updates and a later one that does not. Quadlet puts `AutoUpdate=` first, then `Label=`, then `PodmanArgs=`.
    ///
    /// ## Why is this bad?
    ///
    /// Of equal labels the last one counts.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label io.containers.autoupdate=disabled quay.io/acme/widget:latest
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
    D054 OVERRIDDEN_LABEL "overridden-autoupdate-label" Error "a later label switches auto-update off again"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason) -> Finding {
    breaks(&OVERRIDDEN_LABEL, reason, "a later label switches auto-update off again")
        .help("remove one of the two")
        .pointing("switched on here", reason)
}
