//! One repository, understood: the snapshot, the models of its three sources, and what
//! was promised, with the place where each promise was found. Built from values alone.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::constitution::contract::Contract;
use crate::constitution::Constitution;
use crate::finding::{apply, Edit, Place};
use crate::paths::CONSTITUTION_PATH;
use crate::reference::Reference;
use crate::snapshot::{File, Snapshot};
use crate::span::Spanned;
use crate::unit::{self, Deployment};
use crate::workflow::{self, Build, Certainty, Event};

/// A promise, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub value: String,
    /// For people: "the contract", "`origin/HEAD`", "the only image that is published".
    pub from: String,
    /// Where it is written, if it is.
    pub place: Option<Place>,
}

/// What the three files are measured by: the contract's words, else what the prose, the
/// workflows, the units and git agree on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// `registry/namespace/name`.
    pub image: Option<Fact>,
    pub branch: Fact,
    /// The tag that a merge publishes.
    pub latest: Fact,
    /// The pattern of release tags.
    pub tags: Fact,
    /// The unit's path.
    pub unit: Option<Fact>,
    /// podman's auto-update policy: `registry` unless the contract says otherwise.
    pub autoupdate: Fact,
}

#[derive(Clone, Debug)]
pub struct Repo {
    pub snapshot: Snapshot,
    pub constitution: Option<Constitution>,
    pub contract: Contract,
    pub build: Build,
    pub deployments: Vec<Deployment>,
    pub promise: Promise,
}

impl Repo {
    pub fn new(snapshot: Snapshot) -> Self {
        let constitution = Constitution::read(&snapshot);
        let contract = constitution.as_ref().map(|found| found.contract.clone()).unwrap_or_default();
        let path = constitution.as_ref().map_or("", |found| found.path.as_str());
        let branch = branch(&contract, path, &snapshot);
        let tags = stated(&contract.tags, path).unwrap_or_else(|| assumed("v*"));
        let build = model(&snapshot, &contract, &branch.value, &tags.value);
        let deployments = unit::deployments(&snapshot);
        let image =
            stated(&contract.image, path).map(|fact| Fact { value: Reference::parse(&fact.value).name(), ..fact });
        let image = image
            .or_else(|| claimed(constitution.as_ref(), &build, &deployments))
            .or_else(|| published(&build, &branch.value))
            .or_else(|| run(&deployments));
        let unit = stated(&contract.unit, path).or_else(|| deployed(&deployments, image.as_ref()));
        let promise = Promise {
            latest: stated(&contract.latest, path).unwrap_or_else(|| assumed("latest")),
            autoupdate: stated(&contract.autoupdate, path).unwrap_or_else(|| assumed("registry")),
            image,
            branch,
            tags,
            unit,
        };
        Self { snapshot, constitution, contract, build, deployments, promise }
    }

    /// The reference that a merge is to publish.
    pub fn promised_latest(&self) -> Option<Reference> {
        let image = self.promise.image.as_ref()?;
        Some(Reference::parse(&image.value).with_tag(&self.promise.latest.value))
    }

    /// The event of a merge.
    pub fn merge(&self) -> Event {
        Event::Push(self.promise.branch.value.clone())
    }

    /// Why it is not known what the forge makes of the workflows; `None` on GitHub, and where
    /// the host does not tell.
    pub fn forge_doubt(&self) -> Option<String> {
        let below = |folder: &str| self.snapshot.paths().any(|path| path.starts_with(&format!("{folder}/")));
        self.snapshot.facts.forge?.doubt(below)
    }

    /// Whether a unit runs the promised image: its name, whatever the tag.
    pub fn is_promised(&self, deployment: &Deployment) -> Answer {
        match (&self.promise.image, &deployment.image) {
            (Some(promised), Some(image)) => Reference::parse(&promised.value).same_name(&image.value),
            _ => Answer::Unknown,
        }
    }

    /// What the workflows would publish with this edit made: whether a word is the cause
    /// of something is best asked by changing the word. `None` where it can't be made.
    pub fn build_with(&self, edit: &Edit) -> Option<Build> {
        let text = apply(self.snapshot.text(&edit.place.path)?, std::slice::from_ref(edit)).ok()?;
        let mut snapshot = self.snapshot.clone();
        snapshot.files.insert(edit.place.path.clone(), File::Text(text));
        Some(model(&snapshot, &self.contract, &self.promise.branch.value, &self.promise.tags.value))
    }

    /// The path that a constitution has, or should have.
    pub fn constitution_path(&self) -> &str {
        self.constitution.as_ref().map_or(CONSTITUTION_PATH, |found| &found.path)
    }
}

