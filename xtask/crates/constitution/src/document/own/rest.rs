//! What is left where no place is surely the document's own, and dates under labels that
//! nobody knows. Must not know what is written of it.

use super::lines::{atx, lines, shown, untagged, whole_line};
use super::values::{ends_field, version, Beside};
use super::{Candidate, FoundVersion, Reader, Trust};
use crate::document::field::{self, Announced};
use crate::document::history::{self, VersionHistory};
use crate::document::number::{self, Number};
use crate::document::{date, Dialect, Document, UnreadDate, VersionPlace};
use crate::lexicon::{self, listed, Topic};
use prodproof_syntax::markdown::BlockKind;
use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;

/// What stands in the last line, cell or part of a path.
fn apart(text: &str) -> &str {
    text.rsplit(['\n', '/', '|', '[', '(']).next().unwrap_or(text)
}

/// So many bytes of markup may stand between the word and the number.
const STRAY: usize = 24;

impl Reader<'_> {
    /// Where no place is the document's own by where it stands: a labelled version line
    /// that is the only one is it. Of several, or where the history knows another, nobody
    /// can tell which.
    pub(super) fn rescue(
        &self,
        candidates: &[Candidate],
        history: Option<&VersionHistory>,
        found: &mut Vec<FoundVersion>,
        document: &mut Document,
    ) {
        let prose = self.labelled(candidates);
        let versions = || prose.iter().filter_map(|(_, place, ..)| place.number.version());
        let item = |place: &VersionPlace| matches!(place.dialect, Dialect::Item | Dialect::Table);
        let known = history.and_then(VersionHistory::newest);
        let doubtful = prose.iter().any(|(_, place, ..)| item(place))
            || versions().any(|version| versions().any(|other| other != version))
            || known.is_some_and(|newest| versions().any(|v| *v != newest.version));
        if doubtful {
            document.unsure.extend(prose.into_iter().map(|(_, place, ..)| place))
        } else {
            found.extend(prose)
        }
    }

    /// Versions behind a label that opens its line, wherever they stand.
    fn labelled(&self, candidates: &[Candidate]) -> Vec<FoundVersion> {
        let mut prose = Vec::new();
        for candidate in candidates.iter().filter(|candidate| candidate.field.label == Announced::Version) {
            let Some((span, number @ Number::Read { .. })) = version(self.text, candidate.field.value, Beside::Nothing)
            else {
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
            let place = VersionPlace { span, number, dialect: candidate.dialect };
            prose.push((Trust::Weak, place, candidate.line, candidate.block));
        }
        prose
    }

    /// Where no place is surely the document's own, a labelled version line elsewhere is as good:
    /// one that says the same goes on with it, and of several that do not nobody can tell which.
    pub(super) fn rivals(&self, candidates: &[Candidate], found: &mut Vec<FoundVersion>, document: &mut Document) {
        let line = |place: &VersionPlace| matches!(place.dialect, Dialect::Line | Dialect::Footer | Dialect::Quote);
        let mut others = self.labelled(candidates);
        others.retain(|(_, place, ..)| line(place) && !found.iter().any(|(_, own, ..)| own.span == place.span));
        let said = |other: &FoundVersion| {
            found.iter().all(|(_, place, ..)| place.number.version() == other.1.number.version())
        };
        if others.iter().all(said) {
            return found.extend(others);
        }
        document.unsure.extend(found.drain(..).chain(others).map(|(_, place, ..)| place));
        document.unsure.order_by_key(|place| place.span);
    }

    /// The lines of a version's block, and of the paragraph behind it, that tell what was
    /// changed: "Change log: …".
    pub(super) fn records(&self, block: usize) -> Vec<Span> {
        self.told_in(block).into_iter().chain(self.told_in(block + 1)).collect()
    }

    fn told_in(&self, block: usize) -> Vec<Span> {
        let Some(block) = self.markdown.blocks.get(block) else { return Vec::new() };
        let told = |line: &Span| {
            let label = field::others(self.text, *line).first().map(|(label, _)| label.text(self.text));
            label.is_some_and(|label| label.chars().count() <= 40 && history::is_title(label))
        };
        if block.kind == BlockKind::Paragraph {
            lines(self.text, block).into_iter().filter(told).collect()
        } else {
            Vec::new()
        }
    }

    /// Where nothing else was found: numbers behind the word for a version, wherever they
    /// stand. One of them may be the document's; what is there is not called missing.
    pub(super) fn stray(&self, past: &dyn Fn(Span) -> bool, document: &Document) -> Vec<VersionPlace> {
        let mut found = Vec::new();
        for (index, block) in self.markdown.blocks.iter().enumerate() {
            if matches!(block.kind, BlockKind::Row { .. }) && self.of_artefact(index) {
                continue;
            }
            let told = document.reports.iter().any(|report| report.comment.contains(block.span)) || past(block.span);
            // A number that is not the first thing behind the word is none of its own.
            let source = untagged(block.span.text(self.text));
            for (at, _) in source.match_indices(|c: char| c.is_ascii_digit()).filter(|_| !told) {
                let before = source[..at].trim_end_matches(['v', 'V']);
                let reached =
                    before.trim_end_matches([' ', '*', '_', '`', ':', '：', '-', '=', '"', '\'', '\n', '(', '[', '|']);
                let Some((_, end, number)) = number::leading(&source[at..]).filter(|(.., number)| number.parts() > 1)
                else {
                    continue;
                };
                let opens = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/'));
                if opens
                    && before.len() - reached.len() < STRAY
                    && lexicon::stray_label(apart(reached), &source[at + end..])
                {
                    let span = Span::new(at, at + end).shift(block.span.start);
                    found.push(VersionPlace { span, number, dialect: Dialect::Line });
                }
            }
            if let BlockKind::Html = block.kind {
                found.extend(self.column(block.span).filter(|_| !told && found.is_empty()));
            }
        }
        found
    }

    /// The number of a table in HTML that has a cell "Version": `<th>Version</th> … <td>1.2.0</td>`.
    fn column(&self, block: Span) -> Option<VersionPlace> {
        let source = block.text(self.text);
        let cells =
            || source.match_indices('>').filter_map(|(at, _)| Some((at + 1, source[at + 1..].split('<').next()?)));
        cells().find(|(_, cell)| field::label(cell) == Some(Announced::Version))?;
        cells().find_map(|(at, cell)| {
            let (start, end, number) = number::leading(cell)?;
            let span = Span::new(start, end).shift(block.start + at);
            (end == cell.len() && number.parts() > 1).then_some(VersionPlace { span, number, dialect: Dialect::Line })
        })
    }

    /// A date right behind the number, under the version's own label: "1.2.0 (2026-01-31)".
    pub(super) fn undated(&self, place: &VersionPlace) -> Option<UnreadDate> {
        let rest = self.text.get(place.span.end..whole_line(self.text, place.span).end)?;
        let (start, end, _) = date::find(rest)?;
        let close = rest[..start].chars().all(|c| {
            matches!(c, ' ' | '(' | '（' | ',' | '，' | '*' | '_' | '[' | '—' | '–' | '-' | '·' | '•' | '|' | '/')
        });
        close.then(|| UnreadDate { label: place.span, date: Span::new(start, end).shift(place.span.end) })
    }

    /// Dates in and beside the blocks of the version, under labels that are not known.
    pub(super) fn unread(&self, blocks: Vec<usize>) -> Vec<UnreadDate> {
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
        found.order_by_key(|unread| unread.date);
        found.dedup();
        found
    }
}
