//! From a byte of a scalar's value to the byte of the file where it is written.

use std::sync::OnceLock;

use super::{Scalar, TextStyle};
use crate::span::Span;

/// Where the lines of a literal block begin, in its value and in what is written; of another
/// scalar, what is written at some of its bytes: found once, as each command of a script asks.
#[derive(Clone, Debug, Default)]
pub struct LineBegins {
    lines: OnceLock<[Vec<usize>; 2]>,
    marks: OnceLock<Vec<(usize, usize)>>,
}

/// As far apart are the bytes that are marked.
const APART: usize = 512;

/// They follow from the text.
impl PartialEq for LineBegins {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl LineBegins {
    fn of(&self, value: &str, written: &str) -> &[Vec<usize>; 2] {
        let begins = |text: &str| std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.lines.get_or_init(|| [begins(value), begins(written)])
    }
}

/// The byte of `source` at which byte `offset` of the value stands.
pub(super) fn offset_in(scalar: &Scalar, span: Span, source: &str, offset: usize) -> usize {
    let of_line = (scalar.style == TextStyle::Literal).then(|| in_line(scalar, span, source, offset)).flatten();
    of_line.unwrap_or_else(|| marked(scalar, span, source, offset))
}

/// Walks from the nearest byte before it that is marked.
fn marked(scalar: &Scalar, span: Span, source: &str, offset: usize) -> usize {
    if scalar.text.len() <= APART {
        return walked(scalar, span, source, offset);
    }
    let marks = scalar.lines.marks.get_or_init(|| {
        let mut marks = vec![begin(scalar)];
        let mut next = APART;
        walk(scalar, span.text(source), begin(scalar), usize::MAX, |at, source_at| {
            if at >= next {
                marks.push((at, source_at));
                next = at + APART;
            }
        });
        marks
    });
    let before = marks.partition_point(|(at, _)| *at <= offset);
    let from = before.checked_sub(1).and_then(|before| marks.get(before)).copied();
    let at = walk(scalar, span.text(source), from.unwrap_or(begin(scalar)), offset, |_, _| {});
    (span.start + at).min(span.end)
}

/// The lines of a literal block are those of the source without their indentation; the
/// span begins with the first that is not blank.
fn in_line(scalar: &Scalar, span: Span, source: &str, offset: usize) -> Option<usize> {
    let blank = scalar.text.len() - scalar.text.trim_start_matches('\n').len();
    let (value, offset) = (&scalar.text[blank..], offset.checked_sub(blank)?);
    value.get(..offset)?;
    let written = span.text(source);
    let [own, of_source] = scalar.lines.of(value, written);
    let number = own.partition_point(|begin| *begin <= offset) - 1;
    let (start, from) = (own[number], *of_source.get(number)?);
    let line = value[start..].lines().next()?;
    let found = written[from..].lines().next()?;
    let indent = if line.is_empty() { 0 } else { found.strip_suffix(line)?.len() };
    Some((span.start + from + indent + offset - start).min(span.end))
}

/// Walks value and source together. Where they differ, white space is skipped in the
/// source first (indentation, folding), and escapes count as one character.
pub(super) fn walked(scalar: &Scalar, span: Span, source: &str, offset: usize) -> usize {
    (span.start + walk(scalar, span.text(source), begin(scalar), offset, |_, _| {})).min(span.end)
}

/// The first bytes of value and source.
fn begin(scalar: &Scalar) -> (usize, usize) {
    (0, usize::from(matches!(scalar.style, TextStyle::SingleQuoted | TextStyle::DoubleQuoted)))
}

/// The same from bytes that stand for each other; `met` is told each byte of the value on the
/// way, with that of the source when it was first looked for.
fn walk(
    scalar: &Scalar,
    written: &str,
    (from, mut source_at): (usize, usize),
    offset: usize,
    mut met: impl FnMut(usize, usize),
) -> usize {
    let text = scalar.text.get(from..).unwrap_or_default();
    let mut value = text.char_indices().map(|(at, c)| (from + at, c)).peekable();
    let mut last = None;
    while let Some(&(at, wanted)) = value.peek() {
        if last != Some(at) {
            last = Some(at);
            met(at, source_at);
        }
        let rest = written.get(source_at..).unwrap_or_default();
        let Some(found) = rest.chars().next() else { break };
        if at >= offset {
            // Land on the character itself, not on the indentation before it.
            if found == wanted || !found.is_whitespace() || wanted.is_whitespace() {
                break;
            }
            source_at += found.len_utf8();
            continue;
        }
        match (scalar.style, found) {
            (TextStyle::DoubleQuoted, '\\') => {
                source_at += escape_length(rest);
                // An escaped line break stands for nothing.
                if !rest[1..].starts_with(['\n', '\r']) {
                    value.next();
                }
            }
            (TextStyle::SingleQuoted, '\'') if rest.starts_with("''") => {
                source_at += 2;
                value.next();
            }
            _ if found == wanted => {
                source_at += found.len_utf8();
                value.next();
            }
            _ if found.is_whitespace() => source_at += found.len_utf8(),
            _ if wanted.is_whitespace() => {
                value.next();
            }
            _ => {
                source_at += found.len_utf8();
                value.next();
            }
        }
    }
    source_at
}

/// How many bytes an escape in double quotes takes.
fn escape_length(rest: &str) -> usize {
    let digits = match rest[1..].chars().next() {
        None => return 1,
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        Some(other) => return 1 + other.len_utf8(),
    };
    2 + rest[2..].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count()
}
