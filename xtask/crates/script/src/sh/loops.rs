//! Loops, and `read`, which makes turns of lines.

use crate::doubt::ScriptDoubt;
use std::rc::Rc;

use super::expand::split;
use super::interpret::Interpreter;
use super::state::{join, Ending, Flow, State};
use super::syntax::{self, Assigned, Construct, List, TurnsWhile, Word};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// More turns of a loop are not told apart.
pub(super) const MOST_TURNS: usize = 48;

/// After so many turns of which nothing is left to find out, a loop has shown all it does.
const MOST_WIDENED: usize = 4;

/// What a turn of a loop does, and what is done behind it, however it ends.
pub(super) struct Turn<'l> {
    pub body: &'l List,
    pub last: &'l List,
}

impl Interpreter<'_> {
    /// A loop over the items of the lists, of which one is the real one.
    pub(super) fn turns(
        &mut self,
        lists: &[Vec<Symbolic>],
        state: &mut State,
        mut body: impl FnMut(&mut Self, &mut State, &Symbolic) -> Ending,
    ) -> Ending {
        let mut all: Vec<(&Symbolic, bool)> = Vec::new();
        for item in lists.iter().flatten() {
            if all.len() > MOST_TURNS {
                break;
            }
            if !all.iter().any(|(known, _)| *known == item) {
                all.push((item, !is_opaque(item) && lists.iter().all(|list| list.contains(item))));
            }
        }
        let too_many = all.len() > MOST_TURNS;
        self.loops += 1;
        let (level, mark) = (self.loops, self.exits.len());
        let mut status = Ending::Succeeds;
        let rest = Symbolic::unknown();
        let rest = too_many.then_some((&rest, false));
        for (item, certain) in all.into_iter().take(MOST_TURNS).chain(rest) {
            if state.flow != Flow::On {
                break;
            }
            if certain {
                let own = body(self, state, item);
                status = if state.flow == Flow::On { own } else { Ending::Assumed };
                self.next_turn(level, mark, state);
                continue;
            }
            let why = ScriptDoubt::Turn(item.to_string());
            let before = state.clone();
            let mut turn = |this: &mut Self, state: &mut State| {
                this.doubts.push(why.clone());
                body(this, state, item);
                this.doubts.pop();
                this.next_turn(level, mark, state);
            };
            turn(self, state);
            // It may stand for several, so that what the first turn changes matters.
            if is_opaque(item) {
                self.widened(&before, state, turn);
            }
            let after = state.clone();
            *state = join(before, after, self.step.env);
            status = Ending::Unknown;
        }
        if too_many {
            self.effects.unread = true;
            state.foreign = true;
        }
        self.after_loop(level, mark, state);
        self.loops -= 1;
        if self.condition == 0 && status == Ending::Unknown {
            Ending::Assumed
        } else {
            status
        }
    }

    /// Takes further turns of a loop with all that its turns change unknown, until nothing
    /// new changes. `before` is what was known before the first.
    fn widened(&mut self, before: &State, state: &mut State, mut turn: impl FnMut(&mut Self, &mut State)) {
        let mut before = before.clone();
        for _ in 0..MOST_WIDENED {
            if state.flow != Flow::On {
                return;
            }
            let changed = changes(&before, state);
            if changed.is_empty() && before.errexit == state.errexit && before.files == state.files {
                return;
            }
            for name in changed {
                Rc::make_mut(&mut state.variables).insert(name, ValueSet::unknown());
            }
            for (name, text) in &mut state.files {
                if before.files.get(name) != Some(text) {
                    *text = super::state::unknown_lines();
                }
            }
            before = state.clone();
            turn(self, state);
        }
    }

    pub(super) fn while_command(
        &mut self,
        goes: TurnsWhile,
        condition: &List,
        turn: &Turn<'_>,
        state: &mut State,
    ) -> Ending {
        if let Some((names, separator)) = read_command(condition) {
            if let Some(stdin) = state.stdin.clone() {
                let ifs = separator.map(|word| self.value(&word, state));
                let ifs = ifs.and_then(|ifs| ifs.as_known().map(str::to_string)).filter(|ifs| !ifs.is_empty());
                let lists: Vec<Vec<Symbolic>> = stdin.iter().map(lines).collect();
                return self.turns(&lists, state, |this, state, line| {
                    set_fields(&names, line, ifs.as_deref(), state);
                    this.list(turn.body, state)
                });
            }
        }
        self.loops += 1;
        let (level, mark) = (self.loops, self.exits.len());
        let mut left: Vec<State> = Vec::new();
        let spelled = self.spelled(condition);
        let why = match goes {
            TurnsWhile::Holds => ScriptDoubt::If(spelled),
            TurnsWhile::Fails => ScriptDoubt::Fails(spelled),
        };
        for turns in 0.. {
            let before = state.clone();
            let goes_in = self.loop_condition(goes, condition, state);
            if state.flow != Flow::On {
                break;
            }
            match goes_in {
                Answer::No => {
                    left.push(state.clone());
                    state.flow = Flow::Gone;
                    break;
                }
                Answer::Yes if turns < MOST_TURNS => {
                    self.turn(turn, level, mark, state);
                    // A loop that changes nothing does the same in its next turn.
                    let same = changes(&before, state).is_empty()
                        && (&before.files, &before.outputs, &before.env) == (&state.files, &state.outputs, &state.env);
                    if state.flow != Flow::On || same {
                        break;
                    }
                }
                Answer::Yes | Answer::Unknown => {
                    if goes_in == Answer::Unknown {
                        left.push(state.clone());
                    }
                    self.doubts.push(why);
                    self.turn(turn, level, mark, state);
                    self.widened(&before, state, |this, state| {
                        let goes_in = this.loop_condition(goes, condition, state);
                        if state.flow == Flow::On && goes_in != Answer::Yes {
                            left.push(state.clone());
                        }
                        if state.flow == Flow::On && goes_in != Answer::No {
                            this.turn(turn, level, mark, state);
                        }
                    });
                    self.doubts.pop();
                    // Behind its last turn it comes back to the condition, and may end.
                    if state.flow == Flow::On && self.loop_condition(goes, condition, state) != Answer::Yes {
                        left.push(state.clone());
                    }
                    break;
                }
            }
        }
        // Only by its condition, `break` or an end does one come out.
        state.flow = Flow::Gone;
        for way in left {
            let before = state.clone();
            *state = join(before, way, self.step.env);
        }
        self.after_loop(level, mark, state);
        self.loops -= 1;
        Ending::Assumed
    }

    fn turn(&mut self, turn: &Turn<'_>, level: usize, mark: usize, state: &mut State) {
        self.list(turn.body, state);
        self.next_turn(level, mark, state);
        self.list(turn.last, state);
    }

    fn loop_condition(&mut self, goes: TurnsWhile, condition: &List, state: &mut State) -> Answer {
        let status = self.in_condition(|this| this.list(condition, state));
        match goes {
            TurnsWhile::Holds => status.answer(),
            TurnsWhile::Fails => !status.answer(),
        }
    }
}

