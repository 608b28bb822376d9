//! A job on each combination of its matrix: what its steps see, and what they leave.

use super::credentials::{has_identity, Packages};
use super::matrix_job::MatrixJob;
use super::secrets::secrets;
use super::{runners, Engine, Frame, Leg};
use crate::condition::{Condition, On};
use crate::context::{add_env, data, Names};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{Data, Name, Object, Rest, Set};
use prodproof_workflow::file::steps_of;

impl<'a> Engine<'a> {
    /// Runs the job on each combination; its outputs, and whether it surely fails.
    pub(super) fn on_all_matrix_jobs(
        &mut self,
        frame: &Frame<'a>,
        id: &str,
        job: &'a Node,
        mut names: Names,
        matrix_jobs: &[Object],
        facts: &mut Vec<Condition>,
    ) -> (Object, bool) {
        let mut outputs: Option<Object> = None;
        let mut failed = false;
        let uses = job.get("uses").and_then(Node::as_str);
        if uses.is_none() {
            inside(&mut names, frame, id, job);
        }
        // What a workflow does that several combinations call, each of them does.
        let outer = self.leg.is_none() && matrix_jobs.len() > 1;
        self.matrices += usize::from(outer);
        for (at, matrix_job) in matrix_jobs.iter().enumerate() {
            names.set("matrix", matrix_job.clone());
            if outer {
                self.leg = Some(Leg { matrix: self.matrices, at });
            }
            let (own, leg_failed) = match uses {
                Some(uses) => {
                    let called = self.call(frame, id, job, uses, &names);
                    facts.extend(called.facts);
                    (called.outputs, called.failed)
                }
                None => self.matrix_job(frame, id, job, names.clone()),
            };
            failed |= leg_failed;
            outputs = Some(match outputs {
                None => own,
                Some(before) => either(&before, &own),
            });
        }
        if outer {
            self.leg = None;
        }
        (outputs.unwrap_or_else(|| Object::new(Rest::Null)), failed)
    }

    fn matrix_job(&mut self, frame: &Frame<'a>, id: &str, job: &'a Node, mut names: Names) -> (Object, bool) {
        let mut env = names.env.clone();
        add_env(&mut env, job.get("env"), &names);
        names.env = env;
        let job_name = format!("{}{id}", frame.prefix);
        let places = || [Some(job), frame.file.root()].into_iter().flatten();
        let shell = places().find_map(|node| node.at(&["defaults", "run", "shell"]).and_then(Node::as_str));
        let mut matrix_job = MatrixJob::new(frame, &job_name, names, shell);
        matrix_job.packages = Packages::of(frame.file, job, frame.packages.as_ref());
        matrix_job.identity = has_identity(frame.file, job);
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
        matrix_job.at_hand = given.iter().any(|secrets| secrets.open);
        matrix_job.own_token = given.iter().any(|secrets| secrets.own_token);
        let own_runner = asked.iter().any(|label| label.as_known() == Some("self-hosted"));
        matrix_job.logged_in = own_runner || given.iter().any(|secrets| secrets.any());
        matrix_job.folder = places().find_map(|node| node.at(&["defaults", "run", "working-directory"]));
        if let Some(on) = job.get("runs-on") {
            let label = runners::retired(&asked, &self.today);
            let gone = label.map(|label| On::Runner { label: label.to_string() }.at(&frame.file.path, on.span));
            matrix_job.conditions.extend(gone);
        }
        let steps = steps_of(job);
        self.steps(&mut matrix_job, steps);
        self.push_unread(&mut matrix_job);
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

/// The outputs of a matrix job that was one of several: which ends last is not known.
fn either(a: &Object, b: &Object) -> Object {
    let mut out = a.clone();
    for (name, value) in b.entries() {
        out.set(name.clone(), a.get(name).or(value));
    }
    out
}
