//! Actions and programs that commit, tag and release, and whose token they do it with.
//!
//! What makes tags and releases stands in the tables of `bots`; here their rows are held
//! against a step. Source of the others: `action.yml` of each; the manual of `gh pr merge`.

use std::ops::Range;

use super::moves::{asks_to_be_skipped, own, Git, MoveContext, MoveEffect};
use super::{dispatches, Engine};
use crate::bots::row::{Does, Token, Unless};
use crate::bots::{self, Called};
use crate::context::{data, Names};
use crate::model::{Move, Moved};
use crate::publishers::deletions;
use prodproof_script::sh;
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::Object;
use prodproof_workflow::file::WorkflowFile;

/// The inputs and the environment of a step.
pub(super) struct Given<'a> {
    pub with: Option<&'a Node>,
    /// That of the action; empty for a command.
    pub version: &'a str,
    pub names: &'a Names,
    pub env: &'a Object,
}

impl Given<'_> {
    fn node(&self, name: &str) -> Option<&Node> {
        self.with?.get_any_case(name)
    }

    pub(super) fn input(&self, name: &str) -> Option<ValueSet> {
        self.node(name).map(|node| data(node, self.names).to_values())
    }

    pub fn says(&self, name: &str, wanted: &str) -> bool {
        self.input(name).is_some_and(|value| value.as_known() == Some(wanted))
    }

    /// An input that is given and may be something.
    fn named(&self, name: &str) -> Option<ValueSet> {
        self.input(name).filter(|value| value.as_known() != Some(""))
    }

    /// Whether an input may be other than `false`.
    fn may(&self, name: &str) -> bool {
        self.named(name).is_some_and(|value| value.as_known() != Some("false"))
    }

    fn variable_text(&self, name: &str) -> Option<Symbolic> {
        self.env.get(name).to_values().single().filter(|text| !text.marked().is_empty()).cloned()
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

    /// Whether the run's own token is what a row of the tables uses.
    fn token(&self, token: Token, git: &Git) -> Answer {
        match token {
            Token::Input(name) => agreed([self.named(name).map(|value| own(&value)), self.variable("GITHUB_TOKEN")])
                .unwrap_or(Answer::Unknown),
            Token::InputOrOwn(name) => self.by_input(name),
            Token::Environment => self.by_env(),
            Token::Variable(name) => self.variable(name).unwrap_or(Answer::Unknown),
            Token::Checkout => git.pushes_with(),
            Token::EnvironmentAndCheckout => match (self.by_env(), git.pushes_with()) {
                (Answer::Yes, Answer::Yes | Answer::Unknown) => Answer::Yes,
                (Answer::No, Answer::No | Answer::Unknown) => Answer::No,
                _ => Answer::Unknown,
            },
        }
    }

    /// Whether this keeps an action from moving anything, or may.
    fn keeps(&self, unless: &Unless, context: &MoveContext<'_>) -> bool {
        let known = |name: &str| self.named(name).map(|value| value.as_known().map(str::to_string));
        let words = |name: &str| {
            let text = self.named(name).and_then(|value| value.as_known().map(str::to_string)).unwrap_or_default();
            text.split_whitespace().map(str::to_string).collect::<Vec<_>>()
        };
        match *unless {
            Unless::On(name) => self.may(name),
            Unless::Off(name) => known(name).is_some_and(|value| value.as_deref() != Some("true")),
            Unless::Given(name) => self.named(name).is_some(),
            Unless::Lacks(names) => names.iter().all(|name| self.named(name).is_none()),
            Unless::Is(name, value) => known(name).is_some_and(|own| own.is_none_or(|own| own == value)),
            Unless::IsNot(name, values) => {
                known(name).is_some() && words(name).first().is_none_or(|first| !values.contains(&first.as_str()))
            }
            Unless::Says(name, options) => {
                let words = words(name);
                bots::says(&words.iter().map(String::as_str).collect::<Vec<_>>(), options)
            }
            Unless::OffFrom(name, from) => {
                let old = bots::row::numbers(self.version).is_some_and(|own| own < from);
                !old && self.keeps(&Unless::Off(name), context)
            }
            Unless::Variable(name) => {
                let value = self.env.get(name).to_values();
                !matches!(value.as_known(), Some("" | "false"))
            }
            Unless::Elsewhere(name) => self.named(name).is_some_and(|value| {
                let own = value.as_known().zip(context.repository);
                !own.is_some_and(|(given, own)| given.eq_ignore_ascii_case(own) || own.ends_with(&format!("/{given}")))
            }),
            Unless::PullRequest => *context.event == Event::PullRequest,
        }
    }

    /// Whether inputs and environment carry the run's own token, and no other.
    fn carried(&self) -> Answer {
        let inputs = self.with.map_or(&[][..], Node::entries).iter();
        let inputs = inputs.map(|entry| own(&data(&entry.value, self.names).to_values()));
        let all = inputs.chain([self.variable("GH_TOKEN"), self.variable("GITHUB_TOKEN")].into_iter().flatten());
        let told: Vec<Answer> = all.filter(|answer| *answer != Answer::Unknown).collect();
        match told.split_first() {
            Some((first, rest)) if rest.iter().all(|answer| answer == first) => *first,
            _ => Answer::Unknown,
        }
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
    what.iter().map(|what| MoveEffect { what: *what, own_token, skips, certainty: Certainty::Yes }).collect()
}

/// What an action moves; `name` in lower case, without its version.
pub(super) fn action(name: &str, given: &Given<'_>, git: &mut Git, context: &MoveContext<'_>) -> Vec<MoveEffect> {
    match name {
        "actions/checkout" => {
            git.checkout(&|name| given.input(name), context);
            Vec::new()
        }
        "actions/github-script" => {
            let script = given.input("script").and_then(|values| values.single().map(ToString::to_string));
            let found = bots::remote::javascript(&script.unwrap_or_default());
            let token = given.named("github-token").map_or(Answer::Yes, |value| own(&value));
            found.into_iter().flat_map(|does| done(does, token, git, context)).collect()
        }
        "stefanzweifel/git-auto-commit-action" if !given.may("skip_push") => {
            commit(given, git, context, "branch", "commit_message", "tagging_message")
        }
        "endbug/add-and-commit" if given.named("push").is_none_or(|push| push.as_known() == Some("true")) => {
            commit(given, git, context, "new_branch", "message", "tag")
        }
        "ad-m/github-push-action" if given.named("repository").is_none() && !given.may("ssh") => {
            let mut what = Vec::new();
            let branch = given.named("branch");
            if branch.map_or(git.on_default(context), |name| name.as_known() == Some(context.default_branch)) {
                what.push(Moved::Branch);
            }
            what.extend(given.may("tags").then_some(Moved::Tag));
            effects(&what, given.by_input("github_token"), git.skips())
        }
        _ => match bots::action(name) {
            Some(row) if row.unless.iter().any(|unless| given.keeps(unless, context)) => Vec::new(),
            Some(row) => done(row.does, given.token(row.token, git), git, context),
            None if bots::speaks_of_releases(name) => perhaps_released(given.carried()),
            None => Vec::new(),
        },
    }
}

/// What comes of a row of the tables.
fn done(does: Does, own_token: Answer, git: &Git, context: &MoveContext<'_>) -> Vec<MoveEffect> {
    let brought = matches!(context.event, Event::Tag(_) | Event::Release | Event::Prerelease);
    let branch = git.on_default(context).then_some(Moved::Branch);
    let what: Vec<Moved> = match does {
        Does::Possible => return perhaps(&[Moved::Tag], own_token),
        Does::Tag => vec![Moved::Tag],
        Does::Release if brought => vec![Moved::Release],
        Does::Release => vec![Moved::Tag, Moved::Release],
        Does::CommitAndTag => branch.into_iter().chain([Moved::Tag]).collect(),
        Does::CommitTagAndRelease => branch.into_iter().chain([Moved::Tag, Moved::Release]).collect(),
    };
    effects(&what, own_token, None)
}

/// One of these, perhaps.
fn perhaps(what: &[Moved], own_token: Answer) -> Vec<MoveEffect> {
    let of = |what: &Moved| MoveEffect { what: *what, own_token, skips: None, certainty: Certainty::Possible };
    what.iter().map(of).collect()
}

/// A tag or a release, perhaps: it is not known which.
pub(super) fn perhaps_released(own_token: Answer) -> Vec<MoveEffect> {
    perhaps(&[Moved::Tag, Moved::Release], own_token)
}

/// An action that commits and pushes with what the checkout has left.
fn commit(
    given: &Given<'_>,
    git: &mut Git,
    context: &MoveContext<'_>,
    branch: &str,
    message: &str,
    tag: &str,
) -> Vec<MoveEffect> {
    git.committed(given.skips(message));
    let default = match given.named(branch) {
        Some(name) => name.as_known() == Some(context.default_branch),
        None => git.on_default(context),
    };
    let mut what: Vec<Moved> = default.then_some(Moved::Branch).into_iter().collect();
    what.extend(given.named(tag).map(|_| Moved::Tag));
    effects(&what, git.pushes_with(), git.skips())
}

/// What a program moves that is not git. `set`: the token that its script sets, if it sets
/// one.
fn program(
    arguments: &[Symbolic],
    given: &Given<'_>,
    git: &Git,
    context: &MoveContext<'_>,
    set: Option<Answer>,
) -> Vec<MoveEffect> {
    let words: Vec<&str> = arguments.iter().map(|text| text.as_known().unwrap_or_default()).collect();
    // One that is given as an argument goes before all others.
    let mut by_arguments = arguments.iter().map(|text| own(&ValueSet::one(text.clone())));
    let by_argument = by_arguments.find(|answer| *answer != Answer::Unknown);
    let by_env = |token| by_argument.or(set).unwrap_or_else(|| given.token(token, git));
    match words.as_slice() {
        ["gh", ..] if elsewhere(&words, context) => Vec::new(),
        // The pull requests of a bot go to the default branch.
        ["gh", "pr", "merge", ..] if *context.event == Event::PullRequest && !words.contains(&"--disable-auto") => {
            effects(&[Moved::Branch], by_env(Token::Environment), None)
        }
        ["gh", "api", ..] | ["curl", ..] => {
            let shown: Vec<String> = arguments.iter().map(ToString::to_string).collect();
            let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
            let Some(does) = bots::remote::call(&shown, context.repository) else { return Vec::new() };
            let token = match words[0] {
                "gh" => by_env(Token::Environment),
                // It stands in a header, or in the address.
                _ => by_argument.unwrap_or(Answer::Unknown),
            };
            done(does, token, git, context)
        }
        _ => match bots::program(&words) {
            Some(Called::Program(row)) if row.does == Does::Release && *context.event == Event::PullRequest => {
                // semantic-release and its kind do nothing there.
                let asks = matches!(row.token, Token::EnvironmentAndCheckout);
                if asks {
                    Vec::new()
                } else {
                    done(row.does, by_env(row.token), git, context)
                }
            }
            Some(Called::Program(row)) => {
                let mut all = done(row.does, by_env(row.token), git, context);
                // `gh release create --verify-tag` takes a tag that is there.
                all.retain(|effect| effect.what == Moved::Release || !words.contains(&"--verify-tag"));
                all
            }
            Some(Called::BuildTool) => perhaps(&[Moved::Tag], git.pushes_with()),
            None => Vec::new(),
        },
    }
}

/// Whether `gh` is asked about a repository that is not this one, or may be.
fn elsewhere(words: &[&str], context: &MoveContext<'_>) -> bool {
    let named = words.iter().enumerate().find_map(|(at, word)| match *word {
        "-R" | "--repo" => Some(words.get(at + 1).copied().unwrap_or_default()),
        word => word.strip_prefix("--repo=").or_else(|| word.strip_prefix("-R").filter(|rest| rest.contains('/'))),
    });
    named.is_some_and(|named| !context.repository.is_some_and(|own| own.eq_ignore_ascii_case(named)))
}

/// The token that a script sets for the programs in it; `None` where it sets none.
fn set_token(script: &Symbolic, given: &Given<'_>) -> Option<Answer> {
    let text = script.marked();
    let mut found: Option<Answer> = None;
    for (at, name) in ["GH_TOKEN=", "GITHUB_TOKEN="].iter().flat_map(|name| text.match_indices(name)) {
        let value = text[at + name.len()..].split([' ', '\n', ';', '&']).next().unwrap_or_default();
        let value = value.trim_matches(['"', '\'']);
        let variable = value.strip_prefix('$').map(|name| name.trim_matches(['{', '}']));
        let answer = match variable {
            Some(name) => own(&given.env.get(name).to_values()),
            None => own(&ValueSet::one(Symbolic::from_marked(value))),
        };
        found = Some(match found {
            Some(before) if before != answer => Answer::Unknown,
            _ => answer,
        });
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
    pub(super) fn moved(&mut self, file: &WorkflowFile, span: Span, method: &str, effects: Vec<MoveEffect>) {
        for effect in effects {
            let new = Move {
                event: self.event.clone(),
                entry: self.entry.clone(),
                path: file.path.clone(),
                span,
                method: method.to_string(),
                what: effect.what,
                own_token: effect.own_token,
                certainty: effect.certainty,
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
        file: &WorkflowFile,
        script: &Symbolic,
        (job, all): (&str, &[sh::ToolCall]),
        given: &Given<'_>,
        place: &dyn Fn(&Range<usize>) -> Span,
    ) {
        let set = set_token(script, given);
        for called in all {
            let (span, words) = (place(&called.span), &called.arguments);
            let owner = self.input.repository.and_then(|own| own.split('/').next());
            let variable = |name: &str| given.variable_text(name);
            let deleted = deletions::command(words, owner, &variable);
            if !deleted.is_empty() {
                self.deleted(file, job, span, &called_as(words), deleted);
            }
            self.dispatched(file, span, dispatches::command(words, &self.around()), dispatches::inputs(words));
            let is_git = words.first().and_then(Symbolic::as_known) == Some("git");
            let effects = if is_git {
                git.command(words, span, &self.around())
            } else {
                program(words, given, git, &self.around(), set)
            };
            if effects.is_empty() {
                continue;
            }
            self.moved(file, span, &called_as(words), effects);
        }
    }
}

/// How a command is called in messages: by its program and what that is asked to do.
fn called_as(words: &[Symbolic]) -> String {
    let known: Vec<&str> = words.iter().map(|text| text.as_known().unwrap_or_default()).collect();
    if let Some(Called::Program(row)) = bots::program(&known) {
        return row.words.join(" ");
    }
    let most = match known.as_slice() {
        ["curl", ..] => 1,
        ["gh", "pr", ..] => 3,
        _ => 2,
    };
    known.into_iter().filter(|word| !word.starts_with('-')).take(most).collect::<Vec<_>>().join(" ")
}
