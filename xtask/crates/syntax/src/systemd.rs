//! systemd's unit file grammar: lines, continuations, comments, sections
//! (systemd.syntax(7); `config_parse` and `parse_line` in src/shared/conf-parser.c).
//! Must not know which sections and settings exist, nor what a value means.

use crate::joined::Joined;
use crate::span::{Span, Spanned};
use crate::steps;

/// What systemd strips and splits at.
pub const BLANKS: &[char] = &[' ', '\t', '\n', '\r'];

/// No line, and no value over several lines, may be longer (`LONG_LINE_MAX`).
const LONGEST: usize = 1024 * 1024;

/// One assignment, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The section's name; the span is that of the header without its brackets.
    pub section: Spanned<String>,
    pub key: Spanned<String>,
    /// Stripped; continuation lines joined as the grammar has it.
    pub value: Joined,
    /// From the first byte of the first line to the end of the last line of the value,
    /// without the line break.
    pub span: Span,
}

/// A section's header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub name: String,
    /// The whole line with its line break, if it has one.
    pub line: Span,
}

/// A comment inside of a continued value, where it hides what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    pub span: Span,
}

/// A line that does not say what its writer meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No `=` in it; ignored by systemd, fatal to Quadlet.
    NoAssignment,
    /// Nothing before the `=`.
    NoKey,
    /// `=` before any section header.
    OutsideSection,
    /// A section header that does not end; the whole file is refused.
    BadHeader,
    /// The file is refused because a line is longer than 1 MiB.
    TooLong,
    /// Text that follows a value cut by a blank line or by a blank behind its backslash.
    CutOff,
    /// A backslash with a blank behind it ends the line: no continuation.
    BlankAfterBackslash,
    /// A byte order mark, which Quadlet refuses.
    ByteOrderMark,
    /// A key with a blank at its end or none at all.
    BadKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    pub span: Span,
}

/// A unit file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitText {
    pub headers: Vec<Header>,
    pub entries: Vec<Setting>,
    pub hidden: Vec<Hidden>,
    /// What is ignored or suspicious; the file still loads.
    pub problems: Vec<Problem>,
    /// Why the whole file is refused.
    pub refused: Option<Problem>,
}

impl UnitText {
    /// All assignments of one setting, in order.
    pub fn all(&self, section: &str, key: &str) -> Vec<&Setting> {
        steps::took(self.entries.len());
        self.entries.iter().filter(|entry| entry.section.value == section && entry.key.value == key).collect()
    }

    pub fn last(&self, section: &str, key: &str) -> Option<&Setting> {
        steps::took(self.entries.len());
        self.entries.iter().rev().find(|entry| entry.section.value == section && entry.key.value == key)
    }

    /// The assignments of a list setting that count: an empty one resets.
    pub fn list(&self, section: &str, key: &str) -> Vec<&Setting> {
        let mut list = Vec::new();
        for entry in self.all(section, key) {
            if entry.value.is_empty() {
                list.clear()
            } else {
                list.push(entry)
            }
        }
        list
    }

    pub fn has_section(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header.name == name)
    }
}

