//! Whatever might be a version or a date of the document, by its form alone. Must not
//! know whether it is.

use super::lines::{atx, inner, lines, shown, whole_line, yaml_of_document};
use super::values::date_place;
use super::{Candidate, Reader};
use crate::document::field::{self, Announced, HeadField};
use crate::document::{history, number, Dialect};
use prodproof_syntax::markdown::{Block, BlockKind};
use prodproof_syntax::span::Span;

impl Reader<'_> {
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (index, block) in self.markdown.blocks.iter().enumerate() {
            let mut push = |line: Span, dialect: Dialect| {
                let mut fields = field::fields(self.text, line);
                // In backticks it is an example; so is a field in the middle of prose.
                fields.retain(|field| !shown(block, field.label_span));
                let lone = fields.iter().all(|field| field.label == Announced::Version);
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
                BlockKind::Row { header, cells } => {
                    found.extend(self.row(index, block, cells));
                    found.extend(self.below_header(index, block, cells).into_iter().filter(|_| !header).flatten());
                }
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
        let field = HeadField { label: found, label_span: inner(self.text, *name), value };
        Some(Candidate { field, block: index, line, dialect: Dialect::Table, opens: true, below_item: false })
    }

    /// `| Version | Ratified |` with one row of values: a field in each column. A table of
    /// what was is no such, nor one of things with versions, which has no date of ours.
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
        if !sole || !ours || labels.iter().any(Option::is_none) {
            return None;
        }
        let line = whole_line(self.text, block.span);
        let fields = labels.into_iter().flatten().zip(heads).zip(cells).map(|((label, head), value)| {
            let value = inner(self.text, *value);
            let field = HeadField { label, label_span: inner(self.text, *head), value };
            Candidate { field, block: index, line, dialect: Dialect::Table, opens: true, below_item: false }
        });
        Some(fields.filter(|candidate| line.contains(candidate.field.value)).collect())
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
}
