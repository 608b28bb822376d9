//! What an image has from its distribution: the packages that its recipe, or a script of
//! the repository, installs, and the units that they enable. Those units stand in no
//! repository. Must not know who names one.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::containerfile;
use crate::units::is_containerfile;
use crate::wrap::Containers;
use prodproof_script::sh::{self, ScriptStep, World};
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::value::Symbolic;

/// Names of packages and units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    packages: BTreeSet<String>,
    /// Without `.service`.
    units: BTreeSet<String>,
}

/// Programs that install packages, and the word behind which these stand (the manual page
/// of each).
const INSTALLERS: [(&str, &[&str]); 14] = [
    ("apk", &["add"]),
    ("apt", &["install"]),
    ("apt-get", &["install"]),
    ("aptitude", &["install"]),
    ("dnf", &["install", "in", "swap", "reinstall"]),
    ("dnf5", &["install", "in", "swap", "reinstall"]),
    ("dpkg", &["-i", "--install"]),
    ("microdnf", &["install"]),
    ("pacman", &["-S", "-Sy", "-Syu", "--sync"]),
    ("rpm", &["-i", "-U", "-ivh", "-Uvh", "--install"]),
    ("rpm-ostree", &["install", "replace"]),
    ("tdnf", &["install"]),
    ("yum", &["install", "localinstall"]),
    ("zypper", &["install", "in"]),
];

/// Those that enable units: systemd's, and OpenRC's.
const ENABLERS: [(&str, &[&str]); 2] =
    [("rc-update", &["add"]), ("systemctl", &["enable", concat!("re", "enable"), "preset", "start", "unmask"])];

/// Of all recipes and shell scripts of the repository.
pub fn brought(snapshot: &Snapshot) -> Brought {
    let mut found = Brought::default();
    for (_, text) in snapshot.texts(is_containerfile) {
        for script in containerfile::runs(text) {
            found.read(&script);
        }
    }
    for (_, text) in snapshot.texts(|path| path.ends_with(".sh") || path.ends_with(".bash")) {
        found.read(text);
    }
    found
}

impl Brought {
    /// Whether the unit is enabled, or comes with a package of its name.
    pub fn has(&self, unit: &str) -> bool {
        let file = unit.rsplit('/').next().unwrap_or(unit);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let template = stem.split('@').next().unwrap_or(stem);
        let enabled = |name: &String| name == file || name == stem || name.split('@').next() == Some(template);
        // The server's package brings the service: `postgresql-server`.
        let package = |name: &String| {
            name.strip_prefix(template).is_some_and(|rest| rest.is_empty() || rest.starts_with("-server"))
        };
        self.units.iter().any(enabled) || self.packages.iter().any(package)
    }

    fn read(&mut self, script: &str) {
        let ran = sh::run(&ScriptStep {
            script: &Symbolic::known(script),
            shell: Some("bash"),
            env: &Rc::new(BTreeMap::new()),
            files: &|_| None,
            programs: &Containers,
            world: World::Host,
        });
        for command in &ran.commands {
            let words: Vec<&str> = command.arguments.iter().filter_map(|field| field.text.as_known()).collect();
            self.packages.extend(behind(&words, &INSTALLERS).map(|word| package(word).to_string()));
            self.units.extend(behind(&words, &ENABLERS).map(|word| word.trim_end_matches(".service").to_string()));
        }
    }
}

/// The operands behind the word of one of the programs, wherever the program stands: `sudo`
/// and the like stand in front of it.
fn behind<'w>(words: &'w [&'w str], programs: &[(&str, &[&str])]) -> impl Iterator<Item = &'w str> {
    let verbs_of = |word: &str| {
        let name = word.rsplit('/').next().unwrap_or(word);
        programs.iter().find(|(own, _)| *own == name).map(|(_, verbs)| *verbs)
    };
    let program = words.iter().enumerate().find_map(|(at, word)| Some((at, verbs_of(word)?)));
    let from = program.and_then(|(at, verbs)| {
        let verb = words[at + 1..].iter().position(|word| verbs.contains(word))?;
        Some(at + verb + 2)
    });
    let rest = from.map_or(&[][..], |from| &words[from..]);
    rest.iter().copied().filter(|word| !word.starts_with('-'))
}

/// `valkey` of `valkey=8.0-r1` and `./valkey-8.0.rpm`.
fn package(word: &str) -> &str {
    let name = word.rsplit('/').next().unwrap_or(word);
    let name = name.split(['=', '<', '>', '~', ':']).next().unwrap_or(name);
    let version = name.match_indices('-').find(|(at, _)| name[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    version.map_or(name, |(at, _)| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::snapshot::Facts;

    #[track_caller]
    fn brings(files: &[(&str, &str)], yes: &[&str], no: &[&str]) {
        let found = brought(&Snapshot::of(files, Facts::unknown("widget", time::Date::MIN)));
        for unit in yes {
            assert!(found.has(unit), "{unit}: {found:?}");
        }
        for unit in no {
            assert!(!found.has(unit), "{unit}: {found:?}");
        }
    }

    #[test]
    fn packages_of_every_distribution() {
        let of = |line: &str| format!("FROM x\nRUN {line}\n");
        for line in [
            "dnf -y install valkey && dnf clean all",
            "--mount=type=cache,target=/var/cache apt-get update && apt-get install -y --no-install-recommends curl valkey=8.0",
            "apk add --no-cache valkey",
            "sudo rpm-ostree install valkey",
            "dnf install -y ./valkey-8.0-1.fc43.x86_64.rpm",
            "for it in a; do microdnf install valkey-server; done",
            "<<EOF\nset -e\ndnf install -y valkey\nEOF",
        ] {
            brings(&[("Dockerfile", &of(line))], &["valkey.service", "valkey@6379.service"], &["val.service"]);
        }
    }

    #[test]
    fn units_that_are_enabled() {
        let recipe = "FROM x\nRUN systemctl --root=/ enable sshd.service chronyd php-fpm@8 \\\n && true\n";
        brings(
            &[("a/Containerfile", recipe)],
            &["sshd.service", "chronyd.service", "php-fpm@.service"],
            &["ssh.service"],
        );
        brings(&[("build.sh", "systemctl enable cups.socket\n")], &["cups.socket"], &["cups-browsed.service"]);
    }

    #[test]
    fn other_installers_bring_no_units() {
        let recipe = "FROM x\nRUN pip install gadget && npm install gadget\nRUN echo dnf install gadget\n";
        brings(&[("Dockerfile", recipe), ("x.sh", "# dnf install gadget\n")], &[], &["gadget.service"]);
    }
}
