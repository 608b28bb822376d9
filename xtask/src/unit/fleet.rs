//! Finds the units of a repository that a host runs, and puts each one together: its
//! drop-ins, the Quadlet files and scripts it refers to, the labels of the image.
//! Must not know what makes a verdict.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::Answer;
use crate::finding::{apply, Edit, Fix};
use crate::reference::Reference;
use crate::rules::{deploy as rule, Rule};
use crate::snapshot::{File as SourceFile, Snapshot};
use crate::span::{Span, Spanned};
use crate::syntax::exec::{Command, Refused};
use crate::syntax::expand::{self, UnitName};
use crate::syntax::joined::Joined;
use crate::syntax::systemd::{Entry, File, Kind as Fault};
use crate::syntax::words::Word;
use crate::syntax::{quadlet as quadlet_syntax, systemd};
use crate::unit::containerfile::{self, Containerfile};
use crate::unit::kube;
use crate::unit::podman::{self, Action, Call};
use crate::unit::quadlet::{self, Refused as QuadletRefused};
use crate::unit::service::Service;
use crate::unit::settings::{merged, shifted, Sources};
use crate::unit::verdict::{self, Case, Pod, Style, Verdict, UNIT};
use crate::unit::wrap::{Effects, Finder, Found, What};
use crate::unit::{Deployment, Kind};

/// Folders whose units are no deployments: they run in the image, or nowhere.
const NOT_DEPLOYED: &[&str] =
    &["rootfs", "test", "tests", "testdata", "fixtures", "templates", "template", "node_modules", "vendor", "target"];

pub fn deployments(snapshot: &Snapshot) -> Vec<Deployment> {
    let fleet = Fleet::new(snapshot);
    let mut all: Vec<Deployment> = fleet.units.iter().flat_map(|path| fleet.judge(path)).collect();
    for path in &fleet.units {
        let before: Vec<Seen> = all.iter().filter(|one| one.path == *path).flat_map(seen).collect();
        for deployment in all.iter_mut().filter(|one| one.path == *path) {
            for reason in &mut deployment.reasons {
                let helps = reason.fix.as_ref().is_some_and(|fix| helps(snapshot, path, &before, reason.rule, fix));
                if !helps {
                    reason.fix = None;
                }
            }
        }
    }
    all
}

/// What tells one reason from another when a text has changed: the unit, its container
/// and the rule.
type Seen = (String, String, &'static str);

fn seen(deployment: &Deployment) -> Vec<Seen> {
    let rules = deployment.reasons.iter().map(|reason| reason.rule.name);
    let image = deployment.image.as_ref().map(|image| image.value.to_string()).unwrap_or_default();
    rules.map(|rule| (deployment.path.clone(), image.clone(), rule)).collect()
}

/// Whether a fix does what it says: there is one reason of its rule less, and none more.
fn helps(snapshot: &Snapshot, unit: &str, before: &[Seen], rule: &Rule, fix: &Fix) -> bool {
    let mut changed = snapshot.clone();
    let paths: BTreeSet<&str> = fix.edits.iter().map(|edit| edit.place.path.as_str()).collect();
    for path in paths {
        let edits: Vec<Edit> = fix.edits.iter().filter(|edit| edit.place.path == path).cloned().collect();
        let Some(Ok(text)) = snapshot.text(path).map(|text| apply(text, &edits)) else { return false };
        changed.files.insert(path.to_string(), SourceFile::Text(text));
    }
    let after: Vec<Seen> = Fleet::new(&changed).judge(unit).iter().flat_map(seen).collect();
    let count = |list: &[Seen], name: &str| list.iter().filter(|(.., rule)| *rule == name).count();
    let names: BTreeSet<&str> = before.iter().chain(&after).map(|(.., rule)| *rule).collect();
    names.into_iter().all(|name| match name == rule.name {
        true => count(&after, name) < count(before, name),
        false => count(&after, name) <= count(before, name),
    })
}

/// A plain unit with its drop-ins, as systemd puts it together.
pub fn service(snapshot: &Snapshot, path: &str) -> Service {
    let (file, sources, _) = Fleet::new(snapshot).read(path, systemd::read);
    Service::new(path, UnitName::parse(file_name(path)), file, sources)
}

/// What all units of the repository share.
struct Fleet<'a> {
    snapshot: &'a Snapshot,
    /// Paths of the unit files that a host runs.
    units: Vec<String>,
    /// The names that their services have.
    services: Vec<String>,
    /// The Containerfile of the image, if it is clear which one that is.
    image: Option<(String, Containerfile)>,
}

