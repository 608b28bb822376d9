//! What an event starts besides the workflows that name it: those that wait for another
//! workflow's run, and those that wait for the pull request of a merge to be closed.
//!
//! Source: github/docs `events-that-trigger-workflows.md`: `workflow_run` ("only if the
//! workflow file exists on the default branch", its branches are those of the first run,
//! at most three levels), `pull_request` ("running your workflow when a pull request
//! merges"). Must not know what a workflow publishes.

use std::sync::Arc;

use crate::condition::{Awaited, Condition, On, When};
use prodproof_syntax::answer::Answer;
use prodproof_workflow::event::Event;
use prodproof_workflow::file::WorkflowFile;
use prodproof_workflow::trigger::{Run, Trigger};

/// Runs behind each other, the first one not counted.
pub(super) const MOST_LINKS: usize = 3;

/// The run that a workflow waits for.
#[derive(Clone, Debug)]
pub(super) struct Before {
    /// What started it: `push`; `None` where that is not known.
    pub event: Option<&'static str>,
    /// The branch, or tag, that it ran on; `None` where it may be any: a pull request's own.
    pub branch: Option<String>,
    /// How it has ended; nothing where nobody waits for its end.
    pub conclusion: Option<&'static str>,
}

/// How a workflow came to run where no event of its own did it.
#[derive(Clone, Debug)]
pub(super) enum Link {
    Run(Before),
    MergedPullRequest,
    /// A merge queue has tried the merge.
    MergeQueue,
}

/// A workflow that has started, for those that wait for it.
pub(super) struct StartedBehind<'a> {
    pub file: &'a WorkflowFile,
    /// What those that wait for it are told of its run.
    pub before: Option<Before>,
    pub answer: Answer,
    pub conditions: Vec<Condition>,
}

/// What `workflow_run` says about the event that started the first workflow.
pub(super) fn before(event: &Event, default_branch: &str, release: &str) -> Option<Before> {
    let (name, branch) = match event {
        Event::Push(branch) => ("push", branch.clone()),
        Event::Tag(tag) => ("push", tag.clone()),
        Event::Schedule => ("schedule", default_branch.to_string()),
        Event::WorkflowDispatch => ("workflow_dispatch", default_branch.to_string()),
        Event::DispatchOn(branch) | Event::DispatchOnTag(branch) => ("workflow_dispatch", branch.clone()),
        Event::RepositoryDispatch => ("repository_dispatch", default_branch.to_string()),
        Event::Release | Event::Prerelease => ("release", event.released(release)),
        Event::PullRequest | Event::WorkflowRun => return None,
    };
    Some(Before { event: Some(name), branch: Some(branch), conclusion: None })
}

/// Whether the file waits for one of the started workflows, how that is told, and what
/// comes of it.
pub(super) fn awaits<'t>(
    file: &'t WorkflowFile,
    started: &StartedBehind<'_>,
    branch: Option<&str>,
) -> Option<(&'t Trigger, Run)> {
    let trigger = file.triggers.as_ref()?.get("workflow_run").filter(|_| file.refused().is_none())?;
    let named = trigger.workflows.iter().any(|(name, _)| name == started.file.name());
    let run = trigger.after(branch);
    (named && run.answer != Answer::No && file.path != started.file.path).then_some((trigger, run))
}

/// The condition that the run before puts on the one behind it.
pub(super) fn condition(
    file: &WorkflowFile,
    trigger: &Trigger,
    started: &WorkflowFile,
    branch: Option<&str>,
    when: When,
) -> Condition {
    let awaited = Awaited { workflows: vec![started.name().to_string()], branch: branch.map(str::to_string), when };
    On::Awaited(awaited).at(&file.path, trigger.span)
}

/// At which of its activities the first workflow starts the second.
pub(super) fn when(trigger: &Trigger) -> When {
    match trigger.types.as_deref() {
        None => When::Completes,
        Some(types) if types.iter().any(|name| name == "completed") => When::Completes,
        Some([only]) if only == "requested" => When::IsRequested,
        Some(_) => When::Starts,
    }
}

/// A run that comes with a merge, by another event than the push.
pub(super) struct ByMerge {
    pub event: &'static str,
    pub run: Run,
    pub link: Link,
    pub on: On,
}

/// The run of a workflow that a merged pull request starts, or else a merge queue: of the
/// very commit that becomes the branch's tip (github/docs
/// `events-that-trigger-workflows.md`, `merge_group`).
pub(super) fn by_merge(file: &WorkflowFile, default_branch: &str) -> Option<ByMerge> {
    let triggers = file.triggers.as_ref().filter(|_| file.refused().is_none())?;
    let starts = |run: &Run| run.answer != Answer::No;
    let closed = ["pull_request", "pull_request_target"].into_iter().find_map(|event| {
        let run = triggers.get(event)?.when_merged(default_branch);
        Some((event, run))
    });
    if let Some((event, run)) = closed.filter(|(_, run)| starts(run)) {
        let on = On::MergedPullRequest { forks: event == "pull_request_target" };
        return Some(ByMerge { event, run, link: Link::MergedPullRequest, on });
    }
    let run = triggers.get("merge_group")?.after(Some(default_branch));
    starts(&run).then_some(ByMerge { event: "merge_group", run, link: Link::MergeQueue, on: On::MergeQueue })
}

/// Whether a workflow that the file waits for runs on events which are not asked about
/// here, and which those are; `None` where it runs on no such event.
pub(super) fn other_events<'f>(file: &WorkflowFile, files: &'f [Arc<WorkflowFile>]) -> Vec<&'f str> {
    const ASKED: [&str; 6] =
        ["push", "schedule", "workflow_dispatch", "repository_dispatch", "release", "workflow_run"];
    let awaited = file.triggers.as_ref().and_then(|triggers| triggers.get("workflow_run"));
    let names = awaited.map_or(&[][..], |trigger| &trigger.workflows);
    let first = files.iter().filter(|other| names.iter().any(|(name, _)| name == other.name()));
    let triggers = first.filter_map(|file| file.triggers.as_ref()).flat_map(|triggers| &triggers.list);
    triggers
        .map(|trigger| trigger.name.as_str())
        .filter(|name| !ASKED.contains(name) && *name != "workflow_call")
        .collect()
}
