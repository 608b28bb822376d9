//! C201: a waiver is not needed.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Finds waivers that nothing needs any more: no finding of the rule is where the
    /// waiver holds. It is judged only when the selection shows that rule.
    ///
    /// ## Why is this bad?
    /// The fault was mended, or moved. The waiver would silently hide the next one.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:  # xtask: allow(rebuild-behind-paths) docs/ never enters the image
    ///     branches: [main]
    /// ```
    /// where no `paths:` is left.
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## References
    /// - ruff's `RUF100`, cargo-deny's `unmatched-skip`: the same idea.
    C201 UNUSED_WAIVER "unused-waiver" Warning "a waiver is not needed"
}
