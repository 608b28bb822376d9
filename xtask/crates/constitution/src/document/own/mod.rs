//! Which places state the version and dates of the document itself. A labelled number
//! alone is not enough: other artefacts, examples and parents have versions, too. It is
//! where it stands, and beside what, that decides.
//! Must not know which of several places is right.

use crate::document::field::{self, Field, Label};
use crate::document::history::{self, History};
use crate::document::number::{self, Number};
use crate::document::{date, Day, Dialect, Document, UnreadDate, VersionPlace};
use crate::lexicon::{listed, Topic};
use prodproof_syntax::markdown::{Block, BlockKind, InlineKind, Markdown};
use prodproof_syntax::span::Span;

mod values;

use values::{about_itself, date_place, ends_field, settle, title_number, version};

/// So many labelled lines at each end of the document are looked at.
const MOST: usize = 200;

/// How sure it is that a place is the document's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    /// Only right where nothing better is found, or where it agrees with that.
    Weak,
    Strong,
}

struct Candidate {
    field: Field,
    /// Index of its block.
    block: usize,
    line: Span,
    dialect: Dialect,
    /// Whether the label opens its line.
    opens: bool,
    /// It stands at the start of a line right below an item. Markdown makes that a part of
    /// the item; whoever wrote it did not.
    below_item: bool,
}

pub fn read(text: &str, markdown: &Markdown, history: Option<&History>, document: &mut Document) {
    let reader = Reader::new(text, markdown);
    let in_history = |span: Span| history.is_some_and(|history| history.aside.iter().any(|aside| aside.contains(span)));
    let mut candidates = reader.candidates();
    // No document has so many; what is in the middle of a made-up one is not looked at.
    if candidates.len() > 2 * MOST {
        candidates.drain(MOST..candidates.len() - MOST);
    }
    candidates.retain(|candidate| !in_history(candidate.line));

    let mut found: Vec<(Trust, VersionPlace, Span, usize)> = Vec::new();
    for candidate in candidates.iter().filter(|candidate| candidate.field.label == Label::Version) {
        let dated = reader.dated(candidate, &candidates);
        let Some((span, number)) = version(text, candidate.field.value, dated) else { continue };
        let Some(trust) = reader.trust(candidate, dated) else { continue };
        let place = VersionPlace { span, number, dialect: candidate.dialect };
        found.push((trust, place, candidate.line, candidate.block));
    }
    found.extend(reader.headings());
    let strong: Vec<Number> =
        found.iter().filter(|(trust, ..)| *trust == Trust::Strong).map(|(_, place, ..)| place.number.clone()).collect();
    // However many parts it is written with.
    let agrees = |number: &Number| strong.iter().any(|strong| strong.version() == number.version());
    found.retain(|(trust, place, ..)| *trust == Trust::Strong || strong.is_empty() || agrees(&place.number));
    if found.is_empty() {
        reader.rescue(&candidates, history, &mut found, document);
    }
    let mut numbers: Vec<&Number> = found.iter().map(|(_, place, ..)| &place.number).collect();
    numbers.dedup();
    if strong.is_empty() && numbers.len() > 1 && found.iter().all(|(trust, ..)| *trust == Trust::Weak) {
        document.unsure.extend(found.drain(..).map(|(_, place, ..)| place));
    }
    found.sort_by_key(|(_, place, ..)| place.span);
    found.dedup_by_key(|(_, place, ..)| place.span);

    for candidate in candidates.iter().filter(|candidate| candidate.field.label != Label::Version) {
        let Some(place) = date_place(text, candidate.field.value) else { continue };
        // Whosever date it is, it states no rule.
        if candidate.opens && place.day != Day::Unreadable {
            document.aside.push(candidate.line);
        }
        let beside = found.iter().any(|(_, _, _, block)| reader.near(*block, candidate.block));
        let zone = matches!(candidate.dialect, Dialect::Line | Dialect::Footer | Dialect::Quote | Dialect::FrontMatter)
            && (reader.head(candidate.block) || reader.tail.contains(&candidate.block));
        if beside || zone {
            let places =
                if candidate.field.label == Label::Ratified { &mut document.ratified } else { &mut document.amended };
            places.push(place);
            document.aside.push(candidate.line);
        }
    }
    document.aside.extend(found.iter().map(|(_, _, line, _)| *line));
    let beside = found.iter().map(|(.., block)| *block).chain(reader.tail.iter().copied());
    document.unread = reader.unread(beside.collect());
    settle(text, document);
    document.versions = found.into_iter().map(|(_, place, ..)| place).collect();
}

