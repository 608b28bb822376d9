//! The commit that is expected to run, and how it was found.

use super::run::NotStarted;
use crate::moment::Moment;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeFact {
    /// What is to run: the branch's tip, or the newest commit of it that was to be built.
    Expected { sha: String, title: String, branch: String, committed: Option<Moment> },
    /// The same, stated by `--sha`.
    Stated { sha: String, title: String },
    /// The branch's tip as it was last fetched: the forge said nothing.
    AsFetched { sha: String, branch: String },
    /// A newer commit of the branch that is not to be built, and why.
    NotToBeBuilt { sha: String, why: NotStarted },
    /// So many commits were looked at, and none of them was to be built.
    NoneToBeBuilt { looked_at: usize },
}

impl MergeFact {
    /// A name for machines; it stays what it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Expected { .. } => "expected",
            Self::Stated { .. } => "stated",
            Self::AsFetched { .. } => "as-fetched",
            Self::NotToBeBuilt { .. } => "not-to-be-built",
            Self::NoneToBeBuilt { .. } => "none-to-be-built",
        }
    }
}
