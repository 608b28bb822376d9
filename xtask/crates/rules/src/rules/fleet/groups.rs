//! Who pushes the same: pushes by repository, and whether those are several. Must not
//! know which rule that breaks.

use std::collections::{BTreeMap, BTreeSet};

use crate::fleet::publishers::Publisher;
use crate::fleet::{FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;

/// So many repositories are compared with each other, and named, for one reference.
pub(super) const MOST: usize = 64;
/// So many places are given of each of them.
pub(super) const PLACES: usize = 4;

/// What was found, and between which repositories.
pub(super) struct Told {
    pub(super) among: BTreeSet<usize>,
    /// What is published by them all, for people.
    pub(super) what: String,
    pub(super) finding: FleetFinding,
}

impl Told {
    pub(super) fn between(&self, a: usize, b: usize) -> bool {
        self.among.contains(&a) && self.among.contains(&b)
    }
}

/// Pushes by repository.
pub(super) struct Groups<'a>(pub(super) BTreeMap<usize, Vec<Publisher<'a>>>);

impl<'a> Groups<'a> {
    pub(super) fn of(fleet: &JoinedFleet, pushes: impl IntoIterator<Item = Publisher<'a>>) -> Self {
        let mut groups: BTreeMap<usize, Vec<Publisher<'a>>> = BTreeMap::new();
        for push in pushes {
            let repository = fleet.members.get(push.member).map_or(push.member, |member| member.repository);
            groups.entry(repository).or_default().push(push);
        }
        Self(groups)
    }

    pub(super) fn repositories(&self) -> BTreeSet<usize> {
        self.0.keys().copied().collect()
    }

    pub(super) fn certain(&self) -> BTreeSet<usize> {
        self.0
            .iter()
            .filter(|(_, pushes)| pushes.iter().any(|p| p.publication.certainty.is_yes()))
            .map(|(&at, _)| at)
            .collect()
    }

    /// Whether any two of `among` are surely two repositories; no: surely all are one.
    pub(super) fn several(&self, fleet: &JoinedFleet, among: &BTreeSet<usize>) -> Answer {
        let mut answer = Answer::No;
        for (n, a) in among.iter().take(MOST).enumerate() {
            for b in among.iter().take(MOST).skip(n + 1) {
                answer = answer.or(self.differ(fleet, *a, *b));
                if answer == Answer::Yes {
                    return answer;
                }
            }
        }
        answer
    }

    fn differ(&self, fleet: &JoinedFleet, a: usize, b: usize) -> Answer {
        let member = |repository| self.0.get(&repository).and_then(|pushes| pushes.first()).map(|push| push.member);
        match (member(a), member(b)) {
            (Some(a), Some(b)) => !fleet.kinship(a, b).same_repository(),
            _ => Answer::No,
        }
    }
}
