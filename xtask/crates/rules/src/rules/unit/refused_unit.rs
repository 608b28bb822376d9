//! D033: systemd does not load the unit.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::UnitFault, Reason};
use prodproof_syntax::exec::ExecFault;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds what makes systemd refuse a unit: quotes that do not end, a specifier that it does not know, no command at all, more than one `ExecStart=` without `Type=oneshot`, a section header that does not end.
    ///
    /// ## Why is this bad?
    ///
    /// The service does not exist on the host.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry "quay.io/acme/widget:latest
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html>
    D033 REFUSED_UNIT "refused-unit" Error "systemd does not load the unit"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn weight(_: Wanted) -> Weight {
    Weight::Full
}

pub(super) fn found(reason: &Reason, fault: UnitFault) -> Finding {
    let message = match fault {
        UnitFault::LongLine => "a line is longer than 1 MiB: systemd refuses the unit",
        UnitFault::OpenHeader => "this section header does not end: systemd refuses the unit",
        UnitFault::Command(ExecFault::OpenQuote) => "this quote does not end: systemd refuses the unit",
        UnitFault::Command(ExecFault::UnknownSpecifier) => "systemd does not know this specifier and refuses the unit",
        UnitFault::Command(ExecFault::NoName) => {
            "`@` needs the program's new name behind the program: systemd refuses the unit"
        }
        UnitFault::Command(ExecFault::EmptyProgram) => {
            "there is no program behind the prefix: systemd refuses the unit"
        }
        UnitFault::Command(ExecFault::BadProgram) => {
            "this is neither an absolute path nor a plain name: systemd refuses the unit"
        }
        UnitFault::NoCommand => "no command is left for `ExecStart=`: systemd refuses the unit",
        UnitFault::ManyCommands => "more than one `ExecStart=` needs `Type=oneshot`: systemd refuses the unit",
    };
    breaks(&REFUSED_UNIT, reason, message).help("see `systemd-analyze verify`")
}
