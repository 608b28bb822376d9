//! D025: a restart may find the name of its container in use.

use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a named container with `--rm`, but without `--replace`, that systemd kills by itself: no `ExecStop=` stops it, and `KillMode=` is the default.
    ///
    /// ## Why is this bad?
    ///
    /// systemd signals podman and the process that would remove the container at once. In a measured half of all restarts the name was still in use and the service stayed down.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.kill.html>
    D025 RACY_RESTART "racy-restart" Error "a restart may find the name of its container in use"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, name: &str) -> Finding {
    breaks(&RACY_RESTART, breach, format!("a restart may find the container `{name}` not removed yet"))
        .help("add `--replace`")
        .unsafely("insert `--replace`", breach.mend(|unit| Some(vec![unit.insert_flag("--replace")?])))
}
