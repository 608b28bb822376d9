//! Runs workflows in mind: one event, all workflows, jobs in order of their needs.
//! Must not know what anybody wishes to be published.

mod asked;
mod bots;
mod calls;
mod checkout;
mod conditions;
mod credentials;
mod dispatches;
mod index;
pub mod jobs;
mod known_calls;
mod local_action;
mod local_tags;
mod logins;
mod matrix;
mod matrix_job;
mod matrix_jobs;
mod merge_guard;
pub mod moves;
mod pushes;
mod runners;
mod scripts;
mod secrets;
mod steps;

use self::credentials::Packages;
use crate::condition::{Condition, On};
use crate::remark::{Remark, RemarkKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use crate::context;
use crate::context::cache::Cache;
use crate::context::Others;
use crate::events;
use crate::links::{self, Link};
use crate::model::{CommandBuild, Deletion, ImageBuild, Input, Move, OwnDispatch, Publication};
use crate::publishers::deletions::Found;
use crate::source::BuiltCommit;
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::{Object, Rest, Set};
use prodproof_workflow::file::WorkflowFile;
use prodproof_workflow::trigger::{self, Run};

/// Called workflows and composite actions nest no deeper than GitHub allows.
const DEEPEST: usize = 10;
/// Steps that are run in mind for one event; more is beyond all measure.
const MOST_STEPS: usize = 20_000;
/// How the rest is called.
const TOO_MUCH: &str = "the rest of the run, which is too much to be followed";

pub(super) struct Engine<'a> {
    pub input: &'a Input<'a>,
    pub files: &'a [Arc<WorkflowFile>],
    /// Local actions by folder.
    pub actions: &'a BTreeMap<String, Arc<WorkflowFile>>,
    pub event: Event,
    /// The tag of the release that is published.
    pub release: String,
    pub publications: Vec<Publication>,
    pub entries: Vec<String>,
    pub remarks: Vec<Remark>,
    pub builds: Vec<ImageBuild>,
    pub command_builds: Vec<CommandBuild>,
    pub moves: Vec<Move>,
    pub dispatches: Vec<OwnDispatch>,
    pub deletions: Vec<Deletion>,
    /// What the inputs of a dispatch are that are not given.
    pub others: Others,
    /// What whoever dispatches gives for some of the inputs.
    pub given: BTreeMap<String, String>,
    /// What scripts hold against the holes that inputs are.
    pub compared: BTreeSet<(String, String)>,
    /// The workflow that the event started.
    entry: String,
    /// The day, as ISO 8601 has it.
    today: String,
    /// Whether it waited for another one's run, so that it runs on the default branch.
    behind: bool,
    /// Whether the release's tag may be the number alone as well.
    bare_release: bool,
    steps: usize,
    /// Commands of scripts that were followed, counted as if nothing were remembered.
    pub commands: usize,
    /// Matrices of several combinations that were run, which combination of which one is under
    /// way, and which has pushed what.
    matrices: usize,
    leg: Option<Leg>,
    pushed_by: HashMap<(usize, String, Span, String, Reference), usize>,
    /// There was more than is followed, and it is said.
    full: bool,
    cache: Rc<Cache>,
}

/// A combination of a matrix of several.
#[derive(Clone, Copy)]
pub(super) struct Leg {
    pub matrix: usize,
    pub at: usize,
}

/// A workflow that runs: on its own or called.
pub(super) struct Frame<'a> {
    pub file: &'a WorkflowFile,
    pub github: Set,
    pub inputs: Set,
    pub secrets: Set,
    pub vars: Set,
    pub env: Object,
    /// Whether the run is reached at all.
    pub reach: Answer,
    pub conditions: Vec<Condition>,
    /// Before the job's name: the calling jobs.
    pub prefix: String,
    pub depth: usize,
    /// What the caller's token may do.
    pub packages: Option<Packages>,
    /// The inputs of a run by hand that decide whether it is called.
    pub asked: Vec<String>,
    /// Whether a fork's pull request starts this without secrets.
    pub forks: bool,
}

