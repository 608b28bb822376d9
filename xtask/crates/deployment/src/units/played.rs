//! Kubernetes manifests, played by a plain unit or by Quadlet's `.kube`.
//! Must not know how a container's labels come about.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::cause::{AnnotationPlace, CallRefusal, UnclearCause, UnitStyle, UnreadCommand};
use crate::kube::{self, Manifest, ManifestFault, Pair, Unheard};
use crate::on_host::{OnHost, PodmanNeed};
use crate::podman::{self, PodmanCall};
use crate::quadlet::{self};
use crate::service::Service;
use crate::units::generated::generated;
use crate::units::made::{deployment, opaque, refused_play, refused_quadlet, unreadable_call};
use crate::units::{file_name, of_user, split_path, Units};
use crate::verdict::{self, Case, Pod, UnitVerdict};
use crate::wrap::{Found, WrapEffects};
use crate::Cause;
use crate::{Deployment, DeploymentKind, Reason};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::quadlet as quadlet_syntax;
use prodproof_syntax::span::Spanned;
use prodproof_syntax::words::Word;

impl Units<'_> {
    pub(super) fn kube(&self, path: &str) -> Vec<Deployment> {
        let name = file_name(path);
        let (mut file, sources, texts) = self.read(path, quadlet_syntax::read);
        let find = |name: &str| self.find_quadlet(path, name);
        let kind = quadlet::QuadletKind::Kube;
        let made = match quadlet::convert(&file, name, kind, &find) {
            Ok(made) => made,
            Err(refusal) => {
                let service = Service::new(path, quadlet::service_name(&file, name, kind), file, sources);
                return vec![refused_quadlet(&service, &refusal, name)];
            }
        };
        let troubles = self.troubles(path, &file, &sources);
        generated(&mut file, &made);
        let mut service = Service::new(path, made.service.clone(), file, sources);
        let call = podman::parse(&made.words);
        let mut all = self.played(&mut service, &call, &WrapEffects::default(), &[], texts);
        for deployment in &mut all {
            deployment.reasons.extend(troubles.iter().cloned());
            verdict::sort(&mut deployment.reasons);
            deployment.verdict = troubles.iter().fold(deployment.verdict, |answer, trouble| answer.and(trouble.answer));
            deployment.conditions.push(OnHost::Podman((4, 7), PodmanNeed::KubeKey));
        }
        all
    }

    /// The containers of the manifest that `podman kube play` is given.
    pub(super) fn played(
        &self,
        service: &mut Service,
        play: &PodmanCall,
        effects: &WrapEffects,
        before: &[Found],
        mut texts: BTreeMap<String, String>,
    ) -> Vec<Deployment> {
        let Some(word) = &play.image else { return vec![unreadable_call(service, play)] };
        let Some((path, text)) = self.manifest(&service.path, word.as_str()) else {
            return vec![opaque(service, word.span, UnreadCommand::NotHere(Some(word.text.shown())))];
        };
        let by = service.sources.add(&path, text.len());
        texts.insert(path, text.clone());
        let flags = kube::flags(play);
        let manifest = self.read_manifest(&text);
        if let Some(fault) = &manifest.fault {
            // A template of another tool is no manifest yet.
            if fault.value == ManifestFault::Syntax && text.contains("{{") {
                return vec![opaque(service, word.span, UnreadCommand::Template(word.text.shown()))];
            }
            return vec![refused_manifest(service, fault, by, word)];
        }
        let mut all = Vec::new();
        for pod in &manifest.pods {
            for container in &pod.containers {
                let call = kube::as_call(pod, container, &flags, by, play);
                let labels = self.images.labels(&call);
                let case = Case {
                    service,
                    style: UnitStyle::Kube(pod.kind),
                    call: &call,
                    effects,
                    starter: None,
                    before,
                    after: &[],
                    image_labels: labels.as_ref().map(|(path, labels)| (path.as_str(), labels)),
                    pod: Pod::None,
                    services: &self.services,
                    of_user: of_user(&service.path),
                    dropped: &[],
                    texts: &texts,
                };
                let mut verdict = verdict::judge(&case);
                if all.is_empty() {
                    verdict.reasons.extend(self.unstarted(service));
                }
                explain(&case, &mut verdict, pod, container, &flags, by);
                if let Some(since) = pod.kind.since() {
                    verdict.condition(OnHost::Podman(since, PodmanNeed::Object(pod.kind)));
                }
                let watched =
                    |pod: &kube::PlayedPod| matches!(pod.kind, kube::ObjectKind::Pod | kube::ObjectKind::Deployment);
                if play.is_set("service-container") && !manifest.pods.iter().any(watched) {
                    let cause = Cause::UnclearRestart(UnclearCause::Played(pod.kind));
                    verdict.reasons.push(case.unknown(cause, container.name.span.shift(by)));
                }
                all.push(deployment(service, DeploymentKind::Kube, &call, effects, verdict));
            }
        }
        if all.is_empty() {
            all.push(opaque(service, word.span, UnreadCommand::NoPod(word.text.shown())));
        }
        all
    }

    fn read_manifest(&self, text: &str) -> Rc<Manifest> {
        let mut last = self.played.borrow_mut();
        match last.as_ref() {
            Some((known, manifest)) if known == text => Rc::clone(manifest),
            _ => {
                let manifest = Rc::new(kube::read(text));
                *last = Some((text.to_string(), Rc::clone(&manifest)));
                manifest
            }
        }
    }

    /// A manifest of the repository: beside the unit, or the only one of that name.
    fn manifest(&self, unit: &str, word: &str) -> Option<(String, String)> {
        let (folder, _) = split_path(unit);
        let beside = if folder.is_empty() { word.to_string() } else { format!("{folder}/{word}") };
        if let Some(text) = self.snapshot.text(&beside) {
            return Some((beside, text.to_string()));
        }
        self.script(word)
    }
}

