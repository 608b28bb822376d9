//! C010: the version went backwards.

use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a version that is lower than the one at the base.
    ///
    /// ## Why is this bad?
    /// A number that was given to one text is given to another. Going back to an older
    /// text is an amendment, too.
    ///
    /// ## Example
    /// `git revert` of an amendment brings 1.2.0 back where 1.3.0 was published.
    ///
    /// ```markdown
    /// **Version**: 1.2.0 | **Ratified**: 2026-01-31 | **Last Amended**: 2026-01-31
    /// ```
    ///
    /// ## Use instead
    /// The next version after the base's, by what the revert removes.
    C010 DOWNGRADED_VERSION "downgraded-version" Error "the version went backwards"
}

/// `base` names what the text was compared with.
pub(super) fn found(place: Place, base: &str, [was, now]: [&str; 2]) -> Finding {
    DOWNGRADED_VERSION.at(place, format!("the version went back from `{was}`, at the {base}, to `{now}`"))
}
