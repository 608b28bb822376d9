//! Actions and programs that commit, tag and release, and whose token they do it with.
//!
//! Source: `action.yml` and README of each action; semantic-release `get-git-auth-url.js`;
//! the manual of `gh release create` and `gh pr merge`.

use std::ops::Range;

use super::moves::{asks_to_be_skipped, own, Git, MoveContext, MoveEffect};
use super::Engine;
use crate::context::{data, Names};
use crate::model::{Move, Moved};
use prodproof_script::sh::Called;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::Object;
use prodproof_workflow::file::File;

/// The inputs and the environment of a step.
pub(super) struct Given<'a> {
    pub with: Option<&'a Node>,
    pub names: &'a Names,
    pub env: &'a Object,
}

impl Given<'_> {
    fn node(&self, name: &str) -> Option<&Node> {
        self.with?.get_any_case(name)
    }

    fn input(&self, name: &str) -> Option<ValueSet> {
        self.node(name).map(|node| data(node, self.names).to_values())
    }

    /// An input that is given and may be something.
    fn named(&self, name: &str) -> Option<ValueSet> {
        self.input(name).filter(|value| value.as_known() != Some(""))
    }

    /// Whether an input may be other than `false`.
    fn may(&self, name: &str) -> bool {
        self.named(name).is_some_and(|value| value.as_known() != Some("false"))
    }

    fn variable(&self, name: &str) -> Option<Answer> {
        let value = self.env.get(name).to_values();
        (value.as_known() != Some("")).then(|| own(&value))
    }

    /// The token of `gh` and of what works as it does.
    fn by_env(&self) -> Answer {
        agreed([self.variable("GH_TOKEN"), self.variable("GITHUB_TOKEN")]).unwrap_or(Answer::Unknown)
    }

    /// The token of an action whose input has the run's own one as its default.
    fn by_input(&self, name: &str) -> Answer {
        agreed([self.named(name).map(|value| own(&value)), self.variable("GITHUB_TOKEN")]).unwrap_or(Answer::Yes)
    }

    /// Where an input has a message that asks to be skipped.
    fn skips(&self, name: &str) -> Option<Span> {
        self.input(name)?.iter().all(asks_to_be_skipped).then(|| self.node(name).map(|node| node.span))?
    }
}

/// Which of two tokens is used is not looked into: both are the run's own, or none is.
fn agreed(tokens: [Option<Answer>; 2]) -> Option<Answer> {
    match tokens {
        [Some(a), Some(b)] if a != b => Some(Answer::Unknown),
        [a, b] => a.or(b),
    }
}

fn effects(what: &[Moved], own_token: Answer, skips: Option<Span>) -> Vec<MoveEffect> {
    what.iter().map(|what| MoveEffect { what: *what, own_token, skips }).collect()
}

/// A release on GitHub, and its tag where the event has brought none.
fn release(own_token: Answer, around: &MoveContext<'_>) -> Vec<MoveEffect> {
    match around.event {
        Event::Tag(_) | Event::Release => effects(&[Moved::Release], own_token, None),
        _ => effects(&[Moved::Tag, Moved::Release], own_token, None),
    }
}

/// What an action moves; `name` in lower case, without its version.
pub(super) fn action(name: &str, given: &Given<'_>, git: &mut Git, around: &MoveContext<'_>) -> Vec<MoveEffect> {
    match name {
        "actions/checkout" => {
            git.checkout(&|name| given.input(name), around);
            Vec::new()
        }
        "googleapis/release-please-action" | "google-github-actions/release-please-action"
            if !given.may("skip-github-release") && given.named("command").is_none() =>
        {
            effects(&[Moved::Tag, Moved::Release], given.by_input("token"), None)
        }
        "cycjimmy/semantic-release-action" if !given.may("dry_run") => semantic_release(given, git, around),
        "softprops/action-gh-release" | "ncipollo/release-action"
            if !given.may("draft") && given.named("repository").is_none() && given.named("repo").is_none() =>
        {
            release(given.by_input("token"), around)
        }
        "actions/create-release" if !given.may("draft") && given.named("repo").is_none() => {
            release(given.by_env(), around)
        }
        "mathieudutour/github-tag-action" if !given.may("dry_run") => {
            let token = given.named("github_token").map_or(Answer::Unknown, |value| own(&value));
            effects(&[Moved::Tag], token, None)
        }
        "anothrnick/github-tag-action" => {
            let dry = given.env.get("DRY_RUN").to_values();
            let token = given.variable("GITHUB_TOKEN").unwrap_or(Answer::Unknown);
            match dry.as_known() {
                Some("" | "false") => effects(&[Moved::Tag], token, None),
                _ => Vec::new(),
            }
        }
        "stefanzweifel/git-auto-commit-action" if !given.may("skip_push") => {
            commit(given, git, around, "branch", "commit_message", "tagging_message")
        }
        "endbug/add-and-commit" if given.named("push").is_none_or(|push| push.as_known() == Some("true")) => {
            commit(given, git, around, "new_branch", "message", "tag")
        }
        "ad-m/github-push-action" if given.named("repository").is_none() && !given.may("ssh") => {
            let mut what = Vec::new();
            let branch = given.named("branch");
            if branch.map_or(git.on_default(around), |name| name.as_known() == Some(around.default_branch)) {
                what.push(Moved::Branch);
            }
            what.extend(given.may("tags").then_some(Moved::Tag));
            effects(&what, given.by_input("github_token"), git.skips())
        }
        _ => Vec::new(),
    }
}

