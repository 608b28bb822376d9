//! C006: the version cannot be read.

use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a version line that cannot be read as a version.
    ///
    /// ## Why is this bad?
    /// It can neither be compared nor bumped.
    ///
    /// ## Example
    /// ```markdown
    /// **Version**: 1.x | **Ratified**: 2026-01-31
    /// ```
    ///
    /// ## Use instead
    /// One to three numbers, with or without a `v`: `1.2`, `v1.2.0`, `2.0.0-draft`.
    C006 UNREADABLE_VERSION "unreadable-version" Error "the version cannot be read"
}

pub(super) fn found(constitution: &Constitution, span: Span) -> Finding {
    let message = format!("`{}` is no version", span.text(&constitution.text));
    UNREADABLE_VERSION.at(Place::new(&constitution.path, span), message)
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_version_that_is_none() {
        bad(BASE, &BASE.replace("1.2.0", "1.x"), &["C006 11:14 `1.x` is no version"]);
    }
}
