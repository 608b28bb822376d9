//! The delivery chain as one value: what is published on which event, which unit runs
//! it, whether a merge arrives, and where it breaks. What `trace` shows.
//! Must not know how it is shown.

mod judged;
mod obstacle;

pub use obstacle::{Obstacle, ObstacleCause};

use std::collections::HashMap;

use crate::repo::Repo;
use judged::judged;
use prodproof_deployment::{OnHost, Reason};
use prodproof_publication::{Event, Fact, On, Publication};
use prodproof_syntax::answer::{Answer, Certainty, Verdict};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Lines;

/// An event makes a workflow push a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainPublication {
    /// As [`prodproof_publication::Event`] is spelled: `push:main`, `tag:v1.2.3`, `schedule`.
    pub event: String,
    /// The workflow's path, and the line of the push, from 1.
    pub workflow: String,
    pub line: usize,
    /// In normal form, holes spelled out; `<?>` where the name is not known.
    pub reference: String,
    /// What pushes: an action, a command, or the rest of a run that is not followed.
    pub by: String,
    pub certainty: Certainty,
    /// What else must hold.
    pub conditions: Vec<On>,
    /// Whether some of that are facts of the merge.
    pub conditional: bool,
}

/// A unit runs a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainUnit {
    /// The unit's path, and the line of the image in it, from 1.
    pub unit: String,
    pub line: usize,
    /// In normal form; `<?>` where the name is not known.
    pub reference: String,
    /// Whether the host pulls it anew.
    pub verdict: Answer,
    /// What decided a "no" or an "unknown", worst first.
    pub reasons: Vec<Reason>,
}

/// A place at which the chain breaks, or may break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    pub path: String,
    /// From 1.
    pub line: usize,
    pub why: Broken,
}

/// Why a chain breaks there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The host does not pull anew.
    Unit(Reason),
    /// No unit here runs the image of this name.
    NoUnit(Option<String>),
    /// Nothing promises an image; what publishes one of a name that is not known.
    Unnamed(Option<String>),
    /// A merge does not publish it: what the model of the workflows says.
    Unpublished(ObstacleCause),
}

/// Why GitHub starts no run although the workflow says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRun {
    /// `[skip ci]` in the message of the commit.
    SkipCi,
    /// More tags at once than GitHub starts runs for.
    ManyTags,
    Disabled,
    Archived,
}

/// A fact of the merge, and the line where it is written, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    pub fact: Fact,
    pub path: String,
    pub line: usize,
}

/// One image on its way: what became of the question whether a merge brings it to
/// production.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// `registry/namespace/name`; `None` where it is not known which image is meant.
    pub image: Option<String>,
    pub mirrors: Vec<String>,
    /// Paths of the units that run it, or may.
    pub units: Vec<String>,
    /// Whether something says that it is meant to reach production, and what, for people.
    pub promised: bool,
    pub from: String,
    pub verdict: Verdict,
    /// What a conditional verdict hangs on.
    pub conditions: Vec<Stated>,
    /// What must hold on the host.
    pub host: Vec<OnHost>,
    /// Why not, or why it is not known; empty with a "yes" and a "conditional".
    pub broken_at: Vec<Break>,
}

/// merge → publication → registry → deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The default branch: its push is the merge.
    pub branch: String,
    /// In the order in which they are shown.
    pub publications: Vec<ChainPublication>,
    pub deployments: Vec<ChainUnit>,
    /// The promised ones first. What is only published is looked at as well.
    pub deliveries: Vec<Judged>,
    /// The worst of the promised deliveries. Where none is promised: no, if none of all arrives.
    pub merge_reaches_production: Verdict,
    /// Those of all deliveries that count.
    pub conditions: Vec<Stated>,
    /// Why not, or why it is not known; empty with a "yes" and a "conditional".
    pub broken_at: Vec<Break>,
    /// What holds back any run of any repository, told once for all publications: GitHub
    /// then starts none.
    pub unless: Vec<NoRun>,
    /// What must hold on the host for what is told of the units that count.
    pub host: Vec<OnHost>,
}

impl Chain {
    /// How the merge's event is spelled.
    pub fn merge(&self) -> String {
        format!("push:{}", self.branch)
    }
}

