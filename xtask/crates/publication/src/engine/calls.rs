//! Jobs that call a workflow: one of this repository is run in its caller's place, what
//! another one does is not known.

use super::credentials::{self, Packages};
use super::{Engine, Frame, DEEPEST};
use crate::bots;
use crate::condition::{Condition, On};
use crate::context::{data, typed_input, Names};
use crate::model::Publication;
use crate::publishers::{named, never_pushes};
use crate::remark::RemarkKind;
use crate::source::BuiltCommit;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::Symbolic;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{value, Data, Name, Object, Rest, Set};

/// What a call counts as, in steps.
const CALL: usize = 100;

/// What became of a call.
pub(super) struct CalledWorkflow {
    pub outputs: Object,
    pub failed: bool,
    /// The facts of the merge on which the called jobs hang.
    pub facts: Vec<Condition>,
}

impl CalledWorkflow {
    /// Nobody knows what it gives.
    fn unknown() -> Self {
        Self { outputs: Object::new(Rest::Unknown), failed: false, facts: Vec::new() }
    }

    /// It gives nothing.
    fn failed() -> Self {
        Self { outputs: Object::new(Rest::Null), failed: true, facts: Vec::new() }
    }
}

impl<'a> Engine<'a> {
    /// A called workflow: a local one is run in its caller's place.
    pub(super) fn call(
        &mut self,
        frame: &Frame<'a>,
        id: &str,
        job: &'a Node,
        uses: &str,
        names: &Names,
    ) -> CalledWorkflow {
        let local = uses.strip_prefix("./").or_else(|| uses.strip_prefix("$/"));
        let span = job.get("uses").map_or(job.span, |node| node.span);
        let full = self.own_path(uses).filter(|path| self.files.iter().any(|file| file.path == *path));
        let Some(path) = local.or(full) else {
            if !self.builder(frame, id, job, uses, names) {
                let name = uses.split('@').next().unwrap_or(uses);
                if bots::workflow_speaks_of_releases(uses) && job.get("secrets").is_none() {
                    // Without secrets it has the run's own token only.
                    let perhaps = super::bots::perhaps_released(Answer::Yes);
                    self.moved(frame.file, span, name, perhaps);
                }
                let packages = Packages::of(frame.file, job, frame.packages.as_ref());
                if credentials::of_call(frame.file, job, &packages) && !never_pushes(&name.to_ascii_lowercase()) {
                    self.remote(frame, id, uses, span, named(job.get("with"), names));
                }
            }
            return CalledWorkflow::unknown();
        };
        let path = path.split('@').next().unwrap_or(path);
        let Some(file) = self.files.iter().find(|file| file.path == path) else {
            self.remark(frame.file, id, RemarkKind::MissingCall { uses: uses.to_string() }, span);
            return CalledWorkflow::failed();
        };
        // A call takes as much work as many a step: its inputs, its jobs, their outputs.
        if frame.depth >= DEEPEST || !self.count(CALL) {
            self.too_much(frame.file.path.clone(), span, format!("{}{id}", frame.prefix));
            return CalledWorkflow::unknown();
        }
        let on = file.on();
        let declared = on.and_then(|on| on.get("workflow_call"));
        let mut inputs = Object::new(Rest::Null);
        for entry in declared.and_then(|call| call.get("inputs")).map_or(&[][..], Node::entries) {
            let Some(name) = entry.key.as_str() else { continue };
            let kind = entry.value.get("type").and_then(Node::as_str).unwrap_or("string");
            let given = job.get("with").and_then(|with| with.get_any_case(name));
            let set = match (given, entry.value.get("default")) {
                (Some(given), _) => data(given, names),
                (None, Some(default)) => match default.scalar() {
                    Some(scalar) => value(&scalar.string, names),
                    None => Set::unknown(),
                },
                (None, None) => match kind {
                    "boolean" => Data::Bool(false).into(),
                    "number" => Data::Number(0.0).into(),
                    _ => Set::from(""),
                },
            };
            inputs.set(Name::read(name), typed_input(kind, &set));
        }
        let secrets = match job.get("secrets") {
            Some(node) if node.as_str() == Some("inherit") => frame.secrets.clone(),
            given => {
                let mut object = Object::new(Rest::Null).with("GITHUB_TOKEN", Symbolic::hole("secret:GITHUB_TOKEN"));
                for entry in given.map_or(&[][..], Node::entries) {
                    if let Some(name) = entry.key.as_str() {
                        object.set(Name::read(name), data(&entry.value, names));
                    }
                }
                object.into()
            }
        };
        let called = Frame {
            file,
            github: frame.github.clone(),
            inputs: inputs.into(),
            secrets,
            vars: frame.vars.clone(),
            env: Object::new(Rest::Null),
            reach: match file.refused() {
                Some(_) => Answer::No,
                None => frame.reach,
            },
            conditions: frame.conditions.clone(),
            prefix: format!("{}{id} / ", frame.prefix),
            depth: frame.depth + 1,
            packages: Some(Packages::of(frame.file, job, frame.packages.as_ref())),
            asked: frame.asked.clone(),
            forks: frame.forks,
        };
        if called.reach == Answer::No {
            return CalledWorkflow::failed();
        }
        let outcomes = self.workflow(called);
        let failed = outcomes.values().any(|outcome| outcome.failed && outcome.ran == Answer::Yes);
        let mut jobs = Object::new(Rest::Null);
        for (id, outcome) in &outcomes {
            let object = Object::new(Rest::Null)
                .with("outputs", outcome.outputs.clone())
                .with("result", if outcome.ran == Answer::No { "skipped" } else { "success" });
            jobs.set(id, object);
        }
        let mut names = names.clone();
        names.set("jobs", jobs);
        let mut outputs = Object::new(Rest::Null);
        for entry in declared.and_then(|call| call.get("outputs")).map_or(&[][..], Node::entries) {
            if let (Some(name), Some(node)) = (entry.key.as_str(), entry.value.get("value")) {
                outputs.set(Name::read(name), Set::from(&data(node, &names).to_values()));
            }
        }
        let facts = outcomes.into_values().filter_map(|outcome| outcome.facts).flatten().collect();
        CalledWorkflow { outputs, failed, facts }
    }

