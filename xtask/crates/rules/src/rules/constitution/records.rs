//! The history and the sync impact report, held against the version and the base.

use super::{stale_history, stale_sync_report};
use crate::repo::Repo;
use prodproof_constitution::bump::BumpVerdict;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::Finding;

pub fn check(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    // Without a place of its own, the version was read from here.
    let Some(stated) = constitution.document.version().filter(|_| !constitution.document.versions.is_empty()) else {
        return;
    };
    // A bump writes both.
    let settled =
        |verdict: &BumpVerdict| matches!(verdict, BumpVerdict::Bumped | BumpVerdict::Unamended | BumpVerdict::Idle);
    if constitution.demand.as_ref().is_some_and(|demand| !settled(&demand.verdict)) {
        return;
    }
    stale_history::check(repo, constitution, stated, acc);
    stale_sync_report::check(repo, constitution, stated, acc);
}
