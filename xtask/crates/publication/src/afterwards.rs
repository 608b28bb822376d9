//! Conditions that show only when all events have been looked at: what only a schedule
//! publishes, and what waits for another workflow.
//!
//! Source: github/docs `events-that-trigger-workflows.md`: schedules are delayed or dropped
//! under load, and disabled after 60 days without activity in a public repository;
//! `workflow_run` starts whatever the conclusion.

use crate::model::{Build, Publication};
use prodproof_workflow::event::Event;
use prodproof_workflow::trigger::Trigger;

pub(super) fn conditions(build: &mut Build) {
    let found: Vec<Option<String>> = (0..build.publications.len()).map(|at| condition(build, at)).collect();
    for (publication, condition) in build.publications.iter_mut().zip(found) {
        publication.conditions.extend(condition);
    }
}

fn condition(build: &Build, at: usize) -> Option<String> {
    let one = &build.publications[at];
    match one.event {
        Event::Schedule if is_only_scheduled(build, one) => {
            Some("if the schedule runs: GitHub drops runs under load, and ends it after 60 quiet days of a public repository".into())
        }
        Event::WorkflowRun => {
            let file = build.file(build.entries.get(at)?)?;
            let trigger = file.triggers.as_ref()?.get("workflow_run")?;
            Some(awaited(trigger, &build.default_branch, file.text.contains("conclusion")))
        }
        _ => None,
    }
}

/// Whether nothing publishes the reference but a schedule, or a hand.
fn is_only_scheduled(build: &Build, one: &Publication) -> bool {
    one.reference.is_some()
        && !build.publications.iter().any(|other| {
            other.reference == one.reference && !matches!(other.event, Event::Schedule | Event::WorkflowDispatch)
        })
}

fn awaited(trigger: &Trigger, branch: &str, asks: bool) -> String {
    let names: Vec<String> = trigger.workflows.iter().map(|(name, _)| format!("`{name}`")).collect();
    let does = match trigger.types.as_deref() {
        None => "completes",
        Some(types) if types.iter().any(|name| name == "completed") => "completes",
        Some([only]) if only == "requested" => "is requested",
        Some(_) => "starts",
    };
    let failed = if does == "completes" && !asks { ", failed or not: nothing asks for its `conclusion`" } else { "" };
    format!("if a run of {} on `{branch}` {does}{failed}", names.join(" or "))
}
