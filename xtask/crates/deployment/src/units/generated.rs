//! Quadlet's `.container`s: the service that it generates, and the files it refers to.
//! Must not know plain units.

use crate::cause::{CredentialSource, UnitFault, UnitStyle};
use crate::on_host::{OnHost, PodmanNeed};
use crate::podman::{self, PodmanCall};
use crate::quadlet::{self, QuadletFault};
use crate::service::Service;
use crate::units::made::{deployment, refused_quadlet, refused_unit};
use crate::units::{file_name, needs, of_user, split_path, Units};
use crate::verdict::{self, Case, Pod, UnitVerdict};
use crate::wrap::WrapEffects;
use crate::Cause;
use crate::{Deployment, DeploymentKind};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::exec::ExecFault;
use prodproof_syntax::expand::{self};
use prodproof_syntax::joined::Joined;
use prodproof_syntax::quadlet::{self as quadlet_syntax, args};
use prodproof_syntax::span::{Span, Spanned};
use prodproof_syntax::systemd::{Setting, UnitText};
use prodproof_syntax::words::Word;

impl Units<'_> {
    pub(super) fn container(&self, path: &str) -> Vec<Deployment> {
        let name = file_name(path);
        let (mut file, sources, texts) = self.read(path, quadlet_syntax::read);
        let find = |name: &str| self.find_quadlet(path, name);
        let kind = quadlet::QuadletKind::Container;
        let service_name = quadlet::service_name(&file, name, kind);
        if let Some(refusal) = file.refused.is_none().then(|| self.broken_neighbour(path)).flatten() {
            let service = Service::new(path, service_name, file, sources);
            return vec![refused_quadlet(&service, &refusal, name)];
        }
        let made = match quadlet::convert(&file, name, kind, &find) {
            Ok(made) => made,
            Err(refusal) => {
                let service = Service::new(path, service_name, file, sources);
                return vec![refused_quadlet(&service, &refusal, name)];
            }
        };
        generated(&mut file, &made);
        let mut service = Service::new(path, made.service.clone(), file, sources);
        let mut words = Vec::new();
        for word in &made.words {
            match expand::specifiers(&word.text, &service.name) {
                Ok(text) => words.push(Word { text, ..word.clone() }),
                Err(span) => {
                    let fault = UnitFault::Command(ExecFault::UnknownSpecifier);
                    return vec![refused_unit(&service, span, fault)];
                }
            }
        }
        let call = podman::parse(&expand::variables(&words, &service.environment.variables));
        let effects = WrapEffects::default();
        let mut texts = texts;
        let around = self.around(&mut service, &mut texts);
        let pod = match &made.pod {
            Some(pod) => match find(pod.as_str()) {
                Some(file) => self.quadlet_pod(&file, pod.as_str()),
                None => Pod::Other(pod.as_str().to_string()),
            },
            None => self.pod(&service, &call, &around),
        };
        let labels = self.images.labels(&call);
        let case = Case {
            service: &service,
            style: UnitStyle::Quadlet,
            call: &call,
            effects: &effects,
            starter: None,
            before: &around.before,
            after: &around.after,
            image_labels: labels.as_ref().map(|(path, labels)| (path.as_str(), labels)),
            pod,
            services: &self.services,
            of_user: of_user(path),
            dropped: &made.dropped,
            texts: &texts,
        };
        let mut verdict = if self.is_job(&service, &call) { self.job(&case) } else { verdict::judge(&case) };
        verdict.reasons.extend(self.unstarted(&service).filter(|_| !made.oneshot));
        self.image_file(&case, &mut verdict);
        for trouble in self.troubles(path, &service.file, &service.sources) {
            // Where the image's own file is at fault, its name is not another riddle.
            verdict.reasons.retain(|reason| !matches!(reason.cause, Cause::UnresolvedImage(_)));
            verdict.reasons.push(trouble);
        }
        if path.contains("systemd/system/") || (path.contains("systemd/user/") && !path.contains("containers/systemd"))
        {
            verdict.reasons.push(verdict::reason(&service, Cause::MisplacedQuadlet, Answer::No, Span::at(0)));
        }
        quadlet_conditions(&service, &call, &mut verdict);
        vec![deployment(&service, DeploymentKind::Container, &call, &effects, verdict)]
    }

    /// One file that cannot be read takes all others of its folder with it
    /// (`loadUnitsFromDir` in cmd/quadlet/main.go gives all or nothing).
    fn broken_neighbour(&self, path: &str) -> Option<quadlet::Refusal> {
        let (folder, _) = split_path(path);
        let broken = self.index.broken(folder).iter().find(|other| *other != path);
        let why = QuadletFault::Neighbour(file_name(broken?).to_string());
        Some(quadlet::Refusal { why, span: Span::at(0) })
    }

    /// What the `.image` or `.build` behind `Image=` adds to the verdict.
    fn image_file(&self, case: &Case, verdict: &mut UnitVerdict) {
        let Some(entry) = case.service.file.last("Container", "Image") else { return };
        let named = quadlet_syntax::string(&entry.value);
        let Some(path) = self.locate_quadlet(&case.service.path, named.as_str()) else { return };
        let (file, sources, _) = self.read(&path, quadlet_syntax::read);
        match quadlet::QuadletKind::of(&path) {
            Some(quadlet::QuadletKind::Image) => {
                let keys = ["AuthFile", "Creds"].iter().find_map(|key| file.last("Image", key));
                let flags = file.list("Image", "PodmanArgs");
                let by_flag = || {
                    let mut words = args(&flags).into_iter();
                    words.find(|word| matches!(word.as_str().split('=').next(), Some("--authfile" | "--creds")))
                };
                let found = keys.filter(|entry| !entry.value.is_empty()).map(|entry| entry.span);
                let Some(span) = found.or_else(|| by_flag().map(|word| word.span)) else { return };
                if case.call.label(verdict::AUTHFILE).is_none() {
                    let (place, span) = sources.place(span);
                    let cause = Cause::Credentials(CredentialSource::ImageFile, case.style);
                    verdict.reasons.push(needs::reason(cause, Answer::Unknown, place, span));
                }
            }
            Some(quadlet::QuadletKind::Build) => {
                let image = case.call.image.as_ref().map_or("", |image| image.as_str());
                if verdict::image::names_registry(image) && !image.starts_with("localhost/") {
                    verdict.reasons.push(case.no(Cause::HostBuild(image.to_string()), named.span()));
                }
            }
            _ => {}
        }
    }

    /// The pod that a `.pod` makes, which names its service to podman.
    pub(super) fn quadlet_pod(&self, file: &UnitText, name: &str) -> Pod<'static> {
        let service = quadlet::service_name(file, name, quadlet::QuadletKind::Pod).full(Span::default()).shown();
        let mut words = vec![Word::plain("pod"), Word::plain("create")];
        words.extend(args(&file.list("Pod", "PodmanArgs")));
        let call = podman::parse(&words);
        if call.flag("infra").is_some() && !call.is_set("infra") {
            Pod::Infraless(service)
        } else {
            Pod::Other(service)
        }
    }
}

