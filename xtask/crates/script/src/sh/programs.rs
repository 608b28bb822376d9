//! Programs: what they push, which scripts they run, and the reports about it.

use crate::doubt::{ScriptDoubt, Unfollowed};
use std::rc::Rc;

use std::collections::BTreeMap;
use std::ops::Range;

use super::expand::from_items;
use super::filters;
use super::git;
use super::grep;
use super::interpret::{Interpreter, DEEPEST};
use super::named::{is_misnamed, is_refused};
use super::parser::parse;
use super::scripts::{is_other_script, is_shell_script, How};
use super::state::{emit, unknown_lines, Ending, State};
use super::{Opaque, Pushed, ScriptRemark, ScriptRemarkKind, ToolCall, World};
use crate::effect::{self, CommandFault, Context, Effect, Push};
use crate::effect::{COMPOSE_PUSH, COMPOSE_PUSH_ALL, HEAD, HUB_USER};
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::paths::within;
use prodproof_syntax::reference::is_hub;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// What one command does is told apart up to here; more is beyond all measure.
const MOST_EFFECTS: usize = 500;
/// Whether a command is run wherever its conditions hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    Surely,
    Perhaps,
}

impl Interpreter<'_> {
    /// Programs: what they write if they are filters, what they push if they do.
    pub(super) fn program(&mut self, lists: &[Vec<Symbolic>], span: &Range<usize>, state: &mut State) -> Ending {
        let name = lists.first().and_then(|list| list.first()).cloned().unwrap_or_default();
        let known = name.as_known().unwrap_or_default();
        if let (true, [one]) = (self.step.programs.may_move(known), lists) {
            let new = ToolCall { arguments: one.clone(), span: self.place(span).0 };
            if !self.effects.called.contains(&new) {
                self.effects.called.push(new);
            }
        }
        if self.step.world == World::Host {
            self.ran(lists, span, state);
        }
        if let ([list], true) = (lists, grep::is_grep(known)) {
            if let Some(found) = grep::run(list, state.stdin.as_ref()) {
                emit(state, &if found.out == ValueSet::unknown() { unknown_lines() } else { found.out });
                return Ending::from(found.selected);
            }
        }
        if filters::is_filter(known) {
            if state.is_read() {
                let (stdin, head) = (state.stdin.clone(), git::head(state));
                let of = |list: &Vec<Symbolic>| filters::output(list, stdin.as_ref(), &head);
                let out = match lists {
                    [one] => of(one),
                    many => ValueSet::any(many.iter().flat_map(|list| of(list).iter().cloned().collect::<Vec<_>>())),
                };
                emit(state, &if out == ValueSet::unknown() { unknown_lines() } else { out });
            }
            if known == "git" {
                self.move_head(lists, state);
            }
            let may_set = known == "git" || known == "find";
            if may_set && lists.iter().flatten().any(|text| text.as_known() == Some("push")) {
                return Ending::Assumed;
            }
            return if is_query(lists.first().map_or(&[], Vec::as_slice)) { Ending::Unknown } else { Ending::Assumed };
        }
        let env = state.variables.clone();
        let directory = state.directory.clone();
        let files = |path: &str| (self.step.files)(&within(directory.as_ref()?, path)?);
        let context = Context { env: &env, files: &files };
        let mut ways: Vec<Vec<Effect>> = lists.iter().map(|list| self.step.programs.read(list, &context)).collect();
        if ways.iter().any(|way| way.len() > MOST_EFFECTS) {
            ways.iter_mut().for_each(|way| way.truncate(MOST_EFFECTS));
            self.opaque(known.to_string(), Unfollowed::TooLong, span, Reached::Perhaps, state);
        }
        let mut seen: Vec<&Effect> = Vec::new();
        let mut fails = false;
        let behind = |list: &Vec<Symbolic>| from_items(list.get(1..).unwrap_or_default());
        // Once, as what one command does may be thousands of effects of thousands of words.
        let behind: Vec<Symbolic> =
            if ways.iter().all(Vec::is_empty) { Vec::new() } else { lists.iter().map(behind).collect() };
        let races = ways.iter().flatten().any(|effect| is_racing(effect) && self.refused(effect));
        for effect in ways.iter().flatten() {
            if let Effect::Builds(recipe) = effect {
                self.builds(recipe, span, state);
                continue;
            }
            if seen.contains(&effect) {
                continue;
            }
            seen.push(effect);
            let own = ways.iter().zip(&behind).filter(|(way, _)| way.contains(effect));
            self.arguments = ValueSet::any(own.map(|(_, words)| words.clone()));
            let certain = ways.iter().all(|way| way.contains(effect));
            let refused = self.refused(effect);
            if fails && !refused && in_order(effect) {
                continue;
            }
            fails |= certain && refused && !goes_on(effect);
            let races = races && is_racing(effect) && !refused;
            if certain && !races {
                self.effect(effect, span, state);
            } else {
                let doubt = if races { ScriptDoubt::BeforeRefusal } else { ScriptDoubt::SomeArguments };
                self.maybe(doubt, state, |this, state| this.effect(effect, span, state));
            }
        }
        if seen.iter().all(|effect| matches!(effect, Effect::Named(_))) {
            self.effects.unread |= name.as_known().is_none_or(|name| self.step.programs.may_write(name));
            if state.is_read() {
                emit(state, &unknown_lines());
            }
        }
        if fails {
            Ending::Fails
        } else if is_query(lists.first().map_or(&[], Vec::as_slice)) {
            Ending::Unknown
        } else {
            match seen.as_slice() {
                [Effect::Command { .. } | Effect::Shell(_) | Effect::Script { .. }] => self.last,
                [Effect::Fails(_)] => Ending::Fails,
                [Effect::Push(Push { reference: Some(text), certainty: Certainty::Yes, .. })]
                    if ways.len() == 1 && is_refused(text) =>
                {
                    Ending::Fails
                }
                [Effect::Named(_), ..] if ways.len() == 1 && seen.iter().any(|one| is_misnamed(one)) => Ending::Fails,
                _ => Ending::Assumed,
            }
        }
    }

    /// Whether it is a push that its registry refuses.
    fn refused(&self, effect: &Effect) -> bool {
        matches!(effect, Effect::Push(Push { reference: Some(text), .. }) if self.step.programs.refuses(text))
    }

    /// Keeps which commit a command of git leaves, for this script and the steps behind it.
    fn move_head(&self, lists: &[Vec<Symbolic>], state: &mut State) {
        let is_file = |path: &str| self.file_text(path, state).is_some();
        let moved: Vec<Option<Symbolic>> = lists.iter().map(|list| git::moved_head(list, is_file)).collect();
        if moved.iter().all(Option::is_none) {
            return;
        }
        let before = git::head(state);
        let new = ValueSet::any(
            moved.into_iter().map(|one| one.or_else(|| before.single().cloned()).unwrap_or_else(Symbolic::unknown)),
        );
        Rc::make_mut(&mut state.variables).insert(HEAD.to_string(), new.clone());
        state.env.insert(HEAD.to_string(), new);
    }

    pub(super) fn effect(&mut self, effect: &Effect, span: &Range<usize>, state: &mut State) {
        match effect {
            Effect::Push(push) => self.push(push, span, state),
            Effect::Login(login) => {
                if let Some(user) = login.user.as_ref().filter(|_| login.host.as_known().is_some_and(is_hub)) {
                    let user = ValueSet::one(user.clone());
                    let before = state.env.get(HUB_USER).or_else(|| state.variables.get(HUB_USER));
                    let all = before.map_or(user.clone(), |before| before.clone().or(user));
                    state.env.insert(HUB_USER.to_string(), all);
                }
                let given = login.token.clone().map(ValueSet::one);
                let token = given.or_else(|| state.stdin.clone());
                self.effects.logins.push((login.host.clone(), token));
            }
            Effect::Named(name) if is_misnamed(effect) => {
                self.remark(ScriptRemarkKind::Fails(CommandFault::NoReference(name.to_string())), span);
            }
            Effect::Named(name) => {
                let new = (name.clone(), Certainty::from(self.conditions(state).is_empty()));
                if !self.effects.named.contains(&new) {
                    self.effects.named.push(new);
                }
            }
            Effect::Builds(recipe) => self.builds(recipe, span, state),
            Effect::Fails(fault) => self.remark(ScriptRemarkKind::Fails(fault.clone()), span),
            Effect::Opaque { command, why } => {
                let path = command.split(' ').next().unwrap_or_default();
                let text = if path.contains('/') || path.ends_with(".sh") { self.file_text(path, state) } else { None };
                self.effects.unread = true;
                match text {
                    Some(text) if self.may_follow(path) && !is_other_script(path) && is_shell_script(&text) => {
                        let arguments = self.arguments.clone();
                        self.follow(path.to_string(), &text, &arguments, span, state, How::Called);
                    }
                    _ => {
                        if state.is_read() {
                            emit(state, &unknown_lines());
                        }
                        self.opaque(command.clone(), why.clone(), span, Reached::Surely, state);
                    }
                }
            }
            Effect::Command { arguments } => {
                self.depth += 1;
                if self.depth <= DEEPEST {
                    self.last = self.call(vec![arguments.clone()], span, state);
                }
                self.depth -= 1;
            }
            Effect::Shell(text) => {
                self.last = self.process(state, |this, inner| this.inline(text, span, inner));
            }
            Effect::Script { path, arguments } => {
                self.effects.unread = true;
                match self.file_text(path, state) {
                    Some(text) if self.may_follow(path) => {
                        let arguments = ValueSet::one(from_items(arguments));
                        self.follow(path.clone(), &text, &arguments, span, state, How::Called)
                    }
                    _ => {
                        if state.is_read() {
                            emit(state, &unknown_lines());
                        }
                        let name = path.rsplit('/').next().unwrap_or(path);
                        let script = [&[Symbolic::known(&format!("./{name}"))], arguments.as_slice()].concat();
                        let env = BTreeMap::new();
                        let context = Context { env: &env, files: &|_| None };
                        for effect in self.step.programs.read(&script, &context) {
                            if let Effect::Opaque { why, .. } = effect {
                                self.opaque(path.clone(), why, span, Reached::Surely, state);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Runs a text as part of this script: `eval`, `bash -c`.
    pub(super) fn inline(&mut self, text: &Symbolic, span: &Range<usize>, state: &mut State) -> Ending {
        let mut status = Ending::Unknown;
        self.depth += 1;
        if self.depth <= DEEPEST {
            let file = self.file.clone();
            // Places in the text are no places in the script: the call stands for them.
            self.file = Some(match file.clone() {
                Some((name, _)) => (name, span.clone()),
                None => (String::new(), span.clone()),
            });
            let list = parse(text);
            status = self.list(&list, state);
            self.file = file;
        } else {
            self.effects.unread = true;
        }
        self.depth -= 1;
        status
    }

    /// Runs something as a program of its own, which knows no functions and no `set -e`.
    pub(super) fn process(&mut self, state: &mut State, run: impl FnOnce(&mut Self, &mut State) -> Ending) -> Ending {
        let failing = self.failing(state);
        let condition = std::mem::take(&mut self.condition);
        let (loops, functions) = (std::mem::take(&mut self.loops), std::mem::take(&mut self.functions));
        let status = self.subshell(state, failing, |this, inner| {
            (inner.errexit, inner.pipefail) = (Answer::No, Answer::No);
            inner.functions.clear();
            inner.attributes.clear();
            run(this, inner)
        });
        (self.condition, self.loops, self.functions) = (condition, loops, functions);
        status
    }

    pub(super) fn place(&self, span: &Range<usize>) -> (Range<usize>, Option<String>) {
        match &self.file {
            Some((file, call)) => (call.clone(), Some(file.clone()).filter(|file| !file.is_empty())),
            None => (span.clone(), None),
        }
    }

    pub(super) fn push(&mut self, push: &effect::Push, span: &Range<usize>, state: &State) {
        self.pushed += 1;
        let conditions = self.conditions(state);
        let (span, file) = self.place(span);
        let new = Pushed {
            reference: push.reference.clone(),
            method: push.method.to_string(),
            certainty: push.certainty.and(conditions.is_empty()),
            conditions,
            by_digest: push.by_digest,
            span,
            file,
        };
        let same = |old: &&mut Pushed| {
            old.reference == new.reference && old.method == new.method && old.span == new.span && old.file == new.file
        };
        match self.effects.pushes.iter_mut().find(same) {
            Some(old) if new.certainty < old.certainty => *old = new,
            Some(_) => {}
            None => self.effects.pushes.push(new),
        }
    }

    pub(super) fn opaque(
        &mut self,
        command: String,
        why: Unfollowed,
        span: &Range<usize>,
        reached: Reached,
        state: &State,
    ) {
        let conditions = self.conditions(state);
        let (span, _) = self.place(span);
        let certainty = Certainty::from(reached == Reached::Surely && conditions.is_empty());
        let new = Opaque { command, why, certainty, conditions, span };
        if !self.effects.opaque.contains(&new) {
            self.effects.opaque.push(new);
        }
    }

    pub(super) fn remark(&mut self, kind: ScriptRemarkKind, span: &Range<usize>) {
        let (span, _) = self.place(span);
        let new = ScriptRemark { kind, span };
        if !self.effects.remarks.contains(&new) {
            self.effects.remarks.push(new);
        }
    }
}

/// A command whose success is an answer, not a duty.
pub(super) fn is_query(arguments: &[Symbolic]) -> bool {
    let words: Vec<&str> = arguments.iter().take(4).map(|text| text.as_known().unwrap_or_default()).collect();
    match words.as_slice() {
        ["grep" | "egrep" | "fgrep" | "diff" | "cmp" | "which" | "type" | "command" | "curl" | "wget" | "nc"
        | "pgrep" | "expr" | "jq", ..] => true,
        ["git", "diff" | "ls-remote" | "show-ref" | "merge-base" | "describe", ..] => true,
        ["git", "rev-parse", "--verify" | "-q" | "--quiet", ..] => true,
        ["docker" | "podman" | "buildah", "inspect" | "images" | "ps", ..] => true,
        ["docker" | "podman", "manifest" | "image" | "buildx", "inspect" | "exists" | "imagetools" | "ls", ..] => {
            words.get(2) != Some(&"imagetools") || words.get(3) == Some(&"inspect")
        }
        ["skopeo", "inspect" | "list-tags", ..] => true,
        ["crane", "manifest" | "digest" | "ls" | "validate", ..] => true,
        ["regctl", _, "digest" | "inspect" | "get" | "head", ..] => true,
        ["gh", ..] => true,
        _ => false,
    }
}

/// Whether it pushes one of several names at once, and the first that is refused takes back the
/// others (docker/compose `pkg/compose/push.go`: `errgroup.WithContext`, read 2026-12-01).
fn is_racing(effect: &Effect) -> bool {
    matches!(effect, Effect::Push(push) if push.method == COMPOSE_PUSH)
}

/// The same where each is tried whatever becomes of the others (`IgnoreFailures` there).
fn goes_on(effect: &Effect) -> bool {
    matches!(effect, Effect::Push(push) if push.method == COMPOSE_PUSH_ALL)
}

/// Whether it pushes one of several names in their order, and none behind one that fails:
/// BuildKit does (moby/buildkit 73ed682 `exporter/containerimage/export.go:397-409`, read
/// 2026-12-01).
fn in_order(effect: &Effect) -> bool {
    matches!(effect, Effect::Push(push) if push.method.starts_with("docker build"))
}
