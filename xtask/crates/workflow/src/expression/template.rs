//! Texts with `${{ }}` in them, and conditions.

use super::evaluate::{evaluate, Scope};
use super::fault::{ExpressionFault, SyntaxError};
use super::functions::FUNCTIONS;
use super::parse::{parse, Expr};
use super::Set;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::{Entry, Node};

/// A piece of a text; places are bytes of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Part<'a> {
    Literal(&'a str, Span),
    /// What stands between `${{` and `}}`, and the place with both.
    Expression(&'a str, Span),
    /// `${{` without `}}`.
    Unclosed(Span),
}

/// Splits a text at its expressions. A `}}` inside of a string does not end one.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("${{").map(|open| at + open) {
        if open > at {
            out.push(Part::Literal(&text[at..open], Span::new(at, open)));
        }
        let mut quoted = false;
        let body = &text[open + 3..];
        let close = body.char_indices().find_map(|(index, c)| {
            quoted ^= c == '\'';
            (!quoted && body[index..].starts_with("}}")).then_some(index)
        });
        let Some(close) = close else {
            out.push(Part::Unclosed(Span::new(open, text.len())));
            return out;
        };
        let end = open + 3 + close + 2;
        out.push(Part::Expression(&body[..close], Span::new(open, end)));
        at = end;
    }
    if at < text.len() {
        out.push(Part::Literal(&text[at..], Span::new(at, text.len())));
    }
    out
}

/// The chains from a context on that a text asks for, as they are written: those of its
/// `${{ }}`, or of a condition that has none its own. What cannot be read asks for nothing.
pub fn asked_paths(text: &str) -> Vec<Vec<String>> {
    let bodies = parts(text);
    let has_body = bodies.iter().any(|part| !matches!(part, Part::Literal(..)));
    let read = |body: &str| parse(body).map(|expr| expr.written_paths()).unwrap_or_default();
    if !has_body {
        return read(text);
    }
    let all = bodies.iter().filter_map(|part| match part {
        Part::Expression(body, _) => Some(read(body)),
        _ => None,
    });
    all.flatten().collect()
}

/// Hands over each expression that stands in the node, without its brackets.
pub fn each_expression(node: &Node, read: &mut dyn FnMut(&str)) {
    if let Some(scalar) = node.scalar() {
        for part in parts(&scalar.text) {
            if let Part::Expression(body, _) = part {
                read(body);
            }
        }
    }
    node.items().iter().for_each(|item| each_expression(item, read));
    node.entries().iter().for_each(|entry| each_expression_of(entry, read));
}

/// The same of one key: an `if` needs no brackets.
pub fn each_expression_of(entry: &Entry, read: &mut dyn FnMut(&str)) {
    match entry.value.scalar().filter(|_| entry.key.as_str() == Some("if")) {
        Some(scalar) if !scalar.text.contains("${{") => read(&scalar.text),
        _ => each_expression(&entry.value, read),
    }
}

/// The text with a hole for each expression: what is known of it before anything is filled in.
pub fn unfilled(text: &str) -> Symbolic {
    let mut out = Symbolic::known("");
    for part in parts(text) {
        match part {
            Part::Literal(text, _) => out.push_known(text),
            Part::Expression(body, _) => out.push(&Symbolic::hole(body.trim())),
            Part::Unclosed(span) => out.push_known(span.text(text)),
        }
    }
    out
}

/// A text with its expressions parsed, so that it can be filled in again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    slots: Vec<Slot>,
}

#[derive(Clone, Debug, PartialEq)]
enum Slot {
    Literal(Symbolic, Span),
    /// `None`: it cannot be parsed.
    Expression(Option<Expr>, Span),
}

/// A text whose expressions are replaced by one combination of their values.
#[derive(Clone, Debug, PartialEq)]
pub struct Expanded {
    pub text: Symbolic,
    /// Pairs of a byte of the marked result and the byte of the source it comes from,
    /// at the start of each literal piece and of each expression.
    map: Vec<(usize, usize)>,
}

