//! What a step moves in its own repository: commits on the default branch, tags and
//! releases, and with whose token. GitHub starts no workflow for what is done with the
//! run's own `GITHUB_TOKEN`, so that a release made by a bot may publish nothing.
//!
//! Source: github/docs "Triggering a workflow from a workflow" and "Skipping workflow
//! runs"; git-push(1), git-tag(1); the README of each action. Must not know who waits for
//! the tag or commit.

use crate::model::Moved;
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Piece, Symbolic, ValueSet};
use prodproof_workflow::event::Event;

/// The repository in the runner's folder, as far as steps have changed it.
#[derive(Clone, Debug, Default)]
pub(super) struct Git {
    /// Whether `git push` uses the run's own token; `None` before a checkout.
    own_token: Option<Answer>,
    remotes: Vec<(String, Answer)>,
    /// The branch that is checked out; `None` where it is that of the event.
    branch: Option<Symbolic>,
    tags: Vec<Symbolic>,
    /// Where the last commit asks to be skipped.
    skips: Option<Span>,
}

/// What a command or action does to the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MoveEffect {
    pub what: Moved,
    pub own_token: Answer,
    pub skips: Option<Span>,
    /// Whether it surely does.
    pub certainty: Certainty,
}

/// What the event says of the repository.
#[derive(Clone, Copy)]
pub(super) struct MoveContext<'a> {
    pub event: &'a Event,
    pub default_branch: &'a str,
    /// The pattern of release tags.
    pub release_tags: &'a str,
    pub repository: Option<&'a str>,
}

/// The texts that GitHub looks for in the message of a pushed commit.
const SKIPS: [&str; 7] =
    ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]", "skip-checks:true", "skip-checks: true"];

pub(super) fn asks_to_be_skipped(text: &Symbolic) -> bool {
    SKIPS.iter().any(|word| text.marked().contains(word))
}

/// Whether a token is the run's own: no alternative is another.
pub(super) fn own(token: &ValueSet) -> Answer {
    let mut answers = token.iter().map(in_text);
    let first = answers.next().unwrap_or(Answer::Unknown);
    if answers.all(|answer| answer == first) {
        first
    } else {
        Answer::Unknown
    }
}

/// The same of a text that holds one: `https://x-access-token:TOKEN@github.com/…`.
fn in_text(text: &Symbolic) -> Answer {
    let mut answer = Answer::Unknown;
    for piece in text.pieces() {
        match piece {
            Piece::Hole("secret:GITHUB_TOKEN") => return Answer::Yes,
            Piece::Hole(name) if name.starts_with("secret:") => answer = Answer::No,
            _ => {}
        }
    }
    answer
}

impl Git {
    /// `actions/checkout` leaves its token, or its key, to the commands that follow.
    pub fn checkout(&mut self, given: &dyn Fn(&str) -> Option<ValueSet>, context: &MoveContext<'_>) {
        let named = |name: &str| given(name).filter(|value| value.as_known() != Some(""));
        let is_own = |value: &ValueSet| {
            let pair = value.as_known().zip(context.repository);
            pair.is_some_and(|(given, own)| given.eq_ignore_ascii_case(own))
        };
        let foreign = named("repository").is_some_and(|value| !is_own(&value));
        let keeps = given("persist-credentials").is_none_or(|value| value.as_known() == Some("true"));
        let token = match (named("ssh-key"), named("token")) {
            _ if foreign || !keeps => Answer::Unknown,
            (Some(_), _) => Answer::No,
            (None, Some(token)) => own(&token),
            (None, None) => Answer::Yes,
        };
        self.own_token = match self.own_token {
            Some(old) if old != token => Some(Answer::Unknown),
            _ => Some(token),
        };
        self.branch = named("ref").map(|value| value.single().cloned().unwrap_or_else(Symbolic::unknown));
    }

    pub fn pushes_with(&self) -> Answer {
        self.own_token.unwrap_or(Answer::Unknown)
    }

    /// Notes a commit that an action makes.
    pub fn committed(&mut self, skips: Option<Span>) {
        self.skips = skips;
    }

    pub fn skips(&self) -> Option<Span> {
        self.skips
    }

    /// Whether the branch that is checked out is the default one.
    pub fn on_default(&self, context: &MoveContext<'_>) -> bool {
        match &self.branch {
            Some(branch) => is_branch(branch, context.default_branch),
            None => match context.event {
                Event::Push(branch) => branch == context.default_branch,
                Event::Tag(_) | Event::PullRequest | Event::Release | Event::Prerelease => false,
                _ => true,
            },
        }
    }