struct Reader<'a> {
    text: &'a str,
    markdown: &'a Markdown,
    /// Indices of the blocks at the end that hold nothing but fields.
    tail: Vec<usize>,
    /// The first block that is, or stands under, a heading of level 2 or deeper.
    body: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, markdown: &'a Markdown) -> Self {
        let blocks = &markdown.blocks;
        let body = blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading(2..)) && atx(text, block));
        let mut tail = Vec::new();
        for (index, block) in blocks.iter().enumerate().rev() {
            if block.kind == BlockKind::Html {
                continue;
            }
            let prose = matches!(block.kind, BlockKind::Paragraph) || block.is_heading() && !atx(text, block);
            if !prose || !labelled(text, block) {
                break;
            }
            tail.push(index);
        }
        Self { text, markdown, tail, body: body.unwrap_or(blocks.len()) }
    }

    fn head(&self, block: usize) -> bool {
        block < self.body
    }

    /// Whether it stands among the fields at the end, or right above them.
    fn is_tail(&self, candidate: &Candidate) -> bool {
        let rest = self.markdown.blocks.iter().enumerate().skip(candidate.block + 1);
        self.tail.contains(&candidate.block)
            || candidate.below_item
                && rest.into_iter().all(|(at, block)| block.kind == BlockKind::Html || self.tail.contains(&at))
    }

    fn candidates(&self) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (index, block) in self.markdown.blocks.iter().enumerate() {
            let mut push = |line: Span, dialect: Dialect| {
                let mut fields = field::fields(self.text, line);
                // In backticks it is an example; so is a field in the middle of prose.
                fields.retain(|field| !shown(block, field.label_span));
                let lone = fields.iter().all(|field| field.label == Label::Version);
                let dialect = if fields.len() > 1 && dialect == Dialect::Line { Dialect::Footer } else { dialect };
                for (nth, field) in fields.into_iter().enumerate() {
                    let before = Span::new(line.start, field.label_span.start).text(self.text);
                    // In a line of metadata a field opens its part of it.
                    let part = before.trim_end_matches([' ', '*', '_', '`', '(']);
                    let opens = nth == 0
                        && (!before.contains(|c: char| c.is_alphanumeric())
                            || part.ends_with(['|', '｜', '·', '•', '—', '–']));
                    if nth == 0 && !opens && lone {
                        break;
                    }
                    let below_item = history::is_below_item(self.text, block, line);
                    found.push(Candidate { field, block: index, line, dialect, opens, below_item });
                }
            };
            match &block.kind {
                BlockKind::Paragraph if block.quotes > 0 => {
                    lines(self.text, block).into_iter().for_each(|line| push(line, Dialect::Quote))
                }
                BlockKind::Paragraph => lines(self.text, block).into_iter().for_each(|line| push(line, Dialect::Line)),
                // A line with `---` right below it is a heading to Markdown.
                BlockKind::Heading(_) if !atx(self.text, block) => {
                    lines(self.text, block).into_iter().for_each(|line| push(line, Dialect::Line))
                }
                BlockKind::Item { .. } => lines(self.text, block).into_iter().for_each(|line| {
                    let below = history::is_below_item(self.text, block, line);
                    push(line, if below { Dialect::Line } else { Dialect::Item });
                }),
                BlockKind::FrontMatter => {
                    lines(self.text, block).into_iter().for_each(|line| push(line, Dialect::FrontMatter))
                }
                BlockKind::Code { info } if yaml_of_document(self.text, info, block) => {
                    lines(self.text, block).into_iter().for_each(|line| push(line, Dialect::Yaml))
                }
                BlockKind::Row { cells, .. } => found.extend(self.row(index, block, cells)),
                BlockKind::Html => found.extend(self.comment(index, block)),
                _ => {}
            }
        }
        found
    }

    /// `| **Version** | 1.0.0 |`: a label in the first cell, its value in the second.
    fn row(&self, index: usize, block: &Block, cells: &[Span]) -> Option<Candidate> {
        let [name, value, ..] = cells else { return None };
        let found = field::label(name.text(self.text))?;
        let value = inner(self.text, *value);
        let line = whole_line(self.text, block.span);
        // A row may end before its table does.
        if !line.contains(value) {
            return None;
        }
        number::leading(value.text(self.text)).map(drop).or_else(|| date_place(self.text, value).map(drop))?;
        let field = Field { label: found, label_span: inner(self.text, *name), value };
        Some(Candidate { field, block: index, line, dialect: Dialect::Table, opens: true, below_item: false })
    }

    /// `<!-- version: 1.0.0 -->`, and nothing else in the comment.
    fn comment(&self, index: usize, block: &Block) -> Option<Candidate> {
        let source = block.span.text(self.text).trim_end();
        let body = source.strip_prefix("<!--")?.strip_suffix("-->")?;
        let line = Span::new(block.span.start + 4, block.span.start + 4 + body.len());
        let mut fields = field::fields(self.text, line).into_iter();
        let (field, None) = (fields.next()?, fields.next()) else { return None };
        let opens = !body.contains('\n') && !body.contains(['→', '>']);
        opens.then_some(Candidate { field, block: index, line, dialect: Dialect::Comment, opens, below_item: false })
    }

    /// Whether a date of the document stands beside: in the same block, or in a
    /// neighbour, where the candidate's own block holds nothing but fields.
    fn dated(&self, candidate: &Candidate, all: &[Candidate]) -> bool {
        let block = self.markdown.blocks.get(candidate.block);
        let single = !matches!(candidate.dialect, Dialect::Line | Dialect::Footer | Dialect::Quote);
        let fields = single || block.is_some_and(|block| labelled(self.text, block));
        all.iter().any(|other| {
            other.field.label != Label::Version
                && (other.block == candidate.block || fields && self.near(candidate.block, other.block))
                && date_place(self.text, other.field.value).is_some()
        })
    }

    /// Whether two blocks stand together: the same one, or neighbours under one heading.
    fn near(&self, a: usize, b: usize) -> bool {
        let blocks = &self.markdown.blocks;
        let (Some(first), Some(second)) = (blocks.get(a), blocks.get(b)) else { return false };
        let heads = first.is_heading() || second.is_heading();
        a.abs_diff(b) <= 4 && (first.heading == second.heading || heads && a.abs_diff(b) <= 1)
    }

    fn trust(&self, candidate: &Candidate, dated: bool) -> Option<Trust> {
        let block = self.markdown.blocks.get(candidate.block)?;
        let head = self.head(candidate.block);
        let empty = candidate.field.value.is_empty();
        // A label over a list ("Version:") is no field.
        if empty && !dated && !(head || self.is_tail(candidate)) {
            return None;
        }
        let sole = candidate.opens && {
            let rest = self.text.get(candidate.field.value.start..candidate.line.end).unwrap_or_default();
            number::leading(rest).is_none_or(|(_, end, _)| ends_field(&rest[end..]))
        };
        // What an item of a history tells is past, also where it is no entry by its form.
        let past = || self.sections(block).any(|section| history::is_title(&section.plain()));
        if matches!(block.kind, BlockKind::Item { .. }) && !candidate.below_item && past() {
            return None;
        }
        let governing = || self.sections(block).any(|section| about_itself(&section.plain()));
        match candidate.dialect {
            Dialect::FrontMatter | Dialect::Yaml => Some(Trust::Strong),
            Dialect::Comment => Some(Trust::Weak),
            Dialect::Quote if head => (dated || sole).then_some(Trust::Strong),
            Dialect::Quote => (dated || sole && governing()).then_some(Trust::Weak),
            Dialect::Table if head => (dated || !self.of_artefact(candidate.block)).then_some(Trust::Strong),
            Dialect::Table | Dialect::Item if !head && !dated => governing().then_some(Trust::Weak),
            _ if dated => Some(Trust::Strong),
            _ if !sole => None,
            _ if head || self.is_tail(candidate) => Some(Trust::Strong),
            _ if candidate.below_item => Some(Trust::Weak),
            _ => governing().then_some(Trust::Weak),
        }
    }

    /// Where no place is the document's own by where it stands: a labelled version line
    /// that is the only one is it. Of several, or where the history knows another, nobody
    /// can tell which.
    fn rescue(
        &self,
        candidates: &[Candidate],
        history: Option<&History>,
        found: &mut Vec<(Trust, VersionPlace, Span, usize)>,
        document: &mut Document,
    ) {
        let mut prose = Vec::new();
        let mut doubtful = false;
        for candidate in candidates.iter().filter(|candidate| candidate.field.label == Label::Version) {
            let Some((span, number @ Number::Read { .. })) = version(self.text, candidate.field.value, false) else {
                continue;
            };
            let rest = self.text.get(span.end..candidate.line.end).unwrap_or_default();
            let block = self.markdown.blocks.get(candidate.block);
            let past = block.is_some_and(|block| self.sections(block).any(|above| history::is_title(&above.plain())));
            let artefact = candidate.dialect == Dialect::Table && self.of_artefact(candidate.block);
            if !candidate.opens
                || !ends_field(rest.trim_start_matches(']'))
                || past && !candidate.below_item
                || artefact
            {
                continue;
            }
            doubtful |= matches!(candidate.dialect, Dialect::Item | Dialect::Table);
            let place = VersionPlace { span, number, dialect: candidate.dialect };
            prose.push((Trust::Weak, place, candidate.line, candidate.block));
        }
        let versions = || prose.iter().filter_map(|(_, place, ..)| place.number.version());
        doubtful |= versions().any(|version| versions().any(|other| other != version));
        doubtful |= history.and_then(History::newest).is_some_and(|newest| versions().any(|v| *v != newest.version));
        match doubtful {
            true => document.unsure.extend(prose.into_iter().map(|(_, place, ..)| place)),
            false => found.extend(prose),
        }
    }

    /// Dates in and beside the blocks of the version, under labels that are not known.
    fn unread(&self, blocks: Vec<usize>) -> Vec<UnreadDate> {
        let mut found: Vec<UnreadDate> = Vec::new();
        for (index, block) in self.markdown.blocks.iter().enumerate() {
            let holds_fields =
                matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::FrontMatter)
                    || block.is_heading() && !atx(self.text, block);
            if !holds_fields || !blocks.iter().any(|own| self.near(*own, index)) {
                continue;
            }
            for line in lines(self.text, block) {
                for (label, value) in field::others(self.text, line) {
                    let source = value.text(self.text);
                    let name = label.text(self.text).to_lowercase();
                    let dated = date::find(source).filter(|(start, ..)| *start == 0);
                    let Some((start, end, _)) = dated.filter(|_| name.chars().count() <= 40) else { continue };
                    if !listed(Topic::DateApart).iter().any(|word| name.contains(word)) && !shown(block, label) {
                        found.push(UnreadDate { label, date: Span::new(start, end).shift(value.start) });
                    }
                }
            }
        }
        found.sort_by_key(|unread| unread.date);
        found.dedup();
        found
    }

    /// The headings above `block`, without the document's title.
    fn sections(&self, block: &'a Block) -> impl Iterator<Item = &'a Block> {
        let blocks = &self.markdown.blocks;
        let mut level = 7;
        let up = move |block: &&Block| block.heading.and_then(|heading| blocks.get(heading));
        std::iter::successors(up(&block), move |block| up(block)).filter(move |block| match block.kind {
            BlockKind::Heading(own) if own < level => {
                level = own;
                own > 1
            }
            _ => false,
        })
    }

    /// Whether the table around `row` speaks of an image, a package or the like.
    fn of_artefact(&self, row: usize) -> bool {
        let blocks = &self.markdown.blocks;
        let is_row = |block: &&Block| matches!(block.kind, BlockKind::Row { .. });
        let before = blocks[..row].iter().rev().take_while(is_row);
        before.chain(blocks[row..].iter().take_while(is_row)).any(|block| {
            let BlockKind::Row { cells, .. } = &block.kind else { return false };
            let key = cells.first().map_or("", |cell| cell.text(self.text)).to_lowercase();
            listed(Topic::ArtefactKey).iter().any(|word| key.contains(word))
        })
    }

    /// Versions in headings: at the end of the title, behind a `v` or the word, and alone
    /// below a heading that says no more than "Version".
    fn headings(&self) -> Vec<(Trust, VersionPlace, Span, usize)> {
        let mut found = Vec::new();
        for (index, block) in self.markdown.headings().filter(|(_, block)| atx(self.text, block)) {
            let title = block.content.text(self.text);
            let whole = block.kind == BlockKind::Heading(1) || about_itself(title) && title.len() < 80;
            let top = matches!(block.kind, BlockKind::Heading(1 | 2));
            if let Some(span) = title_number(title).filter(|_| whole && top) {
                let span = span.shift(block.content.start);
                if let Some((_, _, number)) = number::leading(span.text(self.text)) {
                    let place = VersionPlace { span, number, dialect: Dialect::Heading };
                    found.push((Trust::Strong, place, span, index));
                }
            }
            let next = self.markdown.blocks.get(index + 1).filter(|next| next.kind == BlockKind::Paragraph);
            if let Some(next) = next.filter(|_| field::label(title) == Some(Label::Version)) {
                let line = whole_line(self.text, next.span);
                let value = inner(self.text, line);
                if let Some((from, to, number)) = number::leading(value.text(self.text)) {
                    if ends_field(&value.text(self.text)[to..]) {
                        let span = Span::new(from, to).shift(value.start);
                        let place = VersionPlace { span, number, dialect: Dialect::Heading };
                        found.push((Trust::Strong, place, line, index + 1));
                    }
                }
            }
        }
        found
    }
}

