//! The cascade of base images: F008 and F009.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{broken_cascade, stale_dispatch};
use crate::fleet::publishers::Publishers;
use crate::fleet::{Dispatch, Fleet, FleetFinding, Member};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;

pub(super) fn check(fleet: &Fleet, publishers: &Publishers<'_>, acc: &mut Vec<FleetFinding>) {
    let edges = Edges::new(fleet);
    let mut parents: Vec<BTreeSet<usize>> = Vec::with_capacity(fleet.members.len());
    for child in &fleet.members {
        let mut known = BTreeSet::new();
        for base in &child.claims.bases {
            let reference = Reference::parse(&base.reference);
            let (answer, who) = publishers.of(&reference);
            let who: BTreeSet<usize> = who
                .iter()
                .filter_map(|&at| fleet.members.get(at))
                .map(|parent| parent.repository)
                .filter(|&parent| parent != child.repository)
                .collect();
            // A pinned digest is moved by whoever moves pins, not by a rebuild.
            if answer == Answer::Yes && reference.digest.is_none() {
                for &parent in who.difference(&known) {
                    acc.extend(broken_cascade::found(fleet, &edges, child, base, parent));
                }
            }
            known.extend(who);
        }
        parents.push(known);
    }
    stale_dispatch::check(fleet, publishers, &edges, &parents, acc);
}

/// Who wakes whom, by repository.
pub(super) struct Edges<'a> {
    pub(super) sent: BTreeMap<(usize, usize), Vec<(usize, &'a Dispatch)>>,
    /// Repositories that wake somebody, but only the run knows whom.
    pub(super) anyone: BTreeSet<usize>,
}

impl<'a> Edges<'a> {
    fn new(fleet: &'a Fleet) -> Self {
        let by_name: HashMap<String, usize> = fleet.by_name();
        let mut edges = Self { sent: BTreeMap::new(), anyone: BTreeSet::new() };
        for (at, sender) in fleet.members.iter().enumerate() {
            for dispatch in &sender.claims.dispatches {
                let Some(to) = &dispatch.to else {
                    edges.anyone.insert(sender.repository);
                    continue;
                };
                let receiver = by_name.get(&to.to_ascii_lowercase()).and_then(|&at| fleet.members.get(at));
                if let Some(receiver) = receiver {
                    edges.sent.entry((sender.repository, receiver.repository)).or_default().push((at, dispatch));
                }
            }
        }
        edges
    }
}

/// What a dispatch does in the repository that it wakes.
pub(super) enum Heard {
    /// Or may, where only the run knows its type.
    Rebuilds,
    /// Nobody listens, because …
    Not(String),
    ButPublishesNothing(String),
}

pub(super) fn heard(child: &Member, dispatch: &Dispatch) -> Heard {
    let publishes = |event: &str| child.claims.publications.iter().any(|publication| publication.event == event);
    let event = if dispatch.workflow.is_some() { "workflow_dispatch" } else { "repository_dispatch" };
    if publishes(event) && dispatch.workflow.is_some() {
        return Heard::Rebuilds;
    }
    if dispatch.workflow.is_none() {
        if child.claims.receivers.is_empty() {
            return Heard::Not("it listens to no `repository_dispatch`".into());
        }
        let Some(sent) = &dispatch.event_type else { return Heard::Rebuilds };
        let hears = |types: &[String]| types.is_empty() || types.contains(sent);
        if !child.claims.receivers.iter().any(|receiver| hears(&receiver.types)) {
            return Heard::Not(format!("it does not listen to the type `{sent}`"));
        }
        if publishes(event) {
            return Heard::Rebuilds;
        }
    }
    Heard::ButPublishesNothing(format!("its `{event}` publishes nothing"))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, good, repo};
    use crate::fleet::Claims;

    fn base(lines: &[&str]) -> Claims {
        repo("acme/base", &["z"], &[&["push:main quay.io/acme/base:1"], lines].concat())
    }

    fn child(lines: &[&str]) -> Claims {
        repo(
            "acme/widget",
            &["a"],
            &[&["push:main quay.io/acme/widget:latest", "from quay.io/acme/base:1"], lines].concat(),
        )
    }

    #[test]
    fn a_rebuild_that_wakes_its_child() {
        let heard = ["hears base", "repository_dispatch quay.io/acme/widget:latest"];
        good(vec![base(&["wakes acme/widget base"]), child(&heard)], None);
        good(vec![base(&["wakes Acme/Widget base"]), child(&heard)], None);
    }

    #[test]
    fn a_rebuild_that_wakes_nobody() {
        bad(vec![base(&[]), child(&[])], None, &["F008 acme/widget:2 … wakes it by no dispatch"]);
    }

    #[test]
    fn a_dispatch_that_is_not_heard_or_does_nothing() {
        let wakes = || base(&["wakes acme/widget base"]);
        bad(vec![wakes(), child(&[])], None, &["F008 acme/widget:2 … listens to no `repository_dispatch`"]);
        bad(vec![wakes(), child(&["hears other"])], None, &["F008 … does not listen to the type `base`"]);
        bad(vec![wakes(), child(&["hears base"])], None, &["F008 … its `repository_dispatch` publishes nothing"]);
    }

    #[test]
    fn a_schedule_of_its_own_is_late_but_not_never() {
        use prodproof_syntax::finding::Severity;
        let fleet = crate::rules::fleet::join(
            vec![base(&[]), child(&["schedule[0 0 * * 0] quay.io/acme/widget:latest"])],
            None,
        );
        assert_eq!(fleet.findings[0].severity, Severity::Info);
        assert!(fleet.findings[0].message.ends_with("only its own schedule `0 0 * * 0` rebuilds it"));
    }

    #[test]
    fn pinned_and_foreign_bases_are_not_part_of_the_cascade() {
        let pinned = repo(
            "acme/widget",
            &["a"],
            &["push:main quay.io/acme/widget:latest", "from quay.io/acme/base:1@sha256:00"],
        );
        good(vec![base(&[]), pinned], None);
        let foreign =
            repo("acme/widget", &["a"], &["push:main quay.io/acme/widget:latest", "from docker.io/library/alpine:3"]);
        good(vec![base(&[]), foreign], None);
    }

    #[test]
    fn a_dispatch_to_who_has_moved_to_another_base() {
        let lines = [
            "push:main quay.io/acme/widget:latest",
            "from docker.io/library/alpine:3",
            "hears base",
            "repository_dispatch quay.io/acme/widget:latest",
        ];
        bad(
            vec![base(&["wakes acme/widget base"]), repo("acme/widget", &["a"], &lines)],
            None,
            &["F009 acme/base:2 `acme/base` wakes `acme/widget`, which builds from nothing that it publishes"],
        );
        let open = [
            "push:main quay.io/acme/widget:latest",
            "from <?>/base:1",
            "hears base",
            "repository_dispatch quay.io/acme/widget:latest",
        ];
        good(vec![base(&["wakes acme/widget base"]), repo("acme/widget", &["a"], &open)], None);
    }
}
