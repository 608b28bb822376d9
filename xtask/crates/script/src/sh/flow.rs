//! Ways that lead out of what is under way: `exit`, a failure under `set -e`, `return`,
//! `break`, `continue`, and where each of them goes on. The invariant: what a command may
//! be reached by is never dropped; only what surely fails the step is.
//!
//! Source: bash(1), "Simple Commands" to "Exit Status", `set -e`, `trap`; held against a
//! real bash by `.ci/oracles/script.py`. Must not know what commands do.

use crate::doubt::ScriptDoubt;
use std::collections::BTreeMap;
use std::ops::Range;

use super::interpret::{Interpreter, DEEPEST};
use super::state::{join, Ending, Flow, State};
use super::syntax::List;
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::Symbolic;

/// Where a way goes that has left what was under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// The end of the shell: the script, or one of its subshells.
    End,
    /// Behind the call of the function.
    Call,
    /// Behind the loop, counted from the outermost, or to its next turn.
    Loop { level: usize, again: bool },
}

/// Whether it matters how something ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failing {
    Counts,
    Passes,
}

/// One such way, with what the shell knew there.
#[derive(Clone, Debug)]
pub(super) struct Exit {
    pub(super) to: To,
    pub(super) status: Ending,
    pub(super) state: State,
}

/// A command that runs when the shell ends.
#[derive(Clone, Debug)]
pub(super) struct Trap {
    pub(super) text: Symbolic,
    pub(super) span: Range<usize>,
    pub(super) certainty: Certainty,
}

