//! D032: the auto-update label is on the pod, not on its containers.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `io.containers.autoupdate` on `podman pod create` where the containers do not have it.
    ///
    /// ## Why is this bad?
    ///
    /// The pod's labels go to its infra container, whose image is made locally: every run fails there, and the containers that matter are passed over.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStartPre=/usr/bin/podman pod create --replace --label io.containers.autoupdate=registry widgets
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --pod widgets quay.io/acme/widget:latest
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-pod-create.1.html>
    D032 LABEL_ON_POD "autoupdate-label-on-pod" Error "the auto-update label is on the pod, not on its containers"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason) -> Finding {
    breaks(&LABEL_ON_POD, reason, "the label is on the pod: its containers do not get it")
        .help("add `--label io.containers.autoupdate=registry` to `podman run`")
}
