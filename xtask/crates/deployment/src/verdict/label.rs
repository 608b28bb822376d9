//! Does the container ask for auto-update: which policy is in force, and where it comes
//! from (label-file < label < image LABEL; pkg/autoupdate/autoupdate.go `LookupPolicy`).

use crate::cause::{Sought, SwitchOff, UnitStyle, UnknownLabel, Unlabelled};
use crate::podman::Label;
use crate::verdict::{Case, Reason, UnitVerdict, AUTHFILE, AUTOUPDATE, UNIT};
use crate::Cause;
use prodproof_syntax::finding::Place;
use prodproof_syntax::span::Span;

/// What a value of the label means to podman.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    Registry,
    /// `image`, the old name of `registry`.
    Image,
    Local,
    Disabled,
    Empty,
    Invalid,
}

pub fn policy(value: &str) -> Policy {
    match value {
        "registry" => Policy::Registry,
        "image" => Policy::Image,
        "local" => Policy::Local,
        "disabled" => Policy::Disabled,
        "" => Policy::Empty,
        _ => Policy::Invalid,
    }
}

pub fn judge(case: &Case, verdict: &mut UnitVerdict) {
    match case.call.label(AUTOUPDATE) {
        Some(label) => explicit(case, &label, verdict),
        // No registry has what is built on the host; that it is, is said of the image.
        None if is_local(case) => {}
        None => absent(case, verdict),
    }
    unknown_labels(case, verdict);
}

/// Whether a registry is to be asked, so that the image's name matters. Also true where
/// the label is missing: it should be there.
pub fn asks_registry(case: &Case) -> bool {
    case.call
        .label(AUTOUPDATE)
        .and_then(|label| label.value)
        .is_none_or(|value| !matches!(policy(value.as_str()), Policy::Local | Policy::Disabled))
}

/// Whether the image is built on the host.
fn is_local(case: &Case) -> bool {
    case.call.image.as_ref().is_some_and(|image| image.text.shown().starts_with("localhost/"))
}

fn explicit(case: &Case, label: &Label, verdict: &mut UnitVerdict) {
    let value = label.value.as_ref().map_or("", |value| value.as_str());
    let span = label.value.as_ref().filter(|value| !value.is_empty()).map_or(label.flag, |value| value.span());
    if label.value.as_ref().is_some_and(|value| value.has_holes()) {
        let shown = label.value.as_ref().map(|value| value.shown()).unwrap_or_default();
        verdict.reasons.push(case.unknown(Cause::OpaqueFlags(Sought::PolicyValue, shown), span));
        return;
    }
    let reason = match policy(value) {
        Policy::Registry => return,
        Policy::Image => case.remark(Cause::OldPolicy, span),
        Policy::Local => case.no(Cause::Local, span),
        Policy::Disabled => match earlier(case) {
            Some(earlier) => case.no(Cause::OverriddenLabel, span).related(case.service, earlier.flag),
            None => case.no(Cause::Disabled(SwitchOff::ByWord), span),
        },
        Policy::Empty => case.no(Cause::Disabled(SwitchOff::ByNothing), span),
        Policy::Invalid => case.no(Cause::InvalidPolicy(value.to_string()), span),
    };
    verdict.reasons.push(reason);
}

/// A label before the last one that asks for updates.
fn earlier(case: &Case) -> Option<Label> {
    let asks = |label: &Label| {
        label.key.as_str() == AUTOUPDATE && label.value.as_ref().is_some_and(|value| value.as_str() == "registry")
    };
    case.call.labels().into_iter().find(asks)
}

fn absent(case: &Case, verdict: &mut UnitVerdict) {
    if let Some((path, labels)) = case.image_labels {
        match labels.get(AUTOUPDATE).map(|label| (label, label.value.as_deref())) {
            Some((label, Some("registry" | "image"))) => {
                let mut reason = case.remark(Cause::ImplicitLabel(case.style), case.call.verb);
                reason.related.push(Place::new(path, label.span));
                verdict.reasons.push(reason);
                return;
            }
            Some((_, None)) => {
                let cause = Cause::MissingLabel(Unlabelled::ImageVariable, case.style);
                verdict.reasons.push(case.unknown(cause, case.call.verb));
                return;
            }
            _ => {}
        }
    }
    verdict.reasons.push(missing(case));
}

