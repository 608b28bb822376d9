//! Quadlet's `.container`s: the service that it generates, and the files it refers to.
//! Must not know plain units.

use crate::answer::Answer;
use crate::span::{Span, Spanned};
use crate::syntax::expand::{self};
use crate::syntax::joined::Joined;
use crate::syntax::quadlet as quadlet_syntax;
use crate::syntax::systemd::{Entry, File};
use crate::syntax::words::Word;
use crate::unit::fleet::made::{deployment, refused_quadlet, refused_unit};
use crate::unit::fleet::{file_name, of_user, split_path, Fleet};
use crate::unit::podman::{self, Call};
use crate::unit::quadlet::{self, Refused as QuadletRefused};
use crate::unit::service::Service;
use crate::unit::verdict::{self, Case, Pod, Style, Verdict};
use crate::unit::wrap::Effects;
use crate::unit::Cause;
use crate::unit::{Deployment, Kind};

impl Fleet<'_> {
    pub(super) fn container(&self, path: &str) -> Vec<Deployment> {
        let name = file_name(path);
        let (mut file, sources, texts) = self.read(path, quadlet_syntax::read);
        let find = |name: &str| self.find_quadlet(path, name);
        let kind = quadlet::Kind::Container;
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
        generated(&mut file, made.oneshot);
        let service = Service::new(path, made.service.clone(), file, sources);
        let mut words = Vec::new();
        for word in &made.words {
            match expand::specifiers(&word.text, &service.name) {
                Ok(text) => words.push(Word { text, ..word.clone() }),
                Err(span) => {
                    return vec![refused_unit(
                        &service,
                        span,
                        "systemd does not know this specifier and refuses the unit",
                    )]
                }
            }
        }
        let call = podman::parse(&expand::variables(&words, &service.environment.variables));
        let effects = Effects::default();
        let pod = match &made.pod {
            Some(pod) if find(pod.as_str()).is_some() => {
                let pod_file = find(pod.as_str()).unwrap_or_default();
                let name = quadlet::service_name(&pod_file, pod.as_str(), quadlet::Kind::Pod);
                Pod::Other(name.full(Span::default()).shown())
            }
            Some(pod) => Pod::Other(pod.as_str().to_string()),
            None => Pod::None,
        };
        let case = Case {
            service: &service,
            style: Style::Quadlet,
            call: &call,
            effects: &effects,
            starter: None,
            before: &[],
            after: &[],
            image_labels: self.image_labels(),
            pod,
            services: &self.services,
            of_user: of_user(path),
            dropped: &made.dropped,
            texts: &texts,
        };
        let mut verdict = verdict::judge(&case);
        for missing in &made.missing {
            let QuadletRefused::Missing(other) = &missing.why else { continue };
            let bears = [".image", ".build", ".pod"].iter().any(|ending| other.ends_with(ending));
            if bears {
                verdict.reasons.retain(|reason| reason.cause != Cause::UnresolvedImage);
                let message = format!("`{other}` is not in the repository: without it on the host there is no service");
                verdict.reasons.push(verdict::reason(
                    &service,
                    Cause::MissingReference,
                    Answer::Unknown,
                    missing.span,
                    message,
                    format!("add `{other}`"),
                ));
            } else {
                verdict.condition(format!("`{other}` is installed beside the unit"));
            }
        }
        if path.contains("systemd/system/") || (path.contains("systemd/user/") && !path.contains("containers/systemd"))
        {
            let message = "Quadlet does not read this folder";
            let help = "ship it to `/etc/containers/systemd/`";
            verdict.reasons.push(verdict::reason(
                &service,
                Cause::MisplacedQuadlet,
                Answer::No,
                Span::at(0),
                message,
                help,
            ));
        }
        quadlet_conditions(&service, &call, &mut verdict);
        vec![deployment(&service, Kind::Container, &call, &effects, verdict)]
    }

    /// One file that cannot be read takes all others of its folder with it
    /// (`loadUnitsFromDir` in cmd/quadlet/main.go gives all or nothing).
    fn broken_neighbour(&self, path: &str) -> Option<quadlet::Refusal> {
        let (folder, _) = split_path(path);
        let beside = |other: &str| other != path && split_path(other).0 == folder && quadlet::is_source(other);
        let mut others = self.snapshot.texts(beside);
        let broken = others.find(|(_, text)| quadlet_syntax::read(text).refused.is_some());
        let why = QuadletRefused::Neighbour(file_name(broken?.0).to_string());
        Some(quadlet::Refusal { why, span: Span::at(0) })
    }

    /// Another Quadlet file: beside this one, or the only one of that name.
    pub(super) fn find_quadlet(&self, path: &str, name: &str) -> Option<File> {
        let (folder, _) = split_path(path);
        let beside = if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
        if self.snapshot.text(&beside).is_some() {
            return Some(self.read(&beside, quadlet_syntax::read).0);
        }
        let mut same = self.snapshot.texts(|path| file_name(path) == name);
        match (same.next(), same.next()) {
            (Some((path, _)), None) => Some(self.read(path, quadlet_syntax::read).0),
            _ => None,
        }
    }
}

/// What Quadlet adds to `[Service]`, behind everything the file says.
pub(super) fn generated(file: &mut File, oneshot: bool) {
    let at = file.headers.first().map_or(Span::default(), |header| Span::at(header.line.start));
    let mut add = |key: &str, value: &str| {
        file.entries.push(Entry {
            section: Spanned::new("Service".to_string(), at),
            key: Spanned::new(key.to_string(), at),
            value: Joined::made(value, at),
            span: at,
        });
    };
    add("Environment", "PODMAN_SYSTEMD_UNIT=%n");
    if !oneshot {
        add("Type", "notify");
    }
    add("KillMode", "mixed");
}

/// Which podman the Quadlet features need.
fn quadlet_conditions(service: &Service, call: &Call, verdict: &mut Verdict) {
    let mut needs = (4, 6, "`AutoUpdate=`".to_string());
    let mut need = |major, minor, what: &str| {
        if (major, minor) > (needs.0, needs.1) {
            needs = (major, minor, what.to_string());
        }
    };
    let image = service.file.last("Container", "Image").map_or("", |entry| entry.value.as_str());
    if image.ends_with(".image") {
        need(4, 8, "`Image=x.image`");
    }
    if image.ends_with(".build") {
        need(5, 2, "`Image=x.build`");
    }
    if call.flag("pod").is_some() {
        need(5, 0, "`Pod=`");
    }
    if service.name.instance.is_some() {
        need(5, 0, "templates");
    }
    if service.sources.paths().count() > 1 {
        need(5, 0, "drop-ins of Quadlet files");
    }
    if service.file.last("Container", "ServiceName").is_some() {
        need(5, 3, "`ServiceName=`");
    }
    let new = quadlet::keys::AFTER_5_4
        .iter()
        .find_map(|(section, keys)| keys.iter().find(|key| service.file.last(section, key).is_some()));
    if let Some(key) = new {
        need(5, 5, &format!("`{key}=`"));
    }
    verdict.condition(format!("podman is {}.{} or newer, for {}", needs.0, needs.1, needs.2));
    if !service.file.has_section("Install") {
        verdict.remarks.push("without `[Install]` the service is not started at boot".into());
    }
}
