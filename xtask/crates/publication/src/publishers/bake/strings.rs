//! Strings of HCL, which are templates, and here-documents.

use super::grammar::Parser;
use super::hcl::Expression;
use prodproof_syntax::value::ValueSet;

impl Parser {
    pub(super) fn here_document(&mut self) {
        self.at += 2;
        self.eat('-');
        let word = self.word();
        loop {
            while self.peek().is_some_and(|c| c != '\n') {
                self.at += 1;
            }
            if self.peek().is_none() {
                return;
            }
            self.at += 1;
            let start = self.at;
            self.blanks();
            if !word.is_empty() && self.eat_str(&word) {
                return;
            }
            self.at = start;
        }
    }

    pub(super) fn plain_string(&mut self) -> Option<String> {
        match self.string() {
            Expression::Known(values) => values.as_known().map(str::to_string),
            Expression::Template(parts) => match parts.as_slice() {
                [] => Some(String::new()),
                [Expression::Known(values)] => values.as_known().map(str::to_string),
                _ => None,
            },
            _ => None,
        }
    }

    /// A string in quotes, with `${…}`.
    pub(super) fn string(&mut self) -> Expression {
        self.at += 1;
        let mut parts = Vec::new();
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '"' => break,
                '\\' => {
                    match self.peek() {
                        Some('n') => text.push('\n'),
                        Some('t') => text.push('\t'),
                        Some(c) => text.push(c),
                        None => {}
                    }
                    self.at += 1;
                }
                '$' if self.peek() == Some('$') && self.peek_at(1) == Some('{') => {
                    text.push_str("${");
                    self.at += 2;
                }
                '$' if self.eat('{') => {
                    parts.push(Expression::Known(ValueSet::known(&std::mem::take(&mut text))));
                    parts.push(self.expression());
                    self.space();
                    if !self.eat('}') {
                        self.skip_to('}');
                        parts.pop();
                        parts.push(Expression::Unknown);
                    }
                }
                '%' if self.eat('{') => {
                    // A directive, `%{ if … }`: what it makes of the string is unknown.
                    self.skip_to('}');
                    parts.push(Expression::Unknown);
                }
                c => text.push(c),
            }
        }
        parts.push(Expression::Known(ValueSet::known(&text)));
        Expression::Template(parts)
    }
}
