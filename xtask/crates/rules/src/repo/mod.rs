//! One repository, understood: the snapshot, the models of its three sources, and what
//! was promised, with the place where each promise was found. Built from values alone.

mod builds;
pub mod delivery;
pub mod lacking;
mod recipes;
mod running;
mod unread;
mod workflows;

use builds::Builds;
pub use builds::REVISION;
pub use delivery::Delivery;
use lacking::Lacking;
use running::Known;
use workflows::{input, model};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

use prodproof_constitution::contract::{Added, Contract};
use prodproof_constitution::{document, Constitution};
use prodproof_deployment::{BuiltImage, Deployment};
use prodproof_publication::{Build, Event, Fact as Assumed, Memory, Publication};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{apply, Edit, Place};
use prodproof_syntax::forge::Forge;
use prodproof_syntax::paths::CONSTITUTION_PATH;
use prodproof_syntax::reference::{ByName, Reference};
use prodproof_syntax::snapshot::{File, Snapshot};
use prodproof_syntax::span::Spanned;

/// A promise, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
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
    pub image: Option<Promised>,
    /// The same image under other names: each must hold.
    pub mirrors: Vec<Promised>,
    pub branch: Promised,
    /// The tag that a merge publishes.
    pub latest: Promised,
    /// The pattern of release tags.
    pub tags: Promised,
    /// The unit's path; of several the first.
    pub unit: Option<Promised>,
    /// The units that the contract names: none where nobody runs the image here.
    /// `None` where the contract does not say.
    pub units: Option<Vec<Promised>>,
    /// podman's auto-update policy: `registry` unless the contract says otherwise.
    pub autoupdate: Promised,
}

impl Promise {
    /// The image's name and those of its mirrors.
    pub fn names(&self) -> impl Iterator<Item = &Promised> {
        self.image.iter().chain(&self.mirrors)
    }

    /// Whether the reference has one of the names, whatever its tag.
    pub fn same_name(&self, reference: &Reference) -> Answer {
        let name = reference.name();
        let same = |fact: &Promised| {
            // Most names are known as a whole, and are told apart as they stand.
            if fact.value.contains('<') || name.contains('<') {
                Reference::parse(&fact.value).same_name(reference)
            } else if fact.value == name {
                Answer::Yes
            } else {
                Answer::No
            }
        };
        self.names().map(same).fold(Answer::No, Answer::or)
    }
}

#[derive(Clone, Debug)]
pub struct Repo {
    // Shared, since every view of the repository sees the same.
    pub snapshot: Arc<Snapshot>,
    pub constitution: Option<Arc<Constitution>>,
    /// Where somebody said that the constitution stands, whether it does or not.
    pub named_constitution: Option<String>,
    pub contract: Arc<Contract>,
    pub build: Arc<Build>,
    pub deployments: Arc<Vec<Deployment>>,
    /// That of the only promised delivery, or of the one that a [`Repo::view`] is about;
    /// without an image where there are several, or none.
    pub promise: Promise,
    /// The promised ones first.
    pub deliveries: Arc<Vec<Delivery>>,
    /// What a merge would do with edits that were tried out; see [`Repo::merge_with`].
    tried: Arc<Mutex<BTreeMap<Tried, Arc<Build>>>>,
    /// What the model of the workflows has worked out, for those edits.
    memory: Memory,
    known: Arc<Known>,
    /// See [`Repo::builds_of`].
    builds: Builds,
    /// See [`lacking::lacking`].
    pub(crate) lacking: Arc<OnceLock<Vec<Lacking>>>,
}

/// Each asks the whole model. Thousands of images of which none is published are told all the
/// same, but not each by the word that decides it.
const MOST_TRIED: usize = 400;

/// Edits as they are told apart.
type Edits = Vec<(Place, String)>;

/// Edits that were tried out, and the event that was asked.
type Tried = (Edits, Event);

impl Repo {
    /// The Containerfiles of what is published, with the stage that is built of each.
    pub fn built(&self) -> Vec<BuiltImage> {
        built(&self.build)
    }

    /// How a command is called here, as it stands in a sentence: "`cargo xtask init`".
    pub fn call(&self, words: &str) -> String {
        format!("`{} {words}`", self.snapshot.facts.tool)
    }

