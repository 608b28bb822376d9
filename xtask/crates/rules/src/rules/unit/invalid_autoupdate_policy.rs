//! D005: the value of the label is no policy.

use super::edits::Unit;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::labels::AUTOUPDATE;
use prodproof_syntax::finding::{rule, Edit, Finding};

rule! {
    /// ## What it does
    ///
    /// Checks the value of `io.containers.autoupdate`. Policies are `registry`, `local`, `disabled` and, for old times' sake, `image`, in exactly this spelling.
    ///
    /// ## Why is this bad?
    ///
    /// podman takes any value when the container is made. Only the nightly run finds out, prints `invalid auto-update policy` and leaves the container as it is.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=Registry quay.io/acme/widget:latest
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
    D005 INVALID_POLICY "invalid-autoupdate-policy" Error "the value of the label is no policy"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, value: &str) -> Finding {
    let message = format!("`{value}` is no auto-update policy: podman skips the container with an error");
    let finding = breaks(&INVALID_POLICY, breach, message).help("write `registry`");
    if means_yes(value) {
        finding.safely("write `registry`", breach.mend(write_registry))
    } else {
        finding.unsafely("write `registry`", breach.mend(write_registry))
    }
}

/// The policy that asks a registry, in place of what the label says.
pub(super) fn write_registry(unit: &Unit) -> Option<Vec<Edit>> {
    Some(vec![unit.set_label(AUTOUPDATE, "registry")?])
}

/// Whether a value that is no policy clearly means "update".
fn means_yes(value: &str) -> bool {
    let plain = value.split('#').next().unwrap_or_default().trim_matches([' ', '\t', '"', '\'']).to_ascii_lowercase();
    matches!(
        plain.as_str(),
        "registry" | "image" | "yes" | "true" | "on" | "1" | "always" | "enabled" | "enable" | "daily"
    )
}
