//! Steps of a job: conditions, actions, local composite actions, and what they leave.

use super::bots::{self, Given};
use super::credentials::{self, admission, leaves_login, secrets, Admission, Login, Packages};
use super::moves::Git;
use super::{asked, certainty, checkout, conditions, local_tags, Engine, Frame, DEEPEST};
use crate::condition::{Condition, On};
use crate::context::cache::Words;
use crate::context::{add_env, data, Names, OTHER_BRANCH};
use crate::model::{ImageBuild, Publication, RemarkKind};
use crate::publishers;
use crate::publishers::action::{self, Effects, Step, StepPush};
use crate::source::Source;
use prodproof_script::effect::HUB_USER;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Piece, Symbolic, ValueSet, ANY_BRANCH};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::{value, Data, Name, Object, Rest, Scope, Set};
use prodproof_workflow::file::File;

/// One job on one combination of its matrix, while its steps run.
pub(super) struct MatrixJob<'f, 'a> {
    pub frame: &'f Frame<'a>,
    pub job: &'f str,
    /// The contexts as the next step sees them.
    pub names: Names,
    pub shell: Option<&'f str>,
    /// `defaults.run.working-directory`.
    pub folder: Option<&'f Node>,
    /// Where the steps stand: the workflow, or a composite action.
    pub file: &'a File,
    pub depth: usize,
    pub reach: Answer,
    pub conditions: Vec<Condition>,
    /// The inputs of a run by hand that the step under way asks for.
    pub asked: Vec<String>,
    pub git: Git,
    /// What the checkouts so far have left.
    pub checkout: Source,
    /// What decides about lines of docker/metadata-action's tags, and is not decided.
    pub undecided: Vec<(&'a Node, Names)>,
    /// Whether docker/metadata-action looks at the checkout, and not at the event.
    pub labels_of_git: bool,
    pub packages: Packages,
    pub logins: Vec<Login>,
    /// Names that local images have got, and whether that is certain.
    pub named: Vec<(Symbolic, bool)>,
    /// Whether steps so far may have logged in, or everything has a secret at hand; and
    /// whether the step under way may push for that or by its own.
    pub logged_in: bool,
    /// Whether it may have credentials of registries that nothing here tells.
    pub other_ways: bool,
    /// Whether steps have had the run's own token without a login that is read here.
    pub own_token: bool,
    pub credentials: bool,
}

impl<'f, 'a> MatrixJob<'f, 'a> {
    pub fn new(frame: &'f Frame<'a>, job: &'f str, mut names: Names, shell: Option<&'f str>) -> Self {
        names.steps = Some(Object::new(Rest::Null));
        Self {
            frame,
            job,
            names,
            shell,
            folder: None,
            file: frame.file,
            depth: 0,
            reach: frame.reach,
            conditions: frame.conditions.clone(),
            asked: Vec::new(),
            git: Git::default(),
            checkout: Source::Event,
            undecided: Vec::new(),
            labels_of_git: false,
            packages: Packages::Default,
            logins: Vec::new(),
            named: Vec::new(),
            logged_in: false,
            other_ways: false,
            own_token: false,
            credentials: false,
        }
    }

    pub fn failed(&self) -> bool {
        self.names.failure == Answer::Yes
    }

    fn fail(&mut self) {
        self.names.success = Answer::No;
        self.names.failure = Answer::Yes;
    }

