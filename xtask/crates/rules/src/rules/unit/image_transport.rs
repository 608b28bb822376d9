//! D019: the image is given with a transport.

use super::{breaks, Mended, Wanted, Weight};
use prodproof_deployment::{cause::ImageTransport, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `docker://`, `containers-storage:`, `oci-archive:` and the like in front of an image.
    ///
    /// ## Why is this bad?
    ///
    /// podman refuses every transport but `docker` when the container is made, and with `docker://` every check fails (podman 5) or finds nothing new (4.3).
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry docker://quay.io/acme/widget:latest
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
    D019 TRANSPORT "image-transport" Error "the image is given with a transport"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.asks_registry().of_own(wanted)
}

pub(super) fn found(reason: &Reason, transport: ImageTransport) -> Finding {
    match transport {
        ImageTransport::Rootfs => {
            breaks(&TRANSPORT, reason, "a container from `--rootfs` has no image that a registry could be asked for")
                .help("run an image")
        }
        ImageTransport::Docker => {
            let message = "podman 5 fails to check an image with `docker://`, and podman 4.3 finds nothing new";
            breaks(&TRANSPORT, reason, message).help("remove `docker://`").safely("remove `docker://`", reason)
        }
        ImageTransport::Other(name) => {
            breaks(&TRANSPORT, reason, format!("podman refuses auto-update for images from `{name}`"))
                .help("name the image as `registry/name:tag`")
        }
    }
}
