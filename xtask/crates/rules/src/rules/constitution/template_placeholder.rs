//! C004: a template's placeholder is left.

use prodproof_constitution::document::PlaceholderKind;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place, Severity};

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

pub(super) fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let document = &constitution.document;
    let mut told: Vec<&str> = Vec::new();
    for placeholder in &document.placeholders {
        // The version's and the last amendment's tokens are written over by a bump.
        let bumped = document.versions.iter().map(|place| place.span);
        let mut bumped = bumped.chain(document.amended.iter().map(|place| place.span));
        if bumped.any(|span| span.contains(placeholder.span)) || told.contains(&placeholder.name.as_str()) {
            continue;
        }
        told.push(&placeholder.name);
        let (spelt, help, severity) = match placeholder.token {
            PlaceholderKind::Template => {
                (format!("[{}]", placeholder.name), "write what belongs here", Severity::Error)
            }
            PlaceholderKind::Todo => {
                (format!("TODO({})", placeholder.name), "find out what belongs here", Severity::Warning)
            }
        };
        let place = Place::new(&constitution.path, placeholder.span);
        acc.push(TEMPLATE_PLACEHOLDER.at(place, format!("`{spelt}` is left to fill in")).help(help).severity(severity));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn what_a_template_left() {
        let text = BASE.replace("2025-01-01", "[RATIFICATION_DATE]");
        bad(&text, &text, &["C004 11:36 `[RATIFICATION_DATE]` is left"]);
        let text = BASE.replace("2025-01-01", "TODO(RATIFICATION_DATE): ask");
        bad(&text, &text, &["C004 11:36 `TODO(RATIFICATION_DATE)` is left"]);
    }
}
