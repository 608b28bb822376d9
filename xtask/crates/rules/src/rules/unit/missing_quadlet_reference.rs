//! D051: the Quadlet file refers to one that is not here.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `Image=x.image`, `Image=x.build` and `Pod=x.pod` for which the repository has no such file.
    ///
    /// ## Why is this bad?
    ///
    /// Without it on the host no unit is generated. Which image runs cannot be told.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=widget.image
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D051 MISSING_REFERENCE "missing-quadlet-reference" Warning "the Quadlet file refers to one that is not here"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, name: &str) -> Finding {
    breaks(
        &MISSING_REFERENCE,
        reason,
        format!("`{name}` is not in the repository: without it on the host there is no service"),
    )
    .help(format!("add `{name}`"))
}
