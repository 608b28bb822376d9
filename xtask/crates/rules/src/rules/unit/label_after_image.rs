//! D004: the label stands behind the image.

use super::{breaks, Mended, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds an auto-update label among the words behind the image.
    ///
    /// ## Why is this bad?
    ///
    /// podman reads flags up to the image. What follows is the command that runs inside of the container, so that the label is no label and the program gets an argument it does not know.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget quay.io/acme/widget:latest --label io.containers.autoupdate=registry
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
    D004 LABEL_AFTER_IMAGE "label-after-image" Error "the label stands behind the image"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason) -> Finding {
    let message = "the label stands behind the image: it is an argument of the program in the container";
    breaks(&LABEL_AFTER_IMAGE, reason, message)
        .help("move it in front of the image")
        .safely("move the label in front of the image", reason)
}
