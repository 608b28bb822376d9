//! D047: Quadlet refuses the file.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Reads Quadlet files as podman's generator does, which is stricter than systemd: a line that is no assignment, a byte order mark, no `Image=`, `Type=simple`, a `KillMode=` other than `mixed` or `control-group`.
    ///
    /// ## Why is this bad?
    ///
    /// No unit is generated at all. At boot the message goes to the kernel's log only; the service is missing without another trace.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    ///
    /// [Service]
    /// Type=simple
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D047 REFUSED_QUADLET "refused-quadlet-file" Error "Quadlet refuses the file"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn found(reason: &Reason, _: Wanted) -> Option<Finding> {
    Some(breaks(&REFUSED_QUADLET, reason))
}
