//! The subcommands, one file each: they ask the core and touch the world through `host`.
pub mod fleet;
