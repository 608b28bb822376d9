//! D050: the Quadlet file is shipped to a folder where nobody reads it.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds Quadlet files under `systemd/system/` or `systemd/user/`.
    ///
    /// ## Why is this bad?
    ///
    /// Quadlet reads `/etc/containers/systemd`, `/usr/share/containers/systemd` and the users' folders of that name. Elsewhere the file does nothing.
    ///
    /// ## Example
    ///
    /// `etc/systemd/system/widget.container`
    ///
    /// ```ini
    /// # etc/systemd/system/widget.container
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// `etc/containers/systemd/widget.container`
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D050 MISPLACED_QUADLET "misplaced-quadlet-file" Error "the Quadlet file is shipped to a folder where nobody reads it"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn weight(_: Wanted) -> Weight {
    Weight::Full
}

pub(super) fn found(reason: &Reason) -> Finding {
    breaks(&MISPLACED_QUADLET, reason, "Quadlet does not read this folder")
        .help("ship it to `/etc/containers/systemd/`")
}
