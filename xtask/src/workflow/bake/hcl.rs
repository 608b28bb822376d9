//! The HCL of bake files: blocks, attributes, templates, conditionals, a few functions.
//! Must not know what targets are for.

use std::collections::BTreeMap;

use crate::workflow::value::{Text, Values};

/// `kind "label" { name = expression }`.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub kind: String,
    pub label: Option<String>,
    pub attributes: Vec<(String, Expression)>,
}

impl Block {
    pub fn attribute(&self, name: &str) -> Option<&Expression> {
        self.attributes.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

#[derive(Clone, Debug)]
pub(super) enum Expression {
    Known(Values),
    /// Parts of a template.
    Template(Vec<Expression>),
    Name(String),
    /// `target.app.tags` and the like.
    Path(Vec<String>),
    List(Vec<Expression>),
    Map(Vec<(String, Expression)>),
    Call(String, Vec<Expression>),
    If(Box<[Expression; 3]>),
    Binary(&'static str, Box<[Expression; 2]>),
    Not(Box<Expression>),
    Null,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(Values),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    Null,
    Unknown,
}

/// Names and their values.
pub(super) struct Scope<'a> {
    blocks: &'a [Block],
    env: &'a BTreeMap<String, Values>,
    local: Vec<(String, Value)>,
    depth: usize,
}

const DEEPEST: usize = 24;

impl<'a> Scope<'a> {
    pub fn new(blocks: &'a [Block], env: &'a BTreeMap<String, Values>) -> Self {
        Self { blocks, env, local: Vec::new(), depth: 0 }
    }

    pub fn set(&mut self, name: &str, value: Value) {
        self.local.push((name.to_string(), value));
    }

    pub fn unset(&mut self, name: &str) {
        if let Some(at) = self.local.iter().rposition(|(known, _)| known == name) {
            self.local.remove(at);
        }
    }

    /// A list of texts; empty for anything else.
    pub fn texts(&mut self, expression: Option<&Expression>) -> Vec<Text> {
        self.texts_with_certainty(expression).0
    }

    /// And whether each is in the list in every case.
    pub fn texts_with_certainty(&mut self, expression: Option<&Expression>) -> (Vec<Text>, bool) {
        let Some(expression) = expression else { return (Vec::new(), true) };
        let mut out = Vec::new();
        let mut certain = true;
        match self.value(expression) {
            Value::List(items) => {
                for item in items {
                    flatten(&item, &mut out, &mut certain);
                }
            }
            Value::Null => {}
            other => flatten(&other, &mut out, &mut certain),
        }
        // Empty tags are dropped by bake.
        out.retain(|text| !text.is_empty());
        (out, certain)
    }

    /// Outputs: texts, or objects that are spelled as `key=value,…`.
    pub fn outputs(&mut self, expression: Option<&Expression>) -> Vec<Text> {
        let Some(expression) = expression else { return Vec::new() };
        let items = match self.value(expression) {
            Value::List(items) => items,
            other => vec![other],
        };
        let mut out = Vec::new();
        for item in items {
            match item {
                Value::Map(entries) => {
                    let mut text = Text::default();
                    for (key, value) in entries {
                        if !text.is_empty() {
                            text.push_known(",");
                        }
                        text.push_known(&key);
                        text.push_known("=");
                        match value {
                            Value::Text(values) => text.push(&values.single().cloned().unwrap_or_else(Text::unknown)),
                            _ => text.push(&Text::unknown()),
                        }
                    }
                    out.push(text);
                }
                Value::Text(values) => out.push(values.single().cloned().unwrap_or_else(Text::unknown)),
                Value::Null => {}
                _ => out.push(Text::unknown()),
            }
        }
        out
    }

    pub fn value(&mut self, expression: &Expression) -> Value {
        self.depth += 1;
        let value = if self.depth > DEEPEST { Value::Unknown } else { self.evaluate(expression) };
        self.depth -= 1;
        value
    }

    fn evaluate(&mut self, expression: &Expression) -> Value {
        match expression {
            Expression::Known(values) => Value::Text(values.clone()),
            Expression::Null => Value::Null,
            Expression::Unknown => Value::Unknown,
            Expression::Template(parts) => {
                let mut out = Values::known("");
                for part in parts {
                    out = out.join(&text_of(&self.value(part)));
                }
                Value::Text(out)
            }
            Expression::List(items) => Value::List(items.iter().map(|item| self.value(item)).collect()),
            Expression::Map(entries) => {
                Value::Map(entries.iter().map(|(key, value)| (key.clone(), self.value(value))).collect())
            }
            Expression::Name(name) => self.name(name),
            Expression::Path(path) => self.path(path),
            Expression::Not(inner) => match truth(&self.value(inner)) {
                Some(truth) => boolean(!truth),
                None => Value::Unknown,
            },
            Expression::If(parts) => {
                let [condition, then, otherwise] = parts.as_ref();
                match truth(&self.value(condition)) {
                    Some(true) => self.value(then),
                    Some(false) => self.value(otherwise),
                    None => match (self.value(then), self.value(otherwise)) {
                        (Value::Text(left), Value::Text(right)) => Value::Text(left.or(right)),
                        _ => Value::Unknown,
                    },
                }
            }
            Expression::Binary(operator, sides) => {
                let [left, right] = sides.as_ref();
                let (left, right) = (self.value(left), self.value(right));
                let both = || Some((truth(&left)?, truth(&right)?));
                let answer = match *operator {
                    "==" => same(&left, &right),
                    "!=" => same(&left, &right).map(|same| !same),
                    "&&" => both().map(|(left, right)| left && right),
                    "||" => both().map(|(left, right)| left || right),
                    _ => None,
                };
                answer.map_or(Value::Unknown, boolean)
            }
            Expression::Call(name, arguments) => {
                let values: Vec<Value> = arguments.iter().map(|argument| self.value(argument)).collect();
                call(name, &values)
            }
        }
    }

    fn name(&mut self, name: &str) -> Value {
        if let Some((_, value)) = self.local.iter().rev().find(|(known, _)| known == name) {
            return value.clone();
        }
        let variable =
            self.blocks.iter().rev().find(|block| block.kind == "variable" && block.label.as_deref() == Some(name));
        let Some(variable) = variable else {
            // A top-level attribute is a name too.
            let attribute =
                self.blocks.iter().filter(|block| block.kind.is_empty()).find_map(|block| block.attribute(name));
            return match attribute {
                Some(value) => self.value(value),
                None if name.starts_with("BAKE_") => Value::Unknown,
                None => self.env.get(name).map_or(Value::Unknown, |values| Value::Text(values.clone())),
            };
        };
        // A variable of the environment goes before the default.
        if let Some(values) = self.env.get(name) {
            return Value::Text(values.clone());
        }
        match variable.attribute("default") {
            Some(default) => self.value(default),
            None => Value::Null,
        }
    }

    fn path(&mut self, path: &[String]) -> Value {
        if let [kind, label, attribute] = path {
            let blocks = self.blocks;
            let block = blocks.iter().rev().find(|block| block.kind == *kind && block.label.as_deref() == Some(label));
            if let Some(value) = block.and_then(|block| block.attribute(attribute)) {
                return self.value(value);
            }
        }
        if let [name, rest @ ..] = path {
            let mut value = self.name(name);
            for key in rest {
                value = match value {
                    Value::Map(entries) => {
                        entries.into_iter().find(|(known, _)| known == key).map_or(Value::Null, |(_, value)| value)
                    }
                    Value::List(items) => {
                        key.parse::<usize>().ok().and_then(|at| items.get(at).cloned()).unwrap_or(Value::Unknown)
                    }
                    _ => Value::Unknown,
                };
            }
            return value;
        }
        Value::Unknown
    }
}

fn flatten(value: &Value, out: &mut Vec<Text>, certain: &mut bool) {
    match value {
        Value::Text(values) => {
            *certain &= values.single().is_some();
            out.extend(values.iter().cloned());
        }
        Value::List(items) => items.iter().for_each(|item| flatten(item, out, certain)),
        Value::Null => {}
        Value::Map(_) | Value::Unknown => {
            *certain = false;
            out.push(Text::unknown());
        }
    }
}

fn text_of(value: &Value) -> Values {
    match value {
        Value::Text(values) => values.clone(),
        Value::Null => Values::known(""),
        _ => Values::unknown(),
    }
}

fn boolean(value: bool) -> Value {
    Value::Text(Values::known(if value { "true" } else { "false" }))
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Text(values) => match values.as_known()? {
            "true" | "1" => Some(true),
            "false" | "0" | "" => Some(false),
            _ => None,
        },
        Value::Null => Some(false),
        _ => None,
    }
}

fn same(left: &Value, right: &Value) -> Option<bool> {
    use crate::answer::Answer;
    let (Some(left), Some(right)) = (text_of(left).single().cloned(), text_of(right).single().cloned()) else {
        return None;
    };
    match left.same(&right) {
        Answer::Yes => Some(true),
        Answer::No => Some(false),
        Answer::Unknown => None,
    }
}

/// The functions of bake's standard library that tags are made of.
fn call(name: &str, arguments: &[Value]) -> Value {
    let map = |f: &dyn Fn(&str) -> String| match arguments.first() {
        Some(Value::Text(values)) => Value::Text(Values::any(values.iter().map(|text| text.map_known(f)))),
        _ => Value::Unknown,
    };
    let sides = || match arguments {
        [left, right] => same(left, right),
        _ => None,
    };
    match (name, arguments) {
        ("lower", _) => map(&str::to_lowercase),
        ("upper", _) => map(&str::to_uppercase),
        ("trimspace", _) => map(&|text| text.trim().to_string()),
        ("equal", _) => sides().map_or(Value::Unknown, boolean),
        ("notequal", _) => sides().map_or(Value::Unknown, |same| boolean(!same)),
        ("and" | "or", [left, right]) => match (truth(left), truth(right)) {
            (Some(left), Some(right)) => boolean(if name == "and" { left && right } else { left || right }),
            _ => Value::Unknown,
        },
        ("not", [one]) => truth(one).map_or(Value::Unknown, |truth| boolean(!truth)),
        ("coalesce", _) => arguments
            .iter()
            .find(|value| !matches!(value, Value::Null) && text_of(value).as_known() != Some(""))
            .cloned()
            .unwrap_or(Value::Null),
        ("concat", _) => {
            let mut out = Vec::new();
            for argument in arguments {
                match argument {
                    Value::List(items) => out.extend(items.iter().cloned()),
                    _ => out.push(Value::Unknown),
                }
            }
            Value::List(out)
        }
        ("compact", [Value::List(items)]) => Value::List(
            items
                .iter()
                .filter(|item| !matches!(item, Value::Null) && text_of(item).as_known() != Some(""))
                .cloned()
                .collect(),
        ),
        ("join", [separator, Value::List(items)]) => {
            let separator = text_of(separator);
            let mut out = Values::known("");
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out = out.join(&separator);
                }
                out = out.join(&text_of(item));
            }
            Value::Text(out)
        }
        ("timestamp" | "formatdate", _) => Value::Text(Values::one(Text::hole("date"))),
        _ => Value::Unknown,
    }
}

