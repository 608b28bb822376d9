//! What this repository's workflows publish: for each event, which references are
//! pushed, surely or possibly, under which conditions. The heart of the product.
//! Must not know constitutions, units or what anybody wishes to be published.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod bake;
pub mod commands;
pub mod expression;
pub mod glob;
pub mod metadata;
pub mod shell;
pub mod trigger;
pub mod value;

mod actions;
mod afterwards;
mod answer;
mod cron;
mod engine;
mod faults;
mod file;
mod schema;

pub use answer::{Account, Cause};
pub use engine::moves::{Move, Moved};
pub use engine::{ImageBuild, Started};
pub use file::{is_workflow, Fault, File};

use std::collections::BTreeMap;
use std::fmt;

use self::engine::contexts::OTHER_BRANCH;
use self::engine::memo::Memo;
use self::engine::Engine;
use self::glob::Glob;
use self::value::Text;
use crate::answer::Answer;
use crate::reference::Reference;
use crate::snapshot::Snapshot;
use crate::span::Span;

/// Something that happens on GitHub and may start a workflow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A push to this branch; the default branch's is a merge.
    Push(String),
    /// A push of this tag.
    Tag(String),
    Schedule,
    /// Started by hand on the default branch.
    WorkflowDispatch,
    /// Started by hand on this branch, which is not the default one.
    DispatchOn(String),
    RepositoryDispatch,
    PullRequest,
    Release,
    WorkflowRun,
}

impl Event {
    /// Whether somebody starts it.
    pub fn is_by_hand(&self) -> bool {
        matches!(self, Self::WorkflowDispatch | Self::DispatchOn(_))
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Push(branch) => write!(f, "push:{branch}"),
            Self::Tag(tag) => write!(f, "tag:{tag}"),
            Self::Schedule => f.write_str("schedule"),
            Self::WorkflowDispatch => f.write_str("workflow_dispatch"),
            Self::DispatchOn(branch) => write!(f, "workflow_dispatch:{branch}"),
            Self::RepositoryDispatch => f.write_str("repository_dispatch"),
            Self::PullRequest => f.write_str("pull_request"),
            Self::Release => f.write_str("release"),
            Self::WorkflowRun => f.write_str("workflow_run"),
        }
    }
}

/// Whether a publication happens whenever its event does and the run succeeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    Yes,
    Possible,
}

impl Certainty {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Possible => "possible",
        }
    }
}

/// An event makes a workflow push a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub event: Event,
    /// The file in which the push stands, and where in it.
    pub path: String,
    pub span: Span,
    pub job: String,
    /// The action or command that pushes: `docker/build-push-action`, `podman push`.
    pub method: String,
    /// What is pushed; `None` where an opaque step pushes something of unknown name.
    pub reference: Option<Reference>,
    pub certainty: Certainty,
    /// What else must hold, for people: "only if one of `src/**` changed".
    pub conditions: Vec<String>,
}

/// What the model needs besides the files.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    pub snapshot: &'a Snapshot,
    pub default_branch: &'a str,
    /// `owner/name` with its case; unknown without a remote.
    pub repository: Option<&'a str>,
    /// Values that the contract declares for `vars.X`, `secrets.X`, `inputs.X`.
    pub vars: BTreeMap<String, String>,
    pub secrets: BTreeMap<String, String>,
    pub inputs: BTreeMap<String, String>,
    /// The promised pattern of release tags, `v*` unless the contract says otherwise.
    pub release_tags: &'a str,
}

/// What was seen on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemarkKind {
    /// An `if` that is always true because of text around `${{ }}`.
    GuardAlwaysTrue,
    /// An `if` that does not hold on this event; the step or job that it holds back.
    HeldBack(Span),
    /// A job that is skipped because one that it needs is; the job.
    NeedSkipped(Span),
    /// docker/metadata-action fails.
    MetadataError,
    /// `push` is not a boolean: the step fails.
    PushNotBoolean,
    /// A build that does not push on this event.
    NotPushed,
    /// A push without a tag: the step fails.
    NoTag,
    InvalidReference,
    /// `ghcr.io/ghcr.io/…`
    DoubledHost,
    /// A called workflow that does not exist.
    MissingCall,
    /// `::set-env`: the step fails.
    DisabledCommand,
    /// `|| true`, `continue-on-error`: a failed push leaves the run green.
    FailureIgnored,
}

