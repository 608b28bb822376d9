//! The constitution's prose as sentences: each with its text without markup, the place
//! of every byte of it, and what stands above it (headings, the words that lead into a
//! list, a table's header). Must not know what a sentence states.

use std::ops::Range;
use std::rc::Rc;

use crate::lexicon::{self, listed, Reading, Topic};
use prodproof_syntax::markdown::{Block, BlockKind, InlineKind, Markdown};
use prodproof_syntax::span::Span;

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
        let start = self.offset(range.start, false);
        Span::new(start, self.offset(range.end, true).max(start))
    }

    fn offset(&self, at: usize, end: bool) -> usize {
        let index = self.pieces.partition_point(|piece| if end { piece.at < at } else { piece.at <= at });
        match index.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            // Where markup shortens the text, the piece's ends are still right.
            Some(piece) if piece.len == piece.span.len() => (piece.span.start + (at - piece.at)).min(piece.span.end),
            Some(piece) if end => piece.span.end,
            Some(piece) => piece.span.start,
            None => self.span.start,
        }
    }

    /// The code spans: ranges of `text`.
    pub fn codes(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.pieces.iter().filter(|piece| piece.code).map(|piece| piece.at..piece.at + piece.len)
    }

    pub fn is_code(&self, at: usize) -> bool {
        self.codes().any(|range| range.contains(&at))
    }

    /// Whether it binds, by its own words or by those that lead into it.
    pub fn binds(&self) -> bool {
        self.reading.binds() || self.lead_reading.binds()
    }

    pub fn is_row(&self) -> bool {
        !self.cells.is_empty()
    }
}

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

/// The first bytes of a text, or its last.
fn cut(text: &str, first: bool) -> String {
    if text.len() <= LONGEST {
        return text.to_string();
    }
    let mut at = if first { LONGEST } else { text.len() - LONGEST };
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (before, after) = text.split_at(at);
    (if first { before } else { after }).to_string()
}

/// Text without markup, still unsplit.
#[derive(Default)]
struct Flat {
    text: String,
    pieces: Vec<Piece>,
    cells: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn block(&mut self, index: usize, block: &Block) {
        match &block.kind {
            BlockKind::Heading(level) => {
                while self.headings.last().is_some_and(|(above, _)| above >= level) {
                    self.headings.pop();
                }
                self.headings.push((*level, cut(&block.plain(), true).to_lowercase()));
                self.paragraph = None;
                self.items.clear();
            }
            BlockKind::Paragraph => {
                let flat = flatten(block);
                // Only a list item's further paragraphs are indented; they are led into
                // as the item is.
                let line = self.text[..block.span.start].rfind('\n').map_or(0, |at| at + 1);
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
                    .map(|cell| cut(flat.text[cell.clone()].trim(), true).to_lowercase())
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
        match lexicon::opens_aside(&flat.text) {
            true => Rc::new(Lead::default()),
            false => self.lead(depth),
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
            let span = match exact {
                true => Span::new(piece.span.start + (start - piece.at), piece.span.start + (end - piece.at)),
                false => piece.span,
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
    Some(Lead::of(cut(flat.text.get(last)?, false)))
}

fn flatten(block: &Block) -> Flat {
    let mut flat = Flat::default();
    for inline in &block.inlines {
        flat.push(inline.kind, &inline.text, inline.span);
    }
    flat
}

fn flatten_row(block: &Block) -> Flat {
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

fn split(flat: &Flat) -> Vec<Range<usize>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn texts(text: &str) -> Vec<String> {
        let sentences = read(text, &Markdown::read(text));
        for sentence in &sentences {
            assert!(text.get(sentence.span.range()).is_some());
        }
        sentences.into_iter().map(|sentence| sentence.text).collect()
    }

    #[test]
    fn sentences_end_at_their_marks() {
        assert_eq!(
            texts("One `a. B`. Two v1.2.3 e.g. Three! \"Four.\" five"),
            ["One a. B.", "Two v1.2.3 e.g. Three!", "\"Four.\" five"]
        );
        assert_eq!(texts("一个句子。第二个！`main`。"), ["一个句子。", "第二个！", "main。"]);
        assert_eq!(texts("See (it.) Then **bold.** End"), ["See (it.)", "Then bold.", "End"]);
    }

    #[test]
    fn places_are_in_the_source() {
        let text = "\u{feff}- **Use** `quay.io/a/b` &amp; wait.  Now\n  more\n";
        let sentences = read(text, &Markdown::read(text));
        let first = &sentences[0];
        let at = first.text.find("quay").unwrap();
        assert_eq!(first.place(at..at + 11).text(text), "quay.io/a/b");
        assert!(first.is_code(at) && !first.is_code(0));
        assert_eq!(first.span.text(text), "Use** `quay.io/a/b` &amp; wait.");
        assert_eq!(sentences[1].span.text(text), "Now\n  more");
    }

    #[test]
    fn lists_know_what_leads_into_them() {
        let text = "# A\n\nThe image MUST NOT:\n\n- be old\n- go to:\n  - `a`\n\nOther text.\n\n- free\n";
        let sentences = read(text, &Markdown::read(text));
        let leads: Vec<_> = sentences.iter().map(|s| (s.text.as_str(), s.lead.as_str())).collect();
        assert_eq!(
            leads,
            [
                ("The image MUST NOT:", ""),
                ("be old", "the image must not:"),
                ("go to:", "the image must not:"),
                ("a", "the image must not: go to:"),
                ("Other text.", ""),
                ("free", ""),
            ]
        );
        assert_eq!(sentences[1].headings, ["a"]);
    }

    #[test]
    fn rows_know_their_columns() {
        let text = "| Event | Tag |\n|---|---|\n| push to `main` | `:latest` |\n";
        let row = &read(text, &Markdown::read(text))[0];
        assert_eq!(row.text, "push to main | :latest");
        assert_eq!(row.columns, ["event", "tag"]);
        assert_eq!(row.cells, [0..12, 15..22]);
        assert_eq!(row.place(15..22).text(text), ":latest");
    }
}