/// A hole alone may be no item or many.
fn is_opaque(item: &Symbolic) -> bool {
    item.as_hole().is_some_and(|name| !prodproof_syntax::value::is_plain_hole(name))
}

/// The variables that have other values than before.
fn changes(before: &State, after: &State) -> Vec<String> {
    if Rc::ptr_eq(&before.variables, &after.variables) {
        return Vec::new();
    }
    let changed = after.variables.iter().filter(|(name, value)| before.variables.get(*name) != Some(value));
    changed.map(|(name, _)| name.clone()).collect()
}

/// The lines of a text; a text without a last newline has a last line all the same.
pub(super) fn lines(text: &Symbolic) -> Vec<Symbolic> {
    let marked = text.marked();
    let marked = marked.strip_suffix('\n').unwrap_or(marked);
    marked.split('\n').map(|line| Symbolic::from_marked(line.trim_end_matches('\r'))).collect()
}

pub(super) fn split_each(line: &Symbolic, ifs: Option<&str>) -> Vec<Symbolic> {
    match ifs.filter(|ifs| !ifs.trim().is_empty()) {
        Some(ifs) => line.marked().split(|c| ifs.contains(c)).map(Symbolic::from_marked).collect(),
        None => split(line, None),
    }
}

/// `read a b`: fields to variables, the rest to the last.
pub(super) fn set_fields(names: &[String], line: &Symbolic, ifs: Option<&str>, state: &mut State) {
    let Some((last, first)) = names.split_last() else { return };
    let opaque = line.pieces().any(|piece| match piece {
        prodproof_syntax::value::Piece::Hole(name) => !prodproof_syntax::value::is_plain_hole(name),
        prodproof_syntax::value::Piece::Known(_) => false,
    });
    if !first.is_empty() && opaque {
        for name in names {
            Rc::make_mut(&mut state.variables).insert(name.clone(), ValueSet::unknown());
        }
        return;
    }
    let mut rest = line.marked().trim();
    let separates = |c: char| ifs.map_or(c.is_whitespace(), |ifs| ifs.contains(c));
    for name in first {
        let (field, after) = rest.split_once(separates).unwrap_or((rest, ""));
        Rc::make_mut(&mut state.variables).insert(name.clone(), ValueSet::one(Symbolic::from_marked(field)));
        rest = if ifs.is_none() { after.trim_start() } else { after };
    }
    Rc::make_mut(&mut state.variables).insert(last.clone(), ValueSet::one(Symbolic::from_marked(rest)));
}

/// The names behind `read`, and whether they are one array.
pub(super) fn read_names(arguments: &[Symbolic]) -> (Vec<String>, bool) {
    let mut names = Vec::new();
    let mut is_array = false;
    let mut skip = false;
    for argument in arguments.iter().filter_map(Symbolic::as_known) {
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
        Construct::AndOr(first, rest) if rest.iter().all(|(junction, _)| *junction == syntax::Junction::Or) => {
            first.as_ref()
        }
        _ => node,
    };
    let Construct::Simple { assignments, words, .. } = &node.command else { return None };
    let words: Option<Vec<Symbolic>> =
        words.iter().map(|word| syntax::literal(word).map(Symbolic::from_marked)).collect();
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
