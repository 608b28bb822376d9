//! Findings and chains into words: for people, for GitHub, for machines. Returns
//! text; must not print it.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod fleet;
