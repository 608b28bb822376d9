//! D048: a key that Quadlet does not know.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Compares the keys of a Quadlet file with those that podman's generator knows. Case matters.
    ///
    /// ## Why is this bad?
    ///
    /// One unknown key is enough: no unit is generated, and the service does not exist.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// Autoupdate=registry
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
    D048 UNKNOWN_KEY "unsupported-quadlet-key" Error "a key that Quadlet does not know"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn found(reason: &Reason, _: Wanted) -> Option<Finding> {
    Some(breaks(&UNKNOWN_KEY, reason))
}
