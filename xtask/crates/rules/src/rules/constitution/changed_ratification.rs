//! C015: the date of ratification changed.

use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports another date of ratification than at the base.
    ///
    /// ## Why is this bad?
    /// It is the day of the original adoption and never changes; what changes is the date
    /// of the last amendment.
    ///
    /// ## Example
    /// An amendment on 2026-03-01 that sets both dates to that day.
    ///
    /// ```markdown
    /// **Version**: 1.3.0 | **Ratified**: 2027-01-31 | **Last Amended**: 2027-01-31
    /// ```
    ///
    /// ## Use instead
    /// The base's date of ratification.
    ///
    /// ## References
    /// - spec-kit, `templates/commands/constitution.md`: "the original adoption date"
    C015 CHANGED_RATIFICATION "changed-ratification" Error "the date of ratification changed"
}

/// `was` is the date as the base spells it.
pub(super) fn found(constitution: &Constitution, span: Span, was: &str) -> Finding {
    let message = format!("ratified on `{}`, but it was `{was}`", span.text(&constitution.text));
    let edit = Edit::new(&constitution.path, span, was);
    CHANGED_RATIFICATION
        .at(Place::new(&constitution.path, span), message)
        .help("keep the day of the original adoption")
        .unsafe_fix(format!("restore {was}"), vec![edit])
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn another_day_of_ratification() {
        let findings = bad(BASE, &BASE.replace("2025-01-01", "2025-01-09"), &["C015 11:36 ratified on `2025-01-09`"]);
        assert!(findings[0].fix.as_ref().is_some_and(|fix| !fix.safe));
    }
}
