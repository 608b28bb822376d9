//! D041: what the unit runs cannot be read.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::UnreadCommand, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds units whose container is started by a program or script that is not in the repository, or by a script with conditions.
    ///
    /// ## Why is this bad?
    ///
    /// Whether the host pulls anew is decided in a file that nobody can review here.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/local/bin/start-widget.sh
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
    D041 OPAQUE_COMMAND "opaque-command" Warning "what the unit runs cannot be read"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, why: &UnreadCommand) -> Finding {
    let why = match why {
        UnreadCommand::Uncertain => return said(reason, "a script decides whether and how this runs".into()),
        UnreadCommand::Deep => "too many commands in commands".to_string(),
        UnreadCommand::OtherUnit(program) => format!("`{program}` runs it in another unit or for another user"),
        UnreadCommand::HostScript(path) => format!("`{path}` is only known on the host"),
        UnreadCommand::InnerScript(path) => format!("`{path}` is run from another script"),
        UnreadCommand::Program(name) => format!("it is unknown what `{name}` does with its arguments"),
        UnreadCommand::Script => "its script is beyond what can be read".to_string(),
        UnreadCommand::NotHere(Some(path)) => format!("`{path}` is not in the repository"),
        UnreadCommand::NotHere(None) => "`the compose file` is not in the repository".to_string(),
        UnreadCommand::Template(path) => format!("`{path}` is a template"),
        UnreadCommand::Beyond => "the units have too many drop-ins and files to read them all".to_string(),
        UnreadCommand::NoPod(path) => format!("`{path}` describes no pod"),
        UnreadCommand::NoImage(path) => format!("`{path}` names no image"),
    };
    said(reason, format!("what this runs cannot be read: {why}"))
}

fn said(reason: &Reason, message: String) -> Finding {
    breaks(&OPAQUE_COMMAND, reason, message).help("call podman in `ExecStart=`")
}
