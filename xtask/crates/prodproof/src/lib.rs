//! `xtask` proves three files of a service repository against each other, so that what
//! is merged really reaches production: the constitution (what was promised), the build
//! workflow (what is published, and when) and the podman unit (what the host runs, and
//! whether it pulls anew).
//!
//! # The map of the house
//!
//! Crates with one direction; each knows only those before it:
//!
//! - `syntax`: nouns that know no domain, and grammars (YAML, Markdown, systemd, Quadlet);
//! - `script`: shell scripts and makefiles as text to effects;
//! - `workflow`: what a workflow file says (schema, triggers, events, expressions);
//! - `publication`, `deployment`, `constitution`: the three models, side by side, that do
//!   not know each other;
//! - `rules`: all joined in a `Repo`, the chain, the rules, fixes, many repositories, reports;
//! - `scaffold`: what `init` writes, as texts;
//! - this crate touches the world: [`cli`] says what was asked, [`cmd`] does it, `host` is
//!   the only door to files, git and processes.
//!
//! Nothing but this crate reads a file, the clock, the environment or git; `clippy.toml`
//! and a test hold that. Answers are yes, no or unknown, with reasons.

pub mod hooks;
pub mod manual;
mod table;

pub mod cli;
pub mod cmd;
pub mod host;

use std::process::ExitCode;

/// The whole tool: reads the command line, does it, and says how it went.
///
/// 0 clean, 1 findings, 2 could not do it.
pub fn main() -> ExitCode {
    if cfg!(panic = "abort") {
        // As where it unwinds: the words, 101, and no core dump in somebody's repository.
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |what| {
            tell(what);
            std::process::exit(101)
        }));
    }
    let tool = host::source::called(&std::env::current_dir().unwrap_or_default());
    let ran = match cli::parse(&tool, std::env::args_os()) {
        Ok(request) => cmd::run(request),
        Err(cli::Unasked::Help(text)) => cmd::tell(&text).map(|()| 0),
        Err(cli::Unasked::Mistake(text)) => {
            host::note(text.trim_end());
            return ExitCode::from(2);
        }
    };
    match ran {
        Ok(code) => ExitCode::from(code),
        Err(err) => {
            host::note(&format!("error: {err:#}"));
            ExitCode::from(2)
        }
    }
}
