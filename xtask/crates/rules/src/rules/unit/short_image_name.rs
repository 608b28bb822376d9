//! D017: the image's name does not say its registry.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::cause::{ShortName, UnitAsks};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding, Severity};

rule! {
    /// ## What it does
    ///
    /// Finds images whose first component is no host: it has no dot, no colon and is not `localhost`; and image IDs.
    ///
    /// ## Why is this bad?
    ///
    /// podman refuses to make a container with the auto-update label from a short name: `auto updates require fully-qualified image reference`. The service does not start. Without that label it starts, and is told as an info: nobody can ask for auto-update before the name is whole.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry acme/widget:latest
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
    D017 SHORT_NAME "short-image-name" Error "the image's name does not say its registry"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.asks_registry()
}

pub(super) fn found(reason: &Reason, image: &str, name: ShortName) -> Finding {
    let help = "name the registry too: `docker.io/…`, `quay.io/…`";
    match name {
        ShortName::RestOfValue => {
            let message =
                format!("podman takes `{image}` for the image: an unquoted blank ends the value in front of it");
            breaks(&SHORT_NAME, reason, message).help("put the value in quotes")
        }
        ShortName::Image(UnitAsks::ForUpdates) => {
            let message =
                format!("podman refuses auto-update for the short name `{image}`: the service does not start");
            breaks(&SHORT_NAME, reason, message).help(help)
        }
        ShortName::Image(UnitAsks::ForNothing) => {
            let message = format!("podman would refuse auto-update for the short name `{image}`");
            breaks(&SHORT_NAME, reason, message).help(help).severity(Severity::Info)
        }
    }
}
