//! A block's words without markup. Must not know what they state.

use std::ops::Range;

use crate::document::Document;
use prodproof_syntax::markdown::{Block, BlockKind, InlineKind};
use prodproof_syntax::span::Span;

/// A block's text without markup.
pub(super) struct Plain {
    pub text: String,
    pub places: Vec<(usize, usize)>,
    pub codes: Vec<Range<usize>>,
}

/// A block's text without markup, comments, what was struck out, and what was set aside,
/// for each byte of it the range in the source that it was made from, and the ranges of it
/// that are code.
pub(super) fn plain(block: &Block, document: &Document) -> Plain {
    let mut text = String::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut codes: Vec<Range<usize>> = Vec::new();
    for inline in &block.inlines {
        if matches!(inline.kind, InlineKind::Html | InlineKind::Deleted) {
            continue;
        }
        let exact = inline.text.len() == inline.span.len();
        let row = matches!(block.kind, BlockKind::Row { .. });
        // Cells stand apart.
        let gap = places.last().is_some_and(|last| row && inline.span.start > last.1);
        if gap {
            text.push(' ');
            places.push((inline.span.start, inline.span.start));
        }
        let start = text.len();
        for (at, c) in inline.text.char_indices() {
            let range = if exact {
                (inline.span.start + at, inline.span.start + at + c.len_utf8())
            } else {
                (inline.span.start, inline.span.end)
            };
            if document.is_aside(Span::new(range.0, range.1)) {
                continue;
            }
            text.push(c);
            places.extend(std::iter::repeat_n(range, c.len_utf8()));
        }
        if inline.kind == InlineKind::Code {
            codes.push(start..text.len());
        }
        // The target binds as much as the words: a link elsewhere is another statement.
        if let Some(link) = inline.link.as_ref().filter(|link| !link.starts_with('#')) {
            let known = inline.text.contains(link.as_str());
            if !known && !document.is_aside(inline.span) {
                let shown = format!(" <{link}> ");
                places.extend(std::iter::repeat_n((inline.span.start, inline.span.end), shown.len()));
                text.push_str(&shown);
            }
        }
    }
    Plain { text, places, codes }
}

/// Blanks, hyphens and quotes made alike; what prints the same is the same.
pub(super) fn alike(text: &str) -> String {
    alike_around(text, &[]).0
}

/// The same, with the ranges of it that are code, given those of `text`.
pub(super) fn alike_around(text: &str, codes: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let mut out = String::with_capacity(text.len());
    // For each byte of `text` where it stands in `out`.
    let mut moved = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        moved.extend(std::iter::repeat_n(out.len(), c.len_utf8()));
        match c {
            c if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => out.push('-'),
            '\u{00ad}' => {}
            '‘' | '’' => out.push('\''),
            '“' | '”' => out.push('"'),
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    let place = |at: usize| moved.get(at).copied().unwrap_or(out.len()).min(out.len());
    let codes = codes.iter().map(|code| place(code.start)..place(code.end)).filter(|code| !code.is_empty());
    let codes = codes.collect();
    (out, codes)
}
