//! Walks the blocks, and keeps what leads into a sentence. Must not know what one states.

use std::ops::Range;
use std::rc::Rc;

use super::flat::{flatten, flatten_row, split, Flat};
use super::{Piece, Sentence};
use crate::lexicon::{self, Reading};
use prodproof_syntax::markdown::{Block, BlockKind, Markdown};
use prodproof_syntax::span::{floor, line_start, Span};

/// All sentences of paragraphs, list items and table rows (headers left out), in order.
pub fn read(text: &str, markdown: &Markdown) -> Vec<Sentence> {
    let mut reader = Reader {
        joined: None,
        text,
        paragraph: None,
        items: Vec::new(),
        columns: Vec::new(),
        headings: Vec::new(),
        out: Vec::new(),
    };
    for (index, block) in markdown.blocks.iter().enumerate() {
        reader.block(index, block);
    }
    reader.out
}

struct Reader<'a> {
    text: &'a str,
    /// The last sentence of the paragraph right above, if it ends in a colon.
    paragraph: Option<Rc<Lead>>,
    /// The open list items that end in a colon: depth and text.
    items: Vec<(usize, Rc<Lead>)>,
    /// The leads of the list that is being read, joined: all its items share them.
    joined: Option<(Vec<Rc<Lead>>, Rc<Lead>)>,
    columns: Vec<String>,
    /// The headings that are open: level and text.
    headings: Vec<(u8, String)>,
    out: Vec<Sentence>,
}

/// Words that lead into what follows.
#[derive(Debug, Default)]
struct Lead {
    written: String,
    lower: String,
    reading: Reading,
}

impl Lead {
    fn of(written: String) -> Self {
        Self { lower: written.to_lowercase(), reading: lexicon::read(&written), written }
    }
}

/// No table of people is wider.
const COLUMNS: usize = 40;

/// The longest heading, leading text or column that is looked at, in bytes.
const LONGEST: usize = 400;

/// The first bytes of a text that is longer than any that a person wrote.
fn head(text: &str) -> &str {
    &text[..floor(text, LONGEST)]
}

/// Its last bytes.
fn tail(text: &str) -> &str {
    &text[floor(text, text.len().saturating_sub(LONGEST))..]
}

