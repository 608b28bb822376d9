//! D034: a continued command ends too early.

use super::{breaks, Mended, Wanted, Weight};
use prodproof_deployment::cause::CutOffBy;
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds a blank line inside of a continued command, and a blank behind the backslash at the end of a line.
    ///
    /// ## Why is this bad?
    ///
    /// systemd ends the value there. The rest, often with the image and the labels, is a line without meaning that is ignored with a warning in the journal.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget \
    ///
    ///   --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D034 CUT_OFF "cut-off-command" Error "a continued command ends too early"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn weight(_: Wanted) -> Weight {
    Weight::Full
}

pub(super) fn found(reason: &Reason, by: CutOffBy) -> Finding {
    let message = match by {
        CutOffBy::BlankBehind => "a blank behind the backslash ends the command here",
        CutOffBy::BlankLine => "a blank line above ends the command: systemd ignores this line",
    };
    breaks(&CUT_OFF, reason, message)
        .help("join the lines: backslash, line break, next line")
        .pointing("systemd ignores this line", reason)
}