/// Something that a rule may want to tell, seen on one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub kind: RemarkKind,
    pub event: Event,
    pub path: String,
    pub span: Span,
    pub job: String,
    /// Lower case, no final dot; of a guard its text.
    pub message: String,
}

/// Everything that the workflows of one repository do.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// In the order of files, events and places.
    pub publications: Vec<Publication>,
    /// For each publication the workflow that the event started; it differs from the
    /// publication's path where that one is called.
    pub entries: Vec<String>,
    /// What is pushed from branches that the filters name besides the default branch
    /// (its event is a push to a branch that they let pass), by pre-release tags, by hand
    /// on another branch, and by hand on the default branch with other inputs than the
    /// defaults, as far as it is nothing that the defaults push. The last is only possible.
    pub elsewhere: Vec<Publication>,
    /// The workflow files, read.
    pub files: Vec<File>,
    /// Every file on every event.
    pub started: Vec<Started>,
    pub remarks: Vec<Remark>,
    pub builds: Vec<ImageBuild>,
    /// What steps commit, tag and release in this repository.
    pub moves: Vec<Move>,
    /// The events that were asked, in order.
    pub events: Vec<Event>,
    pub default_branch: String,
}

/// Reads all workflows of the snapshot and answers for every event.
pub fn model(input: &Input<'_>) -> Build {
    let files: Vec<File> = input.snapshot.texts(is_workflow).map(|(path, text)| File::read(path, text)).collect();
    let actions: BTreeMap<String, File> = input
        .snapshot
        .texts(|path| matches!(path.rsplit('/').next(), Some("action.yml" | "action.yaml")))
        .map(|(path, text)| {
            (path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string(), File::read(path, text))
        })
        .collect();
    let release = release_tag(input);
    let mut events = vec![Event::Push(input.default_branch.to_string())];
    if input.default_branch != OTHER_BRANCH {
        events.push(Event::Push(OTHER_BRANCH.to_string()));
    }
    events.push(Event::Tag(release.clone()));
    for tag in own_tags(&files, &release) {
        events.push(Event::Tag(tag));
    }
    events.extend([
        Event::Schedule,
        Event::WorkflowDispatch,
        Event::RepositoryDispatch,
        Event::PullRequest,
        Event::Release,
        Event::WorkflowRun,
    ]);
    let memo = std::rc::Rc::new(Memo::default());
    let mut build = Build { default_branch: input.default_branch.to_string(), ..Build::default() };
    for event in &events {
        let mut engine = Engine::new(input, &files, &actions, event.clone(), release.clone(), memo.clone());
        for file in &files {
            let run = run(file, event, input.default_branch);
            if run.answer != Answer::No {
                engine.start(file, &run);
            }
            build.started.push(Started { path: file.path.clone(), event: event.clone(), run });
        }
        build.publications.append(&mut engine.publications);
        build.entries.append(&mut engine.entries);
        build.remarks.append(&mut engine.remarks);
        build.builds.append(&mut engine.builds);
        build.moves.append(&mut engine.moves);
    }
    for event in elsewhere(&files, input, &events) {
        let mut engine = Engine::new(input, &files, &actions, event.clone(), release.clone(), memo.clone());
        for file in &files {
            let run = run(file, &event, input.default_branch);
            if run.answer != Answer::No {
                engine.start(file, &run);
            }
        }
        build.elsewhere.append(&mut engine.publications);
    }
    let with_inputs = |file: &&File| file.triggers.as_ref().is_some_and(|triggers| triggers.has_inputs(file.root()));
    if files.iter().any(|file| with_inputs(&file)) {
        let event = Event::WorkflowDispatch;
        let mut engine = Engine::new(input, &files, &actions, event.clone(), release.clone(), memo.clone());
        engine.free_inputs = true;
        for file in files.iter().filter(with_inputs) {
            let run = run(file, &event, input.default_branch);
            if run.answer != Answer::No {
                engine.start(file, &run);
            }
        }
        let known = |one: &Publication| {
            build.publications.iter().any(|old| {
                old.event == one.event
                    && old.span == one.span
                    && old.path == one.path
                    && old.job == one.job
                    && old.reference == one.reference
            })
        };
        let mut more = std::mem::take(&mut engine.publications);
        more.retain(|one| !known(one));
        build.elsewhere.append(&mut more);
    }
    build.events = events;
    build.files = files;
    afterwards::conditions(&mut build);
    build
}

