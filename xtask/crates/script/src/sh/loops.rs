//! Loops, and `read`, which makes turns of lines.

use std::rc::Rc;

use super::expand::split;
use super::interpret::Interpreter;
use super::state::{Flow, State, Status};
use super::syntax::{self, Assigned, Command, List, Word};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Text, Values};

/// More turns of a loop are not told apart.
pub(super) const MOST_TURNS: usize = 48;

impl Interpreter<'_> {
    /// A loop over the items of the lists, of which one is the real one.
    pub(super) fn turns(
        &mut self,
        lists: &[Vec<Text>],
        state: &mut State,
        mut body: impl FnMut(&mut Self, &mut State, &Text),
    ) {
        let before = state.maybe_left;
        let mut all: Vec<(&Text, bool)> = Vec::new();
        for item in lists.iter().flatten() {
            if !all.iter().any(|(known, _)| *known == item) {
                // A hole alone may be no item or many.
                let is_opaque = item.as_hole().is_some_and(|name| !prodproof_syntax::value::is_plain_hole(name));
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

    pub(super) fn while_command(&mut self, until: bool, condition: &List, body: &List, state: &mut State) -> Status {
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
        for (name, value) in Rc::make_mut(&mut state.variables) {
            if first.get(name) != Some(value) {
                *value = Values::unknown();
            }
        }
        state.maybe_left = before;
        Status::Yes
    }
}

/// The lines of a text; a text without a last newline has a last line all the same.
pub(super) fn lines(text: &Text) -> Vec<Text> {
    let marked = text.marked();
    let marked = marked.strip_suffix('\n').unwrap_or(marked);
    marked.split('\n').map(|line| Text::from_marked(line.trim_end_matches('\r'))).collect()
}

pub(super) fn split_each(line: &Text, ifs: Option<&str>) -> Vec<Text> {
    match ifs.filter(|ifs| !ifs.trim().is_empty()) {
        Some(ifs) => line.marked().split(|c| ifs.contains(c)).map(Text::from_marked).collect(),
        None => split(line, None),
    }
}

/// `read a b`: fields to variables, the rest to the last.
pub(super) fn set_fields(names: &[String], line: &Text, ifs: Option<&str>, state: &mut State) {
    let Some((last, first)) = names.split_last() else { return };
    let opaque = line.pieces().any(|piece| match piece {
        prodproof_syntax::value::Piece::Hole(name) => !prodproof_syntax::value::is_plain_hole(name),
        prodproof_syntax::value::Piece::Known(_) => false,
    });
    if !first.is_empty() && opaque {
        for name in names {
            Rc::make_mut(&mut state.variables).insert(name.clone(), Values::unknown());
        }
        return;
    }
    let mut rest = line.marked().trim();
    let separates = |c: char| ifs.map_or(c.is_whitespace(), |ifs| ifs.contains(c));
    for name in first {
        let (field, after) = rest.split_once(separates).unwrap_or((rest, ""));
        Rc::make_mut(&mut state.variables).insert(name.clone(), Values::one(Text::from_marked(field)));
        rest = if ifs.is_none() { after.trim_start() } else { after };
    }
    Rc::make_mut(&mut state.variables).insert(last.clone(), Values::one(Text::from_marked(rest)));
}

/// The names behind `read`, and whether they are one array.
pub(super) fn read_names(arguments: &[Text]) -> (Vec<String>, bool) {
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
pub(super) fn read_command(condition: &List) -> Option<(Vec<String>, Option<Word>)> {
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
