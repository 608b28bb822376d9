//! One job on one combination of its matrix, while its steps run: what it knows so far.
//! Must not know what a step does.

use super::credentials::{self, admission, Admission, Login, Packages};
use super::moves::Git;
use super::Frame;
use crate::condition::{Condition, On};
use crate::context::cache::StepWords;
use crate::context::Names;
use crate::publishers::action::{StepEffects, StepPush};
use crate::source::BuiltCommit;
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{Data, Name, Object, Rest, Set};
use prodproof_workflow::file::WorkflowFile;

/// What is known of a step besides what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kin {
    /// An action of which is known that it pushes nothing.
    NeverPushes,
    /// A local action that is not in the repository.
    Unread,
    Other,
}

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
    pub file: &'a WorkflowFile,
    /// All of them.
    pub steps: &'a [Node],
    pub depth: usize,
    pub reach: Answer,
    pub conditions: Vec<Condition>,
    /// The inputs of a run by hand that the step under way asks for.
    pub asked: Vec<String>,
    pub git: Git,
    /// What the checkouts so far have left.
    pub checkout: BuiltCommit,
    /// What decides about lines of docker/metadata-action's tags, and is not decided.
    pub undecided: Vec<(&'a Node, Names)>,
    /// Whether docker/metadata-action looks at the checkout, and not at the event.
    pub labels_of_git: bool,
    pub packages: Packages,
    /// Whether it may ask for an identity, for which a cloud gives a login.
    pub identity: bool,
    pub logins: Vec<Login>,
    /// Names that local images have got, and whether that is certain.
    pub named: Vec<(Symbolic, Certainty)>,
    /// Whether steps so far may have logged in, or everything has a secret at hand; and
    /// whether the step under way may push for that or by its own.
    pub logged_in: bool,
    /// Whether it may have credentials of registries that nothing here tells.
    pub other_ways: bool,
    /// Whether steps have had the run's own token without a login that is read here.
    pub own_token: bool,
    pub credentials: bool,
    /// What the words of the step under way say.
    pub words: StepWords,
    /// Whether everything in it has a secret at hand that may be a registry's.
    pub at_hand: bool,
    /// Steps whose outputs may be secrets.
    pub secretive: Vec<&'a str>,
    /// Whether a step has built or pushed something that is known.
    pub settled: bool,
    /// Steps behind a login of which nobody knows what they do.
    pub unread: Vec<Unread>,
}