impl Expanded {
    /// The byte of the source for a byte of the marked result. Inside of what an
    /// expression gave, it is the start of the expression.
    pub fn source(&self, offset: usize) -> usize {
        let index = self.map.partition_point(|&(to, _)| to <= offset);
        let Some(&(to, from)) = index.checked_sub(1).and_then(|index| self.map.get(index)) else { return offset };
        let next = self.map.get(index).map_or(usize::MAX, |&(_, from)| from);
        let literal = (index - 1) % 2 == 0;
        if literal {
            (from + (offset - to)).min(next)
        } else {
            from
        }
    }
}

impl Template {
    pub fn of(text: &str) -> Self {
        let slots = parts(text).into_iter().map(|part| match part {
            Part::Literal(piece, span) => Slot::Literal(Symbolic::known(piece), span),
            Part::Unclosed(span) => Slot::Literal(Symbolic::known(span.text(text)), span),
            Part::Expression(body, span) => Slot::Expression(parse(body).ok(), span),
        });
        Self { slots: slots.collect() }
    }

    /// The value of a whole scalar: an expression alone keeps its kind.
    pub fn value(&self, scope: &dyn Scope) -> Set {
        match self.slots.as_slice() {
            [] => Set::from(""),
            [Slot::Literal(text, _)] => Set::from(text.clone()),
            [Slot::Expression(expr, _)] => expr.as_ref().map_or_else(Set::unknown, |expr| evaluate(expr, scope)),
            _ => match self.only(scope) {
                Some(text) => Set::from(text),
                None => Set::any(self.expand(scope).into_iter().map(|one| super::Data::Text(one.text))),
            },
        }
    }

    /// The only text that the template can become, if it is one.
    fn only(&self, scope: &dyn Scope) -> Option<Symbolic> {
        let mut out = String::new();
        for slot in &self.slots {
            match slot {
                Slot::Literal(text, _) => out.push_str(text.marked()),
                Slot::Expression(expr, _) => {
                    let set = evaluate(expr.as_ref()?, scope);
                    match set.single()? {
                        super::Data::Text(text) => out.push_str(text.marked()),
                        other => out.push_str(other.to_text().marked()),
                    }
                }
            }
        }
        Some(Symbolic::from_marked(out))
    }

    /// All texts that the template can become. Too many alternatives of one expression
    /// become a hole, so that the literal pieces are never lost.
    pub fn expand(&self, scope: &dyn Scope) -> Vec<Expanded> {
        if let [Slot::Literal(text, _)] = self.slots.as_slice() {
            return vec![Expanded { text: text.clone(), map: vec![(0, 0)] }];
        }
        // Literal and expression take turns in `map`, so that parity tells them apart.
        let mut map = Vec::with_capacity(2 * self.slots.len() + 1);
        map.push((0, 0));
        let mut all = vec![Expanded { text: Symbolic::default(), map }];
        for slot in &self.slots {
            match slot {
                Slot::Literal(piece, span) => {
                    for one in &mut all {
                        if one.map.len() % 2 == 0 {
                            one.map.push((one.text.marked().len(), span.start));
                        }
                        one.text.push(piece);
                    }
                }
                Slot::Expression(expr, span) => {
                    let values = expr.as_ref().map_or_else(ValueSet::unknown, |expr| evaluate(expr, scope).to_values());
                    let count = values.iter().count();
                    let values =
                        if all.len() * count > prodproof_syntax::value::MOST { ValueSet::unknown() } else { values };
                    if let Some(value) = values.single() {
                        all.iter_mut().for_each(|one| one.fill(value, *span));
                        continue;
                    }
                    let with = |one: &Expanded, value: &Symbolic| {
                        let mut one = one.clone();
                        one.fill(value, *span);
                        one
                    };
                    all = all.iter().flat_map(|one| values.iter().map(move |value| with(one, value))).collect();
                }
            }
        }
        if all.len() == 1 {
            return all;
        }
        let mut seen: Vec<Expanded> = Vec::with_capacity(all.len());
        for one in all {
            if !seen.iter().any(|old| old.text == one.text) {
                seen.push(one);
            }
        }
        seen
    }
}

impl Expanded {
    /// Adds what an expression gave.
    fn fill(&mut self, value: &Symbolic, span: Span) {
        if self.map.len() % 2 == 0 {
            // Two expressions in a row: an empty literal between them.
            self.map.push((self.text.marked().len(), span.start));
        }
        self.map.push((self.text.marked().len(), span.start));
        self.text.push(value);
    }
}

