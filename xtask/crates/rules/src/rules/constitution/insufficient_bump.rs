//! C009: the version was bumped by too little.

use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports an amendment whose bump is smaller than its content demands.
    ///
    /// ## Why is this bad?
    /// A removed promise hides behind a patch version.
    ///
    /// ## Example
    /// The section "Releases" is gone, and the version went from 1.2.0 to 1.2.1.
    ///
    /// ```markdown
    /// **Version**: 1.2.1 | **Ratified**: 2026-01-31 | **Last Amended**: 2027-01-31
    /// ```
    ///
    /// ## Use instead
    /// 2.0.0; or state the level with a reason, in the sync report at the top:
    /// ```markdown
    /// <!--
    /// Version change: 1.2.0 → 1.2.1
    /// Level: patch (reason: the section moved to the organization's constitution)
    /// -->
    /// ```
    ///
    /// ## References
    /// - spec-kit, `templates/commands/constitution.md`: MAJOR, MINOR, PATCH
    C009 INSUFFICIENT_BUMP "insufficient-bump" Error "the version was bumped by too little"
}

/// `base` names what the text was compared with; `why` begins with the level.
pub(super) fn found(place: Place, base: &str, [was, now]: [&str; 2], why: &str) -> Finding {
    let message = format!("the version went from `{was}` to `{now}`, the amendment since the {base} is {why}");
    INSUFFICIENT_BUMP.at(place, message)
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{amended, bad, good, BASE};

    #[test]
    fn a_higher_bump_passes_and_a_lower_one_does_not() {
        let dated = amended(BASE).replace("2025-02-02", "2026-11-22");
        good(BASE, &dated.replace("1.2.0", "1.3.0"));
        good(BASE, &dated.replace("1.2.0", "2.0.0"));
        bad(
            BASE,
            &dated.replace("1.2.0", "1.2.1"),
            &["C009 15:14 the version went from `1.2.0` to `1.2.1`, the amendment"],
        );
        bad(BASE, &dated.replace("1.2.0", "1.1.0"), &["C010 15:14 the version went back from `1.2.0`"]);
        let person = format!(
            "<!--\nVersion change: 1.2.0 → 1.2.1\nLevel: patch (reason: it only writes down what holds already)\n-->\n{}",
            dated.replace("1.2.0", "1.2.1")
        );
        good(BASE, &person);
    }
}
