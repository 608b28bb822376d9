//! What the contexts hold on an event.
//!
//! Source: github/docs `contexts.md`, `events-that-trigger-workflows.md`, `variables.md`.

pub mod cache;
mod mentions;
mod payload;
mod runner;

use std::collections::BTreeMap;
use std::rc::Rc;

use self::cache::Cache;
use self::payload::payload;
pub use self::runner::{runner, script_env, Runner};
use crate::links::Before;
use crate::model::Input;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet, ANY_BRANCH};
use prodproof_syntax::yaml::{Node, NodeKind, Value};
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::{value, Data, IfCondition, Name, Object, Rest, Scope, Set, Template};

/// The branch that stands for all branches but the default one.
pub const OTHER_BRANCH: &str = "feature/x";

/// Sets a property of `github.event`.
pub(super) fn set_event(github: &mut Object, name: &'static str, value: Set) {
    if let Some(Data::Object(event)) = github.get("event").single() {
        let mut event = event.clone();
        event.set(name, value);
        github.set("event", event);
    }
}

/// What a workflow sees of the run that it has waited for.
pub(super) fn behind(github: &mut Object, before: &Before, input: &Input<'_>) {
    let home = input.other_home().unwrap_or(input.default_branch);
    github.set("ref", Symbolic::known(&format!("refs/heads/{home}")));
    github.set("ref_name", Symbolic::known(home));
    let text = |known: Option<&str>| known.map_or_else(Symbolic::unknown, Symbolic::known);
    let ends = before.conclusion.is_some();
    let run = Object::new(Rest::Unknown)
        .with("conclusion", before.conclusion.map_or(Data::Null, Data::from))
        .with("status", if ends { "completed" } else { "requested" })
        .with("event", text(before.event))
        .with("head_branch", before.branch.as_deref().map_or(Symbolic::hole(ANY_BRANCH), Symbolic::known))
        .with("head_sha", Symbolic::hole("head_sha"));
    // What is pushed, scheduled, released or started by hand is this repository's own, as is
    // the pull request that is not a fork's.
    let run = match before.event {
        Some("pull_request_target") => run,
        _ => run.with("head_repository", own_repository(input)),
    };
    set_event(github, "workflow_run", run.into());
    set_event(github, "action", if ends { "completed" } else { "requested" }.into());
}

/// The same where it may have been started by any of these events.
pub(super) fn behind_others(github: &mut Object, events: Set) {
    let run = Object::new(Rest::Unknown)
        .with("conclusion", "success")
        .with("status", "completed")
        .with("event", events)
        .with("head_branch", Symbolic::hole(ANY_BRANCH))
        .with("head_sha", Symbolic::hole("head_sha"));
    set_event(github, "workflow_run", run.into());
}

/// What a workflow sees of the pull request that a merge has closed: `github.ref` is that
/// of its base (github/docs `events-that-trigger-workflows.md`).
pub(super) fn merged(github: &mut Object, input: &Input<'_>) {
    let pull = Object::new(Rest::Unknown)
        .with("merged", Data::Bool(true))
        .with("merged_at", moment())
        .with("state", "closed")
        .with("merge_commit_sha", Symbolic::hole("sha"))
        .with("base", Object::new(Rest::Unknown).with("ref", input.default_branch))
        .with(
            "head",
            Object::new(Rest::Unknown).with("ref", Symbolic::hole(ANY_BRANCH)).with("sha", Symbolic::unknown()),
        );
    set_event(github, "pull_request", pull.into());
    set_event(github, "action", "closed".into());
    github.set("ref", Symbolic::known(&format!("refs/heads/{}", input.default_branch)));
    github.set("ref_name", Symbolic::known(input.default_branch));
}

/// A time, as GitHub spells it.
fn moment() -> Symbolic {
    let mut text = Symbolic::hole("date");
    text.push_known("T");
    text.push(&Symbolic::hole("time"));
    text.push_known("Z");
    text
}

