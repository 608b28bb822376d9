//! C019: copies of the constitution differ.

use crate::repo::Repo;
use prodproof_constitution::document::{is_main, Document, MOST_BYTES};
use prodproof_constitution::{amendment, Constitution};
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports copies of the constitution at the usual places that differ. Documents of
    /// the name that share less than half of their statements are no copies.
    ///
    /// ## Why is this bad?
    /// People and tools read different promises.
    ///
    /// ## Example
    /// `CONSTITUTION.md` amended, `.specify/memory/constitution.md` not.
    ///
    /// ```markdown
    /// # CONSTITUTION.md
    /// - Every merge to `main` MUST be built and published as `quay.io/acme/widget:latest`.
    /// # .specify/memory/constitution.md
    /// - Every merge to `main` MUST be published as `quay.io/acme/widget:latest`.
    /// ```
    ///
    /// ## Use instead
    /// One file, and a symbolic link to it at the other place.
    C019 DIVERGING_COPIES "diverging-copies" Error "copies of the constitution differ"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    for path in constitution.copies.iter().filter(|path| is_main(path)) {
        let Some(other) = repo.snapshot.text(path).filter(|text| text.len() <= MOST_BYTES) else { continue };
        let same = |a: &str, b: &str| a.lines().eq(b.lines());
        if same(other, &constitution.text) || !amendment::alike(&constitution.text, other) {
            continue;
        }
        let at = first_difference(&constitution.text, other);
        let message = format!("`{path}` is another version of `{}`", constitution.path);
        let spans = (Document::read(other).version_span(), constitution.document.version_span());
        let mut finding = DIVERGING_COPIES.at(Place::new(path, at), message).help("keep one of them, and link to it");
        if let (Some(_), Some(span)) = spans {
            finding = finding.related(&constitution.path, span, "this one counts");
        }
        let edit = Edit::new(path, Span::new(0, other.len()), constitution.text.clone());
        acc.push(finding.unsafe_fix(format!("copy `{}` over it", constitution.path), vec![edit]));
    }
}

/// The first line of `other` that `text` does not have at the same place.
fn first_difference(text: &str, other: &str) -> Span {
    let mut start = 0;
    let mut lines = text.lines();
    for line in other.split_inclusive('\n') {
        let body = line.trim_end_matches(['\r', '\n']);
        if lines.next() != Some(body) {
            return Span::new(start, start + body.len());
        }
        start += line.len();
    }
    Span::at(other.len())
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{amended, found, repo, shown, BASE, PATH};

    #[test]
    fn copies_that_say_something_else() {
        let amended = amended(BASE);
        let copy = [(PATH, BASE), ("CONSTITUTION.md", amended.as_str())];
        assert_eq!(
            shown(&repo(&copy, found(BASE))),
            ["C019 11:1 `CONSTITUTION.md` is another version of `.specify/memory/constitution.md`"]
        );
        let crlf = BASE.replace('\n', "\r\n");
        assert_eq!(shown(&repo(&[(PATH, BASE), ("CONSTITUTION.md", &crlf)], found(BASE))), Vec::<String>::new());
        let other = "# Org\n\nAnother document about other things altogether.\n";
        assert_eq!(shown(&repo(&[(PATH, BASE), ("docs/constitution.md", other)], found(BASE))), Vec::<String>::new());
    }
}
