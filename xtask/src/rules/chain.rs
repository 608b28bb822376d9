//! The chain family.

use crate::rules::Rule;

pub static RULES: &[&Rule] = &[];

pub fn check(_repo: &crate::repo::Repo, _acc: &mut Vec<crate::finding::Finding>) {}
