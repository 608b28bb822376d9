//! Finds the units of a repository that a host runs, and puts each one together: its
//! drop-ins, the Quadlet files and scripts it refers to, the labels of the image.
//! Must not know what makes a verdict.

mod composed;
mod generated;
mod images;
mod index;
mod jobs;
mod made;
mod mend;
mod needs;
mod plain;
mod played;
mod reach;
mod started;
mod updater;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::containerfile::{self, Containerfile};
use crate::kube::Manifest;
use crate::quadlet::{self};
use crate::service::Service;
use crate::settings::{merged, shifted, Sources};
use crate::units::images::Images;
use crate::units::index::Index;
pub use crate::units::mend::Trial;
pub use crate::units::reach::inside_of_images;
use crate::units::reach::{is_filled_in, place_in_image};
use crate::{Deployment, DeploymentKind};
use prodproof_syntax::exec;
use prodproof_syntax::expand::UnitName;
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::Span;
use prodproof_syntax::systemd::{Setting, UnitText};
use prodproof_syntax::{quadlet as quadlet_syntax, systemd};

/// Folders whose units are no deployments: they run in the image, or nowhere, or wherever
/// somebody copies them to.
const NOT_DEPLOYED: &[&str] = &[
    "rootfs",
    "test",
    "tests",
    "testdata",
    "fixtures",
    "templates",
    "template",
    "example",
    "examples",
    "sample",
    "samples",
    "demo",
    "docs",
    "node_modules",
    "vendor",
    "target",
];

/// Reads every unit that a host runs.
pub fn deployments(snapshot: &Snapshot, told: ToldOfUnits<'_>) -> Vec<Deployment> {
    let units = Units::new(snapshot, told);
    let mut all: Vec<Deployment> = units.paths.iter().flat_map(|path| units.judge(path)).collect();
    jobs::beside(&mut all);
    units.delivered(&mut all);
    all
}

/// A plain unit with its drop-ins, as systemd puts it together.
pub fn service(snapshot: &Snapshot, path: &str) -> Service {
    let (file, sources, _) = Units::new(snapshot, ToldOfUnits::default()).read(path, systemd::read);
    Service::new(path, UnitName::parse(file_name(path)), file, sources)
}

/// What other sources than the units say of them.
#[derive(Clone, Copy, Default)]
pub struct ToldOfUnits<'a> {
    /// Paths of units that the contract names; they are read wherever they lie.
    pub named: &'a [&'a str],
    /// What is built and published.
    pub built: &'a [BuiltImage],
}

/// An image that workflows publish: the Containerfile, the stage that is built of it, and the
/// names under which it is pushed; none where they are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltImage {
    pub path: String,
    pub stage: Option<String>,
    pub names: Vec<Reference>,
}

/// What all units of the repository share.
#[derive(Clone)]
struct Units<'a> {
    snapshot: &'a Snapshot,
    shared: Rc<Shared>,
}

struct Shared {
    /// Paths of the unit files that a host runs.
    paths: Vec<String>,
    /// How many of them have a name.
    names: BTreeMap<String, usize>,
    /// The names that their services have.
    services: BTreeSet<String>,
    images: Images,
    index: Index,
    /// Files that were read for all units, and drop-ins that were weighed: see [`MOST_FILES`].
    read: Cell<usize>,
    /// The manifest that was played last, and its text: many units play one.
    played: RefCell<Option<(String, Rc<Manifest>)>>,
    /// See [`Units::pods_made`].
    pods: OnceCell<BTreeMap<String, Vec<plain::MadePod>>>,
}

/// So many files are read for all units together; the units behind are not judged. Two thousand
/// instances of a template with two thousand drop-ins would be four million.
const MOST_FILES: usize = 50_000;

