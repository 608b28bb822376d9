//! Deployments made from verdicts, and those of which only one thing can be said.

use std::collections::BTreeMap;

use crate::cause::{CallRefusal, UnitFault, UnreadCommand};
use crate::on_host::OnHost;
use crate::podman::PodmanCall;
use crate::quadlet::{self, QuadletFault};
use crate::service::Service;
use crate::verdict::image::{is_filled_in, is_placeholder};
use crate::verdict::{self, UnitVerdict, UNIT};
use crate::wrap::WrapEffects;
use crate::Cause;
use crate::{Deployment, DeploymentKind};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::quadlet as quadlet_syntax;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::{Span, Spanned};

pub(super) fn deployment(
    service: &Service,
    kind: DeploymentKind,
    call: &PodmanCall,
    effects: &WrapEffects,
    verdict: UnitVerdict,
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
    // podman's timer is the host's: no file of a service repository can start it.
    let mut conditions = vec![verdict.timer.clone().unwrap_or(OnHost::AutoUpdateTimer)];
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
        filled_in: image.is_some_and(is_filled_in),
        reasons: verdict.reasons,
        conditions,
        written: verdict.written,
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
        filled_in: false,
        reasons: vec![reason],
        conditions: vec![OnHost::AutoUpdateTimer],
        written: None,
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
    let condition = timer.map_or(OnHost::AutoUpdateTimer, |timer| OnHost::Timer(timer.to_string()));
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
        filled_in: false,
        reasons,
        conditions: vec![condition],
        written: None,
    }
}

pub(super) fn refused_unit(service: &Service, span: Span, fault: UnitFault) -> Deployment {
    // What cuts the command is the cause of what is wrong with the rest.
    if let Some(reason) = verdict::cut_off(service) {
        return only(service, DeploymentKind::Service, span, reason);
    }
    let reason = verdict::reason(service, Cause::RefusedUnit(fault), Answer::No, span);
    only(service, DeploymentKind::Service, span, reason)
}

pub(super) fn opaque(service: &Service, span: Span, why: UnreadCommand) -> Deployment {
    let reason = verdict::reason(service, Cause::OpaqueCommand(why), Answer::Unknown, span);
    only(service, DeploymentKind::Service, span, reason)
}

/// A unit that is not looked at, as too much was read for others.
pub(super) fn beyond(service: &Service, kind: DeploymentKind) -> Deployment {
    let reason =
        verdict::reason(service, Cause::OpaqueCommand(UnreadCommand::Beyond), Answer::Unknown, Span::default());
    only(service, kind, Span::default(), reason)
}

pub(super) fn started_only(service: &Service, call: &PodmanCall) -> Deployment {
    let reason = verdict::reason(service, Cause::OldContainer, Answer::No, call.verb);
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

pub(super) fn unreadable_call(service: &Service, call: &PodmanCall) -> Deployment {
    let span = call.error.map_or(call.verb, |error| error.span);
    let reason = verdict::reason(service, Cause::RefusedCommand(CallRefusal::Unreadable), Answer::No, span);
    only(service, DeploymentKind::Service, span, reason)
}

pub(super) fn refused_quadlet(service: &Service, refusal: &quadlet::Refusal, name: &str) -> Deployment {
    let cause = match &refusal.why {
        QuadletFault::UnknownKey(section, key) => Cause::UnknownKey { section: section.clone(), key: key.clone() },
        why => Cause::RefusedQuadlet(why.clone(), name.to_string()),
    };
    let reason = verdict::reason(service, cause, Answer::No, refusal.span);
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
