//! What an expression of a justfile comes to: a marked text, unknown where it is not read.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::read::{outside, Justfile};
use super::{DEEPEST, MOST_BYTES};
use crate::effect::Context;
use prodproof_syntax::value::Symbolic;

/// Variables that are looked up for one recipe; `b := a + a`, `c := b + b` asks for twice as
/// many with each line.
const MOST_LOOKUPS: usize = 2_000;

pub(super) struct JustScope<'a> {
    pub file: &'a Justfile,
    pub context: &'a Context<'a>,
    /// From the command line, and a recipe's parameters.
    pub own: BTreeMap<String, String>,
    pub lookups: Cell<usize>,
}

pub(super) fn unknown() -> String {
    Symbolic::unknown().marked().to_string()
}

impl JustScope<'_> {
    pub fn variable(&self, name: &str, depth: usize) -> String {
        self.lookups.set(self.lookups.get() + 1);
        if self.lookups.get() > MOST_LOOKUPS {
            return unknown();
        }
        if let (None, Some(text)) = (self.own.get(name), self.file.texts.get(name)) {
            return text.clone();
        }
        match (self.own.get(name), self.file.variables.get(name)) {
            (Some(value), _) => value.clone(),
            (None, Some(text)) if depth < DEEPEST => self.value(text, depth + 1),
            _ => unknown(),
        }
    }

    /// `'a' + b`, `a / 'b'`, `env('X', 'd')`, a command in backticks.
    pub fn value(&self, text: &str, depth: usize) -> String {
        let mut out = String::new();
        let mut rest = text.trim();
        loop {
            let Some((value, behind)) = self.term(rest, depth) else { return unknown() };
            out.push_str(&value);
            if out.len() > MOST_BYTES {
                return unknown();
            }
            let behind = behind.trim_start();
            match behind.as_bytes().first() {
                None | Some(b'#') => return out,
                Some(b'+') => rest = behind[1..].trim_start(),
                Some(b'/') => {
                    out.push('/');
                    rest = behind[1..].trim_start();
                }
                _ => return unknown(),
            }
        }
    }

    /// The value of what stands first, and the rest.
    fn term<'t>(&self, text: &'t str, depth: usize) -> Option<(String, &'t str)> {
        match text.chars().next()? {
            '\'' => {
                let end = text[1..].find('\'')? + 1;
                Some((text[1..end].to_string(), &text[end + 1..]))
            }
            '"' => {
                let end = text[1..].find('"')? + 1;
                let inner = &text[1..end];
                (!inner.contains('\\')).then(|| (inner.to_string(), &text[end + 1..]))
            }
            '`' => {
                let end = text[1..].find('`')? + 1;
                Some((format!("$({})", self.filled(&text[1..end], depth)), &text[end + 1..]))
            }
            '(' => {
                let end = closing(text)?;
                Some((self.value(&text[1..end], depth), &text[end + 1..]))
            }
            c if c.is_ascii_alphabetic() || c == '_' => {
                let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
                let (name, behind) = text.split_at(end);
                if name == "if" {
                    return self.conditional(behind, depth);
                }
                if !behind.starts_with('(') {
                    return Some((self.variable(name, depth), behind));
                }
                let end = closing(behind)?;
                let value = self.function(name, &behind[1..end], depth).unwrap_or_else(unknown);
                Some((value, &behind[end + 1..]))
            }
            _ => None,
        }
    }

    /// `A == B { C } else if … { D } else { E }`, and what stands behind it. Where nobody knows
    /// which it is, a shell chooses.
    fn conditional<'t>(&self, text: &'t str, depth: usize) -> Option<(String, &'t str)> {
        if depth > DEEPEST {
            return None;
        }
        let (condition, rest) = text.split_at(outside(text, |rest| rest.starts_with('{'))?);
        let (then, rest) = block(rest)?;
        let rest = rest.trim_start().strip_prefix("else")?.trim_start();
        let (otherwise, rest) = match rest.strip_prefix("if").filter(|rest| !rest.starts_with(is_part)) {
            Some(rest) => self.conditional(rest, depth + 1)?,
            None => {
                let (inner, rest) = block(rest)?;
                (self.value(inner, depth + 1), rest)
            }
        };
        let then = self.value(then, depth + 1);
        let value = match self.holds(condition, depth) {
            Some(true) => then,
            Some(false) => otherwise,
            None if then == otherwise => then,
            None if [&then, &otherwise].iter().any(|value| value.contains(['"', '\n'])) => unknown(),
            None => {
                let asked = unknown();
                format!("$(if [ \"{asked}\" = x ]; then echo \"{then}\"; else echo \"{otherwise}\"; fi)")
            }
        };
        Some((value, rest))
    }

    /// Two texts held against each other; patterns are not read.
    fn holds(&self, condition: &str, depth: usize) -> Option<bool> {
        let at = outside(condition, |rest| ["==", "!=", "=~", "!~"].iter().any(|op| rest.starts_with(op)))?;
        let known = |text: &str| {
            let value = Symbolic::from_marked(self.value(text, depth + 1));
            value.as_known().filter(|text| !text.contains("$(")).map(str::to_string)
        };
        let (left, right) = (known(&condition[..at])?, known(&condition[at + 2..])?);
        match &condition[at..at + 2] {
            "==" => Some(left == right),
            "!=" => Some(left != right),
            _ => None,
        }
    }

    fn function(&self, name: &str, arguments: &str, depth: usize) -> Option<String> {
        let (first, second) = arguments.split_once(',').map_or((arguments, None), |(a, b)| (a, Some(b)));
        let value = |text: &str| self.value(text, depth);
        match name {
            // What is empty here says that somebody sets it, who may be one that nobody reads.
            "env" | "env_var" | "env_var_or_default" => match self.context.env.get(&value(first)) {
                Some(values) => values.single().map(|one| one.marked().to_string()),
                None => second.map(value),
            }
            .filter(|text| !text.is_empty()),
            "lowercase" => Symbolic::from_marked(value(first)).map_known(str::to_lowercase).marked().to_string().into(),
            "trim" => Some(value(first).trim().to_string()),
            _ => None,
        }
    }

    /// A line with `{{…}}` filled in; `{{{{` is two brackets.
    pub fn filled(&self, line: &str, depth: usize) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some((before, behind)) = rest.split_once("{{") {
            out.push_str(before);
            if let Some(literal) = behind.strip_prefix("{{") {
                out.push_str("{{");
                rest = literal;
                continue;
            }
            let Some(end) = outside(behind, |rest| rest.starts_with("}}")) else {
                out.push_str("{{");
                rest = behind;
                continue;
            };
            out.push_str(&self.value(&behind[..end], depth));
            rest = &behind[end + 2..];
        }
        out.push_str(rest);
        out
    }
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-".contains(c)
}

/// What stands between the first brace and the one that closes it, and the rest.
fn block(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_start().strip_prefix('{')?;
    let end = outside(inner, |rest| rest.starts_with('}'))?;
    Some((&inner[..end], &inner[end + 1..]))
}

/// Where the bracket closes that the text begins with.
fn closing(text: &str) -> Option<usize> {
    outside(text.get(1..)?, |rest| rest.starts_with(')')).map(|at| at + 1)
}
