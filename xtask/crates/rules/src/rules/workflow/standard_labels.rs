//! The labels that the standard of images names, and those that only look like one. Must not
//! know which of them a rule asks for.

use crate::repo::Repo;
use prodproof_publication::CommandBuild;
use prodproof_syntax::span::Span;

const STANDARD: &str = "org.opencontainers.image.";

/// What that has (image-spec `annotations.md`, read 2026-12-01).
const STANDARD_NAMES: [&str; 14] = [
    "created",
    "authors",
    "url",
    "documentation",
    "source",
    "version",
    "revision",
    "vendor",
    "licenses",
    "ref.name",
    "title",
    "description",
    "base.digest",
    "base.name",
];

/// A label among the standard's of which the standard knows nothing, where the command stands.
pub(super) fn misspelt(repo: &Repo, one: &CommandBuild) -> Option<Span> {
    let text = repo.build.file(&one.path)?.text.as_str();
    let odd = |label: &&String| label.strip_prefix(STANDARD).is_some_and(|name| !STANDARD_NAMES.contains(&name));
    let label = one.labels.iter().find(odd)?;
    let at = one.span.text(text).find(label.as_str())? + one.span.start;
    Some(Span::new(at, at + label.len()))
}
