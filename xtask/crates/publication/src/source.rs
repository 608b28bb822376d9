//! Which commit an image is built from. Must not know how that was found out.

use std::fmt;

/// Which commit a step builds.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuiltCommit {
    /// The commit of the event: `github.sha`.
    #[default]
    Event,
    /// The tip of this branch, or this tag, which is not the event's.
    Named(String),
    /// That of the run that the workflow has waited for.
    Awaited,
    /// The head of a pull request, where `github.sha` is its merge, or its base.
    PullRequest,
    /// Another repository's: `owner/name`.
    Foreign(String),
    /// What a step of the run has found, and the checkout was given: the last release's.
    Found,
    Unknown,
}

impl fmt::Display for BuiltCommit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event => f.write_str("the event's commit"),
            Self::Named(name) => write!(f, "`{name}`, and not the event's commit"),
            Self::Awaited => f.write_str("the commit of the run that was waited for"),
            Self::PullRequest => f.write_str("the head of the pull request"),
            Self::Foreign(name) => write!(f, "a commit of the repository `{name}`"),
            Self::Found => f.write_str("a commit that a step of the run has found"),
            Self::Unknown => f.write_str("a commit that only the run knows"),
        }
    }
}
