//! F009: a dispatch wakes a repository that no longer builds from the sender.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Finds a dispatch that wakes a repository which no longer builds from anything that
    /// the sender publishes.
    ///
    /// ## Why is this bad?
    /// It rebuilds for nothing, or hides that the child has moved to another base.
    ///
    /// ## Example
    /// `acme/base` dispatches to `acme/widget`, whose Containerfile says `FROM alpine`.
    ///
    /// ## Use instead
    /// Delete the dispatch.
    F009 STALE_DISPATCH "stale-dispatch" Warning "a dispatch wakes a repository that no longer builds from the sender"
}
