//! Finds the podman command inside of a command line: behind `env`, `nice`, `timeout`,
//! `sudo`, `sh -c` and in scripts of the repository, one level deep; and tells what the
//! wrappers do to the environment and the user. Must not know what the command is for.

mod harmless;

use std::collections::BTreeMap;
use std::rc::Rc;

use self::harmless::{mentions_podman, RUNS_NOTHING};
use crate::cause::UnreadCommand;
use crate::compose::{self, Tool};
use crate::podman::{self, PodmanCall, Subcommand};
use crate::settings::Sources;
use prodproof_script::effect::{Context, Effect, Programs};
use prodproof_script::sh::{self, Field, ScriptRemarkKind, ScriptStep, Variable, World};
use prodproof_script::wrapper::{self, Change, Runs};
use prodproof_syntax::expand::Variables;
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::words::{self, Flavour, Word};

/// What a command line comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invocation {
    Podman(PodmanCall),
    /// `docker …`, which is podman only where `podman-docker` is installed.
    Docker(PodmanCall),
    /// A compose program, which reads its containers from a file.
    Compose(compose::ComposeCall),
    /// May run a container, but its text is not here.
    Opaque(UnreadCommand),
    /// Has nothing to do with containers.
    Other,
    /// A script that was read to its end and runs none.
    Idle,
}

/// What the wrappers change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrapEffects {
    /// Where `PODMAN_SYSTEMD_UNIT` is taken out of the environment.
    pub lost: Option<Span>,
    /// What it is set to on the way.
    pub set: Option<Joined>,
    /// Other variables that podman reads, set on the way, and where.
    pub variables: BTreeMap<String, Span>,
    /// The user that podman runs as, and where that is said.
    pub user: Option<Word>,
    /// A condition or a pipe decides whether the command runs.
    pub uncertain: Option<Span>,
}

/// Variables of podman's own that move its storage, make it remote, or name a file with
/// credentials (podman(1), containers-storage.conf(5), containers-auth.json(5)).
pub const WATCHED: &[&str] = &[
    "CONTAINERS_CONF",
    "CONTAINERS_CONF_OVERRIDE",
    "CONTAINERS_STORAGE_CONF",
    "CONTAINER_CONNECTION",
    "CONTAINER_HOST",
    "DOCKER_CONFIG",
    "REGISTRY_AUTH_FILE",
    "STORAGE_DRIVER",
    "STORAGE_OPTS",
];

/// One command found, and where the whole line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub what: Invocation,
    pub effects: WrapEffects,
    pub span: Span,
}

/// The script of the repository that a program's path means: its path and text.
pub type Scripts<'a> = dyn Fn(&str) -> Option<(String, String)> + 'a;

/// Wrappers can be stacked; deeper is nobody's unit.
const DEEPEST: usize = 8;

/// Everything that a command line runs, as far as it can be told.
pub struct Finder<'a> {
    pub scripts: &'a Scripts<'a>,
    pub variables: &'a Variables,
    pub sources: &'a mut Sources,
}

/// What becomes of a script of the repository that a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InScripts {
    Follow,
    /// One that another one runs: told, not followed.
    Tell,
}

