//! The cascade of base images: the walk that asks F008 and F009.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{broken_cascade, stale_dispatch};
use crate::fleet::publishers::FleetPublishers;
use crate::fleet::{Dispatch, FleetFinding, JoinedFleet, Member};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;

pub(super) fn check(fleet: &JoinedFleet, publishers: &FleetPublishers<'_>, acc: &mut Vec<FleetFinding>) {
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
    fn new(fleet: &'a JoinedFleet) -> Self {
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
