//! The constitution's prose as sentences: each with its text without markup, the place
//! of every byte of it, and what stands above it (headings, the words that lead into a
//! list, a table's header). Must not know what a sentence states.

use std::ops::Range;

use crate::lexicon::Reading;
use prodproof_syntax::span::Span;

mod ends;
mod flat;
mod reader;

pub(crate) use ends::split;
pub use reader::read;

/// A sentence of a paragraph or list item, or a table row (cells joined by ` | `).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Without markup; raw HTML and struck-out text are left out.
    pub text: String,
    /// `text` in ASCII lower case: the same offsets.
    pub lower: String,
    /// From its first to its last byte in the constitution.
    pub span: Span,
    /// Index of its block in [`Markdown::blocks`].
    pub block: usize,
    /// Headings above, outermost first, in lower case. Like what follows, cut where it is
    /// longer than any that a person wrote, so that no text costs more than it is long.
    pub headings: Vec<String>,
    /// The words that lead into it, in lower case: "the image MUST:" above a list.
    pub lead: String,
    /// The same as they are written; empty where nothing leads in.
    pub led_by: String,
    /// What its words ask; code is named and asks nothing.
    pub reading: Reading,
    /// What the words that lead into it ask.
    pub lead_reading: Reading,
    /// For a table row: the header's cells, in lower case.
    pub columns: Vec<String>,
    /// For a table row: the ranges of its cells in `text`.
    pub cells: Vec<Range<usize>>,
    /// How many block quotes it stands in.
    pub quotes: usize,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    at: usize,
    len: usize,
    span: Span,
    code: bool,
}

impl Sentence {
    /// The place in the constitution of a range of `text`.
    pub fn place(&self, range: Range<usize>) -> Span {
        let begins = self.pieces.partition_point(|piece| piece.at <= range.start);
        let ends = self.pieces.partition_point(|piece| piece.at < range.end);
        let start = self.offset(begins, range.start, |span| span.start);
        Span::new(start, self.offset(ends, range.end, |span| span.end).max(start))
    }

    /// Where the byte `at` stands, that is in the last of the first `count` pieces; where
    /// markup shortens the text, one of the piece's ends is still right.
    fn offset(&self, count: usize, at: usize, short: fn(Span) -> usize) -> usize {
        match count.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(piece) if piece.len == piece.span.len() => (piece.span.start + (at - piece.at)).min(piece.span.end),
            Some(piece) => short(piece.span),
            None => self.span.start,
        }
    }

    /// The code spans: ranges of `text`.
    pub fn codes(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.pieces.iter().filter(|piece| piece.code).map(|piece| piece.at..piece.at + piece.len)
    }

    pub fn is_code(&self, at: usize) -> bool {
        let behind = self.pieces.partition_point(|piece| piece.at <= at);
        // Pieces without text stand where the next one does.
        let own = self.pieces[..behind].iter().rev().find(|piece| piece.len > 0);
        own.is_some_and(|piece| piece.code && at < piece.at + piece.len)
    }

    /// Whether it binds, by its own words or by those that lead into it.
    pub fn binds(&self) -> bool {
        self.reading.binds() || self.lead_reading.binds()
    }

    pub fn is_row(&self) -> bool {
        !self.cells.is_empty()
    }
}

#[cfg(test)]
mod tests;
