//! D031: the pod is made elsewhere and knows no unit.

use super::missing_systemd_unit::SET_NAME;
use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::PodMaker, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a container in a pod that no unit of the repository makes, or whose maker does not tell podman its unit's name.
    ///
    /// ## Why is this bad?
    ///
    /// Since podman 4.5 it is the pod's infra container that says which unit to restart; the container's own label is not read. A pod that was made by hand has none.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --pod widgets --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStartPre=/usr/bin/podman pod create --replace widgets
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --pod widgets --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://docs.podman.io/en/latest/markdown/podman-pod-create.1.html>
    D031 FOREIGN_POD "foreign-pod" Error "the pod is made elsewhere and knows no unit"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, maker: &PodMaker) -> Finding {
    match maker {
        PodMaker::OwnInfraless => {
            breaks(&FOREIGN_POD, reason, "the pod has no infra container, which would say which unit to restart")
                .help("remove `--infra=false`")
        }
        PodMaker::Infraless(service) => {
            let message =
                format!("`{service}` makes the pod without infra container, which would say which unit to restart");
            breaks(&FOREIGN_POD, reason, message).help("remove `--infra=false`")
        }
        PodMaker::Nameless(service) => {
            breaks(&FOREIGN_POD, reason, format!("the pod is made by `{service}`, which does not tell podman its name"))
                .help(format!("{SET_NAME} of `{service}`"))
        }
        PodMaker::Elsewhere(pod) => {
            let message =
                format!("the pod `{pod}` is made elsewhere: its infra container names no unit (podman 4.5 or newer)");
            breaks(&FOREIGN_POD, reason, message)
                .help("make the pod in `ExecStartPre=podman pod create --replace NAME`")
        }
    }
}
