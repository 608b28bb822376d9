//! Builtins that set something of the shell: variables, options, arguments.

use std::ops::Range;
use std::rc::Rc;

use super::commands::{Field, Variable};
use super::expand::{from_items, items, map};
use super::filters;
use super::interpret::Interpreter;
use super::loops::{lines, read_names, set_fields, split_each};
use super::state::{Ending, State};
use super::World;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};

impl Interpreter<'_> {
    /// What such a builtin comes to; `None` for any other command. `words` begin with its name.
    pub(super) fn settings(
        &mut self,
        name: &str,
        words: &[Symbolic],
        span: &Range<usize>,
        state: &mut State,
    ) -> Option<Ending> {
        match name {
            "export" | "declare" | "local" | "readonly" | "typeset" => self.declare(name, words, span, state),
            "unset" => {
                for word in &words[1..] {
                    Rc::make_mut(&mut state.variables).insert(word.marked().to_string(), ValueSet::known(""));
                    if self.step.world == World::Host {
                        state.exported.insert(word.marked().to_string(), Variable::Unset(span.clone()));
                    }
                }
            }
            "set" => set(words, state),
            "shift" => {
                let all = state.variables.get("@").cloned().unwrap_or_else(|| ValueSet::known(""));
                let count = words.get(1).and_then(Symbolic::as_known).and_then(|text| text.parse::<usize>().ok());
                let rest = map(&all, |text| from_items(items(text).get(count.unwrap_or(1)..).unwrap_or_default()));
                Rc::make_mut(&mut state.variables).insert("@".into(), rest);
            }
            "read" => {
                read(words, state);
                return Some(Ending::Assumed);
            }
            "getopts" => {
                for name in words.get(2).and_then(Symbolic::as_known).into_iter().chain(["OPTARG", "OPTIND"]) {
                    Rc::make_mut(&mut state.variables).insert(name.to_string(), ValueSet::unknown());
                }
                return Some(Ending::Unknown);
            }
            "mapfile" | "readarray" => {
                let stdin = state.stdin.clone().unwrap_or_else(ValueSet::unknown);
                if let Some(name) = words.last().and_then(Symbolic::as_known).filter(|name| !name.starts_with('-')) {
                    Rc::make_mut(&mut state.variables).insert(name.to_string(), map(&stdin, filters::lines_as_items));
                }
            }
            _ => return None,
        }
        Some(Ending::Succeeds)
    }

    /// `export "X=$Y"`: an assignment that is quoted.
    fn declare(&mut self, builtin: &str, words: &[Symbolic], span: &Range<usize>, state: &mut State) {
        let is_exported = builtin == "export" && self.step.world == World::Host;
        for word in &words[1..] {
            let (name, value) = word.marked().split_once('=').unwrap_or((word.marked(), ""));
            if name.len() < word.marked().len() {
                let value = self.attributed(name, ValueSet::one(Symbolic::from_marked(value)), state);
                Rc::make_mut(&mut state.variables).insert(name.to_string(), value);
            }
            // `export X` of what has been assigned before, too.
            if let (true, Some(value)) = (is_exported, state.variables.get(name).and_then(ValueSet::single)) {
                state.exported.insert(name.to_string(), Variable::Set(Field::of(value.clone(), span)));
            }
        }
    }
}

/// `set -e`, `set +o pipefail`, `set -- ARGUMENTS`.
fn set(words: &[Symbolic], state: &mut State) {
    let mut options = words[1..].iter();
    while let Some(word) = options.next() {
        let Some(word) = word.as_known() else { continue };
        let (on, flags) = match (word.strip_prefix('-'), word.strip_prefix('+')) {
            (Some(flags), _) if !flags.starts_with('-') => (Answer::Yes, flags),
            (_, Some(flags)) => (Answer::No, flags),
            _ => break,
        };
        if flags.contains('e') {
            state.errexit = on;
        }
        if flags.ends_with('o') {
            match options.next().and_then(Symbolic::as_known) {
                Some("errexit") => state.errexit = on,
                Some("pipefail") => state.pipefail = on,
                _ => {}
            }
        }
    }
    if let Some(at) = words.iter().position(|text| text.as_known() == Some("--")) {
        Rc::make_mut(&mut state.variables).insert("@".into(), ValueSet::one(from_items(&words[at + 1..])));
    }
}

/// `read NAME…` takes the first line of what comes in.
fn read(words: &[Symbolic], state: &mut State) {
    let stdin = state.stdin.clone().unwrap_or_else(ValueSet::unknown);
    let (names, is_array) = read_names(&words[1..]);
    let ifs = state.variables.get("IFS").and_then(ValueSet::as_known).map(str::to_string);
    let ifs = ifs.filter(|ifs| !ifs.is_empty());
    if is_array {
        if let Some(name) = names.first() {
            let value = map(&stdin, |text| {
                let line = lines(text).into_iter().next().unwrap_or_default();
                if line.starts_with_opaque_hole() && line.as_hole().is_some() {
                    line
                } else {
                    from_items(&split_each(&line, ifs.as_deref()))
                }
            });
            Rc::make_mut(&mut state.variables).insert(name.clone(), value);
        }
        return;
    }
    match stdin.single().map(lines) {
        Some(lines) => {
            let line = lines.into_iter().next().unwrap_or_default();
            set_fields(&names, &line, ifs.as_deref(), state);
        }
        None => {
            for name in names {
                Rc::make_mut(&mut state.variables).insert(name, ValueSet::unknown());
            }
        }
    }
}
