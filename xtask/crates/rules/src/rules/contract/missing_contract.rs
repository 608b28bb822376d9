//! C102: the constitution has no contract block.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a constitution without a contract block.
    ///
    /// ## Why is this bad?
    /// The image, the branch and the unit are then guessed from the workflow and the
    /// unit themselves: if these are wrong, so is the measure.
    ///
    /// ## Example
    /// A constitution that states its image in prose alone.
    ///
    /// ## Use instead
    /// ```toml
    /// [image]
    /// name = "quay.io/acme/widget"
    /// [build]
    /// branch = "main"
    /// ```
    /// in a fenced block with the info string `toml contract`. The fix inserts one with
    /// the facts that were found.
    ///
    /// ## References
    /// - `cargo xtask init` writes the block into a new constitution.
    C102 MISSING_CONTRACT "missing-contract" Info "the constitution has no contract block"
}