/// Says of a missing label why what was written for it has no effect.
fn explain(
    case: &Case,
    verdict: &mut UnitVerdict,
    pod: &kube::PlayedPod,
    container: &kube::Container,
    flags: &[Pair],
    by: usize,
) {
    let is_missing = |reason: &&mut Reason| matches!(reason.cause, Cause::MissingLabel(..));
    let Some(reason) = verdict.reasons.iter_mut().find(is_missing) else { return };
    let no = |cause, span| verdict::reason(case.service, cause, Answer::No, span);
    let object = pod.kind;
    *reason = match kube::unheard(pod, container, flags) {
        Some(Unheard::OnTemplate(pair)) => {
            no(Cause::UnheardAnnotation { place: AnnotationPlace::Template, object }, pair.key.span.shift(by))
        }
        Some(Unheard::ByFlag(pair)) => {
            no(Cause::UnheardAnnotation { place: AnnotationPlace::Flag, object }, pair.key.span)
        }
        None => {
            let all = kube::stray(pod, flags);
            let Some(pair) = all.first() else { return };
            let name = pair.key.value.rsplit('/').next().unwrap_or_default();
            let span = if flags.contains(pair) { pair.key.span } else { pair.key.span.shift(by) };
            no(Cause::OtherContainer { named: name.to_string(), own: container.name.value.clone() }, span)
        }
    };
}

/// podman refuses the manifest, and with it the service.
fn refused_manifest(service: &Service, fault: &Spanned<ManifestFault>, by: usize, word: &Word) -> Deployment {
    let span = match fault.value {
        ManifestFault::NoKind(_) => word.span,
        _ => fault.span.shift(by),
    };
    let cause = Cause::RefusedCommand(CallRefusal::Manifest(fault.value.clone()));
    refused_play(service, verdict::reason(service, cause, Answer::No, span))
}
