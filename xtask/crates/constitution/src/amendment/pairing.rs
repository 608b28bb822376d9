//! Which statement of the old text became which of the new one. Must not judge what that
//! means.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::amendment::statements::{Nature, Statement};
use prodproof_syntax::order::Order;

/// Two statements of one nature that share this much are one statement, edited.
const SIMILAR: f64 = 0.55;
/// So are two of which one holds nearly all of the other.
const CONTAINED: f64 = 0.85;
/// So are those of which one is the other cut down to three words, when it had no more than
/// so many times that: "Exceptions are allowed" of "Exceptions are only allowed with consent".
const CUT: usize = 4;
/// More changed statements than this on a side are not compared with each other: no
/// real amendment comes near it, and the time would grow with the square.
const MOST: usize = 1_500;

#[derive(Clone, Debug, Default)]
pub struct Pairing {
    /// Old statements that stand in the new text word for word, anywhere.
    pub kept: BTreeSet<usize>,
    /// Old to new: edited.
    pub edited: BTreeMap<usize, usize>,
    /// New to old: others that were written into this edited one.
    pub joined: BTreeMap<usize, Vec<usize>>,
    /// Old to new: others into which this edited one was divided.
    pub parted: BTreeMap<usize, Vec<usize>>,
    /// Old statements that are gone.
    pub gone: Vec<usize>,
    /// New statements without a counterpart.
    pub added: Vec<usize>,
}

pub fn pair<'a>(old: &'a [Statement], new: &'a [Statement]) -> Pairing {
    let twins = |statements: &[Statement]| -> BTreeSet<Vec<String>> {
        statements.iter().map(|statement| statement.words.clone()).collect()
    };
    let (in_old, in_new) = (twins(old), twins(new));
    let mut pairing = Pairing::default();
    let mut left = Vec::new();
    for (index, statement) in old.iter().enumerate() {
        if in_new.contains(&statement.words) {
            pairing.kept.insert(index);
        } else {
            left.push(index)
        }
    }
    let right: Vec<usize> = (0..new.len()).filter(|index| !in_old.contains(&new[*index].words)).collect();

    let mut ids: HashMap<&'a str, u32> = HashMap::new();
    let old_bags: Vec<Bag> = left.iter().take(MOST).map(|&at| Bag::of(&old[at].words, &mut ids)).collect();
    let new_bags: Vec<Bag> = right.iter().take(MOST).map(|&at| Bag::of(&new[at].words, &mut ids)).collect();
    let mut scores = Vec::new();
    for (i, a) in old_bags.iter().enumerate() {
        for (j, b) in new_bags.iter().enumerate() {
            let nature = |code: Nature| code == Nature::Code;
            if nature(old[left[i]].nature) != nature(new[right[j]].nature) {
                continue;
            }
            if let Some(score) = a.score(b) {
                scores.push((score, i, j));
            }
        }
    }
    scores.order_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used_old, mut used_new) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, i, j) in scores {
        if !used_old.contains(&i) && !used_new.contains(&j) {
            used_old.insert(i);
            used_new.insert(j);
            pairs.push((i, j));
            pairing.edited.insert(left[i], right[j]);
        }
    }

    // Split in two, or merged from two: the rest stands in what its counterpart has more.
    let lost: Vec<Bag> = pairs.iter().map(|&(i, j)| old_bags[i].without(&new_bags[j])).collect();
    let gained: Vec<Bag> = pairs.iter().map(|&(i, j)| new_bags[j].without(&old_bags[i])).collect();
    let merged = |i: usize| gained.iter().position(|more| old_bags.get(i).is_some_and(|bag| bag.within(more)));
    let split = |j: usize| lost.iter().position(|more| new_bags.get(j).is_some_and(|bag| bag.within(more)));
    for (i, &at) in left.iter().enumerate().filter(|(i, _)| !used_old.contains(i)) {
        if let Some(pair) = merged(i) {
            pairing.kept.insert(at);
            pairing.joined.entry(right[pairs[pair].1]).or_default().push(at);
        } else {
            pairing.gone.push(at);
        }
    }
    for (j, &at) in right.iter().enumerate().filter(|(j, _)| !used_new.contains(j)) {
        match split(j) {
            Some(pair) => pairing.parted.entry(left[pairs[pair].0]).or_default().push(at),
            None => pairing.added.push(at),
        }
    }
    pairing
}

/// Words as sorted numbers, each as often as it stands there.
struct Bag(Vec<u32>);

impl Bag {
    fn of<'a>(words: &'a [String], ids: &mut HashMap<&'a str, u32>) -> Self {
        let mut bag: Vec<u32> = words
            .iter()
            .map(|word| {
                let next = ids.len() as u32;
                *ids.entry(word.as_str()).or_insert(next)
            })
            .collect();
        bag.order();
        Self(bag)
    }

    fn shared(&self, other: &Self) -> usize {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    a.next();
                    b.next();
                }
            }
        }
        shared
    }

    /// How alike two statements are, if they are one statement at all: Dice's measure.
    fn score(&self, other: &Self) -> Option<f64> {
        let (a, b) = (self.0.len(), other.0.len());
        let (short, long) = (a.min(b), a.max(b));
        // Cheap bounds first: most pairs have nothing in common.
        if short == 0 || long > 20 * short {
            return None;
        }
        let shared = self.shared(other) as f64;
        let dice = 2.0 * shared / (a + b) as f64;
        let contained = short >= 4 && shared / short as f64 >= CONTAINED
            || short == 3 && shared as usize == short && long <= CUT * short;
        (dice >= SIMILAR || contained).then_some(dice)
    }

    fn without(&self, other: &Self) -> Self {
        let mut rest = other.0.iter().peekable();
        let keep = |word: &&u32| {
            while rest.peek().is_some_and(|other| other < word) {
                rest.next();
            }
            rest.next_if(|other| other == word).is_none()
        };
        Self(self.0.iter().filter(keep).copied().collect())
    }

    /// Whether nearly all of it stands in `other`.
    fn within(&self, other: &Self) -> bool {
        self.0.len() >= 2 && self.shared(other) as f64 >= 0.75 * self.0.len() as f64
    }
}
