//! `$(NAME)` and `$(function …)` in a makefile's text. Values are marked texts; what only
//! a shell knows stays a `$( )` of the shell.

use std::cell::Cell;

use super::read::{find_outside, MakeVariable, Makefile};
use super::{DEEPEST, MOST_BYTES};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::Symbolic;

/// Functions of make that are told from variables; those that are not read give something
/// unknown.
const FUNCTIONS: [&str; 33] = [
    "shell",
    "strip",
    "or",
    "and",
    "if",
    "subst",
    "patsubst",
    "addprefix",
    "addsuffix",
    "firstword",
    "lastword",
    "notdir",
    "foreach",
    "info",
    "warning",
    "error",
    "sort",
    "word",
    "words",
    "wordlist",
    "filter",
    "filter-out",
    "findstring",
    "dir",
    "suffix",
    "basename",
    "join",
    "wildcard",
    "realpath",
    "abspath",
    "call",
    "eval",
    "value",
];

/// What names mean at one place: in a recipe, those of its target too.
pub(super) struct Scope<'a> {
    makefile: &'a Makefile,
    /// `@`, `<`, `^`, `*`, and variables of the target; the last one counts.
    pub own: Vec<(String, MakeVariable)>,
    depth: Cell<usize>,
    shells: Shells,
}

/// What stands for what a shell prints.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shells {
    /// The command: a recipe's own shell runs it.
    Written,
    /// A hole: targets are words, and a command is none.
    Holes,
}

/// Whether two marked texts are the same when they are run.
pub(super) fn same(a: &str, b: &str) -> Answer {
    if a.contains("$(") || b.contains("$(") {
        return Answer::Unknown;
    }
    Symbolic::from_marked(a).same(&Symbolic::from_marked(b))
}

fn unknown() -> String {
    Symbolic::unknown().marked().to_string()
}

impl<'a> Scope<'a> {
    pub fn new(makefile: &'a Makefile) -> Self {
        Self { makefile, own: Vec::new(), depth: Cell::new(0), shells: Shells::Written }
    }

    /// For the names of targets.
    pub fn of_names(makefile: &'a Makefile) -> Self {
        Self { shells: Shells::Holes, ..Self::new(makefile) }
    }

    pub fn set(&mut self, name: &str, text: String) {
        self.own.push((name.to_string(), MakeVariable { text, simple: true }));
    }

    /// Where a variable is looked for, and found.
    pub fn find(&self, name: &str) -> Option<&MakeVariable> {
        let own = self.own.iter().rev().find(|(known, _)| known == name).map(|(_, variable)| variable);
        let found = self.makefile.overrides.get(name).or(own);
        found.or_else(|| self.makefile.variables.get(name)).or_else(|| self.makefile.environment.get(name))
    }

    /// The text with all that it names; too deep, it is unknown.
    pub fn expand(&self, text: &str) -> String {
        if self.depth.get() > DEEPEST {
            return unknown();
        }
        self.depth.set(self.depth.get() + 1);
        let out = self.pieces(text);
        self.depth.set(self.depth.get() - 1);
        out
    }

