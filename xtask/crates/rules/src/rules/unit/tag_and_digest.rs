//! D016: the image has a tag and a digest.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds an image given as `name:tag@sha256:…`.
    ///
    /// ## Why is this bad?
    ///
    /// podman 5 refuses to check such a reference and fails on every run; podman 4.3 takes it for up to date for ever.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
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
    /// - <https://github.com/containers/podman/issues/21190>
    D016 TAG_AND_DIGEST "tag-and-digest" Error "the image has a tag and a digest"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.asks_registry()
}

pub(super) fn found(reason: &Reason) -> Finding {
    breaks(&TAG_AND_DIGEST, reason, "podman 5 refuses to check an image with tag and digest").help("remove the digest")
}
