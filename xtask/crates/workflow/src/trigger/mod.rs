//! What starts a workflow: the events under `on` and their filters.
//!
//! Source: github/docs `events-that-trigger-workflows.md`, `workflow-syntax.md`,
//! `section-run-on-specific-branches-or-tags.md`, `triggering-a-workflow-paths5.md`.
//! Must not know what the workflow then does.

mod filter;
mod reason;

pub use self::filter::{Filter, Pattern};
pub use self::reason::{StartReason, UnreadFilter};
use crate::event::Event;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::{Entry, Node};

/// One event under `on`.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    pub name: String,
    /// The name, as a key, a list item or the only value.
    pub span: Span,
    /// The filters below it; empty where there are none.
    pub body: Span,
    pub branches: Option<Filter>,
    pub tags: Option<Filter>,
    pub paths: Option<Filter>,
    /// Activity types; `None` where not given.
    pub types: Option<Vec<String>>,
    /// `workflows` of `workflow_run`.
    pub workflows: Vec<(String, Span)>,
    pub crons: Vec<String>,
}

/// How `on` is written, which a fix has to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnForm {
    /// `on: push`
    One,
    /// `on: [push, pull_request]`, or the same in block form.
    List,
    Map,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Triggers {
    /// The key `on`.
    pub key: Span,
    pub span: Span,
    pub form: OnForm,
    pub list: Vec<Trigger>,
}

/// Why a workflow runs or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunReason {
    Runs,
    /// The event is not under `on`.
    NoTrigger,
    /// `push` has only tag filters and a branch was pushed.
    OnlyTags,
    /// `push` has only branch filters and a tag was pushed.
    OnlyBranches,
    /// The name does not pass the filter.
    Filtered,
    /// The activity types do not have it.
    Types,
    /// GitHub refuses the file.
    Invalid,
}

/// What else must hold for the event to start the workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartCondition {
    /// The filter of changed paths, a pattern with its `!`; the key's place.
    Paths { ignore: bool, patterns: Vec<String>, span: Span },
    /// The release was never a draft: for one that was, GitHub sends no `created`.
    NoDraft { span: Span },
    /// A filter that nobody here can read.
    Unread { filter: UnreadFilter, span: Span },
}

impl StartCondition {
    pub fn span(&self) -> Span {
        match self {
            Self::Paths { span, .. } | Self::NoDraft { span } | Self::Unread { span, .. } => *span,
        }
    }
}

/// Whether an event starts the workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub answer: Answer,
    pub why: RunReason,
    pub reason: StartReason,
    pub span: Span,
    /// What else must hold: changed paths.
    pub conditions: Vec<StartCondition>,
    /// The events of `on` that start it.
    pub triggers: Vec<String>,
}

/// The key `on` of a workflow, written with or without quotes, or as the `true` that a
/// YAML 1.1 writer makes of it.
fn entry(root: &Node) -> Option<&Entry> {
    root.entry("on").or_else(|| root.entry("true"))
}

/// What stands under `on` of a workflow.
pub fn on(root: &Node) -> Option<&Node> {
    entry(root).map(|entry| &entry.value)
}

impl Triggers {
    /// Reads what stands under `on`.
    pub fn read(root: &Node) -> Option<Self> {
        let entry = entry(root)?;
        let on = &entry.value;
        let (form, list) = match on {
            _ if on.is_mapping() => {
                let list = on
                    .entries()
                    .iter()
                    .filter_map(|entry| Some(Trigger::read(entry.key.as_str()?, entry.key.span, Some(&entry.value))));
                (OnForm::Map, list.collect())
            }
            _ if on.is_sequence() => {
                let list = on.items().iter().filter_map(|item| Some(Trigger::read(item.as_str()?, item.span, None)));
                (OnForm::List, list.collect())
            }
            _ => {
                let name = on.as_str().unwrap_or_default();
                let list = if name.is_empty() { Vec::new() } else { vec![Trigger::read(name, on.span, None)] };
                (OnForm::One, list)
            }
        };
        Some(Self { key: entry.key.span, span: on.span, form, list })
    }

    pub fn get(&self, name: &str) -> Option<&Trigger> {
        self.list.iter().find(|trigger| trigger.name == name)
    }

