//! Jobs: needs, conditions, matrices.

use crate::condition::{Condition, On};
use std::collections::BTreeMap;

use super::credentials::{secrets, Packages};
use super::steps::MatrixJob;
use super::{asked, conditions, matrix, runners, Engine, Frame};
use crate::context::{add_env, data, Names};
use crate::model::{Publication, RemarkKind};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{Data, IfCondition as Guard, Name, Object, Rest, Scope, Set};
use prodproof_workflow::file::File;

/// How a job ended.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub ran: Answer,
    /// It surely fails if it runs.
    pub failed: bool,
    pub outputs: Object,
    /// Whether all jobs before it, and those before them, ran.
    pub all_ran: Answer,
    /// It pushes by digest, without tags; whether a matrix job that fails cancels the others.
    pub digests: Option<bool>,
    /// The facts of the merge that must hold for it to run, where nothing else is
    /// undecided about that.
    pub facts: Option<Vec<Condition>>,
}

impl<'a> Engine<'a> {
    /// Runs all jobs and gives what a caller sees of them.
    pub(super) fn workflow(&mut self, mut frame: Frame<'a>) -> BTreeMap<String, Outcome> {
        let mut names = self.base(&frame);
        let mut env = Object::new(Rest::Null);
        add_env(&mut env, frame.file.root().and_then(|root| root.get("env")), &names);
        frame.env = env;
        names.env = frame.env.clone();
        frame.conditions.extend(self.concurrency(frame.file, frame.file.root(), &names));
        let mut outcomes: BTreeMap<String, Outcome> = BTreeMap::new();
        let jobs: Vec<(&str, &Node)> = frame.file.jobs().collect();
        let mut left: Vec<usize> = (0..jobs.len()).collect();
        // As long as some job's needs are done; what waits for itself never runs.
        loop {
            let ready = left.iter().position(|&index| {
                let (_, job) = jobs[index];
                needs(job).iter().all(|need| outcomes.keys().any(|own| own.eq_ignore_ascii_case(need)))
            });
            let Some(ready) = ready else { break };
            let (id, job) = jobs[left.remove(ready)];
            let outcome = self.job(&frame, id, job, &outcomes);
            outcomes.insert(id.to_string(), outcome);
        }
        outcomes
    }

    fn base(&self, frame: &Frame<'_>) -> Names {
        let mut names = Names::new(self.cache.clone());
        names.set("github", frame.github.clone());
        names.set("inputs", frame.inputs.clone());
        names.set("vars", frame.vars.clone());
        names.set("secrets", frame.secrets.clone());
        names.env = frame.env.clone();
        names
    }

    fn concurrency(&self, file: &File, node: Option<&Node>, names: &Names) -> Option<Condition> {
        let at = node?.get("concurrency")?.span;
        let on = conditions::concurrency(node, names, file, self.files, self.input.default_branch)?;
        Some(on.at(&file.path, at))
    }