impl std::ops::Deref for Units<'_> {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl<'a> Units<'a> {
    fn new(snapshot: &'a Snapshot, told: ToldOfUnits<'_>) -> Self {
        let files: Vec<(&str, Containerfile)> =
            snapshot.texts(is_containerfile).map(|(path, text)| (path, containerfile::read(text))).collect();
        let deployed = |path: &&str| {
            let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
            match place_in_image(path, &files) {
                _ if told.named.contains(path) => true,
                // Where its systemd reads it: the image's own, or the host's that boots it.
                Some(boots) => boots,
                None => !folders.split('/').any(|folder| NOT_DEPLOYED.contains(&folder)),
            }
        };
        // bootc finds images by these links; the units are where Quadlet reads them.
        let is_own = |path: &str| is_unit(path) && !path.contains("bound-images.d/");
        let paths: Vec<String> = snapshot
            .texts(is_own)
            .filter(|(path, text)| told.named.contains(path) || !is_filled_in(text))
            .map(|(path, _)| path)
            .filter(deployed)
            .map(str::to_string)
            .collect();
        let root = ["Containerfile", "Dockerfile"].iter().find_map(|name| files.iter().find(|(path, _)| path == name));
        let only = match files.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        let images = Images::new(snapshot, root.or(only).map(|(path, _)| *path), told.built);
        let services = paths.iter().filter_map(|path| service_name(snapshot, path)).collect();
        let mut names = BTreeMap::new();
        for path in &paths {
            *names.entry(file_name(path).to_string()).or_default() += 1;
        }
        let index = Index::new(snapshot);
        Self {
            snapshot,
            shared: Rc::new(Shared {
                paths,
                names,
                services,
                images,
                index,
                read: Cell::default(),
                played: RefCell::default(),
                pods: OnceCell::new(),
            }),
        }
    }

    /// The same of a snapshot in which nothing else has changed than what one unit says.
    fn with<'b>(&self, snapshot: &'b Snapshot) -> Units<'b> {
        Units { snapshot, shared: Rc::clone(&self.shared) }
    }

    fn judge(&self, path: &str) -> Vec<Deployment> {
        if self.read.get() > MOST_FILES {
            return self.beyond(path);
        }
        match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "service" => self.service(path),
            "container" => self.container(path),
            "kube" => self.kube(path),
            _ => Vec::new(),
        }
    }

    /// A unit of which too much would have to be read.
    fn beyond(&self, path: &str) -> Vec<Deployment> {
        let text = self.text(path);
        let kind = match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "container" => DeploymentKind::Container,
            "kube" => DeploymentKind::Kube,
            _ if plain::says_container(text) => DeploymentKind::Service,
            _ => return Vec::new(),
        };
        let mut sources = Sources::default();
        sources.add(path, text.len());
        let service = Service::new(path, UnitName::parse(file_name(path)), systemd::read(text), sources);
        vec![made::beyond(&service, kind)]
    }

    /// A file that reaches a host, as opposed to one of tests and templates.
    fn is_deployed(&self, path: &str) -> bool {
        let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
        !folders.split('/').any(|folder| NOT_DEPLOYED.contains(&folder))
    }

    fn text(&self, path: &str) -> &'a str {
        self.snapshot.text(path).unwrap_or_default()
    }

    /// The unit with its drop-ins, and the texts of all of them.
    fn read(&self, path: &str, read: fn(&str) -> UnitText) -> (UnitText, Sources, BTreeMap<String, String>) {
        let mut sources = Sources::default();
        let mut texts = BTreeMap::new();
        let mut files = Vec::new();
        let drop_ins = self.drop_ins(path);
        self.read.set(self.read.get() + 1);
        for file_path in std::iter::once(path).chain(drop_ins.iter().map(String::as_str)) {
            let text = self.text(file_path);
            let by = sources.append(file_path, text.len());
            texts.insert(file_path.to_string(), text.to_string());
            let mut file = shifted(read(text), by);
            if file_path != path {
                let plain = path.ends_with(".service");
                if !plain && file.refused.is_some() {
                    // Quadlet leaves out a drop-in that it can't read, and only that.
                    continue;
                }
                if plain {
                    stop_at_fault(&mut file, &UnitName::parse(file_name(path)));
                }
            }
            files.push(file);
        }
        (merged(files), sources, texts)
    }

    /// `NAME.d/*.conf`, and those of the template and of all that share a prefix, sorted
    /// by file name. Of files of the same name only the one in the most specific folder
    /// counts. Beside the unit, or anywhere if no other unit has its name.
    fn drop_ins(&self, path: &str) -> Vec<String> {
        let (folder, name) = split_path(path);
        let unit = UnitName::parse(name);
        // The most specific one first.
        let mut folders = vec![format!("{name}.d")];
        if unit.instance.as_deref().is_some_and(|instance| !instance.is_empty()) {
            folders.push(format!("{}@{}.d", unit.prefix, unit.suffix));
        }
        let dashes = unit.prefix.rmatch_indices('-').map(|(at, _)| format!("{}{}.d", &unit.prefix[..=at], unit.suffix));
        folders.extend(dashes);
        folders.push(format!("{}.d", unit.suffix.trim_start_matches('.')));
        let alone = self.names.get(name).is_none_or(|count| *count <= 1);
        let rank = |candidate: &str| {
            let (drop_in, file) = split_path(candidate);
            let (parent, drop_in) = split_path(drop_in);
            let own = drop_in == format!("{name}.d");
            // systemd passes over hidden files, Quadlet does not.
            let hidden = file.starts_with('.') && unit.suffix == ".service";
            let near = parent == folder || (alone && own);
            let counts = file.ends_with(".conf") && !hidden && near;
            let deployed = !candidate.split('/').any(|folder| NOT_DEPLOYED.contains(&folder));
            folders.iter().position(|folder| folder == drop_in).filter(|_| counts && deployed)
        };
        let confs = folders.iter().flat_map(|folder| self.index.drop_ins(folder)).map(String::as_str);
        let confs = confs.inspect(|_| self.read.set(self.read.get() + 1));
        let candidates = confs.filter_map(|path| Some((rank(path)?, path)));
        let mut by_name: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for (rank, path) in candidates {
            let kept = by_name.entry(file_name(path)).or_insert((rank, path));
            *kept = (*kept).min((rank, path));
        }
        by_name.into_values().map(|(_, path)| path.to_string()).collect()
    }

    /// The script of the repository that a path on the host means: the one whose path
    /// has most in common with it, from its end.
    fn script(&self, program: &str) -> Option<(String, String)> {
        let name = file_name(program);
        let wanted: Vec<&str> = program.rsplit('/').collect();
        let common = |path: &str| path.rsplit('/').zip(&wanted).take_while(|(a, b)| a == *b).count();
        let is_own = |path: &&str| !path.split('/').any(|folder| NOT_DEPLOYED.contains(&folder)) && !is_unit(path);
        let candidates = self.index.named(name).iter().map(String::as_str).filter(is_own);
        let mut best: Vec<(usize, &str, &str)> = candidates.map(|path| (common(path), path, self.text(path))).collect();
        best.order_by_key(|(common, ..)| std::cmp::Reverse(*common));
        match best.as_slice() {
            [] => None,
            [(a, ..), (b, ..), ..] if a == b => None,
            [(_, path, text), ..] => Some((path.to_string(), text.to_string())),
        }
    }
}

