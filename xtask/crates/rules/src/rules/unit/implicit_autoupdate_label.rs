//! D046: the label comes from the image only.

use super::missing_autoupdate_label::{asking, insertion, labelled};
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::UnitStyle;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds units that are updated because the Containerfile has `LABEL io.containers.autoupdate=…`.
    ///
    /// ## Why is this bad?
    ///
    /// podman fills in the image's labels, so it works. But nothing in the unit says so, every unit of that image is updated whether it wants or not, and removing the line from the Containerfile stops all updates.
    ///
    /// ## Example
    ///
    /// ```dockerfile
    /// FROM docker.io/library/alpine
    /// LABEL io.containers.autoupdate=registry
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
    D046 IMPLICIT_LABEL "implicit-autoupdate-label" Warning "the label comes from the image only"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, style: UnitStyle) -> Finding {
    let edits = breach.mend(labelled);
    breaks(&IMPLICIT_LABEL, breach, "only the image's own `LABEL io.containers.autoupdate` makes podman update it")
        .help(asking(style))
        .safely(insertion(&edits), edits)
        .pointing("the image gets the label here", breach)
}
