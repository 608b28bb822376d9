//! C007: places of the version disagree.

use semver::Version;

use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports places that state different versions of the same constitution. Where all of
    /// them stated the lower one at the base, that was forgotten here, and the higher one
    /// is the version; else nobody can tell which is, and no bump is written.
    ///
    /// ## Why is this bad?
    /// Two readers quote two versions of one text.
    ///
    /// ## Example
    /// ```markdown
    /// **Version**: 2.0.0
    /// …
    /// **Version**: 1.0.0 | **Ratified**: 2026-01-31
    /// ```
    ///
    /// ## Use instead
    /// The same number at all places, or one place; `cargo xtask bump` writes all of them.
    C007 CONFLICTING_VERSIONS "conflicting-versions" Error "places of the version disagree"
}

/// The place states `text`, another one the higher `version`.
pub(super) fn found(place: Place, text: &str, version: &Version) -> Finding {
    CONFLICTING_VERSIONS
        .at(place, format!("this place states `{text}`, another one `{version}`"))
        .help("state the same version at all places")
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_version_of_two_minds() {
        let two = BASE.replace("# A\n", "# A\n\n**Version**: 1.1.0\n");
        bad(&two, &two, &["C007 3:14 this place states `1.1.0`, another one `1.2.0`"]);
    }

    /// Nobody is told that it was not bumped while nobody knows which version is meant.
    #[test]
    fn an_amendment_of_two_minds() {
        let two = BASE.replace("# A\n", "# A\n\n**Version**: 1.1.0\n");
        let amended = two.replace("pass", "be green");
        assert_ne!(amended, two);
        bad(&two, &amended, &["C007 3:14 this place states `1.1.0`, another one `1.2.0`"]);
    }
}
