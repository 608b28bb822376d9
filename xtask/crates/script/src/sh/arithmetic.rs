//! Arithmetic of the shell: what `((…))`, `$((…))` and `let` compute of known numbers, and
//! which variables they set. What is not read leaves no number, and what it may have set is
//! not known any more.
//!
//! Source: bash(1), "ARITHMETIC EVALUATION". Must not know where the text stands.

use std::rc::Rc;

use super::interpret::Interpreter;
use super::state::{Ending, State};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::ValueSet;

/// Expressions within each other.
const DEEPEST: usize = 40;

/// Operators of two sides, from those that bind least; what begins like another stands first.
const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

const ASSIGNING: [&str; 11] = ["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "="];

impl Interpreter<'_> {
    /// The number, and what it sets.
    pub(super) fn arithmetic(&mut self, text: &str, state: &mut State) -> Option<i64> {
        let tokens = tokens(text);
        let mut sum =
            Sum { tokens: tokens.as_deref().unwrap_or_default(), at: 0, depth: 0, side: Side::Computed, state };
        let found = tokens.as_ref().and_then(|_| sum.list()).filter(|_| sum.at == sum.tokens.len());
        if found.is_none() {
            for name in assigned(text) {
                Rc::make_mut(&mut state.variables).insert(name, ValueSet::unknown());
            }
        }
        found
    }

    /// How `((…))` ends: well, unless it is 0.
    pub(super) fn arithmetic_status(&mut self, text: &str, state: &mut State) -> Ending {
        match self.arithmetic(text, state) {
            Some(number) => Ending::from(Answer::from(number != 0)),
            None => Ending::Unknown,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Number(i64),
    Name(String),
    Sign(&'static str),
}

const SIGNS: [&str; 38] = [
    "<<=", ">>=", "**", "++", "--", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=",
    "|=", "^=", "=", "+", "-", "*", "/", "%", "<", ">", "!", "~", "&", "|", "^", "?", ":", "(", ")",
];

/// `None`: something else stands there, as an expansion, or a number of another base.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let word = |rest: &str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        if c.is_ascii_digit() {
            let (digits, behind) = rest.split_at(word(rest));
            if digits.len() > 1 && digits.starts_with('0') || behind.starts_with('#') {
                return None;
            }
            out.push(Token::Number(digits.parse().ok()?));
            rest = behind;
        } else if let Some(inner) = rest.strip_prefix("${") {
            let (name, behind) = inner.split_once('}')?;
            out.push(name_of(name)?);
            rest = behind;
        } else if c == '$' || c.is_ascii_alphabetic() || c == '_' {
            let named = rest.strip_prefix('$').unwrap_or(rest);
            let (name, behind) = named.split_at(word(named));
            out.push(name_of(name)?);
            rest = behind;
        } else if c == ',' {
            out.push(Token::Sign(","));
            rest = &rest[1..];
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
            out.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        }
        rest = rest.trim_start();
    }
    Some(out)
}

fn name_of(text: &str) -> Option<Token> {
    let is_name = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| Token::Name(text.to_string()))
}

/// The names that a text may set, whatever else it is.
fn assigned(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = Vec::new();
    for (at, _) in text.match_indices(is_part) {
        if text[..at].ends_with(is_part) {
            continue;
        }
        let end = text[at..].find(|c| !is_part(c)).map_or(text.len(), |length| at + length);
        // An element of an array is set with the whole of it.
        let behind = text[end..].trim_start();
        let behind = behind.strip_prefix('[').and_then(|inner| inner.split_once(']')).map_or(behind, |(_, rest)| rest);
        let behind = behind.trim_start();
        let counts = |side: &str| side.starts_with("++") || side.starts_with("--");
        let before = text[..at].trim_end();
        let sets = ASSIGNING.iter().any(|sign| behind.starts_with(sign)) && !behind.starts_with("==");
        if sets || counts(behind) || before.ends_with("++") || before.ends_with("--") {
            out.push(text[at..end].to_string());
        }
    }
    out
}

/// A part of an expression: whether it counts, or only has to be read past.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Computed,
    /// The other side of `&&`, `||` or `?:`.
    PassedOver,
}

impl Side {
    /// The side that counts where the value is true.
    fn if_true(value: i64) -> Self {
        if value != 0 {
            Self::Computed
        } else {
            Self::PassedOver
        }
    }

    fn if_false(value: i64) -> Self {
        Self::if_true(i64::from(value == 0))
    }
}

/// One expression while it is computed.
struct Sum<'t, 's> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
    side: Side,
    state: &'s mut State,
}

