//! What a workflow file of GitHub Actions says: its shape, its triggers, its expressions.
//!
//! Must not know what any action or command does, nor run a job.

pub mod event;
pub mod expression;
pub mod fault;
pub mod file;
pub mod trigger;
