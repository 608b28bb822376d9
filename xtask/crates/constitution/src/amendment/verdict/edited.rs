//! Statements that say something else than before.

use super::{Judge, EXPANDED};
use crate::amendment::polarity::{self, Turn};
use crate::amendment::statements::{Nature, Statement};
use crate::amendment::{words, Level, LevelDoubt, TextChange};
use crate::lexicon::{self, listed, PhraseKind, Topic, TopicsIn};
use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;

impl Judge<'_> {
    pub(super) fn edited_statements(&mut self) {
        let edited: Vec<(usize, usize)> = self.pairing.edited.iter().map(|(old, new)| (*old, *new)).collect();
        let mut more = 0;
        let mut longest: Option<(usize, Span, Span)> = None;
        for (was, now) in edited {
            let (old, new) = (&self.old.statements[was], &self.new.statements[now]);
            if old.nature == Nature::Code {
                self.reason(Level::Patch, TextChange::Example, Some(old.span), Some(new.span));
                self.doubt(Level::Patch, LevelDoubt::CodeBlock);
                continue;
            }
            let (mut lost, mut added) = words::difference(&old.words, &new.words);
            // What was divided, or written together, says the same.
            for at in self.pairing.joined.get(&now).into_iter().flatten() {
                added.retain(|word| !self.old.statements[*at].words.iter().any(|other| other == word));
            }
            for at in self.pairing.parted.get(&was).into_iter().flatten() {
                lost.retain(|word| !self.new.statements[*at].words.iter().any(|other| other == word));
            }
            // Where a link leads to is no guidance.
            let told = added.iter().copied().filter(|word| !new.targets.iter().any(|target| target == word));
            let length = words::prose_len(told);
            more += length;
            if longest.is_none_or(|(most, ..)| length > most) {
                longest = Some((length, old.span, new.span));
            }
            let places = (Some(old.span), Some(new.span));
            let content = lost.iter().chain(&added).any(|word| words::is_content(word));
            let binds = old.binding || new.binding;
            let section = self.new.sections.get(new.section).map_or(0, |section| section.level);
            let turn = polarity::turn(old, new);
            if turn == Turn::Opposite {
                self.reason(Level::Major, TextChange::TurnedOpposite { binding: binds }, places.0, places.1);
            } else if turn == Turn::Weakened {
                let change = if new.reading.has(PhraseKind::Release) && !old.reading.has(PhraseKind::Release) {
                    TextChange::Released
                } else {
                    TextChange::OnlyRecommended
                };
                self.reason(Level::Major, change, places.0, places.1);
            } else if let Turn::Perhaps(doubt) = turn {
                self.reason(Level::Major, TextChange::TurnedRound { binding: binds }, places.0, places.1);
                self.doubt(Level::Major, doubt);
            } else if turn == Turn::PartGone {
                self.reason(Level::Major, TextChange::PartGone, places.0, places.1);
                self.doubt(Level::Major, LevelDoubt::BindingPartGone);
            } else if binds && content && !self.same_force(was, now, &lost, &added) {
                let change = match (old.binding, new.binding) {
                    (false, true) => TextChange::BindsNow,
                    (true, false) => TextChange::BindsNoMore,
                    _ => TextChange::SaysSomethingElse,
                };
                self.reason(Level::Minor, change, places.0, places.1);
                let doubt = if lost.is_empty() { LevelDoubt::BindingSaysMore } else { LevelDoubt::BindingReworded };
                self.doubt(Level::Minor, doubt);
            } else if matches!(turn, Turn::Beside(_)) {
                self.reason(Level::Minor, TextChange::SaysMoreOrLess, places.0, places.1);
            } else if section > 1 && self.counts_otherwise(old, new) {
                self.reason(Level::Minor, TextChange::Number, places.0, places.1);
            } else if says_less(old, &lost, &added) {
                self.reason(Level::Minor, TextChange::SaysMoreOrLess, places.0, places.1);
                self.doubt(Level::Minor, LevelDoubt::SaysLess);
            } else if old.literals != new.literals {
                self.reason(Level::Patch, TextChange::Name, places.0, places.1);
                self.doubt(Level::Patch, LevelDoubt::NameInBackticks);
            } else {
                self.reason(Level::Patch, TextChange::Reworded, places.0, places.1);
                let said = |words: &[&str]| words.iter().any(|word| words::is_content(word));
                if section > 1 && !old.reason && said(&lost) && said(&added) {
                    self.doubt(Level::Patch, LevelDoubt::OtherWords);
                }
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
            self.reason(Level::Minor, TextChange::StatementsGrew(more), Some(old), Some(new));
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

    /// Whether an amount became another one: `30`, "two" or `p95`, and no name with a digit
    /// in it.
    fn counts_otherwise(&self, old: &Statement, new: &Statement) -> bool {
        let (was, now) = (numbers(old), numbers(new));
        let bare = |statement: &Statement, numbers: &[&str], spoken: &[&str]| {
            let plain = numbers.iter().filter(|word| stem(word).is_empty()).map(|word| word.to_string());
            let mut all: Vec<String> = plain.collect();
            all.extend(lexicon::counted(&statement.text, &statement.words, spoken));
            all.order();
            all
        };
        let (before, after) = (bare(old, &was, &self.old.languages), bare(new, &now, &self.new.languages));
        let other = |word: &&str| {
            !stem(word).is_empty() && !now.contains(word) && now.iter().any(|now| stem(now) == stem(word))
        };
        before != after || was.iter().any(other) || other_interval(old, new)
    }
}

/// Whether half of what a statement said is gone, and nothing stands in its place.
fn says_less(old: &Statement, lost: &[&str], added: &[&str]) -> bool {
    let content = |words: &[&str]| words.iter().filter(|word| words::is_content(word)).count();
    let all = old.words.iter().filter(|word| words::is_content(word)).count();
    let lost = content(lost);
    !old.reason && lost >= 3 && 2 * lost >= all && content(added) == 0
}

/// Whether something is done at other intervals: weekly, and monthly now.
fn other_interval(old: &Statement, new: &Statement) -> bool {
    let intervals = |statement: &Statement| {
        let found = TopicsIn::of_text(&statement.text.to_lowercase(), &[]);
        [Topic::Hourly, Topic::Daily, Topic::Weekly, Topic::Monthly, Topic::Intervals].map(|topic| found.has(topic))
    };
    let (was, now) = (intervals(old), intervals(new));
    was != now && was.contains(&true) && now.contains(&true)
}

/// What stands before a word's first digit.
fn stem(word: &str) -> &str {
    &word[..word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len())]
}

/// The numbers of a statement that mean an amount: no references to sections, no
/// versions of three parts, nothing of a link's target.
fn numbers(statement: &Statement) -> Vec<&str> {
    let all = &statement.words;
    let mut found: Vec<&str> = Vec::new();
    for (at, word) in all.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| all.get(before)).map_or("", String::as_str);
        let digits = word.contains(|c: char| c.is_ascii_digit());
        let amount = digits && word.matches('.').count() < 2 && !statement.targets.contains(word);
        if amount && !listed(Topic::Reference).contains(&before) {
            found.push(word);
        }
    }
    found.order();
    found
}
