//! C022: a date beside the version has a label that is not known.

use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a date beside the version whose label is in none of the languages that are
    /// known, or means something else. Dates of a next review are left alone.
    ///
    /// ## Why is this bad?
    /// If it is the date of the last amendment, a bump leaves it as it is.
    ///
    /// ## Example
    /// ```markdown
    /// **Version**: 2.1.0 | **Effective Date**: 2026-01-31
    /// ```
    ///
    /// ## Use instead
    /// ```markdown
    /// **Version**: 2.1.0 | **Last Amended**: 2026-01-31
    /// ```
    C022 UNREAD_DATE "unread-date" Info "a date beside the version has a label that is not known"
}

pub(super) fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    for unread in &constitution.document.unread {
        let label = unread.label.text(&constitution.text);
        let message = format!("`{label}` is not known: a bump leaves this date as it is");
        let finding = UNREAD_DATE.at(Place::new(&constitution.path, unread.label), message);
        acc.push(finding.help("label the date of the last amendment `Last Amended`"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_label_that_is_not_known() {
        let other = BASE.replace("**Ratified**", "**Effective Date**");
        bad(&other, &other, &["C022 "]);
    }
}
