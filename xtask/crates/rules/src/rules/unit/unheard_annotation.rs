//! D055: the annotation stands where podman does not look.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::cause::AnnotationPlace;
use prodproof_deployment::{ObjectKind, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `io.containers.autoupdate` among the annotations of a Deployment's, DaemonSet's or Job's template, and `AutoUpdate=` or `--annotation` for one of these.
    ///
    /// ## Why is this bad?
    ///
    /// podman looks at the annotations of the object itself, and `--annotation`, which is what `AutoUpdate=` of a `.kube` becomes, reaches `kind: Pod` only. The container gets no label, and auto-update passes over it. A *label* is the other way round: it counts on the template.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// kind: Deployment
    /// metadata:
    ///   name: widget
    /// spec:
    ///   template:
    ///     metadata:
    ///       annotations:
    ///         io.containers.autoupdate: registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// kind: Deployment
    /// metadata:
    ///   name: widget
    ///   annotations:
    ///     io.containers.autoupdate: registry
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://docs.podman.io/en/latest/markdown/podman-kube-play.1.html>
    /// - <https://github.com/containers/podman/blob/main/pkg/domain/infra/abi/play.go>
    D055 UNHEARD_ANNOTATION "unheard-annotation" Error "the annotation stands where podman does not look"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, place: AnnotationPlace, object: ObjectKind) -> Finding {
    let kind = object.name();
    let message = match place {
        AnnotationPlace::Flag => {
            format!("`--annotation`, which `AutoUpdate=` becomes, reaches `kind: Pod` only; this is a {kind}")
        }
        AnnotationPlace::Template => {
            format!("podman does not look at annotations of the template, only at those of the {kind}")
        }
    };
    breaks(&UNHEARD_ANNOTATION, reason, message).help(format!("write it to the {kind}'s own `metadata.annotations`"))
}
