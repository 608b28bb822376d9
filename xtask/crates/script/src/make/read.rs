//! A makefile's text to variables and rules, from the top to the bottom as make reads it.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

use super::expand::{self, Scope};
use super::MOST_LOOKUPS;
use crate::recipe::ends_open;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// Files that include each other no deeper, and in all.
const DEEPEST_INCLUDE: usize = 8;
const MOST_INCLUDED: usize = 32;

/// A variable; `text` is marked.
#[derive(Clone, Debug)]
pub(super) struct MakeVariable {
    pub text: String,
    /// `:=`: it is expanded already.
    pub simple: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub targets: Vec<String>,
    pub needs: Vec<String>,
    /// Lines without their tab, not expanded; each with the backslashes of the shell.
    pub recipe: Vec<String>,
    /// Variables of these targets alone.
    pub own: Vec<(String, MakeVariable)>,
    /// Whether it is there: unknown behind a condition that is not decided.
    pub there: Answer,
}

#[derive(Debug)]
pub(super) struct Makefile {
    pub variables: BTreeMap<String, MakeVariable>,
    /// From the command line: no assignment of the file changes them.
    pub overrides: BTreeMap<String, MakeVariable>,
    pub environment: BTreeMap<String, MakeVariable>,
    pub rules: Vec<Rule>,
    pub phony: Vec<String>,
    pub exported: Vec<String>,
    /// `.ONESHELL:`
    pub one_shell: bool,
    /// Something was included or defined that is not read: what is missing here is unknown.
    pub incomplete: bool,
    /// What recipes set by `eval`.
    evaluated: Vec<String>,
    pub included: usize,
    /// How many variables may still be looked up.
    pub left: Cell<usize>,
}

impl Makefile {
    pub fn new(env: &BTreeMap<String, ValueSet>, overrides: &[(String, String)]) -> Self {
        let simple = |text: String| MakeVariable { text, simple: true };
        let environment = env.iter().map(|(name, values)| {
            let text = values.single().cloned().unwrap_or_else(Symbolic::unknown);
            (name.clone(), simple(text.marked().to_string()))
        });
        Self {
            variables: BTreeMap::new(),
            overrides: overrides.iter().map(|(name, value)| (name.clone(), simple(value.clone()))).collect(),
            environment: environment.collect(),
            rules: Vec::new(),
            phony: Vec::new(),
            exported: Vec::new(),
            one_shell: false,
            incomplete: false,
            evaluated: Vec::new(),
            included: 0,
            left: Cell::new(MOST_LOOKUPS),
        }
    }

