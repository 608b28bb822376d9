//! Text that was put together from several places of a file: continuation lines joined,
//! quotes taken off, escapes resolved. Every byte remembers where it came from, so that
//! a finding points at the right place and a fix edits the right bytes.
//! Must not know what put it together, nor what it means.

use std::ops::Range;

use crate::span::Span;
use crate::value::{CLOSE, OPEN};

/// A text, and for each of its bytes the place it was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    text: String,
    /// As long as `text`: where each byte comes from. An escape's bytes all come from
    /// the whole escape.
    from: Vec<Span>,
    /// Where an empty text stands.
    at: usize,
}

impl Joined {
    /// Nothing yet, at this place.
    pub fn empty(at: usize) -> Self {
        Self { text: String::new(), from: Vec::new(), at }
    }

    /// The part of `source` that `span` covers, as it stands there.
    pub fn of(source: &str, span: Span) -> Self {
        let mut joined = Self::empty(span.start);
        joined.push_source(source, span);
        joined
    }

    /// A text that was written nowhere: all of it points at `span`.
    pub fn made(text: &str, span: Span) -> Self {
        let mut joined = Self::empty(span.start);
        joined.push_str(text, span);
        joined
    }

    pub fn push_source(&mut self, source: &str, span: Span) {
        let text = span.text(source);
        self.text.push_str(text);
        self.from.extend((0..text.len()).map(|i| Span::new(span.start + i, span.start + i + 1)));
    }

    /// Adds a text that stands for what `span` covers.
    pub fn push_str(&mut self, text: &str, span: Span) {
        self.text.push_str(text);
        self.from.extend(std::iter::repeat_n(span, text.len()));
    }

    pub fn push_char(&mut self, c: char, span: Span) {
        self.push_str(c.encode_utf8(&mut [0; 4]), span);
    }

    /// Adds a piece of unknown text; `name` says what would be needed to know it.
    pub fn push_hole(&mut self, name: &str, span: Span) {
        self.push_str(&format!("{OPEN}{name}{CLOSE}"), span);
    }

    pub fn push(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.from.extend_from_slice(&other.from);
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The whole text, if no piece is unknown.
    pub fn known(&self) -> Option<&str> {
        (!self.has_holes()).then_some(self.text.as_str())
    }

    pub fn has_holes(&self) -> bool {
        self.text.contains(OPEN)
    }

    /// The names of the unknown pieces, in order.
    pub fn holes(&self) -> Vec<&str> {
        let pieces = self.text.split(OPEN).skip(1);
        pieces.filter_map(|piece| piece.split_once(CLOSE).map(|(name, _)| name)).collect()
    }

    /// The text with its unknown pieces spelled as people read them: `${NAME}`, `%t`.
    pub fn shown(&self) -> String {
        self.text.replace([OPEN, CLOSE], "")
    }

    /// The text with each unknown piece spelled `<?>`.
    pub fn with_holes(&self) -> String {
        let mut out = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, behind)) = rest.split_once(OPEN) {
            out.push_str(before);
            out.push_str("<?>");
            rest = behind.split_once(CLOSE).map_or("", |(_, behind)| behind);
        }
        out.push_str(rest);
        out
    }

    /// All that the text was made from, from its first to its last byte.
    pub fn span(&self) -> Span {
        self.place(0..self.text.len())
    }

    /// Where a part of the text was read from. A part that is empty or not of this text
    /// is the place between its neighbours.
    pub fn place(&self, part: Range<usize>) -> Span {
        match (self.from.get(part.start), part.end.checked_sub(1).and_then(|last| self.from.get(last))) {
            (Some(first), Some(last)) if part.start < part.end && first.start <= last.end => {
                Span::new(first.start, last.end)
            }
            (Some(first), _) => Span::at(first.start),
            (None, _) => Span::at(self.from.last().map_or(self.at, |last| last.end)),
        }
    }

    /// A part of the text; empty where the range is not one of this text.
    pub fn slice(&self, part: Range<usize>) -> Self {
        let at = self.place(part.clone()).start;
        match (self.text.get(part.clone()), self.from.get(part)) {
            (Some(text), Some(from)) => Self { text: text.to_string(), from: from.to_vec(), at },
            _ => Self::empty(at),
        }
    }

    /// The same text in a number space in which its file stands `by` bytes later.
    pub fn shifted(mut self, by: usize) -> Self {
        self.from.iter_mut().for_each(|span| *span = span.shift(by));
        self.at += by;
        self
    }

    /// Without the characters of `blanks` at both ends.
    pub fn trim(&self, blanks: &[char]) -> Self {
        let end = self.text.trim_end_matches(blanks).len();
        let start = end - self.text[..end].trim_start_matches(blanks).len();
        self.slice(start..end)
    }

    /// Both sides of the first `separator`.
    pub fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let at = self.text.find(separator)?;
        Some((self.slice(0..at), self.slice(at + separator.len_utf8()..self.text.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_knows_its_place_across_a_gap() {
        let source = "ab\\\n  cd";
        let mut joined = Joined::of(source, Span::new(0, 2));
        joined.push_char(' ', Span::new(2, 3));
        joined.push_source(source, Span::new(6, 8));
        assert_eq!(joined.as_str(), "ab cd");
        assert_eq!(joined.place(3..5), Span::new(6, 8));
        assert_eq!(joined.place(1..4), Span::new(1, 7));
        assert_eq!(joined.slice(3..5).span(), Span::new(6, 8));
        assert_eq!(joined.place(5..5), Span::at(8));
        assert_eq!(joined.place(9..12), Span::at(8));
    }

    #[test]
    fn unknown_pieces_are_kept_apart_from_text() {
        let mut joined = Joined::of("quay.io/", Span::new(0, 8));
        joined.push_hole("${IMAGE}", Span::new(8, 16));
        assert_eq!(joined.known(), None);
        assert_eq!(joined.shown(), "quay.io/${IMAGE}");
        assert_eq!(joined.with_holes(), "quay.io/<?>");
        assert_eq!(joined.holes(), ["${IMAGE}"]);
        assert_eq!(Joined::of("<?>", Span::new(0, 3)).known(), Some("<?>"), "written, not unknown");
    }
}
