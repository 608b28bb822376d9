//! Sections that statements name by their numbers ("see Principle IV"), where the numbers of
//! the sections changed. Must not know levels.

use std::collections::{BTreeMap, HashMap};

use super::{title, Statements};
use crate::lexicon::{is_listed, Topic};

/// Numbers to titles; what two sections have tells neither.
fn numbered(text: &Statements) -> BTreeMap<String, Option<&str>> {
    let mut out: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for section in &text.sections {
        if let Some(number) = title::number(&section.title) {
            out.entry(number).and_modify(|title| *title = None).or_insert(Some(&section.key));
        }
    }
    out
}

/// Gives the sections that `new` names their old numbers, in statements that are the old
/// ones but for these.
pub fn follow(old: &Statements, new: &mut Statements) {
    let (was, now) = (numbered(old), numbered(new));
    let before: HashMap<&str, &String> =
        was.iter().filter_map(|(number, title)| title.map(|title| (title, number))).collect();
    let renumbered: BTreeMap<String, String> = now
        .into_iter()
        .filter_map(|(number, title)| Some((before.get(title?)?.to_string(), number)))
        .filter(|(before, number)| before != number)
        .map(|(before, number)| (number, before))
        .collect();
    if renumbered.is_empty() {
        return;
    }
    let mut left: HashMap<&[String], usize> = HashMap::new();
    old.statements.iter().for_each(|statement| *left.entry(&statement.words).or_default() += 1);
    let mut take = |words: &[String]| left.get_mut(words).filter(|left| **left > 0).map(|left| *left -= 1).is_some();
    let changed: Vec<usize> = (0..new.statements.len()).filter(|at| !take(&new.statements[*at].words)).collect();
    for at in changed {
        let words = in_old_numbers(&new.statements[at].words, &renumbered);
        if take(&words) {
            new.statements[at].words = words;
        }
    }
}

/// The words, the numbers behind a word for a section, or behind another such number, as
/// they were.
fn in_old_numbers(words: &[String], renumbered: &BTreeMap<String, String>) -> Vec<String> {
    let mut named = false;
    let follow = |word: &String| {
        let number = renumbered.get(word).filter(|_| named);
        let joins = named && (title::is_number(word) || is_listed(Topic::Joins, word));
        named = joins || title::is_kind(word) || word.strip_suffix('s').is_some_and(title::is_kind);
        number.unwrap_or(word).clone()
    };
    words.iter().map(follow).collect()
}