    pub fn read(&mut self, text: &str, files: &dyn Fn(&str) -> Option<String>, depth: usize) {
        // Of each open conditional: whether this branch is read, and whether one was.
        let mut open: Vec<(Answer, Answer)> = Vec::new();
        let mut in_rule = false;
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let active = open.iter().fold(Answer::Yes, |all, (now, _)| all.and(*now));
            if let Some(recipe) = line.strip_prefix('\t').filter(|_| in_rule) {
                let mut recipe = recipe.to_string();
                while ends_open(&recipe) {
                    let Some(next) = lines.next() else { break };
                    recipe.push('\n');
                    recipe.push_str(next.strip_prefix('\t').unwrap_or(next));
                }
                self.note_evaluated(&recipe);
                if let (true, Some(rule)) = (active != Answer::No, self.rules.last_mut()) {
                    rule.recipe.push(recipe);
                    rule.there = rule.there.and(active);
                }
                continue;
            }
            let mut line = Cow::Borrowed(line);
            while ends_open(&line) {
                let joined = line.to_mut();
                joined.pop();
                let Some(next) = lines.next() else { break };
                joined.truncate(joined.trim_end().len());
                joined.push(' ');
                joined.push_str(next.trim_start());
            }
            let line = without_comment(&line).trim();
            if line.is_empty() {
                continue;
            }
            if self.conditional(line, &mut open) {
                continue;
            }
            if line.split_whitespace().next() == Some("define") {
                let name = line.split_whitespace().nth(1).unwrap_or_default().trim_end_matches(['=', ':']);
                lines.by_ref().take_while(|line| line.trim() != "endef").for_each(drop);
                self.set_unknown(name);
                in_rule = false;
                continue;
            }
            if active == Answer::No {
                continue;
            }
            in_rule = self.line(line, active, files, depth);
        }
        if depth == 0 {
            std::mem::take(&mut self.evaluated).iter().for_each(|name| self.set_unknown(name));
        }
    }

    /// The variables that `$(eval NAME := …)` in a recipe sets as soon as that is run: from
    /// here on nobody knows what they hold.
    fn note_evaluated(&mut self, recipe: &str) {
        if !recipe.contains("eval ") {
            return;
        }
        for (at, call) in recipe.match_indices("$(eval ").chain(recipe.match_indices("${eval ")) {
            let body = recipe[at + call.len()..].trim_start();
            let end = body.find(|c: char| ":=?+! \t\n".contains(c)).unwrap_or(body.len());
            match &body[..end] {
                "" => self.incomplete = true,
                name if name.contains('$') => self.incomplete = true,
                name => self.evaluated.push(name.to_string()),
            }
        }
    }

    /// Reads a line that is no recipe; whether a rule begins.
    fn line(&mut self, line: &str, active: Answer, files: &dyn Fn(&str) -> Option<String>, depth: usize) -> bool {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match first {
            "include" | "-include" | "sinclude" => {
                for path in self.expand(rest).split_whitespace() {
                    // Before the file is asked for: of one that includes itself in each line
                    // nobody wants as many copies.
                    if depth >= DEEPEST_INCLUDE || self.included >= MOST_INCLUDED {
                        self.incomplete = true;
                        continue;
                    }
                    match files(path.trim_start_matches("./")) {
                        Some(text) if active == Answer::Yes => {
                            self.included += 1;
                            self.read(&text, files, depth + 1);
                        }
                        None if first != "include" && !path.contains(prodproof_syntax::value::OPEN) => {}
                        _ => self.incomplete = true,
                    }
                }
                return false;
            }
            "export" if assignment(rest).is_none() => {
                let names = self.expand(rest);
                self.exported.extend(names.split_whitespace().map(str::to_string));
                return false;
            }
            "unexport" | "vpath" | "undefine" | "load" => return false,
            _ => {}
        }
        let (words, exports) = match first {
            "export" => (rest, true),
            "override" | "private" => (rest, false),
            _ => (line, false),
        };
        if let Some((name, how, value)) = assignment(words) {
            let name = self.expand(name);
            if exports {
                self.exported.push(name.clone());
            }
            self.assign(&name, how, value, active);
            return false;
        }
        self.rule(line, active)
    }

    /// `targets: needs ; recipe`, or a variable of targets.
    fn rule(&mut self, line: &str, active: Answer) -> bool {
        let Some(colon) = find_outside(line, ':') else {
            // `$(eval …)` and calls of templates may define anything.
            self.incomplete |= line.contains("eval") || line.contains("call") || line.starts_with('$');
            return false;
        };
        let targets: Vec<String> = self.expand(&line[..colon]).split_whitespace().map(str::to_string).collect();
        // Of rules with two colons several may count, each under conditions of its own.
        let doubled = line[colon + 1..].starts_with(':');
        let rest = line[colon + 1..].trim_start_matches(':').trim();
        if let Some((name, how, value)) = assignment(rest) {
            let name = self.expand(name.trim_start_matches("export ").trim());
            let simple = how == ":=";
            let text = if simple { self.expand(value) } else { value.to_string() };
            let own = vec![(name, MakeVariable { text, simple })];
            self.rules.push(Rule { targets, own, there: active, needs: Vec::new(), recipe: Vec::new() });
            return false;
        }
        let (needs, inline) = match find_outside(rest, ';') {
            Some(at) => (&rest[..at], Some(rest[at + 1..].trim())),
            None => (rest, None),
        };
        let needs: Vec<String> = Scope::of_names(self)
            .expand(needs)
            .split_whitespace()
            .filter(|need| *need != "|")
            .map(str::to_string)
            .collect();
        match targets.as_slice() {
            [one] if one == ".PHONY" => self.phony.extend(needs),
            [one] if one == ".ONESHELL" => self.one_shell = true,
            _ => self.rules.push(Rule {
                targets,
                needs,
                recipe: inline.map(str::to_string).into_iter().collect(),
                own: Vec::new(),
                there: if doubled { Answer::Unknown } else { active },
            }),
        }
        true
    }

    fn assign(&mut self, name: &str, how: &str, value: &str, active: Answer) {
        if active != Answer::Yes {
            self.set_unknown(name);
            return;
        }
        let known = |own: &Self| own.variables.contains_key(name) || own.environment.contains_key(name);
        let new = match how {
            "?=" if known(self) => return,
            "!=" => MakeVariable { text: format!("$({})", self.expand(value)), simple: true },
            ":=" => MakeVariable { text: self.expand(value), simple: true },
            "+=" => match self.variables.get(name).or_else(|| self.environment.get(name)).map(|old| old.simple) {
                Some(simple) => {
                    let more = if simple { self.expand(value) } else { value.to_string() };
                    // In its place: a file may add to one variable in every line.
                    let old = self.variables.remove(name).or_else(|| self.environment.get(name).cloned());
                    let mut text = old.map(|old| old.text).unwrap_or_default();
                    text.push(' ');
                    text.push_str(&more);
                    MakeVariable { text, simple }
                }
                None => MakeVariable { text: value.to_string(), simple: false },
            },
            _ => MakeVariable { text: value.to_string(), simple: false },
        };
        self.variables.insert(name.to_string(), new);
    }

    fn set_unknown(&mut self, name: &str) {
        let unknown = MakeVariable { text: Symbolic::unknown().marked().to_string(), simple: true };
        self.variables.insert(name.to_string(), unknown);
    }

    /// `ifeq (a,b)`, `else`, `endif`; whether the line is one of them.
    fn conditional(&self, line: &str, open: &mut Vec<(Answer, Answer)>) -> bool {
        let (first, rest) = word(line);
        match first {
            "ifeq" | "ifneq" | "ifdef" | "ifndef" => {
                let holds = self.holds(first, rest);
                open.push((holds, holds));
            }
            "else" => {
                let Some((now, done)) = open.last_mut() else { return true };
                let holds = match word(rest) {
                    ("", _) => Answer::Yes,
                    (own, arguments) => self.holds(own, arguments),
                };
                *now = holds.and(!*done);
                *done = done.or(holds);
            }
            "endif" => drop(open.pop()),
            _ => return false,
        }
        true
    }

    fn holds(&self, word: &str, arguments: &str) -> Answer {
        let answer = match word {
            "ifdef" | "ifndef" => {
                let name = self.expand(arguments);
                let scope = Scope::new(self);
                // It asks for a value and does not expand it.
                match scope.find(name.trim()) {
                    Some(variable) if !variable.simple => Answer::from(!variable.text.trim().is_empty()),
                    Some(variable) => filled(&variable.text),
                    None => filled(&scope.variable(name.trim())),
                }
            }
            _ => {
                let Some((a, b)) = pair(arguments) else { return Answer::Unknown };
                let (a, b) = (self.expand(a), self.expand(b));
                expand::same(a.trim(), b.trim())
            }
        };
        match word {
            "ifneq" | "ifndef" => !answer,
            _ => answer,
        }
    }

    fn expand(&self, text: &str) -> String {
        Scope::new(self).expand(text)
    }
}

