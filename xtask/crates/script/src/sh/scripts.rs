//! Scripts of the repository that a script runs. Must not know what a command does.

use std::ops::Range;
use std::rc::Rc;

use super::interpret::Interpreter;
use super::parser::parse;
use super::state::State;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::paths::within;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// Scripts that call one another no deeper than this.
const DEEPEST_SCRIPT: usize = 3;
/// More scripts that others call are not followed.
const MOST_NESTED: usize = 40;

/// How a script file is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// By `.`, in the shell that is there.
    Sourced,
    /// As a program of its own.
    Called,
}

impl Interpreter<'_> {
    /// Whether a script of the repository is followed: not into itself, and of those that others
    /// call only so many.
    pub(super) fn may_follow(&self, path: &str) -> bool {
        self.within.len() < DEEPEST_SCRIPT && self.nested < MOST_NESTED && !self.within.iter().any(|own| own == path)
    }

    /// Follows a script of the repository.
    pub(super) fn follow(
        &mut self,
        path: String,
        text: &str,
        arguments: &ValueSet,
        span: &Range<usize>,
        state: &mut State,
        how: How,
    ) {
        self.depth += 1;
        // A place in a script is no place in the workflow: the outermost call stands for it.
        let before = self.file.take();
        let place = before.as_ref().map_or_else(|| span.clone(), |(_, call)| call.clone());
        self.nested += usize::from(!self.within.is_empty());
        self.within.push(path.clone());
        self.file = Some((path, place));
        let list = parse(&Symbolic::known(text));
        self.last = if how == How::Sourced {
            self.returnable(state, |this, state| this.list(&list, state))
        } else {
            let first = text.lines().next().unwrap_or_default();
            let errexit = Answer::from(first.starts_with("#!") && first.contains(" -e"));
            self.process(state, |this, inner| {
                Rc::make_mut(&mut inner.variables).insert("@".into(), arguments.clone());
                inner.errexit = errexit;
                this.list(&list, inner)
            })
        };
        self.file = before;
        self.within.pop();
        self.depth -= 1;
    }

    /// The text of a file of the repository, relative to where the script is.
    pub(super) fn file_text(&self, path: &str, state: &State) -> Option<String> {
        let path = path.strip_prefix("$GITHUB_WORKSPACE/").unwrap_or(path);
        if path.starts_with('/') || path.contains('<') {
            return None;
        }
        (self.step.files)(&within(state.directory.as_ref()?, path)?)
    }
}

/// Whether the name says that it is a script of another language.
pub(super) fn is_other_script(path: &str) -> bool {
    [".ps1", ".py", ".js", ".mjs", ".ts", ".rb", ".pl", ".nu", ".cmd", ".bat"].iter().any(|end| path.ends_with(end))
}

pub(super) fn is_shell_script(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    !first.starts_with("#!") || first.contains("sh")
}
