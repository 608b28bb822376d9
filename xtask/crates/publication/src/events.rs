//! Which events stand for all that may happen: sample branches and tags that the filters
//! tell apart. Must not know what a workflow does on them.

use std::collections::HashSet;
use std::sync::Arc;

use crate::context::OTHER_BRANCH;
use crate::model::Input;
use prodproof_script::sh;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::glob::Glob;
use prodproof_syntax::yaml::{Node, Scalar};
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::{condition, each_expression, parse, unfilled, Expr};
use prodproof_workflow::file::{steps_of, WorkflowFile};
use prodproof_workflow::trigger;

/// The events that every repository is asked about, and its own release tags.
pub(super) fn usual(files: &[Arc<WorkflowFile>], input: &Input<'_>, release: &str) -> Vec<Event> {
    let mut events = vec![Event::Push(input.default_branch.to_string())];
    if input.default_branch != OTHER_BRANCH {
        events.push(Event::Push(OTHER_BRANCH.to_string()));
    }
    events.push(Event::Tag(release.to_string()));
    events.extend(own_tags(files, release).into_iter().map(Event::Tag));
    events.extend([
        Event::Schedule,
        Event::WorkflowDispatch,
        Event::RepositoryDispatch,
        Event::PullRequest,
        Event::Release,
        Event::WorkflowRun,
    ]);
    events
}

/// The tag that stands for all release tags: `v1.2.3` where the promised pattern takes it.
pub(super) fn release_tag(input: &Input<'_>) -> String {
    const USUAL: &str = "v1.2.3";
    match Glob::new(input.release_tags) {
        Ok(glob) if !glob.matches(USUAL) => glob.sample().unwrap_or_else(|| USUAL.to_string()),
        _ => USUAL.to_string(),
    }
}

/// What the guards of a file ask the tag of a release to begin with, where the usual one
/// does not: `startsWith(github.event.release.tag_name, '0.')`.
pub(super) fn release_heads(file: &WorkflowFile, usual: &str) -> Vec<String> {
    heads(file, &[("github.event.release.tag_name", "")], usual)
}

/// What the guards of a file ask one of these contexts to begin with, behind a prefix, where
/// the usual tag does not.
fn heads(file: &WorkflowFile, contexts: &[(&str, &'static str)], usual: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut note = |node: &Node| {
        let Some(guard) = node.get("if").and_then(Node::scalar).map(|scalar| condition(&scalar.text)) else { return };
        let Some(expr) = guard.expr() else { return };
        expr.walk(&mut |expr| {
            let Expr::Call(name, _, arguments) = expr else { return };
            let [asked, Expr::Literal(head)] = arguments.as_slice() else { return };
            let (asked, head) = (asked.paths(), head.to_text());
            let before = |(context, before): &(&str, &'static str)| {
                asked.iter().any(|path| path.join(".") == *context).then_some(*before)
            };
            let before = contexts.iter().find_map(before).filter(|_| name.eq_ignore_ascii_case("startsWith"));
            let head = before.and_then(|before| head.as_known()?.strip_prefix(before));
            found.extend(head.filter(|head| !usual.starts_with(*head)).map(str::to_string));
        });
    };
    for (_, job) in file.jobs() {
        note(job);
        steps_of(job).iter().for_each(&mut note);
    }
    let mut seen = HashSet::new();
    found.retain(|head| seen.insert(head.clone()));
    found
}

/// Tags that guards ask for, where the filter of tags lets them pass and the usual one is not
/// meant: `startsWith(github.ref_name, 'v2.10.')`.
fn guarded_tags(file: &WorkflowFile, filter: &trigger::Filter, usual: &str) -> Vec<String> {
    /// Series that are kept side by side; more are built alike.
    const MOST: usize = 4;
    let number = usual.trim_start_matches(|c: char| !c.is_ascii_digit());
    let sample = |head: String| match head.chars().last() {
        Some('.') => format!("{head}0"),
        Some(c) if c.is_ascii_digit() => format!("{head}.0"),
        _ => format!("{head}{number}"),
    };
    let all = heads(file, &[("github.ref_name", ""), ("github.ref", "refs/tags/")], usual).into_iter().map(sample);
    all.filter(|tag| filter.passes(tag) == Answer::Yes).take(MOST).collect()
}

/// The tag of a pre-release of the version with this tag.
pub(super) fn prerelease(release: &str) -> Event {
    Event::Tag(Event::Prerelease.released(release))
}

/// Tags for those filters that the usual one does not pass, and for guards that ask for others.
fn own_tags(files: &[Arc<WorkflowFile>], usual: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for file in files {
        let Some(filter) = tag_filter(file).filter(|filter| !filter.ignore) else { continue };
        for tag in guarded_tags(file, filter, usual) {
            if !found.contains(&tag) {
                found.push(tag);
            }
        }
        if filter.passes(usual) != Answer::No {
            continue;
        }
        let samples = filter.patterns.iter().filter(|pattern| !pattern.negative);
        let samples = samples.filter_map(|pattern| pattern.glob.as_ref().ok()?.sample());
        let sample =
            told_apart(file, filter).into_iter().chain(samples).find(|sample| filter.passes(sample) == Answer::Yes);
        if let Some(sample) = sample.filter(|sample| !found.contains(sample)) {
            found.push(sample);
        }
    }
    found
}

fn tag_filter(file: &WorkflowFile) -> Option<&trigger::Filter> {
    file.triggers.as_ref()?.get("push")?.tags.as_ref()
}

/// Where tags are `*/v*`, those that begin with a word which a script's `case` tells
/// apart: with any other word it may well end.
fn told_apart(file: &WorkflowFile, filter: &trigger::Filter) -> Vec<String> {
    let rest = |pattern: &trigger::Pattern| {
        let sample = pattern.glob.as_ref().ok().filter(|_| pattern.text.starts_with("*/"))?.sample()?;
        Some(sample.split_once('/')?.1.to_string())
    };
    let rests: Vec<String> = filter.patterns.iter().filter(|pattern| !pattern.negative).filter_map(rest).collect();
    if rests.is_empty() {
        return Vec::new();
    }
    let words = scripts(file).flat_map(|script| sh::told_apart(&unfilled(&script.text)));
    words.flat_map(|word| rests.iter().map(move |rest| format!("{word}/{rest}"))).collect()
}

fn scripts(file: &WorkflowFile) -> impl Iterator<Item = &Scalar> {
    let steps = file.jobs().flat_map(|(_, job)| steps_of(job));
    steps.filter_map(|step| step.get("run")?.scalar())
}

/// The branches that the file's expressions and scripts hold the run's own against:
/// `github.ref_name == 'stable'`, `[[ $GITHUB_REF == refs/heads/stable ]]`.
fn named_branches(file: &WorkflowFile) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let Some(jobs) = file.root().and_then(|root| root.get("jobs")) else { return found };
    let mut note = |name: &str| {
        let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
        let is_name = !branch.is_empty() && !branch.starts_with("refs/") && !branch.contains(['*', '$', ' ', '\'']);
        if is_name && !found.iter().any(|own| own == branch) {
            found.push(branch.to_string());
        }
    };
    // Nearly no text speaks of it: the others need not be parsed.
    let speaks = |text: &str| text.as_bytes().windows(3).any(|three| three.eq_ignore_ascii_case(b"ref"));
    each_expression(jobs, &mut |text| {
        let Some(expr) = Some(text).filter(|text| speaks(text)).and_then(|text| parse(text).ok()) else { return };
        expr.walk(&mut |expr| {
            let Expr::Compare(_, left, right) = expr else { return };
            let ((Expr::Literal(literal), asked) | (asked, Expr::Literal(literal))) = (&**left, &**right) else {
                return;
            };
            let is_ref = |path: &String| matches!(path.as_str(), "github.ref" | "github.ref_name");
            if asked.paths().iter().map(|path| path.join(".")).any(|path| is_ref(&path)) {
                literal.to_text().as_known().iter().for_each(|name| note(name));
            }
        });
    });
    for script in scripts(file).filter(|script| script.text.contains("GITHUB_REF")) {
        for words in sh::tests(&unfilled(&script.text)) {
            for three in words.windows(3).filter(|three| matches!(three[1].as_str(), "=" | "==")) {
                let is_ref = |word: &str| {
                    let name = word.trim_start_matches(['$', '{']).trim_end_matches('}');
                    word.starts_with('$') && matches!(name, "GITHUB_REF" | "GITHUB_REF_NAME")
                };
                if is_ref(&three[0]) {
                    note(&three[2]);
                }
            }
        }
    }
    found
}

