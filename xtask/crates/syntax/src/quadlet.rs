//! Quadlet's unit file grammar (podman `pkg/systemd/parser/unitfile.go` and `split.go`),
//! which is not systemd's: lines are trimmed first, a continuation joins with nothing,
//! and any line that is no comment, header or assignment refuses the whole file.
//! Must not know which sections and keys exist.

use crate::joined::Joined;
use crate::span::{Span, Spanned};
use crate::steps;
use crate::systemd::{Header, Hidden, Problem, ProblemKind, Setting, UnitText};
use crate::words::{self, Flavour, Word};

/// Reads a `.container`, `.pod`, `.kube`, `.image`, `.build`, … or one of their drop-ins.
pub fn read(text: &str) -> UnitText {
    let mut file = UnitText::default();
    let mut section: Option<Spanned<String>> = None;
    let mut open: Option<(Joined, usize)> = None;
    let body = text.strip_suffix('\n').unwrap_or(text);
    let mut next = 0;
    let mut pieces = body.split('\n').peekable();
    while let Some(piece) = pieces.next() {
        steps::took(1);
        let full = Span::new(next, next + piece.len());
        next = full.end + 1;
        let trimmed = piece.trim();
        let start = full.start + (piece.len() - piece.trim_start().len());
        let mut span = if trimmed.is_empty() { Span::at(full.start) } else { Span::new(start, start + trimmed.len()) };
        let (line, whole) = if is_comment(trimmed) {
            if open.is_some() {
                if !trimmed.is_empty() {
                    file.hidden.push(Hidden { span });
                }
                continue;
            }
            (Joined::empty(span.start), span)
        } else {
            let (mut value, first) = open.take().unwrap_or_else(|| (Joined::empty(span.start), full.start));
            if trimmed.ends_with('\\') {
                span = Span::new(span.start, span.end - 1);
                if pieces.peek().is_some() {
                    value.push_source(text, span);
                    // An empty remainder is no remainder: the next line starts anew.
                    open = (!value.is_empty()).then_some((value, first));
                    continue;
                }
            }
            value.push_source(text, span);
            (value, Span::new(first, start + trimmed.len()))
        };
        let line_end = (full.end + 1).min(text.len());
        if let Some(problem) = statement(&line, whole, line_end, &mut section, &mut file) {
            file.refused = Some(problem);
            return file;
        }
    }
    file
}

fn statement(
    line: &Joined,
    span: Span,
    line_end: usize,
    section: &mut Option<Spanned<String>>,
    file: &mut UnitText,
) -> Option<Problem> {
    let text = line.as_str();
    if is_comment(text) {
        return None;
    }
    let refuse = |kind| Some(Problem { kind, span: line.span() });
    if let Some(name) = header(text) {
        if name.is_empty() || name.chars().any(|c| c == '[' || c.is_control()) {
            return refuse(ProblemKind::BadHeader);
        }
        file.headers.push(Header { name: name.to_string(), line: Span::new(span.start, line_end) });
        *section = Some(Spanned::new(name.to_string(), line.place(1..1 + name.len())));
        return None;
    }
    let Some((key, value)) = line.split_once('=').filter(|(key, _)| !key.is_empty()) else {
        let kind = if text.starts_with('\u{feff}') { ProblemKind::ByteOrderMark } else { ProblemKind::NoAssignment };
        return refuse(kind);
    };
    let Some(section) = section else {
        return refuse(if text.starts_with('\u{feff}') {
            ProblemKind::ByteOrderMark
        } else {
            ProblemKind::OutsideSection
        });
    };
    let key_end = key.as_str().trim_end().len();
    let key = key.slice(0..key_end);
    if key.is_empty() || key.as_str().starts_with(' ') {
        return refuse(ProblemKind::BadKey);
    }
    let value_start = value.as_str().len() - value.as_str().trim_start().len();
    let value = value.slice(value_start..value.as_str().len());
    file.entries.push(Setting {
        section: section.clone(),
        key: Spanned::new(key.as_str().to_string(), key.span()),
        value,
        span,
    });
    None
}

fn is_comment(line: &str) -> bool {
    line.is_empty() || line.starts_with(['#', ';'])
}

/// The name between brackets, if the line is a header: only blanks may follow the first `]`.
fn header(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix('[')?.split_once(']')?;
    rest.chars().all(|c| c == ' ' || c == '\t').then_some(name)
}

