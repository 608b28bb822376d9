//! Sorting that is compiled once. The standard library's is 2,000 lines of intermediate code
//! for each type that is sorted. Must not know what is sorted.

use std::cmp::Ordering;

/// Stable, as [`slice::sort`] is.
pub trait Order<T> {
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> Order<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        if self.len() > 1 {
            let from = permutation(self.len(), &mut |a, b| compare(&self[a], &self[b]));
            arrange(from, &mut |a, b| self.swap(a, b));
        }
    }
}

/// For each place of a sorted list where its element stands now.
fn permutation(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut from: Vec<usize> = (0..len).collect();
    #[expect(clippy::disallowed_methods, reason = "the only one")]
    from.sort_by(|a, b| compare(*a, *b));
    from
}

/// Brings each element to its place, cycle by cycle.
fn arrange(mut from: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..from.len() {
        let mut at = start;
        loop {
            let next = std::mem::replace(&mut from[at], at);
            if next == start {
                break;
            }
            swap(at, next);
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All lists of up to seven elements with few keys, so that some are equal: as the
    /// standard library sorts them, and stable.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "what it is held against")]
    fn as_the_standard_library() {
        for len in 0..=7_u32 {
            for number in 0..4_u32.pow(len) {
                let list: Vec<(u32, u32)> = (0..len).map(|at| (number / 4_u32.pow(at) % 4, at)).collect();
                let (mut ours, mut theirs) = (list.clone(), list.clone());
                ours.order_by_key(|(key, _)| std::cmp::Reverse(*key));
                theirs.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
                assert_eq!(ours, theirs);
                ours.order();
                theirs.sort();
                assert_eq!(ours, theirs);
            }
        }
    }

    #[test]
    fn what_is_no_copy_moves_along() {
        let mut words: Vec<String> =
            "the quick brown fox jumps over the lazy dog".split(' ').map(String::from).collect();
        words.order_by(|a, b| a.len().cmp(&b.len()).then_with(|| b.cmp(a)));
        assert_eq!(words.join(" "), "the the fox dog over lazy quick jumps brown");
    }
}
