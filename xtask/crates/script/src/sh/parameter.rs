//! The value of a parameter, and what an operator in its braces makes of it.

use super::expand::{each, filled, first_char, items, map, ITEM};
use super::interpret::Interpreter;
use super::pattern;
use super::state::State;
use super::syntax::{Index, Op};
use prodproof_syntax::value::{is_plain_hole, Symbolic, ValueSet};
use std::rc::Rc;

impl Interpreter<'_> {
    pub(super) fn parameter(&mut self, name: &str, index: &Index, op: &Op, state: &mut State) -> ValueSet {
        let whole = self.variable(name, state);
        let is_set = whole.is_some();
        let value = whole.clone().unwrap_or_else(|| self.unset(name, state));
        let value = match index {
            Index::None if name == "@" => value,
            Index::None => map(&value, |text| {
                if text.marked().contains(ITEM) {
                    items(text).into_iter().next().unwrap_or_default()
                } else {
                    text.clone()
                }
            }),
            Index::Each | Index::Joined => value,
            Index::At(word) => {
                let at = self.value(word, state).as_known().and_then(|text| text.trim().parse::<i64>().ok());
                match at {
                    Some(at) => map(&value, |text| item_at(text, at)),
                    None => ValueSet::unknown(),
                }
            }
        };
        match op {
            Op::Get | Op::Require => value,
            Op::Unknown => ValueSet::unknown(),
            Op::Length => match index {
                Index::Each | Index::Joined => map(&value, |text| Symbolic::known(&items(text).len().to_string())),
                _ => map(&value, |text| match text.as_known() {
                    Some(known) => Symbolic::known(&known.chars().count().to_string()),
                    None => Symbolic::unknown(),
                }),
            },
            Op::Default { word, assign, empty_too } => {
                let may_be_set = is_set || self.may_be_foreign(name, state);
                let default = self.value(word, state);
                let value = match (may_be_set, *empty_too) {
                    (false, _) => default,
                    (true, true) => or_default(&value, &default),
                    (true, false) => value,
                };
                if *assign {
                    Rc::make_mut(&mut state.variables).insert(name.to_string(), value.clone());
                }
                value
            }
            Op::Alternative { word } => {
                let other = self.value(word, state);
                if !is_set && !self.may_be_foreign(name, state) {
                    return ValueSet::known("");
                }
                ValueSet::any(value.iter().flat_map(|text| match filled(text) {
                    Some(true) => other.iter().cloned().collect(),
                    Some(false) => vec![Symbolic::default()],
                    None => other.iter().cloned().chain([Symbolic::default()]).collect::<Vec<_>>(),
                }))
            }
            Op::RemovePrefix { pattern, reach } => {
                let globs = self.globs(pattern, state);
                each(&value, &globs, |text, glob| pattern::remove_prefix(text, glob, *reach))
            }
            Op::RemoveSuffix { pattern, reach } => {
                let globs = self.globs(pattern, state);
                each(&value, &globs, |text, glob| pattern::remove_suffix(text, glob, *reach))
            }
            Op::Replace { pattern, with, which, anchor } => {
                let globs = self.globs(pattern, state);
                let with = self.value(with, state);
                let Some(with) = with.single().cloned() else { return ValueSet::unknown() };
                each(&value, &globs, |text, glob| pattern::replace(text, glob, &with, *which, *anchor))
            }
            Op::Lower { all: true } => map(&value, |text| text.map_known(str::to_lowercase)),
            Op::Upper { all: true } => map(&value, |text| text.map_known(str::to_uppercase)),
            Op::Lower { all: false } => map(&value, |text| first_char(text, char::to_ascii_lowercase)),
            Op::Upper { all: false } => map(&value, |text| first_char(text, char::to_ascii_uppercase)),
            Op::Substring { offset, length } => {
                if matches!(index, Index::Each | Index::Joined) {
                    return ValueSet::unknown();
                }
                let number = |values: ValueSet| match values.as_known().map(str::trim) {
                    Some("") => Some(0),
                    Some(text) => text.parse::<i64>().ok(),
                    None => None,
                };
                let offset = number(self.value(offset, state));
                let length = length.as_ref().map(|word| number(self.value(word, state)));
                match (offset, length) {
                    (Some(offset), None) => map(&value, |text| pattern::substring(text, offset, None)),
                    (Some(offset), Some(Some(length))) => {
                        map(&value, |text| pattern::substring(text, offset, Some(length)))
                    }
                    _ => ValueSet::unknown(),
                }
            }
        }
    }
}

/// The value, and the default where that is empty or may be.
fn or_default(value: &ValueSet, default: &ValueSet) -> ValueSet {
    ValueSet::any(value.iter().flat_map(|text| match filled(text) {
        Some(false) => default.iter().cloned().collect(),
        Some(true) => vec![text.clone()],
        None => [text.clone()].into_iter().chain(default.iter().cloned()).collect::<Vec<_>>(),
    }))
}

/// The item of a list, from its end where the number is below zero.
fn item_at(text: &Symbolic, at: i64) -> Symbolic {
    if text.as_hole().is_some_and(|name| !is_plain_hole(name)) {
        return Symbolic::unknown();
    }
    let items = items(text);
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let at = if at < 0 { count + at } else { at };
    usize::try_from(at).ok().and_then(|at| items.get(at).cloned()).unwrap_or_default()
}