impl Reader<'_> {
    fn block(&mut self, index: usize, block: &Block) {
        match &block.kind {
            BlockKind::Heading(level) => {
                while self.headings.last().is_some_and(|(above, _)| above >= level) {
                    self.headings.pop();
                }
                self.headings.push((*level, head(&block.plain()).to_lowercase()));
                self.paragraph = None;
                self.items.clear();
            }
            BlockKind::Paragraph => {
                let flat = flatten(block);
                // Only a list item's further paragraphs are indented; they are led into
                // as the item is.
                let line = line_start(&self.text[..block.span.start]);
                let indented = self.text[line..block.span.start].ends_with(' ');
                if !(indented && block.quotes == 0) {
                    self.paragraph = None;
                    self.items.clear();
                }
                let lead = self.lead_of(&flat, usize::MAX);
                let led = leads(&flat);
                self.sentences(index, block, flat, &lead);
                if let Some(led) = led {
                    self.paragraph = Some(Rc::new(led));
                }
            }
            BlockKind::Item { depth, .. } => {
                while self.items.last().is_some_and(|(above, _)| above >= depth) {
                    self.items.pop();
                }
                let flat = flatten(block);
                let lead = self.lead_of(&flat, *depth);
                if let Some(own) = leads(&flat) {
                    self.items.push((*depth, Rc::new(own)));
                }
                self.sentences(index, block, flat, &lead);
            }
            BlockKind::Row { header: true, .. } => {
                let flat = flatten_row(block);
                self.columns = flat
                    .cells
                    .iter()
                    .map(|cell| head(flat.text[cell.clone()].trim()).to_lowercase())
                    .take(COLUMNS)
                    .collect();
            }
            BlockKind::Row { header: false, .. } => {
                let flat = flatten_row(block);
                let lead = self.lead(usize::MAX);
                let span = Span::new(block.content.start, block.content.end.max(block.content.start));
                if !flat.text.trim().is_empty() {
                    let mut sentence = self.sentence(index, block, &flat, 0..flat.text.len(), &lead);
                    sentence.cells = flat.cells.clone();
                    sentence.columns = self.columns.clone();
                    sentence.span = span;
                    self.out.push(sentence);
                }
            }
            BlockKind::Code { .. } | BlockKind::Html | BlockKind::FrontMatter => {}
        }
    }

    /// What leads into a paragraph or item. Reasons and examples are no items of a list
    /// that binds.
    fn lead_of(&mut self, flat: &Flat, depth: usize) -> Rc<Lead> {
        if lexicon::opens_aside(&flat.text) {
            Rc::new(Lead::default())
        } else {
            self.lead(depth)
        }
    }

    fn lead(&mut self, depth: usize) -> Rc<Lead> {
        let items = self.items.iter().filter(|(above, _)| *above < depth).map(|(_, lead)| lead);
        let leads: Vec<Rc<Lead>> = self.paragraph.iter().chain(items).cloned().collect();
        match &self.joined {
            Some((of, joined)) if of.len() == leads.len() && of.iter().zip(&leads).all(|(a, b)| Rc::ptr_eq(a, b)) => {
                joined.clone()
            }
            _ => {
                let written = leads.iter().map(|lead| lead.written.as_str()).collect::<Vec<_>>().join(" ");
                let joined = Rc::new(Lead::of(written));
                self.joined = Some((leads, joined.clone()));
                joined
            }
        }
    }

    fn sentences(&mut self, index: usize, block: &Block, flat: Flat, lead: &Lead) {
        for range in split(&flat) {
            let sentence = self.sentence(index, block, &flat, range, lead);
            self.out.push(sentence);
        }
    }

    fn sentence(&self, index: usize, block: &Block, flat: &Flat, range: Range<usize>, lead: &Lead) -> Sentence {
        let text = flat.text[range.clone()].to_string();
        let mut pieces = Vec::new();
        let first = flat.pieces.partition_point(|piece| piece.at + piece.len < range.start);
        for piece in flat.pieces.iter().skip(first).take_while(|piece| piece.at < range.end) {
            let (start, end) = (piece.at.max(range.start), (piece.at + piece.len).min(range.end));
            if start >= end && !(piece.len == 0 && range.contains(&piece.at)) {
                continue;
            }
            let exact = piece.len == piece.span.len();
            let span = if exact {
                Span::new(piece.span.start + (start - piece.at), piece.span.start + (end - piece.at))
            } else {
                piece.span
            };
            pieces.push(Piece { at: start - range.start, len: end - start, span, code: piece.code });
        }
        let start = pieces.first().map_or(block.content.start, |piece| piece.span.start);
        let end = pieces.last().map_or(start, |piece| piece.span.end).max(start);
        let mut span = Span::new(start, end);
        if self.text.get(span.range()).is_none() {
            span = block.content;
        }
        let codes: Vec<Range<usize>> =
            pieces.iter().filter(|piece| piece.code).map(|piece| piece.at..piece.at + piece.len).collect();
        Sentence {
            lower: text.to_ascii_lowercase(),
            reading: lexicon::read_around(&text, &codes),
            lead_reading: lead.reading.clone(),
            led_by: lead.written.clone(),
            text,
            span,
            block: index,
            headings: self.headings.iter().map(|(_, heading)| heading.clone()).collect(),
            lead: lead.lower.clone(),
            columns: Vec::new(),
            cells: Vec::new(),
            quotes: block.quotes,
            pieces,
        }
    }
}

/// The last sentence of a text that ends in a colon.
fn leads(flat: &Flat) -> Option<Lead> {
    if !flat.text.trim_end().ends_with([':', '：']) {
        return None;
    }
    let last = split(flat).pop()?;
    Some(Lead::of(tail(flat.text.get(last)?).to_string()))
}