    fn job(&mut self, frame: &Frame<'a>, id: &str, job: &'a Node, done: &BTreeMap<String, Outcome>) -> Outcome {
        let nothing = || Object::new(Rest::Null);
        let skipped = |all_ran| Outcome {
            ran: Answer::No,
            failed: false,
            outputs: nothing(),
            all_ran,
            digests: None,
            facts: None,
        };
        let mut names = self.base(frame);
        let (mut needs_object, mut before, mut failed, mut above) =
            (Object::new(Rest::Null), Answer::Yes, false, Answer::Yes);
        let needed: Vec<(&str, &Outcome)> = needs(job)
            .into_iter()
            .filter_map(|need| done.iter().find(|(own, _)| own.eq_ignore_ascii_case(need)))
            .map(|(own, outcome)| (own.as_str(), outcome))
            .collect();
        for (own, outcome) in &needed {
            let result = match (outcome.ran, outcome.failed) {
                (Answer::No, _) => Set::from("skipped"),
                (Answer::Yes, true) => Set::from("failure"),
                (Answer::Yes, false) => Set::from("success"),
                (Answer::Unknown, _) => Set::any(["success", "skipped"].map(Data::from)),
            };
            let object = Object::new(Rest::Null).with("result", result).with("outputs", outcome.outputs.clone());
            needs_object.set(Name::read(own), object);
            before = before.and(outcome.ran);
            failed |= outcome.failed && outcome.ran == Answer::Yes;
            above = above.and(outcome.all_ran);
        }
        if failed {
            before = Answer::No;
        }
        // A job further up that was skipped: whether that counts is not documented.
        let success = match (before, above) {
            (Answer::Yes, Answer::No) => Answer::Unknown,
            (before, above) => before.and(above),
        };
        names.set("needs", needs_object);
        names.success = success;
        names.failure = Answer::from(failed);
        let all_ran = before.and(above);
        let mut conditions = frame.conditions.clone();
        let path = &frame.file.path;
        let guard = job.get("if").map_or(job.span, |node| node.span);
        let mut reach = frame.reach;
        let (holds, shown) = self.condition(frame.file, id, job, &names, job.span);
        // Facts of the merge on which those before hang are this job's as well.
        let granted = if holds == Answer::Unknown { with_facts(&names, &needed) } else { names.clone() };
        let decided = match job.get("if").and_then(Node::scalar) {
            Some(guard) => granted.guard(&guard.text).holds(&granted),
            None => granted.success,
        };
        let own_conditions = conditions.len();
        let asked = |own: &str| decided != Answer::No && conditions::matters(job, &granted, &needed, own);
        let before_it = needed.iter().filter(|(own, _)| asked(own));
        for fact in before_it.flat_map(|(_, outcome)| outcome.facts.iter().flatten()) {
            if !conditions.contains(fact) {
                conditions.push(fact.clone());
            }
        }
        let mut sure = holds != Answer::Unknown || decided == Answer::Yes;
        match holds {
            Answer::No => {
                if before == Answer::No && !failed {
                    let names: Vec<String> = needs(job).iter().map(|need| format!("`{need}`")).collect();
                    let message = format!("`{id}` needs {}, which does not run", names.join(", "));
                    let place = job.get("needs").map_or(job.span, |node| node.span);
                    self.remark(frame.file, id, RemarkKind::NeedSkipped(job.span), place, message);
                }
                return skipped(all_ran);
            }
            Answer::Unknown if decided != Answer::Yes => {
                let doubt = shown.map(|text| conditions::undecided_guard(text, &granted));
                sure = matches!(doubt, Some((_, true)));
                conditions.extend(doubt.map(|(on, _)| on.at(path, guard)));
                if !sure {
                    reach = reach.and(Answer::Unknown);
                }
            }
            Answer::Unknown | Answer::Yes => {}
        }
        let at = job.get("needs").map_or(job.span, |node| node.span);
        let needed = conditions::needed(job, &granted, &needed, before == Answer::Yes || sure);
        conditions.extend(needed.into_iter().map(|on| on.at(path, at)));
        conditions.extend(self.concurrency(frame.file, Some(job), &names));
        if let Some(environment) = job.get("environment") {
            let name = environment.as_str().or_else(|| environment.get("name").and_then(Node::as_str));
            let name = name.unwrap_or_default();
            conditions.push(On::Environment { name: name.to_string() }.at(path, environment.span));
        }
        let mut facts: Vec<Condition> =
            conditions[own_conditions..].iter().filter(|one| one.is_fact_of_the_merge()).cloned().collect();
        let strategy = job.get("strategy").and_then(|strategy| strategy.get("matrix"));
        let legs = match strategy {
            None => Some(vec![Object::new(Rest::Null)]),
            Some(node) => matrix::legs(&data(node, &names)),
        };
        let legs = legs.unwrap_or_else(|| {
            let matrix = strategy.map_or("", |node| node.span.text(&frame.file.text));
            conditions.push(conditions::unknown_matrix(matrix).at(path, strategy.map_or(job.span, |node| node.span)));
            reach = reach.and(Answer::Unknown);
            sure = false;
            vec![Object::new(Rest::Unknown)]
        });
        let job_frame = Frame {
            file: frame.file,
            github: frame.github.clone(),
            inputs: frame.inputs.clone(),
            secrets: frame.secrets.clone(),
            vars: frame.vars.clone(),
            env: frame.env.clone(),
            reach,
            conditions,
            prefix: frame.prefix.clone(),
            depth: frame.depth,
            packages: frame.packages.clone(),
            asked: self.asked_of(frame, job),
            forks: frame.forks,
        };
        let mut outputs: Option<Object> = None;
        let mut failed = false;
        let uses = job.get("uses").and_then(Node::as_str);
        if uses.is_none() {
            inside(&mut names, &job_frame, id, job);
        }
        for matrix_job in &legs {
            names.set("matrix", matrix_job.clone());
            let (own, leg_failed) = match uses {
                Some(uses) => {
                    let called = self.call(&job_frame, id, job, uses, &names);
                    facts.extend(called.facts);
                    (called.outputs, called.failed)
                }
                None => self.matrix_job(&job_frame, id, job, names.clone()),
            };
            failed |= leg_failed;
            outputs = Some(match outputs {
                None => own,
                Some(before) => either(&before, &own),
            });
        }
        let name = format!("{}{id}", job_frame.prefix);
        let by_digest = |own: &Publication| {
            let reference = own.reference.as_ref().filter(|_| own.event == self.event && own.path == frame.file.path);
            own.job == name && reference.is_some_and(|own| own.tag.is_none() && own.digest.is_some())
        };
        let fail_fast = job.at(&["strategy", "fail-fast"]).and_then(Node::as_bool) != Some(false);
        let digests = self.publications.iter().any(by_digest).then_some(fail_fast && strategy.is_some());
        Outcome {
            ran: holds,
            failed,
            outputs: outputs.unwrap_or_else(nothing),
            all_ran,
            digests,
            facts: sure.then_some(facts),
        }
    }

