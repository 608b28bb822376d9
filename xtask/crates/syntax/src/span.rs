//! Where something stands in a file: byte ranges, values that remember theirs,
//! and the step from a byte to the line and column that people read.
//! Must not know what kind of file it is.

use std::ops::Range;

/// A half-open byte range in one file's text.
///
/// `start <= end`: a span that ends before it starts cannot be made. Both lie on `char`
/// boundaries of the text it was made from. An empty span marks a place between two bytes,
/// such as where a fix inserts.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(Ends);

/// What can be read of a [`Span`], and only made by it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ends {
    pub start: usize,
    pub end: usize,
}

/// The ends are read like fields, and cannot be written: so they stay in order.
impl std::ops::Deref for Span {
    type Target = Ends;

    fn deref(&self) -> &Ends {
        &self.0
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl Span {
    /// From `start` to `end`; the empty span at `start`, where that lies behind `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self(Ends { start, end: end.max(start) })
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The same, up to `end` at least.
    pub fn to(self, end: usize) -> Self {
        Self::new(self.start, self.end.max(end))
    }

    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    pub fn len(self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same place in a text in which this span's text stands `by` bytes later.
    pub fn shift(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The text that is covered; empty where the span is not of this text.
    pub fn text(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or_default()
    }
}

/// A value, and where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

/// The last place up to `at` that is between two characters.
pub fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Where the line begins in which a text ends: the first byte behind its last line feed.
pub fn line_start(before: &str) -> usize {
    before.rfind('\n').map_or(0, |at| at + 1)
}

/// The starts of all lines of a text, to tell line and column of a byte.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts }
    }

    /// Line and column, both counted from 1, the column in characters.
    ///
    /// A byte behind the end counts as the end; a byte order mark has no width.
    pub fn line_col(&self, text: &str, offset: usize) -> (usize, usize) {
        let offset = offset.min(text.len());
        let line = self.line(offset);
        let start = self.starts[line - 1];
        let before = text.get(start..offset).unwrap_or_default();
        let column = before.trim_start_matches('\u{feff}').chars().count() + 1;
        (line, column)
    }

    /// The line alone, from 1, however long it is.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// The byte at which line `line` (from 1) starts, if there is such a line.
    pub fn start_of(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }

    pub fn lines(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "\u{feff}aé漢x\r\nb\n";
        let index = LineIndex::new(text);
        assert_eq!(index.line_col(text, text.find('x').unwrap()), (1, 4));
        assert_eq!(index.line_col(text, text.find('b').unwrap()), (2, 1));
        assert_eq!(index.line_col(text, text.len()), (3, 1));
        assert_eq!(index.line_col(text, 10_000), (3, 1));
        assert_eq!(index.start_of(2), text.find('b'));
        assert_eq!(index.start_of(4), None);
    }

    #[test]
    fn no_span_ends_before_it_starts() {
        let span = Span::new(5, 3);
        assert_eq!((span.start, span.end, span.len(), span.is_empty()), (5, 5, 0, true));
    }

    #[test]
    fn a_span_of_another_text_is_empty() {
        assert_eq!(Span::new(3, 9).text("ab"), "");
        assert_eq!(Span::new(1, 2).text("é"), "", "inside of a character");
    }
}
