//! What may be found out about a unit on a host, its words and what to do about it.

use crate::link::{commits, short, Kin};
use crate::moment::Moment;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostFact {
    /// The host did not answer for this unit: no systemd, or no manager of the user's.
    NotAnswered,
    NoUnit,
    /// `masked`, `bad-setting`, `error`.
    NotLoaded {
        load: String,
    },
    NotActive {
        active: String,
        sub: String,
        result: String,
    },
    /// The container's own label tells the commit.
    Runs {
        container: String,
        revision: String,
        kin: Kin,
        since: Option<Moment>,
    },
    /// Its image is what the registry has.
    RunsCurrent {
        container: String,
        since: Option<Moment>,
        is_merge: bool,
    },
    /// Its image is another than what the registry has.
    RunsOther {
        container: String,
        revision: Option<String>,
        kin: Option<Kin>,
        since: Option<Moment>,
    },
    /// podman there runs nothing in the unit's name.
    NoContainer,
    /// Whoever was logged in cannot see the containers of the unit's user.
    Unseen {
        user: String,
    },
    NoPodman,
    /// Which image it runs cannot be held against anything.
    Unproven {
        container: String,
    },
    NotPulled {
        reasons: Vec<String>,
    },
    MaybeNotPulled {
        reasons: Vec<String>,
    },
    Drifted {
        diff: String,
    },
    NeedsReload,
    TimerMissing,
    TimerIdle {
        enabled: String,
    },
    /// When the timer fires next.
    Comes {
        at: Option<Moment>,
    },
    UpdateFailed {
        code: i64,
        at: Option<Moment>,
    },
    /// Nothing is updated on the host at all; podman's words.
    UpdateFails {
        words: String,
    },
    /// The update of this unit would fail.
    WouldFail,
    /// The registry has another image, and podman there says that it has not.
    SeesNothing {
        podman: Option<String>,
    },
    /// An update ran when the registry had the merge's image, ended well, and left another
    /// one running: podman went back to it, or did not see the new one.
    LeftBehind {
        at: Moment,
    },
    NoLinger {
        user: String,
    },
}

