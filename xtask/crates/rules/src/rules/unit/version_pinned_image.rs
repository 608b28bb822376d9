//! D021: the unit runs a version that nobody publishes twice.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::VersionTag, Reason};
use prodproof_syntax::finding::{rule, Finding, Severity};

rule! {
    /// ## What it does
    ///
    /// Finds tags that look like a version or a commit: `1.2.3`, `v1`, `sha-1a2b3c4`, seven or more hexadecimal digits.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update waits for this very tag to change. A version's tag is written once, so that no merge and no release ever reaches the host.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:1.2.3
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
    D021 VERSION_PIN "version-pinned-image" Warning "the unit runs a version that nobody publishes twice"
}

/// That somebody else's image is not kept new breaks no promise.
pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.asks_registry().of_own(wanted)
}

pub(super) fn found(reason: &Reason, tag: &VersionTag) -> Finding {
    let help = "name a tag that a merge publishes";
    match tag {
        VersionTag::Series(tag) => {
            breaks(&VERSION_PIN, reason, format!("whether `{tag}` is published again is not known"))
                .help(help)
                .severity(Severity::Info)
        }
        VersionTag::One(tag) => breaks(
            &VERSION_PIN,
            reason,
            format!("the host stays on `{tag}` until somebody publishes that very tag again"),
        )
        .help(help),
    }
}
