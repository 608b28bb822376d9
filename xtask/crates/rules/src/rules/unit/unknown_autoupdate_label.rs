//! D003: a label that looks like auto-update but that podman does not know.

use super::edits::Unit;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::labels::{AUTOUPDATE, UNIT};
use prodproof_deployment::podman::Label;
use prodproof_deployment::{
    cause::{Sought, UnitStyle, UnknownLabel},
    Reason,
};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Edit, Finding, Severity};

rule! {
    /// ## What it does
    ///
    /// Finds labels that begin like `io.containers.autoupdate` but are none of the two that podman knows, `io.containers.autoupdate` and `io.containers.autoupdate.authfile`: other case, a hyphen, a blank or quote inside of the key, and `io.containers.autoupdate.systemd_unit`.
    ///
    /// ## Why is this bad?
    ///
    /// podman looks labels up letter by letter and ignores all others without a word. `io.containers.autoupdate.systemd_unit` has never existed in any version of podman; the unit's name comes from `PODMAN_SYSTEMD_UNIT`. `io.containers.auto-update` was printed by mistake in podman's release notes for 4.3.0.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label io.containers.autoupdate.systemd_unit=widget.service quay.io/acme/widget:latest
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
    D003 UNKNOWN_LABEL "unknown-autoupdate-label" Error "a label that looks like auto-update but that podman does not know"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, label: &UnknownLabel) -> Finding {
    let unit = label.meant == Sought::Unit;
    let message = format!("podman has never known a label `{}`: it has no effect", label.key);
    let help = match (label.style, unit) {
        (UnitStyle::Kube(_), false) => "write `io.containers.autoupdate`",
        (UnitStyle::Quadlet, true) => {
            "remove it: Quadlet tells podman the unit's name itself, as `PODMAN_SYSTEMD_UNIT`"
        }
        (UnitStyle::Quadlet, false) => "write `AutoUpdate=registry`",
        (_, true) => {
            "set `Environment=PODMAN_SYSTEMD_UNIT=%n` in `[Service]` instead, which podman makes the label \
             `PODMAN_SYSTEMD_UNIT` of"
        }
        (_, false) => "write `io.containers.autoupdate=registry`",
    };
    let title = if unit {
        "write the label that podman reads the unit's name from"
    } else {
        "write the label that podman knows"
    };
    let finding = breaks(&UNKNOWN_LABEL, breach, message)
        .help(help)
        .safely(title, breach.mend(|unit| known(unit, breach, label.meant)));
    match breach.answer {
        // The container has what the label was meant to give.
        Answer::Yes => finding.severity(Severity::Warning),
        _ => finding,
    }
}

/// The right label in the place of one that podman does not know.
fn known(unit: &Unit, reason: &Reason, meant: Sought) -> Option<Vec<Edit>> {
    let written = unit.written()?;
    let is_it = |label: &Label| {
        let (path, span) = written.service.sources.place(label.key.span());
        path == reason.path && span == reason.span
    };
    let label = written.call.labels().into_iter().find(is_it)?;
    if reason.answer == Answer::Yes {
        return None;
    }
    let value = label.value.as_ref().map_or("", |value| value.as_str());
    let names = meant == Sought::Unit;
    let (key, new) = if names { (UNIT, "%n") } else { (AUTOUPDATE, kept(value)) };
    Some(match (written.style, &label.value) {
        (UnitStyle::Kube(_), _) => vec![unit.replace(label.key.span(), key)?],
        (_, Some(value)) => {
            let edit = if names { unit.replace_in_unit(value.span(), new) } else { unit.replace(value.span(), new) };
            vec![unit.replace(label.key.span(), key)?, edit?]
        }
        (_, None) => vec![unit.replace(label.key.span(), &format!("{key}={new}"))?],
    })
}

/// A policy that the value means, if it means one; else what every unit should have.
fn kept(value: &str) -> &'static str {
    match value.trim_matches([' ', '"', '\'']) {
        "local" => "local",
        "disabled" => "disabled",
        _ => "registry",
    }
}
