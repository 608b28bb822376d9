//! Finds the contract's fenced blocks, and remembers for each byte of their TOML where
//! it stands in the constitution: lists indent it, quotes mark it, CRLF lengthens it.

use prodproof_syntax::markdown::{BlockKind, Markdown};
use prodproof_syntax::span::{line_start, Span};

/// A fenced block, its text without fences and indentation.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub toml: String,
    /// The lines between the fences, in the constitution.
    pub span: Span,
    /// The opening fence with its info string.
    pub fence: Span,
    pub closed: bool,
    /// For each piece of `toml`: where it starts there, and its place in the constitution.
    pieces: Vec<(usize, Span)>,
}

/// Whether `info` is that of a contract: `toml`, then `contract`, and nothing else.
pub(super) fn is_contract(info: &str) -> bool {
    let mut words = info.split_whitespace();
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("toml"))
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("contract"))
        && words.next().is_none()
}

pub(super) fn find(text: &str, markdown: &Markdown) -> Vec<Block> {
    let mut blocks = Vec::new();
    for block in &markdown.blocks {
        let BlockKind::Code { info } = &block.kind else { continue };
        if !is_contract(info) {
            continue;
        }
        let mut toml = String::new();
        let mut pieces = Vec::new();
        for inline in &block.inlines {
            pieces.push((toml.len(), inline.span));
            toml.push_str(&inline.text);
        }
        let whole = block.span.text(text);
        let first_line = whole.find('\n').map_or(whole.len(), |at| at + 1);
        let fence_end = block.span.start + whole[..first_line].trim_end().len();
        let (last_start, closed) = closing(whole, first_line);
        let start = block.span.start + first_line;
        let span = Span::new(start, (block.span.start + last_start).max(start));
        blocks.push(Block { toml, span, fence: Span::new(block.span.start, fence_end), closed, pieces });
    }
    blocks
}

/// Where the closing fence's line starts in the block, or its end where there is none.
fn closing(whole: &str, first_line: usize) -> (usize, bool) {
    let fence = whole.trim_start().chars().next().unwrap_or('`');
    let opening = whole.trim_start().chars().take_while(|&c| c == fence).count();
    let body = whole.trim_end();
    let last = line_start(body);
    let line = body.get(last..).unwrap_or_default();
    // List indentation and quote markers stand before the fence.
    let bare = line.trim_start_matches([' ', '\t', '>']);
    let closed = last >= first_line && bare.chars().count() >= opening && bare.chars().all(|c| c == fence);
    if closed {
        (last, true)
    } else {
        (whole.len(), false)
    }
}

impl Block {
    /// The place in the constitution of a range of the TOML.
    pub fn place(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.offset(self.pieces.partition_point(|&(start, _)| start <= range.start), range.start);
        // An end belongs to the piece before it, so that it does not jump over the
        // indentation of the next line.
        let end = self.offset(self.pieces.partition_point(|&(start, _)| start < range.end), range.end);
        Span::new(start, end.max(start))
    }

    /// Where the byte `at` stands, that is in the last of the first `count` pieces.
    fn offset(&self, count: usize, at: usize) -> usize {
        match count.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(&(start, span)) => (span.start + (at - start)).min(span.end),
            None => self.span.start,
        }
    }
}
