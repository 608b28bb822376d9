//! Whatever might be a version or a date of the document, by its form alone. Must not
//! know whether it is.

use std::borrow::Cow;

use super::lines::{atx, inner, lines, shown, untagged, whole_line, yaml_of_document};
use super::values::date_place;
use super::{Candidate, Reader};
use crate::document::field::{self, Announced, HeadField};
use crate::document::{history, number, Dialect};
use crate::lexicon::names_document;
use prodproof_syntax::markdown::{Block, BlockKind};
use prodproof_syntax::span::Span;

impl Reader<'_> {
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (index, block) in self.markdown.blocks.iter().enumerate() {
            let mut push = |line: Span, dialect: Dialect| {
                let (mut fields, plain) = self.fields(line);
                // In backticks it is an example; so is a field in the middle of prose.
                fields.retain(|field| !shown(block, field.label_span));
                let lone = fields.iter().all(|field| field.label == Announced::Version);
                let below_item = !fields.is_empty() && history::is_below_item(self.text, block, line);
                let dialect = if fields.len() > 1 && dialect == Dialect::Line { Dialect::Footer } else { dialect };
                for (nth, field) in fields.into_iter().enumerate() {
                    let before = &plain[..field.label_span.start - line.start];
                    // In a line of metadata a field opens its part of it.
                    let part = before.trim_end_matches([' ', '*', '_', '`', '(']);
                    let opens = nth == 0
                        && (!before.contains(|c: char| c.is_alphanumeric())
                            || field::is_bare(before)
                            || part.ends_with(['|', '｜', '·', '•', '—', '–']));
                    if nth == 0 && !opens && lone {
                        break;
                    }
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
                BlockKind::Row { header, cells } => {
                    found.extend(self.row(index, block, cells));
                    found.extend(self.below_header(index, block, cells).into_iter().filter(|_| !header).flatten());
                }
                BlockKind::Html if block.span.text(self.text).starts_with("<!--") => {
                    found.extend(self.comment(index, block))
                }
                // Its line ends part no fields, its tags do.
                BlockKind::Html => {
                    push(Span::new(block.span.start, block.content.end.max(block.span.start)), Dialect::Line)
                }
                _ => {}
            }
        }
        found
    }

    /// The fields of a line, and the line as it reads without tags.
    fn fields(&self, line: Span) -> (Vec<HeadField>, Cow<'_, str>) {
        let plain = untagged(line.text(self.text));
        let mut fields = field::fields(&plain, Span::new(0, plain.len()));
        for field in &mut fields {
            (field.label_span, field.value) = (field.label_span.shift(line.start), field.value.shift(line.start));
        }
        (fields, plain)
    }

    /// `| **Version** | 1.0.0 |`: a label in the first cell, its value in the second, and
    /// whatever else that says: `| Version | 1.0.0, amended 2026-01-31 |`.
    fn row(&self, index: usize, block: &Block, cells: &[Span]) -> Vec<Candidate> {
        let [name, value, ..] = cells else { return Vec::new() };
        let Some(found) = field::label(name.text(self.text)) else { return Vec::new() };
        let value = inner(self.text, *value);
        let line = whole_line(self.text, block.span);
        let known = number::leading(value.text(self.text)).is_some() || date_place(self.text, value).is_some();
        // A row may end before its table does.
        if !line.contains(value) || !known {
            return Vec::new();
        }
        let mut fields = field::fields(self.text, value);
        fields.insert(0, HeadField { label: found, label_span: inner(self.text, *name), value });
        let row =
            |field| Candidate { field, block: index, line, dialect: Dialect::Table, opens: true, below_item: false };
        fields.into_iter().map(row).collect()
    }

    /// `| Version | Ratified |` with one row of values: a field in each column. A table of
    /// what was is no such, nor one of things with versions, which has no date of ours, but
    /// for the row that names this document.
    fn below_header(&self, index: usize, block: &Block, cells: &[Span]) -> Option<Vec<Candidate>> {
        let blocks = &self.markdown.blocks;
        let BlockKind::Row { header: true, cells: heads } = &blocks.get(index.checked_sub(1)?)?.kind else {
            return None;
        };
        let sole = !matches!(blocks.get(index + 1).map(|next| &next.kind), Some(BlockKind::Row { header: false, .. }));
        let labels: Vec<Option<Announced>> = heads.iter().map(|head| field::label(head.text(self.text))).collect();
        let is = |wanted: &dyn Fn(Announced) -> bool| labels.iter().flatten().any(|label| wanted(*label));
        let ours = is(&|label| label == Announced::Version) && is(&|label| label != Announced::Version);
        // Each column is a field, or it is a history: "| Version | Ratified | Changes |".
        let named =
            labels.first() == Some(&None) && cells.first().is_some_and(|cell| names_document(cell.text(self.text)));
        if !ours || !named && (!sole || labels.iter().any(Option::is_none)) {
            return None;
        }
        let line = whole_line(self.text, block.span);
        let columns =
            labels.into_iter().zip(heads).zip(cells).filter_map(|((label, head), value)| Some((label?, head, value)));
        let fields = columns.map(|(label, head, value)| {
            let value = inner(self.text, *value);
            let field = HeadField { label, label_span: inner(self.text, *head), value };
            Candidate { field, block: index, line, dialect: Dialect::Table, opens: true, below_item: false }
        });
        Some(fields.filter(|candidate| line.contains(candidate.field.value)).collect())
    }

    /// `<!-- version: 1.0.0 -->`, and nothing but a field in each line of the comment.
    fn comment(&self, index: usize, block: &Block) -> Vec<Candidate> {
        let source = block.span.text(self.text).trim_end();
        let body = source.strip_prefix("<!--").and_then(|body| body.strip_suffix("-->"));
        let Some(body) = body.filter(|body| !body.contains(['→', '>'])) else { return Vec::new() };
        let mut found = Vec::new();
        let mut at = block.span.start + "<!--".len();
        for line in body.split_inclusive('\n') {
            let line = Span::new(at, at + line.len());
            at = line.end;
            let fields = field::fields(self.text, line);
            let opens = fields.first().is_some_and(|first| {
                field::is_bare(self.text.get(line.start..first.label_span.start).unwrap_or_default())
            });
            // A footer that was commented out states nothing.
            if fields.len() > 1 || !opens && !line.text(self.text).trim().is_empty() {
                return Vec::new();
            }
            let dialect = Dialect::Comment;
            found.extend(fields.into_iter().map(|field| Candidate {
                field,
                block: index,
                line,
                dialect,
                opens,
                below_item: false,
            }));
        }
        found
    }
}
