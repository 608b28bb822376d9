//! Everything that `init` writes, as texts: the three files and the workflows from their
//! templates, the launcher with its lock and record, and what is added to files that a
//! repository has already.
//!
//! Pure: a repository understood and a person's answers in, texts out. Must not know what
//! is on disk beyond the snapshot, nor write anything.

pub mod blob;
pub mod bots;
mod template;

pub mod source;

pub mod launcher;
mod params;
mod patch;
mod plan;
pub mod record;
pub mod surroundings;
pub mod upgrade;

pub use params::{infer, InitAsked, Params};
pub use patch::{
    cargo_alias, copies_whole_context, exclude_from_workspace, ignore_line, pre_commit, without_alias, without_line,
    BareName, PRE_COMMIT_STANZA,
};
pub use plan::{plan, renewed, Handling, Planned, FLEET_PATH, LIVE_PATH};
