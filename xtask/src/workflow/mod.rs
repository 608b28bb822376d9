//! What this repository's workflows publish: for each event, which references are
//! pushed, surely or possibly, under which conditions. The heart of the product.
//! Must not know constitutions, units or what anybody wishes to be published.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod bake;
pub mod commands;
pub mod metadata;

mod actions;
mod afterwards;
mod answer;
mod engine;
mod events;
mod model;

pub use answer::{Account, Cause};
pub use engine::moves::{Move, Moved};
pub use engine::{ImageBuild, Started};
pub use model::model;
pub use prodproof_workflow::event::Event;
pub use prodproof_workflow::file::{concurrency_group, is_workflow, Fault, File};
pub use prodproof_workflow::{expression, trigger};

use std::collections::BTreeMap;

use crate::reference::Reference;
use crate::snapshot::Snapshot;
use crate::span::Span;
use crate::syntax::value::Text;

/// Whether a publication happens whenever its event does and the run succeeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    Yes,
    Possible,
}

impl Certainty {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Possible => "possible",
        }
    }
}

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
    /// What else must hold, for people: "only if one of `src/**` changed".
    pub conditions: Vec<String>,
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

/// What was seen on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemarkKind {
    /// An `if` that is always true because of text around `${{ }}`.
    GuardAlwaysTrue,
    /// An `if` that does not hold on this event; the step or job that it holds back.
    HeldBack(Span),
    /// A job that is skipped because one that it needs is; the job.
    NeedSkipped(Span),
    /// docker/metadata-action fails.
    MetadataError,
    /// `push` is not a boolean: the step fails.
    PushNotBoolean,
    /// A build that does not push on this event.
    NotPushed,
    /// A push without a tag: the step fails.
    NoTag,
    InvalidReference,
    /// `ghcr.io/ghcr.io/…`
    DoubledHost,
    /// A called workflow that does not exist.
    MissingCall,
    /// `::set-env`: the step fails.
    DisabledCommand,
    /// `|| true`, `continue-on-error`: a failed push leaves the run green.
    FailureIgnored,
}

/// Something that a rule may want to tell, seen on one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub kind: RemarkKind,
    pub event: Event,
    pub path: String,
    pub span: Span,
    pub job: String,
    /// Lower case, no final dot; of a guard its text.
    pub message: String,
}

/// Everything that the workflows of one repository do.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// In the order of files, events and places.
    pub publications: Vec<Publication>,
    /// For each publication the workflow that the event started; it differs from the
    /// publication's path where that one is called.
    pub entries: Vec<String>,
    /// What is pushed from branches that the filters name besides the default branch
    /// (its event is a push to a branch that they let pass), by pre-release tags, by hand
    /// on another branch, and by hand on the default branch with other inputs than the
    /// defaults, as far as it is nothing that the defaults push. The last is only possible.
    pub elsewhere: Vec<Publication>,
    /// The workflow files, read.
    pub files: Vec<File>,
    /// Every file on every event.
    pub started: Vec<Started>,
    pub remarks: Vec<Remark>,
    pub builds: Vec<ImageBuild>,
    /// What steps commit, tag and release in this repository.
    pub moves: Vec<Move>,
    /// The events that were asked, in order.
    pub events: Vec<Event>,
    pub default_branch: String,
}

/// The name in a marked text, without tag and digest.
fn reference_name(marked: &str) -> String {
    let name = marked.split('@').next().unwrap_or(marked);
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    // A colon inside of a hole is none of the reference.
    match name[slash..].rfind(':').filter(|at| Text::from_marked(&name[..slash + at]).is_whole()) {
        Some(at) => name[..slash + at].to_string(),
        None => name.to_string(),
    }
}
