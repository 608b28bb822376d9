//! L003: the run for a merge waits for somebody.

use prodproof_live::link::{LinkFact, RunFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a run that waits for the approval of a deployment to an environment, or of a workflow.
    ///
    /// ## Why is this bad?
    /// It goes on only when somebody approves it; GitHub gives it up after 30 days.
    ///
    /// ## Example
    /// `cargo xtask live` says `Build #412 waits for an approval for 3 days`.
    ///
    /// ```text
    /// run       … Build and Push Container #412 waits for an approval for 1 h 59 min (https://github.com/acme/widget/actions/runs/9000412) [L003]
    /// ```
    ///
    /// ## Use instead
    /// Approve or reject it, or take the protection rule off what only builds.
    ///
    /// ## References
    /// - [reviewing deployments](https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/review-deployments)
    L003 UNAPPROVED_RUN "unapproved-run" Warning "the run for a merge waits for somebody"
}

/// Told although it may yet come: a person is waited for.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Run(RunFact::AwaitsApproval { .. })).then_some(&UNAPPROVED_RUN)
}
