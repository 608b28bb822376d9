//! Does the container ask for auto-update: which policy is in force, and where it comes
//! from (label-file < label < image LABEL; pkg/autoupdate/autoupdate.go `LookupPolicy`).

use crate::cause::Meant;
use crate::podman::Label;
use crate::verdict::{Case, Reason, Style, Verdict, AUTHFILE, AUTOUPDATE, UNIT};
use crate::Cause;
use prodproof_syntax::finding::Severity;
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

pub fn judge(case: &Case, verdict: &mut Verdict) {
    match case.call.label(AUTOUPDATE) {
        Some(label) => explicit(case, &label, verdict),
        // No registry has what is built on the host; that it is, is said of the image.
        None if super::fix::is_local(case) => {}
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

fn explicit(case: &Case, label: &Label, verdict: &mut Verdict) {
    let value = label.value.as_ref().map_or("", |value| value.as_str());
    let span = label.value.as_ref().filter(|value| !value.is_empty()).map_or(label.flag, |value| value.span());
    if label.value.as_ref().is_some_and(|value| value.has_holes()) {
        let shown = label.value.as_ref().map(|value| value.shown()).unwrap_or_default();
        let message = format!("the policy is `{shown}`, which only the host knows");
        verdict.reasons.push(case.unknown(Cause::OpaqueFlags, span, message).help("write `registry`"));
        return;
    }
    let reason = match policy(value) {
        Policy::Registry => return,
        Policy::Image => case.remark(Cause::OldPolicy, span, "`image` is the old name of the policy `registry`"),
        Policy::Local => {
            case.no(Cause::Local, span, "the policy `local` never asks a registry: the host keeps its image")
        }
        Policy::Disabled => match earlier(case) {
            Some(earlier) => case
                .no(Cause::OverriddenLabel, span, "a later label switches auto-update off again")
                .related(case.service, earlier.flag, "switched on here"),
            None => case.no(Cause::Disabled, span, "the policy `disabled` switches auto-update off"),
        },
        Policy::Empty => case
            .no(Cause::Disabled, span, format!("`{AUTOUPDATE}` has no value, which switches auto-update off"))
            .severity(Severity::Error),
        Policy::Invalid => {
            let message = format!("`{value}` is no auto-update policy: podman skips the container with an error");
            case.no(Cause::InvalidPolicy, span, message)
        }
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

fn absent(case: &Case, verdict: &mut Verdict) {
    if let Some((path, labels)) = case.image_labels {
        match labels.get(AUTOUPDATE).map(|label| (label, label.value.as_deref())) {
            Some((label, Some("registry" | "image"))) => {
                let message = format!("only the image's own `LABEL {AUTOUPDATE}` makes podman update it");
                let mut reason = case.remark(Cause::ImplicitLabel, case.call.verb, message).help(asking(case));
                let place = prodproof_syntax::finding::Place::new(path, label.span);
                reason.related.push((place, "the image gets the label here".into()));
                verdict.reasons.push(reason);
                return;
            }
            Some((_, None)) => {
                let message = format!("the image's own `LABEL {AUTOUPDATE}` holds a variable");
                let help = asking(case);
                verdict.reasons.push(case.unknown(Cause::MissingLabel, case.call.verb, message).help(help));
                return;
            }
            _ => {}
        }
    }
    verdict.reasons.push(missing(case));
}

/// Why there is no label, in the words of the most likely cause.
fn missing(case: &Case) -> Reason {
    if let Some(word) = case.call.arguments.iter().find(|word| is_label_word(word.as_str(), AUTOUPDATE)) {
        let message = "the label stands behind the image: it is an argument of the program in the container";
        return case.no(Cause::LabelAfterImage, word.span, message);
    }
    if let Some(label) = lookalike(case, Meant::Policy) {
        return unknown_label(case, &label, true);
    }
    if let Some(span) = commented(case) {
        let message = "the label is commented out within the command";
        return case.no(Cause::CommentedOut, span, message);
    }
    if let Some(entry) = wrong_section(case) {
        let message = format!("`AutoUpdate=` means nothing in `[{}]`", entry.section.value);
        return case.no(Cause::WrongSection, entry.key.span, message);
    }
    let mentions = |span: &&Span| {
        let (path, span) = case.service.sources.place(**span);
        case.texts.get(path).is_some_and(|text| span.text(text).contains(AUTOUPDATE))
    };
    if let Some(&span) = case.dropped.iter().find(mentions) {
        let message = "Quadlet drops what stands behind an empty argument, here the label";
        return case.no(Cause::DroppedArguments, span, message);
    }
    if let Some(label) = on_pod(case) {
        let message = "the label is on the pod: its containers do not get it";
        return case.no(Cause::LabelOnPod, label, message);
    }
    if let Some(flag) = case.call.flag("label-file") {
        let message = format!("`{AUTOUPDATE}` may be in `{}`, which is not here", flag.value.shown());
        return case.unknown(Cause::OpaqueLabels, flag.span, message).help(asking(case));
    }
    if let Some(word) = case.call.opaque.first() {
        let message = format!("`{AUTOUPDATE}` may be in `{}`, which only the host knows", word.text.shown());
        return case.unknown(Cause::OpaqueFlags, word.span, message).help(asking(case));
    }
    let nameless = case.style != Style::Quadlet && !names_unit(case);
    let message = match nameless {
        true => format!("nothing asks podman to update this container: neither `{AUTOUPDATE}` nor `{UNIT}` is set"),
        false => format!("the container has no label `{AUTOUPDATE}`: podman does not update it"),
    };
    let help = match (case.style, nameless) {
        (Style::Quadlet | Style::Kube, _) => asking(case),
        (Style::Plain, true) => {
            format!("add `Environment={UNIT}=%n` to `[Service]` and `--label {AUTOUPDATE}=registry` before the image")
        }
        (Style::Plain, false) => format!("add `--label {AUTOUPDATE}=registry` before the image"),
    };
    case.no(Cause::MissingLabel, case.call.verb, message).help(help)
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

fn wrong_section<'a>(case: &'a Case) -> Option<&'a prodproof_syntax::systemd::Entry> {
    if case.style != Style::Quadlet {
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

/// A label that podman does not know but that looks like one it does.
fn lookalike(case: &Case, meant: Meant) -> Option<Label> {
    case.call.labels().into_iter().find(|label| looks_like(label.key.as_str()) == Some(meant))
}

fn looks_like(key: &str) -> Option<Meant> {
    if [AUTOUPDATE, AUTHFILE, UNIT].contains(&key) {
        return None;
    }
    let plain: String = key.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
    let unit = plain.starts_with("iocontainersauto") && plain.ends_with("unit") || plain == "podmansystemdunit";
    let policy = plain.starts_with("iocontainersauto")
        || plain == "iopodmanautoupdate"
        || within_two(&plain, "iocontainersautoupdate");
    match (unit, policy) {
        (true, _) => Some(Meant::Unit),
        (_, true) => Some(Meant::Policy),
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

/// What asks for auto-update, in the unit's own language.
fn asking(case: &Case) -> String {
    match case.style {
        Style::Plain => format!("add `--label {AUTOUPDATE}=registry`"),
        Style::Quadlet => "add `AutoUpdate=registry` to `[Container]`".to_string(),
        Style::Kube => {
            let object = case.object.map_or("Pod", |kind| kind.name());
            format!("add the annotation `{AUTOUPDATE}: registry` to the {object}'s own `metadata`")
        }
    }
}

/// Unknown labels that are not the reason for a missing one, and those meant for the unit.
fn unknown_labels(case: &Case, verdict: &mut Verdict) {
    let told = verdict.reasons.iter().any(|reason| matches!(reason.cause, Cause::UnknownLabel(_)));
    for label in case.call.labels() {
        match looks_like(label.key.as_str()) {
            Some(Meant::Unit) => {
                let needed = super::name::effective(case).is_none() && case.pod == super::Pod::None;
                verdict.reasons.push(unknown_label(case, &label, needed));
            }
            Some(Meant::Policy) if !told => verdict.reasons.push(unknown_label(case, &label, false)),
            _ => {}
        }
    }
}

/// `needed`: without it the container lacks what the label was meant to give.
fn unknown_label(case: &Case, label: &Label, needed: bool) -> Reason {
    let key = label.key.shown();
    let meant = looks_like(label.key.as_str()).unwrap_or(Meant::Policy);
    let unit = meant == Meant::Unit;
    let message = format!("podman has never known a label `{key}`: it has no effect");
    let help = match unit {
        true => format!("set `Environment={UNIT}=%n` in `[Service]` instead, which podman makes the label `{UNIT}` of"),
        false => format!("write `{AUTOUPDATE}=registry`"),
    };
    let span = label.key.span();
    let help = match case.style {
        Style::Kube if !unit => format!("write `{AUTOUPDATE}`"),
        Style::Quadlet if unit => format!("remove it: Quadlet tells podman the unit's name itself, as `{UNIT}`"),
        Style::Quadlet => "write `AutoUpdate=registry`".to_string(),
        _ => help,
    };
    match needed {
        true => case.no(Cause::UnknownLabel(meant), span, message).help(help),
        false => case.remark(Cause::UnknownLabel(meant), span, message).help(help).severity(Severity::Warning),
    }
}
