//! The lines of a block, and what kind of line each is. Must not know whose version it states.

use std::borrow::Cow;

use crate::document::{field, history};
use prodproof_syntax::markdown::{Block, BlockKind, InlineKind};
use prodproof_syntax::span::Span;

/// A fenced YAML block that is about this document: it says so, or gives its dates.
pub(super) fn yaml_of_document(text: &str, info: &str, block: &Block) -> bool {
    let yaml = matches!(info.split_whitespace().next(), Some("yaml" | "yml"));
    let lines = lines(text, block);
    let key = |line: &Span, key: &str| line.text(text).starts_with(key);
    let named = lines.iter().any(|line| key(line, "constitution:") || key(line, "constitution_version:"));
    let dates = lines.iter().any(|line| key(line, "ratified:") || key(line, "last_amended:"));
    yaml && (named || dates && lines.iter().any(|line| key(line, "version:")))
}

/// `text` with its tags of HTML and named characters blanked out, byte for byte; those that
/// end a line part fields.
pub(super) fn untagged(text: &str) -> Cow<'_, str> {
    let mut out: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(start) = text[at..].find(['<', '&']).map(|found| at + found) {
        let tag = text[start..].starts_with('<');
        let end = text[start..].find(if tag { '>' } else { ';' }).map(|end| start + end + 1);
        let inside = end.and_then(|end| text.get(start + 1..end - 1)).filter(|inside| {
            let name = inside.trim_start_matches('/');
            name.starts_with(|c: char| c.is_ascii_alphabetic()) && (tag || inside.len() < 8)
        });
        at = start + 1;
        let (Some(end), Some(inside)) = (end, inside) else { continue };
        let bytes = out.get_or_insert_with(|| text.as_bytes().to_vec());
        bytes[start..end].fill(b' ');
        let name = inside.split([' ', '/']).find(|name| !name.is_empty()).unwrap_or_default();
        let closes = inside.starts_with('/') && PARTS.contains(&name.to_ascii_lowercase().as_str());
        if closes || matches!(name, "br" | "BR" | "hr" | "middot" | "bull") {
            bytes[start] = b'|';
        }
        at = end;
    }
    out.and_then(|out| String::from_utf8(out).ok()).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Elements at whose end a field ends.
const PARTS: &[&str] = &["p", "tr", "li", "dd", "div", "h1", "h2", "h3", "h4", "h5", "h6"];

/// Whether `span` stands between backticks.
pub(super) fn shown(block: &Block, span: Span) -> bool {
    block.inlines.iter().any(|inline| inline.kind == InlineKind::Code && inline.span.contains(span))
}

/// Whether every line is a field; one of another kind (`**Approved by**: …`) may stand
/// among them.
pub(super) fn labelled(text: &str, block: &Block) -> bool {
    let mut lines = lines(text, block).into_iter();
    lines.all(|line| line.text(text).trim_start_matches(['>', ' ']).starts_with("**") || known(text, line))
}

pub(super) fn known(text: &str, line: Span) -> bool {
    !field::fields(text, line).is_empty()
}

/// Whether a heading is written with `#`.
pub(super) fn atx(text: &str, block: &Block) -> bool {
    block.span.text(text).trim_start_matches([' ', '>', '\t']).starts_with('#')
}

/// The lines of a block, each without its end.
pub(super) fn lines(text: &str, block: &Block) -> Vec<Span> {
    let inside = match block.kind {
        BlockKind::Code { .. } | BlockKind::FrontMatter => block.content,
        BlockKind::Item { .. } => Span::new(block.span.start, block.content.end.max(block.span.start)),
        _ => block.span,
    };
    let whole = history::lines(text, inside);
    let mut start = whole.start;
    let mut found = Vec::new();
    for line in whole.text(text).split_inclusive('\n') {
        found.push(Span::new(start, start + line.trim_end_matches(['\r', '\n']).len()));
        start += line.len();
    }
    found
}

/// The line that `span` starts in, without its end.
pub(super) fn whole_line(text: &str, span: Span) -> Span {
    let whole = history::lines(text, Span::at(span.start));
    Span::new(whole.start, whole.start + whole.text(text).trim_end_matches(['\r', '\n']).len())
}

/// `span` without the emphasis, quotes and blanks around its text.
pub(super) fn inner(text: &str, span: Span) -> Span {
    let wrapping = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '"' | '\'' | '|');
    let source = span.text(text);
    // What is empty stands right behind its label.
    if source.trim_matches(wrapping).is_empty() {
        return Span::at(span.start);
    }
    let left = source.len() - source.trim_start_matches(wrapping).len();
    let len = source.trim_matches(wrapping).len();
    Span::new(span.start + left, span.start + left + len)
}