    /// What `steps.<id>` is from now on.
    fn result(&mut self, id: &str, outputs: Object, outcome: Set) {
        let result = Object::new(Rest::Null)
            .with("outputs", outputs)
            .with("outcome", outcome.clone())
            .with("conclusion", outcome);
        self.names.steps.get_or_insert_with(|| Object::new(Rest::Null)).set(Name::read(id), result);
    }
}

impl<'a> Engine<'a> {
    pub(super) fn steps(&mut self, matrix_job: &mut MatrixJob<'_, 'a>, steps: &'a [Node]) {
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
        let id = step.get("id").and_then(Node::as_str);
        if holds == Answer::No {
            if let Some(id) = id {
                matrix_job.result(id, Object::new(Rest::Null), "skipped".into());
            }
            return;
        }
        let before = matrix_job.conditions.len();
        let reach = matrix_job.reach;
        if holds == Answer::Unknown {
            let doubt = shown.map(|text| conditions::undecided_guard(text, &names));
            if !matches!(doubt, Some((_, true))) {
                matrix_job.reach = matrix_job.reach.and(Answer::Unknown);
            }
            if let Some((on, _)) = doubt {
                let at = step.get("if").map_or(place, |node| node.span);
                matrix_job.conditions.push(on.at(&matrix_job.file.path, at));
            }
        }
        let lenient = step.get("continue-on-error").map_or(Answer::No, |node| data(node, &names).truthy());
        let may_write = matrix_job.packages.may_write();
        // The words of a step are the same on every event.
        let words = self.cache.words(matrix_job.file, step.span.start, may_write, || Words {
            login: leaves_login(step, &matrix_job.packages),
            secrets: secrets(Some(step), &matrix_job.packages),
        });
        matrix_job.credentials = matrix_job.logged_in || words.login || words.secrets.any();
        if self.free_inputs && matrix_job.depth == 0 {
            matrix_job.asked = self.asked(matrix_job, step);
        }
        let mut effects = self.effects(matrix_job, step, &names);
        if let Some(other) = self.with_plain_branch(&effects, &names) {
            // A branch with a slash makes no reference here; another one does.
            let mut plain = self.effects(matrix_job, step, &other);
            if !plain.pushes.is_empty() {
                plain.pushes.iter_mut().for_each(any_branch);
                effects = plain;
            }
        }
        // An action that puts the two together says itself where.
        let told = effects.remarks.iter().any(|(kind, ..)| *kind == RemarkKind::DoubledHost);
        for push in effects.pushes.iter().filter(|_| !told) {
            let Some(text) = &push.reference else { continue };
            if let Some(host) = twice(self.cache.pushed(text).reference.as_ref()) {
                let message =
                    format!("`{text}` names the host `{host}` twice: it is pushed to a repository of that name");
                self.remark(matrix_job.file, matrix_job.job, RemarkKind::DoubledHost, push.span, message);
            }
        }
        for (kind, span, message) in effects.remarks {
            self.remark(matrix_job.file, matrix_job.job, kind, span, message);
        }
        let uses =
            step.get("uses").and_then(Node::as_str).map(|uses| lower_case(uses.split('@').next().unwrap_or(uses)));
        let source = match &uses {
            // Nobody asks what builds and pushes nothing.
            _ if !effects.built && effects.pushes.is_empty() => Source::Unknown,
            Some(action) => checkout::of_build(action, step.get("with"), &names, &matrix_job.checkout),
            None => matrix_job.checkout.clone(),
        };
        if effects.built {
            let names_event = !matrix_job.labels_of_git && checkout::names_the_event(step.get("with"), &names);
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
                recipe: checkout::recipe(step.get("with"), &names, |path| self.input.snapshot.has(path)),
                names_event,
            });
        }
        if lenient != Answer::No && !effects.pushes.is_empty() {
            let span = step.entry("continue-on-error").map_or(place, |entry| entry.key.span);
            let message = "a push that fails leaves the run green: `continue-on-error` is set".to_string();
            self.remark(matrix_job.file, matrix_job.job, RemarkKind::FailureIgnored, span, message);
        }
        matrix_job.logged_in |= words.login || credentials::counts(&effects.logins, &matrix_job.packages);
        let logins = matrix_job.logins.len();
        matrix_job.logins.extend(step_login(step, &names));
        matrix_job.logins.extend(
            effects.logins.iter().map(|(host, token)| Login::new(&ValueSet::one(host.clone()), token.as_ref())),
        );
        let logged_in = matrix_job.logins.len() > logins;
        // What has a secret and is no login that is read here may be one all the same.
        let known = uses.as_ref().is_some_and(|name| publishers::never_pushes(name));
        if !logged_in && !known {
            let folder = uses.as_ref().and_then(|name| name.strip_prefix("./"));
            let unread = folder.is_some_and(|folder| !self.actions.contains_key(folder.trim_matches('/')));
            matrix_job.other_ways |= words.login || words.secrets.others || unread;
            matrix_job.own_token |= words.secrets.own_token;
        }
        matrix_job.named.append(&mut effects.named);
        local_tags::fill_in(&mut effects.pushes, &matrix_job.named);
        let hub_users = if effects.pushes.is_empty() { Vec::new() } else { hub_users(&names.env, &effects.env) };
        for mut push in effects.pushes {
            if !push.certain && push.conditions.is_empty() {
                let own =
                    conditions::undecided(step.get("with"), &names, &matrix_job.undecided, push.reference.as_ref());
                push.conditions.extend(own);
            }
            let source = if checkout::is_copy(&push.method) { &Source::Unknown } else { &source };
            self.push(matrix_job, push, &hub_users, source);
        }
        let failed = effects.failed.is_some() && holds == Answer::Yes;
        if failed && lenient == Answer::No {
            matrix_job.fail();
        }
        matrix_job.reach = reach;
        matrix_job.conditions.truncate(before);
        // Nobody else holds `env` now, so that writing to it copies nothing.
        drop(names);
        for (name, value) in effects.env {
            let value = match holds {
                Answer::Yes => value,
                // What a step that may be skipped writes may also be missing.
                _ => Set::from(&matrix_job.names.env.get(&name).or(&value).to_values()),
            };
            matrix_job.names.env.set(name, value);
        }
        if let Some(id) = id {
            let mut outputs = effects.outputs;
            if holds == Answer::Unknown {
                let all = outputs.entries().to_vec();
                all.into_iter().for_each(|(name, value)| outputs.set(name, value.or(&Data::Null.into())));
            }
            let outcome = match (holds, failed) {
                (Answer::Unknown, _) => Set::any(["success", "skipped"].map(Data::from)),
                (_, true) => Set::from("failure"),
                _ => Set::from("success"),
            };
            matrix_job.result(id, outputs, outcome);
        }
    }

    /// The inputs that the step asks for, or its job; where they only come by way of other
    /// steps' outputs, all that the workflow asks for.
    fn asked(&self, matrix_job: &MatrixJob<'_, 'a>, step: &Node) -> Vec<String> {
        let mut names = matrix_job.frame.asked.clone();
        if matrix_job.frame.depth == 0 {
            asked::add(Some(step), &mut names);
        }
        if names.is_empty() && matrix_job.frame.depth == 0 {
            asked::add(matrix_job.frame.file.root().and_then(|root| root.get("jobs")), &mut names);
        }
        names
    }

    fn effects(&mut self, matrix_job: &mut MatrixJob<'_, 'a>, step: &'a Node, names: &Names) -> Effects {
        match (step.get("uses"), step.get("run")) {
            (Some(uses), _) => self.uses(matrix_job, step, uses, names),
            (None, Some(run)) => self.script(matrix_job, step, run, names),
            (None, None) => Effects::nothing(),
        }
    }

    /// The same contexts on a branch without a slash, where the one that stands for all
    /// others has made a reference that no registry takes.
    fn with_plain_branch(&self, effects: &Effects, names: &Names) -> Option<Names> {
        let refused = |kind: &RemarkKind| matches!(kind, RemarkKind::InvalidReference);
        let is_other = matches!(&self.event, Event::Push(branch) if branch == OTHER_BRANCH);
        if !is_other || !effects.remarks.iter().any(|(kind, ..)| refused(kind)) {
            return None;
        }
        let Some(Data::Object(github)) = names.context("github")?.single().cloned() else { return None };
        let github = github.with("ref", format!("refs/heads/{PLAIN_BRANCH}").as_str()).with("ref_name", PLAIN_BRANCH);
        let mut names = names.clone();
        names.set("github", github);
        Some(names)
    }

    fn push(&mut self, matrix_job: &MatrixJob<'_, 'a>, push: StepPush, hub_users: &[String], source: &Source) {
        let mut conditions = matrix_job.conditions.clone();
        conditions.extend(push.conditions.into_iter().map(|on| on.at(&matrix_job.file.path, push.span)));
        let mut answer = matrix_job.reach.and(if push.certain { Answer::Yes } else { Answer::Unknown });
        if let Some(named) = push.reference.as_ref().filter(|text| has_branch(text)) {
            conditions.push(On::BranchName { shown: named.to_string() }.at(&matrix_job.file.path, push.span));
            answer = answer.and(Answer::Unknown);
        }
        let source = self.seen_by_the_event(source);
        if let Some(on) = self.another_source(&source) {
            // What was merged is not in it, unless it was merged there, too.
            if matches!(source, Source::Named(_))
                && matches!(&self.event, Event::Push(branch) if *branch == self.input.default_branch)
            {
                answer = answer.and(Answer::Unknown);
            }
            conditions.push(on.at(&matrix_job.file.path, push.span));
        }
        if matrix_job.frame.forks {
            conditions.push(On::OwnPullRequest.at(&matrix_job.frame.file.path, push.span));
            answer = answer.and(Answer::Unknown);
        }
        for condition in &mut conditions {
            if let On::OtherInputs(names) = &mut condition.on {
                names.clone_from(&matrix_job.asked);
            }
        }
        let Some(certainty) = certainty(answer) else { return };
        let mut reference = push.reference.as_ref().and_then(|text| self.cache.pushed(text).reference.clone());
        if let Some(reference) = &mut reference {
            // The user of Docker Hub before the slash: no host, but the namespace there.
            if hub_users.contains(&reference.registry) {
                reference.repository = format!("{}/{}", reference.registry, reference.repository);
                reference.registry = "docker.io".into();
            }
        }
        let registry = reference.as_ref().map_or("", |reference| reference.registry.as_str());
        let logins = &matrix_job.logins;
        // Seldom anybody asks: what is named goes where the job has logged in.
        let asked = reference.is_none() || !logins.iter().any(|login| login.host.as_deref() == Some(registry));
        let hosts = if asked { credentials::hosts(logins, matrix_job.own_token, matrix_job.other_ways) } else { None };
        let elsewhere = hosts.as_ref().filter(|_| !logins.is_empty());
        let refused = match admission(logins, elsewhere, registry, &matrix_job.packages) {
            Admission::Elsewhere(on) => Some(on.at(&matrix_job.file.path, push.span)),
            Admission::Free => None,
            Admission::OnCondition(on) => {
                conditions.push(on.at(&matrix_job.file.path, push.span));
                None
            }
            Admission::Refused(why) => Some(why),
        };
        self.publish(Publication {
            refused,
            event: self.event.clone(),
            path: matrix_job.file.path.clone(),
            span: push.span,
            job: matrix_job.job.to_string(),
            method: push.method,
            reference,
            certainty,
            conditions,
            source,
            hosts,
            anonymous: logins.is_empty() && !(matrix_job.other_ways || matrix_job.own_token || matrix_job.credentials),
        });
    }

    /// The commit as the event sees it: a workflow that waits for another one's run is at
    /// the tip of the default branch by itself.
    fn seen_by_the_event(&self, source: &Source) -> Source {
        let default = self.input.default_branch;
        let on_default = !matches!(
            &self.event,
            Event::Tag(_) | Event::DispatchOn(_) | Event::DispatchOnTag(_) | Event::Release | Event::PullRequest
        ) && !matches!(&self.event, Event::Push(branch) if branch != default);
        match source {
            Source::Event if self.behind && self.input.other_home().is_some() => {
                Source::Named(self.input.other_home().unwrap_or(default).to_string())
            }
            Source::Event if self.behind && !on_default => Source::Named(default.to_string()),
            Source::Awaited if self.behind => Source::Event,
            Source::Named(name) if name == default && on_default => Source::Event,
            Source::Named(name) if matches!(&self.event, Event::Push(own) | Event::Tag(own) if own == name) => {
                Source::Event
            }
            other => other.clone(),
        }
    }

    fn another_source(&self, source: &Source) -> Option<On> {
        matches!(source, Source::Named(_) | Source::Foreign(_)).then(|| On::BuiltFrom { source: source.clone() })
    }

    fn uses(&mut self, matrix_job: &mut MatrixJob<'_, 'a>, step: &'a Node, uses: &Node, names: &Names) -> Effects {
        let Some(text) = uses.as_str() else { return Effects::nothing() };
        let own = self.own_path(text).filter(|folder| self.actions.contains_key(*folder));
        if let Some(folder) = text.strip_prefix("./").or(own) {
            return self.local_action(matrix_job, step, folder, uses.span, names);
        }
        // A container has no version behind `@`, but a digest.
        let (name, version) = match text.starts_with("docker://") {
            true => (text, ""),
            false => text.split_once('@').unwrap_or((text, "")),
        };
        let given = Given { with: step.get("with"), names, env: &names.env };
        let lower = lower_case(name);
        if lower == "actions/checkout" {
            if let Some(source) = checkout::checked_out(step.get("with"), names, &self.around()) {
                matrix_job.checkout = source;
            }
        }
        if lower == "docker/metadata-action" {
            matrix_job.undecided.push((step, names.clone()));
        }
        matrix_job.labels_of_git |= lower == "docker/metadata-action" && given.says("context", "git");
        let effects = bots::action(&lower, &given, &mut matrix_job.git, &self.around());
        self.moved(matrix_job.file, uses.span, name, effects);
        let script = publishers::script_of(&lower).and_then(|input| step.get("with")?.get_any_case(input));
        if let Some(script) = script {
            return self.script(matrix_job, step, script, names);
        }
        let snapshot = self.input.snapshot;
        let files = |path: &str| snapshot.text(path).map(str::to_string);
        let behind = matrix_job.file.text.get(uses.span.end..).unwrap_or_default();
        let given = Step {
            name,
            lower: &lower,
            version: action::version(version, behind),
            uses: uses.span,
            with: step.get("with"),
            names,
            env: &names.env,
            named: step.get("id").is_some(),
            credentials: matrix_job.credentials,
            files: &files,
        };
        let deleted = publishers::deletions::action(&given);
        self.deleted(matrix_job.file, matrix_job.job, uses.span, name, deleted);
        publishers::run(&given)
    }

    fn local_action(
        &mut self,
        matrix_job: &mut MatrixJob<'_, 'a>,
        step: &'a Node,
        folder: &str,
        span: Span,
        names: &Names,
    ) -> Effects {
        let mut effects = Effects::nothing();
        let folder = folder.trim_matches('/');
        let action = self.actions.get(folder);
        let runs = action.and_then(|file| file.root()).and_then(|root| root.get("runs"));
        let composite = runs.and_then(|runs| runs.get("using")).and_then(Node::as_str) == Some("composite");
        let (Some(file), Some(runs), true, true) = (action, runs, composite, matrix_job.depth < DEEPEST) else {
            // What a folder that is not in the repository holds comes from a checkout.
            if matrix_job.credentials && !publishers::is_harmless_action(&lower_case(folder)) {
                effects.pushes.push(StepPush {
                    reference: None,
                    method: format!("./{folder}"),
                    span,
                    certain: false,
                    conditions: vec![On::Opaque { what: format!("./{folder}"), why: None }],
                });
            }
            return effects;
        };
        let root = file.root();
        let mut inputs = Object::new(Rest::Null);
        for entry in root.and_then(|root| root.get("inputs")).map_or(&[][..], Node::entries) {
            let Some(name) = entry.key.as_str() else { continue };
            let given = step.get("with").and_then(|with| with.get_any_case(name));
            let set = match (given, entry.value.get("default").and_then(Node::scalar)) {
                (Some(given), _) => data(given, names),
                (None, Some(default)) => value(&default.string, names),
                (None, None) => Set::from(""),
            };
            inputs.set(Name::read(name), Set::from(&set.to_values()));
        }
        let mut inside = names.clone();
        inside.set("inputs", inputs);
        inside.set("secrets", Object::new(Rest::Null));
        inside.steps = Some(Object::new(Rest::Null));
        inside.success = Answer::Yes;
        inside.failure = Answer::No;
        let mut inner = MatrixJob {
            frame: matrix_job.frame,
            job: matrix_job.job,
            names: inside,
            shell: None,
            folder: None,
            file,
            depth: matrix_job.depth + 1,
            reach: matrix_job.reach,
            conditions: matrix_job.conditions.clone(),
            asked: matrix_job.asked.clone(),
            git: matrix_job.git.clone(),
            checkout: matrix_job.checkout.clone(),
            undecided: Vec::new(),
            labels_of_git: matrix_job.labels_of_git,
            packages: matrix_job.packages.clone(),
            logins: matrix_job.logins.clone(),
            named: matrix_job.named.clone(),
            logged_in: matrix_job.credentials,
            other_ways: matrix_job.other_ways,
            own_token: matrix_job.own_token,
            credentials: matrix_job.credentials,
        };
        self.steps(&mut inner, runs.get("steps").map_or(&[][..], Node::items));
        let mut outputs = Object::new(Rest::Null);
        for entry in root.and_then(|root| root.get("outputs")).map_or(&[][..], Node::entries) {
            if let (Some(name), Some(node)) = (entry.key.as_str(), entry.value.get("value")) {
                outputs.set(Name::read(name), Set::from(&data(node, &inner.names).to_values()));
            }
        }
        effects.outputs = outputs;
        // What its steps wrote to GITHUB_ENV goes on; its own `env` does not.
        for (name, value) in inner.names.env.entries() {
            if names.env.get(name) != *value {
                effects.env.push((name.clone(), value.clone()));
            }
        }
        let failed = inner.failed();
        matrix_job.git = inner.git;
        matrix_job.checkout = inner.checkout;
        matrix_job.labels_of_git = inner.labels_of_git;
        matrix_job.logins = inner.logins;
        matrix_job.named = inner.named;
        matrix_job.other_ways |= inner.other_ways;
        matrix_job.own_token |= inner.own_token;
        matrix_job.logged_in |= inner.logged_in;
        if failed {
            effects.failed = Some(format!("the action `./{folder}` fails"));
        }
        effects
    }
}

