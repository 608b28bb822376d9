//! B008: an unquoted number in a filter is not the text that is written.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a filter pattern that YAML reads as a number and that turns into another text:
    /// `2.0` is `2`, `1.10` is `1.1`.
    ///
    /// ## Why is this bad?
    /// The branch or tag that was meant does not start the workflow.
    ///
    /// ## Example
    /// ```yaml
    /// branches: [main, 2.0]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// branches: [main, '2.0']
    /// ```
    B008 NUMBER_AS_BRANCH "number-as-branch" Warning "an unquoted number in a filter is not the text that is written"
}
