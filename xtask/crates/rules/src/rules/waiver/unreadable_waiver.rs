//! C204: a comment looks like a waiver but is none.

use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Finds comments that look like a waiver but are none, such as
    /// `# xtask: ignore[rule]`, `# xtask: Allow(rule)` or `# xtask allow(rule)`.
    ///
    /// ## Why is this bad?
    /// It waives nothing, and reads as if it did.
    ///
    /// ## Example
    /// ```ini
    /// # xtask: ignore[unused-waiver] the host pulls by hand
    /// ```
    ///
    /// ## Use instead
    /// ```ini
    /// # xtask: allow(unused-waiver) the host pulls by hand
    /// ```
    ///
    /// ## References
    /// - `# xtask: allow(rule) reason` in YAML and units (`;` as well), in Markdown
    ///   `<!-- xtask: allow(rule) reason -->`; on the line of the finding, or above it. With
    ///   `until 2027-01-31` in the reason it holds to the end of that day.
    C204 UNREADABLE_WAIVER "unreadable-waiver" Error "a comment looks like a waiver but is none"
}

pub(super) fn found(place: Place) -> Finding {
    UNREADABLE_WAIVER.at(place, "this comment waives nothing").help("write `xtask: allow(rule) reason`")
}