/// Pushes to further branches that filters name, that guards name, of tags that a script tells apart, and
/// of a pre-release tag.
pub(super) fn elsewhere(files: &[Arc<WorkflowFile>], input: &Input<'_>, known: &[Event]) -> Vec<Event> {
    const MOST: usize = 8;
    let mut found: Vec<Event> = Vec::new();
    let filters = |name| {
        files.iter().filter_map(move |file: &Arc<WorkflowFile>| file.triggers.as_ref()?.get(name)?.branches.as_ref())
    };
    for filter in filters("push").chain(filters("workflow_run")) {
        for pattern in filter.patterns.iter().filter(|pattern| !pattern.negative && !filter.ignore) {
            let Some(sample) = pattern.glob.as_ref().ok().and_then(Glob::sample) else { continue };
            let event = Event::Push(sample.clone());
            if sample != input.default_branch && !known.contains(&event) && !found.contains(&event) {
                found.push(event);
            }
        }
    }
    found.truncate(MOST);
    for file in files {
        let Some(filter) = tag_filter(file).filter(|filter| !filter.ignore) else { continue };
        for tag in told_apart(file, filter).into_iter().take(MOST) {
            let event = Event::Tag(tag);
            let passes = matches!(&event, Event::Tag(tag) if filter.passes(tag) == Answer::Yes);
            if passes && !known.contains(&event) && !found.contains(&event) {
                found.push(event);
            }
        }
    }
    let started = |file: &Arc<WorkflowFile>, by: &str| file.triggers.as_ref().is_some_and(|on| on.get(by).is_some());
    for file in files {
        for branch in named_branches(file).into_iter().filter(|name| name != input.default_branch).take(MOST) {
            let push = started(file, "push").then(|| Event::Push(branch.clone()));
            let by_hand = started(file, "workflow_dispatch").then_some(Event::DispatchOn(branch));
            let new = [push, by_hand].into_iter().flatten();
            let new: Vec<Event> = new.filter(|event| !known.contains(event) && !found.contains(event)).collect();
            found.extend(new);
        }
    }
    if files.iter().any(|file| started(file, "workflow_dispatch")) {
        // Without a slash, which no tag can have: its name may become one.
        let branch = if input.default_branch == "feature" { OTHER_BRANCH } else { "feature" };
        found.push(Event::DispatchOn(branch.to_string()));
        found.push(Event::DispatchOnTag(release_tag(input)));
    }
    found.push(prerelease(&release_tag(input)));
    if files.iter().any(|file| started(file, "release")) {
        found.push(Event::Prerelease);
    }
    found
}
