//! D009: the name given to podman is no unit's name.

use super::other_systemd_unit::{name_this, renamed};
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::{NameFault, NameOrigin};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Checks that `PODMAN_SYSTEMD_UNIT` is a whole unit name: with its suffix, with its instance if it has an `@`, without a variable or specifier that was not put in.
    ///
    /// ## Why is this bad?
    ///
    /// podman pulls the new image, asks systemd to restart a unit that cannot exist, puts the old image back and reports a failure: the same every night. `podman auto-update --dry-run` does not show it.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%N
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html>
    D009 INVALID_UNIT "invalid-systemd-unit-name" Error "the name given to podman is no unit's name"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, name: &str, fault: NameFault, origin: NameOrigin) -> Finding {
    let fault = match fault {
        NameFault::NoSuffix => "it has no suffix such as `.service`",
        NameFault::NoInstance => "it lacks the instance behind its `@`",
        NameFault::BadCharacter => "it holds a character that no unit's name has",
    };
    breaks(&INVALID_UNIT, breach, format!("`{name}` is no unit's name: {fault}"))
        .help(name_this(origin))
        .safely("name this unit", breach.mend(renamed))
}
