//! Steps that run a script: which text it has, what it does, and where in the file that
//! stands.

use crate::remark::{IgnoredBy, InvalidPush, PushFault, RemarkKind};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::bots::Given;
use super::credentials::{Admission, Login};
use super::matrix_job::MatrixJob;
use super::{checkout, credentials, dispatches, Engine};
use crate::condition::On;
use crate::context::Others;
use crate::context::{data, runner, script_env, Names};
use crate::publishers::action::{StepEffects, StepPush};
use crate::publishers::{is_auth_file, Context, Effect, Programs, Publishers};
use prodproof_script::sh::{self, ScriptRemarkKind, World};
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::reference::ReferenceFault;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{expand, Data, Object, Rest, Set};

impl<'a> Engine<'a> {
    /// The folder that a script runs in; `None` where nobody knows, or outside of the
    /// repository. The defaults of job and workflow are none of a composite action.
    fn working_directory(&self, matrix_job: &MatrixJob<'_, 'a>, step: &Node, names: &Names) -> Option<String> {
        let own = step.get("working-directory").or(matrix_job.folder.filter(|_| matrix_job.depth == 0));
        let Some(node) = own else { return Some(String::new()) };
        let values = data(node, names).to_values();
        let folder = values.as_known()?;
        let folder = folder.trim_start_matches("./").trim_end_matches('/');
        (!folder.starts_with(['/', '~']) && !folder.contains("..")).then(|| folder.trim_matches('.').to_string())
    }

    pub(super) fn script(
        &mut self,
        matrix_job: &mut MatrixJob<'_, 'a>,
        step: &'a Node,
        run: &Node,
        names: &Names,
    ) -> StepEffects {
        let Some(scalar) = run.scalar() else { return StepEffects::nothing() };
        let source = &matrix_job.file.text;
        let own = step.get("shell").map(|node| data(node, names).to_values());
        let shell = own.as_ref().and_then(ValueSet::as_known).or(matrix_job.shell).or_else(|| usual_shell(names));
        let runner = runner(names);
        let snapshot = self.input.snapshot;
        let asked: RefCell<Vec<(String, Option<String>)>> = RefCell::default();
        let folder = self.working_directory(matrix_job, step, names);
        let text_of = |path: &str| match folder.as_deref() {
            None => None,
            Some("") => snapshot.text(path),
            Some(folder) => snapshot.text(&format!("{folder}/{path}")),
        };
        let files = |path: &str| {
            let text = text_of(path).map(str::to_string);
            let mut asked = asked.borrow_mut();
            if !asked.iter().any(|(own, _)| own == path) {
                asked.push((path.to_string(), text.clone()));
            }
            text
        };
        let expanded = expand(&scalar.text, names);
        let mut found = Alternatives {
            several: expanded.len() > 1,
            effects: StepEffects::nothing(),
            lists: Vec::new(),
            invalid: Vec::new(),
        };
        for one in &expanded {
            let run_with = |programs: &dyn Programs| {
                let variables = std::rc::Rc::new(script_env(&names.env, runner.as_ref()));
                let (script, files) = (&one.text, &files);
                sh::run(&sh::ScriptStep { script, shell, env: &variables, files, programs, world: World::Runner })
            };
            let follow = || {
                asked.take();
                (run_with(&Publishers), asked.take())
            };
            let (ran, code) = match &runner {
                Some(runner) => {
                    self.cache.script(&one.text, shell, (folder.as_deref(), &text_of), &names.env, runner, follow)
                }
                None => (std::rc::Rc::new(follow().0), sh::of_other_languages(&one.text, shell).into()),
            };
            let refused = self.refused_by_registry(matrix_job, &ran);
            // What follows a push that is refused is up to the shell: it runs again, and fails there.
            let ran = if refused.is_empty() { ran } else { std::rc::Rc::new(run_with(&Refusing { refused })) };
            self.commands += ran.steps;
            if self.others == Others::Free {
                self.compared.extend(ran.compared.iter().cloned());
            }
            let place = |range: &Range<usize>| {
                let part = Span::new(one.source(range.start), one.source(range.end).max(one.source(range.start)));
                run.span_in(source, part)
            };
            self.called(
                &mut matrix_job.git,
                matrix_job.file,
                &one.text,
                (matrix_job.job, &ran.called),
                &Given { with: None, version: "", names, env: &names.env },
                &place,
            );
            for code in code.iter() {
                let what = dispatches::code(code, &self.around());
                self.dispatched(matrix_job.file, run.span, what, None);
            }
            for called in &ran.called {
                let is_file = |path: &str| snapshot.has(path) || snapshot.has_below(path);
                if let Some(source) = checkout::by_command(called, names, is_file) {
                    matrix_job.checkout = source;
                }
            }
            self.ran(&mut found, matrix_job, &ran, &place);
            found.effects.builds.extend(ran.builds.iter().map(|(recipe, range)| {
                let mut recipe = recipe.clone();
                match folder.as_deref() {
                    None => recipe.files.clear(),
                    Some("") => {}
                    Some(folder) => recipe.files.iter_mut().for_each(|file| *file = format!("{folder}/{file}")),
                }
                (recipe, place(range))
            }));
        }
        found.together()
    }

