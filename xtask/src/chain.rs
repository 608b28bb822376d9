//! The delivery chain as one value: what is published on which event, which unit runs
//! it, whether a merge arrives, and where it breaks. What `trace` shows.
//! Must not know how it is shown.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use crate::answer::Answer;
use crate::workflow::Certainty;

/// An event makes a workflow push a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// As [`crate::workflow::Event`] is spelled: `push:main`, `tag:v1.2.3`, `schedule`.
    pub event: String,
    /// The workflow's path, and the line of the push, from 1.
    pub workflow: String,
    pub line: usize,
    /// In normal form, holes spelled out; `<?>` where the name is not known.
    pub reference: String,
    pub certainty: Certainty,
    /// What else must hold, for people.
    pub conditions: Vec<String>,
}

/// A unit runs a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// The unit's path, and the line of the image in it, from 1.
    pub unit: String,
    pub line: usize,
    /// In normal form; `<?>` where the name is not known.
    pub reference: String,
    /// Whether the host pulls it anew.
    pub verdict: Answer,
    /// What decided a "no" or an "unknown", worst first, for people.
    pub reasons: Vec<String>,
}

/// A place at which the chain breaks, or may break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    pub path: String,
    /// From 1.
    pub line: usize,
    /// Lower case, no final dot.
    pub message: String,
    /// The code of the rule that finds it, where one does.
    pub rule: Option<&'static str>,
}

/// merge → publication → registry → deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The default branch: its push is the merge.
    pub branch: String,
    /// In the order in which they are shown.
    pub publications: Vec<Published>,
    pub deployments: Vec<Deployed>,
    pub merge_reaches_production: Answer,
    /// Why not, or why it is not known; empty with a "yes".
    pub broken_at: Vec<Break>,
}

impl Chain {
    /// How the merge's event is spelled.
    pub fn merge(&self) -> String {
        format!("push:{}", self.branch)
    }
}
