//! Jobs: needs, conditions, matrices.

use crate::condition::{Condition, On};
use crate::remark::RemarkKind;
use std::collections::BTreeMap;

use super::{asked, conditions, matrix, Engine, Frame};
use crate::context::Others;
use crate::context::{add_env, data, Names};
use crate::model::Publication;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{Data, IfCondition as Guard, Name, Object, Rest, Scope, Set};
use prodproof_workflow::file::WorkflowFile;

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
    /// What leaves open whether it runs: its own guard, or that of a job before it.
    pub open: Option<Condition>,
}

impl Outcome {
    fn skipped(all_ran: Answer) -> Self {
        let outputs = Object::new(Rest::Null);
        Self { ran: Answer::No, failed: false, outputs, all_ran, digests: None, facts: None, open: None }
    }

    /// What `needs.<job>.result` is.
    fn result(&self) -> Set {
        match (self.ran, self.failed) {
            (Answer::No, _) => Set::from("skipped"),
            (Answer::Yes, true) => Set::from("failure"),
            (Answer::Yes, false) => Set::from("success"),
            (Answer::Unknown, _) => Set::any(["success", "skipped"].map(Data::from)),
        }
    }
}

/// The jobs before one.
struct Before {
    needs: Object,
    /// Whether all ran, and did not fail.
    ran: Answer,
    failed: bool,
    /// Whether all before those ran.
    above: Answer,
}

impl Before {
    fn of(needed: &[(&str, &Outcome)]) -> Self {
        let mut before = Self { needs: Object::new(Rest::Null), ran: Answer::Yes, failed: false, above: Answer::Yes };
        for (own, outcome) in needed {
            let object =
                Object::new(Rest::Null).with("result", outcome.result()).with("outputs", outcome.outputs.clone());
            before.needs.set(Name::read(own), object);
            before.ran = before.ran.and(outcome.ran);
            before.failed |= outcome.failed && outcome.ran == Answer::Yes;
            before.above = before.above.and(outcome.all_ran);
        }
        if before.failed {
            before.ran = Answer::No;
        }
        before
    }

    fn all_ran(&self) -> Answer {
        self.ran.and(self.above)
    }

    /// Sets what the job's expressions see of them.
    fn tell(&self, names: &mut Names) {
        names.set("needs", self.needs.clone());
        names.success = match (self.ran, self.above) {
            // A job further up that was skipped: whether that counts is not documented.
            (Answer::Yes, Answer::No) => Answer::Unknown,
            (ran, above) => ran.and(above),
        };
        names.failure = Answer::from(self.failed);
    }
}

