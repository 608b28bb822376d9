//! Nouns that know no domain, and text to values with positions: one file a grammar.
//!
//! Each grammar reads any text without failing; what it cannot read is part of what it
//! returns. Must not know what the values mean to anybody: no workflow, unit or
//! constitution, no file system, no clock.

pub mod answer;
pub mod commit;
pub mod finding;
pub mod forge;
pub mod order;
pub mod paths;
pub mod quick;
pub mod reference;
pub mod snapshot;
pub mod span;
pub mod steps;
pub mod value;

pub mod glob;
pub mod regexp;

pub mod containerfile;
pub mod exec;
pub mod expand;
pub mod joined;
pub mod markdown;
pub mod quadlet;
pub mod systemd;
pub mod words;
pub mod yaml;
