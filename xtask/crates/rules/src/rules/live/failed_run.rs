//! L002: the run for a merge failed.

use prodproof_live::link::{LinkFact, RunFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a merge whose run failed, was cancelled or timed out, with the job and the step.
    ///
    /// ## Why is this bad?
    /// Nothing was published. Production goes on with the old image, and looks well.
    ///
    /// ## Example
    /// `cargo xtask live` says ``Build #412 failed in `image`, step `Log in` ``.
    ///
    /// ```text
    /// run       ✗ Build and Push Container #412 failed in `image`, step `Log in to quay.io` (https://github.com/acme/widget/actions/runs/9000412) [L002]
    /// ```
    ///
    /// ## Use instead
    /// Mend what failed, then
    /// ```sh
    /// gh run rerun 412 --failed
    /// ```
    L002 FAILED_RUN "failed-run" Error "the run for a merge failed"
}

/// The run that counts did not end well.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Run(RunFact::Failed { .. })).then_some(&FAILED_RUN)
}
