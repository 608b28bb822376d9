//! Why an event starts a workflow or not, with what is to be known of it.
//! Must not know how it is worded.

use super::Filter;
use crate::fault::FaultCause;

/// What is to be told of a [`super::Run`]. Lower case, no final dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartReason {
    /// The event's name under `on`.
    Starts(String),
    /// The event's name, which is not there.
    NoTrigger(&'static str),
    /// What the workflow waits for runs on other events, with which it is followed.
    Followed,
    OnlyTags,
    OnlyBranches,
    /// `types` without this one.
    Types(&'static str),
    Filtered {
        name: String,
        key: String,
        patterns: Vec<String>,
    },
    /// Every pattern of the filter begins with `!`.
    OnlyNegative {
        key: String,
        patterns: Vec<String>,
    },
    /// The filter of a pull request's own branch, which may have any name.
    PullRequestBranch {
        key: String,
    },
    Unread(UnreadFilter),
    Refused(FaultCause),
    NoOn,
}

/// Why nobody here can read a filter; its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreadFilter {
    Blank(String),
    BrokenPattern(String),
}

impl StartReason {
    pub(super) fn filtered(filter: &Filter, name: &str) -> Self {
        Self::Filtered { name: name.to_string(), key: filter.key.clone(), patterns: filter.written() }
    }

    pub(super) fn only_negative(filter: &Filter) -> Self {
        Self::OnlyNegative { key: filter.key.clone(), patterns: filter.written() }
    }
}
