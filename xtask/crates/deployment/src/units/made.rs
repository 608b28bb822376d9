//! Deployments made from verdicts, and those of which only one thing can be said.

use std::collections::BTreeMap;

use crate::podman::Call;
use crate::quadlet::{self, Refused as QuadletRefused};
use crate::service::Service;
use crate::verdict::image::is_placeholder;
use crate::verdict::{self, Verdict, UNIT};
use crate::wrap::Effects;
use crate::Cause;
use crate::{Deployment, DeploymentKind};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{Edit, Fix};
use prodproof_syntax::quadlet as quadlet_syntax;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::{Span, Spanned};
use prodproof_syntax::systemd::ProblemKind as Fault;

/// The timer is the host's: no file of a service repository can start it.
const TIMER: &str = "`podman-auto-update.timer` runs on the host";

pub(super) fn deployment(
    service: &Service,
    kind: DeploymentKind,
    call: &Call,
    effects: &Effects,
    verdict: Verdict,
) -> Deployment {
    let verdict = verdict.sorted();
    let image = call.image.as_ref().filter(|_| call.error.is_none() && !call.is_set("rootfs"));
    let image = image.filter(|image| !image.text.is_empty());
    let place = image.map_or(call.verb, |image| image.text.span());
    let (image_path, image_span) = service.sources.place(place);
    // A placeholder is no image: which one runs is not known.
    let reference = image
        .filter(|image| !is_placeholder(&image.text.shown()))
        .map(|image| Spanned::new(Reference::parse(&image.text.with_holes()), image_span));
    let mut labels = BTreeMap::new();
    for label in call.labels() {
        labels.insert(label.key.with_holes(), label.value.map(|value| value.with_holes()).unwrap_or_default());
    }
    let inherited = service.environment.variables.get(UNIT).filter(|_| effects.lost.is_none());
    if let Some(name) = effects.set.as_ref().or(inherited) {
        labels.insert(UNIT.to_string(), name.with_holes());
    }
    let in_unit = image_path == service.path;
    let mut conditions = vec![verdict.timer.clone().unwrap_or_else(|| TIMER.to_string())];
    conditions.extend(verdict.conditions.iter().cloned());
    Deployment {
        path: service.path.clone(),
        span: if in_unit { image_span } else { Span::default() },
        kind,
        service: service.name.full(Span::default()).shown(),
        image: reference,
        image_path: image_path.to_string(),
        labels,
        verdict: verdict.answer(),
        delivered: None,
        is_job: verdict.unpulled || verdict.timer.is_some(),
        unpulled: verdict.unpulled,
        reasons: verdict.reasons,
        conditions,
        remarks: verdict.remarks,
    }
}

/// A deployment of which only one thing can be said.
fn only(service: &Service, kind: DeploymentKind, span: Span, reason: crate::Reason) -> Deployment {
    let (path, place) = service.sources.place(span);
    Deployment {
        path: service.path.clone(),
        span: if path == service.path { place } else { Span::default() },
        kind,
        service: service.name.full(Span::default()).shown(),
        image: None,
        image_path: service.path.clone(),
        labels: BTreeMap::new(),
        verdict: reason.answer,
        delivered: None,
        is_job: false,
        unpulled: false,
        reasons: vec![reason],
        conditions: vec![TIMER.to_string()],
        remarks: Vec::new(),
    }
}

/// A service of a compose file. `timer` starts the unit, and with it a pull.
pub(super) fn composed(
    service: &Service,
    command: Span,
    image: Spanned<Reference>,
    path: &str,
    labels: BTreeMap<String, String>,
    reasons: Vec<crate::Reason>,
    timer: Option<&str>,
) -> Deployment {
    let (own, span) = service.sources.place(command);
    let condition = timer.map_or_else(|| TIMER.to_string(), |timer| format!("`{timer}` runs on the host"));
    Deployment {
        path: service.path.clone(),
        span: if own == service.path { span } else { Span::default() },
        kind: DeploymentKind::Compose,
        service: service.name.full(Span::default()).shown(),
        image: Some(image),
        image_path: path.to_string(),
        labels,
        verdict: reasons.iter().fold(Answer::Yes, |answer, reason| answer.and(reason.answer)),
        delivered: None,
        is_job: timer.is_some(),
        unpulled: false,
        reasons,
        conditions: vec![condition],
        remarks: Vec::new(),
    }
}

pub(super) fn refused_unit(service: &Service, span: Span, message: &str) -> Deployment {
    // What cuts the command is the cause of what is wrong with the rest.
    if let Some(reason) = verdict::cut_off(service) {
        return only(service, DeploymentKind::Service, span, reason);
    }
    let reason = verdict::reason(service, Cause::RefusedUnit, Answer::No, span, message);
    only(service, DeploymentKind::Service, span, reason)
}

pub(super) fn opaque(service: &Service, span: Span, why: &str) -> Deployment {
    let message = format!("what this runs cannot be read: {why}");
    let reason = verdict::reason(service, Cause::OpaqueCommand, Answer::Unknown, span, message);
    only(service, DeploymentKind::Service, span, reason)
}

pub(super) fn started_only(service: &Service, call: &Call) -> Deployment {
    let message = "this starts the same old container again, whatever image was pulled";
    let reason = verdict::reason(service, Cause::OldContainer, Answer::No, call.verb, message);
    only(service, DeploymentKind::Service, call.verb, reason)
}

/// A manifest that podman refuses.
pub(super) fn refused_play(service: &Service, reason: crate::Reason) -> Deployment {
    let (path, span) = (reason.path.clone(), reason.span);
    let mut deployment = only(service, DeploymentKind::Kube, Span::default(), reason);
    if path == deployment.path {
        deployment.span = span;
    }
    deployment
}

