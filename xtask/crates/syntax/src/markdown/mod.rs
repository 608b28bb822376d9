//! Markdown as blocks with positions: headings, paragraphs, list items, table rows,
//! code, HTML. Read by pulldown-cmark (CommonMark with GitHub's tables and
//! strikethrough); [`write`] is the way back. Must not know what a constitution is.

pub mod write;

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::span::Span;
use crate::steps;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Level 1 to 6.
    Heading(u8),
    Paragraph,
    /// The own text of a list item; nested lists are items of their own. Depth from 0.
    Item {
        ordered: bool,
        depth: usize,
    },
    /// A table row; its cells are the places of the cells' contents.
    Row {
        header: bool,
        cells: Vec<Span>,
    },
    /// A code block; `info` is the info string, empty for indented code.
    Code {
        info: String,
    },
    /// An HTML block, comments included.
    Html,
    /// YAML front matter between `---` lines, at the very top.
    FrontMatter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InlineKind {
    Text,
    /// Inside backticks.
    Code,
    /// Inside `~~`: taken back.
    Deleted,
    /// Raw HTML, comments included.
    Html,
}

/// A run of text inside a block. `span` covers the text itself, without markers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    pub kind: InlineKind,
    pub text: String,
    pub span: Span,
    /// The target, where the run stands inside of a link.
    pub link: Option<String>,
    /// Whether it is strong (`**`).
    pub strong: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    /// The block with its markers; for items without nested blocks' text.
    pub span: Span,
    /// The content: heading text, paragraph text, code between the fences.
    pub content: Span,
    pub inlines: Vec<Inline>,
    /// How many block quotes it stands in.
    pub quotes: usize,
    /// Index in [`Markdown::blocks`] of the heading it stands under.
    pub heading: Option<usize>,
}

impl Block {
    /// The text without markup; soft breaks are spaces, raw HTML is left out.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for inline in self.inlines.iter().filter(|inline| inline.kind != InlineKind::Html) {
            out.push_str(&inline.text);
        }
        out
    }

    pub fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Heading(_))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown {
    pub blocks: Vec<Block>,
}

impl Markdown {
    /// Reads any text; everything is Markdown, so this cannot fail. A byte order mark
    /// is skipped, all spans count it.
    pub fn read(text: &str) -> Self {
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let shallow = shallow(text);
        let mut reader = Reader { text: &shallow, ..Reader::default() };
        // By hand: the parser would take any text between two rules for metadata.
        let mut start = bom;
        if let Some((span, content)) = front_matter(text, bom) {
            reader.start(BlockKind::FrontMatter, span);
            reader.end();
            reader.blocks[0].content = content;
            start = span.end;
        }
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        for (event, range) in Parser::new_ext(&shallow[start..], options).into_offset_iter() {
            steps::took(1);
            reader.event(event, Span::new(range.start + start, range.end + start));
        }
        Self { blocks: reader.blocks }
    }

    pub fn headings(&self) -> impl Iterator<Item = (usize, &Block)> {
        self.blocks.iter().enumerate().filter(|(_, block)| block.is_heading())
    }

    /// The headings above a block, outermost first: `["Governance", "Versioning"]`.
    pub fn path(&self, block: &Block) -> Vec<String> {
        let mut path = Vec::new();
        let mut level = 7;
        let mut at = block.heading;
        while let Some(heading) = at.and_then(|index| self.blocks.get(index)) {
            match heading.kind {
                BlockKind::Heading(own) if own < level => {
                    path.push(heading.plain());
                    level = own;
                }
                _ => {}
            }
            at = heading.heading;
        }
        path.reverse();
        path
    }
}

/// Lists and quotes that a line may open in one another; what is deeper is text.
const DEEPEST: usize = 64;

/// The text, with the markers of lists and quotes that are nested too deep in one line
/// replaced by as many letters: reading them takes the square of their number.
fn shallow(text: &str) -> Cow<'_, str> {
    let mut out: Option<Vec<u8>> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bytes = line.as_bytes();
        let (mut at, mut markers) = (0, 0);
        while let Some(&byte) = bytes.get(at) {
            let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let end = match byte {
                b' ' | b'\t' => {
                    at += 1;
                    continue;
                }
                b'>' => at + 1,
                b'-' | b'+' | b'*' if matches!(bytes.get(at + 1), Some(b' ' | b'\t')) => at + 1,
                _ if digits > 0 && matches!(bytes.get(at + digits), Some(b'.' | b')')) => at + digits + 1,
                _ => break,
            };
            markers += 1;
            if markers > DEEPEST {
                let out = out.get_or_insert_with(|| text.as_bytes().to_vec());
                out[start + at..start + end].fill(b'x');
            }
            at = end;
        }
        start += line.len();
    }
    match out.map(String::from_utf8) {
        Some(Ok(text)) => Cow::Owned(text),
        _ => Cow::Borrowed(text),
    }
}

