//! D062: each start builds the image under its published name.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a container of a `.build` whose `ImageTag=` is in a registry.
    ///
    /// ## Why is this bad?
    ///
    /// The service of a `.build` ends after the build, so that each start of the container runs it again and gives the host's own build the published name. What auto-update has just pulled is never run.
    ///
    /// ## Example
    ///
    /// ```ini
    /// # widget.container
    /// [Container]
    /// Image=widget.build
    /// AutoUpdate=registry
    ///
    /// # widget.build
    /// [Build]
    /// ImageTag=quay.io/acme/widget:latest
    /// SetWorkingDirectory=unit
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
    D062 HOST_BUILD "host-build-under-published-name" Error "each start builds the image under its published name"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, image: &str) -> Finding {
    let message = format!("each start builds `{image}` anew: what auto-update has pulled under this name is not run");
    breaks(&HOST_BUILD, reason, message)
        .help("let `Image=` name what a merge publishes, or `ImageTag=` a name of the host's own")
}