fn model(snapshot: &Snapshot, contract: &Contract, default_branch: &str, release_tags: &str) -> Build {
    let plain = |values: &BTreeMap<String, Spanned<String>>| {
        values.iter().map(|(name, value)| (name.clone(), value.value.clone())).collect()
    };
    workflow::model(&workflow::Input {
        snapshot,
        default_branch,
        repository: snapshot.facts.repository.as_deref(),
        vars: plain(&contract.vars),
        secrets: plain(&contract.secrets),
        inputs: plain(&contract.inputs),
        release_tags,
    })
}

fn stated(value: &Option<Spanned<String>>, path: &str) -> Option<Fact> {
    let value = value.as_ref()?;
    Some(Fact { value: value.value.clone(), from: "the contract".into(), place: Some(Place::new(path, value.span)) })
}

fn assumed(value: &str) -> Fact {
    Fact { value: value.into(), from: "assumed, as nothing says otherwise".into(), place: None }
}

fn branch(contract: &Contract, path: &str, snapshot: &Snapshot) -> Fact {
    let known = || {
        let (branch, from) = snapshot.facts.default_branch.clone()?;
        Some(Fact { value: branch, from, place: None })
    };
    stated(&contract.branch, path).or_else(known).unwrap_or_else(|| assumed("main"))
}

/// The one image that the prose names and that a workflow or a unit knows as well; a
/// constitution may name base images and neighbours too.
fn claimed(constitution: Option<&Constitution>, build: &Build, deployments: &[Deployment]) -> Option<Fact> {
    let constitution = constitution?;
    let known: Vec<&Reference> =
        references(build).chain(deployments.iter().filter_map(|one| Some(&one.image.as_ref()?.value))).collect();
    let images = constitution
        .images()
        .into_iter()
        .filter(|claimed| known.iter().any(|known| known.same_name(&Reference::parse(&claimed.value)) == Answer::Yes));
    let mut names: Vec<Fact> = Vec::new();
    for image in images {
        let name = Reference::parse(&image.value).name();
        if !names.iter().any(|fact| fact.value == name) {
            names.push(Fact {
                value: name,
                from: "the constitution's prose".into(),
                place: Some(Place::new(&constitution.path, image.span)),
            });
        }
    }
    only(names)
}

fn references(build: &Build) -> impl Iterator<Item = &Reference> {
    build.publications.iter().filter_map(|publication| publication.reference.as_ref())
}

/// The one name that the workflows publish on a merge, else on any event.
fn published(build: &Build, branch: &str) -> Option<Fact> {
    let names = |merge_only: bool| {
        let mut names: Vec<Fact> = Vec::new();
        for publication in &build.publications {
            let Some(reference) = &publication.reference else { continue };
            let counts = !merge_only
                || publication.event == Event::Push(branch.to_string()) && publication.certainty == Certainty::Yes;
            let name = reference.name();
            if counts
                && !name.contains('<')
                && reference.invalid().is_none()
                && !names.iter().any(|fact| fact.value == name)
            {
                names.push(Fact {
                    value: name,
                    from: "the only image that the workflows publish".into(),
                    place: Some(Place::new(&publication.path, publication.span)),
                });
            }
        }
        names
    };
    only(names(true)).or_else(|| only(names(false)))
}

/// The one name that the units run.
fn run(deployments: &[Deployment]) -> Option<Fact> {
    let mut names: Vec<Fact> = Vec::new();
    for deployment in deployments {
        let Some(image) = &deployment.image else { continue };
        let name = image.value.name();
        if !image.value.has_holes() && !names.iter().any(|fact| fact.value == name) {
            names.push(Fact {
                value: name,
                from: "the only image that a unit runs".into(),
                place: Some(Place::new(&deployment.path, image.span)),
            });
        }
    }
    only(names)
}

/// The one unit that runs the image.
fn deployed(deployments: &[Deployment], image: Option<&Fact>) -> Option<Fact> {
    let image = Reference::parse(&image?.value);
    let runs = |one: &&Deployment| one.image.as_ref().is_some_and(|found| found.value.same_name(&image) == Answer::Yes);
    let units = deployments.iter().filter(runs).map(|one| Fact {
        value: one.path.clone(),
        from: "the only unit that runs the image".into(),
        place: Some(Place::file(&one.path)),
    });
    only(units.collect())
}

fn only(mut facts: Vec<Fact>) -> Option<Fact> {
    if facts.len() == 1 {
        facts.pop()
    } else {
        None
    }
}
