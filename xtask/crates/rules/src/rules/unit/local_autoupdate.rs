//! D007: auto-update looks at the host's own images only.

use super::invalid_autoupdate_policy::write_registry;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds the policy `local`.
    ///
    /// ## Why is this bad?
    ///
    /// With `local`, podman compares the container with the image of the same name on the host and never asks a registry. What is published stays there. If that is meant, the contract says `autoupdate = "local"` under `[deploy]`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=local quay.io/acme/widget:latest
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
    D007 LOCAL "local-autoupdate" Error "auto-update looks at the host's own images only"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.asks_registry().told_of_foreign(wanted)
}

pub(super) fn found(breach: &Breach) -> Finding {
    breaks(&LOCAL, breach, "the policy `local` never asks a registry: the host keeps its image")
        .help("write `registry`")
        .unsafely("write `registry`", breach.mend(write_registry))
}
