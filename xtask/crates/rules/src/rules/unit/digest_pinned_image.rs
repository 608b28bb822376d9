//! D015: the image is pinned by digest.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds an image given as `name@sha256:…`.
    ///
    /// ## Why is this bad?
    ///
    /// A digest always names the same bytes. podman auto-update finds it up to date for ever, and says nothing.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
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
    D015 DIGEST_PIN "digest-pinned-image" Error "the image is pinned by digest"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.asks_registry()
}

pub(super) fn found(reason: &Reason) -> Finding {
    breaks(&DIGEST_PIN, reason, "a digest always names the same image: auto-update never finds a new one")
        .help("name a tag that a merge publishes")
}
