//! Values by key, several to a key, in the order in which they came: one table for all
//! phrases of all languages, which every run builds anew. Must not know words.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Values by key.
#[derive(Debug)]
pub struct Lookup<K, V> {
    /// The first and the last value of a key.
    ends: HashMap<K, (usize, usize), BuildHasherDefault<Mixed>>,
    /// Each with the one that follows under its key.
    values: Vec<(V, Option<usize>)>,
}

impl<K, V> Default for Lookup<K, V> {
    fn default() -> Self {
        Self { ends: HashMap::default(), values: Vec::new() }
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

/// FNV-1a, eight bytes at a time: the keys are our own tables, so that nobody can choose
/// them against us. <http://www.isthe.com/chongo/tech/comp/fnv/>
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(byte.into());
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(word.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
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
