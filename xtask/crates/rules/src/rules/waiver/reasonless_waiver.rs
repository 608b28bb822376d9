//! C203: a waiver has no reason.

use prodproof_syntax::finding::{rule, Finding, Place};

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

/// `inline`: a comment, not the contract.
pub(super) fn found(place: Place, word: &str, inline: bool) -> Finding {
    let help = if inline { "write the reason behind the bracket" } else { "add `reason = \"…\"`" };
    REASONLESS_WAIVER.at(place, format!("the waiver of `{word}` has no reason")).help(help)
}