/// Commands around the one that makes the container.
struct Around {
    before: Vec<Found>,
    after: Vec<Found>,
}

impl<'a> Fleet<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let files: Vec<(&str, Containerfile)> =
            snapshot.texts(is_containerfile).map(|(path, text)| (path, containerfile::read(text))).collect();
        let deployed = |path: &&str| {
            let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
            !folders.split('/').any(|folder| NOT_DEPLOYED.contains(&folder)) && !is_in_image(path, &files)
        };
        let units: Vec<String> =
            snapshot.texts(is_unit).map(|(path, _)| path).filter(deployed).map(str::to_string).collect();
        let root = ["Containerfile", "Dockerfile"].iter().find_map(|name| files.iter().find(|(path, _)| path == name));
        let only = match files.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        let image = root.or(only).map(|(path, file)| (path.to_string(), file.clone()));
        let mut fleet = Self { snapshot, units, services: Vec::new(), image };
        fleet.services = fleet.units.iter().filter_map(|path| fleet.service_name(path)).collect();
        fleet
    }

    fn judge(&self, path: &str) -> Vec<Deployment> {
        match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "service" => self.service(path),
            "container" => self.container(path),
            "kube" => self.kube(path),
            _ => Vec::new(),
        }
    }

    fn text(&self, path: &str) -> &'a str {
        self.snapshot.text(path).unwrap_or_default()
    }

    fn service_name(&self, path: &str) -> Option<String> {
        let name = file_name(path);
        if name.ends_with(".service") {
            return Some(UnitName::parse(name).full(Span::default()).shown());
        }
        let kind = quadlet::Kind::of(name)?;
        let file = quadlet_syntax::read(self.text(path));
        Some(quadlet::service_name(&file, name, kind).full(Span::default()).shown())
    }

    /// The unit with its drop-ins, and the texts of all of them.
    fn read(&self, path: &str, read: fn(&str) -> File) -> (File, Sources, BTreeMap<String, String>) {
        let mut sources = Sources::default();
        let mut texts = BTreeMap::new();
        let mut files = Vec::new();
        let drop_ins = self.drop_ins(path);
        for path in std::iter::once(path).chain(drop_ins.iter().map(String::as_str)) {
            let text = self.text(path);
            let by = sources.add(path, text.len());
            files.push(shifted(read(text), by));
            texts.insert(path.to_string(), text.to_string());
        }
        (merged(files), sources, texts)
    }

    /// `NAME.d/*.conf`, and those of the template and of all that share a prefix, sorted
    /// by file name. Beside the unit, or anywhere if no other unit has its name.
    fn drop_ins(&self, path: &str) -> Vec<String> {
        let (folder, name) = split_path(path);
        let unit = UnitName::parse(name);
        let mut folders = vec![format!("{name}.d")];
        if unit.instance.as_deref().is_some_and(|instance| !instance.is_empty()) {
            folders.push(format!("{}@{}.d", unit.prefix, unit.suffix));
        }
        let dashes = unit.prefix.match_indices('-').map(|(at, _)| format!("{}{}.d", &unit.prefix[..=at], unit.suffix));
        folders.extend(dashes);
        folders.push(format!("{}.d", unit.suffix.trim_start_matches('.')));
        let alone = self.units.iter().filter(|other| file_name(other) == name).count() <= 1;
        let belongs = |candidate: &&str| {
            let (drop_in, file) = split_path(candidate);
            let (parent, drop_in) = split_path(drop_in);
            let own = drop_in == format!("{name}.d");
            file.ends_with(".conf")
                && folders.iter().any(|folder| folder == drop_in)
                && (parent == folder || (alone && own))
                && !candidate.split('/').any(|folder| NOT_DEPLOYED.contains(&folder))
        };
        let mut found: Vec<String> =
            self.snapshot.texts(|_| true).map(|(path, _)| path).filter(belongs).map(str::to_string).collect();
        found.sort_by(|a, b| (file_name(a), a).cmp(&(file_name(b), b)));
        found
    }

    /// The script of the repository that a path on the host means: the one whose path
    /// has most in common with it, from its end.
    fn script(&self, program: &str) -> Option<(String, String)> {
        let name = file_name(program);
        let wanted: Vec<&str> = program.rsplit('/').collect();
        let common = |path: &str| path.rsplit('/').zip(&wanted).take_while(|(a, b)| a == *b).count();
        let candidates = self.snapshot.texts(|path| {
            file_name(path) == name && !path.split('/').any(|folder| NOT_DEPLOYED.contains(&folder)) && !is_unit(path)
        });
        let mut best: Vec<(usize, &str, &str)> = candidates.map(|(path, text)| (common(path), path, text)).collect();
        best.sort_by_key(|(common, ..)| std::cmp::Reverse(*common));
        match best.as_slice() {
            [] => None,
            [(a, ..), (b, ..), ..] if a == b => None,
            [(_, path, text), ..] => Some((path.to_string(), text.to_string())),
        }
    }

    fn found(&self, service: &mut Service, commands: &[Command], texts: &mut BTreeMap<String, String>) -> Vec<Found> {
        let scripts = |program: &str| self.script(program);
        let variables = service.environment.variables.clone();
        let mut finder = Finder { scripts: &scripts, variables: &variables, sources: &mut service.sources };
        let found = commands.iter().flat_map(|command| finder.find(&command.words(&variables))).collect();
        for path in service.sources.paths() {
            texts.entry(path.to_string()).or_insert_with(|| self.text(path).to_string());
        }
        found
    }

    fn around(&self, service: &mut Service, texts: &mut BTreeMap<String, String>) -> Around {
        let mut find = |keys: &[&str]| {
            let mut found = Vec::new();
            for key in keys {
                let commands = service.commands(key).unwrap_or_default();
                found.extend(self.found(service, &commands, texts));
            }
            found
        };
        Around { before: find(&["ExecStartPre"]), after: find(&["ExecStop", "ExecStopPost"]) }
    }

    fn service(&self, path: &str) -> Vec<Deployment> {
        let (file, sources, mut texts) = self.read(path, systemd::read);
        let mut service = Service::new(path, UnitName::parse(file_name(path)), file, sources);
        let mentions = self.mentions_container(path, &service, &texts);
        if let Some(problem) = service.file.refused {
            let message = match problem.kind {
                Fault::TooLong => "a line is longer than 1 MiB: systemd refuses the unit",
                _ => "this section header does not end: systemd refuses the unit",
            };
            return mentions.then(|| refused_unit(&service, problem.span, message)).into_iter().collect();
        }
        let commands = match service.commands("ExecStart") {
            Ok(commands) => commands,
            Err(refusal) => {
                let message = match refusal.why {
                    Refused::OpenQuote => "this quote does not end: systemd refuses the unit",
                    Refused::UnknownSpecifier => "systemd does not know this specifier and refuses the unit",
                    Refused::NoName => "`@` needs the program's new name behind the program: systemd refuses the unit",
                    Refused::EmptyProgram => "there is no program behind the prefix: systemd refuses the unit",
                    Refused::BadProgram => {
                        "this is neither an absolute path nor a plain name: systemd refuses the unit"
                    }
                };
                return mentions.then(|| refused_unit(&service, refusal.span, message)).into_iter().collect();
            }
        };
        if commands.is_empty() {
            // A unit without any command is a target or a drop-in's rest, unless it says podman.
            let lost = service.reset("ExecStart").map(|(entry, _)| entry.span);
            let span = lost.or(service.file.headers.first().map(|header| header.line)).unwrap_or_default();
            let message = "no command is left for `ExecStart=`: systemd refuses the unit";
            return mentions.then(|| refused_unit(&service, span, message)).into_iter().collect();
        }
        let found = self.found(&mut service, &commands, &mut texts);
        let around = self.around(&mut service, &mut texts);
        let makes =
            |found: &&Found| matches!(&found.what, What::Podman(call) | What::Docker(call) if makes_container(call));
        let is_oneshot = service.text("Type") == Some("oneshot");
        if commands.len() > 1 && !is_oneshot && found.iter().any(|found| makes(&found)) {
            let message = "more than one `ExecStart=` needs `Type=oneshot`: systemd refuses the unit";
            let second = commands.get(1).map_or(Span::default(), |command| command.span);
            return vec![refused_unit(&service, second, message)];
        }
        let mut all: Vec<Deployment> = Vec::new();
        for found in found.iter().filter(makes) {
            all.push(self.judged(&service, found, None, &around, &texts));
        }
        for found in &found {
            if let What::Podman(call) = &found.what {
                if call.action == Action::KubePlay {
                    all.extend(self.played(&mut service, call, &found.effects, texts.clone()));
                }
            }
        }
        if !all.is_empty() {
            return all;
        }
        for found in &found {
            match &found.what {
                What::Podman(call) if call.action == Action::Start || starts_what_was_made(call) => {
                    let maker = around.before.iter().find(|before| makes(before));
                    if let Some(maker) = maker {
                        return vec![self.judged(&service, maker, Some(found), &around, &texts)];
                    }
                    if call.action == Action::Start {
                        return vec![started_only(&service, call)];
                    }
                }
                What::Podman(call) if call.action == Action::Other(String::new()) && call.error.is_some() => {
                    return vec![unreadable_call(&service, call)];
                }
                What::Opaque(why) if mentions => return vec![opaque(&service, found.span, why)],
                _ => {}
            }
        }
        let program = commands.first().map(|command| command.program.clone());
        match program {
            Some(program) if mentions && found.iter().all(|found| found.what == What::Other) => {
                vec![opaque(&service, program.span, &format!("`{}` is not in the repository", program.as_str()))]
            }
            _ => Vec::new(),
        }
    }

    /// Whether a unit whose commands cannot be read looks like one that runs a container:
    /// it says podman or docker, or has the repository's own name.
    fn mentions_container(&self, path: &str, service: &Service, texts: &BTreeMap<String, String>) -> bool {
        let value = |entry: &Entry| {
            let value = entry.value.as_str();
            let setting = !matches!(entry.key.value.as_str(), "Description" | "Documentation");
            setting && (value.contains("podman") || value.contains("docker")) && !manages(value)
        };
        let stem = &service.name.prefix;
        let repository = self.snapshot.facts.repository.as_deref().map_or("", file_name);
        let own = repository.eq_ignore_ascii_case(stem) && texts.contains_key(path) && self.runs_script(service);
        service.file.entries.iter().any(value) || own
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
        around: &Around,
        texts: &BTreeMap<String, String>,
    ) -> Deployment {
        let (What::Podman(call) | What::Docker(call)) = &maker.what else { return opaque(service, maker.span, "") };
        let case = Case {
            service,
            style: Style::Plain,
            call,
            effects: &maker.effects,
            made_before: starter.is_some(),
            before: &around.before,
            after: &around.after,
            image_labels: self.image_labels(),
            pod: self.pod(service, call, around),
            services: &self.services,
            of_user: of_user(&service.path),
            dropped: &[],
            texts,
        };
        let mut verdict = verdict::judge(&case);
        if matches!(maker.what, What::Docker(_)) {
            let message = "docker has no auto-update; only with `podman-docker` does this run podman";
            let reason = verdict::reason(service, &rule::DOCKER, Answer::Unknown, maker.span, message, "call `podman`");
            verdict.reasons = vec![reason];
        }
        deployment(service, Kind::Service, call, verdict)
    }

    fn image_labels(&self) -> Option<(&str, &BTreeMap<String, containerfile::ImageLabel>)> {
        self.image.as_ref().map(|(path, file)| (path.as_str(), &file.labels))
    }

    fn pod<'b>(&self, service: &Service, call: &Call, around: &'b Around) -> Pod<'b> {
        let Some(flag) = call.flag("pod").or_else(|| call.flag("pod-id-file")) else { return Pod::None };
        let name = flag.value.as_str();
        if name.starts_with("new:") {
            return Pod::ByRun;
        }
        let own = around.before.iter().find_map(|found| match &found.what {
            What::Podman(pod) if pod.action == Action::PodCreate && makes_pod(pod, name) => Some(pod),
            _ => None,
        });
        if let Some(pod) = own {
            return Pod::Own(pod);
        }
        for path in self.units.iter().filter(|path| path.ends_with(".service") && **path != service.path) {
            let (file, sources, mut texts) = self.read(path, systemd::read);
            let mut other = Service::new(path, UnitName::parse(file_name(path)), file, sources);
            let around = self.around(&mut other, &mut texts);
            let mut starts = other.commands("ExecStart").unwrap_or_default();
            starts.extend(other.commands("ExecStartPre").unwrap_or_default());
            let mut found = self.found(&mut other, &starts, &mut texts);
            found.extend(around.before);
            let makes = found.iter().any(|found| {
                matches!(&found.what, What::Podman(pod) if pod.action == Action::PodCreate && makes_pod(pod, name))
            });
            if makes {
                let full = other.name.full(Span::default());
                let named = other.environment.variables.get(UNIT).is_some_and(|name| name.as_str() == full.as_str());
                return if named { Pod::Other(full.shown()) } else { Pod::Nameless(full.shown()) };
            }
        }
        Pod::Unknown
    }

    fn container(&self, path: &str) -> Vec<Deployment> {
        let name = file_name(path);
        let (mut file, sources, texts) = self.read(path, quadlet_syntax::read);
        let find = |name: &str| self.find_quadlet(path, name);
        let kind = quadlet::Kind::Container;
        let service_name = quadlet::service_name(&file, name, kind);
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
            made_before: false,
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
                verdict.reasons.retain(|reason| reason.rule != &rule::UNRESOLVED_IMAGE);
                let message = format!("`{other}` is not in the repository: without it on the host there is no service");
                verdict.reasons.push(verdict::reason(
                    &service,
                    &rule::MISSING_REFERENCE,
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
                &rule::MISPLACED_QUADLET,
                Answer::No,
                Span::at(0),
                message,
                help,
            ));
        }
        quadlet_conditions(&service, &call, &mut verdict);
        vec![deployment(&service, Kind::Container, &call, verdict)]
    }

    fn kube(&self, path: &str) -> Vec<Deployment> {
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
    fn played(
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
                    made_before: false,
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
                    let missing = verdict.reasons.iter_mut().find(|reason| reason.rule == &rule::MISSING_LABEL);
                    if let Some(reason) = missing {
                        let name = pair.key.value.rsplit('/').next().unwrap_or_default();
                        let from_flag = flags.contains(pair);
                        let span = if from_flag { pair.key.span } else { pair.key.span.shift(by) };
                        *reason = verdict::reason(
                            service,
                            &rule::OTHER_CONTAINER,
                            Answer::No,
                            span,
                            format!("the pod has no container `{name}`"),
                            format!("name the container `{}`", container.name.value),
                        );
                    }
                }
                all.push(deployment(service, Kind::Kube, &call, verdict));
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

    /// Another Quadlet file: beside this one, or the only one of that name.
    fn find_quadlet(&self, path: &str, name: &str) -> Option<File> {
        let (folder, _) = split_path(path);
        let beside = if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
        if let Some(text) = self.snapshot.text(&beside) {
            return Some(quadlet_syntax::read(text));
        }
        let mut same = self.snapshot.texts(|path| file_name(path) == name);
        match (same.next(), same.next()) {
            (Some((path, _)), None) => Some(self.read(path, quadlet_syntax::read).0),
            _ => None,
        }
    }
}

