//! C018: the history's newest entry is another version.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Compares the history's newest entry with the version.
    ///
    /// ## Why is this bad?
    /// One of the two was forgotten.
    ///
    /// ## Example
    /// `**Version**: 1.6.0`, and a history that ends with 1.7.1.
    ///
    /// ## Use instead
    /// An entry for the version; `cargo xtask bump` writes both.
    C018 STALE_HISTORY "stale-history" Warning "the history's newest entry is another version"
}