/// A fenced YAML block that is about this document: it says so, or gives its dates.
fn yaml_of_document(text: &str, info: &str, block: &Block) -> bool {
    let yaml = matches!(info.split_whitespace().next(), Some("yaml" | "yml"));
    let lines = lines(text, block);
    let key = |line: &Span, key: &str| line.text(text).starts_with(key);
    let named = lines.iter().any(|line| key(line, "constitution:") || key(line, "constitution_version:"));
    let dates = lines.iter().any(|line| key(line, "ratified:") || key(line, "last_amended:"));
    yaml && (named || dates && lines.iter().any(|line| key(line, "version:")))
}

/// Whether `span` stands between backticks.
fn shown(block: &Block, span: Span) -> bool {
    block.inlines.iter().any(|inline| inline.kind == InlineKind::Code && inline.span.contains(span))
}

/// Whether every line is a field; one of another kind (`**Approved by**: …`) may stand
/// among them.
fn labelled(text: &str, block: &Block) -> bool {
    let mut lines = lines(text, block).into_iter();
    lines.all(|line| line.text(text).trim_start_matches(['>', ' ']).starts_with("**") || known(text, line))
}

fn known(text: &str, line: Span) -> bool {
    !field::fields(text, line).is_empty()
}

/// Whether a heading is written with `#`.
fn atx(text: &str, block: &Block) -> bool {
    block.span.text(text).trim_start_matches([' ', '>', '\t']).starts_with('#')
}

