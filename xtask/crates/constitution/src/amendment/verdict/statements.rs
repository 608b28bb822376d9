//! Statements that are gone, told in other sentences, or new.

use std::collections::{BTreeMap, BTreeSet};

use super::{Judge, EXPANDED};
use crate::amendment::statements::{Nature, Statement};
use crate::amendment::{words, Level, LevelDoubt, TextChange};
use crate::lexicon::{Force, PhraseKind};
use prodproof_syntax::span::Span;

/// So much of a statement's content, in percent, makes it the same in other sentences.
const RETOLD: usize = 65;

/// Whether it recommends, allows or frees.
fn is_weak(statement: &Statement) -> bool {
    matches!(statement.reading.force(), Force::Recommendation | Force::Permission | Force::Release)
}

impl<'a> Judge<'a> {
    /// The section whose new words say most of what `statement` said, in other sentences.
    pub(super) fn retold(&self, statement: &'a Statement) -> Option<usize> {
        let content: BTreeSet<&String> =
            statement.words.iter().filter(|word| words::is_content(word) && !words::is_force(word)).collect();
        if content.len() < 3 || statement.nature == Nature::Code {
            return None;
        }
        let mut told: BTreeMap<usize, usize> = self.fresh.keys().map(|section| (*section, 0)).collect();
        for word in &content {
            self.told_in(word).iter().for_each(|section| *told.entry(*section).or_default() += 1);
        }
        let best = told.into_iter().map(|(section, count)| (count, section)).max()?;
        // What was denied or limited must be so there, too.
        let marks = |statement: &Statement| {
            let reading = &statement.reading;
            [reading.denials().count() > 0, reading.has(PhraseKind::Only), reading.has(PhraseKind::Exception)]
        };
        let there = self.pairing.added.iter().chain(self.pairing.edited.values()).map(|at| &self.new.statements[*at]);
        let there: Vec<&Statement> = there.filter(|other| other.section == best.1).collect();
        // A duty is not told by what only frees from it.
        if statement.binding && there.iter().all(|other| is_weak(other)) {
            return None;
        }
        let there =
            there.into_iter().map(marks).fold([false; 3], |all, one| std::array::from_fn(|at| all[at] || one[at]));
        let same = marks(statement).iter().zip(there).all(|(was, is)| !was || is);
        (same && 100 * best.0 >= RETOLD * content.len()).then_some(best.1)
    }
}