    /// What the script surely pushes and its registry surely refuses, behind its own logins.
    fn refused_by_registry(&self, matrix_job: &MatrixJob<'_, 'a>, ran: &sh::ScriptEffects) -> Vec<Symbolic> {
        if ran.pushes.is_empty() || ran.written.iter().any(|path| is_auth_file(path)) {
            return Vec::new();
        }
        let own: Vec<Login> =
            ran.logins.iter().map(|(host, token)| Login::new(&ValueSet::one(host.clone()), token.as_ref())).collect();
        let mut known: BTreeMap<String, bool> = BTreeMap::new();
        let tried = ran.pushes.iter().filter(|push| push.certainty.is_yes() && push.conditions.is_empty());
        let refused = tried.filter_map(|push| {
            let text = push.reference.as_ref()?;
            let registry = self.cache.pushed(text).reference.as_ref()?.registry.clone();
            // Thousands of pushes go to a few registries.
            let is_refused = *known.entry(registry).or_insert_with_key(|registry| {
                let admission = matrix_job.admission(&own, registry);
                matches!(admission, Admission::Refused(_) | Admission::Elsewhere(_))
            });
            is_refused.then(|| text.clone())
        });
        refused.collect()
    }

    /// Adds what one alternative of the script does.
    fn ran(
        &self,
        found: &mut Alternatives,
        matrix_job: &MatrixJob<'_, 'a>,
        ran: &sh::ScriptEffects,
        place: &dyn Fn(&Range<usize>) -> Span,
    ) {
        let several = found.several;
        let effects = &mut found.effects;
        effects.logins.extend(ran.logins.iter().cloned());
        if ran.written.iter().any(|path| is_auth_file(path)) {
            effects.logins.push((Symbolic::unknown(), Some(ValueSet::unknown())));
        }
        effects.named.extend(ran.named.iter().map(|(name, certainty)| (name.clone(), certainty.and(!several))));
        let may_log_in = matrix_job.credentials || credentials::counts(&effects.logins, &matrix_job.packages);
        let mut pushes: Vec<StepPush> = Vec::new();
        for push in &ran.pushes {
            let span = place(&push.span);
            let refused =
                push.reference.as_ref().and_then(|text| Some((text, self.cache.pushed(text).refused(&push.method)?)));
            if let Some((text, fault)) = refused {
                // What is only perhaps a push is rather a build with a local name, which may not
                // be in upper case either.
                if push.certainty.is_yes() || fault == PushFault::Grammar(ReferenceFault::UpperCase) {
                    found.invalid.push((span, InvalidPush::Reference { reference: text.to_string(), fault }));
                }
                continue;
            }
            pushes.push(StepPush {
                reference: push.reference.clone(),
                method: push.method.clone(),
                span,
                certainty: push.certainty,
                conditions: push.conditions.iter().cloned().map(On::Script).collect(),
            });
        }
        for opaque in ran.opaque.iter().filter(|_| may_log_in) {
            let mut conditions: Vec<On> = opaque.conditions.iter().cloned().map(On::Script).collect();
            conditions.push(On::Opaque { what: opaque.command.clone(), why: Some(opaque.why.clone()) });
            pushes.push(StepPush {
                reference: None,
                method: opaque.command.clone(),
                span: place(&opaque.span),
                certainty: Certainty::Possible,
                conditions,
            });
        }
        for remark in &ran.remarks {
            let kind = match &remark.kind {
                ScriptRemarkKind::DisabledCommand(command) => RemarkKind::DisabledCommand(command.clone()),
                ScriptRemarkKind::FailureIgnored(source) => {
                    RemarkKind::FailureIgnored(IgnoredBy::Script(source.clone()))
                }
                ScriptRemarkKind::Fails(fault) => RemarkKind::InvalidReference(InvalidPush::Command(fault.clone())),
                _ => continue,
            };
            effects.remarks.push((kind, place(&remark.span)));
        }
        found.left(ran);
        found.lists.push(pushes);
    }
}

