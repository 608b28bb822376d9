//! B011: the publishing job needs a job that is skipped on merges.

use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a publishing job that is skipped on a merge because a job that it needs is
    /// skipped.
    ///
    /// ## Why is this bad?
    /// GitHub skips what needs a skipped job, silently.
    ///
    /// ## Example
    /// ```yaml
    /// jobs:
    ///   test:
    ///     if: github.ref_type == 'tag'
    ///   publish:
    ///     needs: test
    /// ```
    ///
    /// ## Use instead
    /// Let the needed job run on merges, or give the publishing one `if: ${{ !cancelled() &&
    /// !failure() }}`.
    B011 SKIPPED_NEED "skipped-need" Error "the publishing job needs a job that is skipped on merges"
}

/// `cause` is what holds the needed job back, where that is known.
pub(super) fn found(repo: &Repo, remark: &Remark, cause: Option<&Remark>) -> Finding {
    let message = format!("a merge to `{}` publishes nothing: {}", repo.build.default_branch, remark.told());
    let mut finding = SKIPPED_NEED.at(Place::new(&remark.path, remark.span), message);
    if let Some(cause) = cause {
        finding = finding.related(&cause.path, cause.span, "this does not hold on a merge");
    }
    finding.help("let the needed job run on merges, or the publishing job without it")
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, workflow, ON, TAGS};

    #[test]
    fn a_needed_job_is_skipped() {
        let text = workflow(ON, TAGS, "true").replace(
            "  b:\n",
            "  t:
    if: github.ref_type == 'tag'
    runs-on: x
    steps: [{run: 'true'}]
  b:
    needs: t
",
        );
        bad(&text, &["skipped-need 13: t"]);
    }
}
