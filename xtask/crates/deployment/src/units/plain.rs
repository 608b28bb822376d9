//! Plain systemd units: which of their commands make a container, and what stands around.
//! Must not know Quadlet.

use std::collections::BTreeMap;

use crate::cause::{UnitFault, UnitStyle, UnreadCommand};
use crate::podman::{PodmanCall, Subcommand};
use crate::quadlet;
use crate::service::Service;
use crate::units::made::{deployment, opaque, refused_unit, started_only, unreadable_call};
use crate::units::{file_name, of_user, Units};
use crate::verdict::{self, Case, Pod, UNIT};
use crate::wrap::{Finder, Found, Invocation};
use crate::Cause;
use crate::{Deployment, DeploymentKind};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::exec::ExecCommand;
use prodproof_syntax::expand::UnitName;
use prodproof_syntax::quadlet as quadlet_syntax;
use prodproof_syntax::span::Span;
use prodproof_syntax::systemd;
use prodproof_syntax::systemd::{ProblemKind, Setting};

/// All settings that hold commands, but for `ExecStart=`.
const COMMANDS: &[&str] = &["ExecCondition", "ExecStartPre", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost"];

/// Commands around the one that makes the container.
pub(super) struct UnitContext {
    pub before: Vec<Found>,
    pub after: Vec<Found>,
}

impl Units<'_> {
    pub(super) fn service(&self, path: &str) -> Vec<Deployment> {
        let (file, sources, mut texts) = self.read(path, systemd::read);
        let mut service = Service::new(path, UnitName::parse(file_name(path)), file, sources);
        let mentions = self.mentions_container(path, &service, &texts);
        if let Some(problem) = service.file.refused {
            let fault = match problem.kind {
                ProblemKind::TooLong => UnitFault::LongLine,
                _ => UnitFault::OpenHeader,
            };
            return mentions.then(|| refused_unit(&service, problem.span, fault)).into_iter().collect();
        }
        // One bad command of any kind, and the whole unit is refused.
        let others = COMMANDS.iter().find_map(|key| service.commands(key).err());
        let commands = match (service.commands("ExecStart"), others) {
            (Ok(commands), None) => commands,
            (Err(refusal), _) | (_, Some(refusal)) => {
                let fault = UnitFault::Command(refusal.why);
                return mentions.then(|| refused_unit(&service, refusal.span, fault)).into_iter().collect();
            }
        };
        if commands.is_empty() {
            // A unit without any command is a target or a drop-in's rest, unless it says podman.
            let lost = service.reset("ExecStart").map(|(entry, _)| entry.span);
            let span = lost.or(service.file.headers.first().map(|header| header.line)).unwrap_or_default();
            return mentions.then(|| refused_unit(&service, span, UnitFault::NoCommand)).into_iter().collect();
        }
        let found = self.found(&mut service, &commands, &mut texts);
        // Its drop-ins were looked at before, its scripts were not.
        let is_script = |path: &str| !path.ends_with(".service") && !path.ends_with(".conf");
        let mentions = mentions || texts.iter().any(|(path, text)| is_script(path) && says_container(text));
        let around = self.around(&mut service, &mut texts);
        let makes = |found: &&Found| matches!(&found.what, Invocation::Podman(call) | Invocation::Docker(call) if makes_container(call));
        if commands.len() > 1 && !service.is_oneshot() && found.iter().any(|found| makes(&found)) {
            let second = commands.get(1).map_or(Span::default(), |command| command.span);
            return vec![refused_unit(&service, second, UnitFault::ManyCommands)];
        }
        let mut all: Vec<Deployment> = Vec::new();
        for (at, maker) in found.iter().enumerate().filter(|(_, found)| makes(found)) {
            // Those in front of it in `ExecStart=` have run by then.
            let around = UnitContext { before: [&around.before, &found[..at]].concat(), after: around.after.clone() };
            all.push(self.judged(&service, maker, None, &around, &texts));
        }
        for found in &found {
            if let Invocation::Podman(call) = &found.what {
                if call.action == Subcommand::KubePlay {
                    all.extend(self.played(&mut service, call, &found.effects, &around.before, texts.clone()));
                }
            }
        }
        let composes = |found: &Found, verb: fn(&str) -> bool| matches!(&found.what, Invocation::Compose(call) if verb(call.verb.as_str()));
        let pull = found.iter().chain(&around.before).find(|found| composes(found, |verb| verb == "pull"));
        for found in
            found.iter().filter(|found| composes(found, |verb| matches!(verb, "up" | "start" | "run" | "restart")))
        {
            if let Invocation::Compose(call) = &found.what {
                all.extend(self.composed(&service, call, pull));
            }
        }
        if !all.is_empty() {
            return all;
        }
        for found in &found {
            match &found.what {
                Invocation::Podman(call) if call.action == Subcommand::Start || starts_what_was_made(call) => {
                    let maker = around.before.iter().find(|before| makes(before));
                    if let Some(maker) = maker {
                        return vec![self.judged(&service, maker, Some(found), &around, &texts)];
                    }
                    if call.action == Subcommand::Start {
                        return vec![started_only(&service, call)];
                    }
                }
                Invocation::Podman(call) if call.action == Subcommand::Other(String::new()) && call.error.is_some() => {
                    return vec![unreadable_call(&service, call)];
                }
                Invocation::Opaque(why) if mentions => return vec![opaque(&service, found.span, why.clone())],
                _ => {}
            }
        }
        let program = commands.first().map(|command| command.program.clone());
        match program {
            // Copies images, and runs none.
            Some(program) if program.as_str().rsplit('/').next() == Some("skopeo") => Vec::new(),
            Some(program) if mentions && found.iter().all(|found| found.what == Invocation::Other) => {
                let why = UnreadCommand::NotHere(Some(program.as_str().to_string()));
                vec![opaque(&service, program.span, why)]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn found(
        &self,
        service: &mut Service,
        commands: &[ExecCommand],
        texts: &mut BTreeMap<String, String>,
    ) -> Vec<Found> {
        let scripts = |program: &str| self.script(program);
        let variables = service.environment.variables.clone();
        let mut finder = Finder { scripts: &scripts, variables: &variables, sources: &mut service.sources };
        let found = commands.iter().flat_map(|command| finder.find(&command.words(&variables))).collect();
        for path in service.sources.paths() {
            texts.entry(path.to_string()).or_insert_with(|| self.text(path).to_string());
        }
        found
    }

    pub(super) fn around(&self, service: &mut Service, texts: &mut BTreeMap<String, String>) -> UnitContext {
        let mut find = |keys: &[&str]| {
            let mut found = Vec::new();
            for key in keys {
                let commands = service.commands(key).unwrap_or_default();
                found.extend(self.found(service, &commands, texts));
            }
            found
        };
        UnitContext { before: find(&["ExecStartPre"]), after: find(&["ExecStop", "ExecStopPost"]) }
    }

    /// Whether a unit whose commands cannot be read looks like one that runs a container:
    /// it says podman or docker, or has the repository's own name.
    fn mentions_container(&self, path: &str, service: &Service, texts: &BTreeMap<String, String>) -> bool {
        let value = |entry: &Setting| {
            let value = entry.value.as_str();
            let setting = !matches!(entry.key.value.as_str(), "Description" | "Documentation");
            setting && names_container(value) && !manages(value)
        };
        // What stands behind the line that systemd stumbles over was not read.
        let unread = service.file.refused.is_some() && texts.values().any(|text| says_container(text));
        let stem = &service.name.prefix;
        let repository = self.snapshot.facts.repository.as_deref().map_or("", file_name);
        let own = repository.eq_ignore_ascii_case(stem) && texts.contains_key(path) && self.runs_script(service);
        service.file.entries.iter().any(value) || unread || own
    }

    /// The unit's program is a script or plain file, as opposed to a well-known daemon.
    fn runs_script(&self, service: &Service) -> bool {
        service.commands("ExecStart").is_ok_and(|commands| {
            commands.iter().any(|command| {
                let program = command.program.as_str();
                program.ends_with(".sh") || program.contains("start") || program.contains("run")
            })
        })
    }

    fn judged(
        &self,
        service: &Service,
        maker: &Found,
        starter: Option<&Found>,
        around: &UnitContext,
        texts: &BTreeMap<String, String>,
    ) -> Deployment {
        let (Invocation::Podman(call) | Invocation::Docker(call)) = &maker.what else {
            return opaque(service, maker.span, UnreadCommand::Script);
        };
        let labels = self.images.labels(call);
        let case = Case {
            service,
            style: UnitStyle::Plain,
            call,
            effects: &maker.effects,
            starter: starter.and_then(|found| match &found.what {
                Invocation::Podman(call) => Some(call),
                _ => None,
            }),
            before: &around.before,
            after: &around.after,
            image_labels: labels.as_ref().map(|(path, labels)| (path.as_str(), labels)),
            pod: self.pod(service, call, around),
            services: &self.services,
            of_user: of_user(&service.path),
            dropped: &[],
            texts,
        };
        let mut verdict =
            if starter.is_none() && self.is_job(service, call) { self.job(&case) } else { verdict::judge(&case) };
        verdict.reasons.extend(self.unstarted(service));
        if matches!(maker.what, Invocation::Docker(_)) {
            verdict.reasons = vec![verdict::reason(service, Cause::Docker, Answer::Unknown, maker.span)];
        }
        deployment(service, DeploymentKind::Service, call, &maker.effects, verdict)
    }

    pub(super) fn pod<'b>(&self, service: &Service, call: &PodmanCall, around: &'b UnitContext) -> Pod<'b> {
        let Some(flag) = call.flag("pod").or_else(|| call.flag("pod-id-file")) else { return Pod::None };
        let name = flag.value.as_str();
        let by_run = |found: &Found| {
            let Invocation::Podman(call) = &found.what else { return false };
            call.flag("pod").is_some_and(|flag| flag.value.as_str().strip_prefix("new:") == Some(name))
        };
        if name.starts_with("new:") || around.before.iter().any(by_run) {
            return Pod::ByRun;
        }
        let own = around.before.iter().find_map(|found| match &found.what {
            Invocation::Podman(pod) if pod.action == Subcommand::PodCreate && makes_pod(pod, name) => Some(pod),
            _ => None,
        });
        if let Some(pod) = own {
            return Pod::Own(pod);
        }
        for path in &self.index.pods {
            let file = self.read(path, quadlet_syntax::read).0;
            if quadlet::pod_name(&file, file_name(path)) == name {
                return self.quadlet_pod(&file, file_name(path));
            }
        }
        let mut makers = self.pods_made().get(name).into_iter().flatten();
        if let Some(maker) = makers.find(|maker| maker.path != service.path) {
            return maker.pod.clone();
        }
        Pod::Unknown
    }

    /// The pods that services make, by their names and ID files: read once for all units.
    fn pods_made(&self) -> &BTreeMap<String, Vec<MadePod>> {
        self.pods.get_or_init(|| {
            let mut made: BTreeMap<String, Vec<MadePod>> = BTreeMap::new();
            for path in self.paths.iter().filter(|path| path.ends_with(".service")) {
                let (file, sources, mut texts) = self.read(path, systemd::read);
                let mut other = Service::new(path, UnitName::parse(file_name(path)), file, sources);
                let around = self.around(&mut other, &mut texts);
                let mut starts = other.commands("ExecStart").unwrap_or_default();
                starts.extend(other.commands("ExecStartPre").unwrap_or_default());
                let mut found = self.found(&mut other, &starts, &mut texts);
                found.extend(around.before);
                let full = other.name.full(Span::default());
                let named = other.environment.variables.get(UNIT).is_some_and(|name| name.as_str() == full.as_str());
                let pod = if named { Pod::Other(full.shown()) } else { Pod::Nameless(full.shown()) };
                for name in found.iter().flat_map(|one| pod_names(&one.what)) {
                    made.entry(name).or_default().push(MadePod { path: path.clone(), pod: pod.clone() });
                }
            }
            made
        })
    }
}

/// A service that makes a pod.
pub(super) struct MadePod {
    path: String,
    pod: Pod<'static>,
}

/// All that the pod is called which the command creates.
fn pod_names(what: &Invocation) -> Vec<String> {
    let Invocation::Podman(pod) = what else { return Vec::new() };
    if pod.action != Subcommand::PodCreate {
        return Vec::new();
    }
    let flags = ["name", "pod-id-file"].into_iter().filter_map(|flag| pod.flag(flag));
    let words = pod.image.iter().map(|word| word.as_str().to_string());
    flags.map(|flag| flag.value.as_str().to_string()).chain(words).collect()
}

fn makes_container(call: &PodmanCall) -> bool {
    matches!(call.action, Subcommand::Run | Subcommand::Create)
}

/// `podman wait`, `logs -f`, `attach`: the container was made in `ExecStartPre=`.
fn starts_what_was_made(call: &PodmanCall) -> bool {
    matches!(&call.action, Subcommand::Other(verb) if matches!(verb.as_str(), "wait" | "logs" | "attach" | "pod start"))
}

/// Whether a line that is no comment speaks of running containers.
pub(super) fn says_container(text: &str) -> bool {
    text.lines()
        .map(str::trim_start)
        .any(|line| !line.starts_with(['#', ';']) && names_container(line) && !manages(line))
}

/// Whether a word speaks of podman or docker, also where it wrongly ends as a folder does
/// (systemd refuses that unit). An installed program that is only called after
/// them (`/usr/bin/prometheus-podman-exporter`), its settings and its variables do not.
fn names_container(text: &str) -> bool {
    const OWN: [&str; 5] = ["podman", "podman-remote", "podman-compose", "docker", "docker-compose"];
    const INSTALLED: [&str; 6] = ["/usr/bin/", "/usr/sbin/", "/usr/libexec/", "/etc/", "%h/.config/", "$"];
    let words =
        text.split([' ', '\t', '"', '\'', '=', ';']).filter(|word| word.contains("podman") || word.contains("docker"));
    words.into_iter().any(|word| {
        let plain = word.trim_start_matches(['@', '-', ':', '+', '!']);
        let installed = INSTALLED.iter().any(|folder| plain.starts_with(folder));
        !installed
            || OWN.contains(&file_name(plain.trim_end_matches('/')))
            || [".sh", ".py"].iter().any(|script| plain.ends_with(script))
    })
}

/// podman commands that look after images and containers but run none.
fn manages(value: &str) -> bool {
    ["auto-update", "system prune", "image prune", "system service", "podman.sock", "podman.service", "docker.service"]
        .iter()
        .any(|word| value.contains(word))
}

/// Whether `podman pod create` makes the pod of this name or ID file.
fn makes_pod(pod: &PodmanCall, name: &str) -> bool {
    let named = pod.flag("name").is_some_and(|flag| flag.value.as_str() == name);
    let id = pod.flag("pod-id-file").is_some_and(|flag| flag.value.as_str() == name);
    named || id || pod.image.as_ref().is_some_and(|word| word.as_str() == name)
}