/// What an `if` is.
#[derive(Clone, Debug, PartialEq)]
pub enum IfCondition {
    /// Without a status function, `success() &&` stands before it.
    Expression(Expr),
    /// Symbolic around `${{ }}` makes it a string, and a string is true.
    AlwaysTrue(Expr),
    Error(SyntaxError),
}

/// Reads the text of an `if`.
pub fn condition(text: &str) -> IfCondition {
    let pieces = parts(text);
    let expressions = pieces.iter().filter(|part| matches!(part, Part::Expression(..))).count();
    match pieces.as_slice() {
        [] => IfCondition::Expression(Expr::Call("success".into(), Span::default(), Vec::new())),
        [Part::Expression(body, span)] => match parse(body) {
            Ok(expr) => IfCondition::Expression(expr),
            Err(error) => IfCondition::Error(SyntaxError { span: error.span.shift(span.start + 3), ..error }),
        },
        _ if expressions == 0 => {
            if text.trim().is_empty() {
                return condition("");
            }
            match parse(text) {
                Ok(expr) => IfCondition::Expression(expr),
                Err(error) => IfCondition::Error(error),
            }
        }
        _ => {
            // The expressions still count for status functions.
            let mut joined: Option<Expr> = None;
            for piece in &pieces {
                let Part::Expression(body, span) = piece else { continue };
                match parse(body) {
                    Ok(expr) => {
                        joined = Some(match joined {
                            None => expr,
                            Some(before) => Expr::And(Box::new(before), Box::new(expr)),
                        });
                    }
                    Err(error) => {
                        return IfCondition::Error(SyntaxError { span: error.span.shift(span.start + 3), ..error })
                    }
                }
            }
            match joined {
                Some(expr) => IfCondition::AlwaysTrue(expr),
                None => condition(""),
            }
        }
    }
}

impl IfCondition {
    /// Whether it holds. A broken one is unknown.
    pub fn holds(&self, scope: &dyn Scope) -> Answer {
        match self {
            Self::Expression(expr) => {
                let own = evaluate(expr, scope).truthy();
                if expr.asks_status() {
                    own
                } else {
                    scope.status("success").and(own)
                }
            }
            Self::AlwaysTrue(expr) => {
                if expr.asks_status() {
                    Answer::Yes
                } else {
                    scope.status("success")
                }
            }
            Self::Error(_) => Answer::Unknown,
        }
    }

    pub fn expr(&self) -> Option<&Expr> {
        match self {
            Self::Expression(expr) | Self::AlwaysTrue(expr) => Some(expr),
            Self::Error(_) => None,
        }
    }
}

/// Names that no place of a workflow knows, and functions that do not exist or are given
/// the wrong number of arguments: each makes the workflow invalid.
pub fn faults(expr: &Expr) -> Vec<SyntaxError> {
    const CONTEXTS: [&str; 12] =
        ["github", "env", "vars", "secrets", "inputs", "matrix", "steps", "needs", "job", "jobs", "runner", "strategy"];
    let mut found = Vec::new();
    expr.walk(&mut |expr| match expr {
        Expr::Name(name, span) if !CONTEXTS.iter().any(|known| known.eq_ignore_ascii_case(name)) => {
            found.push(SyntaxError { span: *span, fault: ExpressionFault::UnknownContext(name.clone()) });
        }
        Expr::Call(name, span, arguments) => {
            let known = FUNCTIONS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name));
            let fault = match known {
                None => ExpressionFault::UnknownFunction(name.clone()),
                Some((_, least, most)) if !(*least..=*most).contains(&arguments.len()) => {
                    ExpressionFault::Arguments { function: name.clone(), given: arguments.len() }
                }
                Some(("case", ..)) if arguments.len() % 2 == 0 => ExpressionFault::OpenCase,
                Some(_) => return,
            };
            found.push(SyntaxError { span: *span, fault });
        }
        _ => {}
    });
    found
}

/// The value of a whole scalar, see [`Template::value`].
pub fn value(text: &str, scope: &dyn Scope) -> Set {
    scope.template(text).value(scope)
}

/// All texts that a text can become, see [`Template::expand`].
pub fn expand(text: &str, scope: &dyn Scope) -> Vec<Expanded> {
    scope.template(text).expand(scope)
}