/// Why there is no label: the most likely cause.
fn missing(case: &Case) -> Reason {
    if let Some(word) = case.call.arguments.iter().find(|word| is_label_word(word.as_str(), AUTOUPDATE)) {
        return case.no(Cause::LabelAfterImage, word.span);
    }
    if let Some(label) = lookalike(case) {
        return case.no(unknown_label(case, &label), label.key.span());
    }
    if let Some(span) = commented(case) {
        return case.no(Cause::CommentedOut, span);
    }
    if let Some(entry) = wrong_section(case) {
        return case.no(Cause::WrongSection(entry.section.value.clone()), entry.key.span);
    }
    let mentions = |span: &&Span| {
        let (path, span) = case.service.sources.place(**span);
        case.texts.get(path).is_some_and(|text| span.text(text).contains(AUTOUPDATE))
    };
    if let Some(&span) = case.dropped.iter().find(mentions) {
        return case.no(Cause::DroppedArguments, span);
    }
    if let Some(label) = on_pod(case) {
        return case.no(Cause::LabelOnPod, label);
    }
    if let Some(flag) = case.call.flag("label-file") {
        return case.unknown(Cause::OpaqueLabels(Sought::Policy(case.style), flag.value.shown()), flag.span);
    }
    if let Some(word) = case.call.opaque.first() {
        return case.unknown(Cause::OpaqueFlags(Sought::Policy(case.style), word.text.shown()), word.span);
    }
    let nameless = case.style != UnitStyle::Quadlet && !names_unit(case);
    let unasked = if nameless { Unlabelled::Nameless } else { Unlabelled::Named };
    case.no(Cause::MissingLabel(unasked, case.style), case.call.verb)
}

/// Whether the unit's name is set anywhere; see [`super::name`] for whether it is right.
pub fn names_unit(case: &Case) -> bool {
    case.effects.set.is_some()
        || case.service.environment.set.contains_key(UNIT)
        || case.call.label(UNIT).is_some()
        || case.pod != super::Pod::None
}

fn is_label_word(word: &str, key: &str) -> bool {
    word.strip_prefix("--label=").unwrap_or(word).split('=').next() == Some(key)
}

/// A comment within a continued command that holds the label.
fn commented(case: &Case) -> Option<Span> {
    let holds = |span: Span| {
        let (path, span) = case.service.sources.place(span);
        case.texts.get(path).is_some_and(|text| span.text(text).contains(AUTOUPDATE))
    };
    case.service.file.hidden.iter().map(|hidden| hidden.span).find(|span| holds(*span))
}

fn wrong_section<'a>(case: &'a Case) -> Option<&'a prodproof_syntax::systemd::Setting> {
    if case.style != UnitStyle::Quadlet {
        return None;
    }
    case.service
        .file
        .entries
        .iter()
        .find(|entry| entry.key.value.eq_ignore_ascii_case("autoupdate") && entry.section.value != "Container")
}

fn on_pod(case: &Case) -> Option<Span> {
    match &case.pod {
        super::Pod::Own(pod) => pod.label(AUTOUPDATE).map(|label| label.flag),
        _ => None,
    }
}

/// A label that podman does not know but that looks like the one with the policy.
fn lookalike(case: &Case) -> Option<Label> {
    case.call.labels().into_iter().find(|label| looks_like(label.key.as_str()) == Some(Likeness::Policy))
}

/// Which label one looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Likeness {
    Policy,
    Unit,
}

fn looks_like(key: &str) -> Option<Likeness> {
    if [AUTOUPDATE, AUTHFILE, UNIT].contains(&key) {
        return None;
    }
    let plain: String = key.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
    let unit = plain.starts_with("iocontainersauto") && plain.ends_with("unit") || plain == "podmansystemdunit";
    let policy = plain.starts_with("iocontainersauto")
        || plain == "iopodmanautoupdate"
        || within_two(&plain, "iocontainersautoupdate");
    match (unit, policy) {
        (true, _) => Some(Likeness::Unit),
        (_, true) => Some(Likeness::Policy),
        _ => None,
    }
}

/// Whether at most two letters are missing, too many or others.
fn within_two(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, c) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for column in 0..b.len() {
            let same = before + usize::from(b[column] != c);
            before = row[column + 1];
            row[column + 1] = same.min(before + 1).min(row[column] + 1);
        }
    }
    row[b.len()] <= 2
}

/// Unknown labels that are not the reason for a missing one, and those meant for the unit.
fn unknown_labels(case: &Case, verdict: &mut UnitVerdict) {
    let told = verdict.reasons.iter().any(|reason| matches!(reason.cause, Cause::UnknownLabel(_)));
    for label in case.call.labels() {
        match looks_like(label.key.as_str()) {
            Some(Likeness::Unit) => {
                // Without it the container lacks what the label was meant to give.
                let needed = super::name::effective(case).is_none() && case.pod == super::Pod::None;
                let (cause, span) = (unknown_label(case, &label), label.key.span());
                verdict.reasons.push(if needed { case.no(cause, span) } else { case.remark(cause, span) });
            }
            Some(Likeness::Policy) if !told => {
                verdict.reasons.push(case.remark(unknown_label(case, &label), label.key.span()));
            }
            _ => {}
        }
    }
}

fn unknown_label(case: &Case, label: &Label) -> Cause {
    let meant = match looks_like(label.key.as_str()) {
        Some(Likeness::Unit) => Sought::Unit,
        _ => Sought::Policy(case.style),
    };
    Cause::UnknownLabel(UnknownLabel { key: label.key.shown(), meant, style: case.style })
}
