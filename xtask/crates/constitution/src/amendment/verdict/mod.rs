//! The level of an amendment, from what became of its sections and statements.
//! Must not read text.

mod contract;
mod edited;
mod sections;
mod statements;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

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
    if let Some(other) = set_otherwise(old, new).filter(|_| same_contract) {
        let reason = LevelReason { level: Level::Patch, change: TextChange::Markup, old: None, new: None };
        let ambiguous = (other > 0).then_some(LevelDoubt::BindingReworded);
        return Amendment {
            changed: true,
            level: Level::Patch,
            reasons: vec![reason],
            ambiguous,
            ..Amendment::default()
        };
    }
    let pairing = pair(&old.statements, &new.statements);
    let fresh = fresh(old, new, &pairing);
    let mut judge = Judge {
        fresh,
        told: RefCell::default(),
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

/// Of so many words one may be another where only the markup was changed.
const ONE_OF: usize = 200;

/// Where both say the same in the same order, and only what is a title, an item or a
/// paragraph of its own is another: how many words are not the same. No word that binds,
/// denies or counts is among them.
fn set_otherwise(old: &Statements, new: &Statements) -> Option<usize> {
    let said = |text: &Statements| -> Vec<String> { text.whole.iter().flat_map(|part| words::words(part)).collect() };
    let examples = |text: &Statements| text.statements.iter().filter(|one| one.nature == Nature::Code).count();
    // As many parts or nearly so, and these statements tell it themselves.
    if old.whole.len().abs_diff(new.whole.len()) * 10 < old.whole.len() || examples(old) != examples(new) {
        return None;
    }
    let (old, new) = (said(old), said(new));
    let harmless = |word: &String| !words::is_force(word) && !word.contains(|c: char| c.is_ascii_digit());
    let (mut rest, mut other) = (new.iter().peekable(), 0);
    for word in &old {
        // A list's own number may have become words, or the other way round.
        while rest.peek().is_some_and(|next| *next != word && next.parse::<u8>().is_ok()) {
            rest.next();
        }
        match rest.next() {
            Some(next) if next == word => {}
            Some(next) if harmless(word) && harmless(next) => other += 1,
            _ => return None,
        }
    }
    (rest.next().is_none() && other <= old.len() / ONE_OF).then_some(other)
}

struct Judge<'a> {
    old: &'a Statements,
    new: &'a Statements,
    /// Old to new section, by title.
    sections: BTreeMap<usize, usize>,
    pairing: Pairing,
    /// The words that are new in each section of the new text.
    fresh: BTreeMap<usize, BTreeSet<&'a str>>,
    /// In which of those sections a word is told, perhaps mistyped. Many statements share
    /// their words, and each is held against every section.
    told: RefCell<HashMap<&'a str, Rc<[usize]>>>,
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

impl<'a> Judge<'a> {
    /// The sections whose new words have this one, or one that differs by a slip of the keys.
    fn told_in(&self, word: &'a str) -> Rc<[usize]> {
        let mut known = self.told.borrow_mut();
        let found = known.entry(word).or_insert_with(|| {
            let has =
                |fresh: &BTreeSet<&str>| fresh.contains(word) || fresh.iter().any(|other| words::is_typo(word, other));
            self.fresh.iter().filter(|(_, fresh)| has(fresh)).map(|(section, _)| *section).collect()
        });
        Rc::clone(found)
    }
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

#[cfg(test)]
mod tests {
    use crate::amendment::{compare, Level, TextChange};

    #[test]
    fn markup_that_is_added_to_plain_text_is_a_patch() {
        let plain = "Crew rules\nScope (not negotiable)\nThe crew keeps every record.\nNo record is deleted.\n\nLimits\nEach crew MUST name a keeper.\nA keeper never leaves without another.\n";
        let marked = "# Crew rules\n\n## Scope (not negotiable)\n\n- The crew keeps every record.\n- No record is deleted.\n\n## Limits\n\n1. Each crew MUST name a keeper.\n2. A keeper never leaves without another.\n";
        let found = compare(plain, marked);
        assert_eq!((found.level, found.ambiguous), (Level::Patch, None), "{found:#?}");
        assert!(found.reasons.iter().all(|reason| reason.change == TextChange::Markup), "{found:#?}");
        assert_eq!(compare(plain, &marked.replace("No record", "A record")).level, Level::Major);
        assert_ne!(compare(plain, &marked.replace("MUST", "may")).level, Level::Patch);
    }

    #[test]
    fn what_another_duty_became_stands_in_for_no_other() {
        // The first is told in other sentences; what tells it is no heir of the second.
        let kept = "\
- pass the tests
- name who owns it
- stay small enough for one review
- leave no secret in any log
- say what it is for
";
        let old = format!(
            "\
## Flow

Each change MUST:

- let the schema names be those of the registry of the frames
- write the pages anew and commit them
{kept}"
        );
        let new = format!(
            "\
## Flow

Each change MUST:

- spec sync: the check script validates schema names, registry consistency and sources of reports against frames
{kept}"
        );
        let found = compare(&old, &new);
        assert_eq!(found.level, Level::Major, "{found:#?}");
    }

    #[test]
    fn a_clause_that_is_required_goes_with_its_duty() {
        let old = "## Data\n\nConsent is built into each form; device validation required; every access is logged.\n";
        let found = compare(old, &old.replace("device validation required; ", ""));
        assert_eq!(found.level, Level::Major, "{found:#?}");
    }

    #[test]
    fn a_change_log_behind_the_version_states_nothing() {
        let old = "## Rules\n\nIt MUST ship.\n\n## Metadata\n\n**Version**: 0.1.0\n\nChange Log (initial): Establishes the core principles of this house.\n";
        let new = old.replace("0.1.0", "0.1.1").replace(
            " (initial): Establishes the core principles of this house.",
            ":\n- 0.1.1: Added nothing.\n- 0.1.0: The core principles.",
        );
        let found = compare(old, &new);
        assert!(!found.changed, "{found:#?}");
    }
}
