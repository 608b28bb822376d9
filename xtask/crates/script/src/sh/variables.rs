//! Variables: what they are, what they are if nobody has set them, assignments.

use std::rc::Rc;

use super::expand::{from_items, items, map, ITEM};
use super::files::{ENV, OUTPUT};
use super::interpret::Interpreter;
use super::state::{Ending, State};
use super::syntax::{Assigned, Assignment, Part, Word};
use super::World;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};

impl Interpreter<'_> {
    pub(super) fn variable(&self, name: &str, state: &State) -> Option<ValueSet> {
        if let Some(value) = state.variables.get(name) {
            return Some(value.clone());
        }
        if let Ok(number) = name.parse::<usize>() {
            if number == 0 {
                return Some(ValueSet::unknown());
            }
            let all = state.variables.get("@")?;
            return Some(map(all, |text| items(text).get(number - 1).cloned().unwrap_or_default()));
        }
        match name {
            "@" => Some(ValueSet::known("")),
            "#" => state.variables.get("@").map(|all| map(all, |text| Symbolic::known(&items(text).len().to_string()))),
            "?" => Some(match self.last {
                Ending::Succeeds => ValueSet::known("0"),
                // Under `set -e` nothing goes on behind a failure.
                Ending::Assumed if state.errexit == Answer::Yes => ValueSet::known("0"),
                Ending::Fails => ValueSet::known("1"),
                Ending::Assumed | Ending::Unknown => ValueSet::unknown(),
            }),
            "$" | "!" | "-" => Some(ValueSet::unknown()),
            _ if self.step.world == World::Host => None,
            "GITHUB_OUTPUT" => Some(ValueSet::one(Symbolic::hole(OUTPUT))),
            "GITHUB_ENV" => Some(ValueSet::one(Symbolic::hole(ENV))),
            "CI" | "GITHUB_ACTIONS" => Some(ValueSet::known("true")),
            _ => None,
        }
    }

    /// What a variable is that nobody here has set. On a host it has a name, for people.
    pub(super) fn unset(&self, name: &str, state: &State) -> ValueSet {
        match self.step.world {
            World::Host => ValueSet::one(Symbolic::hole(&format!("${name}"))),
            World::Runner => state.unset(name),
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
            Assigned::Element => ValueSet::unknown(),
            // Elements with keys: `([a]=1 [b]=2)`.
            Assigned::Array(words) if words.iter().any(has_key) => ValueSet::unknown(),
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
                let new = ValueSet::any(lists.iter().map(|list| from_items(list)));
                match state.variables.get(&assignment.name) {
                    Some(before) if assignment.append => {
                        let before = map(before, |text| {
                            if text.marked().ends_with(ITEM) || text.is_empty() {
                                text.clone()
                            } else {
                                from_items(std::slice::from_ref(text))
                            }
                        });
                        before.join(&new)
                    }
                    _ => new,
                }
            }
        };
        let value = self.attributed(&assignment.name, value, state);
        Rc::make_mut(&mut state.variables).insert(assignment.name.clone(), value);
    }
}

fn has_key(word: &Word) -> bool {
    matches!(word.first(), Some(Part::Literal { text, quoted: false }) if text.starts_with('['))
        && word.iter().any(|part| matches!(part, Part::Literal { text, .. } if text.contains("]=")))
}
