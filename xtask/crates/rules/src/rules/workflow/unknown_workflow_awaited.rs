//! B032: a publishing workflow waits for one that does not exist.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports `workflow_run` with names that no workflow of the repository has.
    ///
    /// ## Why is this bad?
    /// The event never comes. It happens when the awaited workflow is renamed.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   workflow_run:
    ///     workflows: [CI]
    /// ```
    ///
    /// while `ci.yml` says `name: Tests`.
    ///
    /// ## Use instead
    /// The name that stands in the awaited file.
    B032 UNKNOWN_WORKFLOW_AWAITED "unknown-workflow-awaited" Error "a publishing workflow waits for one that does not exist"
}
