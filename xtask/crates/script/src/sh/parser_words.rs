//! Words: quotes, parameters, substitutions, braces.

use super::parser::{parse_chars, Misfit, Parser, Read, DEEPEST};
use super::pattern::Reach;
use super::syntax::{Index, Op, Part, Word};
use prodproof_syntax::value::{CLOSE, OPEN};
use std::ops::Range;

/// What stands around a `$…`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Quotes,
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    None,
    Regex,
    Brace,
}

impl Parser {
    pub(super) fn word(&mut self) -> Read<Word> {
        let mut word = Word::default();
        let start = self.offset();
        while let Some(c) = self.peek() {
            if c.is_whitespace() || ";&|".contains(c) {
                break;
            }
            if "()".contains(c) {
                break;
            }
            if "<>".contains(c) {
                if self.joined || self.peek_at(1) != Some('(') {
                    break;
                }
                let from = self.offset();
                self.at += 2;
                let list = self.block(&[])?;
                if !self.eat(')') {
                    return Err(Misfit);
                }
                word.push(if c == '<' { Part::Process(list) } else { Part::Unknown }, from..self.offset());
                word.span = start..self.offset();
                continue;
            }
            if c == '\\' && matches!(self.peek_at(1), Some('\n')) {
                self.at += 2;
                continue;
            }
            self.part(&mut word, Quoting::None)?;
            word.span = start..self.offset();
        }
        if word.is_empty() {
            return Err(Misfit);
        }
        Ok(word)
    }

    /// One part of a word outside of double quotes.
    pub(super) fn part(&mut self, word: &mut Word, quoting: Quoting) -> Read<()> {
        let Some(c) = self.peek() else { return Err(Misfit) };
        let from = self.offset();
        match c {
            '\'' => {
                self.at += 1;
                let inner = self.offset();
                let mut text = String::new();
                loop {
                    match self.peek() {
                        None => return Err(Misfit),
                        Some('\'') => break,
                        Some(c) => text.push(c),
                    }
                    self.at += 1;
                }
                let end = self.offset();
                self.at += 1;
                word.push(Part::Literal { text, quoted: true }, inner..end);
            }
            '"' => {
                self.at += 1;
                let parts = self.quoted_until(Some('"'))?;
                if parts.is_empty() {
                    word.push(Part::Literal { text: String::new(), quoted: true }, from..self.offset());
                }
                word.append(parts);
            }
            '\\' => {
                let Some(escaped) = self.peek_at(1) else {
                    self.at += 1;
                    return Ok(());
                };
                self.at += 2;
                if escaped != '\n' {
                    word.push(Part::Literal { text: escaped.to_string(), quoted: true }, from..self.offset());
                }
            }
            '$' if matches!(self.peek_at(1), Some('\'')) => {
                self.at += 2;
                let mut text = String::new();
                loop {
                    match self.peek() {
                        None => return Err(Misfit),
                        Some('\'') => break,
                        Some('\\') => {
                            self.at += 1;
                            match self.peek() {
                                Some('n') => text.push('\n'),
                                Some('t') => text.push('\t'),
                                Some('r') => text.push('\r'),
                                Some(c) => text.push(c),
                                None => return Err(Misfit),
                            }
                        }
                        Some(c) => text.push(c),
                    }
                    self.at += 1;
                }
                self.at += 1;
                word.push(Part::Literal { text, quoted: true }, from..self.offset());
            }
            '$' | '`' => {
                let part = self.dollar(Around::Nothing)?;
                word.push(part, from..self.offset());
            }
            OPEN => {
                let text = self.hole();
                word.push(Part::Literal { text, quoted: true }, from..self.offset());
            }
            _ => {
                let mut text = String::new();
                while let Some(c) = self.peek() {
                    let ends = c.is_whitespace()
                        || "'\"\\$`".contains(c)
                        || c == OPEN
                        || match quoting {
                            Quoting::None => ";&|()<>".contains(c),
                            Quoting::Regex => ";&|()<>".contains(c),
                            Quoting::Brace => c == '}' || c == '/',
                        };
                    if ends && !text.is_empty() {
                        break;
                    }
                    text.push(c);
                    self.at += 1;
                }
                word.push(Part::Literal { text, quoted: false }, from..self.offset());
            }
        }
        Ok(())
    }

