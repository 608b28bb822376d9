//! The command line as completions for shells have it: from clap's description of it, so that
//! they cannot tell another story than `--help`.
//! Must not print anything itself.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use crate::table::names;

#[cfg(feature = "full")]
pub mod completions;
#[cfg(feature = "full")]
mod pages;

/// Whose completions there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl Shell {
    const TABLE: [(&'static str, Self); 3] = [("bash", Self::Bash), ("zsh", Self::Zsh), ("fish", Self::Fish)];
    pub const NAMES: [&'static str; 3] = names(Self::TABLE);

    pub fn from_name(name: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(known, _)| *known == name).map(|(_, shell)| *shell)
    }
}
