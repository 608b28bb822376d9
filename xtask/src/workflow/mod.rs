//! What this repository's workflows publish: for each event, which references are
//! pushed, surely or possibly, under which conditions. The heart of the product.
//! Must not know constitutions, units or what anybody wishes to be published.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod bake;
pub mod commands;
pub mod metadata;
pub mod shell;
pub mod value;

use std::collections::BTreeMap;
use std::fmt;

use crate::reference::Reference;
use crate::snapshot::Snapshot;
use crate::span::Span;

/// Something that happens on GitHub and may start a workflow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A push to this branch; the default branch's is a merge.
    Push(String),
    /// A push of this tag.
    Tag(String),
    Schedule,
    WorkflowDispatch,
    RepositoryDispatch,
    PullRequest,
    Release,
    WorkflowRun,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Push(branch) => write!(f, "push:{branch}"),
            Self::Tag(tag) => write!(f, "tag:{tag}"),
            Self::Schedule => f.write_str("schedule"),
            Self::WorkflowDispatch => f.write_str("workflow_dispatch"),
            Self::RepositoryDispatch => f.write_str("repository_dispatch"),
            Self::PullRequest => f.write_str("pull_request"),
            Self::Release => f.write_str("release"),
            Self::WorkflowRun => f.write_str("workflow_run"),
        }
    }
}

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

/// Everything that the workflows of one repository do.
#[derive(Clone, Debug, Default)]
pub struct Build {
    pub publications: Vec<Publication>,
}

/// Reads all workflows of the snapshot and answers for every event.
pub fn model(_input: &Input<'_>) -> Build {
    Build::default()
}
