//! The command line as completions for shells have it: from clap's description of it, so that
//! they cannot tell another story than `--help`.
//! Must not print anything itself.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

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
    pub const NAMES: [&'static str; 3] = ["bash", "zsh", "fish"];

    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "bash" => Some(Self::Bash),
            "zsh" => Some(Self::Zsh),
            "fish" => Some(Self::Fish),
            _ => None,
        }
    }
}
