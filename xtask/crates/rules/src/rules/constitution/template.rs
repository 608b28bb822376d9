//! What a template left, and copies that drifted apart.

use super::{DIVERGING_COPIES, TEMPLATE_PLACEHOLDER};
use crate::constitution::document::{is_main, Document, Token};
use crate::constitution::{amendment, Constitution};
use crate::finding::{Edit, Finding, Place, Severity};
use crate::repo::Repo;
use crate::span::Span;

pub fn placeholders(constitution: &Constitution, acc: &mut Vec<Finding>) {
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
            Token::Template => (format!("[{}]", placeholder.name), "write what belongs here", Severity::Error),
            Token::Todo => (format!("TODO({})", placeholder.name), "find out what belongs here", Severity::Warning),
        };
        let place = Place::new(&constitution.path, placeholder.span);
        acc.push(TEMPLATE_PLACEHOLDER.at(place, format!("`{spelt}` is left to fill in")).help(help).severity(severity));
    }
}

pub fn copies(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    for path in constitution.copies.iter().filter(|path| is_main(path)) {
        let Some(other) = repo.snapshot.text(path) else { continue };
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
        acc.push(finding.fix(format!("copy `{}` over it", constitution.path), false, vec![edit]));
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
