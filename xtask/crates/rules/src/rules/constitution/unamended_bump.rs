//! C011: the version was bumped, the text is the same.

use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a higher version of an unchanged text.
    ///
    /// ## Why is this bad?
    /// It may be meant (a draft is ratified), or the amendment was forgotten.
    ///
    /// ## Example
    /// Only the line `**Version**: 1.2.0` changed, to 1.3.0.
    ///
    /// ```markdown
    /// **Version**: 1.3.0 | **Ratified**: 2026-01-31 | **Last Amended**: 2026-01-31
    /// ```
    ///
    /// ## Use instead
    /// The version of the base, unless the bump is meant.
    C011 UNAMENDED_BUMP "unamended-bump" Info "the version was bumped, the text is the same"
}

/// `base` names what the text was compared with.
pub(super) fn found(place: Place, base: &str, [was, now]: [&str; 2]) -> Finding {
    UNAMENDED_BUMP
        .at(place, format!("the version went from `{was}` to `{now}`, the text is that of the {base}"))
        .help(format!("state `{was}`, unless the bump is meant"))
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_bump_without_an_amendment_is_told() {
        bad(BASE, &BASE.replace("1.2.0", "1.3.0"), &["C011 11:14 the version went from `1.2.0` to `1.3.0`"]);
        bad(BASE, &BASE.replace("1.2.0", "1.1.0"), &["C010 11:14 the version went back"]);
    }
}
