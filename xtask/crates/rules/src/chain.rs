//! The delivery chain as one value: what is published on which event, which unit runs
//! it, whether a merge arrives, and where it breaks. What `trace` shows.
//! Must not know how it is shown.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::held;
use crate::lacking::{is_placeholder, lacking};
use crate::repo::Repo;
use prodproof_deployment::{Deployment, OnHost, Reason};
use prodproof_publication::{Certainty, Event, Fact, Publication};
use prodproof_syntax::answer::{Answer, Verdict};
use prodproof_syntax::finding::Place;
use prodproof_syntax::forge::GITHUB_FOLDER;
use prodproof_syntax::paths::BUILD_PATH;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::{LineIndex, Span};

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
    /// What else must hold, for people.
    pub conditions: Vec<String>,
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
    Unpublished(String),
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
    /// The worst of the promised deliveries; of all, where none is promised.
    pub merge_reaches_production: Verdict,
    /// Those of all deliveries that count.
    pub conditions: Vec<Stated>,
    /// Why not, or why it is not known; empty with a "yes" and a "conditional".
    pub broken_at: Vec<Break>,
    /// What holds back any run of any repository, told once for all publications: GitHub
    /// then starts none.
    pub unless: Vec<&'static str>,
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
            conditions: one.conditions.iter().map(ToString::to_string).collect(),
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
        for one in self.deliveries.iter().filter(|one| one.promised || !any) {
            self.merge_reaches_production = self.merge_reaches_production.and(one.verdict);
            for condition in &one.conditions {
                if !self.conditions.contains(condition) {
                    self.conditions.push(condition.clone());
                }
            }
            self.broken_at.extend(one.broken_at.iter().cloned());
            for condition in &one.host {
                if !self.host.contains(condition) {
                    self.host.push(condition.clone());
                }
            }
        }
        if self.merge_reaches_production != Verdict::Conditional {
            self.conditions.clear();
        }
        once(&mut self.broken_at);
    }
}

/// What somebody pushes by hand besides the usual: with other inputs, and on another branch
/// or tag what nothing else publishes.
fn by_hand(repo: &Repo) -> impl Iterator<Item = &Publication> {
    let usual = |one: &Publication| repo.build.publications.iter().any(|own| own.reference == one.reference);
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
    let latest = |name: &str| Reference::parse(name).with_tag(&repo.promise.latest.value);
    let mut names = repo.deliveries.iter().flat_map(|delivery| delivery.names());
    names.any(|fact| one.reference.as_ref().is_some_and(|own| own.same(&latest(&fact.value)) == Answer::Yes))
}

impl Break {
    /// Whether a person reads the same of both.
    fn is_same(&self, other: &Self) -> bool {
        let place = self.path == other.path && self.line == other.line;
        place
            && match (&self.why, &other.why) {
                (Broken::Unit(one), Broken::Unit(other)) => one.cause == other.cause,
                (one, other) => one == other,
            }
    }
}

fn once(breaks: &mut Vec<Break>) {
    let mut seen: Vec<Break> = Vec::with_capacity(breaks.len());
    for one in breaks.drain(..) {
        if !seen.iter().any(|old| old.is_same(&one)) {
            seen.push(one);
        }
    }
    *breaks = seen;
}

/// Every delivery; where there is none, the question itself.
fn judged(repo: &Repo, lines: &Lines<'_>) -> Vec<Judged> {
    let mut all: Vec<Judged> = repo
        .deliveries
        .iter()
        .map(|one| Judged { promised: one.promised, ..judge(&repo.view(&one.promise), lines) })
        .collect();
    if all.is_empty() {
        all.push(judge(repo, lines));
    }
    all
}

