//! D036: podman refuses the command line.

use super::{breaks, Wanted, Weight};
use crate::words::Worded;
use prodproof_deployment::{
    cause::CallRefusal,
    podman::{CallFault, Subcommand},
    ManifestFault, Reason,
};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Reads the command line with podman's own table of flags: flags that it does not know, a value that is missing, a flag that takes the image as its value, `--rm` together with `--restart`.
    ///
    /// ## Why is this bad?
    ///
    /// podman exits with 125 and the service does not start.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --labels io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D036 REFUSED_COMMAND "refused-podman-command" Error "podman refuses the command line"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn weight(_: Wanted) -> Weight {
    Weight::Full
}

pub(super) fn found(reason: &Reason, refusal: &CallRefusal) -> Finding {
    let (message, help) = match refusal {
        CallRefusal::Call(action, fault) => (words(action, *fault), help(*fault)),
        CallRefusal::Unreadable => ("podman does not know this flag".to_string(), "see `podman --help`"),
        CallRefusal::RestartWithRm => (
            "podman refuses `--restart` together with `--rm`".to_string(),
            "let systemd restart the unit: remove `--restart`",
        ),
        CallRefusal::Image(image, fault) => {
            (format!("`{image}` is no image reference: {}", fault.told()), "correct the image's name")
        }
        CallRefusal::Manifest(fault) => manifest(fault),
    };
    breaks(&REFUSED_COMMAND, reason, message).help(help)
}

fn words(action: &Subcommand, fault: CallFault) -> String {
    let verb = match action {
        Subcommand::Create => "podman create",
        Subcommand::KubePlay => "podman kube play",
        _ => "podman run",
    };
    match fault {
        CallFault::UnknownCommand => "podman does not know this subcommand".into(),
        CallFault::UnknownFlag => format!("`{verb}` does not know this flag"),
        CallFault::NoValue => "this flag lacks its value".into(),
        CallFault::BadBool => "this flag takes `true` or `false`".into(),
        CallFault::BadFlag => "this is no flag".into(),
        CallFault::NoImage => format!("`{verb}` gets no image"),
        CallFault::EmptyLabelKey => "this label has no name".into(),
    }
}

fn help(fault: CallFault) -> &'static str {
    match fault {
        CallFault::NoImage => "name the image behind the flags",
        CallFault::EmptyLabelKey => "write `--label NAME=VALUE`",
        _ => "see `podman run --help`",
    }
}

/// What podman says of a manifest, and what mends it.
fn manifest(fault: &ManifestFault) -> (String, &'static str) {
    match fault {
        ManifestFault::Syntax => ("this is no YAML: podman refuses the manifest".to_string(), "correct it"),
        ManifestFault::NoKind(kinds) if kinds.is_empty() => {
            ("podman finds nothing here to play".to_string(), "describe a `Pod`")
        }
        ManifestFault::NoKind(kinds) => {
            let kinds: Vec<String> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
            (
                format!("podman plays no {}: nothing is left of the manifest", kinds.join(", ")),
                "describe a `Pod` or a `Deployment`",
            )
        }
        ManifestFault::NoName(kind) => (format!("podman refuses a {} without `metadata.name`", kind.name()), "name it"),
        ManifestFault::NoText => {
            ("podman refuses a label or annotation that is no text".to_string(), "put it in quotes")
        }
        ManifestFault::SameName(name) => {
            (format!("podman refuses a second container `{name}`"), "name each container once")
        }
    }
}