/// The blocks of a JSON bake file; its strings are templates too.
pub(super) fn json(text: &str) -> Vec<Block> {
    let Ok(serde_json::Value::Object(root)) = serde_json::from_str::<serde_json::Value>(text) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (kind, blocks) in &root {
        let serde_json::Value::Object(blocks) = blocks else { continue };
        for (label, attributes) in blocks {
            let serde_json::Value::Object(attributes) = attributes else { continue };
            out.push(Block {
                kind: kind.clone(),
                label: Some(label.clone()),
                attributes: attributes.iter().map(|(key, value)| (key.clone(), from_json(value, 0))).collect(),
            });
        }
    }
    out
}

fn from_json(value: &serde_json::Value, depth: usize) -> Expression {
    use serde_json::Value as Json;
    match value {
        _ if depth > DEEPEST => Expression::Unknown,
        Json::Null => Expression::Null,
        Json::String(text) => template(text, depth + 1),
        Json::Array(items) => Expression::List(items.iter().map(|item| from_json(item, depth + 1)).collect()),
        Json::Object(entries) => {
            Expression::Map(entries.iter().map(|(key, value)| (key.clone(), from_json(value, depth + 1))).collect())
        }
        other => Expression::Known(Values::known(&other.to_string())),
    }
}

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
            while parser.peek() == Some('"') {
                label = parser.plain_string().or(label);
                parser.blanks();
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

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn eat_str(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate().all(|(ahead, c)| self.peek_at(ahead) == Some(c));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    /// Blanks on this line.
    fn blanks(&mut self) {
        while self.peek().is_some_and(|c| c == ' ' || c == '\t' || c == '\r') {
            self.at += 1;
        }
    }

    /// White space and comments.
    fn space(&mut self) {
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

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_alphanumeric() || *c == '_' || *c == '-') {
            word.push(c);
            self.at += 1;
        }
        word
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
                while self.peek() == Some('"') {
                    self.plain_string();
                    self.blanks();
                }
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

    fn expression(&mut self) -> Expression {
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
                Expression::Known(Values::known(&text))
            }
            Some(c) if c.is_alphabetic() || c == '_' => self.reference(),
            _ => Expression::Unknown,
        }
    }

    fn reference(&mut self) -> Expression {
        let name = self.word();
        match name.as_str() {
            "true" | "false" => return Expression::Known(Values::known(&name)),
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
        if self.word() == "for" {
            self.skip_to(close);
            return Expression::Unknown;
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

    fn skip_to(&mut self, close: char) {
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

    fn here_document(&mut self) {
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

    fn plain_string(&mut self) -> Option<String> {
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
    fn string(&mut self) -> Expression {
        self.at += 1;
        let mut parts = Vec::new();
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else { break };
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
                    parts.push(Expression::Known(Values::known(&std::mem::take(&mut text))));
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
        parts.push(Expression::Known(Values::known(&text)));
        Expression::Template(parts)
    }
}

/// A JSON string as a template.
fn template(text: &str, depth: usize) -> Expression {
    let escaped: String =
        text.chars().flat_map(|c| if c == '"' || c == '\\' { vec!['\\', c] } else { vec![c] }).collect();
    // Quotes inside of `${…}` are HCL's own there; they are rare in JSON, and unknown.
    if text.contains("${") && text.contains('"') {
        return Expression::Unknown;
    }
    let mut parser = Parser { chars: format!("\"{escaped}\"").chars().collect(), at: 0, depth };
    // Holes are kept: the file of metadata-action has them.
    if !text.contains("${") {
        return Expression::Known(Values::one(Text::from_marked(text)));
    }
    parser.string()
}
