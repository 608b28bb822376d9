//! Labelled values in one line: `**Version**: 1.0.0 | **Ratified**: 2026-01-31`, in the
//! languages in which constitutions are written. Must not know whose version it is.

use prodproof_syntax::span::Span;

use crate::lexicon::bare_label;
pub use crate::lexicon::{label, Announced};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadField {
    pub label: Announced,
    pub label_span: Span,
    /// Without the emphasis around it; may be empty.
    pub value: Span,
}

/// The known fields in the line that `line` covers. Markers of quotes, lists and headings
/// before it are skipped.
pub fn fields(text: &str, line: Span) -> Vec<HeadField> {
    let source = line.text(text);
    let mut found = Vec::new();
    for (start, end) in segments(source) {
        found.extend(field(&source[start..end]).map(|(label, name, value)| HeadField {
            label,
            label_span: name.shift(line.start + start),
            value: value.shift(line.start + start),
        }));
    }
    found
}

/// What stands in a line under labels that are not known: label and value.
pub fn others(text: &str, line: Span) -> Vec<(Span, Span)> {
    let source = line.text(text);
    let mut found = Vec::new();
    for (start, end) in segments(source) {
        let segment = &source[start..end];
        let lead = lead(segment);
        let Some((colon, mark)) = colon(segment, lead) else { continue };
        let name = trimmed(segment, lead, colon);
        if !name.is_empty() && label(&segment[lead..colon]).is_none() {
            let value = trimmed(segment, colon + mark.len_utf8(), segment.len());
            found.push((name.shift(line.start + start), value.shift(line.start + start)));
        }
    }
    found
}

/// The parts of a line, each of which may be a field.
fn segments(source: &str) -> Vec<(usize, usize)> {
    let mut segments = Vec::new();
    let mut start = 0;
    for (at, c) in source.char_indices() {
        let behind = at + c.len_utf8();
        // `**A**: 1 **B**: 2`, without a mark between the two.
        let bold = c == '*' && source[at..].starts_with("**") && at > start && opens_label(&source[at + 2..]);
        if matches!(c, '|' | '｜' | '·' | '•' | ';' | '；') {
            segments.push((start, at));
            start = behind;
        } else if bold {
            segments.push((start, at));
            start = at;
        } else if (matches!(c, '—' | '–' | ',' | '，' | '/' | '、') || c == '-' && is_dash(source, at))
            && at > start
            && field(&source[behind..]).is_some()
        {
            // `Version 1.0.0 — Ratified 2026-01-31`: only where a field follows.
            segments.push((start, at));
            start = behind;
        }
    }
    segments.push((start, source.len()));
    segments
}

/// Whether the hyphen at `at` stands between blanks, with a word behind it.
fn is_dash(source: &str, at: usize) -> bool {
    let word = source[at + 1..]
        .strip_prefix(' ')
        .is_some_and(|rest| rest.starts_with(|c: char| c == '*' || c.is_alphabetic()));
    word && source[..at].ends_with(' ')
}

