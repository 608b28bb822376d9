//! The chain family, second half: what the prose claims and nothing backs.

use crate::rules::Rule;

pub static RULES: &[&Rule] = &[];

pub fn check(_repo: &crate::repo::Repo, _acc: &mut Vec<crate::finding::Finding>) {}