impl Interpreter<'_> {
    /// Leaves what is under way. Nobody goes on here.
    pub(super) fn leave(&mut self, to: To, status: Ending, state: &mut State) {
        let fails = status == Ending::Fails
            && match to {
                To::End => self.lenient == 0,
                To::Call => self.lenient == 0 && self.condition == 0 && state.errexit == Answer::Yes,
                To::Loop { .. } => false,
            };
        if !fails {
            match to {
                To::End => state.past.ended = true,
                To::Call => state.past.returned = true,
                To::Loop { level, again: true } => {
                    state.past.skipped = Some(state.past.skipped.map_or(level, |old| old.min(level)));
                }
                To::Loop { level, again: false } => {
                    state.past.left = Some(state.past.left.map_or(level, |old| old.min(level)));
                }
            }
        }
        // The end of the step by a failure is nothing that goes on anywhere.
        let to = if fails && to == To::Call { To::End } else { to };
        self.exits.push(Exit { to, status, state: State { flow: Flow::On, ..state.clone() } });
        state.flow = Flow::Gone;
    }

    /// Under `set -e` a command has failed, or may have.
    pub(super) fn failed(&mut self, status: Ending, state: &mut State) {
        if self.condition > 0 || state.errexit == Answer::No {
            return;
        }
        match status {
            Ending::Fails if state.errexit == Answer::Yes => self.leave(To::End, Ending::Fails, state),
            Ending::Fails => {
                let mut over = state.clone();
                self.leave(To::End, Ending::Fails, &mut over);
                state.past = over.past;
            }
            // Whoever goes on has not failed. A subshell of which the failure matters to
            // nobody may all the same have ended here.
            Ending::Unknown if self.lenient > 0 => {
                let mut over = state.clone();
                self.leave(To::End, Ending::Fails, &mut over);
                state.past = over.past;
            }
            Ending::Assumed if self.shells > 0 => {
                let past = state.past;
                self.leave(To::End, Ending::Fails, &mut state.clone());
                state.past = past;
            }
            Ending::Succeeds | Ending::Assumed | Ending::Unknown => {}
        }
    }

    /// The ways since `mark` that go to one of these.
    fn arrivals(&mut self, mark: usize, is_here: impl Fn(To) -> bool) -> Vec<Exit> {
        let (here, others) = self.exits.split_off(mark).into_iter().partition(|exit| is_here(exit.to));
        self.exits.extend::<Vec<Exit>>(others);
        here
    }

    /// Joins to the state those that cut a turn of the loop short.
    pub(super) fn next_turn(&mut self, level: usize, mark: usize, state: &mut State) {
        for exit in self.arrivals(mark, |to| to == To::Loop { level, again: true }) {
            let before = state.clone();
            *state = join(before, exit.state, self.step.env);
        }
        state.past.skipped = state.past.skipped.filter(|own| *own < level);
    }

    /// Joins to the state those that left the loop.
    pub(super) fn after_loop(&mut self, level: usize, mark: usize, state: &mut State) {
        self.next_turn(level, mark, state);
        for exit in self.arrivals(mark, |to| to == To::Loop { level, again: false }) {
            let before = state.clone();
            *state = join(before, exit.state, self.step.env);
        }
        state.past.left = state.past.left.filter(|own| *own < level);
    }

    /// Runs something that `return` leaves: a function, a file that is sourced.
    pub(super) fn returnable(
        &mut self,
        state: &mut State,
        run: impl FnOnce(&mut Self, &mut State) -> Ending,
    ) -> Ending {
        let (mark, past) = (self.exits.len(), state.past);
        let loops = std::mem::take(&mut self.loops);
        self.functions += 1;
        let status = run(self, state);
        self.functions -= 1;
        self.loops = loops;
        let mut ways = Vec::new();
        if state.flow == Flow::On {
            ways.push(status);
        }
        for exit in self.arrivals(mark, |to| to == To::Call) {
            ways.push(exit.status);
            let before = state.clone();
            *state = join(before, exit.state, self.step.env);
        }
        (state.past.returned, state.past.left, state.past.skipped) = (past.returned, past.left, past.skipped);
        Ending::any(ways)
    }

    /// Whether somebody minds if what runs here fails.
    pub(super) fn failing(&self, state: &State) -> Failing {
        if self.condition > 0 || state.errexit != Answer::Yes {
            Failing::Passes
        } else {
            Failing::Counts
        }
    }

    /// Runs something in a shell of its own, of which files stay and variables do not.
    pub(super) fn subshell(
        &mut self,
        state: &mut State,
        failing: Failing,
        run: impl FnOnce(&mut Self, &mut State) -> Ending,
    ) -> Ending {
        let mut inner = state.clone();
        let outer = std::mem::take(&mut self.exits);
        let traps = std::mem::take(&mut self.traps);
        let (condition, loops) = (self.condition, self.loops);
        let lenient = usize::from(failing == Failing::Passes);
        self.shells += 1;
        self.lenient += lenient;
        self.depth += 1;
        let status = if self.depth > DEEPEST { Ending::Unknown } else { run(self, &mut inner) };
        self.depth -= 1;
        let (status, inner) = self.shell_ends(status, inner);
        self.lenient -= lenient;
        self.shells -= 1;
        (self.condition, self.loops) = (condition, loops);
        self.exits = outer;
        self.traps = traps;
        state.out = inner.out.clone();
        self.leave_subshell(state, inner);
        status
    }

    /// The end of a shell: all ways come together, and traps run.
    pub(super) fn shell_ends(&mut self, status: Ending, state: State) -> (Ending, State) {
        let exits = std::mem::take(&mut self.exits);
        let mut ways: Vec<(Ending, State)> = Vec::new();
        if state.flow == Flow::On {
            ways.push((status, state.clone()));
        }
        ways.extend(exits.into_iter().map(|exit| (exit.status, exit.state)));
        if self.lenient == 0 && ways.iter().any(|(status, _)| *status != Ending::Fails) {
            ways.retain(|(status, _)| *status != Ending::Fails);
        }
        let mut status = Ending::any(ways.iter().map(|(status, _)| *status));
        let env: &BTreeMap<_, _> = self.step.env;
        let past = state.past;
        let mut state = ways.into_iter().map(|(_, state)| state).reduce(|a, b| join(a, b, env)).unwrap_or(state);
        state.past = past;
        for trap in std::mem::take(&mut self.traps) {
            state.flow = Flow::On;
            state.past = Default::default();
            if trap.certainty.is_yes() {
                self.inline(&trap.text, &trap.span, &mut state);
            } else {
                self.maybe(ScriptDoubt::TrapIsSet, &mut state, |this, state| {
                    this.inline(&trap.text, &trap.span, state);
                })
            }
            // Its own `exit` is what the shell ends with.
            let own: Vec<Ending> = std::mem::take(&mut self.exits).into_iter().map(|exit| exit.status).collect();
            if !own.is_empty() {
                status = Ending::any(own.into_iter().chain((state.flow == Flow::On).then_some(status)));
            }
            state.past = past;
        }
        (status, state)
    }

    /// What the commands write to standard output. bash does not hand `set -e` on to them;
    /// other shells do.
    pub(super) fn capture(&mut self, list: &List, state: &mut State) -> prodproof_syntax::value::ValueSet {
        use prodproof_syntax::value::ValueSet;
        let out = state.out.replace(ValueSet::known(""));
        let errexit = state.errexit;
        if super::is_bash(self.step.shell) {
            state.errexit = Answer::No;
        }
        let status = self.subshell(state, Failing::Passes, |this, inner| this.list(list, inner));
        state.errexit = errexit;
        self.substituted = Some(status);
        std::mem::replace(&mut state.out, out).unwrap_or_else(ValueSet::unknown)
    }

    /// Sets a trap. What it runs on other signals than the shell's end may run any time.
    pub(super) fn trap(&mut self, arguments: &[Symbolic], span: &Range<usize>, state: &mut State) {
        let words: Vec<&Symbolic> = arguments.iter().filter(|text| text.as_known() != Some("--")).collect();
        let Some((text, signals)) = words.split_first() else { return };
        let is_end = |signal: &&Symbolic| matches!(signal.as_known(), Some("EXIT" | "0") | None);
        let certainty = Certainty::from(self.conditions(state).is_empty());
        if matches!(text.as_known(), Some("-" | "")) {
            if signals.iter().any(&is_end) {
                if certainty.is_yes() {
                    self.traps.clear()
                } else {
                    self.traps.iter_mut().for_each(|trap| trap.certainty = Certainty::Possible)
                }
            }
            return;
        }
        let at_end = signals.iter().any(&is_end);
        if at_end {
            if certainty.is_yes() {
                self.traps.clear();
            }
            self.traps.push(Trap { text: (*text).clone(), span: span.clone(), certainty });
            // Whatever fails from here on may end well all the same.
            if text.marked().contains("exit") || text.as_known().is_none() {
                self.lenient += 1;
                state.past.ended = true;
            }
        }
        if signals.iter().any(|signal| !is_end(signal)) {
            self.maybe(ScriptDoubt::TrapRuns, state, |this, state| {
                this.inline(text, span, state);
            });
        }
    }
}
