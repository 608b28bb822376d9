//! The fleet family.

use crate::rules::Rule;

pub static RULES: &[&Rule] = &[];
