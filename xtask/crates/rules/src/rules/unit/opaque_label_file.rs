//! D043: the labels may come from a file on the host.

use super::opaque_flags::lacking;
use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::Sought, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `--label-file` where the unit itself lacks a label.
    ///
    /// ## Why is this bad?
    ///
    /// Whether the container is updated is decided in a file that is not in the repository.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label-file /etc/widget/labels quay.io/acme/widget:latest
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-run.1.html>
    D043 OPAQUE_LABELS "opaque-label-file" Warning "the labels may come from a file on the host"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, sought: Sought, path: &str) -> Finding {
    let (label, help) = lacking(sought);
    breaks(&OPAQUE_LABELS, reason, format!("`{label}` may be in `{path}`, which is not here")).help(help)
}
