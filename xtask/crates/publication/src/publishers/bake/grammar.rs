//! Bake files to blocks: HCL, and JSON whose strings are templates.
//! What can't be read is left out or unknown. Must not know what expressions mean.

use super::hcl::{Block, Expression, For, DEEPEST};
use prodproof_syntax::value::{Symbolic, ValueSet};

/// The blocks of an HCL file; top-level attributes are in blocks without kind. What
/// can't be read is left out.
pub(super) fn parse(text: &str) -> Vec<Block> {
    let mut parser = Parser { chars: text.chars().collect(), at: 0, depth: 0 };
    let mut out = Vec::new();
    loop {
        parser.space();
        let Some(c) = parser.peek() else { return out };
        let before = parser.at;
        if c.is_alphabetic() || c == '_' {
            let kind = parser.word();
            parser.blanks();
            if parser.eat('=') {
                let value = parser.expression();
                out.push(Block { kind: String::new(), label: None, attributes: vec![(kind, value)] });
                continue;
            }
            let mut label = None;
            while let Some(own) = parser.label() {
                label = own.or(label);
            }
            if parser.eat('{') {
                let attributes = parser.body();
                out.push(Block { kind, label, attributes });
                continue;
            }
        }
        if parser.at == before {
            parser.at += 1;
        }
    }
}

pub(super) struct Parser {
    chars: Vec<char>,
    pub(super) at: usize,
    depth: usize,
}

impl Parser {
    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
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

    /// Blanks on this line.
    pub(super) fn blanks(&mut self) {
        while self.peek().is_some_and(|c| c == ' ' || c == '\t' || c == '\r') {
            self.at += 1;
        }
    }

