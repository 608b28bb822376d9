//! Does podman know which unit to restart, and is it this one
//! (`systemdUnitForContainer` in pkg/autoupdate/autoupdate.go; `FillOutSpecGen` in
//! pkg/specgenutil/specgen.go makes the label of the variable, which wins even if empty).

use crate::cause::{Meant, Named};
use crate::verdict::{Case, Pod, Style, Verdict, UNIT};
use crate::Cause;
use prodproof_syntax::expand::UnitName;
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::Span;
use prodproof_syntax::words::{self, Flavour};

/// Where the name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Environment,
    Label,
    Image,
}

/// The name that podman ends up with.
#[derive(Clone, Debug)]
pub struct Name {
    pub value: Joined,
    pub origin: Origin,
    /// The assignment or flag.
    pub span: Span,
}

/// What podman takes for the unit's name, if anything.
pub fn effective(case: &Case) -> Option<Name> {
    if let Some(value) = &case.effects.set {
        return Some(Name { span: value.span(), value: value.clone(), origin: Origin::Environment });
    }
    if case.effects.lost.is_none() {
        let environment = &case.service.environment;
        if let Some(value) = environment.variables.get(UNIT) {
            let span = environment.set.get(UNIT).copied().unwrap_or(value.span());
            return Some(Name { value: value.clone(), origin: Origin::Environment, span });
        }
    }
    // The pod's own container, which counts, gets none of a manifest's labels.
    if case.style == Style::Kube {
        return None;
    }
    if let Some(label) = case.call.label(UNIT) {
        let value = label.value.unwrap_or_else(|| Joined::empty(label.flag.end));
        return Some(Name { value, origin: Origin::Label, span: label.flag });
    }
    let image = case.image_labels.and_then(|(_, labels)| labels.get(UNIT))?;
    let value = image.value.as_ref()?;
    Some(Name { value: Joined::made(value, case.call.verb), origin: Origin::Image, span: case.call.verb })
}

pub fn judge(case: &Case, verdict: &mut Verdict) {
    // In a pod the infra container's label counts; see `place`.
    if case.pod != Pod::None {
        return;
    }
    let Some(name) = effective(case) else { return absent(case, verdict) };
    for file in &case.service.environment.files {
        if case.style != Style::Quadlet {
            verdict.condition(format!("`{}` sets no other `{UNIT}`", file.text.shown()));
        }
    }
    if name.origin == Origin::Environment {
        if let Some(label) = case.call.label(UNIT) {
            let value = label.value.as_ref().map(|value| value.shown()).unwrap_or_default();
            if value != name.value.shown() {
                let message = format!("the label `{UNIT}={value}` has no effect: the variable of that name wins");
                verdict.reasons.push(case.remark(Cause::OverriddenUnit, label.flag, message));
            }
        }
    }
    check(case, &name, verdict);
}

/// The types of units that systemd knows.
const TYPES: &[&str] =
    &["service", "socket", "target", "device", "mount", "automount", "swap", "timer", "path", "slice", "scope"];

fn check(case: &Case, name: &Name, verdict: &mut Verdict) {
    let own = case.service.name.full(Span::default());
    if name.value.as_str() == own.as_str() || is_alias(case, name.value.as_str()) {
        return;
    }
    let shown = name.value.shown();
    let own = own.shown();
    let help = match name.origin {
        Origin::Label => format!("write `--label {UNIT}=%n`"),
        _ => format!("write `{UNIT}=%n`"),
    };
    let span = match name.value.is_empty() {
        true => name.span,
        false => name.value.span(),
    };
    if name.value.is_empty() {
        let message = format!("`{UNIT}` is empty, which counts: podman asks systemd to restart no unit");
        verdict.reasons.push(case.no(Cause::EmptyUnit, name.span, message).help(help));
        return;
    }
    let parsed = UnitName::parse(&shown);
    let ending = parsed.suffix.trim_start_matches('.');
    let without_holes = name.value.with_holes().replace("<?>", "x");
    let fault = if !TYPES.contains(&ending) && !may_end_well(&name.value) {
        Some("it has no suffix such as `.service`")
    } else if parsed.is_template() && !name.value.has_holes() {
        Some("it lacks the instance behind its `@`")
    } else if !without_holes.chars().all(|c| c.is_ascii_alphanumeric() || ":-_.\\@".contains(c)) {
        Some("it holds a character that no unit's name has")
    } else {
        None
    };
    if let Some(fault) = fault {
        let message = format!("`{shown}` is no unit's name: {fault}");
        verdict.reasons.push(case.no(Cause::InvalidUnit, span, message).help(help));
        return;
    }
    if name.value.has_holes() {
        let message = format!("the unit's name is `{shown}`, which only the host knows");
        verdict.reasons.push(case.unknown(Cause::OpaqueEnvironment, span, message).help(help));
        return;
    }
    if case.service.name.is_template() && parsed.prefix == case.service.name.prefix && parsed.suffix == ".service" {
        let message = format!("`{shown}` is one instance of this template, and right for that one only");
        verdict.reasons.push(case.unknown(Cause::OtherUnit(Named::Instance), span, message).help(help));
        return;
    }
    let (named, message) = match case.services.contains(&shown) {
        true => (Named::Neighbour, format!("podman restarts `{shown}`, not `{own}`: the container keeps its image")),
        false => (Named::Stranger, format!("podman asks for a restart of `{shown}`, but this unit is `{own}`")),
    };
    verdict.reasons.push(case.no(Cause::OtherUnit(named), span, message).help(help));
}

