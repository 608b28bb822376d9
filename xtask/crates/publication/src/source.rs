//! Which commit an image is built from. Must not know how that was found out.

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
