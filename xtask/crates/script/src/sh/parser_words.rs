//! Words: quotes, parameters, substitutions, braces.

use super::parser::{Misfit, Parser, Read};
use super::syntax::{Part, Word};
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
            if c == '(' && self.extended && self.behind_glob_sign() && !word.is_empty() {
                let from = self.offset();
                self.brackets()?;
                word.push(Part::Unknown, from..self.offset());
                word.span = start..self.offset();
                continue;
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

    fn behind_glob_sign(&self) -> bool {
        self.at.checked_sub(1).and_then(|at| self.chars.get(at)).is_some_and(|(_, c)| "@?*+!".contains(*c))
    }

    /// Over a bracket and all that stands in it, brackets too.
    fn brackets(&mut self) -> Read<()> {
        let mut open = 0usize;
        while let Some(c) = self.peek() {
            match c {
                '(' => open += 1,
                ')' => open -= 1,
                '\n' => return Err(Misfit),
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Ok(());
            }
        }
        Err(Misfit)
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