impl<'a> Engine<'a> {
    pub fn new(
        input: &'a Input<'a>,
        files: &'a [Arc<WorkflowFile>],
        actions: &'a BTreeMap<String, Arc<WorkflowFile>>,
        event: Event,
        release: String,
        cache: Rc<Cache>,
    ) -> Self {
        Self {
            input,
            files,
            actions,
            event,
            release,
            publications: Vec::new(),
            entries: Vec::new(),
            others: Others::AtDefaults,
            given: BTreeMap::new(),
            compared: BTreeSet::new(),
            entry: String::new(),
            today: input.snapshot.facts.today.to_string(),
            behind: false,
            bare_release: false,
            remarks: Vec::new(),
            builds: Vec::new(),
            command_builds: Vec::new(),
            moves: Vec::new(),
            dispatches: Vec::new(),
            deletions: Vec::new(),
            steps: 0,
            commands: 0,
            matrices: 0,
            leg: None,
            pushed_by: HashMap::new(),
            full: false,
            cache,
        }
    }

    /// The same for the same event, which has seen nothing yet.
    pub fn fresh(&self) -> Self {
        let (event, release) = (self.event.clone(), self.release.clone());
        Self::new(self.input, self.files, self.actions, event, release, self.cache.clone())
    }

    /// What else must hold for the workflow to start.
    pub fn conditions_of(&self, file: &WorkflowFile, run: &Run) -> Vec<Condition> {
        let by_trigger = |one: &trigger::StartCondition| On::Trigger(one.clone()).at(&file.path, one.span());
        let mut conditions: Vec<Condition> = run.conditions.iter().map(by_trigger).collect();
        if let Some(fault) = file.faults.first() {
            conditions.push(On::ValidFile(fault.cause.clone()).at(&file.path, fault.span));
        }
        conditions
    }

    /// Runs one workflow that the event starts, by itself or by way of the link.
    pub fn start(&mut self, file: &'a WorkflowFile, run: &Run, conditions: Vec<Condition>, link: Option<&Link>) {
        self.entry = file.path.clone();
        self.behind = matches!(link, Some(Link::Run(_)));
        let (published, given) = (self.publications.len(), conditions.clone());
        let mut reach = if file.faults.is_empty() { run.answer } else { Answer::Unknown };
        let mut conditions = conditions;
        if self.others == Others::Free {
            conditions.push(On::OtherInputs(Vec::new()).at(&file.path, run.span));
            reach = reach.and(Answer::Unknown);
        }
        if let Some(on) = On::started_on(&self.event) {
            conditions.push(on.at(&file.path, run.span));
        }
        for trigger in &run.triggers {
            let seen = match link {
                None => self.event.clone(),
                Some(Link::Run(_)) => Event::WorkflowRun,
                Some(Link::MergedPullRequest) => Event::PullRequest,
                // An event without a payload that anybody else has.
                Some(Link::MergeQueue) => Event::Schedule,
            };
            let mut github = context::github(&seen, trigger, &self.release, self.input);
            match link {
                Some(Link::Run(before)) => context::behind(&mut github, before, self.input),
                Some(Link::MergedPullRequest) => context::merged(&mut github, self.input),
                Some(Link::MergeQueue) => context::queued(&mut github, self.input),
                None if seen == Event::WorkflowRun => {
                    let events = links::other_events(file, self.files);
                    let events = Set::any(events.into_iter().map(|name| name.into()));
                    context::behind_others(&mut github, events);
                }
                None => {}
            }
            if self.event == Event::Release && link.is_none() {
                let number = self.release.trim_start_matches(|c: char| !c.is_ascii_digit());
                let bare = Some(number).filter(|number| self.bare_release && !number.is_empty());
                context::release_tags(&mut github, &self.release, events::release_heads(file, &self.release), bare);
            }
            github.set("workflow", file.name());
            let on = file.on();
            let body = on.and_then(|on| on.get(trigger));
            let mut inputs = Object::new(Rest::Null);
            if link.is_none() && self.event.is_by_hand() {
                let (typed, texts) = context::dispatch_inputs(body, self.input, self.others, &self.given);
                inputs = typed;
                context::set_event(&mut github, "inputs", texts.into());
            }
            let parsed = file.triggers.as_ref().and_then(|triggers| triggers.get(trigger));
            if link.is_none() && self.event == Event::Schedule {
                let crons = parsed.map(|trigger| trigger.crons.clone()).unwrap_or_default();
                context::set_event(&mut github, "schedule", Set::any(crons.iter().map(|cron| cron.as_str().into())));
            }
            if let Some(types) = parsed.and_then(|trigger| trigger.types.clone()) {
                if link.is_none() && self.event != Event::WorkflowRun {
                    context::set_event(&mut github, "action", Set::any(types.iter().map(|name| name.as_str().into())));
                }
            }
            let mut secrets = Object::new(Rest::Hole("secret"));
            for (name, value) in &self.input.secrets {
                secrets.set(name, value.as_str());
            }
            let mut vars = Object::new(Rest::Hole("var"));
            for (name, value) in &self.input.vars {
                vars.set(name, value.as_str());
            }
            let frame = Frame {
                file,
                github: github.into(),
                inputs: inputs.into(),
                secrets: secrets.into(),
                vars: vars.into(),
                env: Object::new(Rest::Null),
                reach,
                conditions: conditions.clone(),
                prefix: String::new(),
                depth: 0,
                packages: None,
                asked: Vec::new(),
                forks: self.event == Event::PullRequest && trigger == "pull_request",
            };
            self.workflow(frame);
        }
        // A release whose tag is the bare number may pass where the usual one does not.
        let nothing = self.event == Event::Release && link.is_none() && self.publications.len() == published;
        if nothing && !std::mem::replace(&mut self.bare_release, true) {
            self.start(file, run, given, link);
            self.bare_release = false;
        }
    }

