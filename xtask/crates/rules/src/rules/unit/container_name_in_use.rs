//! D024: a restart finds the name of its container in use.

use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a named container that is neither removed when it ends (`--rm`), nor replaced (`--replace`), nor cleaned up by the unit.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update pulls and restarts the unit; the restart fails because the name is taken. The report says `true`, and the service is down or runs the old container.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-run.1.html>
    D024 NAME_IN_USE "container-name-in-use" Error "a restart finds the name of its container in use"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, name: &str) -> Finding {
    breaks(&NAME_IN_USE, breach, format!("a restart fails because the container `{name}` still exists"))
        .help("add `--replace`")
        .unsafely("insert `--replace`", breach.mend(|unit| Some(vec![unit.insert_flag("--replace")?])))
}
