//! C016: the date of the last amendment was left.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports an amendment that was bumped, but left the date of the last amendment.
    /// Another amendment on the same day, give or take one, keeps it rightly.
    ///
    /// ## Why is this bad?
    /// Readers take the text for older than it is.
    ///
    /// ## Example
    /// ```markdown
    /// **Version**: 1.3.0 | **Last Amended**: 2025-02-02
    /// ```
    /// in a pull request of 2026, where the base has the same date.
    ///
    /// ## Use instead
    /// The day of the amendment; `cargo xtask verify --fix` writes today.
    C016 STALE_AMENDMENT_DATE "stale-amendment-date" Error "the date of the last amendment was left"
}
