//! What is known of the workflows of one repository: publications, remarks, builds, moves,
//! deletions.
//! Must not know how it was worked out.

use crate::remark::Remark;
mod publications;

pub use publications::Publications;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::condition::Condition;
use crate::source::BuiltCommit;
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::Span;
use prodproof_workflow::event::Event;
use prodproof_workflow::file::WorkflowFile;
use prodproof_workflow::trigger::Run;

/// An event makes a workflow push a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub event: Event,
    /// The file in which the push stands, and where in it.
    pub path: String,
    pub span: Span,
    pub job: String,
    /// The action or command that pushes: `docker/build-push-action`, `podman push`.
    pub method: String,
    /// What is pushed; `None` where an opaque step pushes something of unknown name.
    pub reference: Option<Reference>,
    pub certainty: Certainty,
    /// Why the registry refuses it whatever else holds, so that it never happens.
    pub refused: Option<Condition>,
    /// What else must hold: "only if one of `src/**` changed".
    pub conditions: Vec<Condition>,
    /// Which commit it was built from, as far as its job built anything.
    pub source: BuiltCommit,
    /// Where the job has logged in, if it is known that it has nowhere else: something of
    /// unknown name goes to one of these registries.
    pub hosts: Option<Vec<String>>,
    /// Nothing logs the job in before, and nothing hands it credentials.
    pub anonymous: bool,
}

impl Publication {
    /// Whether it may be of the reference, as `same` tells of one that is named.
    pub fn may_be(&self, wanted: &Reference, same: impl Fn(&Reference) -> Answer) -> Answer {
        match (&self.reference, &self.hosts) {
            (Some(own), _) => same(own),
            (None, Some(hosts)) if !hosts.contains(&wanted.registry) => Answer::No,
            (None, _) => Answer::Unknown,
        }
    }
}

/// What the model needs besides the files.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    pub snapshot: &'a Snapshot,
    pub default_branch: &'a str,
    /// `owner/name` with its case; unknown without a remote.
    pub repository: Option<&'a str>,
    /// Values that the contract declares for `vars.X`, `secrets.X`, `inputs.X`.
    pub vars: BTreeMap<String, String>,
    pub secrets: BTreeMap<String, String>,
    pub inputs: BTreeMap<String, String>,
    /// The promised pattern of release tags, `v*` unless the contract says otherwise.
    pub release_tags: &'a str,
}

impl Input<'_> {
    /// The branch that GitHub calls the default one, where it is another than that which
    /// merges go to here: what waits for another workflow is looked for there, and runs there.
    pub fn other_home(&self) -> Option<&str> {
        let (home, _) = self.snapshot.facts.default_branch.as_ref()?;
        (home != self.default_branch).then_some(home.as_str())
    }
}

/// What the label `org.opencontainers.image.revision` of a build says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionLabel {
    /// Nothing, or nothing that is known.
    Unsaid,
    /// The event's commit.
    Event,
    /// The same text on every run.
    Fixed(String),
}

/// Everything that the workflows of one repository do.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// In the order of files, events and places.
    pub publications: Publications,
    /// For each publication the workflow that the event started; it differs from the
    /// publication's path where that one is called.
    pub entries: Vec<String>,
    /// What is pushed from branches that the filters name besides the default branch
    /// (its event is a push to a branch that they let pass), by pre-release tags, by hand
    /// on another branch, and by hand on the default branch with other inputs than the
    /// defaults, as far as it is nothing that the defaults push. The last hangs on inputs,
    /// which are named, and is possible where no choice of them was found that decides.
    pub elsewhere: Publications,
    /// The workflow files, read.
    pub files: Vec<Arc<WorkflowFile>>,
    /// Every file on every event.
    pub started: Vec<Started>,
    pub remarks: Vec<Remark>,
    pub builds: Vec<ImageBuild>,
    /// The same of commands.
    pub command_builds: Vec<CommandBuild>,
    /// What steps commit, tag and release in this repository.
    pub moves: Vec<Move>,
    /// Which workflows steps of this repository start by themselves.
    pub dispatches: Vec<OwnDispatch>,
    /// What steps delete from registries.
    pub deletions: Vec<Deletion>,
    /// The events that were asked, in order.
    pub events: Vec<Event>,
    pub default_branch: String,
    /// What it took to find out, counted as if nothing were remembered: steps of
    /// jobs and commands of scripts, over all events that were asked.
    pub steps: usize,
}

