//! Commands that choose between others: `&&`, `if`, `case`, pipes. Where it is not decided
//! which branch is taken, what stands in each is possible.

use super::condition::matches;
use super::flow::Failing;
use super::interpret::{is_noop, one_of, Interpreter};
use super::state::{join, Ending, Flow, State};
use super::syntax::{literal, Arm, ArmEnd, Junction, List, Node, Word};
use super::ScriptRemarkKind;
use crate::doubt::ScriptDoubt;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// Conditions that are told of one push; of the others it is said that there are some.
const MOST_DOUBTS: usize = 24;

impl Interpreter<'_> {
    /// What has to hold for the command under way to be reached.
    pub(super) fn conditions(&self, state: &State) -> Vec<ScriptDoubt> {
        let mut out: Vec<ScriptDoubt> = Vec::new();
        for doubt in &self.doubts {
            if out.len() == MOST_DOUBTS {
                out.push(ScriptDoubt::More);
                break;
            }
            if !out.contains(doubt) {
                out.push(doubt.clone());
            }
        }
        if state.past.ended {
            out.push(ScriptDoubt::NotEnded);
        }
        if state.past.has_left() {
            out.push(ScriptDoubt::NotLeft);
        }
        out
    }

    pub(super) fn and_or(&mut self, first: &Node, rest: &[(Junction, Node)], state: &mut State) -> Ending {
        let pushed = self.pushed;
        let mut status = self.in_condition(|this| this.node(first, state));
        let mut span = first.span.clone();
        for (at, (junction, node)) in rest.iter().enumerate() {
            if state.flow != Flow::On {
                return status;
            }
            if *junction == Junction::Or && self.pushed > pushed && is_noop(node) {
                let source = self.source(span.start..node.span.end);
                self.remark(ScriptRemarkKind::FailureIgnored(source), &(span.start..node.span.end));
            }
            let is_last = at + 1 == rest.len();
            let run = |this: &mut Self, state: &mut State| {
                if is_last {
                    this.node(node, state)
                } else {
                    this.in_condition(|this| this.node(node, state))
                }
            };
            status = match (junction, status) {
                (Junction::And, Ending::Fails) => Ending::Fails,
                (Junction::Or, Ending::Succeeds) => Ending::Succeeds,
                (Junction::And, Ending::Succeeds) | (Junction::Or, Ending::Fails) => run(self, state),
                (Junction::And, Ending::Assumed) => {
                    // It is taken to succeed; but where that ends something, others go on.
                    let before = state.clone();
                    let status = run(self, state);
                    match state.flow {
                        Flow::On if status == Ending::Succeeds => Ending::Assumed,
                        Flow::On => status,
                        Flow::Gone => {
                            let gone = std::mem::replace(state, before.clone());
                            *state = join(before, gone, self.step.env);
                            Ending::Fails
                        }
                    }
                }
                (Junction::And, Ending::Unknown) => {
                    match self.fork(ScriptDoubt::If(self.source(span.clone())), state, run) {
                        Some(own) => Ending::any([Ending::Fails, own]),
                        None => Ending::Fails,
                    }
                }
                (Junction::Or, before) => {
                    let assumed = before == Ending::Assumed;
                    match self.fork(ScriptDoubt::Fails(self.source(span.clone())), state, run) {
                        // `test || exit 1`: whoever goes on has passed it.
                        None | Some(Ending::Succeeds) => Ending::Succeeds,
                        Some(_) if assumed => Ending::Assumed,
                        Some(own) => Ending::any([Ending::Succeeds, own]),
                    }
                }
            };
            span.end = node.span.end;
        }
        status
    }

    pub(super) fn if_command(&mut self, arms: &[(List, List)], otherwise: &List, state: &mut State) -> Ending {
        let Some(((condition, body), rest)) = arms.split_first() else {
            return self.list(otherwise, state);
        };
        let status = self.in_condition(|this| this.list(condition, state));
        if state.flow != Flow::On {
            return status;
        }
        match status.answer() {
            Answer::Yes => self.list(body, state),
            Answer::No => self.if_command(rest, otherwise, state),
            Answer::Unknown => {
                let spelled = self.spelled(condition);
                let mut then = state.clone();
                self.doubts.push(ScriptDoubt::If(spelled.clone()));
                let first = self.list(body, &mut then);
                self.doubts.pop();
                let has_else = !rest.is_empty() || !otherwise.is_empty();
                let mut second = Ending::Succeeds;
                if has_else {
                    self.doubts.push(ScriptDoubt::Unless(spelled));
                    // What is asked next finds a condition that has failed.
                    self.last = Ending::Fails;
                    second = self.if_command(rest, otherwise, state);
                    self.doubts.pop();
                }
                let ways = [(first, then.flow), (second, state.flow)];
                let ways = ways.into_iter().filter(|(_, flow)| *flow == Flow::On).map(|(status, _)| status);
                let status = Ending::any(ways);
                let other = state.clone();
                *state = join(then, other, self.step.env);
                status
            }
        }
    }

    pub(super) fn case(&mut self, word: &Word, arms: &[Arm], state: &mut State) -> Ending {
        let value = self.value(word, state);
        // The way on which no pattern has matched so far, the one that falls into the next
        // arm, and those that are behind the whole.
        let mut open = Some(state.clone());
        let mut falling: Option<State> = None;
        let mut done: Vec<(Ending, State)> = Vec::new();
        for Arm { patterns, body, end } in arms {
            let mut answer = Answer::No;
            for pattern in patterns {
                let globs = self.globs(pattern, state);
                if let Some(text) = literal(pattern) {
                    self.compared(&value, &Symbolic::known(&text));
                }
                answer = answer.or(matches(&value, &globs));
            }
            let matched = match answer {
                Answer::Yes => open.take(),
                Answer::Unknown => open.clone(),
                Answer::No => None,
            };
            let ways = falling.take().into_iter().chain(matched);
            let Some(mut inner) = ways.reduce(|a, b| join(a, b, self.step.env)) else { continue };
            let certain = done.is_empty() && open.is_none();
            if !certain {
                self.doubts.push(ScriptDoubt::Case(one_of(&value)));
            }
            let status = self.list(body, &mut inner);
            if !certain {
                self.doubts.pop();
            }
            match end {
                ArmEnd::Stop => done.push((status, inner)),
                ArmEnd::Fall => falling = Some(inner),
                ArmEnd::Test => {
                    open = Some(match open.take() {
                        Some(other) => join(other, inner, self.step.env),
                        None => inner,
                    });
                }
            }
        }
        done.extend(falling.into_iter().chain(open).map(|state| (Ending::Succeeds, state)));
        let ways = done.iter().filter(|(_, state)| state.flow == Flow::On).map(|(status, _)| *status);
        let status = Ending::any(ways);
        if let Some(joined) = done.into_iter().map(|(_, state)| state).reduce(|a, b| join(a, b, self.step.env)) {
            *state = joined;
        }
        status
    }

    pub(super) fn pipe(&mut self, stages: &[Node], state: &mut State) -> Ending {
        let (stdin, out) = (state.stdin.clone(), state.out.clone());
        let mut all = Vec::new();
        for (at, stage) in stages.iter().enumerate() {
            let is_last = at + 1 == stages.len();
            state.out = if is_last { out.clone() } else { Some(ValueSet::known("")) };
            let passed_over = !is_last && state.pipefail != Answer::Yes;
            let failing = if passed_over { Failing::Passes } else { self.failing(state) };
            all.push(self.subshell(state, failing, |this, inner| this.node(stage, inner)));
            if !is_last {
                state.stdin = state.out.take();
            }
        }
        state.stdin = stdin;
        let last = all.last().copied().unwrap_or(Ending::Succeeds);
        let failed = all.iter().copied().find(|status| *status == Ending::Fails);
        let unknown = all.contains(&Ending::Unknown);
        match state.pipefail {
            Answer::No => last,
            Answer::Yes if failed.is_some() => Ending::Fails,
            Answer::Unknown if failed.is_some() && last != Ending::Fails => Ending::Unknown,
            _ if unknown && last != Ending::Fails => Ending::Unknown,
            _ => last,
        }
    }
}
