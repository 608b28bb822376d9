//! What comes of the workflows that steps start by themselves: whatever those publish when
//! they are started by hand is published on the event of the step as well, perhaps. Must
//! not know how a step starts one.

use prodproof_script::doubt::Unfollowed;
use std::collections::{BTreeMap, HashSet};

use crate::condition::On;
use crate::model::{Build, Dispatched, Publication};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::reference::Reference;
use prodproof_workflow::event::Event;

/// More runs with what steps give are not followed: whatever those may publish is told.
const MOST: usize = 24;

/// Adds what is published that way.
/// `run` follows a workflow that is started by hand with these inputs.
pub(super) fn follow(build: &mut Build, mut run: impl FnMut(&str, &BTreeMap<String, String>) -> Vec<Publication>) {
    let mut found: Vec<(Publication, String)> = Vec::new();
    let mut seen: HashSet<(Event, Option<Reference>)> = HashSet::new();
    let mut tried = 0;
    let own = build.dispatches.iter().filter(|own| !own.event.is_by_hand() && own.event != Event::RepositoryDispatch);
    for dispatch in own {
        let by_type = dispatch.what == Dispatched::Repository;
        let started = if by_type { Event::RepositoryDispatch } else { Event::WorkflowDispatch };
        for file in build.files.iter().filter(|file| file.path != dispatch.entry && dispatch.what.may_start(file)) {
            let entered = build.with_entries().filter(|(_, entry)| *entry == file.path).map(|(own, _)| own);
            let elsewhere = build.elsewhere.of_file(&file.path);
            let all = || entered.chain(elsewhere).filter(|own| own.event == started).cloned().collect();
            // What the step gives is known, or the inputs may be any.
            let known = dispatch.given.as_ref().filter(|_| started == Event::WorkflowDispatch && tried < MOST);
            let published: Vec<Publication> = match known {
                Some(given) => {
                    tried += 1;
                    run(&file.path, given)
                }
                None => all(),
            };
            for one in &published {
                let known = |other: &Publication| other.event == dispatch.event && other.reference == one.reference;
                let is_known = match &one.reference {
                    Some(reference) => build.publications.near(reference).any(known),
                    None => build.publications.iter().any(known),
                };
                if is_known || !seen.insert((dispatch.event.clone(), one.reference.clone())) {
                    continue;
                }
                let starts =
                    On::Opaque { what: dispatch.path.clone(), why: Some(Unfollowed::Starts(file.path.clone())) };
                let mut conditions = vec![starts.at(&dispatch.path, dispatch.span)];
                // The step gives the inputs.
                let own = one.conditions.iter().filter(|own| !matches!(own.on, On::OtherInputs(_)));
                conditions.extend(own.cloned());
                let new = Publication {
                    event: dispatch.event.clone(),
                    certainty: Certainty::Possible,
                    conditions,
                    ..one.clone()
                };
                found.push((new, dispatch.entry.clone()));
            }
        }
    }
    for (publication, entry) in found {
        // Among those of its event.
        let of_event = build.publications.iter().rposition(|own| own.event == publication.event);
        let order = |event: &Event| build.events.iter().position(|own| own == event);
        let at = of_event.map_or_else(
            || {
                let later = build.publications.iter().position(|own| order(&own.event) > order(&publication.event));
                later.unwrap_or(build.publications.len())
            },
            |at| at + 1,
        );
        build.publications.insert(at, publication);
        build.entries.insert(at, entry);
    }
}
