//! Values by key, several to a key, in the order in which they came: one table for all
//! phrases of all languages, which every run builds anew. Must not know words.

use std::borrow::Borrow;
use std::hash::Hash;

use prodproof_syntax::quick::QuickMap;

/// Values by key.
#[derive(Debug)]
pub struct Lookup<K, V> {
    /// The first and the last value of a key.
    ends: QuickMap<K, (usize, usize)>,
    /// Each with the one that follows under its key.
    values: Vec<(V, Option<usize>)>,
}

impl<K, V> Default for Lookup<K, V> {
    fn default() -> Self {
        Self { ends: QuickMap::default(), values: Vec::new() }
    }
}

impl<K: Eq + Hash, V> Lookup<K, V> {
    pub fn push(&mut self, key: K, value: V) {
        let at = self.values.len();
        self.values.push((value, None));
        let (_, last) = self.ends.entry(key).or_insert((at, at));
        if *last != at {
            self.values[*last].1 = Some(at);
            *last = at;
        }
    }

    /// Those of a key, in the order in which they came.
    pub fn all<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> impl Iterator<Item = &V> + use<'_, K, V, Q>
    where
        K: Borrow<Q>,
    {
        let first = self.ends.get(key).map(|(first, _)| *first);
        let values = |at: &usize| self.values.get(*at);
        std::iter::successors(first.filter(|at| values(at).is_some()), |at| self.values[*at].1)
            .map(|at| &self.values[at].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_in_order_by_key() {
        let mut lookup = Lookup::<&str, u8>::default();
        for (key, value) in [("a", 1), ("b", 2), ("a", 3), ("", 4), ("a", 5)] {
            lookup.push(key, value);
        }
        let all = |key| lookup.all(key).copied().collect::<Vec<_>>();
        assert_eq!([all("a"), all("b"), all(""), all("c")], [vec![1, 3, 5], vec![2], vec![4], vec![]]);
    }
}
