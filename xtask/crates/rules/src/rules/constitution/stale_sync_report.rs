//! C017: the sync impact report does not fit the version.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Compares the newest sync impact report with the version line and with the base.
    ///
    /// ## Why is this bad?
    /// The report is what reviewers read. In the wild 11 % speak of another version than
    /// the document, nearly all because they were not rewritten.
    ///
    /// ## Example
    /// ```markdown
    /// <!-- Version change: 1.0.0 → 1.1.0 -->
    /// …
    /// **Version**: 1.2.0
    /// ```
    ///
    /// ## Use instead
    /// A report for 1.2.0 above the old one; `cargo xtask verify --fix` writes it.
    C017 STALE_SYNC_REPORT "stale-sync-report" Warning "the sync impact report does not fit the version"
}
