//! What begins with `$`, and backquotes: parameters, command substitutions, arithmetic.

use super::parser::{parse_chars, Misfit, Parser, Read, DEEPEST};
use super::parser_words::Around;
use super::pattern::Reach;
use super::syntax::{Index, Op, Part, Word};
use prodproof_syntax::regexp::Matches;

impl Parser {
    /// A `$…` or a backquote.
    pub(super) fn dollar(&mut self, around: Around) -> Read<Part> {
        if self.eat('`') {
            let mut inner = Vec::new();
            loop {
                match self.peek() {
                    None => return Err(Misfit),
                    Some('`') => break,
                    Some('\\') if matches!(self.peek_at(1), Some('`' | '$' | '\\')) => self.at += 1,
                    Some(_) => {}
                }
                inner.extend(self.chars.get(self.at).copied());
                self.at += 1;
            }
            let end = self.offset();
            self.at += 1;
            if self.depth >= DEEPEST {
                return Err(Misfit);
            }
            return Ok(Part::Command {
                list: parse_chars(inner, end, self.depth + 1),
                quoted: around == Around::Quotes,
            });
        }
        self.at += 1;
        let plain =
            |name: String, index: Index| Part::Parameter { name, index, op: Op::Get, quoted: around == Around::Quotes };
        match self.peek() {
            Some('(') if self.peek_at(1) == Some('(') => {
                if let Some(text) = self.arithmetic(2) {
                    return Ok(Part::Arithmetic(text));
                }
                self.command_substitution(around)
            }
            Some('(') => self.command_substitution(around),
            Some('{') => {
                self.at += 1;
                self.braced(around)
            }
            Some('@') => {
                self.at += 1;
                Ok(plain("@".into(), Index::Each))
            }
            Some('*') => {
                self.at += 1;
                Ok(plain("@".into(), Index::Joined))
            }
            Some(c) if "#?$!-".contains(c) => {
                self.at += 1;
                Ok(plain(c.to_string(), Index::None))
            }
            Some(c) if c.is_ascii_digit() => {
                self.at += 1;
                Ok(plain(c.to_string(), Index::None))
            }
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let mut name = String::new();
                while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    name.push(c);
                    self.at += 1;
                }
                Ok(plain(name, Index::None))
            }
            _ => Ok(Part::Literal { text: "$".into(), quoted: around == Around::Quotes }),
        }
    }

    pub(super) fn command_substitution(&mut self, around: Around) -> Read<Part> {
        self.at += 1;
        let joined = std::mem::take(&mut self.joined);
        let list = self.block(&[]);
        self.joined = joined;
        let list = list?;
        if !self.eat(')') {
            return Err(Misfit);
        }
        Ok(Part::Command { list, quoted: around == Around::Quotes })
    }

    /// `((…))`, of which `open` characters are the opening; nothing moves if it is none.
    pub(super) fn arithmetic(&mut self, open: usize) -> Option<String> {
        let before = self.at;
        self.at += open;
        let mut text = String::new();
        let mut nested = 0usize;
        loop {
            let c = match self.peek() {
                Some(c) if c != '\n' => c,
                _ => {
                    self.at = before;
                    return None;
                }
            };
            match c {
                '(' => nested += 1,
                ')' if nested > 0 => nested -= 1,
                ')' => {
                    if self.peek_at(1) == Some(')') {
                        self.at += 2;
                        return Some(text);
                    }
                    self.at = before;
                    return None;
                }
                _ => {}
            }
            text.push(c);
            self.at += 1;
        }
    }

    /// Behind `${`.
    pub(super) fn braced(&mut self, around: Around) -> Read<Part> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Misfit);
        }
        let part = self.braced_inner(around);
        self.depth -= 1;
        part
    }

    pub(super) fn braced_inner(&mut self, around: Around) -> Read<Part> {
        if self.peek() == Some('{') || self.peek() == Some('!') {
            // An expression that nobody has filled, or an indirect name.
            let mut open = 1usize;
            while open > 0 {
                match self.peek() {
                    None => return Err(Misfit),
                    Some('{') => open += 1,
                    Some('}') => open -= 1,
                    _ => {}
                }
                self.at += 1;
            }
            return Ok(Part::Unknown);
        }
        let length = self.peek() == Some('#') && self.peek_at(1).is_some_and(|c| c != '}');
        if length {
            self.at += 1;
        }
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
            name.push(c);
            self.at += 1;
        }
        let mut index = Index::None;
        if name.is_empty() {
            match self.peek() {
                Some('@') => index = Index::Each,
                Some('*') => index = Index::Joined,
                Some(c) if "?#$-".contains(c) => {}
                _ => return Err(Misfit),
            }
            name = match self.peek() {
                Some('@' | '*') | None => "@".into(),
                Some(c) => c.to_string(),
            };
            self.at += 1;
        }
        if self.eat('[') {
            let mut inner = Word::default();
            index = match (self.peek(), self.peek_at(1)) {
                (Some('@'), Some(']')) => Index::Each,
                (Some('*'), Some(']')) => Index::Joined,
                _ => Index::None,
            };
            if matches!(index, Index::None) {
                while self.peek().is_some_and(|c| c != ']') {
                    let from = self.offset();
                    let part = match self.peek() {
                        Some('$' | '`') => self.dollar(Around::Quotes)?,
                        Some(c) => {
                            self.at += 1;
                            Part::Literal { text: c.to_string(), quoted: false }
                        }
                        None => return Err(Misfit),
                    };
                    inner.push(part, from..self.offset());
                }
                index = Index::At(inner);
            } else {
                self.at += 1;
            }
            if !self.eat(']') {
                return Err(Misfit);
            }
        }
        let op = if length { Op::Length } else { self.operator()? };
        if !self.eat('}') {
            return Err(Misfit);
        }
        Ok(Part::Parameter { name, index, op, quoted: around == Around::Quotes })
    }

    pub(super) fn operator(&mut self) -> Read<Op> {
        let Some(c) = self.peek() else { return Err(Misfit) };
        if c == '}' {
            return Ok(Op::Get);
        }
        self.at += 1;
        let empty_too = c == ':' && matches!(self.peek(), Some('-' | '=' | '+' | '?'));
        let c = if empty_too {
            let c = self.peek().ok_or(Misfit)?;
            self.at += 1;
            c
        } else {
            c
        };
        Ok(match c {
            '-' | '=' => Op::Default { word: self.operand(&['}'])?, assign: c == '=', empty_too },
            '+' => Op::Alternative { word: self.operand(&['}'])? },
            '?' => {
                self.operand(&['}'])?;
                Op::Require
            }
            '#' => {
                let reach = if self.eat('#') { Reach::Longest } else { Reach::Shortest };
                Op::RemovePrefix { pattern: self.operand(&['}'])?, reach }
            }
            '%' => {
                let reach = if self.eat('%') { Reach::Longest } else { Reach::Shortest };
                Op::RemoveSuffix { pattern: self.operand(&['}'])?, reach }
            }
            '/' => {
                let all = self.eat('/');
                let anchor = match self.peek() {
                    Some(c @ ('#' | '%')) if !all => {
                        self.at += 1;
                        Some(c)
                    }
                    _ => None,
                };
                let pattern = self.operand(&['/', '}'])?;
                let with = if self.eat('/') { self.operand(&['}'])? } else { Word::default() };
                let which = if all { Matches::All } else { Matches::First };
                Op::Replace { pattern, with, which, anchor }
            }
            ',' => {
                let all = self.eat(',');
                self.simple_case(Op::Lower { all })?
            }
            '^' => {
                let all = self.eat('^');
                self.simple_case(Op::Upper { all })?
            }
            // bash(1), "Parameter transformation": `${X@L}`, `${X@U}`, `${X@u}`.
            '@' => {
                let letter = self.peek();
                self.at += usize::from(letter.is_some_and(|c| c != '}'));
                match letter {
                    Some('L') => self.simple_case(Op::Lower { all: true })?,
                    Some('U') => self.simple_case(Op::Upper { all: true })?,
                    Some('u') => self.simple_case(Op::Upper { all: false })?,
                    _ => {
                        self.operand(&['}'])?;
                        Op::Unknown
                    }
                }
            }
            ':' => {
                let offset = self.operand(&[':', '}'])?;
                let length = if self.eat(':') { Some(self.operand(&['}'])?) } else { None };
                Op::Substring { offset, length }
            }
            _ => {
                self.operand(&['}'])?;
                Op::Unknown
            }
        })
    }

    pub(super) fn simple_case(&mut self, op: Op) -> Read<Op> {
        let pattern = self.operand(&['}'])?;
        Ok(if pattern.is_empty() { op } else { Op::Unknown })
    }
}