    /// Whether whoever starts the workflow by hand is asked for something.
    pub fn has_inputs(&self, root: Option<&Node>) -> bool {
        let on = root.and_then(on);
        let inputs = on.and_then(|on| on.at(&["workflow_dispatch", "inputs"]));
        self.get("workflow_dispatch").is_some() && inputs.is_some_and(|inputs| !inputs.entries().is_empty())
    }

    /// Whether the event starts the workflow.
    pub fn run(&self, event: &Event, default_branch: &str) -> Run {
        let names: &[&'static str] = match event {
            Event::Push(_) | Event::Tag(_) => &["push"],
            Event::Schedule => &["schedule"],
            Event::WorkflowDispatch | Event::DispatchOn(_) | Event::DispatchOnTag(_) => &["workflow_dispatch"],
            Event::RepositoryDispatch => &["repository_dispatch"],
            Event::PullRequest => &["pull_request", "pull_request_target"],
            Event::Release | Event::Prerelease => &["release"],
            Event::WorkflowRun => &["workflow_run"],
        };
        let mut best: Option<Run> = None;
        for trigger in names.iter().filter_map(|name| self.get(name)) {
            let run = trigger.run(event, default_branch);
            match &mut best {
                Some(best) if best.answer != Answer::No && run.answer != Answer::No => {
                    best.triggers.extend(run.triggers);
                }
                Some(best) if best.answer == Answer::No => *best = run,
                Some(_) => {}
                None => best = Some(run),
            }
        }
        best.unwrap_or_else(|| Run {
            answer: Answer::No,
            why: RunReason::NoTrigger,
            reason: StartReason::NoTrigger(names[0]),
            span: self.key,
            conditions: Vec::new(),
            triggers: Vec::new(),
        })
    }
}

impl Trigger {
    fn read(name: &str, span: Span, body: Option<&Node>) -> Self {
        let strings = |node: &Node| -> Vec<(String, Span)> {
            node.one_or_many().iter().filter_map(|n| Some((n.as_str()?.to_string(), n.span))).collect()
        };
        let crons = body.map_or(&[][..], Node::items).iter();
        Self {
            name: name.to_string(),
            span,
            body: body.map_or(Span::at(span.end), |body| body.span),
            branches: body.and_then(|body| Filter::read(body, "branches")),
            tags: body.and_then(|body| Filter::read(body, "tags")),
            paths: body.and_then(|body| Filter::read(body, "paths")),
            types: body
                .and_then(|body| body.get("types"))
                .map(|types| strings(types).into_iter().map(|(name, _)| name).collect()),
            workflows: body.and_then(|body| body.get("workflows")).map(strings).unwrap_or_default(),
            crons: crons.filter_map(|item| Some(item.get("cron")?.as_str()?.to_string())).collect(),
        }
    }

    fn run(&self, event: &Event, default_branch: &str) -> Run {
        let yes = self.yes();
        let no = |why, span, reason| Run { answer: Answer::No, why, reason, span, triggers: Vec::new(), ..yes.clone() };
        match event {
            Event::Push(branch) => match (&self.branches, &self.tags) {
                (None, Some(tags)) if tags.blank => self.with_paths(filtered(yes, tags, branch)),
                (None, Some(tags)) => no(RunReason::OnlyTags, tags.key_span, StartReason::OnlyTags),
                (None, None) => self.with_paths(yes),
                (Some(filter), _) => self.with_paths(filtered(yes, filter, branch)),
            },
            // Paths are not looked at for tags.
            Event::Tag(tag) => match (&self.branches, &self.tags) {
                (Some(branches), None) if branches.blank => filtered(yes, branches, tag),
                (Some(branches), None) => no(RunReason::OnlyBranches, branches.key_span, StartReason::OnlyBranches),
                (_, None) => yes,
                (_, Some(filter)) => filtered(yes, filter, tag),
            },
            Event::PullRequest => {
                let run = match &self.branches {
                    Some(filter) => filtered(yes, filter, default_branch),
                    None => yes,
                };
                self.with_paths(run)
            }
            Event::WorkflowRun => match &self.branches {
                Some(filter) => filtered(yes, filter, default_branch),
                None => yes,
            },
            // One is `published` as well, and `prereleased` unless it was a draft before.
            Event::Prerelease => {
                let has = |name: &str| self.types.as_ref().is_none_or(|types| types.iter().any(|own| own == name));
                match (has("published"), has("prereleased") || has("created")) {
                    (true, _) => yes,
                    (false, true) => Run { conditions: vec![StartCondition::NoDraft { span: self.span }], ..yes },
                    (false, false) => no(RunReason::Types, self.span, StartReason::Types("published")),
                }
            }
            // Publishing a release is published and released at once, and created too where
            // it was no draft before.
            Event::Release => {
                let has = |name: &str| self.types.as_ref().is_none_or(|types| types.iter().any(|own| own == name));
                match (has("published") || has("released"), has("created")) {
                    (true, _) => yes,
                    (false, true) => Run { conditions: vec![StartCondition::NoDraft { span: self.span }], ..yes },
                    (false, false) => no(RunReason::Types, self.span, StartReason::Types("published")),
                }
            }
            _ => yes,
        }
    }