/// Whether the event starts the file, which GitHub may refuse.
fn run(file: &File, event: &Event, default_branch: &str) -> trigger::Run {
    let refused = file.refused().map(|fault| trigger::Run {
        answer: Answer::No,
        why: trigger::Why::Invalid,
        reason: format!("GitHub refuses the file: {}", fault.message),
        span: fault.span,
        conditions: Vec::new(),
        triggers: Vec::new(),
    });
    match (&file.triggers, refused) {
        (Some(triggers), None) => triggers.run(event, default_branch),
        (_, Some(refused)) => refused,
        (None, None) => trigger::Run {
            answer: Answer::No,
            why: trigger::Why::Invalid,
            reason: "it has no `on`".into(),
            span: Span::default(),
            conditions: Vec::new(),
            triggers: Vec::new(),
        },
    }
}

/// The tag that stands for all release tags: `v1.2.3` where the promised pattern takes it.
fn release_tag(input: &Input<'_>) -> String {
    const USUAL: &str = "v1.2.3";
    match Glob::new(input.release_tags) {
        Ok(glob) if !glob.matches(USUAL) => glob.sample().unwrap_or_else(|| USUAL.to_string()),
        _ => USUAL.to_string(),
    }
}

/// Tags for those filters that the usual one does not pass.
fn own_tags(files: &[File], usual: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for file in files {
        let Some(filter) = tag_filter(file) else { continue };
        if filter.ignore || filter.passes(usual) != Answer::No {
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

fn tag_filter(file: &File) -> Option<&trigger::Filter> {
    file.triggers.as_ref()?.get("push")?.tags.as_ref()
}

/// Where tags are `*/v*`, those that begin with a word which a script's `case` tells
/// apart: with any other word it may well end.
fn told_apart(file: &File, filter: &trigger::Filter) -> Vec<String> {
    let rest = |pattern: &trigger::Pattern| {
        let sample = pattern.glob.as_ref().ok().filter(|_| pattern.text.starts_with("*/"))?.sample()?;
        Some(sample.split_once('/')?.1.to_string())
    };
    let rests: Vec<String> = filter.patterns.iter().filter(|pattern| !pattern.negative).filter_map(rest).collect();
    if rests.is_empty() || !file.text.contains("case ") {
        return Vec::new();
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.| ".contains(c);
    let arms = file.text.lines().filter_map(|line| line.trim().split_once(')'));
    let arms = arms.filter(|(arm, _)| !arm.is_empty() && arm.chars().all(is_plain));
    let words = arms.flat_map(|(arm, _)| arm.split('|')).map(str::trim).filter(|word| !word.contains(' '));
    words.flat_map(|word| rests.iter().map(move |rest| format!("{word}/{rest}"))).collect()
}

/// Pushes to further branches that filters name, of tags that a script tells apart, and
/// of a pre-release tag.
fn elsewhere(files: &[File], input: &Input<'_>, known: &[Event]) -> Vec<Event> {
    const MOST: usize = 8;
    let mut found: Vec<Event> = Vec::new();
    for filter in files.iter().filter_map(|file| file.triggers.as_ref()?.get("push")?.branches.as_ref()) {
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
    let by_hand = |file: &File| file.triggers.as_ref().is_some_and(|on| on.get("workflow_dispatch").is_some());
    if files.iter().any(by_hand) {
        // Without a slash, which no tag can have: its name may become one.
        let branch = if input.default_branch == "feature" { OTHER_BRANCH } else { "feature" };
        found.push(Event::DispatchOn(branch.to_string()));
    }
    found.push(Event::Tag(format!("{}-rc1", release_tag(input))));
    found
}

/// The name in a marked text, without tag and digest.
fn reference_name(marked: &str) -> String {
    let name = marked.split('@').next().unwrap_or(marked);
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    // A colon inside of a hole is none of the reference.
    match name[slash..].rfind(':').filter(|at| Text::from_marked(&name[..slash + at]).is_whole()) {
        Some(at) => name[..slash + at].to_string(),
        None => name.to_string(),
    }
}
