//! A history in so few bytes that two of them can be compared without git: root commits,
//! the head, and the ids of the newest commits. Must not know names.

use prodproof_syntax::answer::Answer;
use prodproof_syntax::order::Order;

/// Commits are kept by the first twelve hexadecimal digits of their id (48 bits).
pub const DIGITS: usize = 12;

/// So many of the newest commits are kept; older ones are only counted.
pub const MOST: usize = 4096;

/// One branch's history. Ids are lower-case hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BranchHistory {
    /// Full ids of the commits without parents, sorted. Empty where they are not known:
    /// no commit yet, a shallow clone, no git.
    pub roots: Vec<String>,
    /// Full id of the newest commit.
    pub head: Option<String>,
    /// How many commits there are, the head among them; less than the truth if shallow.
    pub count: u64,
    /// When the newest commit was made, in seconds since 1970, where that is known.
    pub date: Option<i64>,
    /// The clone was cut off: neither roots nor count are those of the repository.
    pub shallow: bool,
    /// The first [`MOST`] commits in topological order (no parent before its child), as
    /// the first 48 bits of their ids; sorted, so that a lookup is a binary search.
    commits: Vec<u64>,
}

impl BranchHistory {
    /// From commits, children before parents (`git rev-list --topo-order`).
    pub fn new<'a>(roots: Vec<String>, commits: impl IntoIterator<Item = &'a str>) -> Self {
        let mut kept = Vec::new();
        let mut head = None;
        let mut count = 0;
        for id in commits {
            if count == 0 {
                head = Some(id.to_string());
            }
            count += 1;
            if kept.len() < MOST {
                kept.extend(short(id));
            }
        }
        kept.order();
        kept.dedup();
        let mut roots = roots;
        roots.order();
        Self { roots, head, count, date: None, shallow: false, commits: kept }
    }

    /// The same of a clone that is cut off: what looks like a root is none.
    pub fn shallow<'a>(commits: impl IntoIterator<Item = &'a str>) -> Self {
        Self { shallow: true, ..Self::new(Vec::new(), commits) }
    }

    /// With the moment of the newest commit.
    pub fn with_date(self, date: Option<i64>) -> Self {
        Self { date, ..self }
    }

    /// From what was written down: [`BranchHistory::commit_digits`] and the other fields.
    pub fn from_parts(mut roots: Vec<String>, head: Option<String>, count: u64, digits: &str) -> Self {
        roots.order();
        roots.dedup();
        let mut commits: Vec<u64> = digits
            .as_bytes()
            .chunks(DIGITS)
            .filter_map(|chunk| std::str::from_utf8(chunk).ok().and_then(short))
            .collect();
        commits.order();
        commits.dedup();
        Self { roots, head, count, date: None, shallow: false, commits }
    }

    /// The kept commits, twelve digits each, without separators.
    pub fn commit_digits(&self) -> String {
        use std::fmt::Write;
        let mut out = String::with_capacity(self.commits.len() * DIGITS);
        for commit in &self.commits {
            let _ = write!(out, "{commit:012x}");
        }
        out
    }

    /// Whether the commit lists all there are.
    fn complete(&self) -> bool {
        !self.shallow && self.count <= self.commits.len() as u64
    }

    /// Whether the two share any root commit.
    pub fn shares_root(&self, other: &Self) -> Answer {
        if self.roots.is_empty() || other.roots.is_empty() {
            // A shallow clone still betrays itself by a commit that both have.
            let (few, many) = if self.commits.len() <= other.commits.len() { (self, other) } else { (other, self) };
            let common = few.commits.iter().any(|commit| many.commits.binary_search(commit).is_ok());
            return if common { Answer::Yes } else { Answer::Unknown };
        }
        Answer::from(self.roots.iter().any(|root| other.roots.binary_search(root).is_ok()))
    }

    /// Whether `other`'s head is this one's head or one of its ancestors.
    ///
    /// Beyond the kept commits it is decided by counting: what lies outside of them
    /// cannot have more ancestors than there are commits outside.
    pub fn contains_head_of(&self, other: &Self) -> Answer {
        let (Some(mine), Some(head)) = (&self.head, &other.head) else { return Answer::Unknown };
        if mine == head {
            return Answer::Yes;
        }
        let Some(wanted) = short(head) else { return Answer::Unknown };
        if self.commits.binary_search(&wanted).is_ok() {
            return Answer::Yes;
        }
        if self.complete() || self.shares_root(other) == Answer::No {
            return Answer::No;
        }
        // `other.count` is a lower bound where it is shallow, which only helps.
        let outside = self.count.saturating_sub(self.commits.len() as u64);
        if !self.shallow && other.count > outside {
            return Answer::No;
        }
        Answer::Unknown
    }
}

