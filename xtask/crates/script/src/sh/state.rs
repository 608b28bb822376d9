//! What a shell knows while a script runs, and how two ways become one.
//! Must not know what commands do.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::syntax::List;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Text, Values};

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Yes,
    No,
    /// A command that is taken to succeed, because the run shall.
    Assumed,
    Unknown,
}

impl Status {
    pub(super) fn answer(self) -> Answer {
        match self {
            Self::Yes => Answer::Yes,
            Self::No => Answer::No,
            Self::Assumed | Self::Unknown => Answer::Unknown,
        }
    }

    pub(super) fn from(answer: Answer) -> Self {
        match answer {
            Answer::Yes => Self::Yes,
            Answer::No => Self::No,
            Answer::Unknown => Self::Unknown,
        }
    }
}

/// Where the script goes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    /// `exit 0`.
    Ended,
    /// `exit 1`, or a failure under `set -e`.
    Failed,
    /// `break` and `continue`.
    Left {
        again: bool,
    },
    Returned,
}

/// What a shell knows.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Shared between the ways that a script may go, until one of them assigns.
    pub(super) variables: Rc<BTreeMap<String, Values>>,
    pub(super) outputs: BTreeMap<String, Values>,
    pub(super) env: BTreeMap<String, Values>,
    pub(super) files: BTreeMap<String, Values>,
    /// A block `name<<EOF` that later commands go on writing.
    pub(super) block: Option<Block>,
    pub(super) functions: BTreeMap<String, Rc<List>>,
    /// What is written to standard output, where somebody reads it.
    pub(super) out: Option<Values>,
    pub(super) stdin: Option<Values>,
    pub(super) flow: Flow,
    /// The script may have ended, or the loop have been left, before this.
    pub(super) maybe_ended: bool,
    pub(super) maybe_left: bool,
    /// Something was sourced that is not read.
    pub(super) foreign: bool,
    pub(super) errexit: bool,
    pub(super) directory: Option<String>,
}

/// The value of an output or variable while it is written line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) is_env: bool,
    pub(super) name: String,
    pub(super) delimiter: Text,
    pub(super) value: Values,
}

/// Both ways that a condition leaves open.
pub(super) fn join(left: State, right: State, env: &BTreeMap<String, Values>) -> State {
    let (mut on, other) = match (left.flow, right.flow) {
        (Flow::Failed, _) => return right,
        (_, Flow::Failed) => return left,
        (Flow::On, _) => (left, right),
        (_, Flow::On) => (right, left),
        _ => (left, right),
    };
    match other.flow {
        Flow::On | Flow::Failed => {}
        Flow::Ended => on.maybe_ended = true,
        Flow::Left { .. } | Flow::Returned if on.flow == Flow::On => on.maybe_left = true,
        Flow::Left { .. } | Flow::Returned => {}
    }
    on.maybe_ended |= other.maybe_ended;
    on.maybe_left |= other.maybe_left;
    on.foreign |= other.foreign;
    let empty = Values::known("");
    // A variable that only the branch which ended has set never matters again.
    if other.flow == Flow::On || other.flow == on.flow || !matches!(other.flow, Flow::Ended) {
        if !Rc::ptr_eq(&on.variables, &other.variables) {
            merge(Rc::make_mut(&mut on.variables), &other.variables, |_| empty.clone());
        }
        merge(&mut on.files, &other.files, |_| empty.clone());
    }
    merge(&mut on.outputs, &other.outputs, |_| empty.clone());
    merge(&mut on.env, &other.env, |name| env.get(name).cloned().unwrap_or_else(|| empty.clone()));
    on.block = match (on.block, other.block) {
        (Some(left), Some(right)) if left.name == right.name && left.delimiter == right.delimiter => {
            Some(Block { value: left.value.or(right.value), ..left })
        }
        (left, right) if left == right => left,
        // Open in one branch only: what is written is not told apart any more.
        (left, right) => left.or(right).map(|block| Block { value: Values::unknown(), ..block }),
    };
    for (name, body) in other.functions {
        on.functions.entry(name).or_insert(body);
    }
    on.out = match (on.out, other.out) {
        (Some(left), Some(right)) => Some(left.or(right)),
        (left, _) => left,
    };
    if on.directory != other.directory {
        on.directory = None;
    }
    on
}

pub(super) fn merge(
    into: &mut BTreeMap<String, Values>,
    from: &BTreeMap<String, Values>,
    missing: impl Fn(&str) -> Values,
) {
    for (name, value) in into.iter_mut() {
        match from.get(name) {
            Some(other) if other == value => {}
            Some(other) => *value = value.clone().or(other.clone()),
            None => *value = value.clone().or(missing(name)),
        }
    }
    for (name, value) in from {
        if !into.contains_key(name) {
            into.insert(name.clone(), missing(name).or(value.clone()));
        }
    }
}

/// Appends to what somebody reads.
pub(super) fn emit(state: &mut State, text: &Values) {
    if let Some(out) = state.out.take() {
        state.out = Some(out.join(text));
    }
}

/// What a program writes that is not read here: whole lines, as programs do.
pub(super) fn unknown_lines() -> Values {
    let mut text = Text::unknown();
    text.push_known("\n");
    Values::one(text)
}
