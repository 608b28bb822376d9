//! Conditions that show only when all events have been looked at: what only a schedule
//! publishes, and what waits for another workflow.
//!
//! Source: github/docs `events-that-trigger-workflows.md`: schedules are delayed or dropped
//! under load, and disabled after 60 days without activity in a public repository;
//! `workflow_run` starts whatever the conclusion.

use crate::condition::When;
use crate::condition::{Awaited, Condition, On};
use crate::links;
use crate::model::{Build, Publication};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::condition as guard;
use prodproof_workflow::file::{steps_of, WorkflowFile};
use prodproof_workflow::trigger::Trigger;

pub(super) fn conditions(build: &mut Build) {
    let found: Vec<Option<Condition>> = (0..build.publications.len()).map(|at| condition(build, at)).collect();
    for (publication, condition) in build.publications.iter_mut().zip(found) {
        publication.conditions.extend(condition);
    }
}

fn condition(build: &Build, at: usize) -> Option<Condition> {
    let one = &build.publications[at];
    match one.event {
        Event::Schedule if is_only_scheduled(build, one) => {
            let file = build.file(build.entries.get(at)?)?;
            let span = file.triggers.as_ref()?.get("schedule")?.span;
            Some(On::Schedule.at(&file.path, span))
        }
        Event::WorkflowRun => {
            let file = build.file(build.entries.get(at)?)?;
            let trigger = file.triggers.as_ref()?.get("workflow_run")?;
            let on = awaited(file, trigger, &build.default_branch);
            Some(On::Awaited(on).at(&file.path, trigger.span))
        }
        _ => None,
    }
}

/// Whether some `if` of the file asks how the run before has ended.
fn asks_conclusion(file: &WorkflowFile) -> bool {
    let asks = |node: &Node| {
        let guard = node.get("if").and_then(Node::scalar).map(|scalar| guard(&scalar.text));
        let paths = guard.as_ref().and_then(|guard| guard.expr()).map(|expr| expr.paths()).unwrap_or_default();
        paths.iter().any(|path| path.join(".") == "github.event.workflow_run.conclusion")
    };
    file.jobs().any(|(_, job)| asks(job) || steps_of(job).iter().any(asks))
}

/// Whether nothing publishes the reference but a schedule, or a hand.
fn is_only_scheduled(build: &Build, one: &Publication) -> bool {
    let Some(reference) = &one.reference else { return false };
    !build.publications.near(reference).any(|other| {
        other.reference == one.reference && !matches!(other.event, Event::Schedule | Event::WorkflowDispatch)
    })
}

fn awaited(file: &WorkflowFile, trigger: &Trigger, branch: &str) -> Awaited {
    let when = match links::when(trigger) {
        When::Completes if asks_conclusion(file) => When::Succeeds,
        when => when,
    };
    let workflows = trigger.workflows.iter().map(|(name, _)| name.clone()).collect();
    Awaited { workflows, branch: Some(branch.to_string()), when }
}
