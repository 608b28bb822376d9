//! Steps of a job: conditions, actions, local composite actions, and what they leave.

use super::bots::{self, Given};
use super::credentials::leaves_login;
use super::logins::{hub_users, step_login};
use super::matrix_job::{Kin, MatrixJob};
use super::pushes::{any_branch, twice};
use super::secrets::{asks_for_outputs, secrets};
use super::{asked, checkout, conditions, dispatches, index, local_tags, Engine};
use crate::context::cache::StepWords;
use crate::context::Others;
use crate::context::{add_env, data, Names};
use crate::model::{CommandBuild, ImageBuild, RevisionLabel};
use crate::publishers;
use crate::publishers::action::{self, Access, ActionStep, StepEffects, StepPush};
use crate::remark::{DoubledBy, IgnoredBy, RemarkKind};
use crate::source::BuiltCommit;
use prodproof_script::effect::{ImageRecipe, HEAD};
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::span::Span;
use prodproof_syntax::value::Symbolic;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{Name, Object, Rest, Set};

impl<'a> Engine<'a> {
    pub(super) fn steps(&mut self, matrix_job: &mut MatrixJob<'_, 'a>, steps: &'a [Node]) {
        matrix_job.steps = steps;
        for step in steps {
            if !self.count(1) {
                self.too_much(matrix_job.file.path.clone(), step.span, matrix_job.job.to_string());
                return;
            }
            self.step(matrix_job, step);
        }
    }

    fn step(&mut self, matrix_job: &mut MatrixJob<'_, 'a>, step: &'a Node) {
        let mut names = matrix_job.names.clone();
        if let Some(own) = step.get("env") {
            // It is known in the step's own `if`.
            add_env(&mut names.env, Some(own), &matrix_job.names);
        }
        let place = step.get("uses").or_else(|| step.get("run")).map_or(step.span, |node| node.span);
        let (holds, shown) = self.condition(matrix_job.file, matrix_job.job, step, &names, place);
        if holds == Answer::No {
            if let Some(id) = step.get("id").and_then(Node::as_str) {
                matrix_job.result(id, Object::new(Rest::Null), "skipped".into());
            }
            return;
        }
        let before = matrix_job.conditions.len();
        let reach = matrix_job.reach;
        if holds == Answer::Unknown {
            let doubt = shown.map(|text| conditions::undecided_guard(text, &names));
            matrix_job.behind(doubt, step.get("if").map_or(place, |node| node.span));
        }
        let lenient = step.get("continue-on-error").map_or(Answer::No, |node| data(node, &names).truthy());
        // The words of a step are the same on every event.
        let mut words = self.cache.words(matrix_job.file, step.span.start, matrix_job.packages.token(), || StepWords {
            login: leaves_login(step, &matrix_job.packages),
            secrets: secrets(Some(step), &matrix_job.packages),
        });
        if !matrix_job.secretive.is_empty() && asks_for_outputs(step, &matrix_job.secretive) {
            words.secrets.others = true;
            words.secrets.open = true;
        }
        matrix_job.words = words;
        matrix_job.credentials = matrix_job.logged_in || words.login || words.secrets.any();
        if self.others == Others::Free && matrix_job.depth == 0 {
            matrix_job.asked = self.asked(matrix_job, step);
        }
        let mut effects = self.effects_on_any_branch(matrix_job, step, &names);
        self.remarked(matrix_job, &mut effects);
        let action =
            step.get("uses").and_then(Node::as_str).map(|uses| lower_case(uses.split('@').next().unwrap_or(uses)));
        let action = action.as_deref();
        let name = step.get("uses").and_then(Node::as_str).map(|uses| uses.split('@').next().unwrap_or(uses));
        matrix_job.note(&effects, name.unwrap_or_default(), step.get("uses"));
        let source = match action {
            // Nobody asks what builds and pushes nothing.
            _ if !effects.built && effects.pushes.is_empty() => BuiltCommit::Unknown,
            Some(action) => checkout::of_build(action, step.get("with"), &names, &matrix_job.checkout, &self.around()),
            None => matrix_job.checkout.clone(),
        };
        for (recipe, span) in effects.builds.drain(..) {
            self.built_by_command(matrix_job, &recipe, span);
        }
        if effects.built {
            self.built(matrix_job, step, place, &names, &source);
        }
        if lenient != Answer::No && !effects.pushes.is_empty() {
            let span = step.entry("continue-on-error").map_or(place, |entry| entry.key.span);
            let remark = RemarkKind::FailureIgnored(IgnoredBy::ContinueOnError);
            self.remark(matrix_job.file, matrix_job.job, remark, span);
        }
        let kin = self.kin(action);
        if let Some(id) =
            step.get("id").and_then(Node::as_str).filter(|_| words.secrets.open && kin != Kin::NeverPushes)
        {
            matrix_job.secretive.push(id);
        }
        matrix_job.log_in(step_login(step, &names), &effects.logins, kin);
        matrix_job.named.append(&mut effects.named);
        local_tags::fill_in(&mut effects.pushes, &matrix_job.named);
        let hub_users = if effects.pushes.is_empty() { Vec::new() } else { hub_users(&names.env, &effects.env) };
        // What a script does behind one that is refused has been seen there.
        if action.is_some() {
            refused_by_action(&mut effects, |push| self.is_refused(matrix_job, push, &hub_users));
        }
        for mut push in std::mem::take(&mut effects.pushes) {
            if !push.certainty.is_yes() && push.conditions.is_empty() {
                let own =
                    conditions::undecided(step.get("with"), &names, &matrix_job.undecided, push.reference.as_ref());
                push.conditions.extend(own);
            }
            let source = if checkout::is_copy(&push.method) { &BuiltCommit::Unknown } else { &source };
            self.push(matrix_job, push, &hub_users, source);
        }
        matrix_job.reach = reach;
        matrix_job.conditions.truncate(before);
        // Nobody else holds `env` now, so that writing to it copies nothing.
        drop(names);
        matrix_job.leave(step, effects, holds, lenient);
    }