impl Chain {
    /// The chain of one repository. A unit counts if it runs the promised image, or if
    /// nothing says that it runs another.
    pub fn of(repo: &Repo) -> Self {
        let lines = Lines::new(&repo.snapshot);
        let happening = repo.build.publications.iter().chain(by_hand(repo)).filter(|one| one.refused.is_none());
        let publications = happening.map(|one| ChainPublication {
            conditional: one.facts().next().is_some(),
            event: one.event.to_string(),
            workflow: one.path.clone(),
            line: lines.of(&one.path, one.span),
            reference: one.reference.as_ref().map_or_else(|| "<?>".to_string(), ToString::to_string),
            by: one.method.clone(),
            certainty: one.certainty,
            conditions: one.conditions.iter().map(|one| one.on.clone()).collect(),
        });
        let deployments = repo.deployments.iter().map(|one| ChainUnit {
            unit: one.path.clone(),
            line: lines.of(&one.path, one.span),
            reference: one.image.as_ref().map_or_else(|| "<?>".to_string(), |image| image.value.to_string()),
            verdict: one.arrives(),
            reasons: one.reasons.clone(),
        });
        let deliveries = judged(repo, &lines);
        let mut chain = Self {
            branch: repo.promise.branch.value.clone(),
            publications: publications.collect(),
            deployments: deployments.collect(),
            deliveries,
            merge_reaches_production: Verdict::Yes,
            conditions: Vec::new(),
            broken_at: Vec::new(),
            unless: unless(&repo.build.publications),
            host: Vec::new(),
        };
        chain.conclude();
        chain
    }

    fn conclude(&mut self) {
        let any = self.deliveries.iter().any(|one| one.promised);
        let none_arrives = self.deliveries.iter().all(|one| one.verdict == Verdict::No);
        for one in self.deliveries.iter().filter(|one| one.promised || !any) {
            // An image of tools that nobody promises is no reason why others do not arrive.
            let verdict = match one.verdict {
                Verdict::No if !any && !none_arrives => Verdict::Unknown,
                verdict => verdict,
            };
            self.merge_reaches_production = self.merge_reaches_production.and(verdict);
            for condition in &one.conditions {
                if !self.conditions.contains(condition) {
                    self.conditions.push(condition.clone());
                }
            }
            for condition in &one.host {
                if !self.host.contains(condition) {
                    self.host.push(condition.clone());
                }
            }
        }
        if self.merge_reaches_production != Verdict::Conditional {
            self.conditions.clear();
        }
        let asked = self.deliveries.iter().filter(|one| one.promised || !any);
        self.broken_at = once(asked.flat_map(|one| &one.broken_at));
    }
}

/// What somebody pushes by hand besides the usual: with other inputs, and on another branch
/// or tag what nothing else publishes.
fn by_hand(repo: &Repo) -> impl Iterator<Item = &Publication> {
    let usual = |one: &Publication| {
        let own = one.reference.as_ref();
        own.is_some_and(|own| repo.build.publications.near(own).any(|other| other.reference == one.reference))
    };
    let told = move |one: &&Publication| match one.event {
        Event::WorkflowDispatch => true,
        Event::DispatchOn(_) => one.reference.is_some() && !usual(one) && promised(repo, one),
        Event::DispatchOnTag(_) => one.reference.is_some() && !usual(one),
        _ => false,
    };
    repo.build.elsewhere.iter().filter(told)
}

/// Whether it is the tag of some delivery that merges are to publish.
fn promised(repo: &Repo, one: &Publication) -> bool {
    let Some(own) = &one.reference else { return false };
    repo.deliveries_near(own).any(|name| own.same(&name.with_tag(&repo.promise.latest.value)) == Answer::Yes)
}

impl Break {
    /// Whether both are one cause at one place.
    fn is_same(&self, other: &Self) -> bool {
        self.key() == other.key()
            && match (&self.why, &other.why) {
                (Broken::Unit(one), Broken::Unit(other)) => one.cause == other.cause,
                (one, other) => one == other,
            }
    }

    /// Where, and about what: tells most from each other.
    fn key(&self) -> (&str, usize, Option<String>) {
        let about = match &self.why {
            Broken::Unit(_) => None,
            Broken::NoUnit(name) | Broken::Unnamed(name) => name.clone(),
            Broken::Unpublished(cause) => cause.wanted().map(Reference::to_string),
        };
        (&self.path, self.line, about)
    }
}

/// Each that says something else, in the order in which they come.
fn once<'a>(breaks: impl IntoIterator<Item = &'a Break>) -> Vec<Break> {
    let mut seen: HashMap<_, Vec<&Break>> = HashMap::new();
    let mut out = Vec::new();
    for one in breaks {
        let alike = seen.entry(one.key()).or_default();
        if !alike.iter().any(|old| old.is_same(one)) {
            alike.push(one);
            out.push(one.clone());
        }
    }
    out
}

/// Why GitHub may start no run although the workflow says so, as far as it concerns these.
fn unless(publications: &[Publication]) -> Vec<NoRun> {
    let on = |test: &dyn Fn(&Event) -> bool| publications.iter().any(|one| test(&one.event));
    let mut out = Vec::new();
    if on(&|event| matches!(event, Event::Push(_) | Event::Tag(_) | Event::PullRequest)) {
        out.push(NoRun::SkipCi);
    }
    if on(&|event| matches!(event, Event::Tag(_))) {
        out.push(NoRun::ManyTags);
    }
    if !publications.is_empty() {
        out.extend([NoRun::Disabled, NoRun::Archived]);
    }
    out
}