    /// Whether an `if` holds, and its text. Notes guards that are always true, and those
    /// that hold the job or step back.
    pub(super) fn condition<'n>(
        &mut self,
        file: &File,
        job: &str,
        node: &'n Node,
        names: &Names,
        place: Span,
    ) -> (Answer, Option<&'n str>) {
        let Some(guard) = node.get("if") else { return (names.status("success"), None) };
        let Some(scalar) = guard.scalar() else { return (Answer::Unknown, None) };
        let text = scalar.text.trim();
        let parsed = names.guard(&scalar.text);
        if matches!(*parsed, Guard::AlwaysTrue(_)) {
            let message = format!("`{text}` is text around an expression, which is always true");
            self.remark(file, job, RemarkKind::GuardAlwaysTrue, guard.span, message);
        }
        let holds = parsed.holds(names);
        if holds == Answer::No && names.success == Answer::Yes {
            let message = text.to_string();
            let elsewhere = conditions::holds_elsewhere(&parsed, names);
            self.remark(file, job, RemarkKind::HeldBack { place, elsewhere }, guard.span, message);
        }
        (holds, Some(text))
    }

    /// The inputs that decide about the job; where it asks for none itself, those that any of
    /// its steps or of the jobs before it asks for.
    fn asked_of(&self, frame: &Frame<'_>, job: &Node) -> Vec<String> {
        if !self.free_inputs || frame.depth > 0 {
            return frame.asked.clone();
        }
        asked::of_job(frame.file.root(), job)
    }
}

/// The contexts where the facts of the merge hold on which the jobs before hang.
fn with_facts(names: &Names, needed: &[(&str, &Outcome)]) -> Names {
    let hangs = |outcome: &Outcome| outcome.ran == Answer::Unknown && outcome.facts.is_some() && !outcome.failed;
    if !needed.iter().any(|(_, outcome)| hangs(outcome)) {
        return names.clone();
    }
    let mut names = names.clone();
    let mut object = Object::new(Rest::Null);
    let mut success = Answer::Yes;
    for (own, outcome) in needed {
        let result = match (outcome.ran, outcome.failed) {
            _ if hangs(outcome) => Set::from("success"),
            (Answer::No, _) => Set::from("skipped"),
            (Answer::Yes, true) => Set::from("failure"),
            (Answer::Yes, false) => Set::from("success"),
            (Answer::Unknown, _) => Set::any(["success", "skipped"].map(Data::from)),
        };
        let result = Object::new(Rest::Null).with("result", result).with("outputs", outcome.outputs.clone());
        object.set(Name::read(own), result);
        let ran = if hangs(outcome) { Answer::Yes } else { outcome.ran };
        // What stands further up is among the facts, unless it was skipped.
        let above = if hangs(outcome) && outcome.all_ran == Answer::Unknown { Answer::Yes } else { outcome.all_ran };
        success = success.and(if above == Answer::No { ran.and(Answer::Unknown) } else { ran.and(above) });
    }
    names.set("needs", object);
    names.success = success;
    names
}