    fn kin(&self, action: Option<&str>) -> Kin {
        let Some(action) = action else { return Kin::Other };
        let unread = |folder: &str| !self.actions.contains_key(folder.trim_matches('/'));
        if publishers::never_pushes(action) {
            Kin::NeverPushes
        } else if action.strip_prefix("./").is_some_and(unread) {
            Kin::Unread
        } else {
            Kin::Other
        }
    }

    /// Tells what the step's action or script remarked, and hosts that stand twice.
    fn remarked(&mut self, matrix_job: &MatrixJob<'_, 'a>, effects: &mut StepEffects) {
        // An action that puts the two together says itself where.
        let told = effects.remarks.iter().any(|(kind, _)| matches!(kind, RemarkKind::DoubledHost { .. }));
        for push in effects.pushes.iter().filter(|_| !told) {
            let Some(text) = &push.reference else { continue };
            if let Some(host) = twice(self.cache.pushed(text).reference.as_ref()) {
                let (reference, host) = (text.to_string(), host.to_string());
                let remark = RemarkKind::DoubledHost { reference, host, by: DoubledBy::Writer };
                self.remark(matrix_job.file, matrix_job.job, remark, push.span);
            }
        }
        for (kind, span) in effects.remarks.drain(..) {
            self.remark(matrix_job.file, matrix_job.job, kind, span);
        }
    }

