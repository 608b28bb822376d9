//! Whole-tool tests: the real binary on real repositories, property tests, and the
//! policies of the project itself.

mod amendment;
mod claims;
mod deployment;
mod fleet;
mod metadata;
mod publication;
mod report;
