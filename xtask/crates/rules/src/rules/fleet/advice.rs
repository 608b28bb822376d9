//! Which of several publishers is meant: what a listing says, else what the clones know of
//! each other. Where they do not agree, nobody is chosen: the wrong one stopped is an outage.
//! Must not know which rule asks.

use super::groups::Groups;
use crate::fleet::publishers::Publisher;
use crate::fleet::{JoinedFleet, Member};
use prodproof_syntax::reference::Reference;

/// Commits so far apart are of one that lives and one that does not: 90 days in seconds.
const APART: i64 = 90 * 24 * 3600;

/// What to do about several publishers.
pub(super) enum Advice<'a> {
    /// This one goes on, the others stop.
    Keep(&'a Member, Vec<&'a Member>),
    /// Nothing tells them apart, or not one of them from all others.
    Undecided(Vec<&'a Member>),
}

/// What the clones tell of one publisher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// By the listing: archived, or else a fork.
    archived: bool,
    fork: bool,
    /// What a contract states, this repository alone publishes.
    pub states: bool,
    /// A unit of its own runs the image.
    runs: bool,
    /// Another clone has its history and has gone on.
    left_behind: bool,
    /// The one that pushes on merges is meant to.
    merges: bool,
    date: Option<i64>,
}

impl Evidence {
    pub fn of(fleet: &JoinedFleet, pushes: &[Publisher<'_>]) -> Self {
        let Some(member) = pushes.first().and_then(|push| fleet.members.get(push.member)) else {
            return Self::default();
        };
        let name = |text: &str| Reference::parse(text).name();
        let pushed: Vec<String> =
            pushes.iter().filter_map(|push| push.publication.reference.as_deref()).map(name).collect();
        let claims = |push: &Publisher<'_>| fleet.members.get(push.member).map(|member| &member.claims);
        let states = pushes.iter().filter_map(claims).flat_map(|claims| &claims.deliveries);
        let runs = pushes.iter().filter_map(claims).flat_map(|claims| &claims.deployments);
        Self {
            archived: member.archived(),
            fork: member.fork(),
            states: states.filter(|one| one.stated).any(|one| one.names().any(|own| pushed.iter().any(|p| p == own))),
            runs: runs.filter_map(|unit| unit.reference.as_deref()).any(|run| pushed.contains(&name(run))),
            left_behind: member.left_behind,
            merges: pushes
                .iter()
                .any(|push| push.publication.event.starts_with("push:") && push.publication.certainty.is_yes()),
            date: pushes.iter().filter_map(claims).filter_map(|claims| claims.identity.history.date).max(),
        }
    }

    /// How likely it is that this publisher is the one to be stopped; for the order in which
    /// they are told.
    pub fn rank(&self) -> impl Ord {
        let standing = if self.archived { 2 } else { u8::from(self.fork) };
        (standing, !self.states, !self.runs, self.left_behind, !self.merges)
    }

    /// Whether this one is surely meant, and not the other.
    fn is_meant_before(&self, other: &Self) -> bool {
        // What the listing says weighs more than all that files tell.
        for (mine, theirs) in [(self.archived, other.archived), (self.fork, other.fork)] {
            if mine != theirs {
                return theirs;
            }
        }
        let newer = match (self.date, other.date) {
            (Some(mine), Some(theirs)) if mine.abs_diff(theirs) >= APART.unsigned_abs() => Some(mine > theirs),
            _ => None,
        };
        let differs = |mine: bool, theirs: bool| (mine != theirs).then_some(mine);
        let words = [
            differs(self.states, other.states),
            differs(self.runs, other.runs),
            differs(!self.left_behind, !other.left_behind),
            differs(self.merges, other.merges),
            newer,
        ];
        let mut words = words.into_iter().flatten().peekable();
        words.peek().is_some() && words.all(|word| word)
    }
}

/// Of the publishers in these groups.
pub(super) fn advice<'a>(fleet: &'a JoinedFleet, groups: &Groups<'_>) -> Advice<'a> {
    let all: Vec<(&Member, Evidence)> = groups
        .0
        .values()
        .filter_map(|pushes| Some((fleet.members.get(pushes.first()?.member)?, Evidence::of(fleet, pushes))))
        .collect();
    let meant = |at: usize| {
        let (_, one) = &all[at];
        all.iter().enumerate().all(|(n, (_, other))| n == at || one.is_meant_before(other))
    };
    match (0..all.len()).find(|&at| meant(at)) {
        Some(keep) => {
            let others = all.iter().enumerate().filter(|(at, _)| *at != keep).map(|(_, (member, _))| *member);
            Advice::Keep(all[keep].0, others.collect())
        }
        None => Advice::Undecided(all.iter().map(|(member, _)| *member).collect()),
    }
}

/// So many repositories are named.
const NAMED: usize = 4;

fn names(members: &[&Member]) -> String {
    let mut words: Vec<String> = members.iter().take(NAMED).map(|member| format!("`{}`", member.label)).collect();
    if members.len() > NAMED {
        words.push(format!("{} more", members.len() - NAMED));
    }
    let last = words.pop().unwrap_or_default();
    if words.is_empty() {
        last
    } else {
        format!("{} and {last}", words.join(", "))
    }
}

/// What to do where one of several repositories alone should publish.
pub(super) fn stop(advice: &Advice<'_>) -> String {
    match advice {
        Advice::Keep(keep, others) => {
            let archived = if others.iter().any(|other| other.archived()) {
                " (it is archived: unarchive it for that, or disable its workflow)"
            } else {
                ""
            };
            format!("let `{}` alone publish it: delete the push from {}{archived}", keep.label, names(others))
        }
        Advice::Undecided(all) => format!(
            "let one of {} alone publish it; the clones do not tell which is meant, a listing may (`--repos`)",
            names(all)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::repo;
    use super::super::join;
    use crate::fleet::{Claims, Listing};

    const LATEST: &str = "push:main quay.io/acme/widget:latest";
    const RUNS: &str = "runs quay.io/acme/widget:latest";
    const STATES: &str = "states quay.io/acme/widget";

    fn dated(mut claims: Claims, days: i64) -> Claims {
        claims.identity.history.date = Some(days * 24 * 3600);
        claims
    }

    #[track_caller]
    fn keeps(claims: Vec<Claims>, listing: Option<&str>, expected: Option<&str>) {
        let listing = listing.map(|text| Listing::parse(text).expect("a listing"));
        for order in [claims.clone(), claims.into_iter().rev().collect()] {
            let fleet = join(order, listing.as_ref());
            let help = fleet.findings.first().expect("a finding").help.to_string();
            let kept = help.strip_prefix("let `").and_then(|rest| rest.split_once("` alone")).map(|(name, _)| name);
            assert_eq!(kept, expected, "{help}");
            assert!(kept.is_some() || help.contains("--repos"), "{help}");
        }
    }

    #[test]
    fn the_live_one_is_kept_by_what_the_clones_know() {
        let zombie = |lines: &[&str]| repo("acme/a-old", &["z"], lines);
        let live = |lines: &[&str]| repo("acme/widget", &["a"], lines);
        keeps(vec![zombie(&[LATEST]), live(&[LATEST, RUNS])], None, Some("acme/widget"));
        keeps(vec![zombie(&[LATEST]), live(&[LATEST, STATES])], None, Some("acme/widget"));
        keeps(vec![dated(zombie(&[LATEST]), 100), dated(live(&[LATEST]), 900)], None, Some("acme/widget"));
        keeps(vec![zombie(&[LATEST, RUNS]), live(&[LATEST])], None, Some("acme/a-old"));
    }

    #[test]
    fn nobody_is_chosen_where_nothing_tells_or_all_disagrees() {
        let one = |lines: &[&str]| repo("acme/a-old", &["z"], lines);
        let other = |lines: &[&str]| repo("acme/widget", &["a"], lines);
        keeps(vec![one(&[LATEST]), other(&[LATEST])], None, None);
        keeps(vec![dated(one(&[LATEST]), 100), dated(other(&[LATEST]), 120)], None, None);
        keeps(vec![dated(one(&[LATEST, RUNS]), 100), dated(other(&[LATEST]), 900)], None, None);
        keeps(vec![one(&[LATEST, RUNS]), other(&[LATEST, STATES])], None, None);
        keeps(vec![one(&[LATEST]), other(&[LATEST]), repo("acme/third", &["y"], &[LATEST])], None, None);
        keeps(
            vec![one(&[LATEST]), other(&[LATEST, RUNS]), repo("acme/third", &["y"], &[LATEST])],
            None,
            Some("acme/widget"),
        );
    }

    #[test]
    fn what_is_listed_weighs_more() {
        let archived = r#"[{"nameWithOwner":"acme/a-old","isArchived":true},{"nameWithOwner":"acme/widget"}]"#;
        let pair = vec![repo("acme/a-old", &["z"], &[LATEST, RUNS, STATES]), repo("acme/widget", &["a"], &[LATEST])];
        keeps(pair, Some(archived), Some("acme/widget"));
    }
}
