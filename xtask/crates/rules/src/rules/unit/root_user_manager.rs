//! D057: the unit is one of root's own user manager.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds units in root's folders of user units: `/root/.config/containers/systemd`, `/root/.config/systemd/user`, `containers/systemd/users/0`.
    ///
    /// ## Why is this bad?
    ///
    /// Root's `podman auto-update` talks to the system's manager, whoever calls it. That one has no such unit: the image is pulled every night and the service is never restarted.
    ///
    /// ## Example
    ///
    /// `root/.config/containers/systemd/widget.container`
    ///
    /// ```ini
    /// # root/.config/containers/systemd/widget.container
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// `etc/containers/systemd/widget.container`
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D057 ROOT_USER_MANAGER "root-user-manager" Error "the unit is one of root's own user manager"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason) -> Finding {
    let message = "this is a unit of root's own user manager, while root's auto-update talks to the system's: the \
                   service is never restarted";
    breaks(&ROOT_USER_MANAGER, reason, message).help("make it a unit of the system, or of another user")
}
