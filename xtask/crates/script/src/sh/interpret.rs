//! Runs commands in mind, with all values that variables may have.

use crate::doubt::{ScriptDoubt, Unfollowed};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::commands::{Field, Variable};
use super::condition::is_malformed;
use super::expand::items;
use super::flow::{Exit, Failing, To, Trap};
use super::locals::Frame;
use super::loops::Turn;
use super::parser::parse;
use super::programs::Reached;
use super::state::{join, Ending, Flow, Past, State};
use super::syntax::{self, Construct, List, Node};
use super::{ScriptEffects, ScriptRemarkKind, ScriptStep, World};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// More commands than this are not followed.
pub(super) const MOST_STEPS: usize = 6_000;

/// Calls, substitutions and scripts within each other.
pub(super) const DEEPEST: usize = 24;

pub(super) struct Interpreter<'a> {
    pub(super) step: &'a ScriptStep<'a>,
    pub(super) effects: ScriptEffects,
    /// The undecided conditions around the command under way.
    pub(super) doubts: Vec<ScriptDoubt>,
    pub(super) steps: usize,
    pub(super) depth: usize,
    /// Inside of a condition, where failing does not end the script.
    pub(super) condition: usize,
    /// Inside of shells of which nobody minds if they fail.
    pub(super) lenient: usize,
    /// Subshells, loops and functions around the command under way; loops of this
    /// function alone.
    pub(super) shells: usize,
    pub(super) loops: usize,
    pub(super) functions: usize,
    /// Ways that have left what is under way, and go on further out.
    pub(super) exits: Vec<Exit>,
    pub(super) traps: Vec<Trap>,
    /// What the variables of the functions under way were outside of them.
    pub(super) frames: Vec<Frame>,
    /// The script file that is being followed, and where it was called.
    pub(super) file: Option<(String, Range<usize>)>,
    /// The scripts of the repository that have been begun and not ended.
    pub(super) within: Vec<String>,
    /// How many have been begun inside of others.
    pub(super) nested: usize,
    /// What stands behind the program under way.
    pub(super) arguments: ValueSet,
    /// Whether a push is looked for in what runs, for `|| true`.
    pub(super) pushed: usize,
    /// How the last command has ended, and the last substitution of the command under way.
    pub(super) last: Ending,
    pub(super) substituted: Option<Ending>,
    /// Whether the runner refuses something that the script prints, for which the step
    /// fails once the script has ended.
    pub(super) refused: Answer,
    /// On a host: the arguments of the command under way with their places, and what is
    /// assigned before it.
    pub(super) fields: Vec<Field>,
    pub(super) given: Vec<(String, Variable)>,
}

pub(super) fn run(step: &ScriptStep<'_>) -> ScriptEffects {
    let list = parse(step.script);
    let mut state = State {
        variables: step.env.clone(),
        outputs: BTreeMap::new(),
        env: BTreeMap::new(),
        files: BTreeMap::new(),
        block: None,
        line: ValueSet::known(""),
        functions: BTreeMap::new(),
        attributes: BTreeMap::new(),
        exported: BTreeMap::new(),
        out: None,
        stdin: None,
        flow: Flow::On,
        past: Past::default(),
        // A host may set what it wants.
        foreign: step.world == World::Host,
        errexit: super::errexit(step.shell),
        pipefail: super::pipefail(step.shell),
        directory: Some(String::new()),
    };
    let mut interpreter = Interpreter {
        step,
        effects: ScriptEffects::default(),
        doubts: Vec::new(),
        steps: 0,
        depth: 0,
        condition: 0,
        lenient: 0,
        shells: 0,
        loops: 0,
        functions: 0,
        exits: Vec::new(),
        traps: Vec::new(),
        frames: Vec::new(),
        file: None,
        within: Vec::new(),
        nested: 0,
        arguments: ValueSet::known(""),
        pushed: 0,
        last: Ending::Succeeds,
        substituted: None,
        refused: Answer::No,
        fields: Vec::new(),
        given: Vec::new(),
    };
    let status = interpreter.list(&list, &mut state);
    let (status, mut state) = interpreter.shell_ends(status, state);
    interpreter.flush(&mut state);
    let mut effects = interpreter.effects;
    let fails = match status {
        Ending::Fails => Answer::Yes,
        Ending::Succeeds => Answer::No,
        Ending::Assumed | Ending::Unknown => Answer::Unknown,
    };
    effects.fails = Some(fails.or(interpreter.refused));
    effects.steps = interpreter.steps;
    effects.outputs = state.outputs;
    effects.env = state.env;
    effects
}