/// What the promise of this view comes to.
fn judge(repo: &Repo, lines: &Lines<'_>) -> Judged {
    let units: Vec<&Deployment> = repo.deployments.iter().filter(|one| repo.is_promised(one) != Answer::No).collect();
    let mut own = Judged {
        image: repo.promise.image.as_ref().map(|fact| fact.value.clone()),
        mirrors: repo.promise.mirrors.iter().map(|fact| fact.value.clone()).collect(),
        units: units.iter().map(|unit| unit.path.clone()).collect(),
        promised: true,
        from: repo.promise.image.as_ref().map(|fact| fact.from.clone()).unwrap_or_default(),
        verdict: Verdict::Yes,
        conditions: Vec::new(),
        host: Vec::new(),
        broken_at: Vec::new(),
    };
    own.units.dedup();
    // What units run that nobody here promises says nothing about a merge.
    if repo.promise.image.is_none() {
        own.verdict = Verdict::Unknown;
        let unnamed =
            repo.build.publications.iter().find(|one| one.event == repo.merge()).or(repo.build.publications.first());
        let (path, line) =
            unnamed.map_or(("deploy/".to_string(), 1), |one| (one.path.clone(), lines.of(&one.path, one.span)));
        let why = Broken::Unnamed(unnamed.map(|one| one.method.clone()));
        own.broken_at.push(Break { path, line, why });
        return own;
    }
    let mut asked: Vec<Reference> = Vec::new();
    for unit in &units {
        let answer = match &unit.image {
            Some(image) if asked.contains(&image.value) => Answer::Yes,
            Some(image) => {
                asked.push(image.value.clone());
                own.ask(repo, &image.value, lines)
            }
            None => Answer::Unknown,
        };
        if unit.arrives() != Answer::Yes {
            own.broken_at.extend(unit.reasons.iter().map(|reason| Break {
                path: reason.path.clone(),
                line: lines.of(&reason.path, reason.span),
                why: Broken::Unit(reason.clone()),
            }));
        }
        if unit.arrives() == Answer::Yes {
            let stated = unit.delivered.as_ref().map(std::slice::from_ref);
            for condition in stated.unwrap_or(&unit.conditions) {
                if !own.host.contains(condition) {
                    own.host.push(condition.clone());
                }
            }
        }
        own.verdict = own.verdict.and(answer.into()).and(unit.arrives().into());
    }
    // What no unit here runs by this name must be published all the same.
    for name in repo.promise.names() {
        let name = Reference::parse(&name.value);
        if !asked.iter().any(|own| own.same_name(&name) == Answer::Yes) {
            let answer = own.ask(repo, &name.with_tag(&repo.promise.latest.value), lines);
            own.verdict = own.verdict.and(answer.into());
        }
    }
    let base_image = repo.promise.units.as_ref().is_some_and(Vec::is_empty);
    if units.is_empty() && !base_image {
        let path = repo.promise.unit.as_ref().map_or("deploy/", |fact| fact.value.as_str());
        let image = repo.promise.image.as_ref().map(|fact| fact.value.clone());
        own.broken_at.push(Break { path: path.into(), line: 1, why: Broken::NoUnit(image) });
        // The unit may be kept elsewhere; a merge that publishes nothing arrives nowhere.
        own.verdict = own.verdict.and(Verdict::Unknown);
    }
    once(&mut own.broken_at);
    if !own.conditions.is_empty() {
        own.verdict = own.verdict.and(Verdict::Conditional);
    }
    match own.verdict {
        Verdict::Yes | Verdict::Conditional => own.broken_at.clear(),
        Verdict::Unknown | Verdict::No => own.conditions.clear(),
    }
    own
}

impl Judged {
    /// Whether a merge publishes the reference; notes what stands in the way, and what it
    /// hangs on.
    fn ask(&mut self, repo: &Repo, wanted: &Reference, lines: &Lines<'_>) -> Answer {
        let (answer, why) = repo.merge_publishes(wanted);
        self.broken_at.extend(why.iter().map(|why| why.at(lines)));
        if answer == Answer::Yes {
            let merge = repo.merge();
            let assumed = repo.assumed_of_forge().and_then(|fact| {
                let one = repo.build.publications.iter().find(|one| one.event == merge)?;
                Some((fact, one.path.as_str(), one.span))
            });
            let hangs = repo.build.hangs_on(&merge, wanted).into_iter();
            let stated = hangs.filter_map(|one| Some((one.on.fact()?, one.path.as_str(), one.span)));
            for (fact, path, span) in stated.chain(assumed) {
                let stated = Stated { fact, path: path.to_string(), line: lines.of(path, span) };
                if !self.conditions.contains(&stated) {
                    self.conditions.push(stated);
                }
            }
        }
        answer
    }
}

/// Why GitHub may start no run although the workflow says so, as far as it concerns these.
fn unless(publications: &[Publication]) -> Vec<&'static str> {
    let on = |test: &dyn Fn(&Event) -> bool| publications.iter().any(|one| test(&one.event));
    let mut out = Vec::new();
    if on(&|event| matches!(event, Event::Push(_) | Event::Tag(_) | Event::PullRequest)) {
        out.push("`[skip ci]`");
    }
    if on(&|event| matches!(event, Event::Tag(_))) {
        out.push("more than three tags at once");
    }
    if !publications.is_empty() {
        out.extend(["workflow disabled", "repository archived"]);
    }
    out
}

/// Why a merge does not publish a reference, or may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    pub place: Place,
    pub message: String,
}

impl Obstacle {
    fn at(&self, lines: &Lines<'_>) -> Break {
        Break {
            path: self.place.path.clone(),
            line: lines.of(&self.place.path, self.place.span),
            why: Broken::Unpublished(self.message.clone()),
        }
    }
}

