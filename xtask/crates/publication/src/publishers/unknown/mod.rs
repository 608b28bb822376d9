//! Programs and actions whose insides nobody here knows: which of them may publish.

pub(super) mod actions;
pub(super) mod programs;
mod table;
