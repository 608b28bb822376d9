//! D052: an empty argument makes Quadlet drop the label behind it.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds an auto-update label behind an empty word (`""`) in `PodmanArgs=` or `Label=`.
    ///
    /// ## Why is this bad?
    ///
    /// Quadlet's splitter takes an empty word for the end of the line. What follows is lost without a message.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// PodmanArgs=--init "" --label io.containers.autoupdate=registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// PodmanArgs=--init
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D052 DROPPED_ARGUMENTS "dropped-quadlet-arguments" Error "an empty argument makes Quadlet drop the label behind it"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason) -> Finding {
    breaks(&DROPPED_ARGUMENTS, reason, "Quadlet drops what stands behind an empty argument, here the label")
        .help("use `AutoUpdate=registry`")
}
