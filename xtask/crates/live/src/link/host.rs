//! What runs on a host in a unit's name, and whether what the registry has will come there
//! by itself.

use super::{commits, short, told, Fact, Kin, Said, Standing, Told};
use crate::host::podman::Would;
use crate::host::systemd::{LastRun, Timer};
use crate::host::{Container, Host, Manager, Scope, Unit, Update};
use crate::moment::Moment;
use crate::registry::Image;
use prodproof_syntax::answer::Answer;

/// What the files on the host come to, read as the repository's are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// Whether podman pulls anew, by the files on the host.
    pub arrives: Answer,
    /// Why not, or why that is not known, for people.
    pub reasons: Vec<String>,
    /// The repository's own timer brings it, so that podman's does not matter.
    pub by_own_timer: bool,
    /// Where the host's files are not the repository's: a diff, from the repository's.
    pub drift: Option<String>,
}

#[derive(Clone)]
pub struct HostQuestion<'a> {
    pub host: &'a Host,
    pub unit: &'a Unit,
    /// What the files there come to; `None` where they could not be read.
    pub deployed: Option<&'a Deployed>,
    /// What the registry has under the unit's reference, and whether that is the merge's.
    pub registry: Option<(&'a Image, Standing)>,
    /// When the registry had the merge's image at the latest; `None` where that is not known.
    pub published: Option<Moment>,
    pub kin: &'a dyn Fn(&str) -> Kin,
    pub now: Moment,
    /// The deployment is a job: it runs to its end.
    pub is_job: bool,
}

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
    /// The label tells a commit that is not the merge's, and nobody knows what the registry has.
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

/// How far the clocks of a host and of the forge may be apart.
const SLACK: i64 = 300;

pub fn judge_host(question: &HostQuestion<'_>) -> Vec<Fact> {
    let mut facts = Facts(Vec::new());
    let Some(scope) = question.host.units.get(question.unit.as_str()) else {
        facts.say(Standing::Unknown, HostFact::NotAnswered);
        return facts.0;
    };
    if !question.state(scope, &mut facts) {
        return facts.0;
    }
    // Whether it comes by itself, with all that speaks for and against it.
    let mut way = Facts(Vec::new());
    question.way(scope, &mut way);
    let way_standing = way.0.iter().map(|fact| fact.standing).max().unwrap_or(Standing::Unknown);
    let runs = question.container(scope, way_standing, &mut facts);
    // What is broken about the way is told in any case: the next merge takes it.
    let is_there = runs == Standing::Yes;
    let follows = facts.0.iter().any(|fact| {
        matches!(fact.said, Said::Host(HostFact::RunsCurrent { is_merge: false, .. } | HostFact::NotActive { .. }))
    });
    let told = way.0.into_iter().filter(|fact| {
        let comes = matches!(fact.said, Said::Host(HostFact::Comes { .. }));
        let doubt = matches!(
            fact.said,
            Said::Host(HostFact::SeesNothing { .. } | HostFact::LeftBehind { .. } | HostFact::MaybeNotPulled { .. })
        );
        // Nothing is on its way to a host that has all that there is, and nothing is
        // promised where it is not known that it will come.
        !(comes && (runs != Standing::Behind || follows)) && !(doubt && is_there)
    });
    facts.0.extend(told);
    if let Some(diff) = question.deployed.and_then(|one| one.drift.clone()) {
        facts.say(Standing::No, HostFact::Drifted { diff });
    }
    if scope.state.needs_reload {
        facts.say(Standing::No, HostFact::NeedsReload);
    }
    facts.0
}

struct Facts(Vec<Fact>);

impl Facts {
    fn say(&mut self, standing: Standing, fact: HostFact) {
        self.0.push(Fact { standing, said: Said::Host(fact) });
    }
}

