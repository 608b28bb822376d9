//! What else must hold for a job to publish, in words: jobs that it needs, other runs of
//! its concurrency group, protection rules, what only a step knows.
//! Must not know what is published.

use std::sync::Arc;

use super::jobs::Outcome;
use super::merge_guard::asks_the_merge_alone;
use crate::condition::{Decider, On};
use crate::context::{data, Names};
use crate::metadata::enable_of;
use crate::publishers::tags_of_line;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Piece, Symbolic};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{
    asked_paths, evaluate, parse, parts, Data, IfCondition as Guard, Name, Object, Part, Rest, Scope, Set,
};
use prodproof_workflow::file::{concurrency_group, concurrency_node, input, WorkflowFile};
use prodproof_workflow::trigger::Trigger;

/// What an undecided `if` makes of what stands behind it: a condition, and whether
/// nothing else is undecided about it.
pub(super) fn undecided_guard(text: &str, names: &Names) -> (On, Certainty) {
    if asks_the_merge_alone(&names.guard(text), names) {
        (On::MergeGuard { text: text.to_string() }, Certainty::Yes)
    } else {
        (only_if(text), Certainty::Possible)
    }
}

/// A guard that is not decided, and who decides it.
pub(super) fn only_if(text: &str) -> On {
    On::Guard { text: text.to_string(), decided_by: decided_by(text) }
}

/// Whether a guard that does not hold might do so in a repository of another name.
pub(super) fn holds_elsewhere(guard: &Guard, names: &Names) -> bool {
    let own = |path: &Vec<String>| match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["github", "repository" | "repository_owner"] => true,
        ["github", "event", "repository", rest @ ..] => !rest.is_empty(),
        _ => false,
    };
    if !guard.expr().is_some_and(|expr| expr.paths().iter().any(own)) {
        return false;
    }
    let Some(Data::Object(github)) = names.context("github").and_then(|set| set.single().cloned()) else {
        return false;
    };
    let mut github = github.with("repository", Symbolic::unknown()).with("repository_owner", Symbolic::unknown());
    if let Some(Data::Object(event)) = github.get("event").single().cloned() {
        let kept = match event.get("repository").single() {
            Some(Data::Object(own)) => own.get("default_branch"),
            _ => Set::unknown(),
        };
        let repository = Object::new(Rest::Unknown).with("default_branch", kept);
        github.set("event", event.with("repository", repository));
    }
    let mut names = names.clone();
    names.set("github", github);
    guard.holds(&names) != Answer::No
}

/// Who writes the output that a text names: `steps.check.outputs.changed`.
pub(super) fn decided_by(text: &str) -> Option<Decider> {
    let all = asked_paths(text);
    let of = |context: &str, make: fn(String) -> Decider| {
        let mut own = all.iter().filter(|path| path.first().is_some_and(|name| name.eq_ignore_ascii_case(context)));
        own.find_map(|path| match path.as_slice() {
            [_, id, outputs, ..] if outputs.eq_ignore_ascii_case("outputs") => Some(make(id.clone())),
            _ => None,
        })
    };
    of("steps", Decider::Step).or_else(|| of("needs", Decider::Job))
}

/// A line of docker/metadata-action's tags whose `enable` is not decided.
#[derive(Clone, Debug)]
struct Undecided {
    /// What follows the colon in the tags that the line makes where it is enabled.
    tags: Vec<String>,
    /// The expression.
    enable: String,
}

/// Those lines of a step.
fn undecided_tags(step: &Node, names: &Names) -> Vec<Undecided> {
    let Some(tags) = input(step, "tags") else { return Vec::new() };
    let of_line = |line: &str| {
        let all = parts(line);
        let spelled = |of: &dyn Fn(usize, &str) -> Symbolic| {
            let mut text = Symbolic::default();
            for (at, part) in all.iter().enumerate() {
                match part {
                    Part::Literal(literal, _) => text.push_known(literal),
                    Part::Expression(body, _) => text.push(&of(at, body)),
                    Part::Unclosed(_) => return None,
                }
            }
            Some(text)
        };
        // Each expression is one hole, whatever stands in it, numbered as it comes.
        let holes = spelled(&|at, _| Symbolic::hole(&at.to_string()))?;
        let place = enable_of(&holes)?.as_hole()?.parse::<usize>().ok()?;
        let Part::Expression(body, _) = all.get(place)? else { return None };
        let value = |body: &str| Some(evaluate(&parse(body).ok()?, names).to_values());
        if value(body)?.as_known().is_some() {
            return None;
        }
        let enabled = spelled(&|at, body| {
            if at == place {
                return Symbolic::known("true");
            }
            value(body).and_then(|all| all.single().cloned()).unwrap_or_else(Symbolic::unknown)
        })?;
        let made = tags_of_line(step, names, enabled);
        let tags = made.iter().filter_map(behind_colon).collect();
        Some(Undecided { tags, enable: body.trim().to_string() })
    };
    tags.as_str().unwrap_or_default().lines().filter_map(of_line).collect()
}