    /// White space and comments.
    pub(super) fn space(&mut self) {
        loop {
            match (self.peek(), self.peek_at(1)) {
                (Some(c), _) if c.is_whitespace() => self.at += 1,
                (Some('#'), _) | (Some('/'), Some('/')) => {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                (Some('/'), Some('*')) => {
                    self.at += 2;
                    while self.at < self.chars.len() && !self.eat_str("*/") {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    pub(super) fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_alphanumeric() || *c == '_' || *c == '-') {
            word.push(c);
            self.at += 1;
        }
        word
    }

    /// A label of a block, in quotes or bare; `None` where there is none. The blanks behind
    /// it are eaten.
    fn label(&mut self) -> Option<Option<String>> {
        let label = match self.peek()? {
            '"' => self.plain_string(),
            c if c.is_alphabetic() || c == '_' => Some(self.word()),
            _ => return None,
        };
        self.blanks();
        Some(label)
    }

    /// Behind `{`, to the `}`.
    fn body(&mut self) -> Vec<(String, Expression)> {
        let mut out = Vec::new();
        self.depth += 1;
        loop {
            self.space();
            if self.peek().is_none() || self.eat('}') {
                break;
            }
            let before = self.at;
            let key = if self.peek() == Some('"') { self.plain_string().unwrap_or_default() } else { self.word() };
            self.blanks();
            if !key.is_empty() && (self.eat('=') || self.eat(':')) {
                out.push((key, self.expression()));
                self.space();
                self.eat(',');
            } else {
                // An inner block, `validation { … }`: of no interest.
                while self.label().is_some() {}
                if self.depth < DEEPEST && self.eat('{') {
                    self.body();
                }
            }
            if self.at == before {
                self.at += 1;
            }
        }
        self.depth -= 1;
        out
    }

    pub(super) fn expression(&mut self) -> Expression {
        self.depth += 1;
        let expression = if self.depth > DEEPEST { Expression::Unknown } else { self.conditional() };
        self.depth -= 1;
        expression
    }

    fn conditional(&mut self) -> Expression {
        let condition = self.either();
        self.blanks();
        if !self.eat('?') {
            return condition;
        }
        self.space();
        let then = self.expression();
        self.space();
        if !self.eat(':') {
            return Expression::Unknown;
        }
        self.space();
        let otherwise = self.expression();
        Expression::If(Box::new([condition, then, otherwise]))
    }

    fn either(&mut self) -> Expression {
        let mut left = self.unary();
        loop {
            self.blanks();
            let operator = ["==", "!=", "&&", "||"].into_iter().find(|operator| self.eat_str(operator));
            let Some(operator) = operator else { break };
            self.space();
            // Comparisons bind tighter than `&&` and `||`.
            let right = if matches!(operator, "&&" | "||") {
                self.depth += 1;
                let right = if self.depth > DEEPEST { Expression::Unknown } else { self.either() };
                self.depth -= 1;
                right
            } else {
                self.unary()
            };
            left = Expression::Binary(operator, Box::new([left, right]));
        }
        if matches!(self.peek(), Some('+' | '*' | '%' | '<' | '>')) {
            // Arithmetic: nobody makes tags with it. Skip to the end of the line.
            while self.peek().is_some_and(|c| !"\n,]})".contains(c)) {
                self.at += 1;
            }
            return Expression::Unknown;
        }
        left
    }

    fn unary(&mut self) -> Expression {
        self.space();
        if self.peek() == Some('!') && self.peek_at(1) != Some('=') {
            self.at += 1;
            self.depth += 1;
            let inner = if self.depth > DEEPEST { Expression::Unknown } else { self.unary() };
            self.depth -= 1;
            return Expression::Not(Box::new(inner));
        }
        self.primary()
    }

    fn primary(&mut self) -> Expression {
        match self.peek() {
            Some('"') => self.string(),
            Some('[') => {
                self.at += 1;
                self.list(']')
            }
            Some('{') => {
                self.at += 1;
                self.space();
                let start = self.at;
                if self.word() == "for" {
                    self.skip_to('}');
                    return Expression::Unknown;
                }
                self.at = start;
                Expression::Map(self.body())
            }
            Some('(') => {
                self.at += 1;
                let inner = self.expression();
                self.space();
                self.eat(')');
                inner
            }
            Some('<') if self.peek_at(1) == Some('<') => {
                self.here_document();
                Expression::Unknown
            }
            Some(c) if c.is_ascii_digit() || c == '-' => {
                let mut text = String::new();
                while let Some(c) = self.peek().filter(|c| c.is_ascii_digit() || ".-".contains(*c)) {
                    text.push(c);
                    self.at += 1;
                }
                Expression::Known(ValueSet::known(&text))
            }
            Some(c) if c.is_alphabetic() || c == '_' => self.reference(),
            _ => Expression::Unknown,
        }
    }

    fn reference(&mut self) -> Expression {
        let name = self.word();
        match name.as_str() {
            "true" | "false" => return Expression::Known(ValueSet::known(&name)),
            "null" => return Expression::Null,
            _ => {}
        }
        if self.eat('(') {
            return match self.list(')') {
                Expression::List(arguments) => Expression::Call(name, arguments),
                other => other,
            };
        }
        let mut path = vec![name];
        loop {
            if self.eat('.') {
                path.push(self.word());
            } else if self.peek() == Some('[') {
                self.at += 1;
                match self.expression() {
                    Expression::Known(values) if values.as_known().is_some() => {
                        path.push(values.as_known().unwrap_or_default().to_string());
                    }
                    Expression::Template(parts) => match parts.as_slice() {
                        [Expression::Known(values)] => path.push(values.as_known().unwrap_or_default().to_string()),
                        _ => path.push("?".into()),
                    },
                    _ => path.push("?".into()),
                }
                self.space();
                self.eat(']');
            } else {
                break;
            }
        }
        match path.len() {
            1 => Expression::Name(path.remove(0)),
            _ => Expression::Path(path),
        }
    }

    /// Behind the opening bracket, to the closing one.
    fn list(&mut self, close: char) -> Expression {
        let mut out = Vec::new();
        self.space();
        let start = self.at;
        if self.word() == "for" && self.peek().is_some_and(char::is_whitespace) {
            return self.for_list(close);
        }
        self.at = start;
        loop {
            self.space();
            if self.peek().is_none() || self.eat(close) {
                return Expression::List(out);
            }
            let before = self.at;
            out.push(self.expression());
            self.space();
            self.eat(',');
            if self.at == before {
                self.at += 1;
            }
        }
    }

    /// Behind `[for`: `x in list : value if condition]`, also `key, x in …`.
    fn for_list(&mut self, close: char) -> Expression {
        let start = self.at;
        self.space();
        let first = self.word();
        self.space();
        let second = self.eat(',').then(|| {
            self.space();
            self.word()
        });
        self.space();
        let found = (self.word() == "in").then(|| {
            self.space();
            let list = self.expression();
            self.space();
            let colon = self.eat(':');
            self.space();
            let value = self.expression();
            self.space();
            let condition = self.eat_str("if ").then(|| self.expression());
            self.space();
            (list, colon, value, condition)
        });
        match found {
            Some((list, true, value, condition)) if self.eat(close) => {
                let (key, item) = match second {
                    Some(second) => (Some(first), second),
                    None => (None, first),
                };
                Expression::For(Box::new(For { key, item, list, value, condition }))
            }
            _ => {
                self.at = start;
                self.skip_to(close);
                Expression::Unknown
            }
        }
    }

    pub(super) fn skip_to(&mut self, close: char) {
        let mut open = 0usize;
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '[' | '{' | '(' => open += 1,
                c if c == close && open == 0 => return,
                ']' | '}' | ')' => open = open.saturating_sub(1),
                _ => {}
            }
        }
    }
}

/// A JSON string as a template.
pub(super) fn template(text: &str, depth: usize) -> Expression {
    let escaped: String =
        text.chars().flat_map(|c| if c == '"' || c == '\\' { vec!['\\', c] } else { vec![c] }).collect();
    // Quotes inside of `${…}` are HCL's own there; they are rare in JSON, and unknown.
    if text.contains("${") && text.contains('"') {
        return Expression::Unknown;
    }
    let mut parser = Parser { chars: format!("\"{escaped}\"").chars().collect(), at: 0, depth };
    // Holes are kept: the file of metadata-action has them.
    if !text.contains("${") {
        return Expression::Known(ValueSet::one(Symbolic::from_marked(text)));
    }
    parser.string()
}
