//! X111: the constitution promises a trigger that no workflow has.

use super::{also, at};
use prodproof_constitution::claims::Claim;
use prodproof_constitution::Constitution;
use prodproof_publication::Event;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports a push to another branch, or a release, that the prose says publishes,
    /// and that starts no workflow.
    ///
    /// ## Why is this bad?
    /// What is promised for that event does not happen.
    ///
    /// ## Example
    /// "Every push to `develop` publishes `:edge`", and no workflow runs on that branch.
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main, develop]
    /// ```
    ///
    /// ## References
    /// - Merges, release tags and dispatches have rules of their own.
    X111 UNBACKED_TRIGGER "unbacked-trigger" Warning "the constitution promises a trigger that no workflow has"
}

pub(super) fn found(constitution: &Constitution, event: &Event, first: &Claim, group: &[&Claim]) -> Finding {
    let finding = at(&UNBACKED_TRIGGER, constitution, first, format!("no workflow is started by `{event}`"));
    also(finding, constitution, group).help("add the trigger to the workflow that publishes, or amend the constitution")
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, bad_with, good};

    #[test]
    fn triggers_that_no_workflow_has() {
        bad("Every push to `develop` publishes the image.", &["X111w 3:7 no workflow is started by `push:develop`"]);
        bad_with(
            "Every push to `develop` publishes the image.",
            &[(".github/workflows/x.yml", "on: push\njobs: {}\n")],
            &[],
        );
        good("Every push to `main` publishes the image.");
    }
}
