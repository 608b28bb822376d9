//! D018: the image lives on the host only.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::cause::UnitAsks;
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding, Severity};

rule! {
    /// ## What it does
    ///
    /// Finds images under `localhost/`, also when they come from a Quadlet `.build`.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update asks the registry `https://localhost`, where nobody answers, and fails. A locally built image goes with the policy `local`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry localhost/widget:latest
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
    D018 LOCALHOST "localhost-image" Error "the image lives on the host only"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.asks_registry()
}

pub(super) fn found(reason: &Reason, image: &str, asks: UnitAsks) -> Finding {
    let help = "publish the image and run it from its registry";
    if asks == UnitAsks::ForUpdates {
        let message = format!("`{image}` is on the host only: auto-update asks `https://localhost` and fails");
        return breaks(&LOCALHOST, reason, message).help(help);
    }
    // What is merged has no way to the host either.
    let message = format!("`{image}` is on the host only: no merge brings a new one");
    breaks(&LOCALHOST, reason, message).help(help).severity(Severity::Warning)
}
