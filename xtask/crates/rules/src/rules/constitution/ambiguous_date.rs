//! C023: a date has two readings.

use prodproof_constitution::document::{date, Day};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a date in which day and month cannot be told apart, and no other date of the
    /// document tells which comes first.
    ///
    /// ## Why is this bad?
    /// Two readers read two days; what follows from the date is not checked.
    ///
    /// ## Example
    /// ```markdown
    /// **Ratified**: 03/01/2026
    /// ```
    ///
    /// ## Use instead
    /// ```markdown
    /// **Ratified**: 2026-01-03
    /// ```
    C023 AMBIGUOUS_DATE "ambiguous-date" Info "a date has two readings"
}

pub(super) fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let document = &constitution.document;
    for place in document.ratified.iter().chain(&document.amended) {
        let Day::Ambiguous(day_first, month_first) = place.day else { continue };
        let text = place.span.text(&constitution.text);
        let message = format!("`{text}` is {} or {}", date::iso(day_first), date::iso(month_first));
        let finding = AMBIGUOUS_DATE.at(Place::new(&constitution.path, place.span), message);
        acc.push(finding.help("write it as YYYY-MM-DD"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_day_with_two_readings() {
        let slashes = BASE.replace("2025-01-01", "02/01/2025");
        bad(&slashes, &slashes, &["C023 "]);
    }
}
