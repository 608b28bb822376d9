//! L001: no run was started for a merge.

use prodproof_live::link::{LinkFact, NotStarted, RunFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a merge for which the workflow that publishes the image was never started, although
    /// nothing that the merge is made of speaks against it: no skip word, no `paths` filter that
    /// its files do not meet.
    ///
    /// ## Why is this bad?
    /// The merge is not built and never will be: the event was lost in an outage, the workflow is
    /// disabled (GitHub does that to quiet schedules), the repository is archived, or the commit was
    /// pushed with `GITHUB_TOKEN`, which starts nothing.
    ///
    /// ## Example
    /// `cargo xtask live` says `no run was started: somebody has disabled the workflow`.
    ///
    /// ```text
    /// run       ✗ .github/workflows/build.yml: no run was started: GitHub has disabled the workflow after 60 quiet days [L001]
    /// ```
    ///
    /// ## Use instead
    /// ```sh
    /// gh workflow enable build.yml
    /// gh workflow run build.yml --ref main
    /// ```
    ///
    /// ## References
    /// - [disabling and enabling a workflow](https://docs.github.com/en/actions/how-tos/manage-workflow-runs/disable-and-enable-workflows)
    L001 UNSTARTED_RUN "unstarted-run" Error "no run was started for a merge"
}

/// A run that is not on its way; why none was started is known.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(&fact.said, Said::Run(RunFact::NotStarted(why)) if !matches!(why, NotStarted::Unknown { .. }))
        .then_some(&UNSTARTED_RUN)
}