/// The tag of a reference, in the marked form.
fn behind_colon(reference: &Symbolic) -> Option<String> {
    Some(reference.marked()[reference.places_of(':').last()? + 1..].to_string())
}

/// What decides about a pushed tag: the lines that make it, or all.
fn deciding(lines: &[Undecided], pushed: Option<&Symbolic>) -> Option<On> {
    let tag = pushed.and_then(behind_colon);
    let named: Vec<&Undecided> =
        lines.iter().filter(|line| tag.as_ref().is_some_and(|tag| line.tags.contains(tag))).collect();
    let deciding = if named.is_empty() { lines.iter().collect() } else { named };
    let mut all: Vec<&str> = deciding.iter().map(|line| line.enable.as_str()).collect();
    all.dedup();
    match all.as_slice() {
        [only] => Some(only_if(only)),
        _ => None,
    }
}

/// A push of which the inputs do not say whether it happens.
pub(super) fn undecided(
    with: Option<&Node>,
    names: &Names,
    makers: &[(&Node, Names)],
    pushed: Option<&Symbolic>,
) -> Option<On> {
    let written =
        |name: &str| with?.get_any_case(name).filter(|node| node.as_str().is_some_and(|text| text.contains("${{")));
    if let Some(push) = written("push").filter(|node| data(node, names).to_values().as_known().is_none()) {
        let text = push.as_str().unwrap_or_default().trim();
        return Some(only_if(text.trim_start_matches("${{").trim_end_matches("}}").trim()));
    }
    let tags = written("tags")?.as_str().unwrap_or_default();
    let by = decided_by(tags);
    let asked = |step: &Node| match (&by, step.get("id").and_then(Node::as_str)) {
        (Some(Decider::Step(asked)), Some(id)) => asked == id,
        _ => false,
    };
    let own = makers.iter().filter(|(maker, _)| asked(maker));
    let lines: Vec<Undecided> = own.flat_map(|(maker, names)| undecided_tags(maker, names)).collect();
    deciding(&lines, pushed).or(Some(On::SomeTags { by }))
}

/// Whether the job runs only if this one of those that it needs succeeds.
pub(super) fn matters(job: &Node, names: &Names, done: &[(&str, &Outcome)], id: &str) -> bool {
    let Some(guard) = job.get("if").and_then(Node::scalar) else { return true };
    let mut failed = names.clone();
    failed.success = Answer::No;
    failed.failure = Answer::Yes;
    let mut needs = Object::new(Rest::Null);
    for (own, outcome) in done {
        let result = if *own == id { "failure" } else { "success" };
        let object = Object::new(Rest::Null).with("result", result).with("outputs", outcome.outputs.clone());
        needs.set(Name::read(own), object);
    }
    failed.set("needs", needs);
    failed.guard(&guard.text).holds(&failed) == Answer::No
}

/// The jobs that have to succeed for this one to run: all that it needs, unless its `if`
/// says otherwise.
pub(super) fn needed(job: &Node, names: &Names, done: &[(&str, &Outcome)], runs: Certainty) -> Vec<On> {
    // A guard that asks for a job's output says enough about it.
    let asked = job.get("if").and_then(Node::as_str).and_then(decided_by);
    let (mut plain, mut out) = (Vec::new(), Vec::new());
    for (id, outcome) in done.iter().filter(|(id, _)| matters(job, names, done, id)) {
        match outcome.digests {
            // Its tags are made of all digests, or not at all.
            Some(fail_fast) => out.push(On::Digests { job: id.to_string(), fail_fast }),
            None if asked == Some(Decider::Job(id.to_string())) => {}
            // What it hangs on itself says more than its name.
            None if !runs.is_yes() && outcome.open.is_some() => {}
            None => plain.push(id.to_string()),
        }
    }
    if !plain.is_empty() {
        out.insert(0, On::Needs { jobs: plain, runs });
    }
    out
}