pub(super) fn unreadable_call(service: &Service, call: &Call) -> Deployment {
    let span = call.error.map_or(call.verb, |error| error.span);
    let message = "podman does not know this flag";
    let reason = verdict::reason(service, Cause::RefusedCommand, Answer::No, span, message).help("see `podman --help`");
    only(service, DeploymentKind::Service, span, reason)
}

pub(super) fn refused_quadlet(service: &Service, refusal: &quadlet::Refusal, name: &str) -> Deployment {
    let (cause, message, help) = match &refusal.why {
        QuadletRefused::UnknownKey(section, key) => (
            Cause::UnknownKey,
            format!("Quadlet does not know `{key}=` in `[{section}]` and makes no service of the file"),
            match key.eq_ignore_ascii_case("autoupdate")
                || key.replace(['-', '_'], "").eq_ignore_ascii_case("autoupdate")
            {
                true => "write `AutoUpdate=registry`".to_string(),
                false => "correct or remove the key".to_string(),
            },
        ),
        why => {
            let (message, help) = refused_words(why, name);
            (Cause::RefusedQuadlet, message, help)
        }
    };
    let mut reason = verdict::reason(service, cause, Answer::No, refusal.span, message).help(help);
    reason.fix = quadlet_fix(&reason, refusal);
    let mut deployment = only(service, DeploymentKind::Container, refusal.span, reason);
    // The image is still worth knowing.
    if let Some(entry) = service.file.last("Container", "Image") {
        let value = quadlet_syntax::string(&entry.value);
        let (path, span) = service.sources.place(value.span());
        if !value.is_empty() && !value.as_str().ends_with(".image") && !value.as_str().ends_with(".build") {
            deployment.image = Some(Spanned::new(Reference::parse(&value.with_holes()), span));
            deployment.image_path = path.to_string();
            if path == deployment.path {
                deployment.span = span;
            }
        }
    }
    deployment
}

/// A key that is `AutoUpdate` but for its spelling, and a byte order mark.
fn quadlet_fix(reason: &crate::Reason, refusal: &quadlet::Refusal) -> Option<Fix> {
    let place = |span| Edit::new(reason.path.clone(), span, "");
    match &refusal.why {
        QuadletRefused::UnknownKey(_, key) if is_autoupdate(key) => {
            let edit = Edit { text: "AutoUpdate".into(), ..place(reason.span) };
            Some(Fix { title: "write `AutoUpdate`".into(), safe: true, edits: vec![edit] })
        }
        QuadletRefused::Syntax(Fault::ByteOrderMark) => {
            let edit = place(Span::new(0, '\u{feff}'.len_utf8()));
            Some(Fix { title: "remove the byte order mark".into(), safe: true, edits: vec![edit] })
        }
        _ => None,
    }
}

fn is_autoupdate(key: &str) -> bool {
    key.replace(['-', '_'], "").eq_ignore_ascii_case("autoupdate")
}

pub(super) fn refused_words(why: &QuadletRefused, name: &str) -> (String, String) {
    let none = "Quadlet makes no service of the file";
    match why {
        QuadletRefused::Syntax(Fault::ByteOrderMark) => {
            (format!("the file starts with a byte order mark: {none}"), "save it without".into())
        }
        QuadletRefused::Syntax(Fault::OutsideSection) => {
            (format!("this stands before any section: {none}"), "put `[Container]` in front".into())
        }
        QuadletRefused::Syntax(Fault::BadHeader) => (format!("this is no section's name: {none}"), "correct it".into()),
        QuadletRefused::Syntax(_) => {
            (format!("this line is no assignment, header or comment: {none}"), "correct or remove it".into())
        }
        QuadletRefused::NoImage => {
            let section = quadlet::QuadletKind::of(name).map_or("Container", quadlet::QuadletKind::section);
            (format!("`{name}` has no `Image=` in `[{section}]`: {none}"), "add `Image=`".into())
        }
        QuadletRefused::ImageAndRootfs => {
            (format!("`Image=` and `Rootfs=` exclude each other: {none}"), "remove one of them".into())
        }
        QuadletRefused::NoTag => {
            (format!("`{name}` has no `ImageTag=` in `[Build]`: {none}"), "add `ImageTag=`".into())
        }
        QuadletRefused::NoYaml => (format!("`{name}` has no `Yaml=` in `[Kube]`: {none}"), "add `Yaml=`".into()),
        QuadletRefused::NotAPod(pod) => {
            (format!("`{pod}` is no `.pod` file: {none}"), "name a `.pod` file of Quadlet's".into())
        }
        QuadletRefused::KillMode(mode) => {
            (format!("`KillMode={mode}` is not allowed here: {none}"), "remove it".into())
        }
        QuadletRefused::Type(kind) => (format!("`Type={kind}` is not allowed here: {none}"), "remove it".into()),
        QuadletRefused::Conflict(message) => (format!("{message}: {none}"), "remove one of them".into()),
        QuadletRefused::Before6(message) => {
            (format!("{message} before podman 6: there, {none}"), "add what it needs, or remove it".into())
        }
        QuadletRefused::Port(port) => (format!("`{port}` is no port: {none}"), "correct it".into()),
        QuadletRefused::Neighbour(other) => (
            format!("Quadlet can't read `{other}` and makes no service of any file beside it"),
            format!("correct `{other}`"),
        ),
        QuadletRefused::UnknownKey(_, key) => (format!("`{key}=` is not known: {none}"), "remove it".into()),
    }
}