/// `Lookup`: the value as one string, blanks at its end and double quotes around it off.
pub fn string(value: &Joined) -> Joined {
    let end = value.as_str().trim_end().len();
    let value = value.slice(0..end);
    value.trim(&['"'])
}

/// `LookupAllStrv`: words, quotes off, escapes kept; a value that cannot be split is
/// dropped as a whole.
pub fn strv(entries: &[&Setting]) -> Vec<Word> {
    whole(entries, Flavour::QuadletList)
}

/// `LookupAllArgs` and `LookupAllKeyVal`: words with quotes off and C escapes resolved;
/// a value that cannot be split is dropped as a whole.
pub fn args(entries: &[&Setting]) -> Vec<Word> {
    whole(entries, Flavour::QuadletArgs)
}

fn whole(entries: &[&Setting], flavour: Flavour) -> Vec<Word> {
    let split = entries.iter().map(|entry| words::split(&entry.value, flavour));
    split.filter(|split| split.error.is_none()).flat_map(|split| split.words).collect()
}

/// Whether a key's value is Quadlet's "yes" (`LookupBoolean`).
pub fn is_yes(value: &Joined) -> bool {
    let value = string(value);
    ["1", "yes", "true", "on"].iter().any(|yes| value.as_str().eq_ignore_ascii_case(yes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn good(text: &str, expected: &[&str]) {
        let file = read(text);
        assert_eq!(file.refused, None, "{text:?}");
        let show = |entry: &Setting| format!("{}.{}={}", entry.section.value, entry.key.value, entry.value.as_str());
        assert_eq!(file.entries.iter().map(show).collect::<Vec<_>>(), expected);
    }

    #[track_caller]
    fn refused(text: &str, kind: ProblemKind) {
        assert_eq!(read(text).refused.map(|problem| problem.kind), Some(kind), "{text:?}");
    }

    #[test]
    fn a_continuation_joins_with_nothing() {
        good("[C]\nA=a\\\nb\n", &["C.A=ab"]);
        good("[C]\nA=a \\\n  b\n", &["C.A=a b"]);
        good("[C]\r\nA=a \\\r\n  b\r\nB=1\r\n", &["C.A=a b", "C.B=1"]);
    }

    #[test]
    fn blank_lines_and_comments_inside_of_a_continuation_are_skipped() {
        good("[C]\nA=a \\\n\n# x \\\n;y\n b\n", &["C.A=a b"]);
        assert_eq!(read("[C]\nA=a \\\n# x \\\n b\n").hidden.len(), 1);
    }

    #[test]
    fn blanks_behind_the_backslash_do_not_matter_and_doubling_does_not_help() {
        good("[C]\nA=a \\ \n b\n", &["C.A=a b"]);
        good("[C]\nA=a\\\\\nb\n", &["C.A=a\\b"]);
        good("[C]\nA=a \\", &["C.A=a "]);
    }

    #[test]
    fn anything_else_refuses_the_file() {
        refused("[C]\nnonsense\n", ProblemKind::NoAssignment);
        refused("\u{feff}[C]\nA=1\n", ProblemKind::ByteOrderMark);
        refused("A=1\n", ProblemKind::OutsideSection);
        refused("[C]\n=x\n", ProblemKind::NoAssignment);
        refused("[]\n", ProblemKind::BadHeader);
        refused("[C] x\n", ProblemKind::NoAssignment);
        good("[C] \t\nA=1\n", &["C.A=1"]);
    }

    #[test]
    fn a_string_loses_the_double_quotes_around_it_and_no_others() {
        let string = |text: &str| string(&Joined::of(text, Span::new(0, text.len()))).as_str().to_string();
        assert_eq!(string("\"registry\""), "registry");
        assert_eq!(string("'registry'"), "'registry'");
        assert_eq!(string("registry # daily"), "registry # daily");
    }

    #[test]
    fn values_know_their_places() {
        let text = "[C]\nA=a \\\n   bcd \nB=1\n";
        let file = read(text);
        let entry = file.last("C", "A").unwrap();
        assert_eq!(entry.value.place(2..5).text(text), "bcd");
        assert_eq!(entry.span.text(text), "A=a \\\n   bcd");
    }
}
