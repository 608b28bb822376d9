//! The contract: the fenced block `toml contract` that states what prose can't be
//! relied on to state. Read with `toml_edit`, so that every value has its place.

use std::collections::BTreeMap;

use time::Date;

use crate::span::{Span, Spanned};

/// A rule that the team has decided to break, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Code or name.
    pub rule: Spanned<String>,
    pub reason: Option<Spanned<String>>,
    /// Where it holds; everywhere without it. A path, relative to the root.
    pub path: Option<Spanned<String>>,
    /// The last day on which it holds.
    pub until: Option<Spanned<Date>>,
    pub span: Span,
}

/// A part of the block that cannot be read, or is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    pub message: String,
    pub help: String,
}

/// What the block states. All spans are in the constitution's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contract {
    /// The block between its fences; `None` where there is none.
    pub block: Option<Span>,
    pub image: Option<Spanned<String>>,
    pub branch: Option<Spanned<String>>,
    pub latest: Option<Spanned<String>>,
    pub tags: Option<Spanned<String>>,
    pub unit: Option<Spanned<String>>,
    pub autoupdate: Option<Spanned<String>>,
    pub host: Option<Spanned<String>>,
    pub url: Option<Spanned<String>>,
    /// `[build.vars]`, `[build.secrets]`, `[build.inputs]`.
    pub vars: BTreeMap<String, Spanned<String>>,
    pub secrets: BTreeMap<String, Spanned<String>>,
    pub inputs: BTreeMap<String, Spanned<String>>,
    pub waivers: Vec<Waiver>,
    pub problems: Vec<Problem>,
}
