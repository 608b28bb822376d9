//! D063: the container is described by a compose file.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::ComposeDoubt, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds units that run `podman compose`, `podman-compose` or `docker compose`, and reads the compose file where it is in the repository.
    ///
    /// ## Why is this bad?
    ///
    /// Docker has no auto-update, and podman's needs its labels on the container and a unit that makes it anew. What a compose program makes of a file is its own affair: it recreates a container when it thinks that something changed.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Type=oneshot
    /// RemainAfterExit=yes
    /// WorkingDirectory=/srv/widget
    /// ExecStart=/usr/bin/podman compose up -d
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-compose.1.html>
    D063 COMPOSE "compose-service" Warning "the container is described by a compose file"
}

/// That somebody else's image is not kept new breaks no promise.
pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates().of_own(wanted)
}

pub(super) fn found(reason: &Reason, doubt: &ComposeDoubt) -> Finding {
    let message = match doubt {
        ComposeDoubt::Unstarted => {
            "the image is pulled at each start of the unit, and nothing here starts it anew".to_string()
        }
        ComposeDoubt::Watchtower(name) => format!("Watchtower would update `{name}`, which nothing here can prove"),
        ComposeDoubt::Docker(name) => {
            format!("Docker has no auto-update: nothing here pulls the image of `{name}` anew")
        }
        ComposeDoubt::Remade(name) => {
            format!("whether a restart makes `{name}` anew is the compose program's own affair")
        }
        ComposeDoubt::Nameless(name) => {
            format!("whether the compose program hands the unit's name on to `{name}` depends on the program")
        }
        ComposeDoubt::Unlabelled(name) => {
            format!("`{name}` has no label `io.containers.autoupdate`: podman does not update it")
        }
    };
    breaks(&COMPOSE, reason, message)
        .help("write a unit or Quadlet file that runs the image, with the label and the unit's name")
}
