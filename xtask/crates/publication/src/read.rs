//! Asks every workflow about every event. Must not know what anybody wishes to be published.

use std::cell::Cell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;

use crate::afterwards;
use crate::by_hand;
use crate::condition::{On, When};
use crate::context::cache::Cache;
use crate::context::Others;
use crate::deletions;
use crate::dispatched;
use crate::engine::Engine;
use crate::events;
use crate::links;
use crate::model::{Build, Input, Publication, Started};
use crate::own_registry;
use crate::remark::{Remark, RemarkKind};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;
use prodproof_workflow::event::Event;
use prodproof_workflow::file::WorkflowFile;
use prodproof_workflow::trigger;

/// Workflows of fewer bytes are asked by one thread: what another one had to work out for
/// itself again would weigh more than the time that is won.
const SMALL: usize = 1 << 20;
/// More threads do not pay: what each has to work out for itself weighs more.
const MOST_THREADS: usize = 4;

/// One event, and how it is asked about.
struct Question {
    event: Event,
    how: How,
}

/// What came of it.
struct Answered {
    build: Build,
    compared: by_hand::Compared,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Usual,
    /// For [`Build::elsewhere`].
    Elsewhere,
    /// The same, of a run by hand with any inputs and not the defaults.
    FreeInputs,
}

/// What was worked out for a repository, and is true as well when it is asked about with
/// another text of one of its files.
#[derive(Clone, Debug, Default)]
pub struct Memory(Rc<Cache>);

/// Reads all workflows of the snapshot and answers for every event.
pub fn model(input: &Input<'_>, memory: &Memory) -> Build {
    answered(input, &memory.0, None)
}

/// What the workflows would do on one event alone.
pub fn model_on(input: &Input<'_>, event: &Event, memory: &Memory) -> Build {
    answered(input, &memory.0, Some(event))
}

fn answered(input: &Input<'_>, cache: &Rc<Cache>, only: Option<&Event>) -> Build {
    let files: Vec<Arc<WorkflowFile>> = input.snapshot.workflows().map(|(path, text)| cache.file(path, text)).collect();
    let actions: BTreeMap<String, Arc<WorkflowFile>> = input
        .snapshot
        .texts(|path| matches!(path.rsplit('/').next(), Some("action.yml" | "action.yaml")))
        .map(|(path, text)| {
            (path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string(), cache.file(path, text))
        })
        .collect();
    let release = events::release_tag(input);
    let events = events::usual(&files, input, &release);
    let question = |event: &Event, how| Question { event: event.clone(), how };
    let asked = events.iter().filter(|event| only.is_none_or(|only| *event == only));
    let mut questions: Vec<Question> = asked.map(|event| question(event, How::Usual)).collect();
    if only.is_none() {
        let further = events::elsewhere(&files, input, &events);
        questions.extend(further.iter().map(|event| question(event, How::Elsewhere)));
        if files.iter().any(|file| has_inputs(file)) {
            questions.push(question(&Event::WorkflowDispatch, How::FreeInputs));
        }
    }
    let mut build = Build { default_branch: input.default_branch.to_string(), ..Build::default() };
    let (mut by_hand, mut compared) = (Vec::new(), by_hand::Compared::new());
    let ask = |question: &Question, cache: &Rc<Cache>| {
        let engine = Engine::new(input, &files, &actions, question.event.clone(), release.clone(), cache.clone());
        ask(engine, &files, question, input.default_branch)
    };
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let threads =
        if bytes > SMALL { thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS) } else { 1 };
    for (question, Answered { build: mut ran, compared: own }) in
        questions.iter().zip(all(&questions, threads, cache, ask))
    {
        build.steps += ran.steps;
        match question.how {
            How::Usual => {
                build.publications.append(&mut ran.publications);
                build.entries.append(&mut ran.entries);
                build.remarks.append(&mut ran.remarks);
                build.builds.append(&mut ran.builds);
                build.command_builds.append(&mut ran.command_builds);
                build.moves.append(&mut ran.moves);
                build.dispatches.append(&mut ran.dispatches);
                build.deletions.append(&mut ran.deletions);
                build.started.append(&mut ran.started);
            }
            How::Elsewhere => {
                build.elsewhere.append(&mut ran.publications);
                // A name that is good on the branches that everybody has, and on this one not.
                let of_branch = matches!(question.event, Event::Push(_));
                let bad = |one: &Remark| of_branch && matches!(one.kind, RemarkKind::InvalidReference(_));
                build.remarks.extend(ran.remarks.drain(..).filter(bad));
            }
            How::FreeInputs => {
                compared = own;
                let known = |one: &Publication| match &one.reference {
                    Some(reference) => build.publications.near(reference).any(|old| same(old, one)),
                    None => build.publications.of_file(&one.path).any(|old| same(old, one)),
                };
                for (one, entry) in ran.publications.drain(..).zip(ran.entries.drain(..)) {
                    if !known(&one) {
                        by_hand.push((build.elsewhere.len(), entry));
                        build.elsewhere.push(one);
                    }
                }
            }
        }
    }
    let steps = Cell::new(0);
    let with_inputs = |file, choice: &BTreeMap<String, String>, others| {
        let mut engine = Engine::new(input, &files, &actions, Event::WorkflowDispatch, release.clone(), cache.clone());
        engine.given.clone_from(choice);
        engine.others = others;
        let run = run(file, &Event::WorkflowDispatch, input.default_branch);
        let conditions = engine.conditions_of(file, &run);
        engine.start(file, &run, conditions, None);
        steps.set(steps.get() + engine.taken());
        engine.publications
    };
    by_hand::decide(&mut build, &files, &by_hand, &compared, with_inputs);
    build.events = events.clone();
    build.files = files.clone();
    own_registry::forget(&mut build);
    dispatched::follow(&mut build, |path, given| {
        let file = files.iter().find(|file| file.path == path);
        file.map_or(Vec::new(), |file| with_inputs(file, given, Others::AtDefaults))
    });
    build.steps += steps.get();
    afterwards::conditions(&mut build);
    deletions::conditions(&mut build);
    build
}

