//! Runs commands in mind, with all values that variables may have.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::condition::{matches, test, unanimous};
use super::expand::{from_items, items, map, split, ITEM};
use super::filters;
use super::syntax::{self, Assigned, Assignment, Command, Junction, List, Node, RedirectKind, Word};
use super::{Effects, Opaque, Push, Remark, RemarkKind, Step};
use crate::answer::Answer;
use crate::workflow::commands::{self, Around, Deed};
use crate::workflow::value::{Text, Values};

/// More commands than this are not followed.
const MOST_STEPS: usize = 6_000;
/// Calls, substitutions and scripts within each other.
const DEEPEST: usize = 24;
/// More turns of a loop are not told apart.
const MOST_TURNS: usize = 48;
/// The files in which the runner finds outputs and variables, as their paths.
const OUTPUT: &str = "file:GITHUB_OUTPUT";
const ENV: &str = "file:GITHUB_ENV";

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Yes,
    No,
    /// A command that is taken to succeed, because the run shall.
    Assumed,
    Unknown,
}

impl Status {
    fn answer(self) -> Answer {
        match self {
            Self::Yes => Answer::Yes,
            Self::No => Answer::No,
            Self::Assumed | Self::Unknown => Answer::Unknown,
        }
    }

    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Yes => Self::Yes,
            Answer::No => Self::No,
            Answer::Unknown => Self::Unknown,
        }
    }
}

/// Where the script goes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    On,
    /// `exit 0`.
    Ended,
    /// `exit 1`, or a failure under `set -e`.
    Failed,
    /// `break` and `continue`.
    Left {
        again: bool,
    },
    Returned,
}

/// What a shell knows.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub variables: BTreeMap<String, Values>,
    outputs: BTreeMap<String, Values>,
    env: BTreeMap<String, Values>,
    files: BTreeMap<String, Values>,
    /// A block `name<<EOF` that later commands go on writing.
    block: Option<Block>,
    functions: BTreeMap<String, Rc<List>>,
    /// What is written to standard output, where somebody reads it.
    out: Option<Values>,
    stdin: Option<Values>,
    flow: Flow,
    /// The script may have ended, or the loop have been left, before this.
    maybe_ended: bool,
    maybe_left: bool,
    /// Something was sourced that is not read.
    foreign: bool,
    errexit: bool,
    directory: Option<String>,
}

/// The value of an output or variable while it is written line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Block {
    is_env: bool,
    name: String,
    delimiter: Text,
    value: Values,
}

pub(super) struct Interpreter<'a> {
    step: &'a Step<'a>,
    effects: Effects,
    /// The undecided conditions around the command under way.
    doubts: Vec<String>,
    steps: usize,
    depth: usize,
    /// Inside of a condition, where failing does not end the script.
    condition: usize,
    /// The script file that is being followed, and where it was called.
    file: Option<(String, Range<usize>)>,
    /// Whether a push is looked for in what runs, for `|| true`.
    pushed: usize,
    last: Status,
}

pub(super) fn run(step: &Step<'_>) -> Effects {
    let list = syntax::parse(step.script);
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
    };
    let status = interpreter.list(&list, &mut state);
    let mut effects = interpreter.effects;
    effects.fails = Some(match (state.flow, status) {
        (Flow::Failed, _) => Answer::Yes,
        (Flow::On, Status::No) if !state.maybe_ended => Answer::Yes,
        (Flow::Ended, _) | (_, Status::Yes) => Answer::No,
        _ => Answer::Unknown,
    });
    effects.outputs = state.outputs;
    effects.env = state.env;
    effects
}

/// Both ways that a condition leaves open.
fn join(left: State, right: State, env: &BTreeMap<String, Values>) -> State {
    let (mut on, other) = match (left.flow, right.flow) {
        (Flow::Failed, _) => return right,
        (_, Flow::Failed) => return left,
        (Flow::On, _) => (left, right),
        (_, Flow::On) => (right, left),
        _ => (left, right),
    };
    match other.flow {
        Flow::On | Flow::Failed => {}
        Flow::Ended => on.maybe_ended = true,
        Flow::Left { .. } | Flow::Returned if on.flow == Flow::On => on.maybe_left = true,
        Flow::Left { .. } | Flow::Returned => {}
    }
    on.maybe_ended |= other.maybe_ended;
    on.maybe_left |= other.maybe_left;
    on.foreign |= other.foreign;
    let empty = Values::known("");
    // A variable that only the branch which ended has set never matters again.
    if other.flow == Flow::On || other.flow == on.flow || !matches!(other.flow, Flow::Ended) {
        merge(&mut on.variables, &other.variables, |_| empty.clone());
        merge(&mut on.files, &other.files, |_| empty.clone());
    }
    merge(&mut on.outputs, &other.outputs, |_| empty.clone());
    merge(&mut on.env, &other.env, |name| env.get(name).cloned().unwrap_or_else(|| empty.clone()));
    on.block = match (on.block, other.block) {
        (Some(left), Some(right)) if left.name == right.name && left.delimiter == right.delimiter => {
            Some(Block { value: left.value.or(right.value), ..left })
        }
        (left, right) if left == right => left,
        // Open in one branch only: what is written is not told apart any more.
        (left, right) => left.or(right).map(|block| Block { value: Values::unknown(), ..block }),
    };
    for (name, body) in other.functions {
        on.functions.entry(name).or_insert(body);
    }
    on.out = match (on.out, other.out) {
        (Some(left), Some(right)) => Some(left.or(right)),
        (left, _) => left,
    };
    if on.directory != other.directory {
        on.directory = None;
    }
    on
}

fn merge(into: &mut BTreeMap<String, Values>, from: &BTreeMap<String, Values>, missing: impl Fn(&str) -> Values) {
    for (name, value) in into.iter_mut() {
        match from.get(name) {
            Some(other) if other == value => {}
            Some(other) => *value = value.clone().or(other.clone()),
            None => *value = value.clone().or(missing(name)),
        }
    }
    for (name, value) in from {
        if !into.contains_key(name) {
            into.insert(name.clone(), missing(name).or(value.clone()));
        }
    }
}

