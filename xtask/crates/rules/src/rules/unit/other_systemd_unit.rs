//! D010: podman is told to restart another unit.

use super::edits::Unit;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::{NameOrigin, Named};
use prodproof_syntax::finding::{rule, Edit, Finding};

rule! {
    /// ## What it does
    ///
    /// Compares `PODMAN_SYSTEMD_UNIT` with the name of the unit it stands in.
    ///
    /// ## Why is this bad?
    ///
    /// If no unit has that name, every run fails. If one has, podman restarts that one, reports success, and the container keeps its old image.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label PODMAN_SYSTEMD_UNIT=gadget.service quay.io/acme/widget:latest
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
    D010 OTHER_UNIT "other-systemd-unit" Error "podman is told to restart another unit"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, named: Named, name: &str, own: &str, origin: NameOrigin) -> Finding {
    let message = match named {
        Named::Neighbour => format!("podman restarts `{name}`, not `{own}`: the container keeps its image"),
        Named::Stranger => format!("podman asks for a restart of `{name}`, but this unit is `{own}`"),
        Named::Instance => format!("`{name}` is one instance of this template, and right for that one only"),
    };
    let finding = breaks(&OTHER_UNIT, breach, message).help(name_this(origin));
    match named {
        // Perhaps it is what was meant.
        Named::Neighbour => finding.unsafely("name this unit", breach.mend(renamed)),
        _ => finding.safely("name this unit", breach.mend(renamed)),
    }
}

/// The specifier for the unit's own name, in place of the name that podman is given.
pub(super) fn renamed(unit: &Unit) -> Option<Vec<Edit>> {
    let name = unit.written()?.name.as_ref()?;
    Some(vec![unit.replace_in_unit(name.span(), "%n")?])
}

/// What names the unit itself, where another name comes from.
pub(super) fn name_this(origin: NameOrigin) -> &'static str {
    match origin {
        NameOrigin::Label => "write `--label PODMAN_SYSTEMD_UNIT=%n`",
        NameOrigin::Environment | NameOrigin::Image => "write `PODMAN_SYSTEMD_UNIT=%n`",
    }
}