/// As much of a text as a label can take, its marks and colon included.
fn head(text: &str) -> &str {
    const LONGEST: usize = 256;
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// Whether `text`, behind `**`, is a known label with its colon inside or behind.
fn opens_label(text: &str) -> bool {
    let text = head(text);
    let Some(close) = text.find("**") else { return false };
    let (name, behind) = (&text[..close], text[close + 2..].trim_start());
    let colon = name.trim_end().ends_with([':', '：']) || behind.starts_with([':', '：']);
    colon && label(name.trim_end().trim_end_matches([':', '：'])).is_some()
}

/// The label, its place and the value's place in one segment.
fn field(segment: &str) -> Option<(Announced, Span, Span)> {
    let first = head(segment);
    let start = lead(first);
    if let Some((colon, mark)) = colon(first, start) {
        if let Some(found) = label(&segment[start..colon]) {
            let name = trimmed(segment, start, colon);
            return Some((found, name, trimmed(segment, colon + mark.len_utf8(), segment.len())));
        }
    }
    // `Version 1.0.0`, `Ratified 2026-01-31`: without a colon, only before a digit.
    let rest = &first[start..];
    let digit = rest.find(|c: char| c.is_ascii_digit())?;
    let digit = if rest[..digit].ends_with([' ', '*']) || digit == 0 { digit } else { digit - 1 };
    let before = rest.get(..digit).filter(|before| before.ends_with([' ', '*']))?;
    let found = bare_label(before)?;
    Some((found, trimmed(segment, start, start + digit), trimmed(segment, start + digit, segment.len())))
}

/// The first colon of a segment, or the sign for "is" between blanks, behind its lead.
fn colon(segment: &str, lead: usize) -> Option<(usize, char)> {
    let sign = |(at, c): &(usize, char)| matches!(c, ':' | '：') || *c == '=' && segment[..lead + at].ends_with(' ');
    segment[lead..].char_indices().find(sign).map(|(at, mark)| (lead + at, mark))
}

/// Whether `text` is nothing but what may stand before a label.
pub fn is_bare(text: &str) -> bool {
    lead(text) == text.len()
}

/// Where the label of a segment may begin: behind the markers of quotes, lists, headings and
/// footnotes.
fn lead(segment: &str) -> usize {
    let rest = segment.trim_start_matches(is_lead);
    let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let item = (number.len() < rest.len()).then(|| number.strip_prefix(['.', ')'])).flatten();
    let note = || rest.strip_prefix('^').and_then(|rest| Some(rest.split_once("]:")?.1));
    let behind = item.or_else(note).filter(|behind| behind.starts_with(' ')).unwrap_or(rest);
    segment.len() - behind.trim_start_matches(is_lead).len()
}

fn is_lead(c: char) -> bool {
    c.is_whitespace() || matches!(c, '>' | '-' | '+' | '*' | '_' | '#' | '`' | '(' | '（' | '[' | '"' | '\u{feff}')
}

/// The part of `text` between the two offsets without emphasis, quotes and blanks around.
fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let wrapping = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '"' | '\'');
    let part = &text[start..end];
    let inner = part.trim_start_matches(wrapping);
    let from = start + part.len() - inner.len();
    Span::new(from, from + inner.trim_end_matches(wrapping).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(line: &str) -> Vec<(Announced, &str)> {
        fields(line, Span::new(0, line.len())).iter().map(|f| (f.label, f.value.text(line))).collect()
    }

    use Announced::{Amended, Ratified, Version};

    #[test]
    fn footers_of_every_shape() {
        let expected = [(Version, "1.0.0"), (Ratified, "2025-12-30"), (Amended, "2026-01-02")];
        for line in [
            "**Version**: 1.0.0 | **Ratified**: 2025-12-30 | **Last Amended**: 2026-01-02",
            "**Version:** 1.0.0 · **Ratified:** 2025-12-30 · **Last Updated:** 2026-01-02",
            "**Version**: 1.0.0 **Ratified**: 2025-12-30 **Last Amended**: 2026-01-02",
            "**版本**：1.0.0 | **批准日期**：2025-12-30 | **最後修訂**：2026-01-02",
            "**バージョン**: 1.0.0 | **承認日**: 2025-12-30 | **最終改訂日**: 2026-01-02",
            "*Version 1.0.0 | Ratified 2025-12-30 | Last Amended 2026-01-02*",
            "Version 1.0.0 — Ratified 2025-12-30 — Last amended 2026-01-02",
            "> Version: `1.0.0` | Ratified: 2025-12-30 | Amended: 2026-01-02",
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
        assert_eq!(read("**Version**: v1.0"), [(Version, "v1.0")]);
        assert_eq!(read("Version v1.0"), [(Version, "v1.0")]);
        assert_eq!(read("📜 **Версия**: 2.0.0"), [(Version, "2.0.0")]);
        for line in [
            "Version - 1.0.0 - Ratified - 2025-12-30 - Last Amended - 2026-01-02",
            "1. Version = 1.0.0 | Ratified = 2025-12-30 | Last Amended = 2026-01-02",
            "[^v]: Version 1.0.0, ratified 2025-12-30, last amended 2026-01-02",
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
        assert_eq!(read("*Acme — Version 7.1.0 (Simplified)*"), [(Version, "7.1.0 (Simplified)")]);
    }

    #[test]
    fn other_labels_are_none_of_ours() {
        for line in [
            "**Python Version**: 3.12",
            "**Inherits:** [a/constitution](https://example.com) v1.0.0",
            "amended or removed only by: a vote",
            "Versioning: Semantic Versioning 2.0.0",
            "the version 2 of the API",
            "Version bumps follow 3 rules",
        ] {
            assert_eq!(read(line), [], "{line}");
        }
    }
}
