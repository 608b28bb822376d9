//! D006: auto-update is switched off.

use super::invalid_autoupdate_policy::write_registry;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::SwitchOff;
use prodproof_syntax::finding::{rule, Finding, Severity};

rule! {
    /// ## What it does
    ///
    /// Finds the policy `disabled`, and a label without a value, which means the same.
    ///
    /// ## Why is this bad?
    ///
    /// The container is passed over in silence. If that is meant, the constitution's contract says so: `autoupdate = "disabled"` under `[deploy]`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=disabled quay.io/acme/widget:latest
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
    D006 DISABLED "disabled-autoupdate" Warning "auto-update is switched off"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, by: SwitchOff) -> Finding {
    match by {
        SwitchOff::ByWord => breaks(&DISABLED, breach, "the policy `disabled` switches auto-update off")
            .help("write `registry`")
            .unsafely("write `registry`", breach.mend(write_registry)),
        SwitchOff::ByNothing => {
            breaks(&DISABLED, breach, "`io.containers.autoupdate` has no value, which switches auto-update off")
                .help("write `registry`")
                .severity(Severity::Error)
                .safely("write `registry`", breach.mend(write_registry))
        }
    }
}
