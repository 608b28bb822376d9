//! The subcommands, one file each: they ask the core and touch the world through `host`.

use crate::cli::Request;
use crate::host::{self, Harmless, Medium, Stream};
use prodproof_rules::fold::fold;
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
        Request::Explain { rule, format } => explain::run(rule.as_deref(), format),
        Request::Mandates { dir, constitution, format } => mandates::run(&dir, constitution.as_deref(), &format),
        Request::Hook { action, dir } => hook::run(&action, &dir),
        #[cfg(feature = "full")]
        Request::Completions(shell) => {
            let here = std::env::current_dir()?;
            let (alias, _) = drop_in::called(&here);
            let command = crate::cli::command(&host::source::called(&here));
            say(&crate::manual::completions::completions(shell, &command, &alias)).map(|()| 0)
        }
        #[cfg(not(feature = "full"))]
        Request::Completions(_) => not_compiled("completions"),
        Request::Version => {
            let host = host::Host::find(&std::env::current_dir()?)?;
            say(&format!("xtask {}\n", drop_in::version_text(&host.root))).map(|()| 0)
        }
    }
}

/// Prints words to people, folded to their terminal.
pub fn tell(text: &str) -> anyhow::Result<()> {
    say(&fold(text, host::columns(Stream::Out)))
}

/// Prints what was asked for with every line as it is: a file, a diff.
fn say(text: &str) -> anyhow::Result<()> {
    say_as(Medium::Text, text)
}

fn say_as(medium: Medium, text: &str) -> anyhow::Result<()> {
    host::print(&Harmless::new(medium, text))
}

/// Says how to get what a launcher leaves out, as few ask for it and everybody would compile it.
#[cfg(not(feature = "full"))]
fn not_compiled<T>(what: &str) -> anyhow::Result<T> {
    let (_, folder) = drop_in::called(&std::env::current_dir()?);
    let words: Vec<String> = std::env::args().skip(1).collect();
    let anew = format!("cargo run --quiet --manifest-path {folder}/Cargo.toml --features full -- {}", words.join(" "));
    anyhow::bail!("{what} are not compiled in here. Get them with: {anew}")
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
