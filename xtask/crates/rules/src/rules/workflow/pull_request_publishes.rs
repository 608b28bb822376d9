//! B026: a pull request publishes the image.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports that a pull request pushes the image: as an error where it writes the tag that
    /// production runs.
    ///
    /// ## Why is this bad?
    /// Code that nobody has reviewed gets into the registry under the team's name.
    ///
    /// ## Example
    /// ```yaml
    /// on: [push, pull_request]
    /// # and then
    ///     push: true
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    ///     push: ${{ github.event_name != 'pull_request' }}
    /// ```
    B026 PULL_REQUEST_PUBLISHES "pull-request-publishes" Warning "a pull request publishes the image"
}
