//! `github.event`: what an event carries.

use super::repository;
use crate::model::Input;
use prodproof_syntax::value::{Symbolic, ANY_BRANCH};
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::{Data, Object, Rest};

/// What only some events carry.
const FOREIGN: [&str; 33] = [
    "head_commit",
    "commits",
    "base_ref",
    "created",
    "deleted",
    "forced",
    "before",
    "after",
    "ref",
    "pusher",
    "schedule",
    "inputs",
    "client_payload",
    "action",
    "pull_request",
    "number",
    "label",
    "release",
    "workflow_run",
    "workflow",
    "issue",
    "comment",
    "review",
    "discussion",
    "deployment",
    "check_suite",
    "check_run",
    "ref_type",
    "master_branch",
    "milestone",
    "forkee",
    "merge_group",
    "registry_package",
];

/// `github.event`. What belongs to other events is missing, everything else unknown.
pub(super) fn payload(event: &Event, release: &str, input: &Input<'_>) -> Object {
    let (full, owner, name) = repository(input);
    let mut url = Symbolic::known("https://github.com/");
    url.push(&full);
    let repository = Object::new(Rest::Unknown)
        .with("name", name)
        .with("full_name", full)
        .with("default_branch", input.default_branch)
        .with("html_url", url)
        .with("owner", Object::new(Rest::Unknown).with("login", owner.clone()).with("name", owner));
    let mut payload = Object::new(Rest::Unknown).with("repository", repository);
    let only: &[&str] = match event {
        Event::Push(_) | Event::Tag(_) => {
            &["head_commit", "commits", "base_ref", "created", "deleted", "forced", "before", "after", "ref", "pusher"]
        }
        Event::Schedule => &["schedule"],
        Event::WorkflowDispatch | Event::DispatchOn(_) | Event::DispatchOnTag(_) => &["inputs", "ref"],
        Event::RepositoryDispatch => &["client_payload", "action"],
        Event::PullRequest => &["pull_request", "number", "action", "label", "before", "after"],
        Event::Release | Event::Prerelease => &["release", "action"],
        Event::WorkflowRun => &["workflow_run", "workflow", "action"],
    };
    for name in FOREIGN.iter().filter(|name| !only.contains(name)) {
        payload.set(*name, Data::Null);
    }
    match event {
        Event::Push(branch) => {
            payload.set("ref", format!("refs/heads/{branch}").as_str());
            payload.set("deleted", Data::Bool(false));
            payload.set("after", Symbolic::hole("sha"));
        }
        Event::Tag(tag) => {
            payload.set("ref", format!("refs/tags/{tag}").as_str());
            payload.set("created", Data::Bool(true));
            payload.set("deleted", Data::Bool(false));
            payload.set("after", Symbolic::hole("sha"));
        }
        Event::PullRequest => {
            payload.set("number", Data::Number(7.0));
            let base = Object::new(Rest::Unknown).with("ref", input.default_branch);
            let head = Object::new(Rest::Unknown)
                .with("ref", Symbolic::hole(ANY_BRANCH))
                .with("sha", Symbolic::hole("head_sha"));
            // A merge of it is told with the pushes to the default branch.
            let pull = Object::new(Rest::Unknown)
                .with("number", Data::Number(7.0))
                .with("merged", Data::Bool(false))
                .with("merged_at", Data::Null)
                .with("base", base)
                .with("head", head);
            payload.set("pull_request", pull);
        }
        Event::Release | Event::Prerelease => {
            let tag = event.released(release);
            let release = Object::new(Rest::Unknown)
                .with("tag_name", tag.as_str())
                .with("draft", Data::Bool(false))
                .with("prerelease", Data::Bool(*event == Event::Prerelease));
            payload.set("release", release);
        }
        // The run before is taken to have succeeded, as this one is.
        Event::WorkflowRun => {
            let run = Object::new(Rest::Unknown)
                .with("conclusion", "success")
                .with("status", "completed")
                .with("head_branch", input.default_branch)
                .with("head_sha", Symbolic::hole("head_sha"));
            payload.set("workflow_run", run);
            payload.set("action", "completed");
        }
        _ => {}
    }
    payload
}
