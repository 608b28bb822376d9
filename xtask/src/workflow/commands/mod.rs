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

pub(crate) use self::exporters::{digest_of, output_of, Exported};
pub(crate) use self::opaque::may_publish;
pub(crate) use self::opaque::may_write;
pub use self::opaque::smells;
pub use prodproof_script::effect::{Context, Effect, Programs, Push};

use crate::syntax::value::Text;

/// Who knows what the commands of scripts push.
pub struct Publishers;

impl Programs for Publishers {
    fn read(&self, arguments: &[Text], context: &Context<'_>) -> Vec<Effect> {
        read(arguments, context)
    }

    fn may_publish(&self, script: &str) -> bool {
        may_publish(script)
    }

    fn may_write(&self, program: &str) -> bool {
        may_write(program)
    }
}

/// Reads one command; nothing for one that publishes nothing. `arguments[0]` is the
/// program.
pub fn read(arguments: &[Text], context: &Context<'_>) -> Vec<Effect> {
    let Some((program, rest)) = arguments.split_first() else { return Vec::new() };
    let Some(name) = program.as_known() else {
        // A whole command that nobody knows here may be any, unless its name tells.
        if let (true, Some(hole)) = (rest.is_empty(), program.as_hole()) {
            if opaque::is_harmless(hole) && !smells(hole) {
                return Vec::new();
            }
            let why = "the command is only known at run time".to_string();
            return vec![Effect::Opaque { command: program.to_string(), why }];
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
            options::Inner::Command(arguments) => vec![Effect::Command { arguments }],
            options::Inner::Shell(text) => vec![Effect::Shell(text)],
            options::Inner::Script(path, arguments) => vec![Effect::Script { path, arguments }],
        };
    }
    if let Some(effects) = push::read(base, rest, context) {
        return effects;
    }
    opaque::read(name, base, rest, context)
}

#[cfg(test)]
mod scripts;
#[cfg(test)]
mod tests;