    /// Whether `workflow_run` starts it behind a run on this branch; the filter is that of
    /// the first run's branch, which for a pull request is its own and may have any name.
    pub fn after(&self, branch: Option<&str>) -> Run {
        let yes = self.yes();
        match (&self.branches, branch) {
            (Some(filter), Some(branch)) => filtered(yes, filter, branch),
            (Some(filter), None) => {
                let reason = StartReason::PullRequestBranch { key: filter.key.clone() };
                Run { answer: Answer::Unknown, why: RunReason::Filtered, reason, span: filter.span, ..yes }
            }
            (None, _) => yes,
        }
    }

    /// Whether a pull request into this branch starts it when it is merged, which closes it.
    pub fn when_merged(&self, into: &str) -> Run {
        let closed = self.types.as_ref().is_some_and(|types| types.iter().any(|name| name == "closed"));
        if !closed {
            let reason = StartReason::Types("closed");
            return Run { answer: Answer::No, why: RunReason::Types, reason, triggers: Vec::new(), ..self.yes() };
        }
        self.run(&Event::PullRequest, into)
    }

    fn yes(&self) -> Run {
        Run {
            answer: Answer::Yes,
            why: RunReason::Runs,
            reason: StartReason::Starts(self.name.clone()),
            span: self.span,
            conditions: Vec::new(),
            triggers: vec![self.name.clone()],
        }
    }

    fn with_paths(&self, mut run: Run) -> Run {
        if let Some(paths) = self.paths.as_ref().filter(|paths| paths.is_only_negative()) {
            let reason = StartReason::only_negative(paths);
            let why = if run.answer == Answer::No { run.why } else { RunReason::Filtered };
            return Run { answer: Answer::No, why, reason, span: paths.span, triggers: Vec::new(), ..run };
        }
        if let (Some(paths), true) = (&self.paths, run.answer != Answer::No) {
            let (ignore, patterns) = (paths.ignore, paths.written());
            run.conditions.push(StartCondition::Paths { ignore, patterns, span: paths.key_span });
        }
        run
    }
}

fn filtered(yes: Run, filter: &Filter, name: &str) -> Run {
    match filter.passes(name) {
        Answer::Yes => yes,
        Answer::No => {
            let deciding = filter.patterns.iter().rev().find(|pattern| match &pattern.glob {
                Ok(glob) => pattern.negative != filter.ignore && glob.matches(name),
                Err(_) => false,
            });
            let span = deciding.map_or(filter.span, |pattern| pattern.span);
            let reason = if filter.is_only_negative() {
                StartReason::only_negative(filter)
            } else {
                StartReason::filtered(filter, name)
            };
            Run { answer: Answer::No, why: RunReason::Filtered, reason, span, triggers: Vec::new(), ..yes }
        }
        Answer::Unknown => {
            let key = filter.key.clone();
            let unread = if filter.blank { UnreadFilter::Blank(key) } else { UnreadFilter::BrokenPattern(key) };
            let open = StartCondition::Unread { filter: unread.clone(), span: filter.span };
            let reason = StartReason::Unread(unread);
            Run { answer: Answer::Unknown, conditions: vec![open], reason, span: filter.span, ..yes }
        }
    }
}

#[cfg(test)]
mod tests;