impl Interpreter<'_> {
    // Variables.

    pub(super) fn variable(&self, name: &str, state: &State) -> Option<Values> {
        if let Some(value) = state.variables.get(name) {
            return Some(value.clone());
        }
        if let Ok(number) = name.parse::<usize>() {
            if number == 0 {
                return Some(Values::unknown());
            }
            let all = state.variables.get("@")?;
            return Some(map(all, |text| items(text).get(number - 1).cloned().unwrap_or_default()));
        }
        match name {
            "GITHUB_OUTPUT" => Some(Values::one(Text::hole(OUTPUT))),
            "GITHUB_ENV" => Some(Values::one(Text::hole(ENV))),
            "@" => Some(Values::known("")),
            "#" => state.variables.get("@").map(|all| map(all, |text| Text::known(&items(text).len().to_string()))),
            "?" => Some(match self.last {
                Status::Yes => Values::known("0"),
                // Under `set -e` nothing goes on behind a failure.
                Status::Assumed if state.errexit => Values::known("0"),
                Status::No => Values::known("1"),
                Status::Assumed | Status::Unknown => Values::unknown(),
            }),
            "$" | "!" | "-" => Some(Values::unknown()),
            "CI" | "GITHUB_ACTIONS" => Some(Values::known("true")),
            _ => None,
        }
    }

    /// What a variable is that nobody has set, as far as is known.
    pub(super) fn unset(&self, name: &str, state: &State) -> Values {
        let exported = name.chars().any(|c| c.is_ascii_uppercase()) && !name.chars().any(|c| c.is_ascii_lowercase());
        if state.foreign || exported {
            Values::unknown()
        } else {
            Values::known("")
        }
    }

    /// Whether a missing variable may well be set by the runner or by something unread.
    pub(super) fn may_be_foreign(&self, name: &str, state: &State) -> bool {
        state.foreign
            || ["GITHUB_", "RUNNER_", "DOCKER_METADATA_", "ACTIONS_"].iter().any(|prefix| name.starts_with(prefix))
            || matches!(
                name,
                "HOME" | "PATH" | "USER" | "PWD" | "SHELL" | "HOSTNAME" | "TMPDIR" | "LANG" | "RANDOM" | "UID" | "EUID"
            )
    }

    fn assign(&mut self, assignment: &Assignment, state: &mut State) {
        let value = match &assignment.value {
            Assigned::Element => Values::unknown(),
            Assigned::Word(word) => {
                let value = self.value(word, state);
                let before = state.variables.get(&assignment.name).cloned();
                match before {
                    // `array+=text` changes the first element; nobody means that.
                    Some(before) if assignment.append => before.join(&value),
                    None if assignment.append => value,
                    _ => value,
                }
            }
            Assigned::Array(words) => {
                let lists = self.file_names(words, state);
                let new = Values::any(lists.iter().map(|list| from_items(list)));
                match state.variables.get(&assignment.name) {
                    Some(before) if assignment.append => {
                        let before = map(before, |text| match text.marked().ends_with(ITEM) || text.is_empty() {
                            true => text.clone(),
                            false => from_items(std::slice::from_ref(text)),
                        });
                        before.join(&new)
                    }
                    _ => new,
                }
            }
        };
        state.variables.insert(assignment.name.clone(), value);
    }

    // Control.

    /// What the commands write to standard output.
    pub(super) fn capture(&mut self, list: &List, state: &mut State) -> Values {
        let mut inner = state.clone();
        inner.out = Some(Values::known(""));
        self.list_in_subshell(list, &mut inner);
        let out = inner.out.take().unwrap_or_else(Values::unknown);
        self.leave_subshell(state, inner);
        out
    }

    fn list_in_subshell(&mut self, list: &List, inner: &mut State) -> Status {
        self.depth += 1;
        let status = if self.depth > DEEPEST { Status::Unknown } else { self.list(list, inner) };
        self.depth -= 1;
        status
    }

    /// What a subshell leaves behind: files, not variables.
    fn leave_subshell(&mut self, state: &mut State, inner: State) {
        state.outputs = inner.outputs;
        state.env = inner.env;
        state.files = inner.files;
        state.block = inner.block;
    }

    fn list(&mut self, list: &List, state: &mut State) -> Status {
        let mut status = Status::Yes;
        for node in list {
            if state.flow != Flow::On {
                break;
            }
            status = self.node(node, state);
        }
        status
    }

    /// Runs something of which nobody knows whether it runs.
    fn maybe(&mut self, why: String, state: &mut State, run: impl FnOnce(&mut Self, &mut State)) {
        let before = state.clone();
        self.doubts.push(why);
        run(self, state);
        self.doubts.pop();
        let after = std::mem::replace(state, before.clone());
        *state = join(before, after, self.step.env);
    }

    fn in_condition(&mut self, run: impl FnOnce(&mut Self) -> Status) -> Status {
        self.condition += 1;
        let status = run(self);
        self.condition -= 1;
        status
    }

    fn spelled(&self, list: &[Node]) -> String {
        let (Some(first), Some(last)) = (list.first(), list.last()) else { return String::new() };
        self.source(first.span.start..last.span.end)
    }

    fn source(&self, span: Range<usize>) -> String {
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

    fn node(&mut self, node: &Node, state: &mut State) -> Status {
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

    fn too_long(&mut self, node: &Node, state: &mut State) {
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

    fn command(&mut self, node: &Node, state: &mut State) -> Status {
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
                    state.variables.insert(name.clone(), Values::one(item.clone()));
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
                if commands::smells(&spelled) {
                    self.opaque(spelled, "the line is not read".into(), &node.span, false, state);
                }
                self.effects.unread = true;
                state.foreign = true;
                state.maybe_ended = true;
                Status::Unknown
            }
        }
    }

    fn and_or(&mut self, first: &Node, rest: &[(Junction, Node)], state: &mut State) -> Status {
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

    fn if_command(&mut self, arms: &[(List, List)], otherwise: &List, state: &mut State) -> Status {
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

    fn case(&mut self, word: &Word, arms: &[(Vec<Word>, List)], state: &mut State) -> Status {
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

    /// A loop over the items of the lists, of which one is the real one.
    fn turns(&mut self, lists: &[Vec<Text>], state: &mut State, mut body: impl FnMut(&mut Self, &mut State, &Text)) {
        let before = state.maybe_left;
        let mut all: Vec<(&Text, bool)> = Vec::new();
        for item in lists.iter().flatten() {
            if !all.iter().any(|(known, _)| *known == item) {
                // A hole alone may be no item or many.
                let is_opaque = item.as_hole().is_some_and(|name| !crate::workflow::value::is_plain_hole(name));
                all.push((item, !is_opaque && lists.iter().all(|list| list.contains(item))));
            }
        }
        let too_many = all.len() > MOST_TURNS;
        for (item, certain) in all.into_iter().take(MOST_TURNS) {
            if certain {
                body(self, state, item);
            } else {
                self.maybe(format!("only if the loop reaches `{item}`"), state, |this, state| body(this, state, item));
            }
            match state.flow {
                Flow::Left { again: true } => state.flow = Flow::On,
                Flow::Left { again: false } => {
                    state.flow = Flow::On;
                    break;
                }
                Flow::On => {}
                _ => return,
            }
        }
        if too_many {
            self.effects.unread = true;
            state.foreign = true;
        }
        state.maybe_left = before;
    }

    fn while_command(&mut self, until: bool, condition: &List, body: &List, state: &mut State) -> Status {
        if let Some((names, separator)) = read_command(condition) {
            if let Some(stdin) = state.stdin.clone() {
                let ifs = separator.map(|word| self.value(&word, state));
                let ifs = ifs.and_then(|ifs| ifs.as_known().map(str::to_string)).filter(|ifs| !ifs.is_empty());
                let lists: Vec<Vec<Text>> = stdin.iter().map(lines).collect();
                self.turns(&lists, state, |this, state, line| {
                    set_fields(&names, line, ifs.as_deref(), state);
                    this.list(body, state);
                });
                return Status::Yes;
            }
        }
        let before = state.maybe_left;
        let status = self.in_condition(|this| this.list(condition, state));
        if state.flow != Flow::On {
            return status;
        }
        let goes_in = if until { !status.answer() } else { status.answer() };
        let spelled = self.spelled(condition);
        match goes_in {
            Answer::No => return Status::Yes,
            Answer::Yes => {
                self.list(body, state);
            }
            Answer::Unknown => {
                let why = if until { format!("only if {spelled} fails") } else { format!("only if {spelled}") };
                self.maybe(why, state, |this, state| {
                    this.list(body, state);
                });
            }
        }
        match state.flow {
            Flow::Left { again: false } => {
                state.flow = Flow::On;
                state.maybe_left = before;
                return Status::Yes;
            }
            Flow::Left { again: true } => state.flow = Flow::On,
            Flow::On => {}
            _ => return Status::Yes,
        }
        // A second turn, to see what changes; that is not known any more afterwards.
        let first = state.variables.clone();
        self.maybe("only if the loop runs again".to_string(), state, |this, state| {
            this.in_condition(|this| this.list(condition, state));
            this.list(body, state);
            if matches!(state.flow, Flow::Left { .. }) {
                state.flow = Flow::On;
            }
        });
        for (name, value) in &mut state.variables {
            if first.get(name) != Some(value) {
                *value = Values::unknown();
            }
        }
        state.maybe_left = before;
        Status::Yes
    }

    fn pipe(&mut self, stages: &[Node], state: &mut State) -> Status {
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

    // Redirections.

    fn redirected(
        &mut self,
        redirects: &[syntax::Redirect],
        state: &mut State,
        run: impl FnOnce(&mut Self, &mut State) -> Status,
    ) -> Status {
        if redirects.is_empty() {
            return run(self, state);
        }
        let stdin = state.stdin.clone();
        let mut target: Option<(Values, bool)> = None;
        for redirect in redirects {
            let value = self.value(&redirect.word, state);
            match redirect.kind {
                RedirectKind::Here => state.stdin = Some(value),
                RedirectKind::Read => {
                    let is_process = matches!(redirect.word.as_slice(), [syntax::Part::Process(_)]);
                    state.stdin = Some(if is_process { value } else { read_file(&value, state) });
                }
                RedirectKind::Write => target = Some((value, false)),
                RedirectKind::Append => target = Some((value, true)),
                RedirectKind::Other => {}
            }
        }
        let status = match target {
            None => run(self, state),
            Some((path, append)) => {
                let out = state.out.replace(Values::known(""));
                let status = run(self, state);
                let written = std::mem::replace(&mut state.out, out).unwrap_or_else(Values::unknown);
                self.write(&path, &written, append, state);
                status
            }
        };
        state.stdin = stdin;
        status
    }

    /// Writes to a file: the two that the runner reads, or any other.
    fn write(&mut self, path: &Values, text: &Values, append: bool, state: &mut State) {
        let Some(path) = path.single() else {
            self.effects.unread = true;
            return;
        };
        match path.as_hole() {
            Some(OUTPUT) => self.set_all(text, state, false),
            Some(ENV) => self.set_all(text, state, true),
            Some(_) => {}
            None => {
                let name = path.marked().to_string();
                if name == "/dev/stdout" {
                    emit(state, text);
                } else if !name.starts_with("/dev/") {
                    let before = if append { state.files.get(&name).cloned() } else { None };
                    state.files.insert(name, before.map_or(text.clone(), |before| before.join(text)));
                }
            }
        }
    }

    /// Lines `name=value` and blocks `name<<EOF`, for the next steps.
    fn set_all(&mut self, text: &Values, state: &mut State, is_env: bool) {
        let mut rest = text.clone();
        if let Some(block) = state.block.take_if(|block| block.is_env == is_env) {
            match continued(block, &rest) {
                Continued::Open(block) => {
                    state.block = Some(block);
                    return;
                }
                Continued::Closed { name, value, rest: after } => {
                    self.set(&[value], &name, state, is_env);
                    rest = Values::one(after);
                }
            }
        }
        if let Some((before, block)) = rest.single().and_then(|text| opened(text, is_env)) {
            state.block = Some(block);
            rest = Values::one(before);
        }
        self.set_lines(&rest, state, is_env);
    }

    fn set(&mut self, values: &[Values], name: &str, state: &mut State, is_env: bool) {
        let into = if is_env { &state.env } else { &state.outputs };
        let mut all: Vec<Text> = values.iter().flat_map(|values| values.iter().cloned()).collect();
        if state.maybe_ended || state.maybe_left {
            let before = into.get(name).or_else(|| self.step.env.get(name).filter(|_| is_env));
            all.extend(before.map_or_else(|| vec![Text::default()], |before| before.iter().cloned().collect()));
        }
        let into = if is_env { &mut state.env } else { &mut state.outputs };
        into.insert(name.to_string(), Values::any(all));
    }

    fn set_lines(&mut self, text: &Values, state: &mut State, is_env: bool) {
        let ways: Vec<Vec<(String, Text)>> = text
            .iter()
            .map(|text| {
                let (settings, whole) = settings(text);
                if !whole {
                    self.effects.unread = true;
                }
                settings
            })
            .collect();
        let mut names: Vec<&String> = ways.iter().flatten().map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        for name in names {
            let into = if is_env { &state.env } else { &state.outputs };
            let before = into.get(name).cloned();
            let missing = || {
                before.clone().unwrap_or_else(|| match is_env {
                    true => self.step.env.get(name).cloned().unwrap_or_else(|| Values::known("")),
                    false => Values::known(""),
                })
            };
            let mut values: Vec<Text> = Vec::new();
            for way in &ways {
                match way.iter().rev().find(|(known, _)| known == name) {
                    Some((_, value)) => values.push(value.clone()),
                    None => values.extend(missing().iter().cloned()),
                }
            }
            let values = Values::any(values);
            self.set(&[values], name, state, is_env);
        }
    }

    // Commands.

    fn simple(&mut self, assignments: &[Assignment], words: &[Word], span: &Range<usize>, state: &mut State) -> Status {
        self.last = Status::Yes;
        let declares = matches!(
            words.first().and_then(syntax::literal).as_deref(),
            Some("export" | "declare" | "local" | "readonly" | "typeset")
        );
        if words.is_empty() || declares {
            for assignment in assignments {
                self.assign(assignment, state);
            }
            if words.is_empty() {
                if assignments.is_empty() {
                    // `$(<file)`.
                    if let Some(text) = state.stdin.clone() {
                        emit(state, &text);
                    }
                    return Status::Yes;
                }
                return match self.last {
                    Status::Yes => Status::Yes,
                    _ => Status::Assumed,
                };
            }
        }
        // `X=y command` sets X for the command alone.
        let before: Vec<(String, Option<Values>)> =
            assignments.iter().map(|one| (one.name.clone(), state.variables.get(&one.name).cloned())).collect();
        let lists = self.arguments(words, state);
        if !declares {
            for assignment in assignments {
                self.assign(assignment, state);
            }
        }
        let status = self.call(lists, span, state);
        if !declares {
            for (name, value) in before {
                match value {
                    Some(value) => state.variables.insert(name, value),
                    None => state.variables.remove(&name),
                };
            }
        }
        status
    }

    fn call(&mut self, lists: Vec<Vec<Text>>, span: &Range<usize>, state: &mut State) -> Status {
        let names: Vec<Option<&str>> = lists.iter().map(|list| list.first().and_then(Text::as_known)).collect();
        let same_name = names.windows(2).all(|pair| pair[0] == pair[1]);
        if !same_name {
            for list in &lists {
                let command = list.first().map(Text::to_string).unwrap_or_default();
                self.maybe(format!("only if the command is `{command}`"), state, |this, state| {
                    this.call(vec![list.clone()], span, state);
                });
            }
            return Status::Assumed;
        }
        let Some(name) = names.first().copied().flatten() else {
            return match lists.first() {
                Some(list) if !list.is_empty() => self.program(&lists, span, state),
                _ => Status::Yes,
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

    fn function(&mut self, body: &List, lists: &[Vec<Text>], state: &mut State) -> Status {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.depth -= 1;
            self.effects.unread = true;
            return Status::Unknown;
        }
        let left = state.maybe_left;
        let arguments = Values::any(lists.iter().map(|list| from_items(list.get(1..).unwrap_or_default())));
        let before = state.variables.insert("@".into(), arguments);
        let status = self.list(body, state);
        match before {
            Some(before) => state.variables.insert("@".into(), before),
            None => state.variables.remove("@"),
        };
        if state.flow == Flow::Returned {
            state.flow = Flow::On;
        }
        state.maybe_left = left;
        self.depth -= 1;
        match status {
            Status::Yes | Status::No => status,
            _ if self.condition > 0 && status == Status::Unknown => Status::Unknown,
            _ => Status::Assumed,
        }
    }

    fn builtin(&mut self, name: &str, lists: &[Vec<Text>], span: &Range<usize>, state: &mut State) -> Option<Status> {
        let first = lists.first()?;
        let first_argument = first.get(1).and_then(Text::as_known);
        Some(match name {
            ":" | "true" => Status::Yes,
            "false" => Status::No,
            "echo" => {
                let out = Values::any(lists.iter().map(|list| echo(&list[1..])));
                self.print(&out, span, state);
                Status::Yes
            }
            "printf" => {
                let out = Values::any(lists.iter().map(|list| printf(&list[1..])));
                self.print(&out, span, state);
                Status::Yes
            }
            "test" | "[" => Status::from(unanimous(lists.iter().map(|list| {
                let inner = list.get(1..).unwrap_or_default();
                match (name, inner.split_last()) {
                    ("[", Some((last, inner))) if last.as_known() == Some("]") => test(inner),
                    ("[", _) => Answer::Unknown,
                    _ => test(inner),
                }
            }))),
            "export" | "declare" | "local" | "readonly" | "typeset" => {
                // `export "X=$Y"`: an assignment that is quoted.
                for word in &first[1..] {
                    if let Some((name, value)) = word.marked().split_once('=') {
                        state.variables.insert(name.to_string(), Values::one(Text::from_marked(value)));
                    }
                }
                Status::Yes
            }
            "unset" => {
                for word in &first[1..] {
                    state.variables.insert(word.marked().to_string(), Values::known(""));
                }
                Status::Yes
            }
            "set" => {
                for word in first[1..].iter().filter_map(Text::as_known) {
                    if let Some(flags) = word.strip_prefix('-').filter(|flags| !flags.starts_with('-')) {
                        state.errexit |= flags.contains('e');
                    } else if let Some(flags) = word.strip_prefix('+') {
                        state.errexit &= !flags.contains('e');
                    }
                }
                if let Some(at) = first.iter().position(|text| text.as_known() == Some("--")) {
                    state.variables.insert("@".into(), Values::one(from_items(&first[at + 1..])));
                }
                Status::Yes
            }
            "shift" => {
                let all = state.variables.get("@").cloned().unwrap_or_else(|| Values::known(""));
                let count = first_argument.and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
                let rest = map(&all, |text| from_items(items(text).get(count..).unwrap_or_default()));
                state.variables.insert("@".into(), rest);
                Status::Yes
            }
            "cd" | "pushd" => {
                let target = first.get(1).and_then(Text::as_known);
                state.directory = match (&state.directory, target) {
                    (Some(directory), Some(target)) if !target.starts_with('/') && !target.starts_with('-') => {
                        normal(directory, target)
                    }
                    _ => None,
                };
                Status::Assumed
            }
            "popd" => {
                state.directory = None;
                Status::Yes
            }
            "exit" => {
                state.flow = match first.get(1) {
                    None if self.last == Status::No => Flow::Failed,
                    None => Flow::Ended,
                    Some(code) => match code.as_known() {
                        Some("0") => Flow::Ended,
                        Some(_) => Flow::Failed,
                        None => Flow::Ended,
                    },
                };
                Status::Yes
            }
            "return" => {
                state.flow = Flow::Returned;
                match first_argument {
                    None | Some("0") => Status::Yes,
                    Some(_) => Status::No,
                }
            }
            "break" => {
                state.flow = Flow::Left { again: false };
                Status::Yes
            }
            "continue" => {
                state.flow = Flow::Left { again: true };
                Status::Yes
            }
            "read" => {
                let stdin = state.stdin.clone().unwrap_or_else(Values::unknown);
                let (names, is_array) = read_names(&first[1..]);
                let ifs = state.variables.get("IFS").and_then(Values::as_known).map(str::to_string);
                let ifs = ifs.filter(|ifs| !ifs.is_empty());
                if is_array {
                    if let Some(name) = names.first() {
                        let value = map(&stdin, |text| {
                            let line = lines(text).into_iter().next().unwrap_or_default();
                            match line.starts_with_opaque_hole() && line.as_hole().is_some() {
                                true => line,
                                false => from_items(&split_each(&line, ifs.as_deref())),
                            }
                        });
                        state.variables.insert(name.clone(), value);
                    }
                    return Some(Status::Assumed);
                }
                match stdin.single().map(lines) {
                    Some(lines) => {
                        let line = lines.into_iter().next().unwrap_or_default();
                        set_fields(&names, &line, ifs.as_deref(), state);
                    }
                    None => {
                        for name in names {
                            state.variables.insert(name, Values::unknown());
                        }
                    }
                }
                Status::Assumed
            }
            "mapfile" | "readarray" => {
                let stdin = state.stdin.clone().unwrap_or_else(Values::unknown);
                if let Some(name) = first.last().and_then(Text::as_known).filter(|name| !name.starts_with('-')) {
                    state.variables.insert(name.to_string(), map(&stdin, filters::lines_as_items));
                }
                Status::Yes
            }
            "source" | "." => {
                let path = first_argument.map(str::to_string);
                let text = path.as_deref().and_then(|path| self.file_text(path, state));
                match text {
                    Some(text) if self.file.is_none() => {
                        self.follow(path.unwrap_or_default(), &text, &[], span, state, true);
                    }
                    _ => {
                        state.foreign = true;
                        self.effects.unread = true;
                    }
                }
                Status::Assumed
            }
            "eval" => {
                let mut text = Text::default();
                for (at, word) in first[1..].iter().enumerate() {
                    if at > 0 {
                        text.push_known(" ");
                    }
                    text.push(word);
                }
                if lists.len() == 1 && !text.starts_with_opaque_hole() && self.depth < 4 {
                    self.inline(&text, span, state);
                } else {
                    state.foreign = true;
                    self.effects.unread = true;
                }
                Status::Assumed
            }
            "tee" => {
                let stdin = state.stdin.clone().unwrap_or_else(Values::unknown);
                let append = first.iter().any(|text| matches!(text.as_known(), Some("-a" | "--append")));
                for path in first[1..].iter().filter(|text| !text.marked().starts_with('-')) {
                    self.write(&Values::one(path.clone()), &stdin, append, state);
                }
                emit(state, &stdin);
                Status::Yes
            }
            "cat" if first.len() > 1 && !first_argument.is_some_and(|text| text.starts_with('-')) => {
                let mut out = Values::known("");
                for path in &first[1..] {
                    out = out.join(&read_file(&Values::one(path.clone()), state));
                }
                self.print(&out, span, state);
                Status::Assumed
            }
            "xargs" => self.xargs(first, span, state),
            "sleep" | "wait" | "trap" | "shopt" | "ulimit" | "umask" | "let" | "hash" | "alias" | "jobs" | "mkdir"
            | "rm" | "cp" | "mv" | "touch" | "chmod" | "chown" | "ln" => Status::Assumed,
            _ => return None,
        })
    }

    fn xargs(&mut self, arguments: &[Text], span: &Range<usize>, state: &mut State) -> Status {
        let mut at = 1;
        let mut replace: Option<String> = None;
        let mut one_each = false;
        while let Some(option) = arguments.get(at).and_then(Text::as_known).filter(|text| text.starts_with('-')) {
            at += 1;
            match option {
                "-I" | "-i" => {
                    replace = arguments.get(at).and_then(Text::as_known).map(str::to_string);
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
        let stdin = state.stdin.clone().unwrap_or_else(Values::unknown);
        let lists: Vec<Vec<Text>> =
            stdin.iter().map(|text| if replace.is_some() { lines(text) } else { filters::words(text) }).collect();
        if command.is_empty() {
            let out = map(&stdin, |text| {
                Text::from_marked(format!(
                    "{}\n",
                    filters::words(text).iter().map(Text::marked).collect::<Vec<_>>().join(" ")
                ))
            });
            self.print(&out, span, state);
            return Status::Yes;
        }
        if replace.is_none() && !one_each {
            let all: Vec<Vec<Text>> = lists.iter().map(|list| [command.as_slice(), list].concat()).collect();
            return self.call(all, span, state);
        }
        let span = span.clone();
        self.turns(&lists, state, |this, state, item| {
            let arguments: Vec<Text> = match &replace {
                Some(mark) if !mark.is_empty() => command
                    .iter()
                    .map(|word| Text::from_marked(word.marked().replace(mark.as_str(), item.marked())))
                    .collect(),
                _ => command.iter().cloned().chain([item.clone()]).collect(),
            };
            this.call(vec![arguments], &span, state);
        });
        Status::Assumed
    }

    /// Text on standard output, where the runner reads `::commands`.
    fn print(&mut self, out: &Values, span: &Range<usize>, state: &mut State) {
        if state.out.is_some() {
            emit(state, out);
            return;
        }
        for text in out.iter() {
            for line in text.marked().lines() {
                let Some(rest) = line.trim_start().strip_prefix("::") else { continue };
                let (command, value) = rest.split_once("::").unwrap_or((rest, ""));
                let (command, name) = command.split_once(" name=").unwrap_or((command, ""));
                match command {
                    "set-output" => {
                        let set = Values::one(Text::from_marked(format!("{name}={value}")));
                        self.set_all(&set, state, false);
                        self.remark(
                            RemarkKind::DeprecatedCommand,
                            "`::set-output` is deprecated and will be removed".into(),
                            span,
                        );
                    }
                    "set-env" | "add-path" => self.remark(
                        RemarkKind::DisabledCommand,
                        format!("`::{command}` is disabled: the runner refuses it"),
                        span,
                    ),
                    _ => {}
                }
            }
        }
    }

    /// Programs: what they write if they are filters, what they push if they do.
    fn program(&mut self, lists: &[Vec<Text>], span: &Range<usize>, state: &mut State) -> Status {
        let name = lists.first().and_then(|list| list.first()).cloned().unwrap_or_default();
        let known = name.as_known().unwrap_or_default();
        if filters::is_filter(known) {
            if state.out.is_some() {
                let stdin = state.stdin.clone();
                let out = match lists {
                    [one] => filters::output(one, stdin.as_ref()),
                    many => Values::any(
                        many.iter()
                            .flat_map(|list| filters::output(list, stdin.as_ref()).iter().cloned().collect::<Vec<_>>()),
                    ),
                };
                emit(state, &if out == Values::unknown() { unknown_lines() } else { out });
            }
            let may_set = known == "git" || known == "find";
            if may_set && lists.iter().flatten().any(|text| text.as_known() == Some("push")) {
                return Status::Assumed;
            }
            return if is_query(lists.first().map_or(&[], Vec::as_slice)) { Status::Unknown } else { Status::Assumed };
        }
        let env = state.variables.clone();
        let around = Around { env: &env, files: self.step.files };
        let ways: Vec<Vec<Deed>> = lists.iter().map(|list| commands::read(list, &around)).collect();
        let mut seen: Vec<&Deed> = Vec::new();
        for deed in ways.iter().flatten() {
            if seen.contains(&deed) {
                continue;
            }
            seen.push(deed);
            let certain = ways.iter().all(|way| way.contains(deed));
            if certain {
                self.deed(deed, span, state);
            } else {
                self.maybe("only with some values of its arguments".into(), state, |this, state| {
                    this.deed(deed, span, state);
                });
            }
        }
        if seen.is_empty() {
            self.effects.unread |= name.as_known().is_none_or(commands::may_write);
            if state.out.is_some() {
                emit(state, &unknown_lines());
            }
        }
        if is_query(lists.first().map_or(&[], Vec::as_slice)) {
            Status::Unknown
        } else {
            match seen.as_slice() {
                [Deed::Command { .. } | Deed::Shell(_) | Deed::Script { .. }] => self.last,
                _ => Status::Assumed,
            }
        }
    }

    fn deed(&mut self, deed: &Deed, span: &Range<usize>, state: &mut State) {
        match deed {
            Deed::Push(push) => self.push(push, span, state),
            Deed::Opaque { command, why } => {
                if state.out.is_some() {
                    emit(state, &unknown_lines());
                }
                let path = command.split(' ').next().unwrap_or_default();
                let text = if path.contains('/') || path.ends_with(".sh") { self.file_text(path, state) } else { None };
                self.effects.unread = true;
                match text {
                    Some(text) if self.file.is_none() && is_shell_script(&text) => {
                        self.follow(path.to_string(), &text, &[], span, state, false);
                    }
                    _ => self.opaque(command.clone(), why.clone(), span, true, state),
                }
            }
            Deed::Command { arguments } => {
                self.depth += 1;
                if self.depth <= DEEPEST {
                    self.last = self.call(vec![arguments.clone()], span, state);
                }
                self.depth -= 1;
            }
            Deed::Shell(text) => {
                let mut inner = state.clone();
                self.inline(text, span, &mut inner);
                state.out = inner.out.take();
                self.leave_subshell(state, inner);
            }
            Deed::Script { path, arguments } => {
                self.effects.unread = true;
                if state.out.is_some() {
                    emit(state, &unknown_lines());
                }
                match self.file_text(path, state) {
                    Some(text) if self.file.is_none() => {
                        self.follow(path.clone(), &text, arguments, span, state, false)
                    }
                    _ => {
                        let name = path.rsplit('/').next().unwrap_or(path);
                        let script = [Text::known(&format!("./{name}"))];
                        let env = BTreeMap::new();
                        let around = Around { env: &env, files: &|_| None };
                        for deed in commands::read(&script, &around) {
                            if let Deed::Opaque { why, .. } = deed {
                                self.opaque(path.clone(), why, span, true, state);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Runs a text as part of this script: `eval`, `bash -c`.
    fn inline(&mut self, text: &Text, span: &Range<usize>, state: &mut State) {
        self.depth += 1;
        if self.depth <= DEEPEST {
            let file = self.file.clone();
            // Places in the text are no places in the script: the call stands for them.
            self.file = Some(match file.clone() {
                Some((name, _)) => (name, span.clone()),
                None => (String::new(), span.clone()),
            });
            let list = syntax::parse(text);
            self.list(&list, state);
            self.file = file;
        } else {
            self.effects.unread = true;
        }
        self.depth -= 1;
    }

    /// Follows a script of the repository, one level deep.
    fn follow(
        &mut self,
        path: String,
        text: &str,
        arguments: &[Text],
        span: &Range<usize>,
        state: &mut State,
        sourced: bool,
    ) {
        self.depth += 1;
        self.file = Some((path, span.clone()));
        let list = syntax::parse(&Text::known(text));
        if sourced {
            self.list(&list, state);
        } else {
            let mut inner = state.clone();
            inner.variables.insert("@".into(), Values::one(from_items(arguments)));
            inner.errexit = false;
            inner.functions.clear();
            self.list(&list, &mut inner);
            state.out = inner.out.take();
            self.leave_subshell(state, inner);
        }
        self.file = None;
        self.depth -= 1;
    }

    /// The text of a file of the repository, relative to where the script is.
    fn file_text(&self, path: &str, state: &State) -> Option<String> {
        let path = path.strip_prefix("$GITHUB_WORKSPACE/").unwrap_or(path);
        if path.starts_with('/') || path.contains('<') {
            return None;
        }
        (self.step.files)(&normal(state.directory.as_ref()?, path)?)
    }

    // Reports.

    fn place(&self, span: &Range<usize>) -> (Range<usize>, Option<String>) {
        match &self.file {
            Some((file, call)) => (call.clone(), Some(file.clone()).filter(|file| !file.is_empty())),
            None => (span.clone(), None),
        }
    }

    fn conditions(&self, state: &State) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for doubt in &self.doubts {
            if !out.contains(doubt) {
                out.push(doubt.clone());
            }
        }
        if state.maybe_ended {
            out.push("only if the script has not ended before".into());
        }
        if state.maybe_left {
            out.push("only if the loop or function has not been left before".into());
        }
        out
    }

    fn push(&mut self, push: &commands::Push, span: &Range<usize>, state: &State) {
        self.pushed += 1;
        let conditions = self.conditions(state);
        let (span, file) = self.place(span);
        let new = Push {
            reference: push.reference.clone(),
            method: push.method.to_string(),
            certain: conditions.is_empty() && push.certain,
            conditions,
            by_digest: push.by_digest,
            span,
            file,
        };
        let same = |old: &&mut Push| {
            old.reference == new.reference && old.method == new.method && old.span == new.span && old.file == new.file
        };
        match self.effects.pushes.iter_mut().find(same) {
            Some(old) if !old.certain && new.certain => *old = new,
            Some(_) => {}
            None => self.effects.pushes.push(new),
        }
    }

    fn opaque(&mut self, command: String, why: String, span: &Range<usize>, certain: bool, state: &State) {
        let conditions = self.conditions(state);
        let (span, _) = self.place(span);
        let new = Opaque { command, why, certain: certain && conditions.is_empty(), conditions, span };
        if !self.effects.opaque.contains(&new) {
            self.effects.opaque.push(new);
        }
    }

    fn remark(&mut self, kind: RemarkKind, message: String, span: &Range<usize>) {
        let (span, _) = self.place(span);
        let new = Remark { kind, message, span };
        if !self.effects.remarks.contains(&new) {
            self.effects.remarks.push(new);
        }
    }
}

/// Appends to what somebody reads.
fn emit(state: &mut State, text: &Values) {
    if let Some(out) = state.out.take() {
        state.out = Some(out.join(text));
    }
}

/// What a program writes that is not read here: whole lines, as programs do.
fn unknown_lines() -> Values {
    let mut text = Text::unknown();
    text.push_known("\n");
    Values::one(text)
}

fn one_of(values: &Values) -> String {
    values.iter().next().map(Text::to_string).unwrap_or_default()
}

fn echo(arguments: &[Text]) -> Text {
    let mut rest = arguments;
    let mut newline = true;
    let mut escapes = false;
    while let Some(option) = rest.first().and_then(Text::as_known) {
        let flags = option.strip_prefix('-').unwrap_or_default();
        if flags.is_empty() || !flags.chars().all(|c| "neE".contains(c)) {
            break;
        }
        newline &= !flags.contains('n');
        escapes |= flags.contains('e');
        rest = &rest[1..];
    }
    let mut out = Text::default();
    for (at, word) in rest.iter().enumerate() {
        if at > 0 {
            out.push_known(" ");
        }
        out.push(word);
    }
    if escapes {
        out = out.map_known(|text| text.replace("\\n", "\n").replace("\\t", "\t"));
    }
    if newline {
        out.push_known("\n");
    }
    out
}

/// `%s` and `%b` alone; the format is used again while arguments are left.
fn printf(arguments: &[Text]) -> Text {
    let mut arguments = arguments;
    if arguments.first().and_then(Text::as_known) == Some("--") {
        arguments = &arguments[1..];
    }
    let Some((format, mut rest)) = arguments.split_first() else { return Text::default() };
    if arguments.first().and_then(Text::as_known) == Some("-v") {
        return Text::unknown();
    }
    let format = format.map_known(|text| text.replace("\\n", "\n").replace("\\t", "\t"));
    let pieces: Vec<&str> = format.marked().split('%').collect();
    let mut out = Text::default();
    loop {
        let before = rest.len();
        let mut percent = false;
        for (at, piece) in pieces.iter().enumerate() {
            if at == 0 || percent {
                percent = false;
                out.push(&Text::from_marked(*piece));
                continue;
            }
            match piece.chars().next() {
                Some('s' | 'b' | 'd') => {
                    if let Some((first, others)) = rest.split_first() {
                        out.push(first);
                        rest = others;
                    }
                    out.push(&Text::from_marked(&piece[1..]));
                }
                None => {
                    out.push_known("%");
                    percent = true;
                }
                Some(_) => return Text::unknown(),
            }
        }
        if rest.is_empty() || rest.len() == before {
            return out;
        }
    }
}

/// The lines of a text; a text without a last newline has a last line all the same.
fn lines(text: &Text) -> Vec<Text> {
    let marked = text.marked();
    let marked = marked.strip_suffix('\n').unwrap_or(marked);
    marked.split('\n').map(|line| Text::from_marked(line.trim_end_matches('\r'))).collect()
}

fn split_each(line: &Text, ifs: Option<&str>) -> Vec<Text> {
    match ifs.filter(|ifs| !ifs.trim().is_empty()) {
        Some(ifs) => line.marked().split(|c| ifs.contains(c)).map(Text::from_marked).collect(),
        None => split(line, None),
    }
}

/// `read a b`: fields to variables, the rest to the last.
fn set_fields(names: &[String], line: &Text, ifs: Option<&str>, state: &mut State) {
    let Some((last, first)) = names.split_last() else { return };
    let opaque = line.pieces().any(|piece| match piece {
        crate::workflow::value::Piece::Hole(name) => !crate::workflow::value::is_plain_hole(name),
        crate::workflow::value::Piece::Known(_) => false,
    });
    if !first.is_empty() && opaque {
        for name in names {
            state.variables.insert(name.clone(), Values::unknown());
        }
        return;
    }
    let mut rest = line.marked().trim();
    let separates = |c: char| ifs.map_or(c.is_whitespace(), |ifs| ifs.contains(c));
    for name in first {
        let (field, after) = rest.split_once(separates).unwrap_or((rest, ""));
        state.variables.insert(name.clone(), Values::one(Text::from_marked(field)));
        rest = if ifs.is_none() { after.trim_start() } else { after };
    }
    state.variables.insert(last.clone(), Values::one(Text::from_marked(rest)));
}

/// The names behind `read`, and whether they are one array.
fn read_names(arguments: &[Text]) -> (Vec<String>, bool) {
    let mut names = Vec::new();
    let mut is_array = false;
    let mut skip = false;
    for argument in arguments.iter().filter_map(Text::as_known) {
        if std::mem::take(&mut skip) {
            continue;
        }
        match argument.strip_prefix('-') {
            Some(flags) => {
                is_array |= flags.contains('a');
                skip = flags.ends_with(['d', 'p', 't', 'n', 'N', 'u']);
            }
            None => names.push(argument.to_string()),
        }
    }
    if names.is_empty() {
        names.push("REPLY".into());
    }
    (names, is_array)
}

/// A loop condition that is `read`: its names and its `IFS`.
fn read_command(condition: &List) -> Option<(Vec<String>, Option<Word>)> {
    let [node] = condition.as_slice() else { return None };
    let node = match &node.command {
        // `read -r x || [ -n "$x" ]`, for a last line without newline.
        Command::AndOr(first, _) => first.as_ref(),
        _ => node,
    };
    let Command::Simple { assignments, words, .. } = &node.command else { return None };
    let words: Option<Vec<Text>> = words.iter().map(|word| syntax::literal(word).map(Text::from_marked)).collect();
    let words = words?;
    if words.first()?.as_known() != Some("read") {
        return None;
    }
    let separator = assignments.iter().find(|one| one.name == "IFS").and_then(|one| match &one.value {
        Assigned::Word(word) => Some(word.clone()),
        _ => None,
    });
    Some((read_names(&words[1..]).0, separator))
}

fn read_file(path: &Values, state: &State) -> Values {
    let known = path.single().and_then(|path| state.files.get(path.marked()));
    known.cloned().unwrap_or_else(unknown_lines)
}

/// What a text does to an open block.
enum Continued {
    Open(Block),
    Closed { name: String, value: Values, rest: Text },
}

fn continued(mut block: Block, text: &Values) -> Continued {
    let add = |block: &mut Block, text: &Values| {
        block.value = std::mem::replace(&mut block.value, Values::known("")).join(text);
    };
    let Some(one) = text.single() else {
        add(&mut block, text);
        return Continued::Open(block);
    };
    let mut before = String::new();
    let mut rest = one.marked();
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        // A delimiter of unknown text looks like any unknown line: the first is content.
        let is_first = before.is_empty() && block.value.as_known() == Some("");
        let is_end = line.trim_end_matches('\r') == block.delimiter.marked();
        if is_end && !(is_first && block.delimiter.as_hole() == Some("?")) {
            add(&mut block, &Values::one(Text::from_marked(before)));
            let value =
                map(&block.value, |text| Text::from_marked(text.marked().strip_suffix('\n').unwrap_or(text.marked())));
            return Continued::Closed { name: block.name, value, rest: Text::from_marked(rest) };
        }
        before.push_str(line);
        before.push('\n');
    }
    add(&mut block, &Values::one(Text::from_marked(before)));
    Continued::Open(block)
}

/// The block that a text opens and does not close, and what stands before it.
fn opened(text: &Text, is_env: bool) -> Option<(Text, Block)> {
    let lines: Vec<&str> = text.marked().split('\n').collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let line = line.trim_end_matches('\r');
        at += 1;
        let Some(here) = line.find("<<") else { continue };
        if line.find('=').is_some_and(|equals| equals < here) {
            continue;
        }
        let (name, delimiter) = (&line[..here], &line[here + 2..]);
        let mut end = lines.get(at..)?.iter().position(|line| line.trim_end_matches('\r') == delimiter);
        if end == Some(0) && Text::from_marked(delimiter).as_hole() == Some("?") {
            end = lines.get(at + 1..)?.iter().position(|line| *line == delimiter).map(|end| end + 1);
        }
        match end {
            Some(end) => at += end + 1,
            None => {
                let mut value = lines.get(at..)?.join("\n");
                // The newline behind the last line is no line.
                if value.is_empty() && lines.len() == at {
                    value.clear();
                }
                let block = Block {
                    is_env,
                    name: name.to_string(),
                    delimiter: Text::from_marked(delimiter),
                    value: Values::one(Text::from_marked(value)),
                };
                let before: String = lines[..at - 1].iter().map(|line| format!("{line}\n")).collect();
                return Some((Text::from_marked(before), block));
            }
        }
    }
    None
}

/// The settings in the text of a file that the runner reads, and whether all was read.
fn settings(text: &Text) -> (Vec<(String, Text)>, bool) {
    let mut out = Vec::new();
    let mut whole = true;
    let lines: Vec<&str> = text.marked().split('\n').collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            continue;
        }
        let equals = line.find('=');
        let here = line.find("<<");
        match (equals, here) {
            (equals, Some(here)) if equals.is_none_or(|equals| here < equals) => {
                let (name, delimiter) = (&line[..here], &line[here + 2..]);
                let from = usize::from(Text::from_marked(delimiter).as_hole() == Some("?")).min(lines.len() - at);
                let end = lines[at + from..].iter().position(|line| line.trim_end_matches('\r') == delimiter);
                let Some(end) = end.map(|end| end + from) else {
                    whole = false;
                    break;
                };
                out.push((name.to_string(), Text::from_marked(lines[at..at + end].join("\n"))));
                at += end + 1;
            }
            (Some(equals), _) => {
                let name = &line[..equals];
                whole &= Text::from_marked(name).is_whole();
                out.push((name.to_string(), Text::from_marked(&line[equals + 1..])));
            }
            _ => whole = false,
        }
    }
    (out, whole)
}

/// `|| true` and its kin: a command that only hides the failure.
fn is_noop(node: &Node) -> bool {
    let Command::Simple { words, .. } = &node.command else { return false };
    let name = words.first().and_then(syntax::literal);
    matches!(name.as_deref(), Some("true" | ":" | "echo" | "printf"))
        || (name.as_deref() == Some("exit") && words.get(1).and_then(syntax::literal).as_deref() == Some("0"))
}

/// A command whose success is an answer, not a duty.
fn is_query(arguments: &[Text]) -> bool {
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

/// A path in the repository; `None` if it leads out of it.
fn normal(directory: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn is_shell_script(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    !first.starts_with("#!") || first.contains("sh")
}
