//! Characters, blanks, newlines, keywords and names: the ground of the parser.

use super::parser::{Misfit, Parser, Read};
use super::syntax::{Part, Word};

impl Parser {
    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).map(|(_, c)| *c)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).map(|(_, c)| *c)
    }

    pub(super) fn offset(&self) -> usize {
        self.chars.get(self.at).map_or(self.length, |(offset, _)| *offset)
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    pub(super) fn eat_str(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate().all(|(ahead, c)| self.peek_at(ahead) == Some(c));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    /// Blanks, line continuations and, at a word's start, comments; not newlines.
    pub(super) fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => self.at += 1,
                Some('\\') if self.peek_at(1) == Some('\n') => self.at += 2,
                Some('\\') if self.peek_at(1) == Some('\r') && self.peek_at(2) == Some('\n') => self.at += 3,
                Some('#') => {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    pub(super) fn newlines(&mut self) {
        loop {
            self.blanks();
            if self.peek() != Some('\n') {
                return;
            }
            self.newline();
        }
    }

    /// One newline, and the here-documents that wait for it.
    pub(super) fn newline(&mut self) {
        self.at += 1;
        for index in 0..self.here.len() {
            if self.here[index].text.is_some() {
                continue;
            }
            let from = self.offset();
            let mut text: Vec<(usize, char)> = Vec::new();
            while self.at < self.chars.len() {
                let start = self.at;
                while self.peek().is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
                let mut line = &self.chars[start..self.at];
                let end = self.offset();
                self.at = (self.at + 1).min(self.chars.len());
                while self.here[index].strip_tabs && line.first().is_some_and(|(_, c)| *c == '\t') {
                    line = &line[1..];
                }
                let plain: String = line.iter().map(|(_, c)| c).collect();
                if plain.trim_end_matches('\r') == self.here[index].delimiter {
                    break;
                }
                text.extend(line);
                text.push((end, '\n'));
            }
            let to = self.offset();
            let word = if self.here[index].expand {
                let mut inner = Parser {
                    length: to,
                    chars: text,
                    at: 0,
                    here: Vec::new(),
                    depth: self.depth + 1,
                    joined: false,
                    extended: self.extended,
                };
                inner.quoted_until(None).unwrap_or_else(|_| Word::of(Part::Unknown, from..to))
            } else {
                let text = text.iter().map(|(_, c)| c).collect();
                Word::of(Part::Literal { text, quoted: true }, from..to)
            };
            self.here[index].text = Some(word);
        }
    }

    /// The bare word that stands here, without moving.
    pub(super) fn keyword(&self) -> String {
        let mut word = String::new();
        for ahead in 0.. {
            match self.peek_at(ahead) {
                Some(c) if !c.is_whitespace() && !";&|<>()\"'$`\\".contains(c) => word.push(c),
                _ => break,
            }
            if ahead > 10 {
                break;
            }
        }
        word
    }

    pub(super) fn eat_keyword(&mut self, wanted: &str) -> bool {
        self.newlines();
        let found = self.keyword() == wanted;
        if found {
            self.at += wanted.chars().count();
        }
        found
    }

    pub(super) fn expect(&mut self, wanted: &str) -> Read<()> {
        if self.eat_keyword(wanted) {
            Ok(())
        } else {
            Err(Misfit)
        }
    }

    pub(super) fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_alphanumeric() || "_-.:".contains(*c)) {
            name.push(c);
            self.at += 1;
        }
        name
    }
}
