//! C202: a waiver's date is over.

use time::Date;

use prodproof_syntax::finding::{rule, Finding, Place};

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
pub(super) fn found(place: Place, word: &str, until: Date) -> Finding {
    EXPIRED_WAIVER
        .at(place, format!("the waiver of `{word}` held until {until}"))
        .help("mend the fault and remove the waiver, or amend it with a later date")
}