/// Whether a name that ends in a hole can still get the suffix of a unit.
fn may_end_well(name: &Joined) -> bool {
    let spelled = name.with_holes();
    let Some(known) = spelled.strip_suffix("<?>") else { return false };
    let begun = known.rsplit_once('.').map_or("", |(_, begun)| begun);
    begun.contains("<?>") || TYPES.iter().any(|kind| kind.starts_with(begun))
}

fn is_alias(case: &Case, name: &str) -> bool {
    let entries = case.service.file.list("Install", "Alias");
    entries.iter().any(|entry| words::split(&entry.value, Flavour::Exec).words.iter().any(|word| word.as_str() == name))
}

fn absent(case: &Case, verdict: &mut Verdict) {
    // The label is reported with it, or the unknown label that was meant for it.
    if verdict.has(Cause::MissingLabel) && !case.service.environment.set.contains_key(UNIT) {
        return;
    }
    let meant = |reason: &crate::Reason| reason.cause == Cause::UnknownLabel(Meant::Unit);
    if verdict.reasons.iter().any(meant) {
        return;
    }
    let help = format!("add `Environment={UNIT}=%n` to `[Service]`");
    let environment = &case.service.environment;
    let lost = environment.lost.get(UNIT).copied().or(case.effects.lost);
    if let (Some(lost), true) = (lost, environment.set.contains_key(UNIT)) {
        let message = format!("`{UNIT}` is taken out of the environment here: podman does not get it");
        let reason = case.no(Cause::LostUnit, lost, message);
        let set = environment.set.get(UNIT).copied().unwrap_or_default();
        verdict.reasons.push(reason.related(case.service, set, "set here"));
        return;
    }
    let in_container =
        case.call.flags.iter().find(|flag| flag.name == "env" && flag.value.as_str().split('=').next() == Some(UNIT));
    if let Some(flag) = in_container {
        let message = format!("`{UNIT}` is given to the container, not to podman");
        verdict.reasons.push(case.no(Cause::UnitInContainer, flag.span, message));
        return;
    }
    let behind = |word: &&words::Word| word.as_str().trim_start_matches("--label=").split('=').next() == Some(UNIT);
    if let Some(word) = case.call.arguments.iter().find(behind) {
        if !verdict.has(Cause::LabelAfterImage) {
            let message = "the label stands behind the image: it is an argument of the program in the container";
            verdict.reasons.push(case.no(Cause::LabelAfterImage, word.span, message));
        }
        return;
    }
    if let (Some(file), None) = (environment.files.first(), case.effects.lost) {
        let message = format!("`{UNIT}` may be in `{}`, which is not here", file.text.shown());
        verdict.reasons.push(case.unknown(Cause::OpaqueEnvironment, file.span, message).help(help));
        return;
    }
    if let Some(flag) = case.call.flag("label-file") {
        if !verdict.has(Cause::OpaqueLabels) {
            let message = format!("`{UNIT}` may be in `{}`, which is not here", flag.value.shown());
            verdict.reasons.push(case.unknown(Cause::OpaqueLabels, flag.span, message).help(help));
        }
        return;
    }
    if let Some(word) = case.call.opaque.first() {
        if !verdict.has(Cause::OpaqueFlags) {
            let message = format!("`{UNIT}` may be in `{}`, which only the host knows", word.text.shown());
            verdict.reasons.push(case.unknown(Cause::OpaqueFlags, word.span, message).help(help));
        }
        return;
    }
    let message = format!("podman cannot tell which unit to restart: `{UNIT}` is not set");
    verdict.reasons.push(case.no(Cause::MissingUnit, case.call.verb, message));
}
