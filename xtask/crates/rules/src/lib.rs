//! Rules over the three files of a repository, and over many repositories: what the
//! repository promised, the delivery chain, findings, fixes, and the reports about them.
//!
//! Pure: text in, values out. Must not read a file, the clock, the environment or git.

pub mod repo;

pub mod chain;
pub mod deciding;
pub mod fix;
pub mod held;
pub mod ran;

pub mod live;

pub mod fleet;
pub mod fold;
pub mod judge;
pub mod rules;
pub mod select;

pub mod deployed;

pub mod docs;
pub mod report;
pub mod words;