/// Reads a unit file, drop-in or `.timer` as systemd does.
pub fn read(text: &str) -> UnitText {
    let mut file = UnitText::default();
    let mut section: Option<Spanned<String>> = None;
    let mut bom_seen = false;
    // The value so far, and where its first line starts.
    let mut open: Option<(Joined, usize)> = None;
    // The last value ended in a way that its writer may not have meant.
    let mut cut = false;
    for line in lines(text) {
        steps::took(1);
        let mut span = line;
        let shown = span.text(text).trim_start_matches(BLANKS);
        if shown.starts_with(['#', ';']) {
            if open.is_some() {
                file.hidden.push(Hidden { span });
            }
            continue;
        }
        if !bom_seen && span.text(text).starts_with('\u{feff}') {
            span = Span::new(span.start + '\u{feff}'.len_utf8(), span.end);
            bom_seen = true;
        }
        let (mut value, start) = open.take().unwrap_or_else(|| (Joined::empty(span.start), span.start));
        let continued = start != span.start;
        let blank = span.text(text).trim_matches(BLANKS).is_empty();
        let backslashes = span.text(text).bytes().rev().take_while(|&byte| byte == b'\\').count();
        if span.len() > LONGEST || value.as_str().len() + span.len() > LONGEST {
            file.refused = Some(Problem { kind: ProblemKind::TooLong, span });
            return file;
        }
        if backslashes % 2 == 1 {
            value.push_source(text, Span::new(span.start, span.end - 1));
            value.push_char(' ', Span::new(span.end - 1, span.end));
            open = Some((value, start));
            continue;
        }
        value.push_source(text, span);
        let before = file.problems.len();
        if let Some(problem) = statement(&value.trim(BLANKS), Span::new(start, span.end), text, &mut section, &mut file)
        {
            file.refused = Some(problem);
            return file;
        }
        // What follows a cut value is its rest, unless it looks like a setting.
        if cut && !blank {
            let garbage = file.problems.len() > before;
            let odd = file.entries.last().filter(|entry| entry.span.start == start && !is_plain(&entry.key.value));
            if garbage || odd.is_some() {
                file.problems.truncate(before);
                file.problems.push(Problem { kind: ProblemKind::CutOff, span: Span::new(start, span.end) });
            }
        }
        let tail = span.text(text).trim_end_matches(BLANKS);
        let stray = tail.len() < span.len() && tail.ends_with('\\') && !tail.ends_with("\\\\");
        if stray {
            let at = span.start + tail.len() - 1;
            file.problems.push(Problem { kind: ProblemKind::BlankAfterBackslash, span: Span::new(at, span.end) });
        }
        cut = stray || (continued && blank) || (cut && blank);
    }
    if let Some((value, start)) = open {
        let end = value.span().end.max(start);
        let problem = statement(&value.trim(BLANKS), Span::new(start, end), text, &mut section, &mut file);
        file.refused = problem;
    }
    file
}

/// One logical line; the answer is why the file is refused, if it is.
fn statement(
    line: &Joined,
    span: Span,
    text: &str,
    section: &mut Option<Spanned<String>>,
    file: &mut UnitText,
) -> Option<Problem> {
    if line.is_empty() {
        return None;
    }
    if line.as_str().starts_with('[') {
        let Some(name) = line.as_str().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            return Some(Problem { kind: ProblemKind::BadHeader, span: line.span() });
        };
        let end = text.get(span.end..).map_or(span.end, |rest| {
            let taken = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) };
            span.end + taken
        });
        file.headers.push(Header { name: name.to_string(), line: Span::new(span.start, end) });
        *section = Some(Spanned::new(name.to_string(), line.place(1..1 + name.len())));
        return None;
    }
    let Some(section) = section else {
        file.problems.push(Problem { kind: ProblemKind::OutsideSection, span: line.span() });
        return None;
    };
    let Some((key, value)) = line.split_once('=') else {
        file.problems.push(Problem { kind: ProblemKind::NoAssignment, span: line.span() });
        return None;
    };
    let key = key.trim(BLANKS);
    if key.is_empty() {
        file.problems.push(Problem { kind: ProblemKind::NoKey, span: line.span() });
        return None;
    }
    file.entries.push(Setting {
        section: section.clone(),
        key: Spanned::new(key.as_str().to_string(), key.span()),
        value: value.trim(BLANKS),
        span,
    });
    None
}

