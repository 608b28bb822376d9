//! D044: flags come from a variable that is only known on the host.

use super::missing_autoupdate_label::asking;
use super::missing_systemd_unit::SET_NAME;
use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::Sought, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a variable among podman's flags where the unit itself lacks a label.
    ///
    /// ## Why is this bad?
    ///
    /// The label may be in it or not.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// EnvironmentFile=/etc/widget.env
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget $PODMAN_FLAGS quay.io/acme/widget:latest
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
    D044 OPAQUE_FLAGS "opaque-flags" Warning "flags come from a variable that is only known on the host"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, sought: Sought, text: &str) -> Finding {
    let (label, help) = lacking(sought);
    let message = match sought {
        Sought::PolicyValue => format!("the policy is `{text}`, which only the host knows"),
        Sought::Policy(_) | Sought::Unit => format!("`{label}` may be in `{text}`, which only the host knows"),
    };
    breaks(&OPAQUE_FLAGS, reason, message).help(help)
}

/// The label that may stand where nobody can look, and what makes it sure.
pub(super) fn lacking(sought: Sought) -> (&'static str, String) {
    match sought {
        Sought::Policy(style) => ("io.containers.autoupdate", asking(style)),
        Sought::PolicyValue => ("io.containers.autoupdate", "write `registry`".to_string()),
        Sought::Unit => ("PODMAN_SYSTEMD_UNIT", SET_NAME.to_string()),
    }
}
