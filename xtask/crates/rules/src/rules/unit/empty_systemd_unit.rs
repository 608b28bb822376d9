//! D011: the variable with the unit's name is empty.

use super::other_systemd_unit::{name_this, renamed};
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::NameOrigin;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `PODMAN_SYSTEMD_UNIT` set to nothing in the environment of podman.
    ///
    /// ## Why is this bad?
    ///
    /// The variable counts as soon as it exists: an empty one takes the place of a right label, and the restart fails with `Unit name  is not valid`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label PODMAN_SYSTEMD_UNIT=widget.service quay.io/acme/widget:latest
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
    D011 EMPTY_UNIT "empty-systemd-unit" Error "the variable with the unit's name is empty"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, origin: NameOrigin) -> Finding {
    let message = "`PODMAN_SYSTEMD_UNIT` is empty, which counts: podman asks systemd to restart no unit";
    breaks(&EMPTY_UNIT, breach, message).help(name_this(origin)).safely("name this unit", breach.mend(renamed))
}
