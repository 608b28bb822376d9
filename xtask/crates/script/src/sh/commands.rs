//! The commands that a script of a host runs, each argument with the places that it is made
//! of: whoever asks reads them as the command lines that they are, and mends them there.
//! Must not know what any program does.

use std::ops::Range;

use super::interpret::Interpreter;
use super::state::State;
use super::syntax::{Assigned, Assignment};
use super::ScriptRemarkKind;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// More commands of one script than this are not told apart.
const MOST: usize = 256;

/// A command that the script comes to, or may come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub arguments: Vec<Field>,
    /// What it finds in its environment beyond what the script was given: written before
    /// the command, or exported on the way.
    pub environment: Vec<(String, Variable)>,
    /// Whether it runs whenever the script does.
    pub certainty: Certainty,
    /// Bytes of `script.marked()`; of the call, if the command stands in another text.
    pub span: Range<usize>,
}

/// What becomes of a variable of the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variable {
    Set(Field),
    /// Taken out, here.
    Unset(Range<usize>),
}

/// One argument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    pub text: Symbolic,
    /// What the text is made of, in order; none where that is not known.
    pub pieces: Vec<FieldPart>,
    /// The word that it comes from, with its quotes.
    pub span: Range<usize>,
}

/// A part of an argument that comes from one part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPart {
    /// Bytes of the argument's marked text.
    pub length: usize,
    /// As long as the piece where it stands there as it is.
    pub span: Range<usize>,
    /// An expansion without quotes, of which the host may make none or many arguments.
    pub splits: bool,
}

impl Field {
    pub(super) fn of(text: Symbolic, span: &Range<usize>) -> Self {
        Self { text, pieces: Vec::new(), span: span.clone() }
    }
}

impl Variable {
    fn move_to(&mut self, place: &Range<usize>) {
        match self {
            Self::Set(field) => *field = Field::of(field.text.clone(), place),
            Self::Unset(span) => *span = place.clone(),
        }
    }

    /// What it is where one way makes this of it and another way something else.
    pub(super) fn doubted(self) -> Self {
        let (Self::Set(Field { span, .. }) | Self::Unset(span)) = self;
        Self::Set(Field::of(Symbolic::unknown(), &span))
    }
}

/// One list that says of several what they have in common: an argument that differs is not
/// known, and of lists of different lengths only the first argument is.
pub(super) fn merged(lists: Vec<Vec<Field>>) -> Vec<Field> {
    let is_even = lists.windows(2).all(|pair| pair[0].len() == pair[1].len());
    let mut lists = lists.into_iter();
    let mut first = lists.next().unwrap_or_default();
    for other in lists {
        for (own, other) in first.iter_mut().zip(other) {
            if own.text != other.text {
                *own = Field::of(Symbolic::unknown(), &own.span);
            }
        }
    }
    if !is_even {
        first.truncate(1);
        let span = first.first().map(|field| field.span.clone()).unwrap_or_default();
        let rest = FieldPart { length: Symbolic::unknown().marked().len(), span: span.clone(), splits: true };
        first.push(Field { text: Symbolic::unknown(), pieces: vec![rest], span });
    }
    first
}

impl Interpreter<'_> {
    /// What the assignments before a command make of its environment.
    pub(super) fn assigned(&self, assignments: &[Assignment], state: &State) -> Vec<(String, Variable)> {
        let field = |assignment: &Assignment| {
            let value = state.variables.get(&assignment.name).and_then(ValueSet::single).cloned();
            let span = match &assignment.value {
                Assigned::Word(word) if !word.is_empty() => &word.span,
                _ => &assignment.span,
            };
            (assignment.name.clone(), Variable::Set(Field::of(value.unwrap_or_else(Symbolic::unknown), span)))
        };
        assignments.iter().map(field).collect()
    }

    /// Variables that commands find in their environment from now on.
    pub(super) fn export(&self, assignments: &[Assignment], state: &mut State) {
        state.exported.extend(self.assigned(assignments, state));
    }

    /// The same of assignments alone: what is exported already has a new value.
    pub(super) fn export_again(&self, assignments: &[Assignment], state: &mut State) {
        for (name, variable) in self.assigned(assignments, state) {
            if state.exported.contains_key(&name) || self.step.env.contains_key(&name) {
                state.exported.insert(name, variable);
            }
        }
    }

    /// Lists a command that a host runs.
    pub(super) fn ran(&mut self, lists: &[Vec<Symbolic>], span: &Range<usize>, state: &State) {
        let (span, _) = self.place(span);
        let known = |field: &Field, text: &Symbolic| field.text == *text && self.file.is_none();
        let list = match lists {
            [list] => {
                // `exec` and its like have taken words off the front.
                let own = self.fields.get(self.fields.len().saturating_sub(list.len())..).unwrap_or_default();
                let field = |(at, text): (usize, &Symbolic)| match own.get(at) {
                    Some(field) if own.len() == list.len() && known(field, text) => field.clone(),
                    _ => Field::of(text.clone(), &span),
                };
                list.iter().enumerate().map(field).collect()
            }
            many => merged(
                many.iter().map(|list| list.iter().map(|text| Field::of(text.clone(), &span)).collect()).collect(),
            ),
        };
        let mut environment: Vec<(String, Variable)> =
            state.exported.iter().map(|(name, variable)| (name.clone(), variable.clone())).collect();
        environment.extend(self.given.iter().cloned());
        if self.file.is_some() {
            environment.iter_mut().for_each(|(_, variable)| variable.move_to(&span));
        }
        let new = Command { arguments: list, environment, certainty: self.conditions(state).is_empty().into(), span };
        // A loop comes here again, perhaps with other values.
        let is_full = self.effects.commands.len() >= MOST;
        match self.effects.commands.iter_mut().find(|old| old.span == new.span && old.arguments == new.arguments) {
            Some(old) => old.certainty = old.certainty.or(new.certainty),
            None if is_full && self.effects.remarks.iter().any(|remark| remark.kind == ScriptRemarkKind::TooLong) => {}
            None if is_full => {
                self.remark(ScriptRemarkKind::TooLong, &new.span);
            }
            None => self.effects.commands.push(new),
        }
    }
}