fn short(id: &str) -> Option<u64> {
    id.get(..DIGITS).and_then(|digits| u64::from_str_radix(digits, 16).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Commits `from..=to` of a line of history `line`, newest first.
    fn line(line: u64, from: u64, to: u64) -> Vec<String> {
        (from..=to).rev().map(|n| format!("{:012x}{:028x}", line * 1_000_000 + n, 7)).collect()
    }

    fn history(commits: &[String]) -> BranchHistory {
        let root = commits.last().cloned().into_iter().collect();
        BranchHistory::new(root, commits.iter().map(String::as_str))
    }

    #[test]
    fn an_older_head_is_an_ancestor_and_a_younger_is_not() {
        let (old, new) = (history(&line(1, 0, 5)), history(&line(1, 0, 9)));
        assert_eq!(new.contains_head_of(&old), Answer::Yes);
        assert_eq!(old.contains_head_of(&new), Answer::No);
        assert_eq!(old.contains_head_of(&old), Answer::Yes);
    }

    #[test]
    fn a_fork_contains_neither_head() {
        let base = line(1, 0, 5);
        let fork = |n| history(&[line(n, 6, 9), base.clone()].concat());
        assert_eq!(fork(2).contains_head_of(&fork(3)), Answer::No);
        assert_eq!(fork(2).shares_root(&fork(3)), Answer::Yes);
    }

    #[test]
    fn a_shallow_clone_never_says_no() {
        let full = history(&line(1, 0, 9));
        let cut = BranchHistory::shallow(line(1, 9, 9).iter().map(String::as_str));
        let older = history(&line(1, 0, 5));
        assert_eq!(full.contains_head_of(&cut), Answer::Yes, "the same head");
        assert_eq!(cut.contains_head_of(&older), Answer::Unknown, "cut off above it");
        assert_eq!(cut.shares_root(&older), Answer::Unknown);
        assert_eq!(cut.shares_root(&full), Answer::Yes, "a commit in common");
    }

    #[test]
    fn behind_the_kept_commits_counting_decides_or_nothing_does() {
        let most = MOST as u64;
        let long = history(&line(1, 0, most + 99)); // 100 commits are outside
        let inside = history(&line(1, 0, 200));
        let outside = history(&line(1, 0, 50));
        let fork = history(&[line(2, 0, 200), line(1, 0, 0)].concat());
        assert_eq!(long.contains_head_of(&inside), Answer::Yes);
        assert_eq!(long.contains_head_of(&outside), Answer::Unknown);
        assert_eq!(long.contains_head_of(&fork), Answer::No, "it has more commits than are left");
    }

    #[test]
    fn what_was_written_down_is_the_same_history() {
        let before = history(&line(1, 0, 40));
        let digits = before.commit_digits();
        let after = BranchHistory::from_parts(before.roots.clone(), before.head.clone(), before.count, &digits);
        assert_eq!(before, after);
    }

    #[test]
    fn no_history_answers_nothing() {
        let none = BranchHistory::default();
        assert_eq!(none.contains_head_of(&none), Answer::Unknown);
        assert_eq!(none.shares_root(&history(&line(1, 0, 3))), Answer::Unknown);
        let odd = BranchHistory::from_parts(Vec::new(), Some("é".into()), 1, "zz");
        assert_eq!(odd.contains_head_of(&history(&line(1, 0, 3))), Answer::No, "counted");
    }
}