/// What Quadlet adds to `[Service]`, behind everything the file says.
pub(super) fn generated(file: &mut UnitText, made: &quadlet::Generated) {
    let at = file.headers.first().map_or(Span::default(), |header| Span::at(header.line.start));
    let mut add = |key: &str, value: &str| {
        file.entries.push(Setting {
            section: Spanned::new("Service".to_string(), at),
            key: Spanned::new(key.to_string(), at),
            value: Joined::made(value, at),
            span: at,
        });
    };
    add("Environment", "PODMAN_SYSTEMD_UNIT=%n");
    if !made.oneshot {
        add("Type", "notify");
    }
    add("KillMode", "mixed");
}

/// Which podman the Quadlet features need.
fn quadlet_conditions(service: &Service, call: &PodmanCall, verdict: &mut UnitVerdict) {
    let mut needs = ((4, 6), PodmanNeed::Key("AutoUpdate"));
    let mut need = |version: (u32, u32), what: PodmanNeed| {
        if version > needs.0 {
            needs = (version, what);
        }
    };
    let image = service.file.last("Container", "Image").map_or("", |entry| entry.value.as_str());
    if image.ends_with(".image") {
        need((4, 8), PodmanNeed::ImageFile(".image"));
    }
    if image.ends_with(".build") {
        need((5, 2), PodmanNeed::ImageFile(".build"));
    }
    if call.flag("pod").is_some() {
        need((5, 0), PodmanNeed::Key("Pod"));
    }
    if service.name.instance.is_some() {
        need((5, 0), PodmanNeed::Templates);
    }
    if service.sources.paths().count() > 1 {
        need((5, 0), PodmanNeed::DropIns);
    }
    if service.file.last("Container", "ServiceName").is_some() {
        need((5, 3), PodmanNeed::Key("ServiceName"));
    }
    let new = quadlet::keys::AFTER_5_4
        .iter()
        .find_map(|(section, keys)| keys.iter().find(|key| service.file.last(section, key).is_some()));
    if let Some(key) = new {
        need((5, 5), PodmanNeed::Key(key));
    }
    verdict.condition(OnHost::Podman(needs.0, needs.1));
}
