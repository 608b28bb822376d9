//! D053: the annotation names a container that the pod does not have.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Compares `io.containers.autoupdate/NAME` with the names of the pod's containers.
    ///
    /// ## Why is this bad?
    ///
    /// The annotation goes to nobody, and the containers are not updated.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// metadata:
    ///   annotations:
    ///     io.containers.autoupdate/gadget: registry
    /// spec:
    ///   containers:
    ///     - name: widget
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// metadata:
    ///   annotations:
    ///     io.containers.autoupdate/widget: registry
    /// spec:
    ///   containers:
    ///     - name: widget
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://docs.podman.io/en/latest/markdown/podman-kube-play.1.html>
    D053 OTHER_CONTAINER "annotation-for-no-container" Error "the annotation names a container that the pod does not have"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, named: &str, own: &str) -> Finding {
    breaks(&OTHER_CONTAINER, reason, format!("the pod has no container `{named}`"))
        .help(format!("name the container `{own}`"))
}
