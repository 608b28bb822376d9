//! C014: the last amendment is older than the ratification.

use time::Date;

use prodproof_constitution::document::date;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a date of the last amendment before the date of ratification.
    ///
    /// ## Why is this bad?
    /// What was not in force yet cannot have been amended; one of the two is wrong.
    ///
    /// ## Example
    /// ```markdown
    /// **Ratified**: 2026-03-01 | **Last Amended**: 2025-01-27
    /// ```
    ///
    /// ## Use instead
    /// The day of the first adoption, and the day of the last amendment.
    C014 DISORDERED_DATES "disordered-dates" Error "the last amendment is older than the ratification"
}

pub(super) fn found(place: Place, amended: Date, ratified: Date) -> Finding {
    let message = format!("last amended on {}, but ratified on {}", date::iso(amended), date::iso(ratified));
    DISORDERED_DATES.at(place, message).help("correct the date that is wrong")
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn amended_before_it_was_ratified() {
        let date = |last: &str| BASE.replace("2025-02-02", last);
        bad(BASE, &date("2024-12-31"), &["C014 11:67 last amended on 2024-12-31, but ratified on 2025-01-01"]);
    }
}