    /// Notes that the step builds an image.
    fn built(&mut self, matrix_job: &MatrixJob<'_, 'a>, step: &Node, place: Span, names: &Names, source: &BuiltCommit) {
        // With its context it reads the commit that is checked out, and says so.
        let revision = match checkout::revision(step.get("with"), names) {
            RevisionLabel::Event if matrix_job.labels_of_git => RevisionLabel::Unsaid,
            other => other,
        };
        let action = step.get("uses").and_then(Node::as_str).unwrap_or_default();
        self.builds.push(ImageBuild {
            path: matrix_job.file.path.clone(),
            job: matrix_job.job.to_string(),
            span: place,
            action: action.split('@').next().unwrap_or_default().to_string(),
            event: self.event.clone(),
            reached: matrix_job.reach,
            only_loaded: only_loaded(step),
            source: source.clone(),
            index: index::of_action(matrix_job.steps, step, names),
            recipe: checkout::recipe(step.get("with"), names, |path| self.input.snapshot.has(path)),
            revision,
            unlabelled: checkout::unlabelled(step.get("with"), names),
        });
    }

    /// Notes that a command of the step builds an image.
    fn built_by_command(&mut self, matrix_job: &MatrixJob<'_, 'a>, recipe: &ImageRecipe, span: Span) {
        let named = |name: &Symbolic| self.cache.pushed(name).reference.clone();
        self.command_builds.push(CommandBuild {
            path: matrix_job.file.path.clone(),
            job: matrix_job.job.to_string(),
            span,
            event: self.event.clone(),
            names: recipe.names.iter().filter_map(named).collect(),
            files: recipe.files.clone(),
            target: recipe.target.clone(),
            labels: recipe.labels.clone(),
            revision: recipe.revision.as_ref().and_then(checkout::label).unwrap_or(RevisionLabel::Unsaid),
            open: recipe.open || recipe.files.is_empty(),
        });
    }