/// How far a job is reached.
struct Way {
    conditions: Vec<Condition>,
    reach: Answer,
    /// Whether nothing but facts of the merge decides whether it runs.
    sure: Certainty,
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
        // Once nothing is followed any further there is nothing to find in the others either.
        while !self.is_spent() {
            let ready = left.iter().position(|&index| {
                let (_, job) = jobs[index];
                needs(job).iter().all(|need| outcomes.keys().any(|own| own.eq_ignore_ascii_case(need)))
            });
            let Some(ready) = ready else { break };
            let (id, job) = jobs[left.remove(ready)];
            if !self.count(1) {
                self.too_much(frame.file.path.clone(), job.span, format!("{}{id}", frame.prefix));
                break;
            }
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

    fn concurrency(&self, file: &WorkflowFile, node: Option<&Node>, names: &Names) -> Option<Condition> {
        let at = node?.get("concurrency")?.span;
        let on = conditions::concurrency(node, names, file, self.files, self.input.default_branch)?;
        Some(on.at(&file.path, at))
    }

    fn job(&mut self, frame: &Frame<'a>, id: &str, job: &'a Node, done: &BTreeMap<String, Outcome>) -> Outcome {
        let needed: Vec<(&str, &Outcome)> = needs(job)
            .into_iter()
            .filter_map(|need| done.iter().find(|(own, _)| own.eq_ignore_ascii_case(need)))
            .map(|(own, outcome)| (own.as_str(), outcome))
            .collect();
        let mut names = self.base(frame);
        let before = Before::of(&needed);
        before.tell(&mut names);
        let (holds, shown) = self.condition(frame.file, id, job, &names, job.span);
        // Facts of the merge on which those before hang are this job's as well.
        let granted = if holds == Answer::Unknown { with_facts(&names, &needed) } else { names.clone() };
        let decided = match job.get("if").and_then(Node::scalar) {
            Some(guard) => granted.guard(&guard.text).holds(&granted),
            None => granted.success,
        };
        let mut way = Way { conditions: frame.conditions.clone(), reach: frame.reach, sure: Certainty::Yes };
        let asked = |own: &str| decided != Answer::No && conditions::matters(job, &granted, &needed, own);
        let before_it = needed.iter().filter(|(own, _)| asked(own));
        for fact in before_it.clone().flat_map(|(_, outcome)| outcome.facts.iter().flatten()) {
            if !way.conditions.contains(fact) {
                way.conditions.push(fact.clone());
            }
        }
        way.sure = Certainty::from(holds != Answer::Unknown || decided == Answer::Yes);
        let mut open: Option<Condition> = None;
        match holds {
            Answer::No => {
                if before.ran == Answer::No && !before.failed {
                    let needs = needs(job).iter().map(ToString::to_string).collect();
                    let remark = RemarkKind::NeedSkipped { job: id.to_string(), needs, place: job.span };
                    let place = job.get("needs").map_or(job.span, |node| node.span);
                    self.remark(frame.file, id, remark, place);
                }
                return Outcome::skipped(before.all_ran());
            }
            Answer::Unknown if decided != Answer::Yes => {
                let doubt = shown.map(|text| conditions::undecided_guard(text, &granted));
                way.sure = doubt.as_ref().map_or(Certainty::Possible, |(_, sure)| *sure);
                let guard = job.get("if").map_or(job.span, |node| node.span);
                let doubt = doubt.map(|(on, _)| on.at(&frame.file.path, guard));
                if !way.sure.is_yes() {
                    way.reach = way.reach.and(Answer::Unknown);
                    // Without a guard of its own it hangs on one further up.
                    let above = || before_it.clone().find_map(|(_, outcome)| outcome.open.clone());
                    open = doubt.clone().or_else(above);
                }
                let inherited = open.clone().filter(|_| doubt.is_none());
                way.conditions.extend(doubt.into_iter().chain(inherited));
            }
            Answer::Unknown | Answer::Yes => {}
        }
        let waits = conditions::needed(job, &granted, &needed, way.sure.or(before.ran == Answer::Yes));
        way.conditions.extend(self.own_conditions(frame, job, &names, waits));
        let mut facts: Vec<Condition> =
            way.conditions[frame.conditions.len()..].iter().filter(|one| one.is_fact_of_the_merge()).cloned().collect();
        let matrix_jobs = self.matrix_jobs(frame, job, &names, &mut way);
        let sure = way.sure;
        let job_frame = self.frame_of(frame, job, way);
        let (outputs, failed) = self.on_all_matrix_jobs(&job_frame, id, job, names, &matrix_jobs, &mut facts);
        Outcome {
            ran: holds,
            failed,
            outputs,
            all_ran: before.all_ran(),
            digests: self.digests(&job_frame, id, job),
            facts: sure.is_yes().then_some(facts),
            open,
        }
    }

    /// What else the job waits for: jobs before it, its turn, the approval of an environment.
    fn own_conditions(&self, frame: &Frame<'a>, job: &Node, names: &Names, needed: Vec<On>) -> Vec<Condition> {
        let path = &frame.file.path;
        let at = job.get("needs").map_or(job.span, |node| node.span);
        let mut conditions: Vec<Condition> = needed.into_iter().map(|on| on.at(path, at)).collect();
        conditions.extend(self.concurrency(frame.file, Some(job), names));
        if let Some(environment) = job.get("environment") {
            let name = environment.as_str().or_else(|| environment.get("name").and_then(Node::as_str));
            let name = name.unwrap_or_default();
            conditions.push(On::Environment { name: name.to_string() }.at(path, environment.span));
        }
        conditions
    }

    /// The combinations of the job's matrix; one, where it has none or nobody knows them.
    fn matrix_jobs(&self, frame: &Frame<'a>, job: &Node, names: &Names, way: &mut Way) -> Vec<Object> {
        let Some(matrix) = job.at(&["strategy", "matrix"]) else { return vec![Object::new(Rest::Null)] };
        matrix::jobs(&data(matrix, names)).unwrap_or_else(|| {
            let text = matrix.span.text(&frame.file.text);
            way.conditions.push(conditions::unknown_matrix(text).at(&frame.file.path, matrix.span));
            way.reach = way.reach.and(Answer::Unknown);
            way.sure = Certainty::Possible;
            vec![Object::new(Rest::Unknown)]
        })
    }

    fn frame_of(&self, frame: &Frame<'a>, job: &Node, way: Way) -> Frame<'a> {
        Frame {
            file: frame.file,
            github: frame.github.clone(),
            inputs: frame.inputs.clone(),
            secrets: frame.secrets.clone(),
            vars: frame.vars.clone(),
            env: frame.env.clone(),
            reach: way.reach,
            conditions: way.conditions,
            prefix: frame.prefix.clone(),
            depth: frame.depth,
            packages: frame.packages.clone(),
            asked: self.asked_of(frame, job),
            forks: frame.forks,
        }
    }

    /// Whether the job has pushed by digest, and a matrix job of it that fails cancels the
    /// others.
    fn digests(&self, frame: &Frame<'a>, id: &str, job: &Node) -> Option<bool> {
        let name = format!("{}{id}", frame.prefix);
        let by_digest = |own: &Publication| {
            let reference = own.reference.as_ref().filter(|_| own.event == self.event && own.path == frame.file.path);
            own.job == name && reference.is_some_and(|own| own.tag.is_none() && own.digest.is_some())
        };
        let fail_fast = job.at(&["strategy", "fail-fast"]).and_then(Node::as_bool) != Some(false);
        let is_matrix = job.at(&["strategy", "matrix"]).is_some();
        self.publications.iter().any(by_digest).then_some(fail_fast && is_matrix)
    }

    /// Whether an `if` holds, and its text. Notes guards that are always true, and those
    /// that hold the job or step back.
    pub(super) fn condition<'n>(
        &mut self,
        file: &WorkflowFile,
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
            self.remark(file, job, RemarkKind::GuardAlwaysTrue { guard: text.to_string() }, guard.span);
        }
        let holds = parsed.holds(names);
        if holds == Answer::No && names.success == Answer::Yes {
            let elsewhere = conditions::holds_elsewhere(&parsed, names);
            let kind = RemarkKind::HeldBack { guard: text.to_string(), place, elsewhere };
            self.remark(file, job, kind, guard.span);
        }
        (holds, Some(text))
    }

    /// The inputs that decide about the job; where it asks for none itself, those that any of
    /// its steps or of the jobs before it asks for.
    fn asked_of(&self, frame: &Frame<'_>, job: &Node) -> Vec<String> {
        if self.others == Others::AtDefaults || frame.depth > 0 {
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
        let result = if hangs(outcome) { Set::from("success") } else { outcome.result() };
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

/// The ids that a job waits for.
fn needs(job: &Node) -> Vec<&str> {
    let needs = job.get("needs").map(Node::one_or_many).unwrap_or_default();
    needs.into_iter().filter_map(Node::as_str).collect()
}