fn service_name(snapshot: &Snapshot, path: &str) -> Option<String> {
    let name = file_name(path);
    if name.ends_with(".service") {
        return Some(UnitName::parse(name).full(Span::default()).shown());
    }
    let kind = quadlet::QuadletKind::of(name)?;
    let file = quadlet_syntax::read(snapshot.text(path).unwrap_or_default());
    Some(quadlet::service_name(&file, name, kind).full(Span::default()).shown())
}

/// systemd reads a drop-in up to the line that it stumbles over, and loads the unit all
/// the same (`unit_load_dropin` in src/core/load-dropin.c takes no notice of the error).
fn stop_at_fault(file: &mut UnitText, unit: &UnitName) {
    file.refused = None;
    let bad = |entry: &Setting| {
        entry.section.value == "Service"
            && entry.key.value.starts_with("Exec")
            && exec::commands(&entry.value, unit).is_err()
    };
    if let Some(at) = file.entries.iter().position(bad) {
        file.entries.truncate(at);
    }
}

/// A unit of a user's systemd, by its folder.
fn of_user(path: &str) -> bool {
    ["systemd/user/", "containers/systemd/users/", ".config/containers/systemd/"]
        .iter()
        .any(|folder| path.contains(folder))
}

pub(crate) fn is_containerfile(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    name == "containerfile"
        || name == "dockerfile"
        || name.starts_with("containerfile.")
        || name.starts_with("dockerfile.")
        || matches!(ending, "containerfile" | "dockerfile")
}

fn is_unit(path: &str) -> bool {
    if is_enablement(path) {
        return false;
    }
    let ending = file_name(path).rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(ending, "service" | "container" | "kube")
}

/// Whether the path is one by which a unit is enabled: `multi-user.target.wants/x.service`.
/// systemd asks for its name alone (`man systemd.unit`, "a directory `foo.target.wants/`"),
/// so that its text, or where the link leads, is no unit.
pub fn is_enablement(path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folders, _)| file_name(folders));
    [".wants", ".requires", ".upholds"].iter().any(|end| folder.ends_with(end))
}

/// The ending that was meant where a file has one by which neither systemd nor Quadlet knows a
/// unit: `widget.containers` lies there, and nobody reads it.
pub fn misnamed(path: &str) -> Option<&'static str> {
    const KINDS: [&str; 4] = ["service", "container", "kube", "pod"];
    let (_, ending) = file_name(path).rsplit_once('.')?;
    let lower = ending.to_ascii_lowercase();
    let meant = KINDS.into_iter().find(|kind| lower.strip_suffix('s').unwrap_or(&lower) == *kind)?;
    (meant != ending).then_some(meant)
}

/// Endings of files that something fills in before they are units.
const FILLED_IN: [&str; 8] = ["j2", "jinja", "jinja2", "in", "tmpl", "tpl", "erb", "gotmpl"];

/// Whether the file is a unit's template, by its name or by what it says.
pub fn is_template(path: &str, text: &str) -> bool {
    let name = file_name(path);
    let Some((unit, ending)) = name.rsplit_once('.') else { return false };
    FILLED_IN.contains(&ending) && (is_unit(unit) || unit.ends_with(".pod")) || is_unit(path) && is_filled_in(text)
}

/// Whether the path is that of a unit in a folder whose units are no deployments.
pub fn is_skipped(path: &str) -> bool {
    let (folders, _) = split_path(path);
    is_unit(path) && folders.split('/').any(|folder| NOT_DEPLOYED.contains(&folder))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn split_path(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
mod tests;
