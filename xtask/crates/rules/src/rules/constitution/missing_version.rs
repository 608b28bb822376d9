//! C005: the constitution states no version.

use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a constitution that states no version of its own. Read are footers, header
    /// lines, block quotes, tables, lists, front matter, YAML blocks, headings and
    /// histories, in seventeen languages; versions of other things and examples do not
    /// count. A labelled version that is the only one is the document's.
    ///
    /// ## Why is this bad?
    /// Nobody can say which text they agreed to, nor see that it was amended.
    ///
    /// ## Example
    /// A constitution that ends with its last rule.
    ///
    /// ```markdown
    /// ## Delivery
    ///
    /// - Every merge to `main` MUST be published as `quay.io/acme/widget:latest`.
    /// ```
    ///
    /// ## Use instead
    /// ```markdown
    /// **Version**: 1.0.0 | **Ratified**: 2026-01-31 | **Last Amended**: 2026-01-31
    /// ```
    C005 MISSING_VERSION "missing-version" Error "the constitution states no version"
}

/// At the end of the text, where versions stand.
pub(super) fn found(constitution: &Constitution, message: impl Into<String>) -> Finding {
    let place = Place::new(&constitution.path, Span::at(constitution.text.trim_end().len()));
    MISSING_VERSION.at(place, message)
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_version_that_is_missing() {
        let none = BASE.replace("**Version**: 1.2.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2025-02-02\n", "");
        bad(&none, &none, &["C005 9:6 no version is stated"]);
        bad(BASE, &none, &["C005 9:6 no version is stated any more; at merge base"]);
    }
}