impl Judge<'_> {
    pub(super) fn gone_statements(&mut self, gone: &BTreeSet<usize>) {
        let lost: Vec<usize> = self.pairing.gone.clone();
        let in_gone = |at: &usize| {
            let up = |section: &usize| self.old.sections[*section].parent;
            std::iter::successors(Some(self.old.statements[*at].section), up).any(|section| gone.contains(&section))
        };
        let binding: Vec<usize> =
            lost.iter().copied().filter(|at| self.old.statements[*at].binding && !in_gone(at)).collect();
        let several = binding.iter().filter(|at| self.retold(&self.old.statements[**at]).is_none()).count() > 1;
        for at in &binding {
            let statement = &self.old.statements[*at];
            if let Some(into) = self.retold(statement) {
                let place = self.new.sections[into].span;
                let place = Some(place).filter(|place| !place.is_empty());
                self.reason(Level::Minor, TextChange::BindingRetold, Some(statement.span), place);
                self.doubt(Level::Minor, LevelDoubt::BindingRetold);
                continue;
            }
            let replaced = if several { None } else { self.replacement(statement) };
            if replaced.is_none() {
                self.reason(Level::Major, TextChange::BindingGone { several }, Some(statement.span), replaced);
            } else {
                self.reason(Level::Minor, TextChange::BindingReplaced, Some(statement.span), replaced);
                self.doubt(Level::Minor, LevelDoubt::BindingReplaced);
            }
        }
        if !binding.is_empty() && gone.is_empty() {
            self.doubt(Level::Major, LevelDoubt::NoSectionGone);
        }
        for at in lost {
            let statement = &self.old.statements[at];
            if !statement.binding && statement.nature != Nature::Code {
                self.reason(Level::Patch, TextChange::UnbindingGone, Some(statement.span), None);
                if !statement.reason {
                    self.doubt(Level::Patch, LevelDoubt::UnbindingGone);
                }
            }
        }
    }

    /// What may stand in place of a statement that is gone: something new in the same
    /// section that binds or speaks of some of it, or something new elsewhere that speaks of
    /// the same things.
    fn replacement(&self, gone: &Statement) -> Option<Span> {
        let here = self.sections.get(&gone.section);
        let content = gone.words.iter().filter(|word| words::is_content(word)).count();
        let of = |statement: &Statement, other: &Statement| {
            let content = statement.words.iter().filter(|word| words::is_content(word));
            content.filter(|word| other.words.contains(word)).count()
        };
        // What another one became stands in for that one.
        let of_another = |new: &Statement, shared: usize| {
            self.pairing.gone.iter().any(|at| {
                let other = &self.old.statements[*at];
                other.span != gone.span && other.binding && of(other, new) > shared.max(2)
            })
        };
        let stands_in = |at: &&usize| {
            let statement = &self.new.statements[**at];
            let shared = of(gone, statement);
            statement.nature != Nature::Code
                && !is_weak(statement)
                && !of_another(statement, shared)
                && (here == Some(&statement.section) && (statement.binding || 5 * shared >= content)
                    || 5 * shared >= 2 * content.max(1))
        };
        self.pairing.added.iter().find(stands_in).map(|at| self.new.statements[*at].span)
    }

    pub(super) fn survival(&mut self) {
        let (mut all, mut kept) = (0, 0);
        for (at, statement) in self.old.statements.iter().enumerate() {
            if statement.nature != Nature::Code && !statement.reason {
                all += 1;
                kept += usize::from(self.survives(at) || self.retold(statement).is_some());
            }
        }
        if all >= 4 && 2 * kept < all {
            self.reason(Level::Major, TextChange::FewLeft(kept, all), None, None);
            // A translation is another text that may say the same.
            let (old, new) = (&self.old.languages, &self.new.languages);
            if !old.is_empty() && new.iter().any(|code| !old.contains(code)) {
                self.doubt(Level::Major, LevelDoubt::OtherLanguage);
            }
        }
    }

    pub(super) fn added_statements(&mut self) {
        let added: Vec<usize> = self.pairing.added.clone();
        let mut guidance = 0;
        // Words of new reasons, and where the last of them stands.
        let mut reasons = (0, None);
        for at in added {
            let statement = &self.new.statements[at];
            let span = Some(statement.span);
            // In a section that is new itself it takes nothing back.
            let old = self.sections.values().any(|section| *section == statement.section);
            if old && statement.reading.has(PhraseKind::Exception) {
                self.doubt(Level::Minor, LevelDoubt::ExceptionNew);
            }
            match (statement.nature, statement.binding) {
                (Nature::Code, _) => {
                    self.reason(Level::Patch, TextChange::Example, None, span);
                    self.doubt(Level::Patch, LevelDoubt::CodeBlock);
                }
                (_, true) => self.reason(Level::Minor, TextChange::BindingNew, None, span),
                _ if statement.reason => {
                    self.reason(Level::Patch, TextChange::ReasonNew, None, span);
                    self.doubt(Level::Patch, LevelDoubt::ReasonsNew);
                    reasons.0 += words::prose_len(statement.words.iter().map(String::as_str));
                    reasons.1 = span;
                }
                (_, false) => {
                    guidance += 1;
                    self.reason(Level::Minor, TextChange::StatementNew, None, span);
                }
            }
        }
        let gone = self.pairing.gone.iter().map(|at| &self.old.statements[*at]).filter(|gone| gone.reason);
        let gone: usize = gone.map(|gone| words::prose_len(gone.words.iter().map(String::as_str))).sum();
        let grown = reasons.0.saturating_sub(gone);
        if grown >= EXPANDED {
            self.reason(Level::Minor, TextChange::ReasonsGrew(grown), None, reasons.1);
        }
        if (1..=2).contains(&guidance) && self.amendment.added.is_empty() {
            self.doubt(Level::Minor, LevelDoubt::FewAndUnbinding);
        }
    }
}
