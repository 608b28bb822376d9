//! Why an event starts a workflow or not, with what is to be known of it; and the words.

use std::fmt;

use super::filter::quoted;
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

impl fmt::Display for StartReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starts(name) => write!(f, "`{name}` starts it"),
            Self::NoTrigger(name) => write!(f, "`{name}` is not among its triggers"),
            Self::Followed => {
                f.write_str("what it waits for runs on no other event than those that are told for themselves")
            }
            Self::OnlyTags => f.write_str("only tags start it: `push` has no `branches`"),
            Self::OnlyBranches => f.write_str("only branches start it: `push` has no `tags`"),
            Self::Types(name) => write!(f, "its `types` do not have `{name}`"),
            Self::Filtered { name, key, patterns } => {
                write!(f, "`{name}` does not pass `{key}`: {}", quoted(patterns))
            }
            Self::OnlyNegative { key, patterns } => {
                write!(f, "`{key}` has only patterns with `!`, and matches nothing: {}", quoted(patterns))
            }
            Self::PullRequestBranch { key } => {
                write!(f, "whether the pull request's branch passes `{key}` is not known")
            }
            Self::Unread(unread) => unread.fmt(f),
            Self::Refused(cause) => write!(f, "GitHub refuses the file: {cause}"),
            Self::NoOn => f.write_str("it has no `on`"),
        }
    }
}

impl fmt::Display for UnreadFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank(key) => write!(f, "`{key}` has no value, and what GitHub makes of that is not documented"),
            Self::BrokenPattern(key) => write!(f, "a pattern of `{key}` is broken"),
        }
    }
}
