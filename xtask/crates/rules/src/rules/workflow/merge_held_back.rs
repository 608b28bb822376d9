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

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, good, workflow, ON, TAGS};

    #[test]
    fn a_guard_holds_the_merge_back() {
        let guard =
            |text: &str| workflow(ON, TAGS, "true").replace("    runs-on", &format!("    if: {text}\n    runs-on"));
        let tags_only = guard("startsWith(github.ref, 'refs/tags/')");
        bad(&tags_only, &["merge-held-back 9: startsWith(github.ref, 'refs/tags/')"]);
        good(&guard("github.event.head_commit.message != 'x'"));
    }
}
