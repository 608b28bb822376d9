//! C013: a date lies in the future.

use time::Date;

use prodproof_constitution::document::date;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a date more than a day ahead; one day is left for time zones.
    ///
    /// ## Why is this bad?
    /// Nobody has amended anything then yet: it is a slip, or was made up.
    ///
    /// ## Example
    /// `**Last Amended**: 2062-01-31`, written on 2026-01-31.
    ///
    /// ```markdown
    /// **Version**: 1.0.0 | **Ratified**: 2026-01-31 | **Last Amended**: 2062-01-31
    /// ```
    ///
    /// ## Use instead
    /// The day of the amendment.
    C013 FUTURE_DATE "future-date" Error "a date lies in the future"
}

pub(super) fn found(place: Place, text: &str, today: Date) -> Finding {
    FUTURE_DATE
        .at(place, format!("`{text}` lies in the future; today is {}", date::iso(today)))
        .help("write the day on which it happened")
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, good, BASE};

    #[test]
    fn tomorrow_is_today_elsewhere() {
        let date = |last: &str| BASE.replace("2025-02-02", last);
        bad(BASE, &date("2026-11-25"), &["C013 11:67 `2026-11-25` lies in the future"]);
        good(BASE, &date("2026-11-24"));
    }
}
