//! C203: a waiver has no reason.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Finds waivers without a reason.
    ///
    /// ## Why is this bad?
    /// Who reads it next year cannot tell a decision from a way to get a build green.
    ///
    /// ## Example
    /// ```yaml
    /// # xtask: allow(rebuild-behind-paths)
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// # xtask: allow(rebuild-behind-paths) docs/ never enters the image
    /// ```
    ///
    /// ## References
    /// - In the contract: `reason = "…"`.
    C203 REASONLESS_WAIVER "reasonless-waiver" Error "a waiver has no reason"
}