fn filled(text: &str) -> Answer {
    expand::is_empty(text).map_or(Answer::Unknown, |empty| Answer::from(!empty))
}

/// The letters that a line begins with, and what is behind them.
fn word(line: &str) -> (&str, &str) {
    let end = line.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(line.len());
    (&line[..end], line[end..].trim())
}

fn without_comment(line: &str) -> &str {
    let hash = line.char_indices().find(|(at, c)| *c == '#' && !line[..*at].ends_with('\\'));
    hash.map_or(line, |(at, _)| &line[..at])
}

/// The first of a character outside of `$( )` and `${ }`.
pub(super) fn find_outside(line: &str, wanted: char) -> Option<usize> {
    let mut depth = 0usize;
    let mut from = 0;
    while let Some(at) = line[from..].find([wanted, '(', '{', ')', '}']).map(|at| from + at) {
        match line.as_bytes()[at] {
            b'(' | b'{' if line[..at].ends_with('$') || depth > 0 => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            _ if line[at..].starts_with(wanted) && depth == 0 => return Some(at),
            _ => {}
        }
        from = at + line[at..].chars().next().map_or(1, char::len_utf8);
    }
    None
}

/// `NAME := value`: the name, how, and the value.
fn assignment(line: &str) -> Option<(&str, &'static str, &str)> {
    let equals = find_outside(line, '=')?;
    // A rule's colon stands before it, unless it is that of `:=`.
    let (before, how) = match &line[..equals] {
        before if before.ends_with("::") => (&before[..before.len() - 2], ":="),
        before if before.ends_with(':') => (&before[..before.len() - 1], ":="),
        before if before.ends_with('?') => (&before[..before.len() - 1], "?="),
        before if before.ends_with('+') => (&before[..before.len() - 1], "+="),
        before if before.ends_with('!') => (&before[..before.len() - 1], "!="),
        before => (before, "="),
    };
    let name = before.trim();
    let is_one = !name.is_empty() && find_outside(name, ':').is_none() && !name.contains(char::is_whitespace);
    is_one.then(|| (name, how, line[equals + 1..].trim_start()))
}

/// `(a,b)`, `"a" "b"`, `'a' 'b'`.
fn pair(arguments: &str) -> Option<(&str, &str)> {
    if let Some(inner) = arguments.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let comma = find_outside(inner, ',')?;
        return Some((&inner[..comma], &inner[comma + 1..]));
    }
    let quote = arguments.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (a, rest) = arguments[1..].split_once(quote)?;
    let quote = rest.trim_start().chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (b, _) = rest.trim_start()[1..].split_once(quote)?;
    Some((a, b))
}
