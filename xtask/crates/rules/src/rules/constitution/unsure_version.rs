//! C021: which version is the document's cannot be told.

use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports labelled versions of which none stands where a document states its own, or
    /// of which there are several that disagree, or that the history does not know. One
    /// that is the only one is taken for the document's. Nothing is written meanwhile.
    ///
    /// ## Why is this bad?
    /// A bump would write a second version, or change that of another thing.
    ///
    /// ## Example
    /// ```markdown
    /// ## Tools
    ///
    /// **Version**: 2.1.0
    ///
    /// ## Parent
    ///
    /// **Version**: 1.4.0
    /// ```
    ///
    /// ## Use instead
    /// The document's own version with a date beside it, at the head or at the foot:
    /// ```markdown
    /// **Version**: 2.1.0 | **Ratified**: 2026-01-31 | **Last Amended**: 2026-01-31
    /// ```
    C021 UNSURE_VERSION "unsure-version" Error "which version is the document's cannot be told"
}

pub(super) fn found(constitution: &Constitution, spans: &[Span]) -> Finding {
    let text = |span: &Span| span.text(&constitution.text);
    let (first, others) = spans.split_first().map_or((Default::default(), spans), |(first, others)| (*first, others));
    let message = match others {
        [] => format!("whether `{}` is the version of this document cannot be told", text(&first)),
        _ => format!("which of {} labelled versions is that of this document cannot be told", spans.len()),
    };
    let mut finding = UNSURE_VERSION.at(Place::new(&constitution.path, first), message);
    for other in others {
        finding = finding.related(&constitution.path, *other, format!("`{}` is another one", text(other)));
    }
    finding.help("state the document's version at its head or foot, with the date of its ratification beside it")
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::bad;

    #[test]
    fn two_labelled_versions() {
        let unsure = "# A\n\n## Tools\n\n**Version**: 2.1.0\n\n## Parent\n\n**Version**: 1.4.0\n\n## Annex\n\nNames.\n";
        bad(unsure, unsure, &["C021 5:14 which of 2 labelled versions is that of this document cannot be told"]);
    }
}
