//! D008: the policy has an old name.

use super::invalid_autoupdate_policy::write_registry;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds the policy `image`, the old name of `registry`.
    ///
    /// ## Why is this bad?
    ///
    /// It still works; podman documents `registry` only.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=image quay.io/acme/widget:latest
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
    D008 OLD_POLICY "deprecated-autoupdate-policy" Info "the policy has an old name"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach) -> Finding {
    breaks(&OLD_POLICY, breach, "`image` is the old name of the policy `registry`")
        .help("write `registry`")
        .safely("write `registry`", breach.mend(write_registry))
}