impl Finder<'_> {
    pub fn find(&mut self, words: &[Word]) -> Vec<Found> {
        let mut found = Vec::new();
        self.unwrap(words, WrapEffects::default(), 0, InScripts::Follow, &mut found);
        found
    }

    fn unwrap(
        &mut self,
        words: &[Word],
        mut effects: WrapEffects,
        depth: usize,
        scripts: InScripts,
        found: &mut Vec<Found>,
    ) {
        let Some((program, rest)) = words.split_first() else { return };
        let end = words.last().map_or(program.span.end, |word| word.span.end);
        let span = Span::new(program.span.start, end.max(program.span.start));
        let mut push = |what, effects| found.push(Found { what, effects, span });
        if depth > DEEPEST {
            return push(Invocation::Opaque(UnreadCommand::Deep), effects);
        }
        let name = program.as_str().rsplit('/').next().unwrap_or_default();
        match name {
            "podman" | "docker" => {
                let call = podman::parse(rest);
                let tool = if name == "podman" { Tool::Podman } else { Tool::Docker };
                if call.action == Subcommand::Other("compose".into()) {
                    let compose = compose::parse(tool, &call.arguments);
                    return push(compose.map_or(Invocation::Other, Invocation::Compose), effects);
                }
                return push(
                    if tool == Tool::Podman { Invocation::Podman(call) } else { Invocation::Docker(call) },
                    effects,
                );
            }
            // Copies images between registries.
            "skopeo" => return push(Invocation::Other, effects),
            "podman-compose" | "docker-compose" => {
                let tool = if name == "podman-compose" { Tool::Podman } else { Tool::Docker };
                return push(compose::parse(tool, rest).map_or(Invocation::Other, Invocation::Compose), effects);
            }
            "machinectl" | "systemd-run" if mentions_podman(rest) => {
                return push(Invocation::Opaque(UnreadCommand::OtherUnit(name.to_string())), effects)
            }
            _ => {}
        }
        let texts: Vec<&str> = std::iter::once(name).chain(rest.iter().map(Word::as_str)).collect();
        let at = match wrapper::read(&texts) {
            Some(wrapper) => {
                let is_seen = wrapper.changes.iter().all(|change| effects.change(*change, words));
                match wrapper.runs {
                    Runs::Command(at) if is_seen => {
                        return self.unwrap(&words[at..], effects, depth + 1, scripts, found);
                    }
                    Runs::Shell(at) if is_seen => {
                        let shell = shell_of(name, &texts[1..at]);
                        let script = Script { text: &words[at].text, shell: &shell, span };
                        return self.script(&script, effects, depth, scripts, found);
                    }
                    Runs::Script(at) => Some(at),
                    _ => None,
                }
            }
            None => Some(0),
        };
        if let Some(script) = at.and_then(|at| words.get(at)) {
            if script.text.has_holes() {
                return push(Invocation::Opaque(UnreadCommand::HostScript(script.text.shown())), effects);
            }
            if let Some((path, text)) = (self.scripts)(script.as_str()) {
                if scripts == InScripts::Tell {
                    return push(Invocation::Opaque(UnreadCommand::InnerScript(path)), effects);
                }
                let by = self.sources.add(&path, text.len());
                let shell = interpreter(&text).to_string();
                let text = Joined::of(&text, Span::new(0, text.len())).shifted(by);
                return self.script(
                    &Script { text: &text, shell: &shell, span },
                    effects,
                    depth,
                    InScripts::Tell,
                    found,
                );
            }
        }
        let what = if mentions_podman(rest) && !RUNS_NOTHING.contains(&name) {
            Invocation::Opaque(UnreadCommand::Program(name.to_string()))
        } else {
            Invocation::Other
        };
        push(what, effects);
    }

    /// All that a script may run, read by the one reader of sh.
    fn script(
        &mut self,
        script: &Script<'_>,
        effects: WrapEffects,
        depth: usize,
        scripts: InScripts,
        found: &mut Vec<Found>,
    ) {
        let Script { text, shell, span } = *script;
        let value = |text: &Joined| ValueSet::one(Symbolic::from_marked(text.as_str()));
        let variables = self.variables.iter().map(|(name, text)| (name.clone(), value(text))).collect();
        let ran = sh::run(&ScriptStep {
            script: &Symbolic::from_marked(text.as_str()),
            shell: Some(shell),
            env: &Rc::new(variables),
            files: &|_| None,
            programs: &Containers,
            world: World::Host,
        });
        let before = found.len();
        for command in &ran.commands {
            let mut effects = effects.clone();
            for (name, variable) in &command.environment {
                match variable {
                    Variable::Set(value) if name == UNIT => effects.set = Some(word(value, text).text),
                    Variable::Set(value) => effects.watch(name, text.place(value.span.clone())),
                    Variable::Unset(span) if name == UNIT => effects.lose(Some(text.place(span.clone()))),
                    Variable::Unset(_) => {}
                }
            }
            let words: Vec<Word> = command.arguments.iter().map(|field| word(field, text)).collect();
            if !command.certainty.is_yes() {
                effects.uncertain = words.first().map(|word| word.span);
            }
            self.unwrap(&words, effects, depth + 1, scripts, found);
        }
        let is_beyond =
            !ran.opaque.is_empty() || ran.remarks.iter().any(|remark| remark.kind == ScriptRemarkKind::TooLong);
        let has_container =
            found[before..].iter().any(|found| !matches!(found.what, Invocation::Other | Invocation::Idle));
        if is_beyond || !has_container {
            let may_run = is_beyond || ran.unread && text.as_str().contains("podman") || text.has_holes();
            let what = if may_run { Invocation::Opaque(UnreadCommand::Script) } else { Invocation::Idle };
            found.push(Found { what, effects, span });
        }
    }
}

