//! What a shell knows while a script runs, and how two ways become one.
//! Must not know what commands do.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::commands::Variable;
use super::locals::Attribute;
use super::syntax::List;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Succeeds,
    Fails,
    /// A command that is taken to succeed, because the run shall.
    Assumed,
    Unknown,
}

impl Ending {
    pub(super) fn answer(self) -> Answer {
        match self {
            Self::Succeeds => Answer::Yes,
            Self::Fails => Answer::No,
            Self::Assumed | Self::Unknown => Answer::Unknown,
        }
    }

    /// How one of several ways ends, of which nobody knows which is taken.
    pub(super) fn any(ways: impl IntoIterator<Item = Self>) -> Self {
        let either = |one: Self, other: Self| match (one, other) {
            (one, other) if one == other => one,
            (Self::Succeeds | Self::Assumed, Self::Succeeds | Self::Assumed) => Self::Assumed,
            _ => Self::Unknown,
        };
        ways.into_iter().reduce(either).unwrap_or(Self::Succeeds)
    }

    pub(super) fn from(answer: Answer) -> Self {
        match answer {
            Answer::Yes => Self::Succeeds,
            Answer::No => Self::Fails,
            Answer::Unknown => Self::Unknown,
        }
    }
}

/// Whether the script goes on from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    /// Nobody comes here: on every way the script has ended, or a loop or function has
    /// been left. Where those ways go on, [`super::flow`] knows.
    Gone,
}

/// What may have happened on the way, so that not every run that succeeds comes here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Past {
    /// The script, or this subshell of it, may have ended.
    pub(super) ended: bool,
    pub(super) returned: bool,
    /// A loop may have been left: the outermost such, the script's outermost being 1.
    pub(super) left: Option<usize>,
    /// The same of a loop's turn that may have been cut short.
    pub(super) skipped: Option<usize>,
}

impl Past {
    fn or(self, other: Self) -> Self {
        let outermost = |a: Option<usize>, b: Option<usize>| a.into_iter().chain(b).min();
        Self {
            ended: self.ended || other.ended,
            returned: self.returned || other.returned,
            left: outermost(self.left, other.left),
            skipped: outermost(self.skipped, other.skipped),
        }
    }

    /// Whether something else than a loop's turn or function is over.
    pub(super) fn has_left(self) -> bool {
        self.returned || self.left.is_some() || self.skipped.is_some()
    }
}

/// What a shell knows.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Shared between the ways that a script may go, until one of them assigns.
    pub(super) variables: Rc<BTreeMap<String, ValueSet>>,
    pub(super) outputs: BTreeMap<String, ValueSet>,
    pub(super) env: BTreeMap<String, ValueSet>,
    pub(super) files: BTreeMap<String, ValueSet>,
    /// A block `name<<EOF` that later commands go on writing.
    pub(super) block: Option<Block>,
    /// What stands on the line of standard output that is begun and not ended.
    pub(super) line: ValueSet,
    pub(super) functions: BTreeMap<String, Rc<List>>,
    pub(super) attributes: BTreeMap<String, Attribute>,
    /// On a host: what the script exports, and where it says so.
    pub(super) exported: BTreeMap<String, Variable>,
    /// What is written to standard output, where somebody reads it.
    pub(super) out: Option<ValueSet>,
    pub(super) stdin: Option<ValueSet>,
    pub(super) flow: Flow,
    pub(super) past: Past,
    /// Something was sourced that is not read.
    pub(super) foreign: bool,
    /// `set -e` and `set -o pipefail`.
    pub(super) errexit: Answer,
    pub(super) pipefail: Answer,
    pub(super) directory: Option<String>,
}

impl State {
    /// What a variable is that nobody here has set, as far as is known.
    pub(super) fn unset(&self, name: &str) -> ValueSet {
        if self.foreign {
            ValueSet::unknown()
        } else {
            unset(name)
        }
    }

    /// Whether somebody reads what is written: another command, or the runner, which waits for
    /// the rest of a line.
    pub(super) fn is_read(&self) -> bool {
        self.out.is_some() || self.line.as_known() != Some("")
    }
}

