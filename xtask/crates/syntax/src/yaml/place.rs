//! From a byte of a scalar's value to the byte of the file where it is written.

use super::{Scalar, TextStyle};
use crate::span::Span;

/// The byte of `source` at which byte `offset` of the value stands.
pub(super) fn offset_in(scalar: &Scalar, span: Span, source: &str, offset: usize) -> usize {
    let of_line = (scalar.style == TextStyle::Literal).then(|| in_line(&scalar.text, span, source, offset)).flatten();
    of_line.unwrap_or_else(|| walked(scalar, span, source, offset))
}

/// The lines of a literal block are those of the source without their indentation; the
/// span begins with the first that is not blank.
fn in_line(value: &str, span: Span, source: &str, offset: usize) -> Option<usize> {
    let blank = value.len() - value.trim_start_matches('\n').len();
    let (value, offset) = (&value[blank..], offset.checked_sub(blank)?);
    let before = value.get(..offset)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = value[start..].lines().next()?;
    let written = span.text(source);
    let from = match before.matches('\n').count() {
        0 => 0,
        number => written.match_indices('\n').nth(number - 1)?.0 + 1,
    };
    let found = written[from..].lines().next()?;
    let indent = if line.is_empty() { 0 } else { found.strip_suffix(line)?.len() };
    Some((span.start + from + indent + offset - start).min(span.end))
}

/// Walks value and source together. Where they differ, white space is skipped in the
/// source first (indentation, folding), and escapes count as one character.
pub(super) fn walked(scalar: &Scalar, span: Span, source: &str, offset: usize) -> usize {
    let written = span.text(source);
    let quoted = matches!(scalar.style, TextStyle::SingleQuoted | TextStyle::DoubleQuoted);
    let mut source_at = usize::from(quoted);
    let mut value = scalar.text.char_indices().peekable();
    while let Some(&(at, wanted)) = value.peek() {
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
    (span.start + source_at).min(span.end)
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