/// What Quadlet adds to `[Service]`, behind everything the file says.
fn generated(file: &mut File, oneshot: bool) {
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

fn makes_container(call: &Call) -> bool {
    matches!(call.action, Action::Run | Action::Create)
}

/// `podman wait`, `logs -f`, `attach`: the container was made in `ExecStartPre=`.
fn starts_what_was_made(call: &Call) -> bool {
    matches!(&call.action, Action::Other(verb) if matches!(verb.as_str(), "wait" | "logs" | "attach" | "pod start"))
}

/// podman commands that look after images and containers but run none.
fn manages(value: &str) -> bool {
    ["auto-update", "system prune", "image prune", "system service", "podman.sock", "podman.service", "docker.service"]
        .iter()
        .any(|word| value.contains(word))
}

/// Whether `podman pod create` makes the pod of this name or ID file.
fn makes_pod(pod: &Call, name: &str) -> bool {
    let named = pod.flag("name").is_some_and(|flag| flag.value.as_str() == name);
    let id = pod.flag("pod-id-file").is_some_and(|flag| flag.value.as_str() == name);
    named || id || pod.image.as_ref().is_some_and(|word| word.as_str() == name)
}

/// A unit of a user's systemd, by its folder.
fn of_user(path: &str) -> bool {
    ["systemd/user/", "containers/systemd/users/", ".config/containers/systemd/"]
        .iter()
        .any(|folder| path.contains(folder))
}

fn is_containerfile(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    name == "containerfile"
        || name == "dockerfile"
        || name.starts_with("containerfile.")
        || name.starts_with("dockerfile.")
        || matches!(ending, "containerfile" | "dockerfile")
}

fn is_unit(path: &str) -> bool {
    let ending = file_name(path).rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(ending, "service" | "container" | "kube")
}

/// Whether a `COPY` puts the unit where the systemd of the image, or its Quadlet, reads it.
fn is_in_image(path: &str, files: &[(&str, Containerfile)]) -> bool {
    files.iter().any(|(containerfile, file)| {
        let (folder, _) = split_path(containerfile);
        let relative = path.strip_prefix(folder).map(|rest| rest.trim_start_matches('/'));
        let mut targets = file.destinations(path);
        targets.extend(relative.filter(|_| !folder.is_empty()).into_iter().flat_map(|path| file.destinations(path)));
        targets.iter().any(|target| target.contains("/systemd/"))
    })
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn split_path(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The timer is the host's: no file of a service repository can start it.
const TIMER: &str = "`podman-auto-update.timer` runs on the host";

fn deployment(service: &Service, kind: Kind, call: &Call, verdict: Verdict) -> Deployment {
    let verdict = verdict.sorted();
    let image = call.image.as_ref().filter(|_| call.error.is_none() && !call.is_set("rootfs"));
    let image = image.filter(|image| !image.text.is_empty());
    let place = image.map_or(call.verb, |image| image.text.span());
    let (image_path, image_span) = service.sources.place(place);
    let reference = image.map(|image| Spanned::new(Reference::parse(&image.text.with_holes()), image_span));
    let mut labels = BTreeMap::new();
    for label in call.labels() {
        labels.insert(label.key.with_holes(), label.value.map(|value| value.with_holes()).unwrap_or_default());
    }
    if let Some(name) = service.environment.variables.get(UNIT) {
        labels.insert(UNIT.to_string(), name.with_holes());
    }
    let in_unit = image_path == service.path;
    let mut conditions = vec![TIMER.to_string()];
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
        reasons: verdict.reasons,
        conditions,
        remarks: verdict.remarks,
    }
}

/// A deployment of which only one thing can be said.
fn only(service: &Service, kind: Kind, span: Span, reason: crate::unit::Reason) -> Deployment {
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
        reasons: vec![reason],
        conditions: vec![TIMER.to_string()],
        remarks: Vec::new(),
    }
}

fn refused_unit(service: &Service, span: Span, message: &str) -> Deployment {
    // What cuts the command is the cause of what is wrong with the rest.
    if let Some(reason) = verdict::cut_off(service) {
        return only(service, Kind::Service, span, reason);
    }
    let reason =
        verdict::reason(service, &rule::REFUSED_UNIT, Answer::No, span, message, "see `systemd-analyze verify`");
    only(service, Kind::Service, span, reason)
}

fn opaque(service: &Service, span: Span, why: &str) -> Deployment {
    let message = format!("what this runs cannot be read: {why}");
    let help = "call podman in `ExecStart=`";
    let reason = verdict::reason(service, &rule::OPAQUE_COMMAND, Answer::Unknown, span, message, help);
    only(service, Kind::Service, span, reason)
}

fn started_only(service: &Service, call: &Call) -> Deployment {
    let message = "this starts the same old container again, whatever image was pulled";
    let help = "make the container anew: `podman run --rm --replace …`";
    let reason = verdict::reason(service, &rule::OLD_CONTAINER, Answer::No, call.verb, message, help);
    only(service, Kind::Service, call.verb, reason)
}

fn unreadable_call(service: &Service, call: &Call) -> Deployment {
    let span = call.error.map_or(call.verb, |error| error.span);
    let message = "podman does not know this flag";
    let reason = verdict::reason(service, &rule::REFUSED_COMMAND, Answer::No, span, message, "see `podman --help`");
    only(service, Kind::Service, span, reason)
}

fn refused_quadlet(service: &Service, refusal: &quadlet::Refusal, name: &str) -> Deployment {
    let (rule, message, help) = match &refusal.why {
        QuadletRefused::UnknownKey(section, key) => (
            &rule::UNKNOWN_KEY,
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
            (&rule::REFUSED_QUADLET, message, help)
        }
    };
    let mut reason = verdict::reason(service, rule, Answer::No, refusal.span, message, help);
    reason.fix = quadlet_fix(&reason, refusal);
    let mut deployment = only(service, Kind::Container, refusal.span, reason);
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
fn quadlet_fix(reason: &crate::unit::Reason, refusal: &quadlet::Refusal) -> Option<Fix> {
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

fn refused_words(why: &QuadletRefused, name: &str) -> (String, String) {
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
            (format!("`{name}` has no `Image=` in `[Container]`: {none}"), "add `Image=`".into())
        }
        QuadletRefused::ImageAndRootfs => {
            (format!("`Image=` and `Rootfs=` exclude each other: {none}"), "remove one of them".into())
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
        QuadletRefused::Port(port) => (format!("`{port}` is no port: {none}"), "correct it".into()),
        QuadletRefused::Missing(other) => (format!("`{other}` is not there: {none}"), format!("add `{other}`")),
        QuadletRefused::UnknownKey(_, key) => (format!("`{key}=` is not known: {none}"), "remove it".into()),
    }
}
