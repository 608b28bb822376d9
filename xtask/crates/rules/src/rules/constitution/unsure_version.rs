//! C021: which version is the document's cannot be told.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Reports labelled versions of which none stands where a document states its own, or
    /// of which there are several that disagree, or that the history does not know. One
    /// that is the only one is taken for the document's. Nothing is written meanwhile.
    ///
    /// ## Why is this bad?
    /// A bump would write a second version, or change that of another thing.
    ///
    /// ## Example
    /// ```markdown
    /// ## Tools
    ///
    /// **Version**: 2.1.0
    ///
    /// ## Parent
    ///
    /// **Version**: 1.4.0
    /// ```
    ///
    /// ## Use instead
    /// The document's own version with a date beside it, at the head or at the foot:
    /// ```markdown
    /// **Version**: 2.1.0 | **Ratified**: 2026-01-31 | **Last Amended**: 2026-01-31
    /// ```
    C021 UNSURE_VERSION "unsure-version" Error "which version is the document's cannot be told"
}
