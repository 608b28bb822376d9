//! What happens on GitHub and may start a workflow. Must not know files.

use std::fmt;

/// Something that happens on GitHub and may start a workflow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A push to this branch; the default branch's is a merge.
    Push(String),
    /// A push of this tag.
    Tag(String),
    Schedule,
    /// Started by hand on the default branch.
    WorkflowDispatch,
    /// Started by hand on this branch, which is not the default one.
    DispatchOn(String),
    /// Started by hand on this tag: `gh workflow run --ref v1.2.3`.
    DispatchOnTag(String),
    RepositoryDispatch,
    PullRequest,
    Release,
    /// A release of a version that is none yet, marked so on GitHub.
    Prerelease,
    WorkflowRun,
}

impl Event {
    /// The tag of what it releases, where the usual one is this.
    pub fn released(&self, usual: &str) -> String {
        if *self == Self::Prerelease {
            format!("{usual}-rc1")
        } else {
            usual.to_string()
        }
    }

    /// Whether somebody starts it.
    pub fn is_by_hand(&self) -> bool {
        matches!(self, Self::WorkflowDispatch | Self::DispatchOn(_) | Self::DispatchOnTag(_))
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Push(branch) => write!(f, "push:{branch}"),
            Self::Tag(tag) => write!(f, "tag:{tag}"),
            Self::Schedule => f.write_str("schedule"),
            Self::WorkflowDispatch => f.write_str("workflow_dispatch"),
            Self::DispatchOn(branch) | Self::DispatchOnTag(branch) => write!(f, "workflow_dispatch:{branch}"),
            Self::RepositoryDispatch => f.write_str("repository_dispatch"),
            Self::PullRequest => f.write_str("pull_request"),
            Self::Release => f.write_str("release"),
            Self::Prerelease => f.write_str("release:prerelease"),
            Self::WorkflowRun => f.write_str("workflow_run"),
        }
    }
}
