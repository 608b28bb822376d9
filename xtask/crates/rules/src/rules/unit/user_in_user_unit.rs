//! D058: a user's unit changes the user.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `User=` or `DynamicUser=` in a unit of a user's systemd.
    ///
    /// ## Why is this bad?
    ///
    /// A user's manager has no right to become another user; whether the service starts at all, and in whose storage the container then lies, depends on the host.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// User=widget
    ///
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html>
    D058 USER_UNIT "user-in-user-unit" Warning "a user's unit changes the user"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, key: &str, value: &str) -> Finding {
    breaks(&USER_UNIT, reason, format!("a user's systemd has no right to `{key}={value}`"))
        .help("remove it: the service runs as the user whose systemd it is")
}