/// Which of its files the runner reads: `GITHUB_OUTPUT`, `GITHUB_ENV`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunnerFile {
    Output,
    Env,
}

/// The value of an output or variable while it is written line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) file: RunnerFile,
    pub(super) name: String,
    pub(super) delimiter: Symbolic,
    pub(super) value: ValueSet,
}

/// What a variable is that nobody has set where all that was sourced is read: any action may
/// have exported one whose name is in upper case.
fn unset(name: &str) -> ValueSet {
    let exported = name.chars().any(|c| c.is_ascii_uppercase()) && !name.chars().any(|c| c.is_ascii_lowercase());
    if exported {
        ValueSet::unknown()
    } else {
        ValueSet::known("")
    }
}

/// Both ways that a condition leaves open. A way that is gone adds nothing but that it may
/// have been taken.
pub(super) fn join(left: State, right: State, env: &BTreeMap<String, ValueSet>) -> State {
    let past = left.past.or(right.past);
    let (mut on, other) = match (left.flow, right.flow) {
        (_, Flow::Gone) => return State { past, ..left },
        (Flow::Gone, Flow::On) => return State { past, ..right },
        (Flow::On, Flow::On) => (left, right),
    };
    on.past = past;
    on.foreign |= other.foreign;
    let empty = ValueSet::known("");
    if !Rc::ptr_eq(&on.variables, &other.variables) {
        let foreign = on.foreign;
        merge(Rc::make_mut(&mut on.variables), &other.variables, |name| {
            if foreign {
                ValueSet::unknown()
            } else {
                unset(name)
            }
        });
    }
    merge(&mut on.files, &other.files, |_| empty.clone());
    merge(&mut on.outputs, &other.outputs, |_| empty.clone());
    merge(&mut on.env, &other.env, |name| env.get(name).cloned().unwrap_or_else(|| empty.clone()));
    on.block = match (on.block, other.block) {
        (Some(left), Some(right)) if left.name == right.name && left.delimiter == right.delimiter => {
            Some(Block { value: left.value.or(right.value), ..left })
        }
        (left, right) if left == right => left,
        // Open in one branch only: what is written is not told apart any more.
        (left, right) => left.or(right).map(|block| Block { value: ValueSet::unknown(), ..block }),
    };
    on.line = on.line.or(other.line);
    for (name, body) in other.functions {
        on.functions.entry(name).or_insert(body);
    }
    // One that a variable has on one way only may change what is assigned, or not.
    for (name, attribute) in &mut on.attributes {
        if other.attributes.get(name) != Some(attribute) {
            *attribute = Attribute::Other;
        }
    }
    for name in other.attributes.into_keys() {
        on.attributes.entry(name).or_insert(Attribute::Other);
    }
    // On one way only, or another on each.
    for (name, variable) in &mut on.exported {
        if other.exported.get(name) != Some(variable) {
            *variable = variable.clone().doubted();
        }
    }
    for (name, variable) in other.exported {
        on.exported.entry(name).or_insert_with(|| variable.doubted());
    }
    on.out = match (on.out, other.out) {
        (Some(left), Some(right)) => Some(left.or(right)),
        (left, _) => left,
    };
    if on.directory != other.directory {
        on.directory = None;
    }
    on.errexit = either(on.errexit, other.errexit);
    on.pipefail = either(on.pipefail, other.pipefail);
    on
}

fn either(left: Answer, right: Answer) -> Answer {
    if left == right {
        left
    } else {
        Answer::Unknown
    }
}

pub(super) fn merge(
    into: &mut BTreeMap<String, ValueSet>,
    from: &BTreeMap<String, ValueSet>,
    missing: impl Fn(&str) -> ValueSet,
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
pub(super) fn emit(state: &mut State, text: &ValueSet) {
    if let Some(out) = state.out.take() {
        state.out = Some(out.join(text));
    } else if state.line.as_known() != Some("") {
        state.line = std::mem::replace(&mut state.line, ValueSet::known("")).join(text);
    }
}

/// What a program writes that is not read here: whole lines, as programs do.
pub(super) fn unknown_lines() -> ValueSet {
    let mut text = Symbolic::unknown();
    text.push_known("\n");
    ValueSet::one(text)
}