/// Whether a key looks like one: settings are plain words, what is cut off is not.
fn is_plain(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// The lines of a file without their ends. LF, CR and NUL end a line, and two of them
/// in a row end only one if they differ (`read_line` in src/basic/fileio.c).
fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if !is_end(byte) {
            at += 1;
            continue;
        }
        lines.push(Span::new(start, at));
        let mut seen = vec![byte];
        at += 1;
        while let Some(&next) = bytes.get(at) {
            if !is_end(next) || seen.contains(&next) || seen.contains(&0) {
                break;
            }
            seen.push(next);
            at += 1;
        }
        start = at;
    }
    if start < bytes.len() {
        lines.push(Span::new(start, bytes.len()));
    }
    lines
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The entries as `Section.Key=value`, one a line, each value's span checked against
    /// the text it came from.
    fn entries(text: &str) -> Vec<String> {
        let file = read(text);
        for entry in &file.entries {
            let span = entry.value.span();
            let key = entry.key.span.text(text);
            assert_eq!(key, entry.key.value);
            assert!(entry.span.contains(span), "{entry:?}");
        }
        let show = |entry: &Setting| format!("{}.{}={}", entry.section.value, entry.key.value, entry.value.as_str());
        file.entries.iter().map(show).collect()
    }

    #[track_caller]
    fn good(text: &str, expected: &[&str]) {
        assert_eq!(entries(text), expected);
        assert_eq!(read(text).problems, [], "{text:?}");
        assert_eq!(read(text).refused, None, "{text:?}");
    }

    #[track_caller]
    fn bad(text: &str, expected: &[&str], kinds: &[ProblemKind]) {
        assert_eq!(entries(text), expected);
        let file = read(text);
        let found: Vec<ProblemKind> = file.problems.iter().chain(&file.refused).map(|problem| problem.kind).collect();
        assert_eq!(found, kinds, "{text:?}");
    }

    #[test]
    fn a_backslash_at_the_end_becomes_a_blank() {
        good("[S]\nA=x \\\n  y\n", &["S.A=x    y"]);
        good("[S]\nA=x\\\ny\n", &["S.A=x y"]);
        good("[S]\r\nA=x \\\r\n  y\r\nB=1\r\n", &["S.A=x    y", "S.B=1"]);
    }

    #[test]
    fn an_escaped_backslash_continues_nothing() {
        good("[S]\nA=x\\\\\nB=1\n", &["S.A=x\\\\", "S.B=1"]);
        good("[S]\nA=x\\\\\\\nB=1\n", &["S.A=x\\\\ B=1"]);
    }

    #[test]
    fn comments_vanish_before_continuation() {
        good("[S]\nA=x \\\n# no \\\n ; nor this\n  y\n", &["S.A=x    y"]);
        assert_eq!(read("[S]\nA=x \\\n# --label y \\\n  y\n").hidden.len(), 1);
        good("[S]\nA=x # kept\n", &["S.A=x # kept"]);
    }

    #[test]
    fn a_blank_line_ends_a_value_and_the_rest_is_garbage() {
        bad("[S]\nA=x \\\n\n  y\nB=1\n", &["S.A=x", "S.B=1"], &[ProblemKind::CutOff]);
        bad("[S]\nA=x \\\n\n  --k v=1\n", &["S.A=x", "S.--k v=1"], &[ProblemKind::CutOff]);
        bad("[S]\nA=x \\ \n  y\n", &["S.A=x \\"], &[ProblemKind::BlankAfterBackslash, ProblemKind::CutOff]);
    }

    #[test]
    fn the_end_of_the_file_ends_a_value() {
        good("[S]\nA=x \\", &["S.A=x"]);
        good("[S]\nA=x \\\n", &["S.A=x"]);
        good("", &[]);
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        good("\u{feff}[S]\nA=1\n", &["S.A=1"]);
    }

    #[test]
    fn blanks_around_are_stripped_and_sections_repeat() {
        good(" [S]\n\t A = 1 \n[T]\nB=2\n[S]\nA=\n", &["S.A=1", "T.B=2", "S.A="]);
        let text = "[S]\nA=1\n[T]\nA=9\n[S]\nA=\nA=2\nA=3\n";
        let file = read(text);
        let list: Vec<&str> = file.list("S", "A").iter().map(|entry| entry.value.as_str()).collect();
        assert_eq!(list, ["2", "3"]);
        assert_eq!(file.last("S", "A").map(|entry| entry.value.as_str()), Some("3"));
    }

    #[test]
    fn what_systemd_ignores_is_said() {
        bad(
            "A=1\n[S]\nnonsense\n=x\nB=2\n",
            &["S.B=2"],
            &[ProblemKind::OutsideSection, ProblemKind::NoAssignment, ProblemKind::NoKey],
        );
        bad("[S\nA=1\n", &[], &[ProblemKind::BadHeader]);
        let long = format!("[S]\nA={}\n", "x".repeat(LONGEST));
        bad(&long, &[], &[ProblemKind::TooLong]);
    }

    #[test]
    fn carriage_returns_and_zero_bytes_end_lines_too() {
        good("[S]\rA=1\rB=2\0C=3", &["S.A=1", "S.B=2", "S.C=3"]);
        good("[S]\n\rA=x\\\n\ry\n", &["S.A=x y"]);
    }

    #[test]
    fn a_value_knows_its_lines() {
        let text = "[S]\nA=x \\\n  yy\nB=1\n";
        let file = read(text);
        let entry = file.last("S", "A").unwrap();
        assert_eq!(entry.span.text(text), "A=x \\\n  yy");
        let at = entry.value.as_str().find("yy").unwrap();
        assert_eq!(entry.value.place(at..at + 2).text(text), "yy");
    }
}
