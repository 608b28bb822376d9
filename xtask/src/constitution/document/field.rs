//! Labelled values in one line: `**Version**: 1.0.0 | **Ratified**: 2026-01-31`, in the
//! languages in which constitutions are written. Must not know whose version it is.

use crate::span::Span;

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Version,
    Ratified,
    Amended,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub label: Label,
    pub label_span: Span,
    /// Without the emphasis around it; may be empty.
    pub value: Span,
}

/// Labels in lower case without markup. From 168 constitutions at HEAD, and the same
/// words of neighbouring languages.
const LABELS: &[(Label, &[&str])] = &[
    (
        Label::Version,
        &[
            "version",
            "constitution version",
            "document version",
            "current version",
            "constitution_version",
            "ver",
            "版本",
            "版本号",
            "版本號",
            "当前版本",
            "當前版本",
            "章程版本",
            "宪法版本",
            "憲法版本",
            "バージョン",
            "版",
            "版数",
            "버전",
            "версия",
            "версія",
            "versión",
            "versão",
            "versione",
            "versie",
            "wersja",
        ],
    ),
    (
        Label::Ratified,
        &[
            "ratified",
            "ratified on",
            "ratification date",
            "date ratified",
            "ratification",
            "ratified date",
            "adopted",
            "adopted on",
            "adoption date",
            "ratification_date",
            "批准日期",
            "批准",
            "批准日",
            "批准于",
            "核准日期",
            "通过日期",
            "通過日期",
            "制定日期",
            "生效日期",
            "承認日",
            "制定日",
            "採択日",
            "비준일",
            "비준",
            "채택일",
            "제정일",
            "승인일",
            "ратифицирована",
            "ратифицировано",
            "дата ратификации",
            "утверждена",
            "дата утверждения",
            "принята",
            "ratificada",
            "ratificado",
            "fecha de ratificación",
            "data de ratificação",
            "ratifiée",
            "ratifié",
            "date de ratification",
            "ratifiziert",
        ],
    ),
    (
        Label::Amended,
        &[
            "last amended",
            "last amended on",
            "last updated",
            "last modified",
            "last revised",
            "last changed",
            "last amendment",
            "last amendment date",
            "last revision",
            "last update",
            "amended",
            "amended on",
            "updated",
            "date amended",
            "last_amended",
            "last_updated",
            "last_amended_date",
            "最后修订",
            "最後修訂",
            "最后修订日期",
            "最後修訂日期",
            "最后修改",
            "最後修改",
            "最后更新",
            "最後更新",
            "最近修订",
            "最近修訂",
            "修订日期",
            "修訂日期",
            "最終改訂",
            "最終改訂日",
            "最終改定",
            "最終改定日",
            "最終更新",
            "最終更新日",
            "最終修正日",
            "最終修正",
            "改訂日",
            "최종 수정",
            "최종 수정일",
            "최종 개정",
            "최종 개정일",
            "최근 개정",
            "마지막 수정",
            "마지막 개정",
            "последнее изменение",
            "последняя поправка",
            "последнее обновление",
            "дата последнего изменения",
            "última modificación",
            "última enmienda",
            "última actualización",
            "última alteração",
            "última atualização",
            "última emenda",
            "última revisão",
            "dernière modification",
            "dernière mise à jour",
            "zuletzt geändert",
            "letzte änderung",
        ],
    ),
];

/// What `label` announces, whatever its case and markup.
pub fn label(label: &str) -> Option<Label> {
    if label.len() > 80 {
        return None;
    }
    let plain = normal(label);
    LABELS.iter().find(|(_, words)| words.contains(&plain.as_str())).map(|(label, _)| *label)
}

/// Lower case, without markup, symbols and runs of blanks.
fn normal(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' && !out.is_empty() || is_mark(c) {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') && c.is_whitespace() {
            out.push(' ');
        }
    }
    out.trim_end_matches([' ', '_']).to_string()
}

/// A combining mark, as decomposed accents have.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The known fields in the line that `line` covers. Markers of quotes, lists and headings
/// before it are skipped.
pub fn fields(text: &str, line: Span) -> Vec<Field> {
    let source = line.text(text);
    let mut found = Vec::new();
    let mut segments = Vec::new();
    let mut start = 0;
    for (at, c) in source.char_indices() {
        // `**A**: 1 **B**: 2`, without a mark between the two.
        let bold = c == '*' && source[at..].starts_with("**") && at > start && opens_label(&source[at + 2..]);
        if matches!(c, '|' | '｜' | '·' | '•' | ';' | '；') {
            segments.push((start, at));
            start = at + c.len_utf8();
        } else if bold {
            segments.push((start, at));
            start = at;
        }
    }
    segments.push((start, source.len()));
    for (start, end) in segments {
        found.extend(field(&source[start..end]).map(|(label, name, value)| Field {
            label,
            label_span: name.shift(line.start + start),
            value: value.shift(line.start + start),
        }));
    }
    found
}

/// Whether `text`, behind `**`, is a known label with its colon inside or behind.
fn opens_label(text: &str) -> bool {
    let Some(close) = text.find("**") else { return false };
    let (name, behind) = (&text[..close], text[close + 2..].trim_start());
    let colon = name.trim_end().ends_with([':', '：']) || behind.starts_with([':', '：']);
    colon && label(name.trim_end().trim_end_matches([':', '：'])).is_some()
}

/// The label, its place and the value's place in one segment.
fn field(segment: &str) -> Option<(Label, Span, Span)> {
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
    let found = label(before)?;
    Some((found, trimmed(segment, start, start + digit), trimmed(segment, start + digit, segment.len())))
}

fn is_lead(c: char) -> bool {
    c.is_whitespace() || matches!(c, '>' | '-' | '+' | '*' | '_' | '#' | '`' | '(' | '[' | '"' | '\u{feff}')
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
    fn read(line: &str) -> Vec<(Label, &str)> {
        fields(line, Span::new(0, line.len())).iter().map(|f| (f.label, f.value.text(line))).collect()
    }

    use Label::{Amended, Ratified, Version};

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
            "> Version: `1.0.0` | Ratified: 2025-12-30 | Amended: 2026-01-02",
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
        assert_eq!(read("**Version**: v1.0"), [(Version, "v1.0")]);
        assert_eq!(read("Version v1.0"), [(Version, "v1.0")]);
        assert_eq!(read("📜 **Версия**: 2.0.0"), [(Version, "2.0.0")]);
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