/// A script, the shell that reads it with its options, and the command that runs it.
#[derive(Clone, Copy)]
struct Script<'a> {
    text: &'a Joined,
    shell: &'a str,
    span: Span,
}

/// The program that a script's first line names, with its options; sh where it names none.
fn interpreter(script: &str) -> &str {
    let Some(line) = script.lines().next().and_then(|line| line.strip_prefix("#!")) else { return "sh" };
    let line = line.trim();
    match line.split_once(char::is_whitespace) {
        Some((program, rest)) if program.ends_with("/env") => rest.trim().trim_start_matches("-S").trim(),
        _ => line,
    }
}

/// The shell with its options, as the reader of sh wants it: `bash -eu {0}`.
fn shell_of(name: &str, options: &[&str]) -> String {
    let program = match name {
        "bash" | "dash" | "zsh" => name,
        _ => "sh",
    };
    format!("{program} {} {{0}}", options.join(" "))
}

/// An argument of a command of the script, with its place in `source`.
fn word(field: &Field, source: &Joined) -> Word {
    let span = source.place(field.span.clone());
    let mut text = Joined::empty(span.start);
    let marked = field.text.marked();
    let length: usize = field.pieces.iter().map(|piece| piece.length).sum();
    if field.pieces.is_empty() || length != marked.len() {
        text.push_str(marked, span);
        return Word { text, span, opaque: false };
    }
    let mut at = 0;
    for piece in &field.pieces {
        let own = &marked[at..at + piece.length];
        at += piece.length;
        let written = source.slice(piece.span.clone());
        if written.as_str() == own {
            text.push(&written);
            continue;
        }
        // What nobody knows is called as it is written: `${IMAGE:-x}`, `$(cat tag)`.
        let place = source.place(piece.span.clone());
        match Symbolic::from_marked(own).as_hole() {
            Some(_) => text.push_hole(&written.shown(), place),
            None => text.push_str(own, place),
        }
    }
    let opaque = field.pieces.len() == 1 && field.pieces[0].splits && text.has_holes();
    Word { text, span, opaque }
}

/// What runs containers, for the reader of sh: the commands are looked at here.
pub(crate) struct Containers;

impl Programs for Containers {
    fn read(&self, _: &[Symbolic], _: &Context<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn may_publish(&self, script: &str) -> bool {
        script.contains("podman") || script.contains("docker")
    }

    fn may_write(&self, _: &str) -> bool {
        false
    }
}

impl WrapEffects {
    fn watch(&mut self, name: &str, span: Span) {
        if WATCHED.contains(&name) {
            self.variables.insert(name.to_string(), span);
        }
    }

    /// What a wrapper changes; `words` are its own. False where nobody can tell.
    fn change(&mut self, change: Change, words: &[Word]) -> bool {
        let part = |at: usize, from: usize| words.get(at).map(|word| word.text.slice(from..word.as_str().len()));
        let place = |at: usize| words.get(at).map(|word| word.span);
        match change {
            Change::Cleared(at) => self.lose(place(at)),
            Change::ClearedBut(at, from) => {
                let kept = part(at, from).is_some_and(|list| list.as_str().split(',').any(|name| name == UNIT));
                if !kept {
                    self.lose(place(at));
                }
            }
            Change::Unset(at, from) => {
                if part(at, from).is_some_and(|name| name.as_str() == UNIT) {
                    self.lose(place(at));
                }
            }
            Change::Set(at) => {
                if let Some((name, value)) = words.get(at).and_then(|word| word.text.split_once('=')) {
                    if name.as_str() == UNIT {
                        self.set = Some(value);
                    } else {
                        self.watch(name.as_str(), words[at].span);
                    }
                }
            }
            Change::User(named) => {
                let root = || Joined::made("root", place(0).unwrap_or_default());
                let user = named.map_or_else(|| Some(root()), |(at, from)| part(at, from));
                self.user = user.map(Word::of);
            }
            Change::Foreign(_) => return false,
        }
        true
    }

    fn lose(&mut self, place: Option<Span>) {
        self.lost = place;
        self.set = None;
    }
}

/// The variable that podman makes a label of.
pub const UNIT: &str = "PODMAN_SYSTEMD_UNIT";

/// Splits a text that stands nowhere; for tests and tools.
pub fn words_of(text: &str) -> Vec<Word> {
    words::split(&Joined::of(text, Span::new(0, text.len())), Flavour::Exec).words
}

#[cfg(test)]
mod tests;
