//! Redirects and here-documents.

use super::parser::{Parser, Pending, Read};
use super::parser_words::quote;
use super::syntax::{Part, Redirect, RedirectKind, Word};

impl Parser {
    pub(super) fn redirect(&mut self) -> Read<Option<Redirect>> {
        let before = self.at;
        let mut descriptor = String::new();
        while let Some(c) = self.peek().filter(char::is_ascii_digit) {
            descriptor.push(c);
            self.at += 1;
        }
        let both = descriptor.is_empty() && self.peek() == Some('&') && self.peek_at(1) == Some('>');
        if both {
            self.at += 1;
        }
        if !matches!(self.peek(), Some('<' | '>')) || (self.peek_at(1) == Some('(') && descriptor.is_empty() && !both) {
            self.at = before;
            return Ok(None);
        }
        if self.eat_str("<<<") {
            self.blanks();
            let mut word = self.word()?;
            let end = self.offset();
            word.push(Part::Literal { text: "\n".into(), quoted: true }, end..end);
            return Ok(Some(Redirect { kind: RedirectKind::Here, word: quote(word) }));
        }
        if self.eat_str("<<") {
            let strip_tabs = self.eat('-');
            self.blanks();
            let mut delimiter = String::new();
            let mut expand = true;
            while let Some(c) = self.peek().filter(|c| !c.is_whitespace() && !";&|<>()".contains(*c)) {
                self.at += 1;
                match c {
                    '\'' | '"' | '\\' => expand = false,
                    c => delimiter.push(c),
                }
            }
            self.here.push(Pending { delimiter, strip_tabs, expand, text: None });
            return Ok(Some(Redirect { kind: RedirectKind::Here, word: Word::default() }));
        }
        let reads = self.eat('<');
        let writes = !reads && self.eat('>');
        let append = writes && self.eat('>');
        let duplicates = self.eat('&');
        if writes {
            self.eat('|');
        }
        self.blanks();
        let word = self.word()?;
        let kind = match descriptor.as_str() {
            _ if duplicates => RedirectKind::Other,
            "" | "1" if append => RedirectKind::Append,
            "" | "1" if writes => RedirectKind::Write,
            "" | "0" if reads => RedirectKind::Read,
            _ => RedirectKind::Other,
        };
        Ok(Some(Redirect { kind, word }))
    }

    /// Reads the here-documents of a command that has been read up to its line's end, as
    /// far as they begin on the next line; looking ahead, because their text belongs to
    /// the command.
    pub(super) fn documents(&mut self, redirects: &mut [Redirect], waiting: usize) {
        if self.here.len() <= waiting {
            return;
        }
        // The rest of this line may hold more commands, and they come first in the
        // script. Their text is found by reading the lines behind this one now.
        let resume = self.at;
        while self.peek().is_some_and(|c| c != '\n') {
            self.at += 1;
        }
        if self.peek() == Some('\n') {
            let line_end = self.at;
            self.newline();
            // Take the document's lines out, so that nobody reads them as commands.
            let after = self.at;
            self.chars.drain(line_end + 1..after);
            self.at = line_end;
        }
        self.at = resume;
        let mut texts: Vec<Word> = self.here.drain(waiting..).map(|pending| pending.text.unwrap_or_default()).collect();
        texts.reverse();
        for redirect in
            redirects.iter_mut().filter(|redirect| redirect.kind == RedirectKind::Here && redirect.word.is_empty())
        {
            redirect.word = texts.pop().unwrap_or_default();
        }
    }
}
