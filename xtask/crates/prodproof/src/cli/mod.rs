//! What was asked: the command line, and nothing else.

mod commands;
mod request;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use time::Date;

use crate::manual::Shell;
use crate::table::names;
use prodproof_live::link::LinkPart;
use prodproof_syntax::finding::Severity;

pub use commands::command;

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Human,
    Json,
    Sarif,
    Github,
    Markdown,
}

impl Format {
    /// Each by the name that the command line gives it.
    pub const TABLE: [(&'static str, Self); 5] = [
        ("human", Self::Human),
        ("json", Self::Json),
        ("sarif", Self::Sarif),
        ("github", Self::Github),
        ("markdown", Self::Markdown),
    ];
    pub const NAMES: [&'static str; 5] = names(Self::TABLE);

    pub fn parse(name: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Debug)]
pub struct Init {
    pub dir: PathBuf,
    /// Where the constitution stands, or is to be written; kept in the alias.
    pub constitution: Option<String>,
    pub image: Option<String>,
    pub branch: Option<String>,
    pub unit: Option<String>,
    pub quadlet: bool,
    pub port: Option<String>,
    pub title: Option<String>,
    /// The cargo alias, from which the crate's folder gets its name.
    pub name: Option<String>,
    /// `URL[@REV]`.
    pub source: Option<String>,
    pub vendor: bool,
    pub remove: bool,
    pub fleet: bool,
    pub live: bool,
    pub dry_run: bool,
    pub check: bool,
    pub force: Vec<String>,
}

impl Init {
    /// Whether anything is to be written, and not only shown.
    pub fn writes(&self) -> bool {
        !self.dry_run && !self.check
    }
}

#[derive(Clone, Debug)]
pub struct Verify {
    pub dir: PathBuf,
    /// Where the constitution stands.
    pub constitution: Option<String>,
    pub check: bool,
    pub staged: bool,
    pub rev: Option<String>,
    pub base: Option<String>,
    /// Only what is not in this commit as well.
    pub new_from: Option<String>,
    /// What a partial clone lacks may be fetched.
    pub fetch: bool,
    pub date: Option<Date>,
    pub strict: bool,
    /// Anything but a plain yes counts.
    pub require_yes: bool,
    pub fix: bool,
    pub unsafe_fixes: bool,
    pub diff: bool,
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    pub parent: Option<PathBuf>,
    pub claims: Option<PathBuf>,
    pub format: Format,
    pub color: Color,
}

#[derive(Clone, Debug)]
pub struct Bump {
    pub dir: PathBuf,
    pub constitution: Option<String>,
    pub level: Option<String>,
    pub reason: Option<String>,
    pub base: Option<String>,
    /// What a partial clone lacks may be fetched.
    pub fetch: bool,
    pub date: Option<Date>,
    pub dry_run: bool,
}

#[derive(Clone, Debug)]
pub struct Trace {
    pub dir: PathBuf,
    pub constitution: Option<String>,
    pub rev: Option<String>,
    pub format: String,
    pub color: Color,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub dir: PathBuf,
    /// The commit that is to run, instead of the branch's tip.
    pub sha: Option<String>,
    /// How long to wait for what comes by itself.
    pub wait: Option<Duration>,
    /// Only these links; all of them where none is named.
    pub only: Vec<LinkPart>,
    pub environment: Option<String>,
    pub format: String,
    /// The least severity that counts: what is not known is a warning.
    pub least: Severity,
    pub dry_run: bool,
    pub print_probe: bool,
    pub record: bool,
    pub color: Color,
}

#[derive(Clone, Debug)]
pub struct Fleet {
    /// Checkouts, bare clones, or folders that hold many of them.
    pub dirs: Vec<PathBuf>,
    /// Read this revision instead of the work trees.
    pub rev: Option<String>,
    /// The JSON of `gh repo list`.
    pub repos: Option<PathBuf>,
    /// Claims written elsewhere; a folder stands for all `.json` files in it.
    pub claims: Vec<PathBuf>,
    pub format: FleetFormat,
    /// Where the report goes instead of standard output.
    pub output: Option<PathBuf>,
    /// The least severity that counts for the exit code.
    pub least: Severity,
    /// Ask registries whose image each published reference has.
    pub registry: bool,
}

/// How a rule's page is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFormat {
    Terminal,
    Markdown,
}

/// How the fleet is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FleetFormat {
    #[default]
    Text,
    Json,
    Markdown,
    Html,
    /// The claims of what was read, not joined: what one machine of many hands on.
    Claims,
}

impl FleetFormat {
    const TABLE: [(&'static str, Self); 5] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("markdown", Self::Markdown),
        ("html", Self::Html),
        ("claims", Self::Claims),
    ];
    pub const NAMES: [&'static str; 5] = names(Self::TABLE);

    pub fn parse(name: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

#[derive(Clone, Debug)]
pub struct Upgrade {
    pub dir: PathBuf,
    /// Where the constitution stands.
    pub constitution: Option<String>,
    /// A tag, branch or commit.
    pub to: Option<String>,
    pub source: Option<String>,
    pub check: bool,
    pub dry_run: bool,
    /// Give up the edits of the crate itself.
    pub force: bool,
    /// What the version before found, a line a finding: it hands that on to the new one.
    pub before: Option<PathBuf>,
    /// Print the configuration of a bot that raises the pin.
    pub bot: Option<String>,
    pub write: bool,
}

#[derive(Clone, Debug)]
pub enum Request {
    Init(Init),
    Upgrade(Upgrade),
    Verify(Box<Verify>),
    Bump(Bump),
    Trace(Trace),
    Fleet(Fleet),
    Live(Box<Live>),
    Explain {
        rule: Option<String>,
        format: PageFormat,
    },
    Mandates {
        dir: PathBuf,
        constitution: Option<String>,
        format: String,
    },
    Hook {
        action: String,
        dir: PathBuf,
    },
    Completions(Shell),
    /// Version, tag and commit.
    Version,
}

/// A command line that asks for no command.
#[derive(Debug)]
pub enum Unasked {
    /// Help that was asked for.
    Help(String),
    /// Why it cannot be read.
    Mistake(String),
}

/// Reads the words of a command line, the program's own name first.
pub fn parse(tool: &str, words: impl IntoIterator<Item = OsString>) -> Result<Request, Unasked> {
    let mut command = command(tool);
    let matches = match command.try_get_matches_from_mut(words) {
        Ok(matches) => matches,
        Err(err) if err.use_stderr() => return Err(Unasked::Mistake(err.to_string())),
        Err(err) => return Err(Unasked::Help(err.to_string())),
    };
    if matches.get_flag("version") {
        return Ok(Request::Version);
    }
    if matches.subcommand_name().is_none() {
        let missing = ErrorKind::MissingSubcommand;
        return Err(Unasked::Mistake(command.error(missing, "a command is required, such as `verify`").to_string()));
    }
    Ok(request::request(&matches))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command("cargo xtask").debug_assert();
    }
}
