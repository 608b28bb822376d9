//! What was found out about a unit on a host.

use prodproof_live::link::{short, HostFact, Kin};
use prodproof_live::moment::Moment;

use super::commits;

pub fn words(fact: &HostFact, now: Moment) -> String {
    let since = |at: &Option<Moment>| at.map_or_else(String::new, |at| format!(", since {}", at.said_at(now)));
    match fact {
        HostFact::NotAnswered => {
            "nothing there answers for it: no systemd, or no manager of the user's services".into()
        }
        HostFact::NoUnit => "there is no such unit".into(),
        HostFact::NotLoaded { load } => format!("the unit is there, and is `{load}`"),
        HostFact::NotActive { active, sub, result } => {
            let more =
                [sub, result].into_iter().filter(|word| *word != active && !matches!(word.as_str(), "" | "success"));
            let more: Vec<&str> = more.map(String::as_str).collect();
            if more.is_empty() {
                format!("the service is {active}")
            } else {
                format!("the service is {active} ({})", more.join(", "))
            }
        }
        HostFact::Runs { container, revision, kin, since: at } => {
            let more = match kin {
                Kin::Ahead(count) => format!(", {} further", commits(*count)),
                Kin::SameFiles => ", which has the same files".into(),
                _ => String::new(),
            };
            format!("{container} runs {}{more}{}", short(revision), since(at))
        }
        HostFact::RunsCurrent { container, since: at, .. } => {
            format!("{container} runs the image that the registry has{}", since(at))
        }
        HostFact::RunsOther { container, revision, kin, since: at } => {
            let which = match (revision, kin) {
                (Some(revision), Some(Kin::Behind(count))) => {
                    format!("{}, {} behind", short(revision), commits(*count))
                }
                (Some(revision), Some(_)) => short(revision).to_string(),
                _ => "another image than the registry has".into(),
            };
            format!("{container} runs {which}{}", since(at))
        }
        HostFact::NoContainer => "no container runs in its name".into(),
        HostFact::Unseen { user } => format!("its containers are {user}'s, and were not seen"),
        HostFact::NoPodman => "podman could not be asked there".into(),
        HostFact::Unproven { container } => format!("of which commit {container} is, is not known"),
        HostFact::NotPulled { reasons } if reasons.is_empty() => "its files there do not let podman pull anew".into(),
        HostFact::NotPulled { reasons } => {
            format!("its files there do not let podman pull anew: {}", reasons.join("; "))
        }
        HostFact::MaybeNotPulled { reasons } => {
            format!("whether podman pulls anew is not known by its files there: {}", reasons.join("; "))
        }
        HostFact::Drifted { .. } => "its files there are not the repository's".into(),
        HostFact::NeedsReload => "systemd has not read its files since they were changed".into(),
        HostFact::TimerMissing => "podman-auto-update.timer is not there".into(),
        HostFact::TimerIdle { enabled } if enabled.is_empty() => "podman-auto-update.timer does not run".into(),
        HostFact::TimerIdle { enabled } => format!("podman-auto-update.timer does not run ({enabled})"),
        HostFact::Comes { at: Some(at) } => format!("comes by itself at {}", at.said_at(now)),
        HostFact::Comes { at: None } => "comes by itself".into(),
        HostFact::UpdateFailed { code, at } => {
            let at = at.map_or_else(String::new, |at| format!(" {}", at.said_at(now)));
            format!("the last update failed with {code}{at}")
        }
        HostFact::UpdateFails { words } if words.is_empty() => "podman auto-update fails there, for all units".into(),
        HostFact::UpdateFails { words } => format!("podman auto-update fails there, for all units: {words}"),
        HostFact::WouldFail => "podman says that its update would fail".into(),
        HostFact::SeesNothing { podman } => {
            let version = podman.as_deref().map_or_else(String::new, |version| format!(" {version}"));
            format!("podman{version} there sees no new image, though the registry has another: it may not reach the registry")
        }
        HostFact::LeftBehind { at } => {
            format!("the update of {} left it so: the new image may not start there", at.said_at(now))
        }
        HostFact::NoLinger { user } => format!("{user}'s services end with the session: lingering is off"),
    }
}

/// Imperative, one action; empty where there is nothing to do.
pub fn help(fact: &HostFact) -> String {
    match fact {
        HostFact::NoUnit => "install the unit on the host, or mend `host` in the contract".into(),
        HostFact::NotAnswered => {
            "see that systemd answers there; without a session a user's does after `loginctl enable-linger`".into()
        }
        HostFact::NotLoaded { .. } => "see `systemctl status` there".into(),
        HostFact::NotActive { .. } => "see `journalctl -u` there, and start it".into(),
        HostFact::NotPulled { .. } | HostFact::Drifted { .. } => {
            "install the repository's unit on the host, and reload systemd".into()
        }
        HostFact::NeedsReload => "run `systemctl daemon-reload` there, and restart the unit".into(),
        HostFact::TimerMissing => "install podman with its units".into(),
        HostFact::TimerIdle { .. } => "run `systemctl enable --now podman-auto-update.timer` there".into(),
        HostFact::UpdateFailed { .. } | HostFact::UpdateFails { .. } | HostFact::WouldFail => {
            "run `podman auto-update --dry-run` there, and mend what it says".into()
        }
        HostFact::SeesNothing { .. } => "see whether the host reaches the registry: `podman pull` there".into(),
        HostFact::LeftBehind { .. } => "see `journalctl -u podman-auto-update` there".into(),
        HostFact::NoLinger { user } => format!("run `loginctl enable-linger {user}` there"),
        HostFact::Unseen { user } => format!("log in as {user}"),
        HostFact::NoContainer => "see `systemctl status` there".into(),
        _ => String::new(),
    }
}
