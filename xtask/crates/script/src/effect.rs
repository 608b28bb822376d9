//! What a command does to the script around it and to the world, and who knows that.
//! Must not know any single program.

use crate::doubt::Unfollowed;
use std::collections::BTreeMap;

use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// The variable that keeps the users of Docker Hub that the job has logged in as, one of
/// them each. No script can name it: it has blanks.
pub const HUB_USER: &str = "xtask hub user";

/// The variable that keeps the commit that is checked out, where it is another than the
/// event's.
pub const HEAD: &str = "xtask head";

/// The hole that stands for every tag that local images of the name have.
pub const LOCAL_TAGS: &str = "every local tag";

/// What pushes all images of a compose file, and what does so whichever of them is refused.
pub const COMPOSE_PUSH: &str = "docker compose push";
pub const COMPOSE_PUSH_ALL: &str = "docker compose push --ignore-push-failures";

/// What a command sees besides its arguments.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub env: &'a BTreeMap<String, ValueSet>,
    /// The text of a file of the repository, by its path from the root.
    pub files: &'a dyn Fn(&str) -> Option<String>,
}

/// What a command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    Push(Push),
    /// May push something nobody knows.
    Opaque {
        command: String,
        why: Unfollowed,
    },
    /// Fails whatever the registry says.
    Fails(CommandFault),
    /// Runs a script file; the arguments behind it.
    Script {
        path: String,
        arguments: Vec<Symbolic>,
    },
    /// Runs the text as a script: `bash -c`.
    Shell(Symbolic),
    Login(Login),
    /// Gives a local image this name.
    Named(Symbolic),
    /// Builds an image, whether it pushes it as well or not.
    Builds(ImageRecipe),
    /// Runs another command with these arguments: `sudo`, `timeout`, a retry wrapper.
    Command {
        arguments: Vec<Symbolic>,
    },
}

/// What a command builds an image of, and how it labels it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageRecipe {
    /// As what the image is kept or pushed.
    pub names: Vec<Symbolic>,
    /// Where the Containerfile may stand, first come first served.
    pub files: Vec<String>,
    pub target: Option<String>,
    /// The keys of the labels that the command gives.
    pub labels: Vec<String>,
    /// The label of the commit that it was built from, whole.
    pub revision: Option<Symbolic>,
    /// Whether it may have others, which nobody sees here.
    pub open: bool,
}

/// Why a command that pushes fails by its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommandFault {
    /// It takes one name, and gets so many.
    ManyNames(usize),
    /// This name has a tag, and is to be pushed by digest.
    TagByDigest(String),
    /// An image is to be called this, which is no reference.
    NoReference(String),
}

/// A login to a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// As it is written; empty where nobody says so.
    pub host: Symbolic,
    pub user: Option<Symbolic>,
    /// The password or token; `None` where it comes from standard input.
    pub token: Option<Symbolic>,
}

/// A push of one reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// Without transport; `None` if it is named elsewhere, unknown where.
    pub reference: Option<Symbolic>,
    pub method: &'static str,
    /// The reference ends in `@<digest>`.
    pub by_digest: bool,
    /// Whether the command surely pushes it.
    pub certainty: Certainty,
}

/// Whoever knows programs.
pub trait Programs {
    /// Reads one command; nothing for one that publishes nothing. `arguments[0]` is the
    /// program.
    fn read(&self, arguments: &[Symbolic], context: &Context<'_>) -> Vec<Effect>;

    /// Whether a script that could not be read may push something.
    fn may_publish(&self, script: &str) -> bool;

    /// Whether the program may set outputs and variables that nobody sees here.
    fn may_write(&self, program: &str) -> bool;

    /// Whether its calls are told as [`crate::sh::ToolCall`]: it may commit, tag,
    /// release, or delete from a registry.
    fn may_move(&self, _program: &str) -> bool {
        false
    }

    /// Whether the registry is known to refuse what is pushed, so that the command fails.
    fn refuses(&self, _reference: &Symbolic) -> bool {
        false
    }
}