    /// The path inside of this repository that `owner/name/path@ref` names, if the ref is
    /// its default branch: what tags and commits hold is not known here.
    pub(super) fn own_path<'u>(&self, uses: &'u str) -> Option<&'u str> {
        let repository = self.input.repository?;
        let (path, version) = uses.split_once('@')?;
        if version.strip_prefix("refs/heads/").unwrap_or(version) != self.input.default_branch {
            return None;
        }
        let own = path.get(..repository.len())?;
        let path = path.get(repository.len()..)?;
        match path.strip_prefix('/') {
            _ if !own.eq_ignore_ascii_case(repository) => None,
            None if !path.is_empty() => None,
            path => Some(path.unwrap_or_default()),
        }
    }

    /// A workflow of another repository: it may publish, unless it is given nothing to log in
    /// with, which whoever asks has looked at. What it is given may name the image.
    fn remote(&mut self, frame: &Frame<'_>, id: &str, uses: &str, span: Span, named: Vec<Symbolic>) {
        let mut conditions = frame.conditions.clone();
        conditions.push(On::Opaque { what: uses.to_string(), why: None }.at(&frame.file.path, span));
        let Some(certainty) = super::certainty(frame.reach.and(Answer::Unknown)) else { return };
        let mut references: Vec<Option<Reference>> = named.iter().map(|image| image.reference()).collect();
        if references.is_empty() {
            references.push(None);
        }
        for reference in references {
            self.publish(Publication {
                event: self.event.clone(),
                path: frame.file.path.clone(),
                span,
                job: format!("{}{id}", frame.prefix),
                method: uses.to_string(),
                reference,
                certainty,
                refused: None,
                conditions: conditions.clone(),
                source: BuiltCommit::Unknown,
                hosts: None,
                anonymous: false,
            });
        }
    }
}
