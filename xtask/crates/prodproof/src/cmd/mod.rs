//! The subcommands, one file each: they ask the core and touch the world through `host`.

use crate::cli::{self, Request};
use crate::host::{self, Harmless, Medium};
use crate::manual::completions::completions;
use crate::manual::man;
use prodproof_rules::report::trace::Charset;

pub mod bump;
pub mod drop_in;
pub mod explain;
pub mod fleet;
pub mod hook;
pub mod init;
pub mod live;
pub mod mandates;
pub mod parent;
pub mod remove;
pub mod trace;
pub mod upgrade;
pub mod verify;

/// Does what was asked; the exit code: 0 clean, 1 findings. An error is "could not do it".
pub fn run(request: Request) -> anyhow::Result<u8> {
    match request {
        Request::Init(asked) => init::run(&asked),
        Request::Upgrade(asked) => upgrade::run(&asked),
        Request::Verify(asked) => verify::run(&asked),
        Request::Bump(asked) => bump::run(&asked),
        Request::Fleet(asked) => fleet::run(&asked),
        Request::Trace(asked) => trace::run(&asked),
        Request::Live(asked) => live::run(&asked),
        Request::Explain { rule, markdown } => explain::run(rule.as_deref(), markdown),
        Request::Mandates { dir, constitution, format } => mandates::run(&dir, constitution.as_deref(), &format),
        Request::Hook { action, dir } => hook::run(&action, &dir),
        Request::Completions(shell) => {
            let (alias, _) = drop_in::called(&std::env::current_dir()?);
            say(&completions(shell, &cli::command(), &alias)).map(|()| 0)
        }
        Request::Version => {
            let host = host::Host::find(&std::env::current_dir()?)?;
            say(&format!("xtask {}\n", drop_in::version_text(&host.root))).map(|()| 0)
        }
        Request::Man => say(&man(&cli::command(), "cargo-xtask")).map(|()| 0),
    }
}

/// Prints what was asked for, to people.
fn say(text: &str) -> anyhow::Result<()> {
    say_as(Medium::Text, text)
}

fn say_as(medium: Medium, text: &str) -> anyhow::Result<()> {
    host::print(&Harmless::new(medium, text))
}

/// `json` is a machine's document, whatever else is asked for is for people.
fn medium(format: &str) -> Medium {
    match format {
        "json" => Medium::Json,
        _ => Medium::Text,
    }
}

/// Whether the locale can show more than ASCII.
fn charset() -> Charset {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| host::env(name)).unwrap_or_default().to_ascii_lowercase();
    if locale.contains("utf-8") || locale.contains("utf8") {
        Charset::Unicode
    } else {
        Charset::Ascii
    }
}