    /// The inputs that the step asks for, or its job; where they only come by way of other
    /// steps' outputs, all that the workflow asks for.
    fn asked(&self, matrix_job: &MatrixJob<'_, 'a>, step: &Node) -> Vec<String> {
        let mut names = matrix_job.frame.asked.clone();
        if matrix_job.frame.depth > 0 {
            return names;
        }
        let file = matrix_job.frame.file;
        for name in self.cache.asked(file, step, asked::of).iter() {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let jobs = file.root().and_then(|root| root.get("jobs")).filter(|_| names.is_empty());
        if let Some(jobs) = jobs {
            return self.cache.asked(file, jobs, asked::of).to_vec();
        }
        names
    }

    /// What the step does; on a branch with a slash in its name, where that makes no
    /// reference, what it does on one without.
    fn effects_on_any_branch(
        &mut self,
        matrix_job: &mut MatrixJob<'_, 'a>,
        step: &'a Node,
        names: &Names,
    ) -> StepEffects {
        let effects = self.effects(matrix_job, step, names);
        let Some(other) = self.with_plain_branch(&effects, names) else { return effects };
        let mut plain = self.effects(matrix_job, step, &other);
        if plain.pushes.is_empty() {
            return effects;
        }
        plain.pushes.iter_mut().for_each(any_branch);
        plain
    }

    fn effects(&mut self, matrix_job: &mut MatrixJob<'_, 'a>, step: &'a Node, names: &Names) -> StepEffects {
        match (step.get("uses"), step.get("run")) {
            (Some(uses), _) => self.uses(matrix_job, step, uses, names),
            (None, Some(run)) => self.script(matrix_job, step, run, names),
            (None, None) => StepEffects::nothing(),
        }
    }

    fn uses(&mut self, matrix_job: &mut MatrixJob<'_, 'a>, step: &'a Node, uses: &Node, names: &Names) -> StepEffects {
        let Some(text) = uses.as_str() else { return StepEffects::nothing() };
        let own = self.own_path(text).filter(|folder| self.actions.contains_key(*folder));
        if let Some(folder) = text.strip_prefix("./").or(own) {
            return self.local_action(matrix_job, step, folder, names);
        }
        // A container has no version behind `@`, but a digest.
        let (name, version) =
            if text.starts_with("docker://") { (text, "") } else { text.split_once('@').unwrap_or((text, "")) };
        let behind = matrix_job.file.text.get(uses.span.end..).unwrap_or_default();
        let version = action::version(version, behind);
        let given = Given { with: step.get("with"), version, names, env: &names.env };
        let lower = lower_case(name);
        let mut head: Option<(Name, Set)> = None;
        if lower == "actions/checkout" {
            if let Some(source) = checkout::checked_out(step.get("with"), names, &self.around()) {
                if source != BuiltCommit::Event || matrix_job.checkout != BuiltCommit::Event {
                    head = Some((HEAD.into(), Set::from(checkout::head(&source))));
                }
                matrix_job.checkout = source;
            }
        }
        if lower == "docker/metadata-action" {
            matrix_job.undecided.push((step, names.clone()));
        }
        matrix_job.labels_of_git |= lower == "docker/metadata-action" && given.says("context", "git");
        let effects = bots::action(&lower, &given, &mut matrix_job.git, &self.around());
        self.moved(matrix_job.file, uses.span, name, effects);
        let inputs = dispatches::action_inputs(&lower, &given);
        self.dispatched(matrix_job.file, uses.span, dispatches::action(&lower, &given, &self.around()), inputs);
        let script = publishers::script_of(&lower).and_then(|input| step.get("with")?.get_any_case(input));
        if let Some(script) = script {
            return self.script(matrix_job, step, script, names);
        }
        let snapshot = self.input.snapshot;
        let files = |path: &str| snapshot.text(path).map(str::to_string);
        let registries = matrix_job.registries();
        let given = ActionStep {
            name,
            lower: &lower,
            version,
            uses: uses.span,
            with: step.get("with"),
            names,
            env: &names.env,
            named: step.get("id").is_some(),
            access: match (matrix_job.credentials, matrix_job.identity) {
                (true, _) => Access::Credentials,
                (false, true) => Access::Identity,
                (false, false) => Access::None,
            },
            registries: registries.as_deref(),
            files: &files,
        };
        let deleted = publishers::deletions::action(&given);
        self.deleted(matrix_job.file, matrix_job.job, uses.span, name, deleted);
        let mut effects = publishers::run(&given);
        if !lists_its_variables(&lower) {
            effects.env_rest = Rest::Unknown;
        }
        effects.env.extend(head);
        effects
    }
}

/// Whether an action is taken to export no variables but those that are known of it: GitHub's
/// own, but for the one that runs any code, and Docker's.
fn lists_its_variables(action: &str) -> bool {
    action != "actions/github-script" && ["actions/", "docker/"].iter().any(|owner| action.starts_with(owner))
}

/// A push of an action that its registry refuses fails the step. BuildKit pushes the names
/// of an image in their order, and none behind one that failed (moby/buildkit 73ed682
/// `exporter/containerimage/export.go:397-409`, read 2026-12-01); in which order others
/// push is not known.
fn refused_by_action(effects: &mut StepEffects, is: impl Fn(&StepPush) -> bool) {
    const IN_ORDER: [&str; 3] =
        ["docker/build-push-action", "depot/build-push-action", "useblacksmith/build-push-action"];
    let Some(first) = effects.pushes.iter().position(&is) else { return };
    effects.failed = true;
    if IN_ORDER.iter().any(|own| own.eq_ignore_ascii_case(&effects.pushes[first].method)) {
        let mut at = 0..;
        effects.pushes.retain(|push| at.next().is_some_and(|at| at <= first) || is(push));
    } else {
        for push in effects.pushes.iter_mut().filter(|push| !is(push)) {
            push.certainty = Certainty::Possible;
        }
    }
}

/// Most names are in lower case already.
pub(super) fn lower_case(name: &str) -> std::borrow::Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        name.to_ascii_lowercase().into()
    } else {
        name.into()
    }
}

/// Whether the build is written to stay on the runner.
fn only_loaded(step: &Node) -> bool {
    let input = |name: &str| step.get("with").and_then(|with| with.get_any_case(name));
    let is = |name: &str, value| input(name).and_then(Node::as_bool) == Some(value);
    is("load", true) && (input("push").is_none() || is("push", false))
}
