//! B023: `push` is neither true nor false.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a `push` that is empty or another text on an event that reaches it. An
    /// expression that yields nothing does not fall back to the default.
    ///
    /// ## Why is this bad?
    /// The step fails.
    ///
    /// ## Example
    /// ```yaml
    /// push: ${{ inputs.push }}
    /// ```
    ///
    /// which is empty on a push.
    ///
    /// ## Use instead
    /// ```yaml
    /// push: ${{ github.event_name != 'pull_request' }}
    /// ```
    B023 PUSH_NOT_BOOLEAN "push-not-boolean" Error "`push` is neither true nor false"
}