    /// Follows one git command; `arguments[0]` is `git`.
    pub fn command(&mut self, arguments: &[Symbolic], span: Span, context: &MoveContext<'_>) -> Vec<MoveEffect> {
        let mut rest = arguments.get(1..).unwrap_or_default();
        while rest.first().and_then(Symbolic::as_known) == Some("-c") {
            rest = rest.get(2..).unwrap_or_default();
        }
        let Some((verb, rest)) = rest.split_first() else { return Vec::new() };
        let word = |at: usize| rest.get(at).and_then(Symbolic::as_known);
        match verb.as_known() {
            Some("remote") if matches!(word(0), Some("add" | "set-url")) => {
                let named: Vec<&Symbolic> = rest[1..].iter().filter(|text| !text.marked().starts_with('-')).collect();
                if let [name, url, ..] = named.as_slice() {
                    self.remotes.insert(0, (name.to_string(), in_text(url)));
                }
            }
            // From here on nobody knows which repository it is.
            Some("clone" | "init" | "worktree" | "submodule") => {
                self.own_token = Some(Answer::Unknown);
                self.remotes.clear();
            }
            // How it logs in is said in other words.
            Some("config")
                if rest
                    .iter()
                    .any(|text| ["url.", "credential", "extraheader"].iter().any(|w| text.marked().contains(w))) =>
            {
                self.own_token = Some(Answer::Unknown);
            }
            Some("checkout" | "switch") => self.branch = rest.last().cloned(),
            Some("commit") => {
                let keeps = rest.iter().any(|text| text.as_known() == Some("--no-edit"));
                let skips = rest.iter().any(asks_to_be_skipped).then_some(span);
                self.skips = if keeps { self.skips } else { skips };
            }
            Some("tag") => self.tags.extend(made_tag(rest).cloned()),
            Some("push") => return self.push(rest, context),
            _ => {}
        }
        Vec::new()
    }

    fn push(&self, arguments: &[Symbolic], context: &MoveContext<'_>) -> Vec<MoveEffect> {
        let (mut what, mut named, mut tags) = (Vec::new(), Vec::new(), false);
        let mut words = arguments.iter();
        while let Some(text) = words.next() {
            match text.as_known().unwrap_or_default() {
                "--delete" | "-d" | "--dry-run" | "-n" | "--mirror" | "--prune" => return Vec::new(),
                "-o" | "--push-option" | "--receive-pack" | "--exec" | "--repo" => {
                    words.next();
                }
                "--tags" => (tags, what) = (true, vec![Moved::Tag]),
                "--follow-tags" => what.push(Moved::Tag),
                option if option.starts_with('-') => {}
                _ => named.push(text),
            }
        }
        let (remote, refs) = match named.split_first() {
            Some((remote, refs)) => (Some(*remote), refs),
            None => (None, &[][..]),
        };
        let own_token = match remote {
            Some(url) if url.marked().contains("://") || url.marked().contains('@') => in_text(url),
            remote => {
                let name = remote.map_or("origin".to_string(), ToString::to_string);
                let known = self.remotes.iter().find(|(own, _)| *own == name).map(|(_, answer)| *answer);
                known.unwrap_or(if name == "origin" { self.pushes_with() } else { Answer::Unknown })
            }
        };
        if refs.is_empty() && !tags && self.on_default(context) {
            what.push(Moved::Branch);
        }
        let after_tag = |at: usize| at > 0 && refs[at - 1].as_known() == Some("tag");
        for (at, text) in refs.iter().enumerate() {
            what.extend(if after_tag(at) { Some(Moved::Tag) } else { self.reference(text, context) });
        }
        what.order();
        what.dedup();
        what.into_iter()
            .map(|what| MoveEffect { what, own_token, skips: self.skips, certainty: Certainty::Yes })
            .collect()
    }

    /// What a refspec moves: `main`, `HEAD:main`, `refs/tags/v1`, the name of a tag.
    fn reference(&self, text: &Symbolic, context: &MoveContext<'_>) -> Option<Moved> {
        let name = match text.split_once(':') {
            // `:name` deletes it.
            Some((before, _)) if before.marked().trim_start_matches('+').is_empty() => return None,
            Some((_, name)) => name,
            None => text.clone(),
        };
        let name = name.marked().trim_start_matches('+');
        let of = |part: &str| Symbolic::from_marked(part);
        if name.starts_with("refs/tags/") {
            return Some(Moved::Tag);
        }
        if name == "HEAD" {
            return self.on_default(context).then_some(Moved::Branch);
        }
        if is_branch(&of(name.strip_prefix("refs/heads/").unwrap_or(name)), context.default_branch) {
            return Some(Moved::Branch);
        }
        let tag = !name.starts_with("refs/") && (self.tags.contains(&of(name)) || is_release(&of(name), context));
        tag.then_some(Moved::Tag)
    }
}

fn is_branch(text: &Symbolic, branch: &str) -> bool {
    text.as_known().is_some_and(|text| text.strip_prefix("refs/heads/").unwrap_or(text) == branch)
}

/// Whether a name is one of a release: the promised pattern takes it, or `v` and a hole
/// begins as the pattern does.
fn is_release(name: &Symbolic, context: &MoveContext<'_>) -> bool {
    let pattern = context.release_tags;
    match (name.as_known(), name.pieces().next()) {
        (Some(known), _) => {
            known.contains(|c: char| c.is_ascii_digit())
                && prodproof_syntax::glob::Glob::new(pattern).is_ok_and(|glob| glob.matches(known))
        }
        (None, Some(Piece::Known(head))) => head == pattern.split(['*', '[', '?', '+']).next().unwrap_or_default(),
        _ => false,
    }
}

/// The tag that `git tag` makes.
fn made_tag(arguments: &[Symbolic]) -> Option<&Symbolic> {
    let mut words = arguments.iter();
    while let Some(text) = words.next() {
        match text.as_known().unwrap_or_default() {
            "-m" | "--message" | "-F" | "--file" | "-u" | "--local-user" | "--cleanup" => {
                words.next();
            }
            "-d" | "--delete" | "-l" | "--list" | "-v" | "--verify" | "-n" | "--sort" | "--points-at"
            | "--contains" => return None,
            option if option.starts_with('-') => {}
            _ => return Some(text),
        }
    }
    None
}

#[cfg(test)]
mod tests;
