//! Variables: what they are, what they are if nobody has set them, assignments.

use std::rc::Rc;

use super::expand::{from_items, items, map, ITEM};
use super::files::{ENV, OUTPUT};
use super::interpret::Interpreter;
use super::state::{State, Status};
use super::syntax::{Assigned, Assignment};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Text, Values};

impl Interpreter<'_> {
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
                Status::Assumed if state.errexit == Answer::Yes => Values::known("0"),
                Status::No => Values::known("1"),
                Status::Assumed | Status::Unknown => Values::unknown(),
            }),
            "$" | "!" | "-" => Some(Values::unknown()),
            "CI" | "GITHUB_ACTIONS" => Some(Values::known("true")),
            _ => None,
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

    pub(super) fn assign(&mut self, assignment: &Assignment, state: &mut State) {
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
        Rc::make_mut(&mut state.variables).insert(assignment.name.clone(), value);
    }
}
