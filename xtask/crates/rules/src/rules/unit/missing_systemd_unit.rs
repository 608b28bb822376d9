//! D002: podman cannot tell which unit to restart.

use super::edits::Unit;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::UnnamedBy;
use prodproof_deployment::labels::UNIT;
use prodproof_syntax::finding::{rule, Edit, Finding};

rule! {
    /// ## What it does
    ///
    /// Looks for the unit's name where podman looks for it: the label `PODMAN_SYSTEMD_UNIT`, or the variable of that name in the environment of the podman process, which podman copies into the label.
    ///
    /// ## Why is this bad?
    ///
    /// A container with the auto-update label but without the unit's name is skipped with `no PODMAN_SYSTEMD_UNIT label found`: nothing is pulled and nothing is restarted.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D002 MISSING_UNIT "missing-systemd-unit" Error "podman cannot tell which unit to restart"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, by: UnnamedBy) -> Finding {
    let message = match by {
        UnnamedBy::Container => "podman cannot tell which unit to restart: `PODMAN_SYSTEMD_UNIT` is not set",
        UnnamedBy::Pod => "the pod does not know its unit: `PODMAN_SYSTEMD_UNIT` is not set for `podman pod create`",
    };
    breaks(&MISSING_UNIT, breach, message).help(SET_NAME).safely("insert the unit's name", breach.mend(set_name))
}

/// What tells podman the unit's name.
pub(super) const SET_NAME: &str = "add `Environment=PODMAN_SYSTEMD_UNIT=%n` to `[Service]`";

/// The variable that tells it, where the unit does not set it yet.
pub(super) fn set_name(unit: &Unit) -> Option<Vec<Edit>> {
    let is_set = unit.written()?.service.environment.set.contains_key(UNIT);
    (!is_set).then(|| Some(vec![insert_name(unit)?]))?
}

pub(super) fn insert_name(unit: &Unit) -> Option<Edit> {
    unit.insert_in_service("Environment", "PODMAN_SYSTEMD_UNIT=%n")
}
