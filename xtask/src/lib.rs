//! `xtask` proves three files of a service repository against each other, so that what
//! is merged really reaches production: the constitution (what was promised), the build
//! workflow (what is published, and when) and the podman unit (what the host runs, and
//! whether it pulls anew).
//!
//! # The map of the house
//!
//! Three kinds of code, one direction:
//!
//! - **shell** touches the world: [`cli`] says what was asked, [`cmd`] does it, `host`
//!   is the only door to files, git and processes;
//! - **core** turns text into values and cannot fail, because broken input is a finding:
//!   [`snapshot`] (one moment of one repository), [`syntax`] (grammars), the three models
//!   [`constitution`], [`workflow`], [`unit`], all joined in [`repo`], and [`rules`];
//! - **report** turns findings into words.
//!
//! Nothing in the core reads a file, the clock, the environment or git; `clippy.toml`
//! and a test hold that. Answers are yes, no or unknown, with reasons.

pub use prodproof_script as script;
pub use prodproof_syntax as syntax;
pub use prodproof_syntax::{answer, reference, snapshot, span};

pub mod finding;
pub mod paths;

pub mod constitution;
pub mod unit;
pub use prodproof_publication as workflow;

pub mod chain;
pub mod fleet;
pub mod repo;
pub mod rules;

pub mod fix;
pub mod select;

pub mod docs;
pub mod hooks;
pub mod manual;
pub mod report;
pub mod scaffold;

pub mod cli;
pub mod cmd;
pub mod host;

use std::process::ExitCode;

/// The whole tool: reads the command line, does it, and says how it went.
///
/// 0 clean, 1 findings, 2 could not do it.
pub fn main() -> ExitCode {
    match cmd::run(cli::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(err) => {
            eprintln!("error: {err:#}");
            ExitCode::from(2)
        }
    }
}
