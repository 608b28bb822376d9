//! The level of an amendment, from what became of its sections and statements.
//! Must not read text.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::amendment::pairing::{pair, Pairing};
use crate::amendment::polarity::{self, Turn};
use crate::amendment::statements::{Nature, Section, Statement, Text};
use crate::amendment::{contract, words, Amendment, Level, Reason};
use crate::lexicon::{self, Force, PhraseKind};
use prodproof_syntax::span::Span;

/// So many words of prose more are expanded guidance, whatever they say.
const EXPANDED: usize = 15;
/// So much of a statement's content, in percent, makes it the same in other sentences.
const RETOLD: usize = 65;
/// A smaller section is judged by its statements alone.
const SMALL: usize = 8;

pub fn judge(old: &Text, new: &Text) -> Amendment {
    let same_contract = old.contract.len() == new.contract.len()
        && old.contract.iter().zip(&new.contract).all(|(a, b)| a.0 == b.0 && a.1.text == b.1.text);
    if old.whole == new.whole && same_contract {
        return Amendment::default();
    }
    let pairing = pair(&old.statements, &new.statements);
    let fresh = fresh(old, new, &pairing);
    let mut judge = Judge {
        fresh,
        old,
        new,
        sections: match_sections(old, new),
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
    judge.firmness();
    judge.contract();
    judge.wording();
    judge.finish()
}

struct Judge<'a> {
    old: &'a Text,
    new: &'a Text,
    /// Old to new section, by title.
    sections: BTreeMap<usize, usize>,
    pairing: Pairing,
    /// The words that are new in each section of the new text.
    fresh: BTreeMap<usize, BTreeSet<&'a str>>,
    /// Where a statement of these words stands in the new text.
    standing: HashMap<&'a [String], usize>,
    amendment: Amendment,
    /// What a person should look at, with the level it came with.
    doubts: Vec<(Level, String)>,
}

/// The content words of new and edited statements, by section.
fn fresh<'a>(old: &'a Text, new: &'a Text, pairing: &Pairing) -> BTreeMap<usize, BTreeSet<&'a str>> {
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

/// Sections of one title, in order of appearance where several have it.
fn match_sections(old: &Text, new: &Text) -> BTreeMap<usize, usize> {
    let mut free: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, section) in new.sections.iter().enumerate().rev() {
        free.entry(&section.key).or_default().push(index);
    }
    let find = |section: &Section| free.get_mut(section.key.as_str()).and_then(Vec::pop);
    old.sections.iter().map(find).enumerate().filter_map(|(at, found)| Some((at, found?))).collect()
}

