//! Which places state the version and dates of the document itself. A labelled number
//! alone is not enough: other artefacts, examples and parents have versions, too. It is
//! where it stands, and beside what, that decides.
//! Must not know which of several places is right.

use crate::document::field::{self, Announced, HeadField};
use crate::document::history::{self, VersionHistory};
use crate::document::number::{self, Number};
use crate::document::{Day, Dialect, Document, UnreadDate, VersionPlace};
use crate::lexicon::{listed, Topic};
use prodproof_syntax::markdown::{Block, BlockKind, Markdown};
use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;

mod candidates;
mod lines;
mod rest;
mod values;

use lines::{atx, inner, labelled, whole_line};
use values::{about_itself, date_place, ends_field, is_remark, labelled_number, settle, title_number, version, Beside};

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
    field: HeadField,
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

/// With its line and the index of its block.
type FoundVersion = (Trust, VersionPlace, Span, usize);

pub fn read(text: &str, markdown: &Markdown, history: Option<&VersionHistory>, document: &mut Document) {
    let reader = Reader::new(text, markdown);
    let in_history = |span: Span| history.is_some_and(|history| history.aside.iter().any(|aside| aside.contains(span)));
    let mut candidates = reader.candidates();
    // No document has so many; what is in the middle of a made-up one is not looked at.
    if candidates.len() > 2 * MOST {
        candidates.drain(MOST..candidates.len() - MOST);
    }
    candidates.retain(|candidate| !in_history(candidate.line));

    let mut found: Vec<FoundVersion> = Vec::new();
    for candidate in candidates.iter().filter(|candidate| candidate.field.label == Announced::Version) {
        let beside = reader.beside(candidate, &candidates);
        let Some((span, number)) = version(text, candidate.field.value, beside) else { continue };
        let Some(trust) = reader.trust(candidate, beside) else { continue };
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
    if strong.is_empty() && !found.is_empty() {
        reader.rivals(&candidates, &mut found, document);
    }
    if found.is_empty() && document.unsure.is_empty() && history.is_none() {
        document.unsure = reader.stray(&in_history, document);
    }
    let mut numbers: Vec<&Number> = found.iter().map(|(_, place, ..)| &place.number).collect();
    numbers.dedup();
    if strong.is_empty() && numbers.len() > 1 && found.iter().all(|(trust, ..)| *trust == Trust::Weak) {
        document.unsure.extend(found.drain(..).map(|(_, place, ..)| place));
    }
    found.order_by_key(|(_, place, ..)| place.span);
    found.dedup_by_key(|(_, place, ..)| place.span);

    for candidate in candidates.iter().filter(|candidate| candidate.field.label != Announced::Version) {
        let Some(place) = date_place(text, candidate.field.value) else { continue };
        // Whosever date it is, it states no rule.
        if candidate.opens && place.day != Day::Unreadable {
            document.aside.push(candidate.line);
        }
        let beside = found.iter().any(|(_, _, _, block)| reader.near(*block, candidate.block));
        let zone = matches!(candidate.dialect, Dialect::Line | Dialect::Footer | Dialect::Quote | Dialect::FrontMatter)
            && (reader.head(candidate.block) || reader.tail.contains(&candidate.block));
        if beside || zone {
            let places = if candidate.field.label == Announced::Ratified {
                &mut document.ratified
            } else {
                &mut document.amended
            };
            places.push(place);
            document.aside.push(candidate.line);
        }
    }
    document.aside.extend(found.iter().map(|(_, _, line, _)| *line));
    let records = found.iter().flat_map(|(.., block)| reader.records(*block));
    document.aside.extend(records);
    let beside = found.iter().map(|(.., block)| *block).chain(reader.tail.iter().copied());
    document.unread = reader.unread(beside.collect());
    let known = |date: Span| document.ratified.iter().chain(&document.amended).any(|place| place.span.contains(date));
    let behind = found.iter().filter_map(|(_, place, ..)| reader.undated(place));
    let behind: Vec<UnreadDate> = behind.filter(|unread| !known(unread.date)).collect();
    document.unread.extend(behind);
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

    /// Whether a date of the document stands beside: in the same block, or in a
    /// neighbour, where the candidate's own block holds nothing but fields.
    fn beside(&self, candidate: &Candidate, all: &[Candidate]) -> Beside {
        let block = self.markdown.blocks.get(candidate.block);
        let single = !matches!(candidate.dialect, Dialect::Line | Dialect::Footer | Dialect::Quote);
        let fields = single || block.is_some_and(|block| labelled(self.text, block));
        let dated = all.iter().any(|other| {
            other.field.label != Announced::Version
                && (other.block == candidate.block || fields && self.near(candidate.block, other.block))
                && date_place(self.text, other.field.value).is_some()
        });
        if dated {
            Beside::Date
        } else {
            Beside::Nothing
        }
    }

    /// Whether two blocks stand together: the same one, or neighbours under one heading.
    fn near(&self, a: usize, b: usize) -> bool {
        let blocks = &self.markdown.blocks;
        let (Some(first), Some(second)) = (blocks.get(a), blocks.get(b)) else { return false };
        let heads = first.is_heading() || second.is_heading();
        a.abs_diff(b) <= 4 && (first.heading == second.heading || heads && a.abs_diff(b) <= 1)
    }

    fn trust(&self, candidate: &Candidate, beside: Beside) -> Option<Trust> {
        let dated = beside == Beside::Date;
        let block = self.markdown.blocks.get(candidate.block)?;
        let head = self.head(candidate.block);
        let empty = candidate.field.value.is_empty();
        // A label over a list ("Version:") is no field.
        if empty && !dated && !(head || self.is_tail(candidate)) {
            return None;
        }
        let edge = head || self.is_tail(candidate);
        let sole = candidate.opens && {
            let rest = self.text.get(candidate.field.value.start..candidate.line.end).unwrap_or_default();
            let ends = |(_, end, number): (usize, usize, Number)| {
                ends_field(&rest[end..]) || edge && number.parts() > 1 && is_remark(&rest[end..])
            };
            number::leading(rest).is_none_or(ends)
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
    fn headings(&self) -> Vec<FoundVersion> {
        let mut found = Vec::new();
        for (index, block) in self.markdown.headings() {
            if block.kind != BlockKind::Heading(1) && !atx(self.text, block) {
                continue;
            }
            let title = block.content.text(self.text);
            let whole = block.kind == BlockKind::Heading(1) || about_itself(title) && title.len() < 80;
            let top = matches!(block.kind, BlockKind::Heading(1 | 2));
            if let Some(span) = title_number(title).filter(|_| whole && top).or_else(|| labelled_number(title)) {
                let span = span.shift(block.content.start);
                if let Some((_, _, number)) = number::leading(span.text(self.text)) {
                    let place = VersionPlace { span, number, dialect: Dialect::Heading };
                    found.push((Trust::Strong, place, span, index));
                }
            }
            let next = self.markdown.blocks.get(index + 1).filter(|next| next.kind == BlockKind::Paragraph);
            if let Some(next) = next.filter(|_| field::label(title) == Some(Announced::Version)) {
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
