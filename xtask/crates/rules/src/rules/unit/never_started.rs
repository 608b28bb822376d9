//! D061: nothing here starts the service.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::StartFault, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds Quadlet files without a `WantedBy=` that their systemd has, and that no pod, timer or other unit of the repository starts; and units of a user's systemd that only `multi-user.target` wants.
    ///
    /// ## Why is this bad?
    ///
    /// Auto-update looks at running containers only. A Quadlet's service cannot be enabled by hand: what `[Install]` says is all there is. A user's systemd has no `multi-user.target`.
    ///
    /// ## Example
    ///
    /// ```ini
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
    ///
    /// [Install]
    /// WantedBy=multi-user.target default.target
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.special.html>
    D061 NEVER_STARTED "never-started" Info "nothing here starts the service"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, fault: StartFault) -> Finding {
    let (message, help) = match fault {
        StartFault::Template => {
            ("a template starts only as an instance, and no instance is named here", "add `DefaultInstance=`")
        }
        StartFault::Target => {
            ("a user's systemd has no such target: the service is not started", "write `WantedBy=default.target`")
        }
        StartFault::Nothing => (
            "nothing here starts the service: Quadlet's services cannot be enabled by hand",
            "add `[Install]` with `WantedBy=`",
        ),
    };
    breaks(&NEVER_STARTED, reason, message).help(help)
}