    pub fn new(snapshot: Snapshot) -> Self {
        let constitution = Constitution::read(&snapshot);
        let contract = constitution.as_ref().map(|found| found.contract.clone()).unwrap_or_default();
        let path = constitution.as_ref().map_or("", |found| found.path.as_str());
        let branch = branch(&contract, path, &snapshot);
        let tags = stated(&contract.tags, path).unwrap_or_else(|| assumed("v*"));
        let memory = Memory::default();
        let build = model(&snapshot, &contract, (&branch.value, &tags.value), &memory);
        let named: Vec<String> = contract.named_units();
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let built = built(&build);
        let told = prodproof_deployment::ToldOfUnits { named: &named, built: &built };
        let deployments = prodproof_deployment::deployments_with(&snapshot, told);
        let running = ByName::of(deployments.iter().map(|one| one.image.as_ref().map(|image| &image.value)));
        let base = Promise {
            image: None,
            mirrors: Vec::new(),
            latest: stated(&contract.latest, path).unwrap_or_else(|| assumed("latest")),
            autoupdate: stated(&contract.autoupdate, path).unwrap_or_else(|| assumed("registry")),
            branch,
            tags,
            unit: stated(&contract.unit, path),
            units: None,
        };
        let deliveries = delivery::all(&delivery::BeforeImages {
            contract: &contract,
            constitution: constitution.as_ref(),
            build: &build,
            deployments: &deployments,
            running: &running,
            repository: snapshot.facts.repository.as_deref().unwrap_or(&snapshot.facts.folder),
            base: base.clone(),
        });
        let promise = match deliveries.iter().filter(|one| one.promised).collect::<Vec<_>>().as_slice() {
            [only] => only.promise.clone(),
            _ => base,
        };
        Self {
            named_constitution: document::named(&snapshot),
            snapshot: Arc::new(snapshot),
            constitution: constitution.map(Arc::new),
            build: Arc::new(build),
            deployments: Arc::new(deployments),
            promise,
            known: Arc::new(Known::of(&contract, running, &deliveries)),
            deliveries: Arc::new(deliveries),
            contract: Arc::new(contract),
            tried: Arc::default(),
            memory,
            builds: Builds::default(),
            lacking: Arc::default(),
        }
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

    /// The forge that does not run the workflows, where it is known to be such a one.
    pub fn idle_forge(&self) -> Option<Forge> {
        self.snapshot.facts.forge.filter(|forge| !forge.runs_workflows())
    }

    /// What is assumed of the forge where it runs the workflows and is not GitHub. Where
    /// nothing tells the forge, it is taken for GitHub.
    pub fn assumed_of_forge(&self) -> Option<Assumed> {
        let (folder, forge) = self.snapshot.workflow_folder();
        let forge = forge.filter(|forge| *forge != Forge::GitHub)?;
        Some(Assumed::RunsLikeGitHub { forge, folder })
    }

    /// The repository with one promise, as everything that judges a delivery sees it.
    /// Where branch or release tags differ, the workflows are asked again.
    pub fn view(&self, promise: &Promise) -> Self {
        let mut view = self.clone();
        let same = |one: &Promised, other: &Promised| one.value == other.value;
        if !same(&promise.branch, &self.promise.branch) || !same(&promise.tags, &self.promise.tags) {
            view.build = Arc::new(self.model(&self.snapshot, promise));
            view.tried = Arc::default();
            view.builds = Builds::default();
            view.lacking = Arc::default();
        }
        view.promise = promise.clone();
        view
    }

    /// What a contract would state in the form for several: every image with its mirrors
    /// and the units that run it; what is only published is run by nobody here. Empty where
    /// the short form says it all. Names of which only the settings know a part are left out.
    pub fn several(&self) -> Vec<Added> {
        let one = |delivery: &Delivery| {
            let view = self.view(&delivery.promise);
            let runs = view.units().into_iter().filter(|unit| view.is_promised(unit) == Answer::Yes);
            let mut units: Vec<String> = runs.map(|unit| unit.path.clone()).collect();
            units.dedup();
            let mut names = delivery.names().map(|fact| fact.value.clone()).filter(|name| !name.contains('<'));
            Some(Added { name: names.next()?, mirrors: names.collect(), units })
        };
        let all: Vec<Added> = self.deliveries.iter().filter_map(one).collect();
        match all.as_slice() {
            [] => Vec::new(),
            [only] if only.mirrors.is_empty() && only.units.len() < 2 => Vec::new(),
            _ => all,
        }
    }

    /// The promised deliveries; where nothing is promised, the one about which nothing
    /// is known.
    pub fn promises(&self) -> Vec<&Promise> {
        let promised: Vec<&Promise> =
            self.deliveries.iter().filter(|one| one.promised).map(|one| &one.promise).collect();
        if promised.is_empty() {
            vec![&self.promise]
        } else {
            promised
        }
    }

    /// Whether anything says that this repository publishes an image: the contract, the
    /// prose, a workflow that builds more than for itself, a constitution at all, or a unit
    /// that runs an image of the repository's name or owner.
    pub fn promises_publication(&self) -> bool {
        let by_units = self.promise.image.as_ref().is_some_and(|fact| {
            let image = Reference::parse(&fact.value);
            self.is_own(&image) || image.registry == "localhost"
        });
        let meant = self.build.builds.iter().any(|one| !one.only_loaded);
        self.constitution.is_some() || by_units || meant || !self.build.publications.is_empty()
    }

    /// What the workflows would publish on any event with this edit made: whether a word is
    /// the cause of something is best asked by changing the word. `None` where it can't be
    /// made.
    pub fn build_with(&self, edit: &Edit) -> Option<Build> {
        let snapshot = self.snapshot_with(std::slice::from_ref(edit))?;
        Some(self.model(&snapshot, &self.promise))
    }

    /// What a merge would publish with these edits of one file made. Many rules and
    /// deliveries ask the same: each answer is kept. `None` also once too much was tried.
    pub fn merge_with(&self, edits: &[Edit]) -> Option<Arc<Build>> {
        self.event_with(edits, &self.merge())
    }

    /// The same of another event.
    pub fn event_with(&self, edits: &[Edit], event: &Event) -> Option<Arc<Build>> {
        let edited: Edits = edits.iter().map(|edit| (edit.place.clone(), edit.text.clone())).collect();
        let key = (edited, event.clone());
        if let Ok(tried) = self.tried.lock() {
            match tried.get(&key) {
                Some(known) => return Some(known.clone()),
                None if tried.len() >= MOST_TRIED => return None,
                None => {}
            }
        }
        let snapshot = self.snapshot_with(edits)?;
        let (branch, tags) = (&self.promise.branch.value, &self.promise.tags.value);
        let input = input(&snapshot, &self.contract, branch, tags);
        let build = Arc::new(prodproof_publication::model_on(&input, event, &self.memory));
        if let Ok(mut tried) = self.tried.lock() {
            tried.insert(key, build.clone());
        }
        Some(build)
    }

    fn model(&self, snapshot: &Snapshot, promise: &Promise) -> Build {
        model(snapshot, &self.contract, (&promise.branch.value, &promise.tags.value), &self.memory)
    }

    fn snapshot_with(&self, edits: &[Edit]) -> Option<Snapshot> {
        let path = &edits.first()?.place.path;
        let text = apply(self.snapshot.text(path)?, edits).ok()?;
        let mut snapshot = Snapshot::clone(&self.snapshot);
        snapshot.files.insert(path.clone(), File::Text(text));
        Some(snapshot)
    }

    /// The path that a constitution has, or should have.
    pub fn constitution_path(&self) -> &str {
        let wanted = self.named_constitution.as_deref().unwrap_or(CONSTITUTION_PATH);
        self.constitution.as_ref().map_or(wanted, |found| &found.path)
    }
}

/// What is published of each Containerfile and stage, and the names of all that it is pushed as.
fn built(build: &Build) -> Vec<BuiltImage> {
    type Stage<'a> = (&'a str, Option<&'a str>);
    let mut steps: BTreeMap<Stage, BTreeSet<(&str, usize)>> = BTreeMap::new();
    for one in &build.builds {
        if let Some(recipe) = &one.recipe {
            let stage = (recipe.path.as_str(), recipe.target.as_deref());
            steps.entry(stage).or_default().insert((&one.path, one.span.start));
        }
    }
    let pushed = |steps: &BTreeSet<(&str, usize)>| -> Vec<&Publication> {
        build.publications.iter().filter(|own| steps.contains(&(own.path.as_str(), own.span.start))).collect()
    };
    let mut all = Vec::new();
    for ((path, stage), steps) in &steps {
        let names: BTreeSet<Option<String>> =
            pushed(steps).iter().map(|one| one.reference.as_ref().map(Reference::name)).collect();
        if names.is_empty() {
            continue;
        }
        let known: Option<Vec<Reference>> = names.iter().map(|name| name.as_deref().map(Reference::parse)).collect();
        let stage = stage.map(str::to_string);
        all.push(BuiltImage { path: path.to_string(), stage, names: known.unwrap_or_default() });
    }
    all
}

fn stated(value: &Option<Spanned<String>>, path: &str) -> Option<Promised> {
    let value = value.as_ref()?;
    Some(Promised {
        value: value.value.clone(),
        from: "the contract".into(),
        place: Some(Place::new(path, value.span)),
    })
}

fn assumed(value: &str) -> Promised {
    Promised { value: value.into(), from: "assumed, as nothing says otherwise".into(), place: None }
}

fn branch(contract: &Contract, path: &str, snapshot: &Snapshot) -> Promised {
    let known = || {
        let (branch, from) = snapshot.facts.default_branch.clone()?;
        Some(Promised { value: branch, from, place: None })
    };
    stated(&contract.branch, path).or_else(known).unwrap_or_else(|| assumed("main"))
}
