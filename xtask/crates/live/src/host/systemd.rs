//! What `systemctl show` says: properties of a unit, of the timer, of the updater.
//!
//! Source: systemd(1), systemctl(1), org.freedesktop.systemd1(5); measured with 252.

use crate::moment::Moment;

/// Lines `Name=value`, in systemd's order.
pub struct Properties<'a>(&'a str);

impl<'a> Properties<'a> {
    pub fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The value, where it is there and not empty.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let own = |line: &'a str| line.strip_prefix(name)?.strip_prefix('=');
        self.0.lines().find_map(own).filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_string()
    }

    fn moment(&self, name: &str) -> Option<Moment> {
        self.get(name).and_then(Moment::systemd)
    }
}

/// Where a unit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// `loaded`, `not-found`, `masked`, `bad-setting`, `error`.
    pub load: String,
    /// `active`, `inactive`, `failed`, `activating`, `deactivating`, `reloading`.
    pub active: String,
    /// `running`, `exited`, `dead`, `auto-restart`.
    pub sub: String,
    /// `success`, `exit-code`, `timeout`.
    pub result: String,
    /// The unit's own file, and the file that a generator made it of.
    pub fragment: Option<String>,
    pub source: Option<String>,
    /// The files on disk are newer than what systemd has read.
    pub needs_reload: bool,
    pub since: Option<Moment>,
    pub restarts: u64,
    pub user: Option<String>,
}

impl State {
    /// `None` of a text that is none of `systemctl show`.
    pub fn read(text: &str) -> Option<Self> {
        let all = Properties::new(text);
        Some(Self {
            load: all.get("LoadState")?.to_string(),
            active: all.text("ActiveState"),
            sub: all.text("SubState"),
            result: all.text("Result"),
            fragment: all.get("FragmentPath").map(str::to_string),
            source: all.get("SourcePath").map(str::to_string),
            needs_reload: all.get("NeedDaemonReload") == Some("yes"),
            since: all.moment("ActiveEnterTimestamp"),
            restarts: all.get("NRestarts").and_then(|count| count.parse().ok()).unwrap_or_default(),
            user: all.get("User").map(str::to_string),
        })
    }
}

/// podman's timer on the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    pub load: String,
    pub active: String,
    /// `enabled`, `disabled`, `masked`, `static`.
    pub enabled: String,
    pub next: Option<Moment>,
    pub last: Option<Moment>,
}

impl Timer {
    pub fn read(text: &str) -> Option<Self> {
        let all = Properties::new(text);
        Some(Self {
            load: all.get("LoadState")?.to_string(),
            active: all.text("ActiveState"),
            enabled: all.text("UnitFileState"),
            next: all.moment("NextElapseUSecRealtime"),
            last: all.moment("LastTriggerUSec"),
        })
    }

    /// Whether it will fire.
    pub fn fires(&self) -> bool {
        self.active == "active"
    }
}

/// The last run of `podman-auto-update.service`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastRun {
    pub result: String,
    pub code: i64,
    pub started: Option<Moment>,
    pub ended: Option<Moment>,
}

impl LastRun {
    /// `None` where it has never run.
    pub fn read(text: &str) -> Option<Self> {
        let all = Properties::new(text);
        let (started, ended) = (all.moment("ExecMainStartTimestamp"), all.moment("ExecMainExitTimestamp"));
        let code = all.get("ExecMainStatus").and_then(|code| code.parse().ok()).unwrap_or_default();
        Some(Self { result: all.get("Result")?.to_string(), code, started, ended }).filter(|one| one.ended.is_some())
    }

    pub fn failed(&self) -> bool {
        self.result != "success"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by hand after systemd 252 (`systemctl show`, `LC_ALL=C TZ=UTC`).
    const SHOWN: &str = "\
Result=success
NRestarts=0
User=
Id=widget.service
LoadState=loaded
ActiveState=active
SubState=running
FragmentPath=/etc/systemd/system/widget.service
SourcePath=
DropInPaths=
UnitFileState=enabled
NeedDaemonReload=no
ActiveEnterTimestamp=Mon 2026-11-30 05:02:11 UTC
";

    #[test]
    fn properties_in_any_order() {
        let state = State::read(SHOWN).expect("shown");
        assert_eq!((state.load.as_str(), state.active.as_str()), ("loaded", "active"));
        assert_eq!(state.fragment.as_deref(), Some("/etc/systemd/system/widget.service"));
        assert_eq!((state.source, state.user), (None, None));
        assert_eq!(state.since.map(|one| one.to_string()).as_deref(), Some("2026-11-30T05:02:11Z"));
        let missing =
            State::read("Id=x.service\nLoadState=not-found\nActiveState=inactive\nActiveEnterTimestamp=n/a\n");
        assert!(missing.is_some_and(|state| state.load == "not-found" && state.since.is_none()));
        assert_eq!(State::read("Failed to connect to bus: No such file or directory\n"), None);
    }

    #[test]
    fn a_timer_that_fires_says_when() {
        let timer = Timer::read(
            "\
NextElapseUSecRealtime=Tue 2026-12-01 00:12:33 UTC
LastTriggerUSec=n/a
LoadState=loaded
ActiveState=active
UnitFileState=enabled
",
        );
        assert!(timer.is_some_and(|timer| timer.fires() && timer.next.is_some() && timer.last.is_none()));
        let off =
            Timer::read("NextElapseUSecRealtime=\nLoadState=loaded\nActiveState=inactive\nUnitFileState=disabled\n");
        assert!(off.is_some_and(|timer| !timer.fires()));
    }

    #[test]
    fn an_updater_that_never_ran_has_no_last_run() {
        assert_eq!(LastRun::read("Result=success\nExecMainStatus=0\nExecMainExitTimestamp=\nLoadState=loaded\n"), None);
        let failed =
            LastRun::read("Result=exit-code\nExecMainStatus=125\nExecMainExitTimestamp=Mon 2026-11-30 00:12:40 UTC\n");
        assert!(failed.is_some_and(|run| run.failed() && run.code == 125));
    }
}
