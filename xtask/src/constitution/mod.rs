//! The constitution: what the team promised, in prose and in the contract block, and
//! which version of the promise this is. Must not know workflows or units.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod amendment;
pub mod bump;
pub mod claims;
pub mod contract;
pub mod document;
pub mod inherits;
pub mod sentences;
