//! C202: a waiver's date is over.

use time::Date;

use super::read::GivenWaiver;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Finds waivers of the contract whose `until` is over. Such a waiver no longer
    /// waives.
    ///
    /// ## Why is this bad?
    /// The team gave itself a date. After it, the fault counts again.
    ///
    /// ## Example
    /// ```toml
    /// [[waiver]]
    /// rule = "unused-waiver"
    /// reason = "until the new host is up"
    /// until = 2020-01-01
    /// ```
    ///
    /// ## Use instead
    /// Mend the fault and remove the waiver, or amend the constitution with a later date.
    ///
    /// ## References
    /// - `until` is the last day on which the waiver holds.
    C202 EXPIRED_WAIVER "expired-waiver" Warning "a waiver's date is over"
}

/// `until` is the last day on which it held.
pub(super) fn found(waiver: &GivenWaiver, span: Span, until: Date) -> Finding {
    let path = &waiver.place.path;
    let finding = EXPIRED_WAIVER
        .at(Place::new(path, span), format!("the waiver of `{}` held until {until}", waiver.word))
        .help("mend the fault and remove the waiver, or amend it with a later date");
    // It waives nothing any more, but somebody may rather mean it to go on.
    match waiver.removal {
        Some(span) => finding.unsafe_fix("remove the waiver", vec![Edit::new(path, span, String::new())]),
        None => finding,
    }
}
