//! What one command pushes, from its arguments: docker, podman, buildah, skopeo, crane,
//! regctl, oras, ko, buildx, compose and friends.
//!
//! Not every unknown program is a possible publisher: `npm test` and `cargo build` are
//! not. These are:
//!
//! - task runners (make, just, task, rake, …) with a target that smells of publishing
//!   ([`smells`]): their recipes are not read;
//! - build tools whose known purpose is to push: goreleaser, jib, quarkus, apko, …;
//! - scripts of the repository that can't be read here, unless their name says that they
//!   test, lint or install something;
//! - `curl` to a build hook of a registry.
//!
//! Must not know the shell around it.

mod builders;
mod docker;
mod exporters;
mod ko;
mod opaque;
mod options;
mod podman;
mod push;
mod registry;

use std::collections::BTreeMap;

pub(crate) use self::exporters::{digest_of, output_of, Exported};
pub(crate) use self::opaque::may_publish;
pub(crate) use self::opaque::may_write;
pub use self::opaque::smells;
use crate::syntax::value::{Text, Values};

/// What the commands look at besides their arguments.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub env: &'a BTreeMap<String, Values>,
    /// The text of a file of the repository, by its path from the root.
    pub files: &'a dyn Fn(&str) -> Option<String>,
}

/// What a command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Push(Push),
    /// May push something nobody knows.
    Opaque {
        command: String,
        why: String,
    },
    /// Fails whatever the registry says; why, for people.
    Fails(String),
    /// Runs a script file; the arguments behind it.
    Script {
        path: String,
        arguments: Vec<Text>,
    },
    /// Runs the text as a script: `bash -c`.
    Shell(Text),
    /// Logs in to Docker Hub as this user.
    Login(Text),
    /// Runs another command with these arguments: `sudo`, `timeout`, a retry wrapper.
    Command {
        arguments: Vec<Text>,
    },
}

/// A push of one reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// Without transport; `None` if it is named elsewhere, unknown where.
    pub reference: Option<Text>,
    pub method: &'static str,
    /// The reference ends in `@<digest>`.
    pub by_digest: bool,
    /// Whether the command surely pushes it.
    pub certain: bool,
}

/// Reads one command; nothing for one that publishes nothing. `arguments[0]` is the
/// program.
pub fn read(arguments: &[Text], around: &Around<'_>) -> Vec<Deed> {
    let Some((program, rest)) = arguments.split_first() else { return Vec::new() };
    let Some(name) = program.as_known() else {
        // A whole command that nobody knows here may be any, unless its name tells.
        if let (true, Some(hole)) = (rest.is_empty(), program.as_hole()) {
            if opaque::is_harmless(hole) && !smells(hole) {
                return Vec::new();
            }
            let why = "the command is only known at run time".to_string();
            return vec![Deed::Opaque { command: program.to_string(), why }];
        }
        // A program of unknown name with `push` as its argument.
        return if rest.iter().any(|text| text.as_known() == Some("push")) {
            push::unknown_program(program, rest)
        } else {
            Vec::new()
        };
    };
    let base = name.rsplit('/').next().unwrap_or(name);
    if let Some(inner) = options::behind_wrapper(base, rest) {
        return match inner {
            options::Inner::Command(arguments) if arguments.is_empty() => Vec::new(),
            options::Inner::Command(arguments) => vec![Deed::Command { arguments }],
            options::Inner::Shell(text) => vec![Deed::Shell(text)],
            options::Inner::Script(path, arguments) => vec![Deed::Script { path, arguments }],
        };
    }
    if let Some(deeds) = push::read(base, rest, around) {
        return deeds;
    }
    opaque::read(name, base, rest, around)
}

#[cfg(test)]
mod tests;
