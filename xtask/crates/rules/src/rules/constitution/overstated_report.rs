//! C025: the sync impact report claims more than the text shows.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Compares the level that the newest sync impact report names with the one that the
    /// amendment's content shows, and says where the report claims a higher one.
    ///
    /// ## Why is this bad?
    /// It may be meant: text alone does not tell everything. Or a change that the report
    /// speaks of is missing.
    ///
    /// ## Example
    /// ```markdown
    /// <!--
    /// Version change: 1.2.0 → 2.0.0
    /// Bump rationale: MAJOR, a principle was removed
    /// -->
    /// ```
    /// while every principle still stands.
    ///
    /// ## Use instead
    /// The report's level, if it is right, needs nothing; a higher version always passes.
    C025 OVERSTATED_REPORT "overstated-report" Info "the sync impact report claims more than the text shows"
}