    pub(super) fn hole(&mut self) -> String {
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            text.push(c);
            if c == CLOSE {
                break;
            }
        }
        text
    }

    /// The inside of double quotes, or of a here-document that is all of the text.
    pub(super) fn quoted_until(&mut self, end: Option<char>) -> Read<Word> {
        let mut word = Word::default();
        // The literal text under way, and where it began.
        let (mut text, mut start) = (String::new(), self.offset());
        let close = |word: &mut Word, text: &mut String, place: Range<usize>| {
            if !text.is_empty() {
                word.push(Part::Literal { text: std::mem::take(text), quoted: true }, place);
            }
        };
        loop {
            let here = self.offset();
            let Some(c) = self.peek() else {
                if end.is_some() {
                    return Err(Misfit);
                }
                break close(&mut word, &mut text, start..here);
            };
            if Some(c) == end {
                self.at += 1;
                break close(&mut word, &mut text, start..here);
            }
            match (c, self.peek_at(1)) {
                ('\\', Some(escaped @ ('$' | '`' | '"' | '\\' | '\n'))) => {
                    close(&mut word, &mut text, start..here);
                    self.at += 2;
                    start = self.offset();
                    if escaped != '\n' {
                        word.push(Part::Literal { text: escaped.to_string(), quoted: true }, here..start);
                    }
                }
                ('\\', after) => {
                    text.push('\\');
                    text.extend(after);
                    self.at += 2;
                }
                ('$' | '`', _) => {
                    close(&mut word, &mut text, start..here);
                    let part = self.dollar(Around::Quotes)?;
                    start = self.offset();
                    word.push(part, here..start);
                }
                (c, _) => {
                    text.push(c);
                    self.at += 1;
                }
            }
        }
        Ok(word)
    }

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
            _ => Ok(Part::Literal { text: "$".into(), quoted: true }),
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
                Op::Replace { pattern, with, all, anchor }
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

    /// The word behind an operator of `${…}`, up to one of the characters.
    pub(super) fn operand(&mut self, until: &[char]) -> Read<Word> {
        let mut word = Word::default();
        while let Some(c) = self.peek() {
            if until.contains(&c) {
                return Ok(word);
            }
            let from = self.offset();
            match c {
                '\'' | '"' | '\\' | '$' | '`' | OPEN => self.part(&mut word, Quoting::Brace)?,
                c => {
                    self.at += 1;
                    word.push(Part::Literal { text: c.to_string(), quoted: false }, from..self.offset());
                }
            }
        }
        Err(Misfit)
    }

    /// The right side of `=~` runs to the next blank, with brackets and all.
    pub(super) fn regex_word(&mut self) -> Read<Word> {
        let mut word = Word::default();
        let mut open = 0usize;
        loop {
            let from = self.offset();
            match self.peek() {
                None => return Err(Misfit),
                Some(c) if c.is_whitespace() && open == 0 => break,
                Some(c @ ('(' | ')' | '|' | '<' | '>' | '&' | ';' | ' ')) => {
                    match c {
                        '(' => open += 1,
                        ')' => open = open.saturating_sub(1),
                        _ => {}
                    }
                    self.at += 1;
                    word.push(Part::Literal { text: c.to_string(), quoted: false }, from..self.offset());
                }
                Some('\\') => {
                    let escaped = self.peek_at(1).ok_or(Misfit)?;
                    self.at += 2;
                    word.push(Part::Literal { text: format!("\\{escaped}"), quoted: false }, from..self.offset());
                }
                Some('\n') => return Err(Misfit),
                Some(_) => self.part(&mut word, Quoting::Regex)?,
            }
        }
        if word.is_empty() {
            return Err(Misfit);
        }
        Ok(word)
    }

    pub(super) fn ends_word(&self) -> bool {
        matches!(self.peek(), None | Some(' ' | '\t' | '\n' | '\r' | ';' | '&' | '|' | ')'))
    }
}

pub(super) fn quote(word: Word) -> Word {
    word.map(|part| match part {
        Part::Literal { text, .. } => Part::Literal { text, quoted: true },
        Part::Parameter { name, index, op, .. } => Part::Parameter { name, index, op, quoted: true },
        Part::Command { list, .. } => Part::Command { list, quoted: true },
        other => other,
    })
}

/// Brace expansion of one level: `x{a,b}` and `{1..3}`.
pub(super) fn braces(word: Word) -> Vec<Word> {
    for (at, part) in word.iter().enumerate() {
        let Part::Literal { text, quoted: false } = part else { continue };
        let Some((before, rest)) = text.split_once('{') else { continue };
        let Some((inner, after)) = rest.split_once('}') else { continue };
        let choices: Vec<String> = if inner.contains(',') && !inner.contains('{') {
            inner.split(',').map(str::to_string).collect()
        } else if let Some((Ok(from), Ok(to))) =
            inner.split_once("..").map(|(from, to)| (from.parse::<i64>(), to.parse::<i64>()))
        {
            if from > to || to.checked_sub(from).is_none_or(|count| count > 20) {
                continue;
            }
            (from..=to).map(|number| number.to_string()).collect()
        } else {
            continue;
        };
        return choices
            .iter()
            .take(64)
            .map(|choice| word.clone().with_literal(at, format!("{before}{choice}{after}")))
            .collect();
    }
    vec![word]
}