/// The answers to all questions, in their order. Events are independent of each other, so
/// that several threads may take them in turn; each keeps what it works out, this one for
/// what is asked later.
fn all(
    questions: &[Question],
    threads: usize,
    cache: &Rc<Cache>,
    ask: impl Fn(&Question, &Rc<Cache>) -> Answered + Sync,
) -> Vec<Answered> {
    let next = AtomicUsize::new(0);
    let work = |cache: &Rc<Cache>| {
        let mut done: Vec<(usize, Answered)> = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(question) = questions.get(index) else { return done };
            done.push((index, ask(question, cache)));
        }
    };
    let mut done = thread::scope(|scope| {
        // One that does not start leaves its share to the others.
        let others: Vec<_> = (1..threads)
            .filter_map(|_| thread::Builder::new().spawn_scoped(scope, || work(&Rc::default())).ok())
            .collect();
        let mut done = work(cache);
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.order_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, build)| build).collect()
}

/// What the workflows do on one event.
fn ask<'a>(
    mut engine: Engine<'a>,
    files: &'a [Arc<WorkflowFile>],
    question: &Question,
    default_branch: &str,
) -> Answered {
    let mut build = Build::default();
    engine.others = if question.how == How::FreeInputs { Others::Free } else { Others::AtDefaults };
    let mut level: Vec<links::StartedBehind<'_>> = Vec::new();
    let before = links::before(&question.event, default_branch, &engine.release);
    for file in files {
        if engine.others == Others::Free && !has_inputs(file) {
            continue;
        }
        let mut run = run(file, &question.event, default_branch);
        let merge = question.event == Event::Push(default_branch.to_string());
        if question.event == Event::WorkflowRun && run.answer != Answer::No {
            run = behind_others(file, files, run);
        }
        let conditions = engine.conditions_of(file, &run);
        if run.answer != Answer::No {
            engine.start(file, &run, conditions.clone(), None);
            level.push(links::StartedBehind { file, before: before.clone(), answer: run.answer, conditions });
        } else if let Some(other) = links::by_merge(file, default_branch).filter(|_| merge) {
            let mut conditions = engine.conditions_of(file, &other.run);
            conditions.push(other.on.at(&file.path, other.run.span));
            engine.start(file, &other.run, conditions.clone(), Some(&other.link));
            let before = Some(links::Before { event: Some(other.event), branch: None, conclusion: None });
            level.push(links::StartedBehind { file, before, answer: other.run.answer, conditions });
            run = other.run;
        }
        build.started.push(Started { path: file.path.clone(), event: question.event.clone(), run });
    }
    follow(&mut engine, &mut build, level, files, default_branch);
    build.steps = engine.taken();
    build.publications = engine.publications.into();
    build.entries = engine.entries;
    build.remarks = engine.remarks;
    build.builds = engine.builds;
    build.command_builds = engine.command_builds;
    build.moves = engine.moves;
    build.dispatches = engine.dispatches;
    build.deletions = engine.deletions;
    Answered { build, compared: engine.compared }
}

/// A workflow, and what it sees of the run before it: the event and the branch.
type RunBefore<'a> = (&'a str, Option<&'static str>, Option<String>);

