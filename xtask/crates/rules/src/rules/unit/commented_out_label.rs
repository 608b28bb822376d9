//! D035: the label is commented out inside of the command.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds an auto-update label on a comment line within a continued command.
    ///
    /// ## Why is this bad?
    ///
    /// systemd takes comment lines out before it joins lines, so that the command goes on below as if nothing were missing.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget \
    /// #  --label io.containers.autoupdate=registry \
    ///   quay.io/acme/widget:latest
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html>
    D035 COMMENTED_OUT "commented-out-label" Error "the label is commented out inside of the command"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason) -> Finding {
    breaks(&COMMENTED_OUT, reason, "the label is commented out within the command")
        .help("move the label to a line of its own without `#`")
}