impl Sum<'_, '_> {
    fn eat(&mut self, signs: &[&str]) -> Option<&'static str> {
        match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) if signs.contains(sign) => {
                self.at += 1;
                Some(sign)
            }
            _ => None,
        }
    }

    fn list(&mut self) -> Option<i64> {
        if self.tokens.is_empty() {
            return Some(0);
        }
        loop {
            let value = self.assignment()?;
            if self.eat(&[","]).is_none() {
                return Some(value);
            }
        }
    }

    fn assignment(&mut self) -> Option<i64> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let value = match (self.tokens.get(self.at), self.tokens.get(self.at + 1)) {
            (Some(Token::Name(name)), Some(Token::Sign(sign))) if ASSIGNING.contains(sign) => {
                self.at += 2;
                let right = self.assignment()?;
                let value = match sign.strip_suffix('=').filter(|operator| !operator.is_empty()) {
                    Some(operator) => self.both(operator, self.value(name)?, right)?,
                    None => right,
                };
                self.set(name, value);
                value
            }
            _ => self.choice()?,
        };
        self.depth -= 1;
        Some(value)
    }

    fn choice(&mut self) -> Option<i64> {
        let condition = self.level(0)?;
        if self.eat(&["?"]).is_none() {
            return Some(condition);
        }
        let yes = self.on(Side::if_true(condition), Self::assignment)?;
        self.eat(&[":"])?;
        let no = self.on(Side::if_false(condition), Self::assignment)?;
        Some(if condition != 0 { yes } else { no })
    }

    /// A part of what is passed over is passed over as well.
    fn on(&mut self, side: Side, run: impl FnOnce(&mut Self) -> Option<i64>) -> Option<i64> {
        let before = self.side;
        if before == Side::Computed {
            self.side = side;
        }
        let value = run(self);
        self.side = before;
        value
    }

    fn level(&mut self, at: usize) -> Option<i64> {
        let Some(operators) = LEVELS.get(at) else { return self.power() };
        let mut left = self.level(at + 1)?;
        while let Some(operator) = self.eat(operators) {
            let side = match operator {
                "&&" => Side::if_true(left),
                "||" => Side::if_false(left),
                _ => Side::Computed,
            };
            let right = self.on(side, |this| this.level(at + 1))?;
            left = self.both(operator, left, right)?;
        }
        Some(left)
    }

    fn power(&mut self) -> Option<i64> {
        let base = self.unary()?;
        if self.eat(&["**"]).is_none() {
            return Some(base);
        }
        let exponent = self.power()?;
        base.checked_pow(u32::try_from(exponent).ok()?)
    }

    fn unary(&mut self) -> Option<i64> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let value = match self.eat(&["!", "~", "-", "+", "++", "--"]) {
            Some("!") => i64::from(self.unary()? == 0),
            Some("~") => !self.unary()?,
            Some("-") => self.unary()?.checked_neg()?,
            Some("+") => self.unary()?,
            Some(sign) => {
                let Some(Token::Name(name)) = self.tokens.get(self.at) else { return None };
                self.at += 1;
                let value = self.value(name)?.checked_add(if sign == "++" { 1 } else { -1 })?;
                self.set(name, value);
                value
            }
            None => self.atom()?,
        };
        self.depth -= 1;
        Some(value)
    }

    fn atom(&mut self) -> Option<i64> {
        if self.eat(&["("]).is_some() {
            let value = self.list()?;
            self.eat(&[")"])?;
            return Some(value);
        }
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        match token {
            Token::Number(number) => Some(*number),
            Token::Name(name) => {
                let value = self.value(name)?;
                if let Some(sign) = self.eat(&["++", "--"]) {
                    self.set(name, value.checked_add(if sign == "++" { 1 } else { -1 })?);
                }
                Some(value)
            }
            Token::Sign(_) => None,
        }
    }

    fn both(&self, operator: &str, left: i64, right: i64) -> Option<i64> {
        match operator {
            "||" => Some(i64::from(left != 0 || right != 0)),
            "&&" => Some(i64::from(left != 0 && right != 0)),
            "|" => Some(left | right),
            "^" => Some(left ^ right),
            "&" => Some(left & right),
            "==" => Some(i64::from(left == right)),
            "!=" => Some(i64::from(left != right)),
            "<=" => Some(i64::from(left <= right)),
            ">=" => Some(i64::from(left >= right)),
            "<" => Some(i64::from(left < right)),
            ">" => Some(i64::from(left > right)),
            "<<" => left.checked_shl(u32::try_from(right).ok()?),
            ">>" => left.checked_shr(u32::try_from(right).ok()?),
            "+" => left.checked_add(right),
            "-" => left.checked_sub(right),
            "*" => left.checked_mul(right),
            // What is not computed may as well divide by zero.
            "/" | "%" if self.side == Side::PassedOver => Some(0),
            "/" => left.checked_div(right),
            "%" => left.checked_rem(right),
            _ => None,
        }
    }

    /// What a name is: a number, or nothing, which counts as 0.
    fn value(&self, name: &str) -> Option<i64> {
        if self.side == Side::PassedOver {
            return Some(0);
        }
        let unset = || self.state.unset(name);
        let value = self.state.variables.get(name).cloned().unwrap_or_else(unset);
        match value.as_known()?.trim() {
            "" => Some(0),
            text if text.len() > 1 && text.trim_start_matches('-').starts_with('0') => None,
            text => text.parse().ok(),
        }
    }

    fn set(&mut self, name: &str, value: i64) {
        if self.side == Side::Computed {
            Rc::make_mut(&mut self.state.variables).insert(name.to_string(), ValueSet::known(&value.to_string()));
        }
    }
}