/// The host that stands twice: `ghcr.io/ghcr.io/acme/widget`. Docker Hub, which is meant
/// where no host is named, has no user with a dot.
fn twice(reference: Option<&Reference>) -> Option<&str> {
    let Reference { registry, repository, .. } = reference?;
    let (first, _) = repository.split_once('/')?;
    let host = first.contains('.') && !first.contains('<');
    (host && (first == registry || registry == "docker.io")).then_some(first)
}

/// Stands for all branches without a slash, and for nothing that anybody writes.
const PLAIN_BRANCH: &str = "any-branch-zz";

/// A push from a branch of any name.
fn any_branch(push: &mut StepPush) {
    let Some(reference) = push.reference.as_ref().filter(|text| text.marked().contains(PLAIN_BRANCH)) else { return };
    let hole = Symbolic::hole(ANY_BRANCH);
    push.reference = Some(Symbolic::from_marked(reference.marked().replace(PLAIN_BRANCH, hole.marked())));
}

/// Whether the text has the name of a branch in it, which may have a slash: whatever event
/// it is that brings it, such a name makes no reference.
fn has_branch(text: &Symbolic) -> bool {
    !text.is_whole() && text.pieces().any(|piece| piece == Piece::Hole(ANY_BRANCH))
}

/// The login that an action is, by its inputs.
fn step_login(step: &Node, names: &Names) -> Option<Login> {
    let uses = step.get("uses")?.as_str()?;
    let with = step.get("with");
    let asks = |name: &str| with.is_some_and(|with| with.get_any_case(name).is_some());
    let named = uses.as_bytes().windows(5).any(|part| part.eq_ignore_ascii_case(b"login"));
    // Nearly all steps: what follows would evaluate inputs for nothing.
    if !named && !asks("password") && !asks("registry-auth") {
        return None;
    }
    let given = |name: &str| step.get("with")?.get_any_case(name).map(|node| data(node, names).to_values());
    let password = given("password");
    if given("registry-auth").is_some() {
        return Some(Login { host: None, own_token: Answer::Unknown });
    }
    if !named && password.is_none() || uses.starts_with("./") {
        return None;
    }
    // Where an action that nobody knows logs in by default, nobody knows.
    let by_default = ["docker/", "redhat-actions/", "elgohr/", "mr-smithers-excellent/"];
    let known =
        by_default.iter().any(|owner| uses.len() > owner.len() && uses[..owner.len()].eq_ignore_ascii_case(owner));
    let host = given("registry").unwrap_or_else(|| if known { ValueSet::known("") } else { ValueSet::unknown() });
    Some(Login::new(&host, password.as_ref()))
}

/// Most names are in lower case already.
fn lower_case(name: &str) -> std::borrow::Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => name.to_ascii_lowercase().into(),
        false => name.into(),
    }
}

/// The holes that are users of Docker Hub, as references spell them: what logins before
/// and in this step name. A host is no such user, whatever the setting holds.
fn hub_users(before: &Object, written: &[(Name, Set)]) -> Vec<String> {
    let sets = written.iter().filter(|(name, _)| **name == *HUB_USER).map(|(_, set)| set.clone());
    let sets = sets.chain([before.get(HUB_USER)]);
    let texts = sets.flat_map(|set| set.to_values().iter().cloned().collect::<Vec<_>>());
    texts.filter(|text| text.as_hole().is_some_and(|hole| hole != "?")).map(|text| text.to_string()).collect()
}

/// Whether the build is written to stay on the runner.
fn only_loaded(step: &Node) -> bool {
    let input = |name: &str| step.get("with").and_then(|with| with.get_any_case(name));
    let is = |name: &str, value| input(name).and_then(Node::as_bool) == Some(value);
    is("load", true) && (input("push").is_none() || is("push", false))
}
