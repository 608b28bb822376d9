//! Scripts as text to effects: what a shell script, a makefile or
//! a justfile runs, and what it leaves behind. For workflows and units alike.
//!
//! Must not know which program publishes what: a command is handed to whoever knows
//! ([`effect::Programs`]) and comes back as an [`effect::Effect`].

pub mod doubt;
pub mod effect;
pub mod flags;
pub mod just;
pub mod make;
mod recipe;
pub mod sh;
pub mod wrapper;
