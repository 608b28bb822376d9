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
        let Some((colon, mark)) = segment.char_indices().find(|(_, c)| matches!(c, ':' | '：')) else { continue };
        let lead = segment.len() - segment.trim_start_matches(is_lead).len();
        let name = trimmed(segment, lead.min(colon), colon);
        if !name.is_empty() && label(&segment[lead.min(colon)..colon]).is_none() {
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
        } else if matches!(c, '—' | '–' | ',' | '，' | '/' | '、') && at > start && field(&source[behind..]).is_some()
        {
            // `Version 1.0.0 — Ratified 2026-01-31`: only where a field follows.
            segments.push((start, at));
            start = behind;
        }
    }
    segments.push((start, source.len()));
    segments
}

/// Whether `text`, behind `**`, is a known label with its colon inside or behind.
fn opens_label(text: &str) -> bool {
    let Some(close) = text.find("**") else { return false };
    let (name, behind) = (&text[..close], text[close + 2..].trim_start());
    let colon = name.trim_end().ends_with([':', '：']) || behind.starts_with([':', '：']);
    colon && label(name.trim_end().trim_end_matches([':', '：'])).is_some()
}

/// The label, its place and the value's place in one segment.
fn field(segment: &str) -> Option<(Announced, Span, Span)> {
    let start = segment.len() - segment.trim_start_matches(is_lead).len();
    if let Some((colon, mark)) = segment.char_indices().find(|(_, c)| matches!(c, ':' | '：')) {
        if let Some(found) = label(&segment[start.min(colon)..colon]) {
            let name = trimmed(segment, start.min(colon), colon);
            return Some((found, name, trimmed(segment, colon + mark.len_utf8(), segment.len())));
        }
    }
    // `Version 1.0.0`, `Ratified 2026-01-31`: without a colon, only before a digit.
    let rest = &segment[start..];
    let digit = rest.find(|c: char| c.is_ascii_digit())?;
    let digit = if rest[..digit].ends_with([' ', '*']) || digit == 0 { digit } else { digit - 1 };
    let before = rest.get(..digit).filter(|before| before.ends_with([' ', '*']))?;
    let found = bare_label(before)?;
    Some((found, trimmed(segment, start, start + digit), trimmed(segment, start + digit, segment.len())))
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