impl Interpreter<'_> {
    pub(super) fn list(&mut self, list: &List, state: &mut State) -> Ending {
        let mut status = Ending::Succeeds;
        for node in list {
            if state.flow != Flow::On {
                break;
            }
            status = self.node(node, state);
        }
        status
    }

    pub(super) fn node(&mut self, node: &Node, state: &mut State) -> Ending {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.depth > DEEPEST {
            self.too_long(node, state);
            return Ending::Unknown;
        }
        let status = self.command(node, state);
        self.last = status;
        let may_fail = match &node.command {
            Construct::Redirected(inner, _) => &inner.command,
            command => command,
        };
        let ends = matches!(
            may_fail,
            Construct::Simple { .. }
                | Construct::Test(_)
                | Construct::Arithmetic(_)
                | Construct::Pipe(_)
                | Construct::Subshell(_)
        );
        if ends && state.flow == Flow::On {
            self.failed(status, state);
        }
        status
    }

    pub(super) fn too_long(&mut self, node: &Node, state: &mut State) {
        if !self.effects.remarks.iter().any(|remark| remark.kind == ScriptRemarkKind::TooLong) {
            self.remark(ScriptRemarkKind::TooLong, &node.span);
            self.opaque("the rest of the script".into(), Unfollowed::TooLong, &node.span, Reached::Perhaps, state);
        }
        self.effects.unread = true;
        state.foreign = true;
        state.past.ended = true;
    }

    pub(super) fn command(&mut self, node: &Node, state: &mut State) -> Ending {
        match &node.command {
            Construct::Simple { assignments, words, redirects } => {
                self.redirected(redirects, state, |this, state| this.simple(assignments, words, &node.span, state))
            }
            Construct::Redirected(inner, redirects) => {
                self.redirected(redirects, state, |this, state| this.command(inner, state))
            }
            Construct::Not(inner) => match self.in_condition(|this| this.node(inner, state)) {
                Ending::Succeeds => Ending::Fails,
                Ending::Fails => Ending::Succeeds,
                // What is taken to succeed where a failure would end the script.
                Ending::Assumed | Ending::Unknown => Ending::Unknown,
            },
            Construct::Pipe(stages) => self.pipe(stages, state),
            Construct::AndOr(first, rest) => self.and_or(first, rest, state),
            Construct::If { arms, otherwise } => self.if_command(arms, otherwise, state),
            Construct::Case { word, arms } => self.case(word, arms, state),
            Construct::For { name, words, body } => {
                let lists = match words {
                    Some(words) => self.file_names(words, state),
                    None => {
                        let all = self.variable("@", state).unwrap_or_else(|| ValueSet::known(""));
                        all.iter().map(items).collect()
                    }
                };
                let name = name.clone();
                self.turns(&lists, state, |this, state, item| {
                    Rc::make_mut(&mut state.variables).insert(name.clone(), ValueSet::one(item.clone()));
                    this.list(body, state)
                })
            }
            Construct::While { turns, condition, body, last } => {
                self.while_command(*turns, condition, &Turn { body, last }, state)
            }
            Construct::Group(list) => self.list(list, state),
            Construct::Subshell(list) => {
                self.subshell(state, self.failing(state), |this, inner| this.list(list, inner))
            }
            Construct::Background(inner) => {
                self.subshell(state, Failing::Passes, |this, state| this.node(inner, state));
                Ending::Succeeds
            }
            Construct::Function { name, body } => {
                state.functions.insert(name.clone(), Rc::clone(body));
                Ending::Succeeds
            }
            // bash has not read it, and ends.
            Construct::Test(words) if is_malformed(words) && super::is_bash(self.step.shell) => {
                self.leave(To::End, Ending::Fails, state);
                Ending::Fails
            }
            Construct::Test(words) => Ending::from(self.double_brackets(words, state)),
            Construct::Arithmetic(text) => self.arithmetic_status(text, state),
            Construct::Unread(line) => {
                let line: String = line.chars().take(80).collect();
                let spelled = Symbolic::from_marked(line).to_string();
                self.remark(ScriptRemarkKind::Unreadable(spelled.clone()), &node.span);
                if self.step.programs.may_publish(&spelled) {
                    self.opaque(spelled, Unfollowed::Line, &node.span, Reached::Perhaps, state);
                }
                self.effects.unread = true;
                state.foreign = true;
                state.past.ended = true;
                Ending::Unknown
            }
        }
    }

    /// Runs something that happens on one of two ways, and says how it ends; `None` where
    /// nobody goes on behind it.
    pub(super) fn fork(
        &mut self,
        why: ScriptDoubt,
        state: &mut State,
        run: impl FnOnce(&mut Self, &mut State) -> Ending,
    ) -> Option<Ending> {
        let mut own = None;
        self.maybe(why, state, |this, state| {
            let status = run(this, state);
            own = (state.flow == Flow::On).then_some(status);
        });
        own
    }

    /// Runs something of which nobody knows whether it runs.
    pub(super) fn maybe(&mut self, why: ScriptDoubt, state: &mut State, run: impl FnOnce(&mut Self, &mut State)) {
        let before = state.clone();
        self.doubts.push(why);
        run(self, state);
        self.doubts.pop();
        let after = std::mem::replace(state, before.clone());
        *state = join(before, after, self.step.env);
    }

    pub(super) fn in_condition(&mut self, run: impl FnOnce(&mut Self) -> Ending) -> Ending {
        self.condition += 1;
        let status = run(self);
        self.condition -= 1;
        status
    }

    /// What a subshell leaves behind: files, not variables.
    pub(super) fn leave_subshell(&mut self, state: &mut State, inner: State) {
        state.outputs = inner.outputs;
        state.env = inner.env;
        state.files = inner.files;
        state.block = inner.block;
        state.line = inner.line;
    }

    pub(super) fn spelled(&self, list: &[Node]) -> String {
        let (Some(first), Some(last)) = (list.first(), list.last()) else { return String::new() };
        self.source(first.span.start..last.span.end)
    }

    pub(super) fn source(&self, span: Range<usize>) -> String {
        if self.file.is_some() {
            return "a condition of the script".into();
        }
        let text = self.step.script.marked().get(span).unwrap_or_default();
        // What is shown is short, however long the line is.
        let end = text.char_indices().nth(400).map_or(text.len(), |(at, _)| at);
        let text = &text[..end];
        let text = Symbolic::from_marked(text.trim().trim_end_matches(';').trim()).to_string();
        let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() > 80 {
            line = line.chars().take(79).chain(['…']).collect();
        }
        format!("`{line}`")
    }
}

/// `|| true` and its kin: a command that only hides the failure.
pub(super) fn is_noop(node: &Node) -> bool {
    let Construct::Simple { words, .. } = &node.command else { return false };
    let name = words.first().and_then(syntax::literal);
    matches!(name.as_deref(), Some("true" | ":" | "echo" | "printf"))
        || (name.as_deref() == Some("exit") && words.get(1).and_then(syntax::literal).as_deref() == Some("0"))
}

pub(super) fn one_of(values: &ValueSet) -> String {
    values.iter().next().map(Symbolic::to_string).unwrap_or_default()
}
