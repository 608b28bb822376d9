//! Variables that belong to a function, and attributes that change what is assigned.
//!
//! Source: bash(1), `local`, `declare`; held against a real bash by `.ci/oracles/script.py`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::expand::map;
use super::interpret::Interpreter;
use super::state::State;
use super::syntax::{literal, Assignment, Word};
use prodproof_syntax::value::{Symbolic, ValueSet};

/// What a function's own variables were outside of it.
pub(super) type Frame = BTreeMap<String, (Option<ValueSet>, Option<Attribute>)>;

/// What becomes of all that is assigned to a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    Lower,
    Upper,
    /// It is computed.
    Integer,
    /// A text in brackets is its elements: `declare -a TAGS="(a b)"`.
    Array,
    /// It names another variable, or has keys: nobody here follows that.
    Other,
}

impl Interpreter<'_> {
    /// What a builtin that declares makes of its names before they are assigned.
    pub(super) fn declared(&mut self, assignments: &[Assignment], words: &[Word], state: &mut State) {
        let Some(builtin) = words.first().and_then(literal) else { return };
        let texts: Vec<String> = words[1..].iter().filter_map(literal).collect();
        let (flags, bare): (Vec<&String>, Vec<&String>) =
            texts.iter().partition(|text| text.starts_with(['-', '+']) && text.len() > 1);
        let has = |flag: char| flags.iter().any(|text| text.starts_with('-') && text.contains(flag));
        let named = |text: &String| text.split(['=', '+']).next().unwrap_or_default().to_string();
        let names = assignments.iter().map(|one| one.name.clone()).chain(bare.into_iter().map(named));
        let attribute = match () {
            () if has('n') || has('A') => Some(Attribute::Other),
            () if has('i') => Some(Attribute::Integer),
            () if has('a') => Some(Attribute::Array),
            () if has('l') => Some(Attribute::Lower),
            () if has('u') => Some(Attribute::Upper),
            () => None,
        };
        let is_local = builtin == "local" || matches!(builtin.as_str(), "declare" | "typeset") && !has('g');
        for name in names {
            if is_local && !self.frames.is_empty() {
                self.make_local(&name, assignments, state);
            }
            if let Some(attribute) = attribute {
                state.attributes.insert(name.clone(), attribute);
            }
        }
        if has('n') {
            for target in assignments.iter().filter_map(target) {
                state.attributes.insert(target.clone(), Attribute::Other);
                Rc::make_mut(&mut state.variables).insert(target, ValueSet::unknown());
            }
        }
    }

    fn make_local(&mut self, name: &str, assignments: &[Assignment], state: &mut State) {
        let Some(frame) = self.frames.last_mut() else { return };
        let is_new = !frame.contains_key(name);
        let before = || (state.variables.get(name).cloned(), state.attributes.get(name).copied());
        frame.entry(name.to_string()).or_insert_with(before);
        if is_new {
            state.attributes.remove(name);
        }
        if is_new && !assignments.iter().any(|one| one.name == name) {
            if name == "IFS" {
                Rc::make_mut(&mut state.variables).remove(name);
            } else {
                Rc::make_mut(&mut state.variables).insert(name.to_string(), ValueSet::known(""));
            }
        }
    }

    /// The end of a function: its own variables are again what they were outside.
    pub(super) fn leave_function(&mut self, state: &mut State) {
        for (name, (value, attribute)) in self.frames.pop().into_iter().flatten() {
            match attribute {
                Some(attribute) => state.attributes.insert(name.clone(), attribute),
                None => state.attributes.remove(&name),
            };
            match value {
                Some(value) => Rc::make_mut(&mut state.variables).insert(name, value),
                None => Rc::make_mut(&mut state.variables).remove(&name),
            };
        }
    }

    /// What a variable is once the value was assigned.
    pub(super) fn attributed(&mut self, name: &str, value: ValueSet, state: &mut State) -> ValueSet {
        match state.attributes.get(name) {
            None => value,
            Some(Attribute::Lower) => map(&value, |text| text.map_known(str::to_lowercase)),
            Some(Attribute::Upper) => map(&value, |text| text.map_known(str::to_uppercase)),
            Some(Attribute::Other) => ValueSet::unknown(),
            Some(Attribute::Array) => {
                let elements = |text: &Symbolic| text.marked().starts_with('(') && text.marked().ends_with(')');
                if value.iter().any(elements) {
                    ValueSet::unknown()
                } else {
                    value
                }
            }
            Some(Attribute::Integer) => {
                let number = value.as_known().map(str::to_string).and_then(|text| self.arithmetic(&text, state));
                number.map_or_else(ValueSet::unknown, |number| ValueSet::known(&number.to_string()))
            }
        }
    }
}

/// The variable that a reference names.
fn target(assignment: &Assignment) -> Option<String> {
    match &assignment.value {
        super::syntax::Assigned::Word(word) => literal(word).filter(|text| Symbolic::known(text).is_whole()),
        _ => None,
    }
}
