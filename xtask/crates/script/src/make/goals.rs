//! Goals to the recipes that make runs for them, in order.

use super::expand::{stem, Scope};
use super::read::{MakeVariable, Makefile, Rule};
use super::MOST_BYTES;
use crate::recipe::{command, shell, OnFailure};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, CLOSE, OPEN};

/// Targets that need each other no longer than this.
const MOST_TARGETS: usize = 200;
/// What a line of a recipe may begin with.
const MARKS: &[char] = &['@', '-', '+', ' ', '\t'];

/// The script for the goals, or for the first target of the file. `None` where a goal has
/// no rule, or one that may not count.
pub(super) fn recipes(makefile: &Makefile, goals: &[String], files: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    // `/usr/bin/env bash -o pipefail`, `$(shell which bash)`
    let is_shell = |word: &str| {
        let name = word.trim_end_matches(')').rsplit('/').next();
        matches!(name, Some("sh" | "bash" | "dash" | "zsh"))
    };
    let shell = makefile.variables.get("SHELL").map(|_| Scope::new(makefile).variable("SHELL"));
    if shell.is_some_and(|shell| !shell.split_whitespace().any(is_shell)) {
        return None;
    }
    if makefile.variables.contains_key(".RECIPEPREFIX") {
        return None;
    }
    let first = || makefile.rules.iter().flat_map(|rule| &rule.targets).find(|target| is_first(target));
    let goals: Vec<String> = match goals {
        [] => vec![first()?.clone()],
        goals => goals.to_vec(),
    };
    let mut run = Run { makefile, files, done: Vec::new(), out: exports(makefile) };
    for goal in &goals {
        run.target(goal, &[], Wanted::Asked)?;
    }
    Some(run.out)
}

/// The default goal is no special target and no pattern.
fn is_first(target: &str) -> bool {
    (!target.starts_with('.') || target.contains('/')) && !target.contains('%')
}

/// What recipes see in their environment besides.
fn exports(makefile: &Makefile) -> String {
    let scope = Scope::new(makefile);
    let names = makefile.exported.iter().chain(makefile.overrides.keys());
    let line = |name: &String| {
        let value = scope.variable(name);
        (!value.contains(['\'', '\n'])).then(|| {
            if value.contains("$(") {
                format!("export {name}=\"{value}\"\n")
            } else {
                format!("export {name}='{value}'\n")
            }
        })
    };
    names.filter_map(line).collect()
}

/// Why a target is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// It was named on the command line.
    Asked,
    /// Another one needs it.
    Needed,
}

struct Run<'a> {
    makefile: &'a Makefile,
    files: &'a dyn Fn(&str) -> Option<String>,
    done: Vec<String>,
    out: String,
}

impl Run<'_> {
    /// A target that another one needs. Of a name that only a run knows in part it may be any
    /// that fits, as often as there are some, or never.
    fn need(&mut self, need: &str, above: &[(String, MakeVariable)]) -> Option<()> {
        let known = need.split_once(OPEN).map(|(before, _)| (before, need.rsplit(CLOSE).next().unwrap_or_default()));
        let Some((before, after)) = known.filter(|(before, after)| !before.is_empty() || !after.is_empty()) else {
            return self.target(need, above, Wanted::Needed);
        };
        self.out.push_str(&format!("for _ in {}\ndo\n:\n", Symbolic::unknown().marked()));
        let makefile = self.makefile;
        for own in makefile.rules.iter().flat_map(|rule| &rule.targets) {
            let fits = own.len() >= before.len() + after.len() && own.starts_with(before) && own.ends_with(after);
            if fits && !own.contains('%') && !self.done.contains(own) {
                self.target(own, above, Wanted::Needed)?;
                // Whoever surely needs it has it made.
                self.done.retain(|done| done != own);
            }
        }
        self.target(need, above, Wanted::Needed)?;
        self.out.push_str("done\n");
        Some(())
    }

    /// `above`: variables of the targets that need this one.
    fn target(&mut self, target: &str, above: &[(String, MakeVariable)], wanted: Wanted) -> Option<()> {
        if self.done.iter().any(|done| done == target) {
            return Some(());
        }
        if self.done.len() > MOST_TARGETS || self.out.len() > MOST_BYTES {
            return None;
        }
        self.done.push(target.to_string());
        let named = |rule: &&Rule| rule.targets.iter().any(|own| own == target);
        let mut rules: Vec<&Rule> = self.makefile.rules.iter().filter(named).collect();
        let mut part = "";
        let phony = self.makefile.phony.iter().any(|own| own == target);
        if !phony && rules.iter().all(|rule| rule.recipe.is_empty()) {
            let patterns = self.makefile.rules.iter().filter(|rule| !rule.recipe.is_empty());
            let pattern = patterns.filter_map(|rule| {
                let found = rule.targets.iter().filter(|own| own.contains('%')).find_map(|own| stem(target, own))?;
                Some((rule, found))
            });
            if let Some((rule, found)) = pattern.min_by_key(|(_, found)| found.len()) {
                rules.push(rule);
                part = found;
            }
        }
        if rules.is_empty() {
            // A file of the repository, or one that nobody here makes.
            return (wanted == Wanted::Needed).then_some(());
        }
        // What exists is made only if it is older than what it needs.
        if !rules.iter().all(|rule| rule.there == Answer::Yes) || (!phony && (self.files)(target).is_some()) {
            return None;
        }
        let needs: Vec<String> =
            rules.iter().flat_map(|rule| &rule.needs).map(|need| need.replacen('%', part, 1)).collect();
        let own: Vec<(String, MakeVariable)> =
            above.iter().chain(rules.iter().flat_map(|rule| &rule.own)).cloned().collect();
        for need in &needs {
            self.need(need, &own)?;
        }
        let mut scope = Scope::new(self.makefile);
        scope.own = own;
        scope.set("@", target.to_string());
        scope.set("<", needs.first().cloned().unwrap_or_default());
        scope.set("^", needs.join(" "));
        scope.set("*", part.to_string());
        let recipe = rules.iter().rev().find(|rule| !rule.recipe.is_empty()).map_or(&[][..], |rule| &rule.recipe);
        let lines: Vec<(String, OnFailure)> = recipe.iter().map(|line| command(&scope.expand(line), MARKS)).collect();
        if self.makefile.one_shell {
            let all: Vec<&str> = lines.iter().map(|(line, _)| line.as_str()).collect();
            shell(&mut self.out, &all.join("\n"), OnFailure::Stops);
        } else {
            lines.iter().for_each(|(line, failing)| shell(&mut self.out, line, *failing));
        }
        Some(())
    }
}
