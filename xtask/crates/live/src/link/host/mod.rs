//! What runs on a host in a unit's name, and whether what the registry has will come there
//! by itself.

mod container;
mod fact;
mod way;

pub use fact::HostFact;

use super::{Kin, LinkFact, Said, Standing};
use crate::host::{HostUnit, SeenHost, Unit};
use crate::moment::Moment;
use crate::registry::RegistryImage;
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
    pub host: &'a SeenHost,
    pub unit: &'a Unit,
    /// What the files there come to; `None` where they could not be read.
    pub deployed: Option<&'a Deployed>,
    /// What the registry has under the unit's reference.
    pub registry: Option<Published<'a>>,
    /// When the registry had the merge's image at the latest; `None` where that is not known.
    pub published: Option<Moment>,
    pub kin: &'a dyn Fn(&str) -> Kin,
    pub now: Moment,
    /// The deployment is a job: it runs to its end.
    pub is_job: bool,
}

pub fn judge_host(question: &HostQuestion<'_>) -> Vec<LinkFact> {
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

struct Facts(Vec<LinkFact>);

impl Facts {
    fn say(&mut self, standing: Standing, fact: HostFact) {
        self.0.push(LinkFact { standing, said: Said::Host(fact) });
    }
}

/// An image under a reference, as the link before found it.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    pub image: &'a RegistryImage,
    /// Whether it is the merge's.
    pub standing: Standing,
    /// A signature says so, so that no label of a container counts that runs it.
    pub signed: bool,
}

impl HostQuestion<'_> {
    /// Whether the unit is there and runs; without that nothing else is asked.
    fn state(&self, scope: &HostUnit, facts: &mut Facts) -> bool {
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
}
