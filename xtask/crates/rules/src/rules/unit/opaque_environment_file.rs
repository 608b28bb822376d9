//! D042: the unit's name may come from a file on the host.

use super::missing_systemd_unit::{set_name, SET_NAME};
use super::other_systemd_unit::name_this;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::OpaqueName;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a unit that does not set `PODMAN_SYSTEMD_UNIT`, but reads an environment file that could.
    ///
    /// ## Why is this bad?
    ///
    /// Without the name, auto-update skips the container. The unit can name itself, which survives every host.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// EnvironmentFile=/etc/widget.env
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html>
    D042 OPAQUE_ENVIRONMENT "opaque-environment-file" Warning "the unit's name may come from a file on the host"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, name: &OpaqueName) -> Finding {
    let (message, help) = match name {
        OpaqueName::Text(text, origin) => {
            (format!("the unit's name is `{text}`, which only the host knows"), name_this(*origin))
        }
        OpaqueName::File(path) => (format!("`PODMAN_SYSTEMD_UNIT` may be in `{path}`, which is not here"), SET_NAME),
    };
    breaks(&OPAQUE_ENVIRONMENT, breach, message).help(help).safely("insert the unit's name", breach.mend(set_name))
}
