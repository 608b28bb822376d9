//! A block's text without markup, and its sentences' ends. Must not know what leads into them.

use std::ops::Range;

use super::Piece;
use crate::lexicon::{listed, Topic};
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

    fn is_code(&self, at: usize) -> bool {
        let index = self.pieces.partition_point(|piece| piece.at <= at);
        index
            .checked_sub(1)
            .and_then(|index| self.pieces.get(index))
            .is_some_and(|piece| piece.code && at < piece.at + piece.len)
    }
}

pub(super) fn split(flat: &Flat) -> Vec<Range<usize>> {
    let text = &flat.text;
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let ends = match c {
            '。' | '！' | '？' => !flat.is_code(at),
            '.' | '!' | '?' => {
                let rest = text[end..].trim_start_matches([')', '"', '\'', '”', '’', '*', '_']);
                let behind = rest.trim_start();
                let gap = behind.len() < rest.len() || behind.is_empty();
                let next = behind.chars().next();
                let starts = next.is_none_or(|next| !next.is_lowercase()) || flat.is_code(text.len() - behind.len());
                let before = text[start..at].rsplit([' ', '(', '\u{a0}']).next().unwrap_or_default().to_lowercase();
                gap && starts
                    && !flat.is_code(at)
                    && !(c == '.' && listed(Topic::Abbreviation).contains(&before.as_str()))
            }
            _ => false,
        };
        if !ends {
            continue;
        }
        let mut stop = end;
        while let Some(&(next, mark)) = chars.peek() {
            if !matches!(mark, ')' | '"' | '”' | '’' | '」' | '）') {
                break;
            }
            stop = next + mark.len_utf8();
            chars.next();
        }
        out.push(start..stop);
        start = stop;
    }
    out.push(start..text.len());
    out.into_iter()
        .filter_map(|range| {
            let part = &text[range.clone()];
            let from = range.start + (part.len() - part.trim_start().len());
            let to = range.end - (part.len() - part.trim_end().len());
            (from < to).then_some(from..to)
        })
        .collect()
}