impl Judge<'_> {
    fn reason(&mut self, level: Level, message: impl Into<String>, old: Option<Span>, new: Option<Span>) {
        self.amendment.reasons.push(Reason { level, message: message.into(), old, new });
    }

    fn doubt(&mut self, level: Level, message: impl Into<String>) {
        self.doubts.push((level, message.into()));
    }

    /// The statements that stand in `section` or below, with their indices; no code.
    fn within<'b>(text: &'b Text, section: usize) -> impl Iterator<Item = (usize, &'b Statement)> + 'b {
        text.within(section).filter(|(_, statement)| statement.nature != Nature::Code)
    }

    /// The section whose new words say most of what `statement` said, in other sentences.
    fn retold(&self, statement: &Statement) -> Option<usize> {
        let content: BTreeSet<&String> =
            statement.words.iter().filter(|word| words::is_content(word) && !words::is_force(word)).collect();
        if content.len() < 3 || statement.nature == Nature::Code {
            return None;
        }
        let told = |fresh: &BTreeSet<&str>| {
            let known = |word: &&&String| {
                fresh.contains(word.as_str()) || fresh.iter().any(|other| words::is_typo(word, other))
            };
            content.iter().filter(known).count()
        };
        let best = self.fresh.iter().map(|(section, fresh)| (told(fresh), *section)).max()?;
        // What was denied or limited must be so there, too.
        let marks = |statement: &Statement| {
            let reading = &statement.reading;
            [reading.denials().count() > 0, reading.has(PhraseKind::Only), reading.has(PhraseKind::Exception)]
        };
        let there = self.pairing.added.iter().chain(self.pairing.edited.values()).map(|at| &self.new.statements[*at]);
        let there = there.filter(|other| other.section == best.1).map(marks);
        let there = there.fold([false; 3], |all, one| std::array::from_fn(|at| all[at] || one[at]));
        let same = marks(statement).iter().zip(there).all(|(was, is)| !was || is);
        (same && 100 * best.0 >= RETOLD * content.len()).then_some(best.1)
    }

    fn survives(&self, old: usize) -> bool {
        self.pairing.kept.contains(&old) || self.pairing.edited.contains_key(&old)
    }

    /// Sections whose title is gone along with at least half of their statements; the
    /// others were renamed, merged or split.
    fn gone_sections(&mut self) -> BTreeSet<usize> {
        let mut gone = BTreeSet::new();
        let taken: BTreeSet<usize> = self.sections.values().copied().collect();
        let mut free: BTreeSet<usize> = (1..self.new.sections.len()).filter(|at| !taken.contains(at)).collect();
        for (index, section) in self.old.sections.iter().enumerate().skip(1) {
            if self.sections.contains_key(&index) || section.level == 1 {
                continue;
            }
            let all: Vec<usize> = Self::within(self.old, index).map(|(at, _)| at).collect();
            let kept: Vec<usize> = all.iter().copied().filter(|at| self.survives(*at)).collect();
            let heir = self.heir(section, &kept, &free);
            let retold: Vec<usize> = all
                .iter()
                .filter(|at| !kept.contains(at))
                .filter_map(|at| self.retold(&self.old.statements[*at]))
                .collect();
            let left = kept.len() + retold.len();
            let lost = if all.is_empty() { heir.is_none() } else { 2 * (all.len() - left) >= all.len() };
            // What it said stands elsewhere, though in other sentences.
            let folded = retold.first().filter(|_| !lost && 2 * (all.len() - kept.len()) >= all.len());
            if let Some(into) = folded.map(|section| self.new.sections[*section].clone()) {
                let message = format!("the section “{}” went into “{}”", section.title, into.title);
                self.reason(Level::Minor, message, Some(section.span), Some(into.span));
                self.doubt(
                    Level::Minor,
                    "a section was folded into another one in other words: major if something of it was taken back",
                );
                continue;
            }
            if let Some(heir) = heir.filter(|_| !lost) {
                free.remove(&heir);
                self.sections.insert(index, heir);
                self.amendment.renamed.push((section.title.clone(), self.new.sections[heir].title.clone()));
            } else if lost {
                gone.insert(index);
                let inside = section.parent.is_some_and(|parent| gone.contains(&parent));
                if matches!(section.level, 2 | 3) && !inside {
                    let message = format!("the section “{}” is gone", section.title);
                    self.reason(Level::Major, message, Some(section.span), None);
                    self.amendment.removed.push(section.title.clone());
                }
            }
        }
        gone
    }

    /// The section of an unknown title that holds most of what is left of `section`, or,
    /// where it had no text, has a similar title.
    fn heir(&self, section: &Section, kept: &[usize], free: &BTreeSet<usize>) -> Option<usize> {
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for at in kept {
            let words = &self.old.statements[*at].words;
            let exact = || self.standing.get(words.as_slice()).copied();
            let Some(now) = self.pairing.edited.get(at).copied().or_else(exact) else { continue };
            let mut above = Some(self.new.statements[now].section);
            while let Some(section) = above {
                if free.contains(&section) {
                    *votes.entry(section).or_default() += 1;
                }
                above = self.new.sections[section].parent;
            }
        }
        let level = |heir: &usize| self.new.sections[*heir].level;
        let best = votes.into_iter().max_by_key(|(heir, votes)| (*votes, level(heir) == section.level, level(heir)));
        if best.is_some() || !kept.is_empty() {
            return best.map(|(heir, _)| heir);
        }
        let words = words::words(&section.key);
        let similar = |heir: &&usize| {
            let other = words::words(&self.new.sections[**heir].key);
            let shared = words.iter().filter(|word| other.contains(word)).count();
            level(heir) == section.level && 2 * shared >= words.len().max(other.len())
        };
        free.iter().find(similar).copied()
    }

    /// Sections that keep their title and less than half of their words.
    fn shrunk_sections(&mut self, gone: &BTreeSet<usize>) {
        let mut told: BTreeSet<usize> = gone.clone();
        for (index, section) in self.old.sections.iter().enumerate().rev() {
            let below_told = |told: &BTreeSet<usize>| told.iter().any(|other| self.old.below(*other, index));
            if !matches!(section.level, 2 | 3) || below_told(&told) {
                continue;
            }
            let (mut all, mut kept) = (0, 0);
            for (at, statement) in Self::within(self.old, index).filter(|(_, statement)| !statement.reason) {
                let content = || statement.words.iter().filter(|word| words::is_content(word));
                all += content().count();
                if self.pairing.kept.contains(&at) {
                    kept += content().count();
                } else if let Some(now) = self.pairing.edited.get(&at) {
                    let (lost, _) = words::difference(&statement.words, &self.new.statements[*now].words);
                    kept +=
                        content().count().saturating_sub(lost.iter().filter(|word| words::is_content(word)).count());
                }
            }
            if all >= SMALL && 2 * kept < all {
                told.insert(index);
                let now = self.sections.get(&index).map(|at| self.new.sections[*at].span);
                let message = format!("the section “{}” keeps less than half of its words", section.title);
                self.reason(Level::Major, message, Some(section.span), now);
            }
        }
    }

    fn gone_statements(&mut self, gone: &BTreeSet<usize>) {
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
                let message = "a binding statement is told in other sentences";
                self.reason(Level::Minor, message, Some(statement.span), Some(place).filter(|place| !place.is_empty()));
                self.doubt(Level::Minor, "a binding statement is told in other sentences: major if they say less");
                continue;
            }
            let replaced = if several { None } else { self.replacement(statement) };
            if replaced.is_none() {
                let message = if several {
                    "one of several binding statements that are gone"
                } else {
                    "a binding statement is gone"
                };
                self.reason(Level::Major, message, Some(statement.span), replaced);
            } else {
                self.reason(Level::Minor, "a binding statement gave way to another", Some(statement.span), replaced);
                self.doubt(
                    Level::Minor,
                    "a binding statement is gone and others stand in its place: major if nobody meant to replace it",
                );
            }
        }
        if !binding.is_empty() && gone.is_empty() {
            self.doubt(Level::Major, "binding statements are gone, but no section is");
        }
        for at in lost {
            let statement = &self.old.statements[at];
            if !statement.binding && statement.nature != Nature::Code {
                self.reason(Level::Patch, "a statement that does not bind is gone", Some(statement.span), None);
            }
        }
    }

    /// What may stand in place of a statement that is gone: something new in the same
    /// section, or something new elsewhere that speaks of the same things.
    fn replacement(&self, gone: &Statement) -> Option<Span> {
        let here = self.sections.get(&gone.section);
        let content: Vec<&String> = gone.words.iter().filter(|word| words::is_content(word)).collect();
        let stands_in = |at: &&usize| {
            let statement = &self.new.statements[**at];
            let shared = content.iter().filter(|word| statement.words.contains(word)).count();
            let weak = matches!(statement.reading.force(), Force::Recommendation | Force::Permission | Force::Release);
            statement.nature != Nature::Code
                && !weak
                && (here == Some(&statement.section) || 5 * shared >= 2 * content.len().max(1))
        };
        self.pairing.added.iter().find(stands_in).map(|at| self.new.statements[*at].span)
    }

    fn survival(&mut self) {
        let (mut all, mut kept) = (0, 0);
        for (at, statement) in self.old.statements.iter().enumerate() {
            if statement.nature != Nature::Code && !statement.reason {
                all += 1;
                kept += usize::from(self.survives(at) || self.retold(statement).is_some());
            }
        }
        if all >= 4 && 2 * kept < all {
            self.reason(Level::Major, format!("only {kept} of {all} statements are left"), None, None);
            // A translation is another text that may say the same.
            let (old, new) = (&self.old.languages, &self.new.languages);
            if !old.is_empty() && new.iter().any(|code| !old.contains(code)) {
                self.doubt(Level::Major, "the text stands in another language now: patch if it says the same");
            }
        }
    }

    fn added_sections(&mut self) {
        let known: BTreeSet<usize> = self.sections.values().copied().collect();
        let added: BTreeSet<usize> = self.pairing.added.iter().copied().collect();
        for (index, section) in self.new.sections.iter().enumerate().skip(1) {
            if known.contains(&index) || section.level == 1 {
                continue;
            }
            let all = Self::within(self.new, index).count();
            let fresh = Self::within(self.new, index).filter(|(at, _)| added.contains(at)).count();
            // A heading over what stood elsewhere only groups it.
            if all == 0 || 2 * fresh >= all {
                let message = format!("the section “{}” is new", section.title);
                self.reason(Level::Minor, message, None, Some(section.span));
                self.amendment.added.push(section.title.clone());
            }
        }
    }

    fn added_statements(&mut self) {
        let added: Vec<usize> = self.pairing.added.clone();
        let mut guidance = 0;
        // Words of new reasons, and where the last of them stands.
        let mut reasons = (0, None);
        for at in added {
            let statement = &self.new.statements[at];
            let span = Some(statement.span);
            match (statement.nature, statement.binding) {
                (Nature::Code, _) => {
                    self.reason(Level::Patch, "an example changed", None, span);
                    self.doubt(Level::Patch, "a code block changed: minor if it is more than an example");
                }
                (_, true) => self.reason(Level::Minor, "a binding statement is new", None, span),
                _ if statement.reason => {
                    self.reason(Level::Patch, "a reason or an example is new", None, span);
                    self.doubt(Level::Patch, "reasons or examples are new: minor if they guide somebody");
                    reasons.0 += words::prose_len(statement.words.iter().map(String::as_str));
                    reasons.1 = span;
                }
                (_, false) => {
                    guidance += 1;
                    self.reason(Level::Minor, "a statement is new", None, span);
                }
            }
        }
        let gone = self.pairing.gone.iter().map(|at| &self.old.statements[*at]).filter(|gone| gone.reason);
        let gone: usize = gone.map(|gone| words::prose_len(gone.words.iter().map(String::as_str))).sum();
        let grown = reasons.0.saturating_sub(gone);
        if grown >= EXPANDED {
            self.reason(Level::Minor, format!("reasons and examples grew by {grown} words"), None, reasons.1);
        }
        if (1..=2).contains(&guidance) && self.amendment.added.is_empty() {
            self.doubt(
                Level::Minor,
                "only one or two statements are new and they do not bind: patch if they merely clarify",
            );
        }
    }

    fn edited_statements(&mut self) {
        let edited: Vec<(usize, usize)> = self.pairing.edited.iter().map(|(old, new)| (*old, *new)).collect();
        let mut more = 0;
        let mut longest: Option<(usize, Span, Span)> = None;
        for (was, now) in edited {
            let (old, new) = (&self.old.statements[was], &self.new.statements[now]);
            if old.nature == Nature::Code {
                self.reason(Level::Patch, "an example changed", Some(old.span), Some(new.span));
                self.doubt(Level::Patch, "a code block changed: minor if it is more than an example");
                continue;
            }
            let (lost, added) = words::difference(&old.words, &new.words);
            let length = words::prose_len(added.iter().copied());
            more += length;
            if longest.is_none_or(|(most, ..)| length > most) {
                longest = Some((length, old.span, new.span));
            }
            let places = (Some(old.span), Some(new.span));
            let content = lost.iter().chain(&added).any(|word| words::is_content(word));
            let binds = old.binding || new.binding;
            let section = self.new.sections.get(new.section).map_or(0, |section| section.level);
            let turn = polarity::turn(old, new);
            let bound = |bound: &'static str, said: &'static str| if binds { bound } else { said };
            if turn == Turn::Opposite {
                let message =
                    bound("a binding statement turned into its opposite", "a statement turned into its opposite");
                self.reason(Level::Major, message, places.0, places.1);
            } else if turn == Turn::Weakened {
                let message = match new.reading.has(PhraseKind::Release) && !old.reading.has(PhraseKind::Release) {
                    true => "what a statement demanded need not be any more",
                    false => "a binding statement became a recommendation",
                };
                self.reason(Level::Major, message, places.0, places.1);
            } else if let Turn::Perhaps(doubt) = turn {
                let message = bound("a binding statement was turned round", "a statement was turned round");
                self.reason(Level::Major, message, places.0, places.1);
                self.doubt(Level::Major, doubt);
            } else if binds && content && !self.same_force(was, now, &lost, &added) {
                let message = match (old.binding, new.binding) {
                    (false, true) => "a statement binds now",
                    (true, false) => "a statement does not bind any more",
                    _ => "a binding statement says something else",
                };
                self.reason(Level::Minor, message, places.0, places.1);
                let doubt = match lost.is_empty() {
                    true => {
                        "a binding statement says more: patch if it only explains, major if it takes something back"
                    }
                    false => "a binding statement was reworded: patch if it means the same, major if it means less",
                };
                self.doubt(Level::Minor, doubt);
            } else if matches!(turn, Turn::Beside(_)) {
                self.reason(Level::Minor, "a statement says more, or less", places.0, places.1);
            } else if section > 1 && numbers(&old.words) != numbers(&new.words) {
                self.reason(Level::Minor, "a number changed", places.0, places.1);
            } else if old.literals != new.literals {
                self.reason(Level::Patch, "a name in a statement changed", places.0, places.1);
                self.doubt(Level::Patch, "a name in backticks changed: minor if something else is meant by it");
            } else {
                self.reason(Level::Patch, "a statement was reworded", places.0, places.1);
            }
            if let Turn::Beside(doubt) = turn {
                self.doubt(Level::Minor, doubt);
            }
            if let Some(section) = self.new.sections.get(new.section).filter(|section| section.level > 1) {
                let title = section.title.clone();
                if !self.amendment.modified.contains(&title) {
                    self.amendment.modified.push(title);
                }
            }
        }
        if let Some((_, old, new)) = longest.filter(|_| more >= EXPANDED) {
            self.reason(Level::Minor, format!("statements grew by {more} words"), Some(old), Some(new));
        }
    }

    /// Whether only words that say how firmly were exchanged for others that say the same:
    /// "must not" for "must never".
    fn same_force(&self, was: usize, now: usize, lost: &[&str], added: &[&str]) -> bool {
        let (old, new) = (&self.old.statements[was], &self.new.statements[now]);
        let says_force = |word: &&&str| !lexicon::read(word).marks.is_empty();
        let cjk = old.text.contains(words::is_cjk) || new.text.contains(words::is_cjk);
        !cjk && old.reading.force() == new.reading.force()
            && lost.iter().chain(added).filter(|word| words::is_content(word)).all(|word| says_force(&word))
    }

    fn firmness(&mut self) {
        let pairs: Vec<(usize, usize)> = self.sections.iter().map(|(old, new)| (*old, *new)).collect();
        for (was, now) in pairs {
            let (old, new) = (&self.old.sections[was], &self.new.sections[now]);
            if old.firm != new.firm {
                let message = match new.firm {
                    true => format!("“{}” became non-negotiable", new.title),
                    false => format!("“{}” is no longer marked non-negotiable", new.title),
                };
                self.reason(Level::Minor, message, Some(old.span), Some(new.span));
                self.doubt(Level::Minor, "a principle changed its weight: major if that takes something back");
            }
        }
    }

    fn contract(&mut self) {
        let (old, new) = (&self.old.contract, &self.new.contract);
        match (old.contains_key("contract"), new.get("contract")) {
            (false, Some(block)) => {
                let place = block.span;
                return self.reason(Level::Minor, "the contract is new", None, Some(place));
            }
            (true, None) => {
                let place = old.get("contract").map(|block| block.span);
                return self.reason(Level::Major, "the contract is gone", place, None);
            }
            _ => {}
        }
        let mut found = Vec::new();
        for (key, now) in new {
            match old.get(key) {
                Some(was) if was.text == now.text => {}
                Some(was) => found.push(changed_value(key, was, now)),
                None => found.push((Level::Minor, format!("the contract's `{key}` is new"), None, Some(now.span))),
            }
        }
        for (key, was) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
            let table = key.split_once('.').map(|(table, _)| format!("{table}."));
            let whole = table.is_some_and(|table| !new.keys().any(|key| key.starts_with(&table)));
            let level = match (key.starts_with("waiver"), whole) {
                (true, _) => Level::Patch,
                (_, true) => Level::Major,
                _ => Level::Minor,
            };
            found.push((level, format!("the contract's `{key}` is gone"), Some(was.span), None));
        }
        for (level, message, old, new) in found {
            self.reason(level, message, old, new);
        }
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
        let (message, place) = match (retitled, moved, marks) {
            (Some(place), ..) => ("a title changed", Some(place)),
            (_, Some(place), _) => ("statements stand in another order or at another place", Some(place)),
            (_, _, Some(place)) => ("punctuation or case changed", Some(place)),
            _ => ("the order or the wording changed", None),
        };
        self.reason(Level::Patch, message, place.map(|place| place.0), place.map(|place| place.1));
    }

    fn finish(self) -> Amendment {
        let mut amendment = self.amendment;
        amendment.reasons.sort_by(|a, b| b.level.cmp(&a.level).then((a.new, a.old).cmp(&(b.new, b.old))));
        amendment.reasons.dedup();
        amendment.level = amendment.reasons.first().map_or(Level::Patch, |reason| reason.level);
        let level = amendment.level;
        let doubts = self.doubts.into_iter().filter(|(at, _)| *at == level).map(|(_, message)| message);
        amendment.ambiguous = doubts.collect::<BTreeSet<_>>().into_iter().next();
        amendment
    }
}