impl HostQuestion<'_> {
    /// Whether the unit is there and runs; without that nothing else is asked.
    fn state(&self, scope: &Scope, facts: &mut Facts) -> bool {
        let state = &scope.state;
        match state.load.as_str() {
            "loaded" => {}
            "not-found" => {
                facts.say(Standing::No, HostFact::NoUnit);
                return false;
            }
            other => {
                facts.say(Standing::No, HostFact::NotLoaded { load: other.to_string() });
                return false;
            }
        }
        let done = self.is_job && state.active == "inactive" && matches!(state.result.as_str(), "success" | "");
        let runs = matches!(state.active.as_str(), "active" | "reloading") || done;
        if !runs {
            // While it starts, nobody knows whether it will.
            let starts = matches!(state.active.as_str(), "activating") && state.sub != "auto-restart";
            let standing = if starts { Standing::Behind } else { Standing::No };
            let (active, sub, result) = (state.active.clone(), state.sub.clone(), state.result.clone());
            facts.say(standing, HostFact::NotActive { active, sub, result });
        }
        true
    }

    /// What brings a new image to the unit, and what stands in its way.
    fn way(&self, scope: &Scope, facts: &mut Facts) {
        let own_timer = self.deployed.is_some_and(|one| one.by_own_timer);
        match self.deployed {
            Some(Deployed { arrives: Answer::No, reasons, .. }) => {
                facts.say(Standing::No, HostFact::NotPulled { reasons: reasons.clone() });
                return;
            }
            Some(Deployed { arrives: Answer::Unknown, reasons, .. }) => {
                facts.say(Standing::Unknown, HostFact::MaybeNotPulled { reasons: reasons.clone() });
            }
            _ => {}
        }
        if scope.manager == Manager::User && self.host.linger == Some(false) {
            facts.say(Standing::No, HostFact::NoLinger { user: self.host.user.clone() });
        }
        if own_timer {
            facts.say(Standing::Behind, HostFact::Comes { at: None });
            return;
        }
        match &scope.timer {
            None => facts.say(Standing::Unknown, HostFact::TimerMissing),
            Some(Timer { load, .. }) if load != "loaded" => facts.say(Standing::No, HostFact::TimerMissing),
            Some(timer) if !timer.fires() => {
                facts.say(Standing::No, HostFact::TimerIdle { enabled: timer.enabled.clone() });
            }
            Some(timer) => facts.say(Standing::Behind, HostFact::Comes { at: timer.next }),
        }
        match &self.host.update {
            Update::Fails(words) => facts.say(Standing::No, HostFact::UpdateFails { words: words.clone() }),
            Update::Would(all) => match all.get(self.unit.as_str()) {
                Some(Would::Fail) => facts.say(Standing::No, HostFact::WouldFail),
                Some(Would::Nothing) if self.is_another(scope) => {
                    facts.say(Standing::Unknown, HostFact::SeesNothing { podman: self.host.versions.podman.clone() });
                }
                _ => match &scope.updater {
                    Some(run @ LastRun { code, ended, .. }) if run.failed() => {
                        facts.say(Standing::No, HostFact::UpdateFailed { code: *code, at: *ended });
                    }
                    Some(LastRun { started: Some(at), .. })
                        if self.is_another(scope)
                            && self.published.is_some_and(|published| at.since(published) > SLACK) =>
                    {
                        facts.say(Standing::Unknown, HostFact::LeftBehind { at: *at });
                    }
                    _ => {}
                },
            },
            Update::Unknown => {}
        }
    }

    /// The registry surely has another image than what runs.
    fn is_another(&self, scope: &Scope) -> bool {
        let Some((image, _)) = self.registry else { return false };
        let known = scope.containers.iter().filter(|one| !one.digests.is_empty());
        known.clone().next().is_some() && known.clone().all(|one| !one.digests.iter().any(|digest| image.has(digest)))
    }

    /// What the containers of the unit are of; the standing of the worst.
    fn container(&self, scope: &Scope, way: Standing, facts: &mut Facts) -> Standing {
        let running: Vec<&Container> =
            scope.containers.iter().filter(|one| one.status == "running" || self.is_job).collect();
        if running.is_empty() {
            let mine =
                scope.manager == Manager::User || self.host.root || scope.state.user.as_ref() == Some(&self.host.user);
            let (standing, fact) = match (scope.podman, mine) {
                (false, _) => (Standing::Unknown, HostFact::NoPodman),
                (true, false) => (
                    Standing::Unknown,
                    HostFact::Unseen { user: scope.state.user.clone().unwrap_or_else(|| "root".into()) },
                ),
                (true, true) if self.is_job => (Standing::Unknown, HostFact::NoContainer),
                (true, true) if scope.state.active == "active" => (Standing::Unknown, HostFact::NoContainer),
                (true, true) => (Standing::No, HostFact::NoContainer),
            };
            facts.say(standing, fact);
            return standing;
        }
        let mut worst = Standing::Yes;
        for one in running {
            let (standing, fact) = self.one(one, way);
            worst = worst.max(standing);
            facts.say(standing, fact);
        }
        worst
    }

    fn one(&self, one: &Container, way: Standing) -> (Standing, HostFact) {
        let container = one.name.clone();
        let revision = one.labels.get("org.opencontainers.image.revision").map(|text| text.trim().to_string());
        let kin = match revision.as_deref().map(told) {
            Some(Told::Commit(sha)) => Some((self.kin)(sha)),
            _ => None,
        };
        let since = one.started;
        if let (Some(revision), Some(kin @ (Kin::Same | Kin::SameFiles | Kin::Ahead(_)))) = (&revision, &kin) {
            return (Standing::Yes, HostFact::Runs { container, revision: revision.clone(), kin: kin.clone(), since });
        }
        // Not there: it comes, if the way is free and the registry has it.
        let later = match way {
            Standing::Yes | Standing::NotConfigured | Standing::Behind | Standing::Held => Standing::Behind,
            other => other,
        };
        match self.registry {
            Some((image, standing)) if one.digests.iter().any(|digest| image.has(digest)) => {
                let is_merge = standing == Standing::Yes;
                // It follows the registry; what the registry lacks is told there.
                let standing = match standing {
                    Standing::No | Standing::Held => Standing::Behind,
                    other => other,
                };
                (standing, HostFact::RunsCurrent { container, since, is_merge })
            }
            Some(_) if !one.digests.is_empty() => (later, HostFact::RunsOther { container, revision, kin, since }),
            _ => match kin {
                // Whether the registry has what would come is not known.
                Some(Kin::Behind(_) | Kin::Diverged) => {
                    (later.max(Standing::Unknown), HostFact::RunsOther { container, revision, kin, since })
                }
                _ => (Standing::Unknown, HostFact::Unproven { container }),
            },
        }
    }
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

    pub(super) fn words(&self, now: Moment) -> String {
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
                match more.is_empty() {
                    true => format!("the service is {active}"),
                    false => format!("the service is {active} ({})", more.join(", ")),
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

    pub(super) fn help(&self) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Outcome;
    use crate::host::probe;

    const NOW: Moment = Moment(1_796_029_200);
    const WEB1: &str = include_str!("../../answers/web1.probe");
    const SHA: &str = "860c1904a1ce19322e91ac35af1ab07466440c37";

    fn image(digest: &str) -> Image {
        Image { digest: digest.into(), platforms: Vec::new() }
    }

    const GOOD: Deployed = Deployed { arrives: Answer::Yes, reasons: Vec::new(), by_own_timer: false, drift: None };

    /// What is said of web1, whose answer was changed so.
    fn judged(
        edits: &[(&str, &str)],
        deployed: &Deployed,
        registry: Option<(&str, Standing)>,
        published: Option<Moment>,
    ) -> Vec<Fact> {
        let mut text = WEB1.to_string();
        for (from, to) in edits {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        let host = probe::read(&Outcome::ended(0, &text, "")).expect("an answer");
        let kin = |sha: &str| match sha {
            SHA => Kin::Same,
            "3333333" => Kin::Behind(14),
            _ => Kin::Absent,
        };
        let image = registry.map(|(digest, standing)| (image(digest), standing));
        judge_host(&HostQuestion {
            host: &host,
            unit: &Unit::new("widget.service").expect("a unit"),
            deployed: Some(deployed),
            registry: image.as_ref().map(|(image, standing)| (image, *standing)),
            published,
            kin: &kin,
            now: NOW,
            is_job: false,
        })
    }

    /// The worst fact.
    #[track_caller]
    fn says(
        edits: &[(&str, &str)],
        deployed: &Deployed,
        registry: Option<(&str, Standing)>,
        standing: Standing,
        words: &str,
    ) {
        let facts = judged(edits, deployed, registry, None);
        let worst = facts.iter().rev().max_by_key(|fact| fact.standing).expect("a fact");
        let all: Vec<String> = facts.iter().map(|fact| fact.words(NOW)).collect();
        assert_eq!((worst.standing, worst.words(NOW).as_str()), (standing, words), "{all:#?}");
    }

    const HERE: Option<(&str, Standing)> = Some(("sha256:aa", Standing::Yes));
    const NEWER: Option<(&str, Standing)> = Some(("sha256:bb", Standing::Yes));
    /// The container is of an older commit.
    const OLD: (&str, &str) = (SHA, "3333333");
    const PENDING: (&str, &str) = ("\"Updated\":\"false\"", "\"Updated\":\"pending\"");

    #[test]
    fn the_container_tells_its_commit() {
        says(&[], &GOOD, HERE, Standing::Yes, "widget runs 860c190, since 05:02 UTC");
        says(&[], &GOOD, None, Standing::Yes, "widget runs 860c190, since 05:02 UTC");
        let unlabelled = (format!("\"org.opencontainers.image.revision\":\"{SHA}\""), "\"x\":\"y\"".to_string());
        let unlabelled = (unlabelled.0.as_str(), unlabelled.1.as_str());
        says(&[unlabelled], &GOOD, HERE, Standing::Yes, "widget runs the image that the registry has, since 05:02 UTC");
        says(&[unlabelled], &GOOD, None, Standing::Unknown, "of which commit widget is, is not known");
        let foreign = Some(("sha256:aa", Standing::No));
        says(
            &[unlabelled],
            &GOOD,
            foreign,
            Standing::Behind,
            "widget runs the image that the registry has, since 05:02 UTC",
        );
    }

    #[test]
    fn behind_comes_by_itself_and_broken_does_not() {
        says(
            &[OLD, PENDING],
            &GOOD,
            NEWER,
            Standing::Behind,
            "widget runs 3333333, 14 commits behind, since 05:02 UTC",
        );
        let idle = (
            "ActiveState=active\n|UnitFileState=enabled\n= 0\n@ updater",
            "ActiveState=inactive\n|UnitFileState=disabled\n= 0\n@ updater",
        );
        says(
            &[OLD, PENDING, idle],
            &GOOD,
            NEWER,
            Standing::No,
            "widget runs 3333333, 14 commits behind, since 05:02 UTC",
        );
        says(&[idle], &GOOD, HERE, Standing::No, "podman-auto-update.timer does not run (disabled)");
        let unlabelled = Deployed { arrives: Answer::No, reasons: vec!["no label".into()], ..GOOD };
        says(&[OLD], &unlabelled, NEWER, Standing::No, "widget runs 3333333, 14 commits behind, since 05:02 UTC");
        says(&[], &unlabelled, HERE, Standing::No, "its files there do not let podman pull anew: no label");
        let failed = ("ExecMainStatus=0", "ExecMainStatus=125");
        let result =
            ("|Result=success\n|LoadState=loaded\n|ExecMain", "|Result=exit-code\n|LoadState=loaded\n|ExecMain");
        says(&[failed, result], &GOOD, HERE, Standing::No, "the last update failed with 125 00:03 UTC");
    }

    /// podman 4.3.1 says "false" when it cannot reach the registry.
    #[test]
    fn a_host_that_sees_nothing_new_proves_nothing() {
        says(&[OLD], &GOOD, NEWER, Standing::Unknown, "widget runs 3333333, 14 commits behind, since 05:02 UTC");
    }

    /// Of an image that does not start podman goes back to the one before, and calls that a
    /// success (measured with 4.3.1 and 5.4.2).
    #[test]
    fn an_update_that_left_the_old_one_is_no_promise() {
        let ran = Moment::rfc3339("2026-11-30T00:03:10Z").expect("a moment");
        let after = |published: Option<Moment>| {
            let facts = judged(&[OLD, PENDING], &GOOD, NEWER, published);
            let kinds: Vec<&str> = facts.iter().map(Fact::kind).collect();
            (facts.iter().map(|fact| fact.standing).max(), kinds.contains(&"left-behind"), kinds.contains(&"comes"))
        };
        assert_eq!(after(Some(ran.plus(-600))), (Some(Standing::Unknown), true, false));
        assert_eq!(after(Some(ran.plus(-200))), (Some(Standing::Behind), false, true), "clocks may differ");
        assert_eq!(after(Some(ran.plus(600))), (Some(Standing::Behind), false, true), "it came later");
        assert_eq!(after(None), (Some(Standing::Behind), false, true), "nobody knows when it came");
        let there = judged(&[], &GOOD, HERE, Some(ran.plus(-600)));
        assert!(there.iter().all(|fact| fact.standing == Standing::Yes));
    }

    /// Without the registry's answer nobody knows whether there is anything to come.
    #[test]
    fn nothing_is_promised_of_a_registry_that_is_down() {
        let facts = judged(&[OLD], &GOOD, None, None);
        assert_eq!(facts.iter().map(Fact::kind).collect::<Vec<_>>(), ["runs-other"]);
        assert_eq!(facts[0].standing, Standing::Unknown);
    }

    #[test]
    fn the_unit_itself() {
        says(
            &[(
                "LoadState=loaded\n|ActiveState=active\n|SubState=running",
                "LoadState=not-found\n|ActiveState=inactive\n|SubState=dead",
            )],
            &GOOD,
            HERE,
            Standing::No,
            "there is no such unit",
        );
        says(
            &[(
                "LoadState=loaded\n|ActiveState=active\n|SubState=running",
                "LoadState=masked\n|ActiveState=inactive\n|SubState=dead",
            )],
            &GOOD,
            HERE,
            Standing::No,
            "the unit is there, and is `masked`",
        );
        says(
            &[("NeedDaemonReload=no", "NeedDaemonReload=yes")],
            &GOOD,
            HERE,
            Standing::No,
            "systemd has not read its files since they were changed",
        );
        says(
            &[("@ unit\n|widget.service", "@ unit\n|other.service")],
            &GOOD,
            HERE,
            Standing::Unknown,
            "nothing there answers for it: no systemd, or no manager of the user's services",
        );
        let drifted = Deployed { drift: Some("-a\n+b\n".into()), ..GOOD };
        says(&[], &drifted, HERE, Standing::No, "its files there are not the repository's");
    }

    #[test]
    fn somebody_else_s_containers_are_not_seen() {
        let other = [
            ("@ uid\n|0", "@ uid\n|1000"),
            ("@ user\n|root", "@ user\n|deploy"),
            ("\"Status\":\"running\"", "\"Status\":\"exited\""),
        ];
        says(&other, &GOOD, HERE, Standing::Unknown, "its containers are root's, and were not seen");
    }
}
