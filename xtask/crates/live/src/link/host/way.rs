//! Whether what the registry has comes to the unit by itself: what its files there let podman
//! do, whether a timer fires, and what the updater has said and done.

use super::{Deployed, Facts, HostFact, HostQuestion, Published};
use crate::host::podman::Would;
use crate::host::systemd::{LastRun, Timer};
use crate::host::{HostUnit, Manager, Update};
use crate::link::Standing;
use prodproof_syntax::answer::Answer;

/// How far the clocks of a host and of the forge may be apart.
const SLACK: i64 = 300;

impl HostQuestion<'_> {
    /// What brings a new image to the unit, and what stands in its way.
    pub(super) fn way(&self, scope: &HostUnit, facts: &mut Facts) {
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
    fn is_another(&self, scope: &HostUnit) -> bool {
        let Some(Published { image, .. }) = self.registry else { return false };
        let known = scope.containers.iter().filter(|one| !one.digests.is_empty());
        known.clone().next().is_some() && known.clone().all(|one| !one.digests.iter().any(|digest| image.has(digest)))
    }
}
