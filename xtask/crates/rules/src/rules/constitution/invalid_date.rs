//! C012: a date does not exist.

use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a date of ratification or of the last amendment that is none. ISO dates,
    /// dates with slashes and dots, and those with the names of months in seventeen
    /// languages are read.
    ///
    /// ## Why is this bad?
    /// When the text came into force cannot be told.
    ///
    /// ## Example
    /// ```markdown
    /// **Ratified**: 2026-02-30
    /// ```
    ///
    /// ## Use instead
    /// ```markdown
    /// **Ratified**: 2026-02-28
    /// ```
    C012 INVALID_DATE "invalid-date" Error "a date does not exist"
}

pub(super) fn found(place: Place, text: &str) -> Finding {
    INVALID_DATE.at(place, format!("`{text}` is no date")).help("write it as YYYY-MM-DD")
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_day_that_no_calendar_has() {
        let date = |last: &str| BASE.replace("2025-02-02", last);
        bad(BASE, &date("2025-02-30"), &["C012 11:67 `2025-02-30` is no date"]);
    }
}
