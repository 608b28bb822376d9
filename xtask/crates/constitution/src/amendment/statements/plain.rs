//! A block's words without markup, and where its sentences end. Must not know what they state.

use crate::document::Document;
use crate::lexicon::{listed, Topic};
use prodproof_syntax::markdown::{Block, BlockKind, InlineKind};
use prodproof_syntax::span::Span;

/// A block's text without markup, comments, what was struck out, and what was set aside,
/// and for each byte of it the range in the source that it was made from.
pub(super) fn plain(block: &Block, document: &Document) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
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
    (text, places)
}

/// Blanks, hyphens and quotes made alike; what prints the same is the same.
pub(super) fn alike(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            c if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' => {
                if !out.ends_with(' ') {
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
    out
}

/// The ranges of the sentences in `text`. An abbreviation, a number or an initial does
/// not end one.
pub(super) fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let ends = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => {
                let quotes = ['"', '\'', ')', ']', '”', '’', '*', '_'];
                let next = text[after..].trim_start_matches(quotes);
                next.starts_with(char::is_whitespace)
                    && opens_sentence(next)
                    && !(c == '.' && is_short(&text[start..at]))
            }
            _ => false,
        };
        if ends {
            let closing = text[after..].len() - text[after..].trim_start_matches(['"', '\'', ')', ']', '”', '’']).len();
            found.extend(trimmed(text, start, after + closing));
            start = after + closing;
            while chars.peek().is_some_and(|(at, _)| *at < start) {
                chars.next();
            }
        }
    }
    found.extend(trimmed(text, start, text.len()));
    found
}

/// Whether what follows a full stop may start a sentence.
fn opens_sentence(next: &str) -> bool {
    next.trim_start().chars().take(16).find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase())
}

/// Whether the last word before a full stop is an abbreviation or an initial.
fn is_short(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    listed(Topic::Abbreviation).contains(&word.as_str())
        || word.chars().count() < 2 && !word.chars().all(|c| c.is_ascii_digit())
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let part = text.get(start..end)?;
    let from = start + part.len() - part.trim_start().len();
    let to = from + part.trim().len();
    (to > from).then_some((from, to))
}
