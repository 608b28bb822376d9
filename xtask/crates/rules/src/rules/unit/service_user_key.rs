//! D059: `User=`, `Group=` or `DynamicUser=` in `[Service]` of a Quadlet file.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `User=`, `Group=` and `DynamicUser=` in `[Service]` of a Quadlet file where they change nothing that auto-update depends on.
    ///
    /// ## Why is this bad?
    ///
    /// Quadlet does not support them. It makes the service all the same, and since podman 5.6.0 it warns. The user *in* the container is `User=` of `[Container]`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    ///
    /// [Service]
    /// User=root
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
    D059 SERVICE_USER_KEY "service-user-key" Info "`User=`, `Group=` or `DynamicUser=` in `[Service]` of a Quadlet file"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, key: &str) -> Finding {
    breaks(
        &SERVICE_USER_KEY,
        reason,
        format!("Quadlet does not support `{key}=` in `[Service]`: podman 5.6.0 and later warn"),
    )
    .help("remove it; the user in the container is `User=` of `[Container]`")
}
