//! D020: which image runs is only known on the host.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::UnresolvedBy, Reason};
use prodproof_syntax::finding::{rule, Finding, Severity};

rule! {
    /// ## What it does
    ///
    /// Finds images that hold a variable or specifier which no file of the repository sets.
    ///
    /// ## Why is this bad?
    ///
    /// Whether the host runs what a merge publishes cannot be told, neither by this tool nor by a reviewer.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// EnvironmentFile=/etc/widget.env
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry ${IMAGE}
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
    D020 UNRESOLVED_IMAGE "unresolved-image" Warning "which image runs is only known on the host"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates().told_of_foreign(wanted)
}

pub(super) fn found(reason: &Reason, by: &UnresolvedBy) -> Finding {
    let help = "write the image's name";
    match by {
        UnresolvedBy::Placeholder(image) => {
            let message = format!("`{image}` is a placeholder: which image runs is decided where it is filled in");
            breaks(&UNRESOLVED_IMAGE, reason, message).help(help).severity(Severity::Info)
        }
        UnresolvedBy::Host(image) => {
            breaks(&UNRESOLVED_IMAGE, reason, format!("the image is `{image}`, which only the host knows")).help(help)
        }
    }
}