impl HostFact {
    /// A name for machines; it stays what it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotAnswered => "not-answered",
            Self::NoUnit => "no-unit",
            Self::NotLoaded { .. } => "not-loaded",
            Self::NotActive { .. } => "not-active",
            Self::Runs { .. } => "runs",
            Self::RunsCurrent { .. } => "runs-current",
            Self::RunsOther { .. } => "runs-other",
            Self::NoContainer => "no-container",
            Self::Unseen { .. } => "unseen",
            Self::NoPodman => "no-podman",
            Self::Unproven { .. } => "unproven",
            Self::NotPulled { .. } => "not-pulled",
            Self::MaybeNotPulled { .. } => "maybe-not-pulled",
            Self::Drifted { .. } => "drifted",
            Self::NeedsReload => "needs-reload",
            Self::TimerMissing => "timer-missing",
            Self::TimerIdle { .. } => "timer-idle",
            Self::Comes { .. } => "comes",
            Self::UpdateFailed { .. } => "update-failed",
            Self::UpdateFails { .. } => "update-fails",
            Self::WouldFail => "would-fail",
            Self::SeesNothing { .. } => "sees-nothing",
            Self::LeftBehind { .. } => "left-behind",
            Self::NoLinger { .. } => "no-linger",
        }
    }

    pub(in crate::link) fn words(&self, now: Moment) -> String {
        let since = |at: &Option<Moment>| at.map_or_else(String::new, |at| format!(", since {}", at.said_at(now)));
        match self {
            Self::NotAnswered => {
                "nothing there answers for it: no systemd, or no manager of the user's services".into()
            }
            Self::NoUnit => "there is no such unit".into(),
            Self::NotLoaded { load } => format!("the unit is there, and is `{load}`"),
            Self::NotActive { active, sub, result } => {
                let more = [sub, result]
                    .into_iter()
                    .filter(|word| *word != active && !matches!(word.as_str(), "" | "success"));
                let more: Vec<&str> = more.map(String::as_str).collect();
                if more.is_empty() {
                    format!("the service is {active}")
                } else {
                    format!("the service is {active} ({})", more.join(", "))
                }
            }
            Self::Runs { container, revision, kin, since: at } => {
                let more = match kin {
                    Kin::Ahead(count) => format!(", {} further", commits(*count)),
                    Kin::SameFiles => ", which has the same files".into(),
                    _ => String::new(),
                };
                format!("{container} runs {}{more}{}", short(revision), since(at))
            }
            Self::RunsCurrent { container, since: at, .. } => {
                format!("{container} runs the image that the registry has{}", since(at))
            }
            Self::RunsOther { container, revision, kin, since: at } => {
                let which = match (revision, kin) {
                    (Some(revision), Some(Kin::Behind(count))) => {
                        format!("{}, {} behind", short(revision), commits(*count))
                    }
                    (Some(revision), Some(_)) => short(revision).to_string(),
                    _ => "another image than the registry has".into(),
                };
                format!("{container} runs {which}{}", since(at))
            }
            Self::NoContainer => "no container runs in its name".into(),
            Self::Unseen { user } => format!("its containers are {user}'s, and were not seen"),
            Self::NoPodman => "podman could not be asked there".into(),
            Self::Unproven { container } => format!("of which commit {container} is, is not known"),
            Self::NotPulled { reasons } if reasons.is_empty() => "its files there do not let podman pull anew".into(),
            Self::NotPulled { reasons } => {
                format!("its files there do not let podman pull anew: {}", reasons.join("; "))
            }
            Self::MaybeNotPulled { reasons } => {
                format!("whether podman pulls anew is not known by its files there: {}", reasons.join("; "))
            }
            Self::Drifted { .. } => "its files there are not the repository's".into(),
            Self::NeedsReload => "systemd has not read its files since they were changed".into(),
            Self::TimerMissing => "podman-auto-update.timer is not there".into(),
            Self::TimerIdle { enabled } if enabled.is_empty() => "podman-auto-update.timer does not run".into(),
            Self::TimerIdle { enabled } => format!("podman-auto-update.timer does not run ({enabled})"),
            Self::Comes { at: Some(at) } => format!("comes by itself at {}", at.said_at(now)),
            Self::Comes { at: None } => "comes by itself".into(),
            Self::UpdateFailed { code, at } => {
                let at = at.map_or_else(String::new, |at| format!(" {}", at.said_at(now)));
                format!("the last update failed with {code}{at}")
            }
            Self::UpdateFails { words } if words.is_empty() => "podman auto-update fails there, for all units".into(),
            Self::UpdateFails { words } => format!("podman auto-update fails there, for all units: {words}"),
            Self::WouldFail => "podman says that its update would fail".into(),
            Self::SeesNothing { podman } => {
                let version = podman.as_deref().map_or_else(String::new, |version| format!(" {version}"));
                format!("podman{version} there sees no new image, though the registry has another: it may not reach the registry")
            }
            Self::LeftBehind { at } => {
                format!("the update of {} left it so: the new image may not start there", at.said_at(now))
            }
            Self::NoLinger { user } => format!("{user}'s services end with the session: lingering is off"),
        }
    }

    pub(in crate::link) fn help(&self) -> String {
        match self {
            Self::NoUnit => "install the unit on the host, or mend `host` in the contract".into(),
            Self::NotAnswered => {
                "see that systemd answers there; without a session a user's does after `loginctl enable-linger`".into()
            }
            Self::NotLoaded { .. } => "see `systemctl status` there".into(),
            Self::NotActive { .. } => "see `journalctl -u` there, and start it".into(),
            Self::NotPulled { .. } | Self::Drifted { .. } => {
                "install the repository's unit on the host, and reload systemd".into()
            }
            Self::NeedsReload => "run `systemctl daemon-reload` there, and restart the unit".into(),
            Self::TimerMissing => "install podman with its units".into(),
            Self::TimerIdle { .. } => "run `systemctl enable --now podman-auto-update.timer` there".into(),
            Self::UpdateFailed { .. } | Self::UpdateFails { .. } | Self::WouldFail => {
                "run `podman auto-update --dry-run` there, and mend what it says".into()
            }
            Self::SeesNothing { .. } => "see whether the host reaches the registry: `podman pull` there".into(),
            Self::LeftBehind { .. } => "see `journalctl -u podman-auto-update` there".into(),
            Self::NoLinger { user } => format!("run `loginctl enable-linger {user}` there"),
            Self::Unseen { user } => format!("log in as {user}"),
            Self::NoContainer => "see `systemctl status` there".into(),
            _ => String::new(),
        }
    }
}
