//! D019: the image is given with a transport.

use super::edits::Unit;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::ImageTransport;
use prodproof_syntax::finding::{rule, Edit, Finding};

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

pub(super) fn found(breach: &Breach, transport: ImageTransport) -> Finding {
    match transport {
        ImageTransport::Rootfs => {
            breaks(&TRANSPORT, breach, "a container from `--rootfs` has no image that a registry could be asked for")
                .help("run an image")
        }
        ImageTransport::Docker => {
            let message = "podman 5 fails to check an image with `docker://`, and podman 4.3 finds nothing new";
            breaks(&TRANSPORT, breach, message)
                .help("remove `docker://`")
                .safely("remove `docker://`", breach.mend(bare))
        }
        ImageTransport::Other(name) => {
            breaks(&TRANSPORT, breach, format!("podman refuses auto-update for images from `{name}`"))
                .help("name the image as `registry/name:tag`")
        }
    }
}

/// The image without its transport, where that stands in one piece.
fn bare(unit: &Unit) -> Option<Vec<Edit>> {
    const SCHEME: &str = "docker://";
    let image = unit.call()?.image.as_ref()?;
    let prefix = image.text.place(0..SCHEME.len());
    let plain = prefix.len() == SCHEME.len() && image.as_str().starts_with(SCHEME);
    plain.then(|| Some(vec![unit.replace(prefix, "")?]))?
}
