//! What all units of a repository ask of its other files, looked up once: a repository may
//! have thousands of units, and each asks. Must not know what an answer is for.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{file_name, split_path};
use prodproof_syntax::snapshot::{File, Snapshot};
use prodproof_syntax::{quadlet, systemd};

/// Settings that start what they name.
const STARTS: &[&str] = &[
    "Wants",
    "Requires",
    "BindsTo",
    "Requisite",
    "Upholds",
    "Unit",
    "OnSuccess",
    "OnFailure",
    "Sockets",
    "Service",
    "Also",
];

/// Endings of files that systemd and Quadlet read.
const UNITS: &[&str] = &[
    "service",
    "timer",
    "path",
    "socket",
    "target",
    "container",
    "pod",
    "kube",
    "volume",
    "network",
    "image",
    "build",
    "conf",
];

/// A timer of the repository.
pub(super) struct Timer {
    pub path: String,
    /// The service that it names, if it does.
    pub unit: Option<String>,
}

#[derive(Default)]
pub(super) struct Index {
    /// Paths by the file's name.
    names: BTreeMap<String, Vec<String>>,
    /// `*.conf` files by the name of their folder: `foo.service.d`.
    drop_ins: BTreeMap<String, Vec<String>>,
    /// Files of Quadlet pods.
    pub pods: Vec<String>,
    pub timers: Vec<Timer>,
    /// Words in settings that start what they name, and the files in which they stand.
    started: BTreeMap<String, BTreeSet<String>>,
    /// Words of commands that start units; worked out once it is asked for.
    commanded: OnceCell<BTreeSet<String>>,
    /// By folder, the first Quadlet files that Quadlet cannot read.
    broken: BTreeMap<String, Vec<String>>,
}

/// Whether what the file says is looked up here, or is known of the image.
pub(super) fn is_shared(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    UNITS.contains(&ending) || super::is_containerfile(path)
}

impl Index {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let mut index = Self::default();
        let readable = |file: &File| match file {
            File::Text(_) => true,
            File::Later(later) => later.is_text(),
            _ => false,
        };
        for (path, _) in snapshot.files.iter().filter(|(_, file)| readable(file)) {
            let (_, name) = split_path(path);
            index.names.entry(name.to_string()).or_default().push(path.to_string());
        }
        for (path, text) in snapshot.texts(|_| true) {
            let (folder, name) = split_path(path);
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            if ending == "conf" {
                index.drop_ins.entry(file_name(folder).to_string()).or_default().push(path.to_string());
            }
            if ending == "pod" {
                index.pods.push(path.to_string());
            }
            if ending == "timer" {
                let file = systemd::read(text);
                let unit = file.last("Timer", "Unit").map(|entry| entry.value.as_str().to_string());
                index.timers.push(Timer { path: path.to_string(), unit });
            }
            if matches!(ending, "container" | "volume" | "kube" | "network" | "image" | "build" | "pod" | "artifact")
                && quadlet::read(text).refused.is_some()
                && !super::is_filled_in(text)
            {
                index.broken.entry(folder.to_string()).or_default().push(path.to_string());
            }
            if UNITS.contains(&ending) {
                index.starts(path, text);
            }
        }
        index
    }

    fn starts(&mut self, path: &str, text: &str) {
        for line in text.lines() {
            let Some((key, value)) = line.split_once('=') else { continue };
            if STARTS.contains(&key.trim()) {
                for word in value.split_whitespace() {
                    self.started.entry(word.to_string()).or_default().insert(path.to_string());
                }
            }
        }
    }

    /// Words of commands that somebody is told to run, or that a script or playbook runs.
    fn commanded(&self, snapshot: &Snapshot) -> &BTreeSet<String> {
        self.commanded.get_or_init(|| {
            let other = |path: &str| !UNITS.contains(&path.rsplit_once('.').map_or("", |(_, ending)| ending));
            let mut found = BTreeSet::new();
            for (_, text) in snapshot.all_texts(other).filter(|(_, text)| text.contains("systemctl")) {
                for line in text.lines().filter(|line| line.contains("systemctl") && line.contains("start")) {
                    for word in line.split_whitespace() {
                        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !"@._-".contains(c));
                        found.insert(word.to_string());
                        found.insert(word.trim_end_matches('.').to_string());
                    }
                }
            }
            found
        })
    }

    /// The paths of files of this name.
    pub(super) fn named(&self, name: &str) -> &[String] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The `*.conf` files in folders of this name.
    pub(super) fn drop_ins(&self, folder: &str) -> &[String] {
        self.drop_ins.get(folder).map_or(&[], Vec::as_slice)
    }

    /// Quadlet files of the folder that cannot be read.
    pub(super) fn broken(&self, folder: &str) -> &[String] {
        self.broken.get(folder).map_or(&[], Vec::as_slice)
    }

    /// Whether a setting of a file for which `counts` holds starts one of these names, or
    /// something that begins with `template`.
    pub(super) fn is_started(&self, names: &[&str], template: Option<&str>, counts: impl Fn(&str) -> bool) -> bool {
        let named = names.iter().filter_map(|name| self.started.get(*name));
        let instances = template.into_iter().flat_map(|prefix| {
            let from = self.started.range(prefix.to_string()..);
            from.take_while(move |(word, _)| word.starts_with(prefix)).map(|(_, paths)| paths)
        });
        named.chain(instances).flatten().any(|path| counts(path))
    }

    /// Whether a command starts one of these names, or something that begins with `template`.
    pub(super) fn is_commanded(&self, snapshot: &Snapshot, names: &[&str], template: Option<&str>) -> bool {
        let words = self.commanded(snapshot);
        let instance =
            |prefix: &str| words.range(prefix.to_string()..).next().is_some_and(|word| word.starts_with(prefix));
        names.iter().any(|name| words.contains(*name)) || template.is_some_and(instance)
    }
}
