//! Runs commands in mind, with all values that variables may have.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::condition::matches;
use super::expand::items;
use super::parser::parse;
use super::state::{join, Flow, State, Status};
use super::syntax::{self, Command, Junction, List, Node, Word};
use super::{Effects, RemarkKind, Step};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Text, Values};

/// More commands than this are not followed.
pub(super) const MOST_STEPS: usize = 6_000;

/// Calls, substitutions and scripts within each other.
pub(super) const DEEPEST: usize = 24;

pub(super) struct Interpreter<'a> {
    pub(super) step: &'a Step<'a>,
    pub(super) effects: Effects,
    /// The undecided conditions around the command under way.
    pub(super) doubts: Vec<String>,
    pub(super) steps: usize,
    pub(super) depth: usize,
    /// Inside of a condition, where failing does not end the script.
    pub(super) condition: usize,
    /// The script file that is being followed, and where it was called.
    pub(super) file: Option<(String, Range<usize>)>,
    /// Whether a push is looked for in what runs, for `|| true`.
    pub(super) pushed: usize,
    pub(super) last: Status,
    /// Whether the runner refuses something that the script prints, for which the step
    /// fails once the script has ended.
    pub(super) refused: Answer,
}

pub(super) fn run(step: &Step<'_>) -> Effects {
    let list = parse(step.script);
    run_with(step, |interpreter, state| interpreter.list(&list, state))
}

/// The same for a script of PowerShell.
pub(super) fn run_powershell(step: &Step<'_>) -> Effects {
    run_with(step, |interpreter, state| {
        interpreter.powershell(state);
        super::powershell::ended(state)
    })
}

fn run_with(step: &Step<'_>, go: impl FnOnce(&mut Interpreter<'_>, &mut State) -> Status) -> Effects {
    let mut state = State {
        variables: step.env.clone(),
        outputs: BTreeMap::new(),
        env: BTreeMap::new(),
        files: BTreeMap::new(),
        block: None,
        functions: BTreeMap::new(),
        out: None,
        stdin: None,
        flow: Flow::On,
        maybe_ended: false,
        maybe_left: false,
        foreign: false,
        errexit: true,
        directory: Some(String::new()),
    };
    let mut interpreter = Interpreter {
        step,
        effects: Effects::default(),
        doubts: Vec::new(),
        steps: 0,
        depth: 0,
        condition: 0,
        file: None,
        pushed: 0,
        last: Status::Yes,
        refused: Answer::No,
    };
    let status = go(&mut interpreter, &mut state);
    let mut effects = interpreter.effects;
    let fails = match (state.flow, status) {
        (Flow::Failed, _) => Answer::Yes,
        (Flow::On, Status::No) if !state.maybe_ended => Answer::Yes,
        (Flow::Ended, _) | (_, Status::Yes) => Answer::No,
        _ => Answer::Unknown,
    };
    effects.fails = Some(fails.or(interpreter.refused));
    effects.outputs = state.outputs;
    effects.env = state.env;
    effects
}