/// What a workflow sees of the merge that a merge queue tries: it runs on a branch of the
/// queue's own (github/docs `events-that-trigger-workflows.md`, `merge_group`).
pub(super) fn queued(github: &mut Object, input: &Input<'_>) {
    let base = format!("refs/heads/{}", input.default_branch);
    let mut name = Symbolic::known(&format!("gh-readonly-queue/{}/", input.default_branch));
    name.push(&Symbolic::hole("pr"));
    let mut head = Symbolic::known("refs/heads/");
    head.push(&name);
    let group = Object::new(Rest::Unknown)
        .with("base_ref", Symbolic::known(&base))
        .with("head_ref", head.clone())
        .with("head_sha", Symbolic::hole("sha"));
    set_event(github, "merge_group", group.into());
    set_event(github, "action", "checks_requested".into());
    set_event(github, "schedule", Data::Null.into());
    github.set("ref", head);
    github.set("ref_name", name);
}

/// The contexts at one place, and what the status functions answer there.
#[derive(Clone, Debug)]
pub struct Names {
    /// Shared, since all steps of a job see the same.
    list: Rc<Vec<(&'static str, Set)>>,
    /// `env` of workflow and job, what `GITHUB_ENV` got since, and the step's own.
    pub env: Object,
    /// What expressions find as any other variable.
    pub env_rest: Rest,
    /// Inside of a job, what its steps gave so far.
    pub steps: Option<Object>,
    pub success: Answer,
    pub failure: Answer,
    pub cache: Rc<Cache>,
}

impl Names {
    pub fn new(cache: Rc<Cache>) -> Self {
        Self {
            list: Rc::default(),
            env: Object::new(Rest::Null),
            env_rest: Rest::Null,
            steps: None,
            success: Answer::Yes,
            failure: Answer::No,
            cache,
        }
    }