/// One workflow of the repository on one event.
#[derive(Clone, Debug)]
pub struct Started {
    pub path: String,
    pub event: Event,
    pub run: Run,
}

/// A step that builds an image, as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageBuild {
    pub path: String,
    pub job: String,
    /// The value of `uses`.
    pub span: Span,
    pub action: String,
    pub event: Event,
    /// Whether its step is reached.
    pub reached: Answer,
    /// It is for the runner alone, to be tried out: `load` is true, and `push` is not.
    pub only_loaded: bool,
    pub source: BuiltCommit,
    /// The Containerfile of the repository that it builds; `None` where that is not known.
    pub recipe: Option<Recipe>,
    /// Whether what is pushed is an index of manifests that have no tag of their own: of
    /// several platforms, or with attestations.
    pub index: Answer,
    /// Which commit its labels name as the one that it was built from.
    pub revision: RevisionLabel,
    /// Whether nothing that the step says gives the image a label: what it names is empty.
    pub unlabelled: bool,
}

/// A command that builds an image, in a script or in what it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandBuild {
    pub path: String,
    pub job: String,
    /// In the workflow: the command, or the one that runs what it stands in.
    pub span: Span,
    pub event: Event,
    /// What the image is called, as far as that is known.
    pub names: Vec<Reference>,
    /// Where its Containerfile may stand, first come first served.
    pub files: Vec<String>,
    pub target: Option<String>,
    /// The keys of the labels that the command gives.
    pub labels: Vec<String>,
    /// Which commit they name as the one that it was built from.
    pub revision: RevisionLabel,
    /// Whether it may have others, which nobody sees here.
    pub open: bool,
}

/// A Containerfile, and which stage of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipe {
    pub path: String,
    /// `target`; without one the last stage is built.
    pub target: Option<String>,
    /// The folder that `COPY` takes from, without a slash at its end; empty for the whole
    /// repository.
    pub context: String,
}

/// What is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moved {
    /// A commit on the default branch.
    Branch,
    Tag,
    Release,
}

/// A step deletes something from a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    pub event: Event,
    pub path: String,
    pub job: String,
    pub span: Span,
    /// The action or command: `actions/delete-package-versions`, `skopeo delete`.
    pub method: String,
    /// The image; its tag does not matter.
    pub name: Reference,
    pub what: Deleted,
    pub age: Age,
}

/// How old what is deleted has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    Any,
    /// Older than some time.
    Old,
}

/// What is deleted of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// These tags, which may have `*` and `?` in them, and nothing of the others that what has
    /// them has.
    Tags(Vec<String>),
    /// What has these tags, under all of its tags.
    Tagged(Vec<String>),
    /// Every version that has none of these tags.
    Everything { except: Vec<String> },
    /// The manifests that have no tag of their own.
    Untagged,
    /// Versions that nobody here can tell.
    Unknown,
}

/// A step starts a workflow of its own repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDispatch {
    pub event: Event,
    /// The workflow that the event started.
    pub entry: String,
    pub path: String,
    pub span: Span,
    pub what: Dispatched,
    /// The inputs that it is given on the default branch; `None` where they are not known.
    pub given: Option<BTreeMap<String, String>>,
}

/// Which one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dispatched {
    /// By its file's name or its own.
    Workflow(String),
    /// Those that wait for a `repository_dispatch`.
    Repository,
    /// One that nobody here can tell.
    Unknown,
}

impl Dispatched {
    /// Whether it may start the workflow of this file.
    pub fn may_start(&self, file: &WorkflowFile) -> bool {
        let listens = |name: &str| file.triggers.as_ref().is_some_and(|on| on.get(name).is_some());
        match self {
            Self::Repository => listens("repository_dispatch"),
            Self::Unknown => listens("workflow_dispatch"),
            Self::Workflow(id) => {
                let base = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
                listens("workflow_dispatch") && (base(id) == base(&file.path) || id == file.name())
            }
        }
    }
}

/// A step moves something of its own repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    pub event: Event,
    /// The workflow that the event started.
    pub entry: String,
    pub path: String,
    pub span: Span,
    /// The action or command: `git push`, `softprops/action-gh-release`.
    pub method: String,
    pub what: Moved,
    /// Whether it is done with the run's own `GITHUB_TOKEN`.
    pub own_token: Answer,
    /// Whether the step surely does that, when it runs.
    pub certainty: Certainty,
    /// Where the commit asks to be skipped, in the same file.
    pub skips: Option<Span>,
}
