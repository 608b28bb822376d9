//! Kubernetes manifests, played by a plain unit or by Quadlet's `.kube`.
//! Must not know how a container's labels come about.

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::syntax::quadlet as quadlet_syntax;
use crate::unit::fleet::generated::generated;
use crate::unit::fleet::made::{deployment, opaque, refused_quadlet, unreadable_call};
use crate::unit::fleet::{file_name, of_user, split_path, Fleet};
use crate::unit::kube;
use crate::unit::podman::{self, Call};
use crate::unit::quadlet::{self};
use crate::unit::service::Service;
use crate::unit::verdict::{self, Case, Pod, Style};
use crate::unit::wrap::Effects;
use crate::unit::Cause;
use crate::unit::{Deployment, Kind};

impl Fleet<'_> {
    pub(super) fn kube(&self, path: &str) -> Vec<Deployment> {
        let name = file_name(path);
        let (mut file, sources, texts) = self.read(path, quadlet_syntax::read);
        let find = |name: &str| self.find_quadlet(path, name);
        let kind = quadlet::Kind::Kube;
        let made = match quadlet::convert(&file, name, kind, &find) {
            Ok(made) => made,
            Err(refusal) => {
                let service = Service::new(path, quadlet::service_name(&file, name, kind), file, sources);
                return vec![refused_quadlet(&service, &refusal, name)];
            }
        };
        generated(&mut file, made.oneshot);
        let mut service = Service::new(path, made.service.clone(), file, sources);
        let call = podman::parse(&made.words);
        let mut all = self.played(&mut service, &call, &Effects::default(), texts);
        for deployment in &mut all {
            deployment.conditions.push("podman is 4.7 or newer, for `AutoUpdate=` of a `.kube`".into());
        }
        all
    }

    /// The containers of the manifest that `podman kube play` is given.
    pub(super) fn played(
        &self,
        service: &mut Service,
        play: &Call,
        effects: &Effects,
        mut texts: BTreeMap<String, String>,
    ) -> Vec<Deployment> {
        let Some(word) = &play.image else { return vec![unreadable_call(service, play)] };
        let Some((path, text)) = self.manifest(&service.path, word.as_str()) else {
            return vec![opaque(service, word.span, &format!("`{}` is not in the repository", word.text.shown()))];
        };
        let by = service.sources.add(&path, text.len());
        texts.insert(path, text.clone());
        let flags = kube::flags(play);
        let mut all = Vec::new();
        for pod in kube::read(&text) {
            for container in &pod.containers {
                let call = kube::as_call(&pod, container, &flags, by, play);
                let case = Case {
                    service,
                    style: Style::Kube,
                    call: &call,
                    effects,
                    starter: None,
                    before: &[],
                    after: &[],
                    image_labels: self.image_labels(),
                    pod: Pod::None,
                    services: &self.services,
                    of_user: of_user(&service.path),
                    dropped: &[],
                    texts: &texts,
                };
                let mut verdict = verdict::judge(&case);
                if let Some(pair) = kube::stray(&pod, &flags).first() {
                    let missing = verdict.reasons.iter_mut().find(|reason| reason.cause == Cause::MissingLabel);
                    if let Some(reason) = missing {
                        let name = pair.key.value.rsplit('/').next().unwrap_or_default();
                        let from_flag = flags.contains(pair);
                        let span = if from_flag { pair.key.span } else { pair.key.span.shift(by) };
                        *reason = verdict::reason(
                            service,
                            Cause::OtherContainer,
                            Answer::No,
                            span,
                            format!("the pod has no container `{name}`"),
                            format!("name the container `{}`", container.name.value),
                        );
                    }
                }
                all.push(deployment(service, Kind::Kube, &call, effects, verdict));
            }
        }
        if all.is_empty() {
            all.push(opaque(service, word.span, &format!("`{}` describes no pod", word.text.shown())));
        }
        all
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