/// The lines of a block, each without its end.
fn lines(text: &str, block: &Block) -> Vec<Span> {
    let inside = match block.kind {
        BlockKind::Code { .. } | BlockKind::FrontMatter => block.content,
        BlockKind::Item { .. } => Span::new(block.span.start, block.content.end.max(block.span.start)),
        _ => block.span,
    };
    let whole = history::lines(text, inside);
    let mut start = whole.start;
    let mut found = Vec::new();
    for line in whole.text(text).split_inclusive('\n') {
        found.push(Span::new(start, start + line.trim_end_matches(['\r', '\n']).len()));
        start += line.len();
    }
    found
}

/// The line that `span` starts in, without its end.
fn whole_line(text: &str, span: Span) -> Span {
    let whole = history::lines(text, Span::at(span.start));
    Span::new(whole.start, whole.start + whole.text(text).trim_end_matches(['\r', '\n']).len())
}

/// `span` without the emphasis, quotes and blanks around its text.
fn inner(text: &str, span: Span) -> Span {
    let wrapping = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '"' | '\'' | '|');
    let source = span.text(text);
    // What is empty stands right behind its label.
    if source.trim_matches(wrapping).is_empty() {
        return Span::at(span.start);
    }
    let left = source.len() - source.trim_start_matches(wrapping).len();
    let len = source.trim_matches(wrapping).len();
    Span::new(span.start + left, span.start + left + len)
}