impl Repo {
    /// Whether a merge publishes `wanted`, with what stands in the way.
    pub fn merge_publishes(&self, wanted: &Reference) -> (Answer, Vec<Obstacle>) {
        let account = self.build.arrives(&self.merge(), wanted);
        let mut obstacles: Vec<Obstacle> = Vec::new();
        if let (Answer::Yes, Some(forge)) = (account.answer, self.idle_forge()) {
            let by = self.build.publications.first();
            let place = by.map_or_else(|| Place::file(BUILD_PATH), |one| Place::new(&one.path, one.span));
            let message = format!("{forge} does not run the workflows in `{GITHUB_FOLDER}`");
            return (Answer::Unknown, vec![Obstacle { place, message }]);
        }
        if account.answer != Answer::Yes {
            obstacles.extend(
                account.reasons.into_iter().map(|cause| Obstacle {
                    place: Place::new(cause.path, cause.span),
                    message: cause.cause.to_string(),
                }),
            );
            if obstacles.is_empty() {
                obstacles.push(self.never_published(wanted));
            }
        }
        let hopeless = if account.answer == Answer::No { Vec::new() } else { self.hopeless(wanted) };
        if !hopeless.is_empty() {
            return (Answer::No, hopeless);
        }
        (account.answer, obstacles)
    }

    /// What makes every push of a merge fail, although the workflow says it all: the
    /// build's file is not there, or the name belongs to somebody else.
    fn hopeless(&self, wanted: &Reference) -> Vec<Obstacle> {
        let merge = self.merge();
        let publishing: Vec<&Publication> = self
            .build
            .publications
            .iter()
            .filter(|one| one.event == merge)
            .filter(|one| one.reference.as_ref().is_none_or(|reference| reference.same(wanted) != Answer::No))
            .collect();
        if is_placeholder(&wanted.name()) {
            let places = publishing.iter().take(1).map(|one| Place::new(&one.path, one.span));
            let message = format!("`{wanted}` is a placeholder: nobody here may push to it");
            return places.map(|place| Obstacle { place, message: message.clone() }).collect();
        }
        let lacking = lacking(self);
        let fails = |one: &&Publication| lacking.iter().find(|lack| lack.workflow == one.path && lack.job == one.job);
        let found: Vec<Obstacle> = publishing
            .iter()
            .filter_map(fails)
            .map(|lack| Obstacle { place: lack.place.clone(), message: lack.message() })
            .collect();
        // Another job may publish it all the same.
        if found.len() == publishing.len() {
            found
        } else {
            Vec::new()
        }
    }

    /// Where it shows best that no merge publishes `wanted`: at what publishes it on
    /// another event, at what a merge publishes instead, else at the missing workflow.
    fn never_published(&self, wanted: &Reference) -> Obstacle {
        let merge = self.merge();
        if let Some(guard) = held::guard(self, wanted) {
            return Obstacle { place: Place::new(&guard.path, guard.span), message: held::told(self, &guard) };
        }
        let by = |test: &dyn Fn(&Publication) -> bool| self.build.publications.iter().find(|one| test(one));
        let same =
            |one: &Publication| one.reference.as_ref().is_some_and(|reference| reference.same(wanted) != Answer::No);
        if let Some(other) = by(&same) {
            let events: BTreeSet<String> =
                self.build.publications.iter().filter(|one| same(one)).map(|one| format!("`{}`", one.event)).collect();
            let events: Vec<String> = events.into_iter().collect();
            let message = format!(
                "`{wanted}` is published on {} only, never on a merge to `{}`",
                events.join(", "),
                self.promise.branch.value
            );
            return Obstacle { place: Place::new(&other.path, other.span), message };
        }
        // Of this very image where there is one: a repository may publish many.
        let merged = |one: &Publication| one.event == merge;
        let own = |one: &Publication| {
            merged(one) && one.reference.as_ref().is_some_and(|reference| reference.same_name(wanted) == Answer::Yes)
        };
        if let Some(instead) = by(&own).or_else(|| by(&merged)) {
            let name = instead.reference.as_ref().map_or_else(|| "<?>".to_string(), ToString::to_string);
            let message = format!("a merge publishes `{name}`, nothing publishes `{wanted}`");
            return Obstacle { place: Place::new(&instead.path, instead.span), message };
        }
        let place = by(&|_| true).map_or_else(|| Place::file(BUILD_PATH), |one| Place::new(&one.path, one.span));
        Obstacle { place, message: format!("no workflow publishes `{wanted}`") }
    }
}

/// Line numbers, with one index for each text that is asked about.
struct Lines<'a> {
    snapshot: &'a Snapshot,
    indices: RefCell<BTreeMap<&'a str, (&'a str, LineIndex)>>,
}

impl<'a> Lines<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, indices: RefCell::default() }
    }

    /// From 1; 1 for a file without text.
    fn of(&self, path: &str, span: Span) -> usize {
        let mut indices = self.indices.borrow_mut();
        if !indices.contains_key(path) {
            let Some((path, _)) = self.snapshot.files.get_key_value(path) else { return 1 };
            let Some(text) = self.snapshot.text(path) else { return 1 };
            indices.insert(path, (text, LineIndex::new(text)));
        }
        indices.get(path).map_or(1, |(text, index)| index.line_col(text, span.start).0)
    }
}
