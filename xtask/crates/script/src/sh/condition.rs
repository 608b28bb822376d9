//! Tests, three-valued: `[ … ]`, `test`, `[[ … ]]`, and the arms of `case`.

use std::rc::Rc;

use super::expand::filled;
use super::interpret::Interpreter;
use super::pattern::Glob;
use super::state::State;
use super::syntax::{literal, Word};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::regexp::first_match;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// Yes if all alternatives say yes, no if all say no.
pub(super) fn unanimous(answers: impl IntoIterator<Item = Answer>) -> Answer {
    let mut all: Option<Answer> = None;
    for answer in answers {
        match all {
            None => all = Some(answer),
            Some(known) if known == answer => {}
            Some(_) => return Answer::Unknown,
        }
    }
    all.unwrap_or(Answer::Unknown)
}

/// `test` with its arguments, without the closing bracket.
pub(super) fn test(arguments: &[Symbolic]) -> Answer {
    or_terms(arguments, 0)
}

fn or_terms(arguments: &[Symbolic], depth: usize) -> Answer {
    if depth > 30 {
        return Answer::Unknown;
    }
    if arguments.len() > 4 {
        for (operator, join) in [("-o", Answer::or as fn(Answer, Answer) -> Answer), ("-a", Answer::and)] {
            if let Some(at) = arguments.iter().position(|text| text.as_known() == Some(operator)) {
                return join(or_terms(&arguments[..at], depth + 1), or_terms(&arguments[at + 1..], depth + 1));
            }
        }
    }
    match arguments {
        [] => Answer::No,
        [one] => answer(filled(one)),
        [first, rest @ ..] if first.as_known() == Some("!") => !or_terms(rest, depth + 1),
        [operator, operand] => unary(operator.as_known().unwrap_or_default(), operand),
        [left, operator, right] => binary(left, operator.as_known().unwrap_or_default(), right),
        _ => Answer::Unknown,
    }
}

fn answer(filled: Option<bool>) -> Answer {
    filled.map_or(Answer::Unknown, Answer::from)
}

fn unary(operator: &str, operand: &Symbolic) -> Answer {
    match operator {
        "-z" => !answer(filled(operand)),
        "-n" => answer(filled(operand)),
        _ => Answer::Unknown,
    }
}

fn binary(left: &Symbolic, operator: &str, right: &Symbolic) -> Answer {
    let numbers = || match (left.as_known()?.trim().parse::<i64>(), right.as_known()?.trim().parse::<i64>()) {
        (Ok(left), Ok(right)) => Some(left.cmp(&right)),
        _ => None,
    };
    let compare =
        |wanted: fn(std::cmp::Ordering) -> bool| numbers().map_or(Answer::Unknown, |o| Answer::from(wanted(o)));
    match operator {
        "=" | "==" => left.same(right),
        "!=" => !left.same(right),
        "-eq" => compare(|o| o.is_eq()),
        "-ne" => compare(|o| o.is_ne()),
        "-lt" => compare(|o| o.is_lt()),
        "-le" => compare(|o| o.is_le()),
        "-gt" => compare(|o| o.is_gt()),
        "-ge" => compare(|o| o.is_ge()),
        _ => Answer::Unknown,
    }
}

/// Whether any of the patterns matches the value.
pub(super) fn matches(value: &ValueSet, globs: &[Glob]) -> Answer {
    unanimous(value.iter().flat_map(|text| globs.iter().map(|glob| glob.matches(text)).collect::<Vec<_>>()))
}

impl Interpreter<'_> {
    /// `[[ … ]]`.
    pub(super) fn double_brackets(&mut self, words: &[Word], state: &mut State) -> Answer {
        self.either(words, state, 0)
    }

    fn either(&mut self, words: &[Word], state: &mut State, depth: usize) -> Answer {
        if depth > 30 {
            return Answer::Unknown;
        }
        for (operator, is_or) in [("||", true), ("&&", false)] {
            if let Some(at) = outermost(words, operator) {
                let left = self.either(&words[..at], state, depth + 1);
                let right = self.either(&words[at + 1..], state, depth + 1);
                return if is_or { left.or(right) } else { left.and(right) };
            }
        }
        let spelled = |word: &Word| literal(word).unwrap_or_default();
        match words {
            [first, rest @ ..] if spelled(first) == "!" && !rest.is_empty() => !self.either(rest, state, depth + 1),
            [first, inner @ .., last] if spelled(first) == "(" && spelled(last) == ")" => {
                self.either(inner, state, depth + 1)
            }
            [one] => {
                let value = self.value(one, state);
                unanimous(value.iter().map(|text| answer(filled(text))))
            }
            [operator, operand] => {
                let operator = spelled(operator);
                let value = self.value(operand, state);
                if operator == "-v" {
                    return Answer::Unknown;
                }
                unanimous(value.iter().map(|text| unary(&operator, text)))
            }
            [left, operator, right] => {
                let value = self.value(left, state);
                match spelled(operator).as_str() {
                    "=" | "==" => matches(&value, &self.globs(right, state)),
                    "!=" => !matches(&value, &self.globs(right, state)),
                    "=~" => self.regex(&value, right, state),
                    operator => {
                        let other = self.value(right, state);
                        unanimous(value.iter().flat_map(|left| {
                            other.iter().map(|right| binary(left, operator, right)).collect::<Vec<_>>()
                        }))
                    }
                }
            }
            _ => Answer::Unknown,
        }
    }

    /// POSIX extended expressions that mean the same in JavaScript.
    fn regex(&mut self, value: &ValueSet, pattern: &Word, state: &mut State) -> Answer {
        let pattern = self.value(pattern, state);
        let (Some(text), Some(pattern)) = (value.as_known(), pattern.as_known()) else {
            Rc::make_mut(&mut state.variables).insert("BASH_REMATCH".into(), ValueSet::unknown());
            return Answer::Unknown;
        };
        let is_posix = pattern.contains("[:") || pattern.starts_with('/');
        let found = if is_posix { None } else { first_match(pattern, text) };
        let groups = match &found {
            Some(Some(groups)) => {
                let groups: Vec<Symbolic> =
                    groups.iter().map(|group| Symbolic::known(group.as_deref().unwrap_or_default())).collect();
                ValueSet::one(super::expand::from_items(&groups))
            }
            Some(None) => ValueSet::known(""),
            None => ValueSet::unknown(),
        };
        Rc::make_mut(&mut state.variables).insert("BASH_REMATCH".into(), groups);
        found.map_or(Answer::Unknown, |found| Answer::from(found.is_some()))
    }
}

/// The first such operator outside of parentheses.
fn outermost(words: &[Word], wanted: &str) -> Option<usize> {
    let mut open = 0usize;
    for (at, word) in words.iter().enumerate() {
        match literal(word).as_deref() {
            Some("(") => open += 1,
            Some(")") => open = open.saturating_sub(1),
            Some(text) if open == 0 && text == wanted => return Some(at),
            _ => {}
        }
    }
    None
}
