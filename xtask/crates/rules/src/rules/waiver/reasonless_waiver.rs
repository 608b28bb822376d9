//! C203: a waiver has no reason.

use super::read::GivenWaiver;
use super::read::WaiverScope;
use prodproof_syntax::finding::{rule, Finding};

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

pub(super) fn found(waiver: &GivenWaiver) -> Finding {
    let help = match waiver.scope {
        WaiverScope::Lines(_) => "write the reason behind the bracket",
        WaiverScope::Everywhere | WaiverScope::Path(_) => "add `reason = \"…\"`",
    };
    let message = format!("the waiver of `{}` has no reason", waiver.word);
    REASONLESS_WAIVER.at(waiver.place.clone(), message).help(help)
}
