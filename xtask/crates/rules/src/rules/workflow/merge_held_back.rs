//! B009: a condition holds the publishing step back on merges.

use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports an `if` that is false on a push to the default branch, so that the job or step
    /// that publishes is skipped.
    ///
    /// ## Why is this bad?
    /// The run is green and publishes nothing.
    ///
    /// ## Example
    /// ```yaml
    /// if: startsWith(github.ref, 'refs/tags/')
    /// ```
    ///
    /// ## Use instead
    /// A condition that also holds on the default branch, or none.
    B009 MERGE_HELD_BACK "merge-held-back" Error "a condition holds the publishing step back on merges"
}

/// The remark's message is the condition.
pub(super) fn found(repo: &Repo, remark: &Remark) -> Finding {
    let branch = &repo.build.default_branch;
    let message = format!("`if: {}` does not hold on a push to `{branch}`: a merge publishes nothing", remark.message);
    MERGE_HELD_BACK.at(Place::new(&remark.path, remark.span), message)
}