fn changed_value(
    key: &str,
    was: &contract::Value,
    now: &contract::Value,
) -> (Level, String, Option<Span>, Option<Span>) {
    let places = (Some(was.span), Some(now.span));
    if key.starts_with("waiver") {
        let binding = |text: &str| -> Vec<String> {
            text.split(", ").filter(|pair| pair.starts_with("until")).map(str::to_string).collect()
        };
        let level = if binding(&was.text) == binding(&now.text) { Level::Patch } else { Level::Minor };
        return (level, format!("the contract's `{key}` changed"), places.0, places.1);
    }
    if key.starts_with("line ") {
        return (Level::Minor, "the contract changed and cannot be read".to_string(), places.0, places.1);
    }
    let message = format!("the contract's `{key}` changed from `{}` to `{}`", was.text, now.text);
    (Level::Minor, message, places.0, places.1)
}

/// The numbers of a statement that mean an amount: no references to sections, no
/// versions of three parts.
fn numbers(all: &[String]) -> Vec<&str> {
    const REFERENCES: &[&str] = &[
        "section",
        "sections",
        "principle",
        "principles",
        "article",
        "articles",
        "step",
        "pr",
        "issue",
        "table",
        "figure",
    ];
    let mut found: Vec<&str> = Vec::new();
    for (at, word) in all.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| all.get(before)).map_or("", String::as_str);
        let digits = word.contains(|c: char| c.is_ascii_digit());
        if digits && word.matches('.').count() < 2 && !REFERENCES.contains(&before) {
            found.push(word);
        }
    }
    found.sort_unstable();
    found
}