impl Interpreter<'_> {
    pub(super) fn list(&mut self, list: &List, state: &mut State) -> Status {
        let mut status = Status::Yes;
        for node in list {
            if state.flow != Flow::On {
                break;
            }
            status = self.node(node, state);
        }
        status
    }

    pub(super) fn node(&mut self, node: &Node, state: &mut State) -> Status {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.depth > DEEPEST {
            self.too_long(node, state);
            return Status::Unknown;
        }
        let status = self.command(node, state);
        self.last = status;
        if status == Status::No
            && state.errexit
            && self.condition == 0
            && state.flow == Flow::On
            && matches!(
                node.command,
                Command::Simple { .. } | Command::Test(_) | Command::Pipe(_) | Command::Subshell(_)
            )
        {
            state.flow = Flow::Failed;
        }
        status
    }

    pub(super) fn too_long(&mut self, node: &Node, state: &mut State) {
        if !self.effects.remarks.iter().any(|remark| remark.kind == RemarkKind::TooLong) {
            self.remark(RemarkKind::TooLong, "the script is too long to be followed to its end".into(), &node.span);
            self.opaque(
                "the rest of the script".into(),
                "it is too long to be followed".into(),
                &node.span,
                false,
                state,
            );
        }
        self.effects.unread = true;
        state.foreign = true;
        state.maybe_ended = true;
    }

    pub(super) fn command(&mut self, node: &Node, state: &mut State) -> Status {
        match &node.command {
            Command::Simple { assignments, words, redirects } => {
                self.redirected(redirects, state, |this, state| this.simple(assignments, words, &node.span, state))
            }
            Command::Redirected(inner, redirects) => {
                self.redirected(redirects, state, |this, state| this.command(inner, state))
            }
            Command::Not(inner) => match self.in_condition(|this| this.node(inner, state)) {
                Status::Yes => Status::No,
                Status::No => Status::Yes,
                other => other,
            },
            Command::Pipe(stages) => self.pipe(stages, state),
            Command::AndOr(first, rest) => self.and_or(first, rest, state),
            Command::If { arms, otherwise } => self.if_command(arms, otherwise, state),
            Command::Case { word, arms } => self.case(word, arms, state),
            Command::For { name, words, body } => {
                let lists = match words {
                    Some(words) => self.file_names(words, state),
                    None => {
                        let all = self.variable("@", state).unwrap_or_else(|| Values::known(""));
                        all.iter().map(items).collect()
                    }
                };
                let name = name.clone();
                self.turns(&lists, state, |this, state, item| {
                    Rc::make_mut(&mut state.variables).insert(name.clone(), Values::one(item.clone()));
                    this.list(body, state);
                });
                Status::Yes
            }
            Command::While { until, condition, body } => self.while_command(*until, condition, body, state),
            Command::Group(list) => self.list(list, state),
            Command::Subshell(list) => {
                let mut inner = state.clone();
                let status = self.list_in_subshell(list, &mut inner);
                state.out = inner.out.take();
                let failed = inner.flow == Flow::Failed;
                self.leave_subshell(state, inner);
                if failed {
                    Status::No
                } else {
                    status
                }
            }
            Command::Function { name, body } => {
                state.functions.insert(name.clone(), Rc::clone(body));
                Status::Yes
            }
            Command::Test(words) => Status::from(self.double_brackets(words, state)),
            Command::Arithmetic => Status::Unknown,
            Command::Unread(line) => {
                let line: String = line.chars().take(80).collect();
                let spelled = Text::from_marked(line).to_string();
                self.remark(
                    RemarkKind::Unreadable,
                    format!("this line of the script is not read: `{spelled}`"),
                    &node.span,
                );
                if self.step.programs.may_publish(&spelled) {
                    self.opaque(spelled, "the line is not read".into(), &node.span, false, state);
                }
                self.effects.unread = true;
                state.foreign = true;
                state.maybe_ended = true;
                Status::Unknown
            }
        }
    }

    pub(super) fn and_or(&mut self, first: &Node, rest: &[(Junction, Node)], state: &mut State) -> Status {
        let pushed = self.pushed;
        let mut status = self.in_condition(|this| this.node(first, state));
        let mut span = first.span.clone();
        for (at, (junction, node)) in rest.iter().enumerate() {
            if state.flow != Flow::On {
                return status;
            }
            if *junction == Junction::Or && self.pushed > pushed && is_noop(node) {
                self.remark(
                    RemarkKind::FailureIgnored,
                    format!("a failed push goes unnoticed: {}", self.source(span.start..node.span.end)),
                    &(span.start..node.span.end),
                );
            }
            let is_last = at + 1 == rest.len();
            let run = |this: &mut Self, state: &mut State| {
                if is_last {
                    this.node(node, state)
                } else {
                    this.in_condition(|this| this.node(node, state))
                }
            };
            let spelled = self.source(span.clone());
            status = match (junction, status) {
                (Junction::And, Status::Yes | Status::Assumed) | (Junction::Or, Status::No) => run(self, state),
                (Junction::And, Status::No) => Status::No,
                (Junction::Or, Status::Yes) => Status::Yes,
                (Junction::And, Status::Unknown) => {
                    self.maybe(format!("only if {spelled}"), state, |this, state| {
                        run(this, state);
                    });
                    Status::Unknown
                }
                (Junction::Or, before) => {
                    let mut ended = false;
                    self.maybe(format!("only if {spelled} fails"), state, |this, state| {
                        run(this, state);
                        ended = state.flow == Flow::Failed;
                    });
                    match before {
                        // `test || exit 1`: whoever goes on has passed it.
                        _ if ended => Status::Yes,
                        Status::Assumed => Status::Assumed,
                        _ => Status::Unknown,
                    }
                }
            };
            span.end = node.span.end;
        }
        status
    }

    pub(super) fn if_command(&mut self, arms: &[(List, List)], otherwise: &List, state: &mut State) -> Status {
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
                self.doubts.push(format!("only if {spelled}"));
                self.list(body, &mut then);
                self.doubts.pop();
                let has_else = !rest.is_empty() || !otherwise.is_empty();
                if has_else {
                    self.doubts.push(format!("unless {spelled}"));
                    self.if_command(rest, otherwise, state);
                    self.doubts.pop();
                }
                let other = state.clone();
                *state = join(then, other, self.step.env);
                Status::Assumed
            }
        }
    }

    pub(super) fn case(&mut self, word: &Word, arms: &[(Vec<Word>, List)], state: &mut State) -> Status {
        let value = self.value(word, state);
        // States that reached an undecided arm, and whether any arm is left to try.
        let mut reached: Vec<State> = Vec::new();
        let mut open = true;
        for (patterns, body) in arms {
            let mut answer = Answer::No;
            for pattern in patterns {
                let globs = self.globs(pattern, state);
                answer = answer.or(matches(&value, &globs));
            }
            match answer {
                Answer::No => {}
                Answer::Yes if reached.is_empty() => return self.list(body, state),
                answer => {
                    let mut then = state.clone();
                    self.doubts.push(format!("only if `{}` is matched by `case`", one_of(&value)));
                    self.list(body, &mut then);
                    self.doubts.pop();
                    reached.push(then);
                    if answer == Answer::Yes {
                        open = false;
                        break;
                    }
                }
            }
        }
        let mut reached = reached.into_iter();
        if let Some(first) = reached.next() {
            let start = if open { join(first, state.clone(), self.step.env) } else { first };
            *state = reached.fold(start, |all, one| join(all, one, self.step.env));
        }
        Status::Assumed
    }

    pub(super) fn pipe(&mut self, stages: &[Node], state: &mut State) -> Status {
        let mut stdin = state.stdin.clone();
        let mut status = Status::Yes;
        for (at, stage) in stages.iter().enumerate() {
            let mut inner = state.clone();
            inner.stdin = stdin.take();
            let is_last = at + 1 == stages.len();
            if !is_last {
                inner.out = Some(Values::known(""));
            }
            self.depth += 1;
            status = if is_last {
                self.node(stage, &mut inner)
            } else {
                self.in_condition(|this| this.node(stage, &mut inner))
            };
            self.depth -= 1;
            if is_last {
                state.out = inner.out.take();
            } else {
                stdin = inner.out.take();
            }
            let failed = inner.flow == Flow::Failed;
            self.leave_subshell(state, inner);
            if is_last && failed {
                status = Status::No;
            }
        }
        status
    }

    /// Runs something of which nobody knows whether it runs.
    pub(super) fn maybe(&mut self, why: String, state: &mut State, run: impl FnOnce(&mut Self, &mut State)) {
        let before = state.clone();
        self.doubts.push(why);
        run(self, state);
        self.doubts.pop();
        let after = std::mem::replace(state, before.clone());
        *state = join(before, after, self.step.env);
    }

    pub(super) fn in_condition(&mut self, run: impl FnOnce(&mut Self) -> Status) -> Status {
        self.condition += 1;
        let status = run(self);
        self.condition -= 1;
        status
    }

    /// What the commands write to standard output.
    pub(super) fn capture(&mut self, list: &List, state: &mut State) -> Values {
        let mut inner = state.clone();
        inner.out = Some(Values::known(""));
        self.list_in_subshell(list, &mut inner);
        let out = inner.out.take().unwrap_or_else(Values::unknown);
        self.leave_subshell(state, inner);
        out
    }

    pub(super) fn list_in_subshell(&mut self, list: &List, inner: &mut State) -> Status {
        self.depth += 1;
        let status = if self.depth > DEEPEST { Status::Unknown } else { self.list(list, inner) };
        self.depth -= 1;
        status
    }

    /// What a subshell leaves behind: files, not variables.
    pub(super) fn leave_subshell(&mut self, state: &mut State, inner: State) {
        state.outputs = inner.outputs;
        state.env = inner.env;
        state.files = inner.files;
        state.block = inner.block;
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
        let text = Text::from_marked(text.trim().trim_end_matches(';').trim()).to_string();
        let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() > 80 {
            line = line.chars().take(79).chain(['…']).collect();
        }
        format!("`{line}`")
    }
}

/// `|| true` and its kin: a command that only hides the failure.
pub(super) fn is_noop(node: &Node) -> bool {
    let Command::Simple { words, .. } = &node.command else { return false };
    let name = words.first().and_then(syntax::literal);
    matches!(name.as_deref(), Some("true" | ":" | "echo" | "printf"))
        || (name.as_deref() == Some("exit") && words.get(1).and_then(syntax::literal).as_deref() == Some("0"))
}

pub(super) fn one_of(values: &Values) -> String {
    values.iter().next().map(Text::to_string).unwrap_or_default()
}
