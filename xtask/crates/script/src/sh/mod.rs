//! What a `run:` script does that matters: which references it pushes, which outputs and
//! variables it leaves behind.
//!
//! An interpreter for the part of bash that build scripts use. Where a condition is not
//! decided, what happens behind it is *possible*, and what it assigns has both values.
//! Everything that it can't follow is unknown, and programs that may push without saying
//! so are named as opaque. Must not know workflows: the step's environment is given.

mod arithmetic;
mod awk;
mod branches;
mod builtins;
mod commands;
mod condition;
mod cut;
mod expand;
mod files;
mod filters;
mod flow;
mod git;
mod grep;
mod interpret;
mod jq;
mod locals;
mod loops;
mod named;
mod parameter;
mod parser;
mod parser_compound;
mod parser_expansions;
mod parser_redirects;
mod parser_tokens;
mod parser_words;
mod pattern;
mod posix;
mod printing;
mod programs;
mod recipes;
mod scripts;
mod sed;
mod settings;
mod state;
mod syntax;
mod variables;
mod written;

pub use self::commands::{Command, Field, FieldPart, Variable};
pub use self::written::{of_other_languages, tests, told_apart, written, Written};
use crate::doubt::{ScriptDoubt, Unfollowed};

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use crate::effect::{CommandFault, ImageRecipe, Programs};
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::{Symbolic, ValueSet};

/// One `run:` step.
#[derive(Clone, Copy)]
pub struct ScriptStep<'a> {
    /// The script after expressions have been filled in.
    pub script: &'a Symbolic,
    /// `shell:` of the step or the defaults; `None` is bash on Linux runners. All but
    /// bash and sh are opaque: PowerShell too, in which nobody was seen to publish
    /// (docs/workflows-in-the-wild.md).
    pub shell: Option<&'a str>,
    /// All variables that the step sees, `GITHUB_…` too. One that is missing is empty if
    /// its name has lower-case letters, else unknown, because any action may export it.
    pub env: &'a Rc<BTreeMap<String, ValueSet>>,
    /// The text of a file of the repository, by its path from the root: scripts, bake and
    /// compose files.
    pub files: &'a dyn Fn(&str) -> Option<String>,
    /// Who knows what the programs do.
    pub programs: &'a dyn Programs,
    pub world: World,
}

/// Where a script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// On a runner of GitHub, which gives it all its variables.
    Runner,
    /// On a host, which may set any variable: one that nobody here sets is a hole, `$NAME`.
    /// All commands are listed.
    Host,
}

/// What the step does if it succeeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScriptEffects {
    pub pushes: Vec<Pushed>,
    /// What is written to `$GITHUB_OUTPUT`. One that is written in some branches only can
    /// also be empty.
    pub outputs: BTreeMap<String, ValueSet>,
    /// What is written to `$GITHUB_ENV`, seen by the next steps.
    pub env: BTreeMap<String, ValueSet>,
    /// Hosts that it logs in to, and with which token, as far as that is known.
    pub logins: Vec<(Symbolic, Option<ValueSet>)>,
    /// Files that are written, as they are named.
    pub written: BTreeSet<String>,
    /// Names that local images get, and whether that is certain.
    pub named: Vec<(Symbolic, Certainty)>,
    /// What it builds images of, and where.
    pub builds: Vec<(ImageRecipe, Range<usize>)>,
    /// Programs that may push, nobody knows what.
    pub opaque: Vec<Opaque>,
    pub remarks: Vec<ScriptRemark>,
    /// Commands that may move something in the repository or on GitHub: see [`ToolCall`].
    pub called: Vec<ToolCall>,
    /// On a host: the commands that it comes to, in the order in which they run.
    pub commands: Vec<Command>,
    /// Whether programs ran that may set outputs and variables which are not listed: an
    /// output that is missing here is unknown, not empty.
    pub unread: bool,
    /// Commands that were followed.
    pub steps: usize,
    /// Whether the step fails. Pushes before that have happened.
    pub fails: Option<Answer>,
    /// Texts that tests hold against a hole of which they then know no more: its name, and
    /// what it would have to be.
    pub compared: BTreeSet<(String, String)>,
}

/// A push of one reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// As written, without transport; `None` if the name stands elsewhere. `x:<?>` where
    /// all local tags are pushed.
    pub reference: Option<Symbolic>,
    /// The command: `docker push`, `skopeo copy`.
    pub method: String,
    /// Whether it happens in every run that succeeds.
    pub certainty: Certainty,
    /// Why it may not: the undecided conditions around it.
    pub conditions: Vec<ScriptDoubt>,
    /// Pushed without a tag, by digest; the reference ends in `@<digest>`.
    pub by_digest: bool,
    /// Bytes of `script.marked()`; of the call, if the push stands in a script file.
    pub span: Range<usize>,
    /// The script file in which the push stands, if it is not the step itself.
    pub file: Option<String>,
}

