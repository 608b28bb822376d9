//! Sections that are gone, shrunk, renamed, folded into others, or new.

use std::collections::{BTreeMap, BTreeSet};

use super::Judge;
use crate::amendment::statements::{Nature, Section, Statement, Statements};
use crate::amendment::{words, Level, LevelDoubt, TextChange};

/// A smaller section is judged by its statements alone.
const SMALL: usize = 8;

/// A section of fewer statements may be half rewritten by one edit.
const FEW: usize = 4;

/// Sections of one title, in order of appearance where several have it.
pub(super) fn matched(old: &Statements, new: &Statements) -> BTreeMap<usize, usize> {
    let mut free: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, section) in new.sections.iter().enumerate().rev() {
        free.entry(&section.key).or_default().push(index);
    }
    let find = |section: &Section| free.get_mut(section.key.as_str()).and_then(Vec::pop);
    old.sections.iter().map(find).enumerate().filter_map(|(at, found)| Some((at, found?))).collect()
}

impl Judge<'_> {
    /// Sections whose title is gone along with at least half of their statements; the
    /// others were renamed, merged or split.
    pub(super) fn gone_sections(&mut self) -> BTreeSet<usize> {
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
            // What bound in it stands elsewhere, whatever became of the rest.
            let there = |at: &&usize| {
                let word_for_word = || self.standing.get(self.old.statements[**at].words.as_slice());
                let now = self.pairing.edited.get(*at).or_else(word_for_word).copied();
                let now = now.filter(|_| kept.contains(at)).map(|now| self.new.statements[now].section);
                now.or_else(|| self.retold(&self.old.statements[**at]))
            };
            let mut duties = all.iter().filter(|at| self.old.statements[**at].binding).map(|at| there(&at)).peekable();
            let first = duties.peek().copied().flatten();
            let spared = first.filter(|_| lost && duties.all(|now| now.is_some()));
            // What it said stands elsewhere, though in other sentences.
            let folded = retold.first().filter(|_| !lost && 2 * (all.len() - kept.len()) >= all.len());
            let folded = spared.as_ref().or(folded);
            if let Some(into) = folded.map(|section| self.new.sections[*section].clone()) {
                let change = TextChange::SectionFolded { title: section.title.clone(), into: into.title.clone() };
                self.reason(Level::Minor, change, Some(section.span), Some(into.span));
                self.doubt(Level::Minor, LevelDoubt::SectionFolded);
                continue;
            }
            if let Some(heir) = heir.filter(|_| !lost) {
                free.remove(&heir);
                self.sections.insert(index, heir);
                self.amendment.renamed.push((section.title.clone(), self.new.sections[heir].title.clone()));
            } else if lost {
                gone.insert(index);
                let inside = section.parent.is_some_and(|parent| gone.contains(&parent));
                if !inside {
                    let binds = all.iter().any(|at| !kept.contains(at) && self.old.statements[*at].binding);
                    // A part of a principle, in which nothing binds, may only have explained it.
                    let part = section.level > 3 && !binds;
                    let level = if part { Level::Minor } else { Level::Major };
                    self.reason(level, TextChange::SectionGone(section.title.clone()), Some(section.span), None);
                    if part {
                        self.doubt(level, LevelDoubt::PartGone);
                    }
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
    pub(super) fn shrunk_sections(&mut self, gone: &BTreeSet<usize>) {
        let mut told: BTreeSet<usize> = gone.clone();
        for (index, section) in self.old.sections.iter().enumerate().rev() {
            let below_told = |told: &BTreeSet<usize>| told.iter().any(|other| self.old.below(*other, index));
            if !matches!(section.level, 2 | 3) || below_told(&told) {
                continue;
            }
            let (mut all, mut kept, mut binds, mut rows) = (0, 0, false, Vec::new());
            for (at, statement) in Self::within(self.old, index).filter(|(_, statement)| !statement.reason) {
                let content = || statement.words.iter().filter(|word| words::is_content(word));
                all += content().count();
                binds |= statement.binding;
                rows.extend((!self.survives(at)).then_some(statement.nature == Nature::Row));
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
                let change = TextChange::SectionShrunk(section.title.clone());
                // Rows that bind nobody are a list of people, tools, numbers.
                let listed = !rows.is_empty() && rows.iter().all(|row| *row);
                let level = if listed && !binds { Level::Minor } else { Level::Major };
                self.reason(level, change, Some(section.span), now);
                // Of a few sentences one that was rewritten is half of the section.
                if Self::within(self.old, index).count() < FEW {
                    self.doubt(level, LevelDoubt::ShortSection);
                } else if !binds {
                    self.doubt(level, LevelDoubt::DescribingSection);
                }
            }
        }
    }

    /// What does not bind by its own words may hang on the heading that it stands under: the
    /// requirements of a role are others under the next one.
    pub(super) fn moved_statements(&mut self) {
        // Of several with the same words one may have stayed.
        let places: BTreeSet<(usize, &[String])> =
            self.new.statements.iter().map(|statement| (statement.section, statement.words.as_slice())).collect();
        let other = |at: usize, statement: &Statement| {
            let stayed = self.sections.get(&statement.section).map(|here| (*here, statement.words.as_slice()));
            if stayed.is_some_and(|stayed| places.contains(&stayed)) {
                return Some(false);
            }
            let now = self.pairing.edited.get(&at).or_else(|| self.standing.get(statement.words.as_slice()))?;
            let now = self.new.statements.get(*now)?.section;
            let here = *self.sections.get(&statement.section)?;
            let known = self.sections.values().any(|section| *section == now);
            Some(known && !self.new.below(now, here) && !self.new.below(here, now))
        };
        let mut plain = self.old.statements.iter().enumerate();
        let hangs = |(at, statement): (usize, &Statement)| {
            let plain = statement.nature != Nature::Code && !statement.reading.binds() && !statement.reason;
            plain && other(at, statement) == Some(true)
        };
        if plain.any(hangs) {
            self.doubt(Level::Patch, LevelDoubt::MovedBelowAnother);
        }
    }

    pub(super) fn added_sections(&mut self) {
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
                self.reason(Level::Minor, TextChange::SectionNew(section.title.clone()), None, Some(section.span));
                self.amendment.added.push(section.title.clone());
            }
        }
    }

    pub(super) fn firmness(&mut self) {
        let pairs: Vec<(usize, usize)> = self.sections.iter().map(|(old, new)| (*old, *new)).collect();
        for (was, now) in pairs {
            let (old, new) = (&self.old.sections[was], &self.new.sections[now]);
            if old.firm != new.firm {
                let title = new.title.clone();
                let change = if new.firm { TextChange::NonNegotiable(title) } else { TextChange::Negotiable(title) };
                self.reason(Level::Minor, change, Some(old.span), Some(new.span));
                self.doubt(Level::Minor, LevelDoubt::Weight);
            }
        }
    }
}
