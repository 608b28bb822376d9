//! A repository judged: understood, held against all rules, and of what they find that which
//! was asked for. The one way from files to findings. Must not know how they are shown.

use crate::repo::Repo;
use crate::rules;
use crate::select::{select, Selected, Selection};
use prodproof_syntax::finding::Finding;
use prodproof_syntax::snapshot::Snapshot;

/// A repository understood, and what was found in it.
#[derive(Debug)]
pub struct Judgement {
    pub repo: Repo,
    pub selected: Selected,
}

/// Of a repository by itself.
pub fn judge(snapshot: Snapshot, selection: &Selection) -> Judgement {
    judge_with(snapshot, selection, |_, _| {})
}

/// The same, where more is known than the repository tells: `more` adds to what the rules
/// found, or weighs it otherwise, before waivers and options are applied.
pub fn judge_with(snapshot: Snapshot, selection: &Selection, more: impl FnOnce(&Repo, &mut Vec<Finding>)) -> Judgement {
    let repo = Repo::new(snapshot);
    let mut findings = rules::check(&repo);
    more(&repo, &mut findings);
    let selected = select(findings, &repo, selection);
    Judgement { repo, selected }
}
