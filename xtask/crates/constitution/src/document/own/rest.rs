//! What is left where no place is surely the document's own, and dates under labels that
//! nobody knows. Must not know what is written of it.

use super::lines::{atx, lines, shown};
use super::values::{ends_field, version, Beside};
use super::{Candidate, Reader, Trust};
use crate::document::field::{self, Announced};
use crate::document::history::{self, VersionHistory};
use crate::document::number::Number;
use crate::document::{date, Dialect, Document, UnreadDate, VersionPlace};
use crate::lexicon::{listed, Topic};
use prodproof_syntax::markdown::BlockKind;
use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;

impl Reader<'_> {
    /// Where no place is the document's own by where it stands: a labelled version line
    /// that is the only one is it. Of several, or where the history knows another, nobody
    /// can tell which.
    pub(super) fn rescue(
        &self,
        candidates: &[Candidate],
        history: Option<&VersionHistory>,
        found: &mut Vec<(Trust, VersionPlace, Span, usize)>,
        document: &mut Document,
    ) {
        let mut prose = Vec::new();
        let mut doubtful = false;
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
            doubtful |= matches!(candidate.dialect, Dialect::Item | Dialect::Table);
            let place = VersionPlace { span, number, dialect: candidate.dialect };
            prose.push((Trust::Weak, place, candidate.line, candidate.block));
        }
        let versions = || prose.iter().filter_map(|(_, place, ..)| place.number.version());
        doubtful |= versions().any(|version| versions().any(|other| other != version));
        doubtful |=
            history.and_then(VersionHistory::newest).is_some_and(|newest| versions().any(|v| *v != newest.version));
        if doubtful {
            document.unsure.extend(prose.into_iter().map(|(_, place, ..)| place))
        } else {
            found.extend(prose)
        }
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