/// An action that commits and pushes with what the checkout has left.
fn commit(
    given: &Given<'_>,
    git: &mut Git,
    around: &MoveContext<'_>,
    branch: &str,
    message: &str,
    tag: &str,
) -> Vec<MoveEffect> {
    git.committed(given.skips(message));
    let default = match given.named(branch) {
        Some(name) => name.as_known() == Some(around.default_branch),
        None => git.on_default(around),
    };
    let mut what: Vec<Moved> = default.then_some(Moved::Branch).into_iter().collect();
    what.extend(given.named(tag).map(|_| Moved::Tag));
    effects(&what, git.pushes_with(), git.skips())
}

/// It pushes with what the checkout has left where that can push, else with its own.
fn semantic_release(given: &Given<'_>, git: &Git, around: &MoveContext<'_>) -> Vec<MoveEffect> {
    if *around.event == Event::PullRequest {
        return Vec::new();
    }
    let token = match (given.by_env(), git.pushes_with()) {
        (Answer::Yes, Answer::Yes | Answer::Unknown) => Answer::Yes,
        (Answer::No, Answer::No | Answer::Unknown) => Answer::No,
        _ => Answer::Unknown,
    };
    effects(&[Moved::Tag, Moved::Release], token, None)
}

/// What a program moves that is not git. `sets_token`: whether its script sets one.
fn program(
    arguments: &[Symbolic],
    given: &Given<'_>,
    git: &Git,
    around: &MoveContext<'_>,
    sets_token: bool,
) -> Vec<MoveEffect> {
    let words: Vec<&str> = arguments.iter().map(|text| text.as_known().unwrap_or_default()).collect();
    let has = |options: &[&str]| words.iter().any(|word| options.contains(word));
    let mut found = match words.as_slice() {
        ["gh", "release", "create", ..] if !has(&["--draft", "-d", "-R", "--repo"]) => {
            let mut all = release(given.by_env(), around);
            all.retain(|effect| effect.what == Moved::Release || !has(&["--verify-tag"]));
            all
        }
        // The pull requests of a bot go to the default branch.
        ["gh", "pr", "merge", ..]
            if *around.event == Event::PullRequest && !has(&["--disable-auto", "-R", "--repo"]) =>
        {
            effects(&[Moved::Branch], given.by_env(), None)
        }
        ["gh", ..] => Vec::new(),
        _ if has(&["--dry-run", "-d"]) => Vec::new(),
        _ if words.iter().any(|word| *word == "semantic-release" || word.starts_with("semantic-release@")) => {
            semantic_release(given, git, around)
        }
        _ => Vec::new(),
    };
    if sets_token {
        found.iter_mut().for_each(|effect| effect.own_token = Answer::Unknown);
    }
    found
}

impl Engine<'_> {
    pub(super) fn around(&self) -> MoveContext<'_> {
        MoveContext {
            event: &self.event,
            default_branch: self.input.default_branch,
            release_tags: self.input.release_tags,
            repository: self.input.repository,
        }
    }

    /// Notes what a step moves in its repository, once.
    pub(super) fn moved(&mut self, file: &File, span: Span, method: &str, effects: Vec<MoveEffect>) {
        for effect in effects {
            let new = Move {
                event: self.event.clone(),
                entry: self.entry.clone(),
                path: file.path.clone(),
                span,
                method: method.to_string(),
                what: effect.what,
                own_token: effect.own_token,
                skips: effect.skips,
            };
            if !self.moves.contains(&new) {
                self.moves.push(new);
            }
        }
    }

    /// Follows the commands that a script has called; `place` of a part of it in the file.
    pub(super) fn called(
        &mut self,
        git: &mut Git,
        file: &File,
        script: &Symbolic,
        all: &[Called],
        given: &Given<'_>,
        place: &dyn Fn(&Range<usize>) -> Span,
    ) {
        let sets_token = ["GH_TOKEN=", "GITHUB_TOKEN="].iter().any(|word| script.marked().contains(word));
        for called in all {
            let (span, words) = (place(&called.span), &called.arguments);
            let is_git = words.first().and_then(Symbolic::as_known) == Some("git");
            let effects = match is_git {
                true => git.command(words, span, &self.around()),
                false => program(words, given, git, &self.around(), sets_token),
            };
            let shown = words.iter().map_while(Symbolic::as_known).take(if is_git { 2 } else { 3 });
            self.moved(file, span, &shown.collect::<Vec<_>>().join(" "), effects);
        }
    }
}