/// The publishers, where registries refuse some of what is pushed.
struct Refusing {
    refused: Vec<Symbolic>,
}

impl Programs for Refusing {
    fn read(&self, arguments: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
        Publishers.read(arguments, context)
    }

    fn may_publish(&self, script: &str) -> bool {
        Publishers.may_publish(script)
    }

    fn may_write(&self, program: &str) -> bool {
        Publishers.may_write(program)
    }

    fn may_move(&self, program: &str) -> bool {
        Publishers.may_move(program)
    }

    fn refuses(&self, reference: &Symbolic) -> bool {
        self.refused.contains(reference)
    }
}

/// What a script does, for each text that its expressions may make of it.
struct Alternatives {
    several: bool,
    effects: StepEffects,
    /// The pushes of each.
    lists: Vec<Vec<StepPush>>,
    /// References that no registry takes, and why.
    invalid: Vec<(Span, InvalidPush)>,
}

impl Alternatives {
    /// Outputs and variables that one of them leaves behind.
    fn left(&mut self, ran: &sh::ScriptEffects) {
        let effects = &mut self.effects;
        let rest = if ran.unread { Rest::Unknown } else { Rest::Null };
        if ran.unread {
            effects.env_rest = rest;
        }
        let mut outputs = Object::new(rest);
        ran.outputs.iter().for_each(|(name, values)| outputs.set(name, Set::from(values)));
        if self.lists.is_empty() {
            effects.outputs = outputs;
        } else {
            let before = effects.outputs.clone();
            for (name, value) in outputs.entries() {
                effects.outputs.set(name.clone(), before.get(name).or(value));
            }
        }
        for (name, values) in &ran.env {
            let set = Set::from(values);
            match effects.env.iter_mut().find(|(own, _)| **own == **name) {
                Some((_, old)) => *old = old.or(&set),
                None => effects.env.push((name.into(), set)),
            }
        }
        if ran.fails == Some(Answer::Yes) && !self.several {
            effects.failed = true;
        }
    }

    /// What the step does, as far as that is known: only what all push is certain.
    fn together(self) -> StepEffects {
        let Self { mut effects, mut lists, mut invalid, .. } = self;
        // Where a name has several values, as behind a step that may be skipped, one may be good.
        invalid.retain(|(span, _)| !lists.iter().flatten().any(|push| push.span == *span));
        let invalid = invalid.into_iter().map(|(span, why)| (RemarkKind::InvalidReference(why), span));
        effects.remarks.extend(invalid);
        if let [_] = lists.as_slice() {
            effects.pushes = lists.remove(0);
            return effects;
        }
        for list in &lists {
            for push in list {
                if effects.pushes.iter().any(|old| old.reference == push.reference && old.span == push.span) {
                    continue;
                }
                let everywhere = lists.iter().all(|list| list.iter().any(|other| other.reference == push.reference));
                effects.pushes.push(StepPush { certainty: push.certainty.and(everywhere), ..push.clone() });
            }
        }
        effects
    }
}

/// The shell of a step that names none, where it is not bash: Windows has PowerShell.
fn usual_shell(names: &Names) -> Option<&'static str> {
    use prodproof_workflow::expression::Scope;
    let runner = names.context("runner")?;
    let Some(Data::Object(runner)) = runner.single() else { return None };
    (runner.get("os").to_values().as_known() == Some("Windows")).then_some("pwsh")
}
