//! Text to values with positions: one file a grammar. Each reads any text without
//! failing; what it cannot read is part of what it returns. Must not know what the
//! values mean to anybody.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod exec;
pub mod expand;
pub mod joined;
pub mod markdown;
pub mod quadlet;
pub mod systemd;
pub mod words;
pub mod yaml;
