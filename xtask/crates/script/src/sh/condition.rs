//! Tests, three-valued: `[ … ]`, `test`, `[[ … ]]`, and the arms of `case`.

use std::rc::Rc;

use super::expand::filled;
use super::interpret::Interpreter;
use super::pattern::Glob;
use super::posix::{self, Asked, Grammar};
use super::state::State;
use super::syntax::{literal, Part, Word};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::regexp::first_match;
use prodproof_syntax::value::{Piece, Symbolic, ValueSet};

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
        [one] => is_filled(one),
        [first, rest @ ..] if first.as_known() == Some("!") => !or_terms(rest, depth + 1),
        // An expression that is gone leaves its operator behind, of which `test` complains
        // with status 2: that is no.
        [operator, _] if operator.as_known().is_some_and(|operator| !is_unary(operator)) => Answer::No,
        [operator, operand] => unary(operator.as_known().unwrap_or_default(), operand),
        [left, operator, right] => binary(left, operator.as_known().unwrap_or_default(), right),
        _ => Answer::Unknown,
    }
}

/// `-z` and its like.
fn is_unary(operator: &str) -> bool {
    matches!(operator.as_bytes(), [b'-', letter] if letter.is_ascii_alphabetic())
}

/// Whether bash cannot read the test, as where an expression is empty between the brackets:
/// `[[  != yes ]]`. A word that nobody knows may be several, or none.
pub(super) fn is_malformed(words: &[Word]) -> bool {
    let plain = |word: &Word| literal(word).filter(|text| Symbolic::from_marked(text.as_str()).is_whole());
    if words.iter().any(|word| literal(word).is_some() && plain(word).is_none()) {
        return false;
    }
    for operator in ["||", "&&"] {
        if let Some(at) = outermost(words, operator) {
            return is_malformed(&words[..at]) || is_malformed(&words[at + 1..]);
        }
    }
    let bare = |word: &Word| match &**word {
        [Part::Literal { text, quoted: false }] => Some(text.clone()),
        _ => None,
    };
    match words {
        [] => true,
        [first, rest @ ..] if bare(first).as_deref() == Some("!") => is_malformed(rest),
        [one] => bare(one).is_some_and(|text| is_unary(&text)),
        [first, _] => !bare(first).is_some_and(|text| is_unary(&text)),
        _ => false,
    }
}

/// Whether the text is not empty.
fn is_filled(text: &Symbolic) -> Answer {
    filled(text).map_or(Answer::Unknown, Answer::from)
}

fn unary(operator: &str, operand: &Symbolic) -> Answer {
    match operator {
        "-z" => !is_filled(operand),
        "-n" => is_filled(operand),
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
                unanimous(value.iter().map(is_filled))
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
                if let Some(text) = literal(right) {
                    self.compared(&value, &Symbolic::known(&text));
                }
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

    /// Notes what each comparison of a command `test` asks of a hole.
    pub(super) fn compared_in(&mut self, arguments: &[Symbolic]) {
        for three in arguments.windows(3) {
            if matches!(three[1].as_known(), Some("=" | "==" | "!=")) {
                self.compared(&ValueSet::one(three[0].clone()), &three[2]);
                self.compared(&ValueSet::one(three[2].clone()), &three[0]);
            }
        }
    }

    /// Notes what the one hole of a text would have to be for it to be the other.
    pub(super) fn compared(&mut self, value: &ValueSet, other: &Symbolic) {
        const MOST_NOTED: usize = 64;
        let Some(other) = other.as_known() else { return };
        for text in value.iter().filter(|text| !text.is_whole()) {
            let pieces: Vec<Piece<'_>> = text.pieces().collect();
            let (before, hole, behind) = match pieces.as_slice() {
                [Piece::Hole(hole)] => ("", hole, ""),
                [Piece::Known(before), Piece::Hole(hole)] => (*before, hole, ""),
                [Piece::Hole(hole), Piece::Known(behind)] => ("", hole, *behind),
                _ => continue,
            };
            let asked = other.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind));
            if let Some(asked) = asked.filter(|_| *hole != "?" && self.effects.compared.len() < MOST_NOTED) {
                self.effects.compared.insert((hole.to_string(), asked.to_string()));
            }
        }
    }

    /// The expression that the right side of `=~` is: what is quoted stands for itself.
    fn expression(&mut self, word: &Word, state: &mut State) -> Option<String> {
        let mut out = String::new();
        for (part, _) in word.placed() {
            let is_quoted = matches!(
                part,
                Part::Literal { quoted: true, .. }
                    | Part::Parameter { quoted: true, .. }
                    | Part::Command { quoted: true, .. }
            );
            let value = self.value(&Word::of(part.clone(), word.span.clone()), state);
            let known = value.as_known()?;
            out.push_str(&if is_quoted { posix::escaped(known) } else { known.to_string() });
        }
        Some(out)
    }

    /// `=~`.
    fn regex(&mut self, value: &ValueSet, pattern: &Word, state: &mut State) -> Answer {
        let pattern = self.expression(pattern, state);
        let (Some(text), Some(pattern)) = (value.as_known(), pattern) else {
            Rc::make_mut(&mut state.variables).insert("BASH_REMATCH".into(), ValueSet::unknown());
            return Answer::Unknown;
        };
        let translated = posix::to_javascript(&pattern, Grammar::Extended, Asked::Whether);
        let found =
            translated.and_then(|pattern| first_match(&format!("/{pattern}/"), text).filter(|_| !pattern.is_empty()));
        let groups = match &found {
            // Of alternatives POSIX takes the longest.
            Some(Some(_)) if pattern.contains('|') => ValueSet::unknown(),
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