    /// Any context but `env` and `steps`.
    pub fn set(&mut self, name: &'static str, value: impl Into<Set>) {
        let value = value.into();
        let list = Rc::make_mut(&mut self.list);
        match list.iter_mut().find(|(own, _)| *own == name) {
            Some((_, old)) => *old = value,
            None => list.push((name, value)),
        }
    }
}

impl Scope for Names {
    fn context(&self, name: &str) -> Option<Set> {
        if name.eq_ignore_ascii_case("env") {
            let mut env = self.env.clone();
            env.rest = self.env_rest;
            return Some(env.into());
        }
        if name.eq_ignore_ascii_case("steps") {
            return self.steps.clone().map(Set::from);
        }
        self.list.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    fn status(&self, function: &str) -> Answer {
        match function {
            "success" => self.success,
            "failure" => self.failure,
            _ => Answer::No,
        }
    }

    fn template(&self, text: &str) -> Rc<Template> {
        self.cache.template(text)
    }

    fn guard(&self, text: &str) -> Rc<IfCondition> {
        self.cache.guard(text)
    }
}

/// What git ref an event has: `refs/heads/main`.
pub fn git_ref(event: &Event, trigger: &str, default_branch: &str) -> Symbolic {
    match event {
        Event::Push(branch) | Event::DispatchOn(branch) => Symbolic::known(&format!("refs/heads/{branch}")),
        Event::Tag(tag) | Event::DispatchOnTag(tag) => Symbolic::known(&format!("refs/tags/{tag}")),
        Event::PullRequest if trigger != "pull_request_target" => Symbolic::known("refs/pull/7/merge"),
        Event::Release | Event::Prerelease => Symbolic::known(&format!("refs/tags/{}", event.released("v1.2.3"))),
        _ => Symbolic::known(&format!("refs/heads/{default_branch}")),
    }
}

/// The context `github`. `release` is the tag of the released version.
pub fn github(event: &Event, trigger: &str, release: &str, input: &Input<'_>) -> Object {
    let git_ref = match event {
        Event::Release | Event::Prerelease => Symbolic::known(&format!("refs/tags/{}", event.released(release))),
        _ => git_ref(event, trigger, input.default_branch),
    };
    let full = git_ref.marked().to_string();
    let (kind, name) = match () {
        () if full.starts_with("refs/tags/") => ("tag", full.trim_start_matches("refs/tags/")),
        () => ("branch", full.trim_start_matches("refs/heads/").trim_start_matches("refs/pull/")),
    };
    let pull_request = *event == Event::PullRequest;
    let (repository, owner, _) = repository(input);
    let side = |branch: Symbolic| Set::from(if pull_request { branch } else { Symbolic::default() });
    Object::new(Rest::Unknown)
        .with("event_name", trigger)
        .with("ref", git_ref.clone())
        .with("ref_name", name)
        .with("ref_type", kind)
        .with("sha", Symbolic::hole("sha"))
        .with("repository", repository)
        .with("repository_owner", owner)
        .with("head_ref", side(Symbolic::hole(ANY_BRANCH)))
        .with("base_ref", side(Symbolic::known(input.default_branch)))
        .with("server_url", "https://github.com")
        .with("api_url", "https://api.github.com")
        .with("run_id", Symbolic::hole("run_id"))
        .with("run_number", Symbolic::hole("run_number"))
        .with("run_attempt", Symbolic::hole("run_attempt"))
        .with("actor", Symbolic::unknown())
        .with("token", Symbolic::hole("secret:GITHUB_TOKEN"))
        .with("event", payload(event, release, input))
}

/// Where guards ask the tag of a release to begin otherwise than the usual one does, it may
/// be one of those as well.
/// `bare`: the number alone, where that may be the tag too.
pub(super) fn release_tags(github: &mut Object, usual: &str, heads: Vec<String>, bare: Option<&str>) {
    if heads.is_empty() && bare.is_none() {
        return;
    }
    let Some(Data::Object(event)) = github.get("event").single().cloned() else { return };
    let Some(Data::Object(release)) = event.get("release").single().cloned() else { return };
    let others = heads.into_iter().map(|head| {
        let mut tag = Symbolic::known(&head);
        tag.push(&Symbolic::unknown());
        Data::text(tag)
    });
    let known = std::iter::once(usual).chain(bare).map(Data::from);
    let tags = Set::any(known.chain(others));
    set_event(github, "release", release.with("tag_name", tags).into());
}

/// What an event says of a repository that is this one.
fn own_repository(input: &Input<'_>) -> Object {
    let (full, owner, name) = repository(input);
    let owner = Object::new(Rest::Unknown).with("login", owner);
    Object::new(Rest::Unknown).with("full_name", full).with("name", name).with("owner", owner)
}

/// `owner/name`, `owner` and `name`.
pub fn repository(input: &Input<'_>) -> (Symbolic, Symbolic, Symbolic) {
    match input.repository.and_then(|full| Some((full, full.split_once('/')?))) {
        Some((full, (owner, name))) => (Symbolic::known(full), Symbolic::known(owner), Symbolic::known(name)),
        None => {
            let mut full = Symbolic::unknown();
            full.push_known("/");
            full.push(&Symbolic::unknown());
            (full, Symbolic::unknown(), Symbolic::unknown())
        }
    }
}

/// Begins the name of a hole that is what somebody types into an input.
pub const INPUT: &str = "input:";

/// What the inputs are that nobody chose.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Others {
    /// What the form offers.
    AtDefaults,
    /// Whatever it takes.
    Free,
}

/// The inputs of a dispatch at their defaults, typed for `inputs` and as texts for
/// `github.event.inputs`. What the contract binds goes first, then what is `given`.
pub fn dispatch_inputs(
    on: Option<&Node>,
    input: &Input<'_>,
    others: Others,
    given: &BTreeMap<String, String>,
) -> (Object, Object) {
    let (mut typed, mut texts) = (Object::new(Rest::Null), Object::new(Rest::Null));
    for entry in on.and_then(|body| body.get("inputs")).map_or(&[][..], Node::entries) {
        let Some(name) = entry.key.as_str() else { continue };
        let kind = entry.value.get("type").and_then(Node::as_str).unwrap_or("string");
        let required = entry.value.get("required").and_then(Node::as_bool) == Some(true);
        let choice = || {
            let options = entry.value.get("options").map_or(&[][..], Node::items);
            ValueSet::any(options.iter().filter_map(Node::as_str).map(Symbolic::known))
        };
        let asked = || ValueSet::one(Symbolic::hole(&format!("{INPUT}{name}")));
        let text = match (input.inputs.get(name), entry.value.get("default").and_then(Node::as_str)) {
            (Some(bound), _) => ValueSet::known(bound),
            _ if given.contains_key(name) => ValueSet::known(&given[name]),
            _ if others == Others::Free => match kind {
                "boolean" => ValueSet::any(["true", "false"].map(Symbolic::known)),
                "choice" => choice(),
                "environment" | "number" => ValueSet::unknown(),
                _ => asked(),
            },
            // The form does not take a required text that is empty.
            (None, Some("")) if kind == "string" && required => asked(),
            (None, Some(default)) => ValueSet::known(default),
            (None, None) => match kind {
                "boolean" => ValueSet::known("false"),
                // The form offers the first, somebody may choose another.
                "choice" => choice(),
                "environment" => ValueSet::unknown(),
                "number" if required => ValueSet::unknown(),
                _ if required => asked(),
                _ => ValueSet::known(""),
            },
        };
        typed.set(Name::read(name), typed_input(kind, &Set::from(&text)));
        texts.set(Name::read(name), Set::from(&text));
    }
    (typed, texts)
}

/// Turns an input's text into its declared type.
pub fn typed_input(kind: &str, set: &Set) -> Set {
    set.flat_map(|data| match (kind, data.to_text().as_known()) {
        ("boolean", Some(text)) if text.eq_ignore_ascii_case("true") => Data::Bool(true).into(),
        ("boolean", Some(_)) => Data::Bool(false).into(),
        ("boolean", None) => Set::answer(Answer::Unknown),
        ("number", Some(text)) => Data::Number(prodproof_syntax::yaml::parse_number(text)).into(),
        _ => data.clone().into(),
    })
}

/// A value of the file with its expressions evaluated; texts with several alternatives
/// inside of lists are unknown.
pub fn data(node: &Node, scope: &dyn Scope) -> Set {
    match &node.kind {
        NodeKind::Missing => Set::unknown(),
        NodeKind::Sequence(items, _) => {
            let items = items.iter().map(|item| data(item, scope).single().cloned().unwrap_or(Data::Unknown));
            Data::Array(std::rc::Rc::new(items.collect())).into()
        }
        NodeKind::Mapping(entries, _) => {
            let mut object = Object::new(Rest::Null);
            for entry in entries {
                object.set(Name::read(entry.key.as_str().unwrap_or_default()), data(&entry.value, scope));
            }
            object.into()
        }
        NodeKind::Scalar(scalar) => match scalar.value {
            Value::Null => Data::Null.into(),
            Value::Bool(value) => Data::Bool(value).into(),
            Value::Number(number) => Data::Number(number).into(),
            Value::String => value(&scalar.text, scope),
        },
    }
}

/// Adds the entries of an `env` mapping, as texts; none can refer to another.
pub fn add_env(into: &mut Object, node: Option<&Node>, scope: &dyn Scope) {
    let Some(node) = node else { return };
    if let Some(text) = node.scalar().filter(|scalar| scalar.text.contains("${{")) {
        // `env: ${{ fromJSON(…) }}`
        match value(&text.text, scope).single() {
            Some(Data::Object(object)) => object.entries().iter().for_each(|(n, v)| into.set(n.clone(), v.clone())),
            _ => into.rest = Rest::Unknown,
        }
        return;
    }
    for entry in node.entries() {
        let Some(name) = entry.key.as_str() else { continue };
        let values = data(&entry.value, scope).to_values();
        into.set(Name::read(name), Set::from(&values));
    }
}
