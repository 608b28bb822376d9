//! Does podman know which unit to restart, and is it this one
//! (`systemdUnitForContainer` in pkg/autoupdate/autoupdate.go; `FillOutSpecGen` in
//! pkg/specgenutil/specgen.go makes the label of the variable, which wins even if empty).

use crate::cause::{NameFault, NameOrigin, Named, OpaqueName, Sought, UnitStyle, UnnamedBy};
use crate::on_host::OnHost;
use crate::verdict::{Case, Pod, UnitVerdict, UNIT};
use crate::Cause;
use prodproof_syntax::expand::UnitName;
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::Span;
use prodproof_syntax::words::{self, Flavour};

/// The name that podman ends up with.
#[derive(Clone, Debug)]
pub struct GivenName {
    pub value: Joined,
    pub origin: NameOrigin,
    /// The assignment or flag.
    pub span: Span,
}

/// What podman takes for the unit's name, if anything.
pub fn effective(case: &Case) -> Option<GivenName> {
    if let Some(value) = &case.effects.set {
        return Some(GivenName { span: value.span(), value: value.clone(), origin: NameOrigin::Environment });
    }
    if case.effects.lost.is_none() {
        let environment = &case.service.environment;
        if let Some(value) = environment.variables.get(UNIT) {
            let span = environment.set.get(UNIT).copied().unwrap_or(value.span());
            return Some(GivenName { value: value.clone(), origin: NameOrigin::Environment, span });
        }
    }
    // The pod's own container, which counts, gets none of a manifest's labels.
    if case.style.is_manifest() {
        return None;
    }
    if let Some(label) = case.call.label(UNIT) {
        let value = label.value.unwrap_or_else(|| Joined::empty(label.flag.end));
        return Some(GivenName { value, origin: NameOrigin::Label, span: label.flag });
    }
    let image = case.image_labels.and_then(|(_, labels)| labels.get(UNIT))?;
    let value = image.value.as_ref()?;
    Some(GivenName { value: Joined::made(value, case.call.verb), origin: NameOrigin::Image, span: case.call.verb })
}

pub fn judge(case: &Case, verdict: &mut UnitVerdict) {
    // In a pod the infra container's label counts; see `place`.
    if case.pod != Pod::None {
        return;
    }
    let Some(name) = effective(case) else { return absent(case, verdict) };
    for file in &case.service.environment.files {
        if case.style != UnitStyle::Quadlet {
            verdict.condition(OnHost::NoOtherUnit(file.text.shown()));
        }
    }
    if name.origin == NameOrigin::Environment {
        if let Some(label) = case.call.label(UNIT) {
            let value = label.value.as_ref().map(|value| value.shown()).unwrap_or_default();
            if value != name.value.shown() {
                verdict.reasons.push(case.remark(Cause::OverriddenUnit(value), label.flag));
            }
        }
    }
    check(case, &name, verdict);
}

/// The types of units that systemd knows.
const TYPES: &[&str] =
    &["service", "socket", "target", "device", "mount", "automount", "swap", "timer", "path", "slice", "scope"];

fn check(case: &Case, name: &GivenName, verdict: &mut UnitVerdict) {
    let own = case.service.name.full(Span::default());
    if name.value.as_str() == own.as_str() || is_alias(case, name.value.as_str()) {
        return;
    }
    let shown = name.value.shown();
    let own = own.shown();
    let origin = name.origin;
    let span = if name.value.is_empty() { name.span } else { name.value.span() };
    if name.value.is_empty() {
        verdict.reasons.push(case.no(Cause::EmptyUnit(origin), name.span));
        return;
    }
    let parsed = UnitName::parse(&shown);
    let ending = parsed.suffix.trim_start_matches('.');
    let without_holes = name.value.with_holes().replace("<?>", "x");
    let fault = if !TYPES.contains(&ending) && !may_end_well(&name.value) {
        Some(NameFault::NoSuffix)
    } else if parsed.is_template() && !name.value.has_holes() {
        Some(NameFault::NoInstance)
    } else if !without_holes.chars().all(|c| c.is_ascii_alphanumeric() || ":-_.\\@".contains(c)) {
        Some(NameFault::BadCharacter)
    } else {
        None
    };
    if let Some(fault) = fault {
        verdict.reasons.push(case.no(Cause::InvalidUnit { name: shown, fault, origin }, span));
        return;
    }
    if name.value.has_holes() {
        verdict.reasons.push(case.unknown(Cause::OpaqueEnvironment(OpaqueName::Text(shown, origin)), span));
        return;
    }
    if case.service.name.is_template() && parsed.prefix == case.service.name.prefix && parsed.suffix == ".service" {
        let cause = Cause::OtherUnit { named: Named::Instance, name: shown, own, origin };
        verdict.reasons.push(case.unknown(cause, span));
        return;
    }
    let named = if case.services.contains(&shown) { Named::Neighbour } else { Named::Stranger };
    verdict.reasons.push(case.no(Cause::OtherUnit { named, name: shown, own, origin }, span));
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

fn absent(case: &Case, verdict: &mut UnitVerdict) {
    // The label is reported with it, or the unknown label that was meant for it.
    if verdict.has(|cause| matches!(cause, Cause::MissingLabel(..))) && !case.service.environment.set.contains_key(UNIT)
    {
        return;
    }
    if verdict.has(|cause| matches!(cause, Cause::UnknownLabel(label) if label.meant == Sought::Unit)) {
        return;
    }
    let environment = &case.service.environment;
    let lost = environment.lost.get(UNIT).copied().or(case.effects.lost);
    if let (Some(lost), true) = (lost, environment.set.contains_key(UNIT)) {
        let set = environment.set.get(UNIT).copied().unwrap_or_default();
        verdict.reasons.push(case.no(Cause::LostUnit, lost).related(case.service, set));
        return;
    }
    let in_container =
        case.call.flags.iter().find(|flag| flag.name == "env" && flag.value.as_str().split('=').next() == Some(UNIT));
    if let Some(flag) = in_container {
        verdict.reasons.push(case.no(Cause::UnitInContainer, flag.span));
        return;
    }
    let behind = |word: &&words::Word| word.as_str().trim_start_matches("--label=").split('=').next() == Some(UNIT);
    if let Some(word) = case.call.arguments.iter().find(behind) {
        if !verdict.has(|cause| *cause == Cause::LabelAfterImage) {
            verdict.reasons.push(case.no(Cause::LabelAfterImage, word.span));
        }
        return;
    }
    if let (Some(file), None) = (environment.files.first(), case.effects.lost) {
        let cause = Cause::OpaqueEnvironment(OpaqueName::File(file.text.shown()));
        verdict.reasons.push(case.unknown(cause, file.span));
        return;
    }
    if let Some(flag) = case.call.flag("label-file") {
        if !verdict.has(|cause| matches!(cause, Cause::OpaqueLabels(..))) {
            verdict.reasons.push(case.unknown(Cause::OpaqueLabels(Sought::Unit, flag.value.shown()), flag.span));
        }
        return;
    }
    if let Some(word) = case.call.opaque.first() {
        if !verdict.has(|cause| matches!(cause, Cause::OpaqueFlags(..))) {
            verdict.reasons.push(case.unknown(Cause::OpaqueFlags(Sought::Unit, word.text.shown()), word.span));
        }
        return;
    }
    verdict.reasons.push(case.no(Cause::MissingUnit(UnnamedBy::Container), case.call.verb));
}
