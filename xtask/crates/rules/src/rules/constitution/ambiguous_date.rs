//! C023: a date has two readings.

use prodproof_syntax::finding::rule;

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