/// The block between two `---` lines at the very top, and what stands between them.
/// As in Jekyll: the first line after the opening one is not blank.
fn front_matter(text: &str, bom: usize) -> Option<(Span, Span)> {
    let mut lines = text[bom..].split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let start = bom + first.len();
    let mut at = start;
    for line in lines {
        if at == start && line.trim().is_empty() {
            return None;
        }
        if matches!(line.trim_end(), "---" | "...") {
            return Some((Span::new(bom, at + line.len()), Span::new(start, at)));
        }
        at += line.len();
    }
    None
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    /// Blocks that are open, as indices: an item stays open around its nested list.
    open: Vec<usize>,
    /// For each open list, whether it is ordered.
    lists: Vec<bool>,
    quotes: usize,
    heading: Option<usize>,
    links: Vec<String>,
    strong: usize,
    deleted: usize,
    header: bool,
}

impl Reader<'_> {
    fn start(&mut self, kind: BlockKind, span: Span) {
        let block = Block {
            kind,
            span,
            content: Span::at(span.start),
            inlines: Vec::new(),
            quotes: self.quotes,
            heading: self.heading,
        };
        self.open.push(self.blocks.len());
        self.blocks.push(block);
    }

    fn end(&mut self) {
        self.open.pop();
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start_tag(tag, span),
            Event::End(tag) => self.end_tag(tag),
            Event::Text(text) => {
                let kind = if self.deleted > 0 { InlineKind::Deleted } else { InlineKind::Text };
                self.inline(kind, &text, span);
            }
            Event::Code(text) => {
                let ticks = (span.len().saturating_sub(text.len())) / 2;
                let kind = if self.deleted > 0 { InlineKind::Deleted } else { InlineKind::Code };
                self.inline(kind, &text, Span::new(span.start + ticks, span.end - ticks));
                if let Some(&index) = self.open.last() {
                    let content = &mut self.blocks[index].content;
                    *content = Span::new(content.start.min(span.start), content.end.max(span.end));
                }
            }
            Event::Html(text) | Event::InlineHtml(text) => self.inline(InlineKind::Html, &text, span),
            Event::SoftBreak | Event::HardBreak => self.inline(InlineKind::Text, " ", span),
            _ => {}
        }
    }

    fn inline(&mut self, kind: InlineKind, text: &str, span: Span) {
        let Some(&index) = self.open.last() else { return };
        let block = &mut self.blocks[index];
        block.content = if block.content.is_empty() {
            span
        } else {
            Span::new(block.content.start.min(span.start), block.content.end.max(span.end))
        };
        block.inlines.push(Inline {
            kind,
            text: text.to_string(),
            span,
            link: self.links.last().cloned(),
            strong: self.strong > 0,
        });
    }

    fn start_tag(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => {
                self.start(BlockKind::Heading(level as u8), span);
            }
            Tag::Paragraph => match self.open.last().map(|&index| &self.blocks[index]) {
                // The first paragraph of a loose item is the item's own text.
                Some(Block { kind: BlockKind::Item { .. }, inlines, .. }) if inlines.is_empty() => {
                    let index = self.open[self.open.len() - 1];
                    self.open.push(index);
                }
                _ => self.start(BlockKind::Paragraph, span),
            },
            Tag::List(first) => self.lists.push(first.is_some()),
            Tag::Item => {
                let ordered = self.lists.last().copied().unwrap_or(false);
                self.start(BlockKind::Item { ordered, depth: self.lists.len().saturating_sub(1) }, span);
            }
            Tag::TableHead => {
                self.header = true;
                self.start(BlockKind::Row { header: true, cells: Vec::new() }, span);
            }
            Tag::TableRow => self.start(BlockKind::Row { header: false, cells: Vec::new() }, span),
            Tag::TableCell => {
                let row = self.open.last().map(|&index| &mut self.blocks[index].kind);
                if let Some(BlockKind::Row { cells, .. }) = row {
                    cells.push(span);
                }
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.start(BlockKind::Code { info }, span);
            }
            Tag::HtmlBlock => self.start(BlockKind::Html, span),
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.links.push(dest_url.to_string()),
            Tag::Strong => self.strong += 1,
            Tag::Strikethrough => self.deleted += 1,
            _ => {}
        }
    }

    /// Whether a heading is prose with a rule right below it: sentences, several lines, a label
    /// with its value. Markdown makes a title of that; whoever wrote it did not.
    fn is_prose(&self, heading: &Block) -> bool {
        let text = heading.content.text(self.text);
        let is_prose = text.ends_with(['.', '!', '?', ':', ';', '。', '！', '？', '：', '；'])
            || text.contains('\n')
            || ["**:", ":**", "**：", "：**"].iter().any(|label| text.contains(label));
        is_prose && !heading.span.text(self.text).starts_with('#')
    }

    fn end_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                if let Some(&index) = self.open.last() {
                    if self.is_prose(&self.blocks[index]) {
                        self.blocks[index].kind = BlockKind::Paragraph;
                    } else {
                        self.heading = Some(index);
                    }
                }
                self.end();
            }
            TagEnd::Item => {
                if let Some(&index) = self.open.last() {
                    let block = &mut self.blocks[index];
                    block.span = Span::new(block.span.start, block.content.end);
                }
                self.end();
            }
            TagEnd::Paragraph | TagEnd::TableHead | TagEnd::TableRow | TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.end()
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => {
                self.links.pop();
            }
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Strikethrough => self.deleted = self.deleted.saturating_sub(1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