    fn pieces(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            if out.len() > MOST_BYTES {
                return unknown();
            }
            out.push_str(&rest[..at]);
            let behind = &rest[at + 1..];
            let Some(first) = behind.chars().next() else {
                out.push('$');
                return out;
            };
            match first {
                '$' => {
                    out.push('$');
                    rest = &behind[1..];
                }
                '(' | '{' => {
                    let close = if first == '(' { ')' } else { '}' };
                    let Some(end) = closing(behind, first, close) else {
                        out.push_str(&unknown());
                        return out;
                    };
                    out.push_str(&self.reference(&behind[1..end]));
                    rest = &behind[end + 1..];
                }
                name => {
                    out.push_str(&self.variable(&name.to_string()));
                    rest = &behind[name.len_utf8()..];
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// What stands between the brackets.
    fn reference(&self, inner: &str) -> String {
        let (word, arguments) = inner.split_once([' ', '\t']).unwrap_or((inner, ""));
        if FUNCTIONS.contains(&word) && word.len() < inner.len() {
            return self.function(word, arguments.trim_start());
        }
        let inner = self.expand(inner);
        // `$(NAME:.c=.o)`
        if let Some((name, (from, to))) = inner.split_once(':').and_then(|(n, rest)| Some((n, rest.split_once('=')?))) {
            let (from, to) = if from.contains('%') {
                (from.to_string(), to.to_string())
            } else {
                (format!("%{from}"), format!("%{to}"))
            };
            let text = self.variable(name);
            if text.contains("$(") {
                return unknown();
            }
            return words(&text).map(|word| substitute(word, &from, &to)).collect::<Vec<_>>().join(" ");
        }
        self.variable(&inner)
    }

    pub fn variable(&self, name: &str) -> String {
        let left = self.makefile.left.get();
        if name.contains(prodproof_syntax::value::OPEN) || left == 0 {
            return unknown();
        }
        self.makefile.left.set(left - 1);
        if name == "MAKE" {
            return self.again();
        }
        match self.find(name) {
            Some(variable) if variable.simple && self.shells == Shells::Holes && variable.text.contains("$(") => {
                unknown()
            }
            Some(variable) if variable.simple => variable.text.clone(),
            Some(variable) => self.expand(&variable.text),
            // Options, and the `Q` of quiet recipes, are left empty; others may come from an action.
            None if name.len() == 1 => String::new(),
            None if name.ends_with("ARGS") || name.ends_with("FLAGS") || name.ends_with("OPTS") => String::new(),
            None if name.chars().any(|c| c.is_ascii_lowercase()) && !self.makefile.incomplete => String::new(),
            None => unknown(),
        }
    }

    /// `make` with the variables of this call, which it hands on.
    fn again(&self) -> String {
        let mut out = "make".to_string();
        for (name, variable) in &self.makefile.overrides {
            let value = if variable.text.contains('\'') { unknown() } else { variable.text.clone() };
            out.push_str(&format!(" {name}='{value}'"));
        }
        out
    }

    fn function(&self, name: &str, arguments: &str) -> String {
        let split = |most: usize| -> Vec<&str> {
            let mut out = Vec::new();
            let mut rest = arguments;
            while out.len() + 1 < most {
                let Some(comma) = find_outside(rest, ',') else { break };
                out.push(&rest[..comma]);
                rest = &rest[comma + 1..];
            }
            out.push(rest);
            out
        };
        let all = |most: usize| -> Vec<String> { split(most).into_iter().map(|one| self.expand(one)).collect() };
        let each = |text: &str, f: &dyn Fn(&str) -> String| words(text).map(f).collect::<Vec<_>>().join(" ");
        // What only a shell gives can be tested, but not taken apart.
        let whole = |texts: &[&str]| texts.iter().all(|text| !text.contains("$("));
        match name {
            "shell" if self.shells == Shells::Holes => return unknown(),
            "shell" => return format!("$({})", self.expand(arguments)),
            "info" | "warning" => return String::new(),
            "eval" if self.sets_unknown(arguments) => return String::new(),
            "or" => return self.first_of(&all(usize::MAX)),
            "strip" => {
                let text = self.expand(arguments);
                return if whole(&[&text]) { each(&text, &str::to_string) } else { unknown() };
            }
            "foreach" => {
                let [name, list, body] = split(3)[..] else { return unknown() };
                let (name, list) = (self.expand(name), self.expand(list));
                if !whole(&[&name, &list]) {
                    return unknown();
                }
                let mut inner = Self { own: self.own.clone(), depth: self.depth.clone(), ..*self };
                let each = words(&list).map(|word| {
                    inner.set(name.trim(), word.to_string());
                    inner.expand(body)
                });
                let text = each.collect::<Vec<_>>().join(" ");
                return if whole(&[&text]) { text } else { unknown() };
            }
            _ => {}
        }
        let texts = all(3);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        match (name, texts[..].as_ref()) {
            ("if", [condition, then, otherwise @ ..]) => match is_empty(condition) {
                Some(false) => then.to_string(),
                Some(true) => otherwise.first().copied().unwrap_or_default().to_string(),
                None => unknown(),
            },
            _ if !whole(&texts) => unknown(),
            ("subst", [from, to, text]) => {
                Symbolic::from_marked(*text).map_known(|known| known.replace(from, to)).marked().to_string()
            }
            ("patsubst", [from, to, text]) => each(text, &|word| substitute(word, from.trim(), to.trim())),
            ("addprefix", [prefix, text]) => each(text, &|word| format!("{prefix}{word}")),
            ("addsuffix", [suffix, text]) => each(text, &|word| format!("{word}{suffix}")),
            ("firstword", [text, ..]) => words(text).next().unwrap_or_default().to_string(),
            ("lastword", [text, ..]) => words(text).last().unwrap_or_default().to_string(),
            ("notdir", [text, ..]) => each(text, &|word| word.rsplit('/').next().unwrap_or(word).to_string()),
            _ => unknown(),
        }
    }

    /// Whether all that `eval` gets is a variable that is unknown here anyway, and stays so.
    fn sets_unknown(&self, text: &str) -> bool {
        let Some((name, _)) = text.split_once('=') else { return false };
        let name = name.trim_end_matches([':', '?', '+', '!']).trim();
        let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_plain && self.variable(name) == unknown()
    }

    /// The first that is not empty.
    fn first_of(&self, all: &[String]) -> String {
        for one in all {
            match is_empty(one) {
                Some(true) => {}
                Some(false) => return one.clone(),
                None => return unknown(),
            }
        }
        String::new()
    }
}

/// Whether a marked text is empty, if that is known.
pub(super) fn is_empty(text: &str) -> Option<bool> {
    let text = text.trim();
    match Symbolic::from_marked(text) {
        _ if text.contains("$(") => None,
        text if text.is_whole() => Some(text.is_empty()),
        text if text.starts_with_opaque_hole() => None,
        _ => Some(false),
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

/// `%` stands for the same in both.
fn substitute(word: &str, from: &str, to: &str) -> String {
    match stem(word, from) {
        Some(stem) => to.replacen('%', stem, 1),
        None => word.to_string(),
    }
}

/// What `%` of the pattern is in the word.
pub(super) fn stem<'w>(word: &'w str, pattern: &str) -> Option<&'w str> {
    match pattern.split_once('%') {
        Some((before, after)) if word.len() >= before.len() + after.len() => {
            word.strip_prefix(before)?.strip_suffix(after)
        }
        Some(_) => None,
        None => (word == pattern).then_some(""),
    }
}

/// Where the bracket that the text begins with is closed.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            c if c == open => depth += 1,
            c if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