    pub(super) fn remark(&mut self, file: &WorkflowFile, job: &str, kind: RemarkKind, span: Span) {
        // The cheap question first.
        let same = |old: &Remark| {
            old.span == span && old.kind == kind && old.path == file.path && old.job == job && old.event == self.event
        };
        if self.remarks.iter().any(same) {
            return;
        }
        self.remarks.push(Remark {
            kind,
            event: self.event.clone(),
            path: file.path.clone(),
            span,
            job: job.to_string(),
        });
    }

    /// Notes a publication, once; of two the certain one stays, and of
    /// those the one that hangs on less.
    pub(super) fn publish(&mut self, publication: Publication) {
        let same = |old: &&mut Publication| {
            old.span == publication.span
                && old.path == publication.path
                && old.job == publication.job
                && old.reference == publication.reference
        };
        let many = self.publications.len() > crate::MOST_PUBLICATIONS;
        if many && self.full && publication.reference.is_some() {
            return;
        }
        match self.publications.iter_mut().find(same) {
            None if many && publication.reference.is_some() => {
                let Publication { path, span, job, .. } = publication;
                self.too_much(path, span, job);
            }
            Some(old)
                if (publication.certainty, publication.conditions.len()) < (old.certainty, old.conditions.len()) =>
            {
                *old = publication;
            }
            Some(_) => {}
            None => {
                self.publications.push(publication);
                self.entries.push(self.entry.clone());
            }
        }
    }

    /// Notes what a step deletes, once.
    pub(super) fn deleted(&mut self, file: &WorkflowFile, job: &str, span: Span, method: &str, all: Vec<Found>) {
        for Found { name, what, age } in all {
            let event = self.event.clone();
            let (path, job, method) = (file.path.clone(), job.to_string(), method.to_string());
            let new = Deletion { event, path, job, span, method, name, what, age };
            if !self.deletions.contains(&new) {
                self.deletions.push(new);
            }
        }
    }

    /// Counts some work, in steps of a job; `false` where there was too much.
    pub(super) fn count(&mut self, steps: usize) -> bool {
        self.steps += steps;
        self.steps <= MOST_STEPS
    }

    /// Whether that was said: what is left may publish anything.
    pub(super) fn is_spent(&self) -> bool {
        self.full && self.steps > MOST_STEPS
    }

    /// What it has taken so far.
    pub fn taken(&self) -> usize {
        self.steps + self.commands
    }

    /// What is not followed any further may publish anything: never a silent end.
    pub(super) fn too_much(&mut self, path: String, span: Span, job: String) {
        if std::mem::replace(&mut self.full, true) {
            return;
        }
        self.publications.push(Publication {
            event: self.event.clone(),
            path,
            span,
            job,
            method: TOO_MUCH.into(),
            reference: None,
            certainty: Certainty::Possible,
            conditions: Vec::new(),
            refused: None,
            source: BuiltCommit::Unknown,
            hosts: None,
            anonymous: false,
        });
        self.entries.push(self.entry.clone());
    }
}

pub(super) fn certainty(answer: Answer) -> Option<Certainty> {
    match answer {
        Answer::Yes => Some(Certainty::Yes),
        Answer::Unknown => Some(Certainty::Possible),
        Answer::No => None,
    }
}
