//! C004: a template's placeholder is left.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports tokens that a template left to fill in, such as `[GOVERNANCE_RULES]`, and,
    /// as a warning, spec-kit's own mark for what is not known yet, `TODO(…)`. Code,
    /// comments and links are left alone.
    ///
    /// ## Why is this bad?
    /// Where the token stands, a promise was meant to stand.
    ///
    /// ## Example
    /// ```markdown
    /// **Ratified**: [RATIFICATION_DATE]
    /// ```
    ///
    /// ## Use instead
    /// ```markdown
    /// **Ratified**: 2026-01-31
    /// ```
    C004 TEMPLATE_PLACEHOLDER "template-placeholder" Error "a template's placeholder is left"
}