/// Adds to the names of a job what its steps see besides, whatever the matrix.
fn inside(names: &mut Names, frame: &Frame<'_>, id: &str, job: &Node) {
    if let Some(Data::Object(github)) = frame.github.single() {
        names.set("github", github.clone().with("job", Symbolic::known(id)));
    }
    names.set("strategy", Object::new(Rest::Unknown));
    names.set("job", Object::new(Rest::Unknown).with("status", "success"));
    let os = match job.get("runs-on").and_then(Node::as_str) {
        Some(label) if label.starts_with("ubuntu") => Set::from("Linux"),
        Some(label) if label.starts_with("windows") => Set::from("Windows"),
        Some(label) if label.starts_with("macos") => Set::from("macOS"),
        _ => Set::unknown(),
    };
    names.set("runner", Object::new(Rest::Unknown).with("os", os));
    // Inside of the job, success() asks about its steps.
    names.success = Answer::Yes;
    names.failure = Answer::No;
}

impl<'a> Engine<'a> {
    fn matrix_job(&mut self, frame: &Frame<'a>, id: &str, job: &'a Node, mut names: Names) -> (Object, bool) {
        let mut env = names.env.clone();
        add_env(&mut env, job.get("env"), &names);
        names.env = env;
        let job_name = format!("{}{id}", frame.prefix);
        let places = || [Some(job), frame.file.root()].into_iter().flatten();
        let shell = places().find_map(|node| node.at(&["defaults", "run", "shell"]).and_then(Node::as_str));
        let mut matrix_job = MatrixJob::new(frame, &job_name, names, shell);
        matrix_job.packages = Packages::of(frame.file, job, frame.packages.as_ref());
        let at_hand = [job.get("env"), job.get("container"), frame.file.root().and_then(|root| root.get("env"))];
        let hosted = |label: &ValueSet| {
            let known = label.as_known().unwrap_or_default();
            ["ubuntu-", "windows-", "macos-"].iter().any(|system| known.starts_with(system))
        };
        let asked = job.get("runs-on").map(|on| labels(on, &matrix_job.names)).unwrap_or_default();
        let given = at_hand.map(|node| secrets(node, &matrix_job.packages));
        matrix_job.other_ways = asked.is_empty()
            || !asked.iter().all(hosted)
            || frame.depth > 0
            || given.iter().any(|secrets| secrets.others);
        matrix_job.own_token = given.iter().any(|secrets| secrets.own_token);
        let own_runner = asked.iter().any(|label| label.as_known() == Some("self-hosted"));
        matrix_job.logged_in = own_runner || given.iter().any(|secrets| secrets.any());
        matrix_job.folder = places().find_map(|node| node.at(&["defaults", "run", "working-directory"]));
        if let Some(on) = job.get("runs-on") {
            let label = runners::retired(&asked, &self.today);
            let gone = label.map(|label| On::Runner { label: label.to_string() }.at(&frame.file.path, on.span));
            matrix_job.conditions.extend(gone);
        }
        let steps = job.get("steps").map_or(&[][..], Node::items);
        self.steps(&mut matrix_job, steps);
        let mut outputs = Object::new(Rest::Null);
        for entry in job.get("outputs").map_or(&[][..], Node::entries) {
            let Some(name) = entry.key.as_str() else { continue };
            outputs.set(Name::read(name), Set::from(&data(&entry.value, &matrix_job.names).to_values()));
        }
        (outputs, matrix_job.failed())
    }
}

/// The labels that `runs-on` asks for: one, a list, or `labels` beside a group.
fn labels(on: &Node, names: &Names) -> Vec<ValueSet> {
    let nodes = on.get("labels").unwrap_or(on).one_or_many();
    let values = nodes.into_iter().flat_map(|node| match data(node, names).single() {
        Some(Data::Array(items)) => items.iter().map(|item| ValueSet::one(item.to_text())).collect(),
        _ => vec![data(node, names).to_values()],
    });
    values.collect()
}

/// The ids that a job waits for.
fn needs(job: &Node) -> Vec<&str> {
    let needs = job.get("needs").map(Node::one_or_many).unwrap_or_default();
    needs.into_iter().filter_map(Node::as_str).collect()
}

/// The outputs of a matrix job that was one of several: which ends last is not known.
fn either(a: &Object, b: &Object) -> Object {
    let mut out = a.clone();
    for (name, value) in b.entries() {
        out.set(name.clone(), a.get(name).or(value));
    }
    out
}