/// What a step may push of which nothing is known but that it can log in.
pub(super) struct Unread {
    pub push: StepPush,
    pub reach: Answer,
    pub conditions: Vec<Condition>,
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
            steps: &[],
            depth: 0,
            reach: frame.reach,
            conditions: frame.conditions.clone(),
            asked: Vec::new(),
            git: Git::default(),
            checkout: BuiltCommit::Event,
            undecided: Vec::new(),
            labels_of_git: false,
            packages: Packages::Default,
            identity: false,
            logins: Vec::new(),
            named: Vec::new(),
            logged_in: false,
            other_ways: false,
            own_token: false,
            credentials: false,
            words: StepWords::default(),
            at_hand: false,
            secretive: Vec::new(),
            settled: false,
            unread: Vec::new(),
        }
    }

    /// Notes whether the step has built or pushed, and one of which neither is known.
    pub fn note(&mut self, effects: &StepEffects, action: &str, uses: Option<&Node>) {
        self.settled |= effects.built || !effects.builds.is_empty() || !effects.pushes.is_empty();
        let may = effects.unread && (!self.logins.is_empty() || self.at_hand || self.words.secrets.open);
        let Some(uses) = uses.filter(|_| may) else { return };
        let on = On::Opaque { what: action.to_string(), why: None };
        let push = StepPush {
            reference: None,
            method: action.to_string(),
            span: uses.span,
            certainty: Certainty::Possible,
            conditions: vec![on],
        };
        self.unread.push(Unread { push, reach: self.reach, conditions: self.conditions.clone() });
    }

    /// What becomes of pushes of the step under way to the registry, behind these logins of its own.
    pub fn admission(&self, own: &[Login], registry: &str) -> Admission {
        let logins: Vec<Login> = self.logins.iter().chain(own).cloned().collect();
        let secrets = own.is_empty() && (self.words.login || self.words.secrets.others);
        let known = !logins.is_empty() && !self.other_ways && !secrets;
        let asked = known && !logins.iter().any(|login| login.host.as_deref() == Some(registry));
        let own_token = self.own_token || own.is_empty() && self.words.secrets.own_token;
        let hosts =
            asked.then(|| credentials::hosts(&logins, own_token.then_some(credentials::OWN_REGISTRY))).flatten();
        admission(&logins, hosts.as_ref(), registry, &self.packages)
    }

    /// The registries that it has logged in to, if it is known that there are no others, and
    /// the one that is asked for is none of them.
    pub fn hosts_beside(&self, registry: Option<&str>) -> Option<Vec<String>> {
        // Seldom anybody asks: what is named goes where the job has logged in.
        let is_own = registry.is_some_and(|own| self.logins.iter().any(|login| login.host.as_deref() == Some(own)));
        if is_own || self.other_ways {
            return None;
        }
        credentials::hosts(&self.logins, self.own_token.then_some(credentials::OWN_REGISTRY))
    }

    /// What becomes of a push to the registry, behind all logins so far; `beside` is what
    /// [`Self::hosts_beside`] says.
    pub fn admitted(&self, registry: &str, beside: Option<&Vec<String>>) -> Admission {
        let elsewhere = beside.filter(|_| !self.logins.is_empty());
        admission(&self.logins, elsewhere, registry, &self.packages)
    }

    /// The registries that the step under way can reach, if it is known that there are no others.
    pub fn registries(&self) -> Option<Vec<String>> {
        // What calls a composite action may have handed it anything.
        let handed = self.depth > 0 && self.logged_in;
        if self.other_ways || self.identity || self.words.secrets.others || handed {
            return None;
        }
        let own_token = self.own_token || self.words.secrets.own_token;
        credentials::hosts(&self.logins, own_token.then_some(credentials::OWN_REGISTRY))
    }

    pub fn failed(&self) -> bool {
        self.names.failure == Answer::Yes
    }

    /// The step under way stands behind a guard that is not decided.
    pub fn behind(&mut self, doubt: Option<(On, Certainty)>, guard: Span) {
        if !matches!(doubt, Some((_, Certainty::Yes))) {
            self.reach = self.reach.and(Answer::Unknown);
        }
        if let Some((on, _)) = doubt {
            self.conditions.push(on.at(&self.file.path, guard));
        }
    }

    /// Keeps what the step that was run has logged in to.
    pub fn log_in(&mut self, own: Option<Login>, commands: &[(Symbolic, Option<ValueSet>)], step: Kin) {
        let words = self.words;
        self.logged_in |= words.login || credentials::counts(commands, &self.packages);
        let before = self.logins.len();
        self.logins.extend(own);
        self.logins
            .extend(commands.iter().map(|(host, token)| Login::new(&ValueSet::one(host.clone()), token.as_ref())));
        // What has a secret and is no login that is read here may be one all the same.
        if self.logins.len() == before && step != Kin::NeverPushes {
            self.other_ways |= words.login || words.secrets.others || step == Kin::Unread;
            self.own_token |= words.secrets.own_token;
        }
    }

    /// What the step leaves to those behind it: variables, outputs, its outcome.
    pub fn leave(&mut self, step: &Node, effects: StepEffects, holds: Answer, lenient: Answer) {
        let failed = effects.failed && holds == Answer::Yes;
        if failed && lenient == Answer::No {
            self.fail();
        }
        for (name, value) in effects.env {
            let value = match holds {
                Answer::Yes => value,
                // What a step that may be skipped writes may also be missing.
                _ => Set::from(&self.names.env.get(&name).or(&value).to_values()),
            };
            self.names.env.set(name, value);
        }
        if effects.env_rest != Rest::Null {
            self.names.env_rest = effects.env_rest;
        }
        let Some(id) = step.get("id").and_then(Node::as_str) else { return };
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
        self.result(id, outputs, outcome);
    }

    /// The job as the steps of a composite action see it, which stand in `file`.
    pub fn inside(&self, file: &'a WorkflowFile, names: Names) -> Self {
        Self {
            names,
            shell: None,
            folder: None,
            file,
            depth: self.depth + 1,
            conditions: self.conditions.clone(),
            asked: self.asked.clone(),
            git: self.git.clone(),
            checkout: self.checkout.clone(),
            undecided: Vec::new(),
            packages: self.packages.clone(),
            logins: self.logins.clone(),
            named: self.named.clone(),
            logged_in: self.credentials,
            unread: Vec::new(),
            secretive: Vec::new(),
            ..*self
        }
    }

    /// Takes over what the steps of a composite action have left.
    pub fn outside(&mut self, inner: Self) {
        self.git = inner.git;
        self.checkout = inner.checkout;
        self.labels_of_git = inner.labels_of_git;
        self.logins = inner.logins;
        self.named = inner.named;
        self.other_ways |= inner.other_ways;
        self.own_token |= inner.own_token;
        self.logged_in |= inner.logged_in;
        self.settled |= inner.settled;
        self.unread.extend(inner.unread);
    }

    fn fail(&mut self) {
        self.names.success = Answer::No;
        self.names.failure = Answer::Yes;
    }

    /// What `steps.<id>` is from now on.
    pub fn result(&mut self, id: &str, outputs: Object, outcome: Set) {
        let result = Object::new(Rest::Null)
            .with("outputs", outputs)
            .with("outcome", outcome.clone())
            .with("conclusion", outcome);
        self.names.steps.get_or_insert_with(|| Object::new(Rest::Null)).set(Name::read(id), result);
    }
}