/// Runs what waits for the started workflows, and what waits for that.
fn follow<'a>(
    engine: &mut Engine<'a>,
    build: &mut Build,
    mut level: Vec<links::StartedBehind<'a>>,
    files: &'a [Arc<WorkflowFile>],
    default_branch: &str,
) {
    // A workflow that was followed behind a run of the same kind does the same behind another,
    // on more conditions: of many that wait for each other, each is followed once.
    let mut followed: HashMap<RunBefore<'_>, (Answer, usize)> = HashMap::new();
    for _ in 0..links::MOST_LINKS {
        let mut next = Vec::new();
        for (started, file) in level.iter().flat_map(|started| files.iter().map(move |file| (started, file))) {
            let Some(before) = &started.before else { continue };
            let branch = before.branch.as_deref();
            let Some((trigger, mut run)) = links::awaits(file, started, branch) else { continue };
            run.answer = run.answer.and(started.answer);
            let how = (run.answer, started.conditions.len());
            let old = followed.entry((&file.path, before.event, before.branch.clone()));
            if let Entry::Occupied(old) = &old {
                let (answer, conditions) = *old.get();
                if answer.and(run.answer) == run.answer && conditions <= how.1 {
                    continue;
                }
            }
            old.insert_entry(how);
            let ends = links::when(trigger) == When::Completes;
            let link = |conclusion| {
                links::Link::Run(links::Before { conclusion: Some(conclusion).filter(|_| ends), ..before.clone() })
            };
            // Whether it asks for the conclusion shows where the first run has failed.
            let failed = ends && {
                let mut probe = engine.fresh();
                probe.start(file, &run, Vec::new(), Some(&link("failure")));
                engine.commands += probe.taken();
                !probe.publications.is_empty()
            };
            let mut conditions = started.conditions.clone();
            if let Some(home) = engine.input.other_home() {
                run.answer = run.answer.and(Answer::Unknown);
                conditions.push(On::OnDefaultBranch { branch: home.to_string() }.at(&file.path, trigger.span));
            }
            conditions.extend(engine.conditions_of(file, &run));
            let when = match links::when(trigger) {
                When::Completes if !failed => When::Succeeds,
                when => when,
            };
            conditions.push(links::condition(file, trigger, started.file, branch, when));
            engine.start(file, &run, conditions.clone(), Some(&link("success")));
            if let Some(own) = build.started.iter_mut().find(|own| own.path == file.path) {
                own.run = run.clone();
            }
            let before = links::Before {
                event: Some("workflow_run"),
                branch: Some(default_branch.to_string()),
                conclusion: None,
            };
            next.push(links::StartedBehind { file, before: Some(before), answer: run.answer, conditions });
        }
        if next.is_empty() {
            return;
        }
        level = next;
    }
}

/// The run of a workflow that waits for one which other events start than those asked
/// about; behind those it has been followed.
fn behind_others(file: &WorkflowFile, files: &[Arc<WorkflowFile>], run: trigger::Run) -> trigger::Run {
    if !links::other_events(file, files).is_empty() {
        return run;
    }
    let reason = trigger::StartReason::Followed;
    trigger::Run { answer: Answer::No, why: trigger::RunReason::NoTrigger, reason, triggers: Vec::new(), ..run }
}

/// Whether the file asks whoever starts it by hand for something.
fn has_inputs(file: &WorkflowFile) -> bool {
    file.triggers.as_ref().is_some_and(|triggers| triggers.has_inputs(file.root()))
}

/// Whether the same step pushes the same on the same event.
fn same(a: &Publication, b: &Publication) -> bool {
    a.event == b.event && a.span == b.span && a.path == b.path && a.job == b.job && a.reference == b.reference
}

/// Whether the event starts the file, which GitHub may refuse.
fn run(file: &WorkflowFile, event: &Event, default_branch: &str) -> trigger::Run {
    let refused = file.refused().map(|fault| trigger::Run {
        answer: Answer::No,
        why: trigger::RunReason::Invalid,
        reason: trigger::StartReason::Refused(fault.cause.clone()),
        span: fault.span,
        conditions: Vec::new(),
        triggers: Vec::new(),
    });
    match (&file.triggers, refused) {
        (Some(triggers), None) => triggers.run(event, default_branch),
        (_, Some(refused)) => refused,
        (None, None) => trigger::Run {
            answer: Answer::No,
            why: trigger::RunReason::Invalid,
            reason: trigger::StartReason::NoOn,
            span: Span::default(),
            conditions: Vec::new(),
            triggers: Vec::new(),
        },
    }
}
