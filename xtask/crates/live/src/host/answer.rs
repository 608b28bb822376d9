//! What a host says, section by section, as one value.

use std::collections::BTreeMap;

use super::frame::AnswerSection;
pub use super::podman::HostContainer;
use super::podman::{would, Would};
use super::systemd::{LastRun, State, Timer};
use crate::trouble::last_line;

/// Whose manager runs the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    System,
    User,
}

/// A host, as far as it was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenHost {
    /// As it calls itself.
    pub name: String,
    pub root: bool,
    /// Who was logged in.
    pub user: String,
    pub versions: Versions,
    /// Units by name. One that is missing here was not answered for.
    pub units: BTreeMap<String, HostUnit>,
    /// Whether the user's services run without a session; `None` where it is not known.
    pub linger: Option<bool>,
    pub update: Update,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// `252`.
    pub systemd: Option<u32>,
    /// `4.3.1`; `None` where there is no podman.
    pub podman: Option<String>,
}

/// What auto-update says that it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Update {
    /// By unit.
    Would(BTreeMap<String, Would>),
    /// It fails, and then updates nothing at all; its words.
    Fails(String),
    #[default]
    Unknown,
}

/// A unit on the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostUnit {
    pub manager: Manager,
    pub state: State,
    /// Its own file, its source and its drop-ins, in the order in which they count.
    pub texts: Vec<HostFile>,
    pub timer: Option<Timer>,
    pub updater: Updater,
    /// Whether podman could be asked for containers.
    pub podman: bool,
    pub containers: Vec<HostContainer>,
}

/// The last run of the updater; `None` where it has never run.
pub type Updater = Option<LastRun>;

/// A file of the unit on the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostFile {
    pub path: String,
    /// `None` where it could not be read.
    pub text: Option<String>,
}

impl SeenHost {
    pub(super) fn read(sections: &[AnswerSection]) -> Self {
        let line = |name: &str| {
            let own = sections.iter().find(|one| one.name == name && one.code == 0);
            own.and_then(|one| one.text.lines().next()).map(str::trim).filter(|line| !line.is_empty())
        };
        let mut host = Self {
            name: line("hostname").unwrap_or_default().to_string(),
            root: line("uid") == Some("0"),
            user: line("user").unwrap_or_default().to_string(),
            versions: Versions {
                // "systemd 252 (252.39-1~deb12u1)"
                systemd: line("systemd").and_then(|line| line.split(' ').nth(1)?.parse().ok()),
                podman: line("podman").map(str::to_string),
            },
            linger: line("linger").and_then(|line| match line.strip_prefix("Linger=")? {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            }),
            ..Self::default()
        };
        let starts: Vec<usize> = (0..sections.len()).filter(|at| sections[*at].name == "unit").collect();
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(sections.len());
            let own = &sections[start + 1..end];
            host.units.extend(scope(own).map(|scope| (sections[*start].text.trim().to_string(), scope)));
        }
        if let Some(update) = sections.iter().find(|one| one.name == "update") {
            host.update = match (update.code, would(&update.text)) {
                (0, Some(all)) => Update::Would(all),
                // The program is not there, or was stopped by `timeout`: nothing is known.
                (0 | 124 | 126 | 127, _) => Update::Unknown,
                (_, Some(all)) if all.values().any(|one| *one == Would::Fail) => Update::Would(all),
                _ => Update::Fails(last_line(&update.words)),
            };
        }
        host
    }
}

/// The sections of one unit.
fn scope(sections: &[AnswerSection]) -> Option<HostUnit> {
    let find = |name: &str| sections.iter().find(|one| one.name == name && one.code == 0);
    let manager = match find("scope")?.text.trim() {
        "user" => Manager::User,
        "system" => Manager::System,
        _ => return None,
    };
    let mut texts: Vec<HostFile> = Vec::new();
    for (at, section) in sections.iter().enumerate().filter(|(_, one)| one.name == "path") {
        let path = section.text.trim_end_matches('\n').to_string();
        let file = sections.get(at + 1).filter(|one| one.name == "file" && one.code == 0);
        if !texts.iter().any(|one| one.path == path) {
            texts.push(HostFile { path, text: file.map(|one| one.text.clone()) });
        }
    }
    let mut containers = Vec::new();
    for (at, section) in sections.iter().enumerate().filter(|(_, one)| one.name == "container" && one.code == 0) {
        let image = sections.get(at + 1).filter(|one| one.name == "image" && one.code == 0);
        containers.extend(HostContainer::read(&section.text, image.map(|one| one.text.as_str())));
    }
    Some(HostUnit {
        manager,
        state: State::read(&find("show")?.text)?,
        texts,
        timer: find("timer").and_then(|one| Timer::read(&one.text)),
        updater: find("updater").and_then(|one| LastRun::read(&one.text)),
        podman: find("asked").is_some(),
        containers,
    })
}

#[cfg(test)]
mod tests {
    use super::super::frame::sections;
    use super::*;

    #[test]
    fn a_host_is_read() {
        let text = include_str!("../../answers/web1.probe");
        let host = SeenHost::read(&sections(text).expect("whole"));
        assert_eq!(
            (host.root, host.versions.systemd, host.versions.podman.as_deref()),
            (true, Some(252), Some("4.3.1"))
        );
        let widget = &host.units["widget.service"];
        assert_eq!((widget.manager, widget.state.active.as_str()), (Manager::System, "active"));
        assert_eq!(widget.texts.len(), 2);
        assert!(widget.texts[0].text.as_deref().is_some_and(|text| text.contains("[Service]")));
        assert!(widget.timer.as_ref().is_some_and(Timer::fires));
        assert_eq!(widget.containers.len(), 1);
        assert_eq!(host.units["gone.service"].state.load, "not-found");
        assert!(matches!(&host.update, Update::Would(all) if all["widget.service"] == Would::Nothing));
    }

    #[test]
    fn what_a_host_does_not_have_is_not_known() {
        let text = "xtask-probe 1\n@ podman\n!sh: podman: not found\n= 127\n@ update\n!x\n= 127\nxtask-probe end\n";
        let host = SeenHost::read(&sections(text).expect("whole"));
        assert_eq!((host.versions.podman, host.linger, host.update), (None, None, Update::Unknown));
        let text = "xtask-probe 1\n@ update\n!Error: 1 error occurred:\n!\t* invalid auto-update policy\n= 125\nxtask-probe end\n";
        let host = SeenHost::read(&sections(text).expect("whole"));
        assert_eq!(host.update, Update::Fails("* invalid auto-update policy".into()));
    }
}