/// A command that may push something nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// The command as far as it is known: `make push`.
    pub command: String,
    pub why: Unfollowed,
    pub certainty: Certainty,
    pub conditions: Vec<ScriptDoubt>,
    pub span: Range<usize>,
}

/// A command of git, GitHub's `gh` or a release tool, in the order in which they run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCall {
    pub arguments: Vec<Symbolic>,
    pub span: Range<usize>,
}

/// Something that people should be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptRemark {
    pub kind: ScriptRemarkKind,
    pub span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptRemarkKind {
    /// `::set-env` and `::add-path`, which the runner refuses: the step fails when its
    /// script has ended (actions/runner `ActionCommandManager.cs`).
    DisabledCommand(String),
    /// `::set-output`, which still works and is to be removed.
    DeprecatedCommand,
    /// A push that fails by its arguments, whatever the registry says.
    Fails(CommandFault),
    /// `docker push … || true`, as it is written: the run is green, nothing is published.
    FailureIgnored(String),
    /// A part of the script that this grammar does not have.
    Unreadable(String),
    /// The script is too long to be followed to its end.
    TooLong,
}

/// Runs the step in mind.
pub fn run(step: &ScriptStep<'_>) -> ScriptEffects {
    if let Some(shell) = step.shell.and_then(within) {
        return run(&ScriptStep { shell: Some(shell), ..*step });
    }
    if !is_readable(step.shell) {
        let shell = step.shell.unwrap_or_default();
        return ScriptEffects {
            opaque: (may_push(step.script.marked()) || may_build(shell))
                .then(|| Opaque {
                    command: shell.to_string(),
                    why: Unfollowed::Shell(shell.to_string()),
                    certainty: Certainty::Yes,
                    conditions: Vec::new(),
                    span: 0..step.script.marked().len(),
                })
                .into_iter()
                .collect(),
            unread: true,
            ..ScriptEffects::default()
        };
    }
    interpret::run(step)
}

/// Whether a script for this `shell:` is read: `bash`, `sh`, and templates of them like
/// `bash -euxo pipefail {0}`.
pub fn is_read(shell: &str) -> bool {
    is_readable(Some(within(shell).unwrap_or(shell)))
}

fn is_readable(shell: Option<&str>) -> bool {
    let Some(shell) = shell else { return true };
    is_shell(shell.split_whitespace().next().unwrap_or("bash"))
}

fn is_shell(program: &str) -> bool {
    matches!(program.rsplit('/').next(), Some("bash" | "sh" | "dash" | "zsh"))
}

/// The shell that a template runs inside of something else:
/// `nix develop --command bash -e {0}`.
fn within(template: &str) -> Option<&str> {
    let mut at = 0;
    for word in template.split_inclusive(char::is_whitespace) {
        if is_shell(word.trim()) {
            return (at > 0).then(|| &template[at..]);
        }
        at += word.len();
    }
    None
}

/// Whether the script runs under `set -e`. GitHub runs `bash -e {0}`, `sh -e {0}`; a
/// template of one's own gets what it says (github/docs `workflow-syntax.md`,
/// `jobs.<job_id>.steps[*].shell`).
fn errexit(shell: Option<&str>) -> Answer {
    let Some((_, options)) = shell.and_then(|shell| shell.trim().split_once(char::is_whitespace)) else {
        return Answer::Yes;
    };
    let mut words = options.split_whitespace();
    let flag = |word: &str| word.starts_with('-') && !word.starts_with("--") && word.contains('e');
    Answer::from(words.any(|word| flag(word) || word == "errexit"))
}

/// The same for `set -o pipefail`, which `shell: bash` has.
fn pipefail(shell: Option<&str>) -> Answer {
    match shell.map(str::trim) {
        None => Answer::No,
        Some(shell) => Answer::from(shell == "bash" || shell.contains("pipefail")),
    }
}

fn is_bash(shell: Option<&str>) -> bool {
    shell.is_none_or(|shell| !shell.trim_start().starts_with("sh") && !shell.contains("dash"))
}

/// Whether a script in another language holds a word of pushing.
fn may_push(script: &str) -> bool {
    let script = script.to_lowercase();
    ["push", "publish", "skopeo", "crane", "imagetools", "release", "deploy"].iter().any(|word| script.contains(word))
}

/// Whether the shell is itself a tool that builds images: `buildah unshare nu {0}`.
fn may_build(shell: &str) -> bool {
    shell.split_whitespace().any(|word| matches!(word, "buildah" | "podman" | "docker" | "nerdctl"))
}
