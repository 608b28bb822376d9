//! The level of an amendment, from what became of its sections and statements.
//! Must not read text.

mod contract;
mod edited;
mod sections;
mod statements;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::amendment::pairing::{pair, Pairing};
use crate::amendment::statements::{Nature, Statement, Statements};
use crate::amendment::{words, Amendment, Level, LevelDoubt, LevelReason, TextChange};
use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;

/// So many words of prose more are expanded guidance, whatever they say.
const EXPANDED: usize = 15;

pub fn judge(old: &Statements, new: &Statements) -> Amendment {
    let contract = super::contract::in_form_of(&old.contract, &new.contract);
    let same_contract = contract.len() == new.contract.len()
        && contract.iter().zip(&new.contract).all(|(a, b)| a.0 == b.0 && a.1.text == b.1.text);
    if old.whole == new.whole && same_contract {
        return Amendment::default();
    }
    let pairing = pair(&old.statements, &new.statements);
    let fresh = fresh(old, new, &pairing);
    let mut judge = Judge {
        fresh,
        contract,
        old,
        new,
        sections: sections::matched(old, new),
        pairing,
        standing: new.statements.iter().enumerate().rev().map(|(at, one)| (one.words.as_slice(), at)).collect(),
        amendment: Amendment { changed: true, ..Amendment::default() },
        doubts: Vec::new(),
    };
    let gone = judge.gone_sections();
    judge.shrunk_sections(&gone);
    judge.gone_statements(&gone);
    judge.survival();
    judge.added_sections();
    judge.added_statements();
    judge.edited_statements();
    judge.moved_statements();
    judge.firmness();
    judge.contract();
    judge.wording();
    judge.finish()
}

struct Judge<'a> {
    old: &'a Statements,
    new: &'a Statements,
    /// Old to new section, by title.
    sections: BTreeMap<usize, usize>,
    pairing: Pairing,
    /// The words that are new in each section of the new text.
    fresh: BTreeMap<usize, BTreeSet<&'a str>>,
    /// The old contract, in the form of the new one.
    contract: BTreeMap<String, super::contract::ContractValue>,
    /// Where a statement of these words stands in the new text.
    standing: HashMap<&'a [String], usize>,
    amendment: Amendment,
    /// What a person should look at, with the level it came with.
    doubts: Vec<(Level, LevelDoubt)>,
}

/// The content words of new and edited statements, by section.
fn fresh<'a>(old: &'a Statements, new: &'a Statements, pairing: &Pairing) -> BTreeMap<usize, BTreeSet<&'a str>> {
    let mut fresh: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    let mut add = |at: usize, words: Vec<&'a str>| {
        let statement = &new.statements[at];
        if statement.nature != Nature::Code {
            let content = words.into_iter().filter(|word| words::is_content(word) && !words::is_force(word));
            fresh.entry(statement.section).or_default().extend(content);
        }
    };
    for at in &pairing.added {
        add(*at, new.statements[*at].words.iter().map(String::as_str).collect());
    }
    for (was, now) in &pairing.edited {
        let (_, more) = words::difference(&old.statements[*was].words, &new.statements[*now].words);
        add(*now, more);
    }
    fresh
}

impl Judge<'_> {
    fn reason(&mut self, level: Level, change: TextChange, old: Option<Span>, new: Option<Span>) {
        self.amendment.reasons.push(LevelReason { level, change, old, new });
    }

    fn doubt(&mut self, level: Level, doubt: LevelDoubt) {
        self.doubts.push((level, doubt));
    }

    /// The statements that stand in `section` or below, with their indices; no code.
    fn within<'b>(text: &'b Statements, section: usize) -> impl Iterator<Item = (usize, &'b Statement)> + 'b {
        text.within(section).filter(|(_, statement)| statement.nature != Nature::Code)
    }

    fn survives(&self, old: usize) -> bool {
        self.pairing.kept.contains(&old) || self.pairing.edited.contains_key(&old)
    }

    /// What is left to tell when no statement changed: titles, order, punctuation.
    fn wording(&mut self) {
        if self.amendment.reasons.iter().any(|reason| reason.level >= Level::Patch) {
            return;
        }
        let title = self.sections.iter().map(|(old, new)| (&self.old.sections[*old], &self.new.sections[*new]));
        let retitled = title.filter(|(old, new)| old.title != new.title).map(|(old, new)| (old.span, new.span)).next();
        let mut same = self.old.statements.iter().zip(&self.new.statements);
        let moved = same.find(|(old, new)| old.words != new.words).map(|(old, new)| (old.span, new.span));
        let mut same = self.old.statements.iter().zip(&self.new.statements);
        let marks = same.find(|(old, new)| old.text != new.text).map(|(old, new)| (old.span, new.span));
        let (change, place) = match (retitled, moved, marks) {
            (Some(place), ..) => (TextChange::Title, Some(place)),
            (_, Some(place), _) => (TextChange::Order, Some(place)),
            (_, _, Some(place)) => (TextChange::Punctuation, Some(place)),
            _ => (TextChange::Wording, None),
        };
        self.reason(Level::Patch, change, place.map(|place| place.0), place.map(|place| place.1));
    }

    fn finish(self) -> Amendment {
        let mut amendment = self.amendment;
        amendment.reasons.order_by(|a, b| b.level.cmp(&a.level).then((a.new, a.old).cmp(&(b.new, b.old))));
        amendment.reasons.dedup();
        amendment.level = amendment.reasons.first().map_or(Level::Patch, |reason| reason.level);
        let level = amendment.level;
        let doubts = self.doubts.into_iter().filter(|(at, _)| *at == level).map(|(_, doubt)| doubt);
        amendment.ambiguous = doubts.min();
        amendment
    }
}
