//! Simple commands: functions, builtins, and what `echo` says to the runner.

use crate::doubt::ScriptDoubt;
use std::rc::Rc;

use std::ops::Range;

use super::condition::{test, unanimous};
use super::expand::{from_items, map};
use super::files::read_file;
use super::filters;
use super::flow::To;
use super::interpret::{Interpreter, DEEPEST};
use super::loops::lines;
use super::printing::{echo, printf};
use super::scripts::How;
use super::state::{emit, Ending, Flow, State};
use super::syntax::{self, Assignment, List, RedirectKind, Word};
use super::World;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::paths::within;
use prodproof_syntax::value::{Symbolic, ValueSet};

impl Interpreter<'_> {
    pub(super) fn simple(
        &mut self,
        assignments: &[Assignment],
        words: &[Word],
        span: &Range<usize>,
        state: &mut State,
    ) -> Ending {
        self.substituted = None;
        let declares = matches!(
            words.first().and_then(syntax::literal).as_deref(),
            Some("export" | "declare" | "local" | "readonly" | "typeset")
        );
        if declares {
            self.declared(assignments, words, state);
        }
        if words.is_empty() || declares {
            for assignment in assignments {
                self.assign(assignment, state);
            }
            if self.step.world == World::Host {
                match words.first().and_then(syntax::literal).as_deref() {
                    Some("export") => self.export(assignments, state),
                    _ => self.export_again(assignments, state),
                }
            }
            if words.is_empty() {
                if assignments.is_empty() {
                    // `$(<file)`.
                    if let Some(text) = state.stdin.clone() {
                        emit(state, &text);
                    }
                    return Ending::Succeeds;
                }
                return self.substituted.unwrap_or(Ending::Succeeds);
            }
        }
        // `X=y command` sets X for the command alone.
        let before: Vec<(String, Option<ValueSet>)> =
            assignments.iter().map(|one| (one.name.clone(), state.variables.get(&one.name).cloned())).collect();
        let lists = self.arguments(words, state);
        if !declares {
            for assignment in assignments {
                self.assign(assignment, state);
            }
        }
        let given =
            if declares || self.step.world == World::Runner { Vec::new() } else { self.assigned(assignments, state) };
        let outer = std::mem::replace(&mut self.given, given);
        let status = self.call(lists, span, state);
        self.given = outer;
        if !declares {
            for (name, value) in before {
                match value {
                    Some(value) => Rc::make_mut(&mut state.variables).insert(name, value),
                    None => Rc::make_mut(&mut state.variables).remove(&name),
                };
            }
        }
        status
    }

    pub(super) fn call(&mut self, lists: Vec<Vec<Symbolic>>, span: &Range<usize>, state: &mut State) -> Ending {
        let names: Vec<Option<&str>> = lists.iter().map(|list| list.first().and_then(Symbolic::as_known)).collect();
        let same_name = names.windows(2).all(|pair| pair[0] == pair[1]);
        if !same_name {
            for list in &lists {
                let command = list.first().map(Symbolic::to_string).unwrap_or_default();
                self.maybe(ScriptDoubt::IsCommand(command.to_string()), state, |this, state| {
                    this.call(vec![list.clone()], span, state);
                });
            }
            return Ending::Assumed;
        }
        let Some(name) = names.first().copied().flatten() else {
            return match lists.first() {
                Some(list) if !list.is_empty() => self.program(&lists, span, state),
                _ => Ending::Succeeds,
            };
        };
        if let Some(body) = state.functions.get(name).cloned() {
            return self.function(&body, &lists, state);
        }
        let name = name.to_string();
        if let Some(status) = self.builtin(&name, &lists, span, state) {
            return status;
        }
        self.program(&lists, span, state)
    }

    pub(super) fn function(&mut self, body: &List, lists: &[Vec<Symbolic>], state: &mut State) -> Ending {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.depth -= 1;
            self.effects.unread = true;
            return Ending::Unknown;
        }
        let arguments = ValueSet::any(lists.iter().map(|list| from_items(list.get(1..).unwrap_or_default())));
        let before = Rc::make_mut(&mut state.variables).insert("@".into(), arguments);
        self.frames.push(Default::default());
        let status = self.returnable(state, |this, state| this.list(body, state));
        self.leave_function(state);
        match before {
            Some(before) => Rc::make_mut(&mut state.variables).insert("@".into(), before),
            None => Rc::make_mut(&mut state.variables).remove("@"),
        };
        self.depth -= 1;
        status
    }

    pub(super) fn builtin(
        &mut self,
        name: &str,
        lists: &[Vec<Symbolic>],
        span: &Range<usize>,
        state: &mut State,
    ) -> Option<Ending> {
        let first = lists.first()?;
        let first_argument = first.get(1).and_then(Symbolic::as_known);
        let found = self.settings(name, first, span, state).or_else(|| self.leaving(name, lists, span, state));
        if found.is_some() {
            return found;
        }
        Some(match name {
            ":" | "true" => Ending::Succeeds,
            "false" => Ending::Fails,
            "echo" => {
                let out = ValueSet::any(lists.iter().map(|list| echo(&list[1..])));
                self.print(&out, span, state);
                Ending::Succeeds
            }
            "printf" if first_argument == Some("-v") => {
                let out = ValueSet::any(lists.iter().map(|list| printf(list.get(3..).unwrap_or_default())));
                if let Some(name) = first.get(2).and_then(Symbolic::as_known) {
                    Rc::make_mut(&mut state.variables).insert(name.to_string(), out);
                }
                Ending::Succeeds
            }
            "let" => {
                let all = lists.first().map_or(&[][..], |list| &list[1..]);
                let last = all.iter().map(|text| match text.as_known().filter(|_| lists.len() == 1) {
                    Some(text) => self.arithmetic_status(text, state),
                    None => Ending::Unknown,
                });
                last.last().unwrap_or(Ending::Fails)
            }
            "printf" => {
                let out = ValueSet::any(lists.iter().map(|list| printf(&list[1..])));
                self.print(&out, span, state);
                Ending::Succeeds
            }
            "test" | "[" => {
                lists.iter().for_each(|list| self.compared_in(list));
                Ending::from(unanimous(lists.iter().map(|list| {
                    let inner = list.get(1..).unwrap_or_default();
                    match (name, inner.split_last()) {
                        ("[", Some((last, inner))) if last.as_known() == Some("]") => test(inner),
                        ("[", _) => Answer::Unknown,
                        _ => test(inner),
                    }
                })))
            }
            "cd" | "pushd" => {
                let target = first.get(1).and_then(Symbolic::as_known);
                state.directory = match (&state.directory, target) {
                    (Some(directory), Some(target)) if !target.starts_with('/') && !target.starts_with('-') => {
                        within(directory, target)
                    }
                    _ => None,
                };
                Ending::Assumed
            }
            "popd" => {
                state.directory = None;
                Ending::Succeeds
            }
            "tee" => {
                let stdin = state.stdin.clone().unwrap_or_else(ValueSet::unknown);
                let appends = first.iter().any(|text| matches!(text.as_known(), Some("-a" | "--append")));
                let kind = if appends { RedirectKind::Append } else { RedirectKind::Write };
                for path in first[1..].iter().filter(|text| !text.marked().starts_with('-')) {
                    self.write(&ValueSet::one(path.clone()), &stdin, kind, state);
                }
                emit(state, &stdin);
                Ending::Succeeds
            }
            "cat" if first.len() > 1 && !first_argument.is_some_and(|text| text.starts_with('-')) => {
                let mut out = ValueSet::known("");
                for path in &first[1..] {
                    out = out.join(&read_file(&ValueSet::one(path.clone()), state));
                }
                self.print(&out, span, state);
                Ending::Assumed
            }
            "xargs" => self.xargs(first, span, state),
            "sleep" | "wait" | "shopt" | "ulimit" | "umask" | "hash" | "alias" | "jobs" | "mkdir" | "rm" | "touch"
            | "chmod" | "chown" => Ending::Assumed,
            "cp" | "mv" | "ln" => {
                self.effects.written.extend(lists.iter().filter_map(|list| list.last()).map(Symbolic::to_string));
                Ending::Assumed
            }
            _ => return None,
        })
    }

    /// Builtins that leave what is under way, or run something in its place.
    fn leaving(
        &mut self,
        name: &str,
        lists: &[Vec<Symbolic>],
        span: &Range<usize>,
        state: &mut State,
    ) -> Option<Ending> {
        let first = lists.first()?;
        let first_argument = first.get(1).and_then(Symbolic::as_known);
        Some(match name {
            "exit" => {
                let status = self.code(lists);
                self.leave(To::End, status, state);
                status
            }
            // Outside of functions it is an error and nothing else.
            "return" if self.functions == 0 => Ending::Fails,
            "return" => {
                let status = self.code(lists);
                self.leave(To::Call, status, state);
                status
            }
            "break" | "continue" => {
                let count = first_argument.and_then(|text| text.parse::<usize>().ok()).unwrap_or(1).max(1);
                if self.loops > 0 {
                    let level = self.loops.saturating_sub(count - 1).max(1);
                    self.leave(To::Loop { level, again: name == "continue" }, Ending::Succeeds, state);
                }
                Ending::Succeeds
            }
            "exec" if first.len() > 1 => {
                let status = self.call(lists.iter().map(|list| list[1..].to_vec()).collect(), span, state);
                if state.flow == Flow::On {
                    self.leave(To::End, status, state);
                }
                status
            }
            "trap" => {
                self.trap(&first[1..], span, state);
                Ending::Succeeds
            }
            "source" | "." => {
                let path = first_argument.map(str::to_string);
                let text = path.as_deref().and_then(|path| self.file_text(path, state));
                match text {
                    Some(text) if path.as_deref().is_some_and(|path| self.may_follow(path)) => {
                        self.follow(path.unwrap_or_default(), &text, &ValueSet::known(""), span, state, How::Sourced);
                    }
                    _ => {
                        state.foreign = true;
                        self.effects.unread = true;
                    }
                }
                Ending::Assumed
            }
            "eval" => {
                let mut status = Ending::Assumed;
                let mut text = Symbolic::default();
                for (at, word) in first[1..].iter().enumerate() {
                    if at > 0 {
                        text.push_known(" ");
                    }
                    text.push(word);
                }
                if lists.len() == 1 && !text.starts_with_opaque_hole() {
                    status = self.inline(&text, span, state);
                } else {
                    state.foreign = true;
                    self.effects.unread = true;
                }
                status
            }
            _ => return None,
        })
    }

    /// What `exit` and `return` answer.
    fn code(&self, lists: &[Vec<Symbolic>]) -> Ending {
        Ending::any(lists.iter().map(|list| match list.get(1) {
            None => self.last,
            Some(code) => match code.as_known() {
                Some("0") => Ending::Succeeds,
                Some(_) => Ending::Fails,
                None => Ending::Unknown,
            },
        }))
    }

    pub(super) fn xargs(&mut self, arguments: &[Symbolic], span: &Range<usize>, state: &mut State) -> Ending {
        let mut at = 1;
        let mut replace: Option<String> = None;
        let mut one_each = false;
        while let Some(option) = arguments.get(at).and_then(Symbolic::as_known).filter(|text| text.starts_with('-')) {
            at += 1;
            match option {
                "-I" | "-i" => {
                    replace = arguments.get(at).and_then(Symbolic::as_known).map(str::to_string);
                    at += 1;
                }
                "-n" | "-L" | "-P" | "-d" | "-s" | "-E" => {
                    one_each |= matches!(option, "-n" | "-L");
                    at += 1;
                }
                short if short.starts_with("-I") => replace = Some(short[2..].to_string()),
                short if short.starts_with("-n") || short.starts_with("-L") => one_each = true,
                _ => {}
            }
        }
        let command = arguments.get(at..).unwrap_or_default().to_vec();
        let stdin = state.stdin.clone().unwrap_or_else(ValueSet::unknown);
        let lists: Vec<Vec<Symbolic>> =
            stdin.iter().map(|text| if replace.is_some() { lines(text) } else { filters::words(text) }).collect();
        if command.is_empty() {
            let out = map(&stdin, |text| {
                Symbolic::from_marked(format!(
                    "{}\n",
                    filters::words(text).iter().map(Symbolic::marked).collect::<Vec<_>>().join(" ")
                ))
            });
            self.print(&out, span, state);
            return Ending::Succeeds;
        }
        if replace.is_none() && !one_each {
            let all: Vec<Vec<Symbolic>> = lists.iter().map(|list| [command.as_slice(), list].concat()).collect();
            return self.call(all, span, state);
        }
        let span = span.clone();
        self.turns(&lists, state, |this, state, item| {
            let arguments: Vec<Symbolic> = match &replace {
                Some(mark) if !mark.is_empty() => command
                    .iter()
                    .map(|word| Symbolic::from_marked(word.marked().replace(mark.as_str(), item.marked())))
                    .collect(),
                _ => command.iter().cloned().chain([item.clone()]).collect(),
            };
            this.call(vec![arguments], &span, state)
        });
        Ending::Assumed
    }
}