/// Whether the group's name has a part that is another one for each run, or for each commit:
/// then no run of another commit is in it. A merge queue runs on a branch of its own for each
/// pull request.
fn is_of_one_run(node: &Node, names: &Names) -> bool {
    let own = |piece: Piece<'_>| matches!(piece, Piece::Hole("sha" | "run_id" | "run_number" | "pr"));
    let values = concurrency_node(node).map(|group| data(group, names).to_values());
    values.as_ref().and_then(|values| values.single()).is_some_and(|text| text.pieces().any(own))
}

/// Properties of `github` that no other commit's run shares.
const OF_A_RUN: &[&str] = &["run_id", "run_number", "run_attempt", "sha"];

/// What other runs of the concurrency group do to this one.
pub(super) fn concurrency(
    node: Option<&Node>,
    names: &Names,
    file: &WorkflowFile,
    files: &[Arc<WorkflowFile>],
    branch: &str,
) -> Option<On> {
    let node = node?;
    let cancel = node.get("concurrency")?.get("cancel-in-progress");
    let group = concurrency_group(node).unwrap_or_default();
    if is_of_one_run(node, names) {
        return None;
    }
    if cancel.is_some_and(|cancel| data(cancel, names).truthy() != Answer::No) {
        return Some(On::NotCancelled { group: group.to_string() });
    }
    let asked = asked_paths(group);
    let asks = |any: &[&str]| {
        asked.iter().any(|path| match path.as_slice() {
            [github, name, ..] if github.eq_ignore_ascii_case("github") => {
                any.iter().any(|one| name.eq_ignore_ascii_case(one))
            }
            _ => false,
        })
    };
    // Only one run waits; the next one takes its place. One of the same workflow and ref
    // publishes instead.
    let alone = asks(OF_A_RUN)
        || asks(&["workflow", "workflow_ref", "workflow_sha"])
        || files.iter().all(|other| other.path == file.path || !has_group(other, group));
    let same_ref = asks(OF_A_RUN) || asks(&["ref", "ref_name", "head_ref"]) || on_one_branch(file, branch);
    if group.is_empty() || (alone && same_ref) {
        return None;
    }
    Some(On::NotReplaced { group: group.to_string() })
}

fn has_group(file: &WorkflowFile, group: &str) -> bool {
    let own = |node: &Node| concurrency_group(node) == Some(group);
    file.root().is_some_and(own) || file.jobs().any(|(_, job)| own(job))
}

/// Whether all that starts the workflow happens on the default branch.
fn on_one_branch(file: &WorkflowFile, branch: &str) -> bool {
    let stays = |trigger: &Trigger| match trigger.name.as_str() {
        "push" => {
            let only =
                |patterns: &[prodproof_workflow::trigger::Pattern]| patterns.iter().all(|one| one.text == branch);
            trigger.tags.is_none() && trigger.branches.as_ref().is_some_and(|own| !own.ignore && only(&own.patterns))
        }
        "schedule" | "workflow_dispatch" | "repository_dispatch" | "workflow_run" => true,
        _ => false,
    };
    file.triggers.as_ref().is_some_and(|triggers| triggers.list.iter().all(stays))
}

/// A matrix that is only known at run time.
pub(super) fn unknown_matrix(matrix: &str) -> On {
    On::Matrix { by: decided_by(matrix) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_and_who_writes_them() {
        let actor = "github.actor == 'x'".to_string();
        assert_eq!(only_if(&actor), On::Guard { text: actor.clone(), decided_by: None });
        let step = "steps.check.outputs.changed == 'true'".to_string();
        assert_eq!(only_if(&step), On::Guard { text: step, decided_by: Some(Decider::Step("check".into())) });
        assert_eq!(decided_by("fromJSON(needs.list.outputs.images)"), Some(Decider::Job("list".into())));
        assert_eq!(decided_by("needs.list.result == 'success'"), None);
    }
}
