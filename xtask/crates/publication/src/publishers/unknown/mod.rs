//! Programs and actions whose insides nobody here knows: which of them may publish.

pub(super) mod actions;
mod inputs;
pub(super) mod programs;
mod table;

pub(crate) use inputs::named;
