//! A block's text without markup. Must not know what leads into them.

use std::ops::Range;

use super::{ends, Piece};
use prodproof_syntax::markdown::{Block, BlockKind, InlineKind};
use prodproof_syntax::span::Span;

/// Text without markup, still unsplit.
#[derive(Default)]
pub(super) struct Flat {
    pub text: String,
    pub pieces: Vec<Piece>,
    pub cells: Vec<Range<usize>>,
}

pub(super) fn flatten(block: &Block) -> Flat {
    let mut flat = Flat::default();
    for inline in &block.inlines {
        flat.push(inline.kind, &inline.text, inline.span);
    }
    flat
}

pub(super) fn flatten_row(block: &Block) -> Flat {
    let BlockKind::Row { cells, .. } = &block.kind else { return Flat::default() };
    let mut flat = Flat::default();
    let mut inlines = block.inlines.iter().peekable();
    for (number, cell) in cells.iter().enumerate() {
        if number > 0 {
            flat.text.push_str(" | ");
        }
        let start = flat.text.len();
        while let Some(inline) = inlines.next_if(|inline| inline.span.start < cell.end) {
            if cell.contains(inline.span) {
                flat.push(inline.kind, &inline.text, inline.span);
            }
        }
        flat.cells.push(start..flat.text.len());
    }
    flat
}

impl Flat {
    fn push(&mut self, kind: InlineKind, text: &str, span: Span) {
        if matches!(kind, InlineKind::Html | InlineKind::Deleted) {
            return;
        }
        self.pieces.push(Piece { at: self.text.len(), len: text.len(), span, code: kind == InlineKind::Code });
        self.text.push_str(text);
    }
}

pub(super) fn split(flat: &Flat) -> Vec<Range<usize>> {
    let codes: Vec<Range<usize>> =
        flat.pieces.iter().filter(|piece| piece.code).map(|piece| piece.at..piece.at + piece.len).collect();
    ends::split(&flat.text, &codes)
}
