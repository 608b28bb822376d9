//! D049: `AutoUpdate=` stands in a section where it means nothing.

use super::{breaks, Mended, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `AutoUpdate=` in a section other than `[Container]` or `[Kube]`.
    ///
    /// ## Why is this bad?
    ///
    /// It is ignored without a message: the container has no label, and auto-update passes over it.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    ///
    /// [Service]
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
    D049 WRONG_SECTION "autoupdate-in-wrong-section" Error "`AutoUpdate=` stands in a section where it means nothing"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, section: &str) -> Finding {
    breaks(&WRONG_SECTION, reason, format!("`AutoUpdate=` means nothing in `[{section}]`"))
        .help("move it to `[Container]`")
        .safely("move it to `[Container]`", reason)
}
