//! C008: the text was amended, the version was not bumped.

use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Compares the text with the one at the base (in CI the tip of the base branch,
    /// locally the merge base with upstream) and reports an amendment under an unchanged
    /// version. The level is decided from sections, statements and binding statements:
    /// major where a section or a binding statement is gone or turned around, minor where
    /// something was added or a binding statement says something else, patch for
    /// wording. Comments, history, version and date lines, line ends, blanks and markup
    /// are no amendment.
    ///
    /// ## Why is this bad?
    /// Two texts go by one version. In the wild 44 % of amendments leave it untouched.
    ///
    /// ## Example
    /// A new section "VI. Container Conventions", and still `**Version**: 1.2.0`.
    ///
    /// ## Use instead
    /// `cargo xtask verify` (or `bump`) writes 1.3.0, in the format found, with the date. A
    /// higher version passes. A lower level needs a reason: `cargo xtask bump patch
    /// --reason "…"` records it in the sync report.
    ///
    /// ## References
    /// - spec-kit, `templates/commands/constitution.md`: MAJOR, MINOR, PATCH
    C008 UNBUMPED_AMENDMENT "unbumped-amendment" Error "the text was amended, the version was not bumped"
}

/// `base` names what the text was compared with.
pub(super) fn found(place: Place, base: &str, version: &str, why: &str) -> Finding {
    let message = format!("the text was amended since the {base}, the version is still `{version}`; {why}");
    UNBUMPED_AMENDMENT.at(place, message)
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{amended, bad, BASE};

    #[test]
    fn an_amendment_without_a_bump_names_level_and_sentences() {
        let findings = bad(
            BASE,
            &amended(BASE),
            &["C008 15:14 the text was amended since the merge base with `origin/main` (1a2b3c4), the version is still `1.2.0`; the amendment is minor: the section “Logs” is new, and 1 more"],
        );
        assert_eq!(findings[0].related.len(), 2);
        assert_eq!(findings[0].related[1].message.to_string(), "a binding statement is new");
        assert!(findings[0].help.to_string().contains("`1.3.0`"));
    }

    #[test]
    fn a_removal_quotes_what_is_gone() {
        let text = BASE.replace("Tests MUST pass.", "We like tests.");
        bad(BASE, &text, &["C008 11:14 the text was amended since the merge base with `origin/main` (1a2b3c4), the version is still `1.2.0`; the amendment is minor: "]);
        let text = BASE.replace("## Governance\n\nVote.\n\n", "");
        let base = BASE.replace("Vote.", "Every amendment needs a vote of all maintainers and MUST be announced.");
        bad(&base, &text, &["C008 7:14 the text was amended since the merge base with `origin/main` (1a2b3c4), the version is still `1.2.0`; the amendment is major: the section “Governance” is gone"]);
    }
}
