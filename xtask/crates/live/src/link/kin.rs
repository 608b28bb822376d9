//! How a commit that somebody tells lies to the commit that is expected.

use crate::github::Comparison;
use crate::trouble::{Trouble, TroubleKind};

/// Its relation to the expected commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kin {
    Same,
    /// Another commit of the very same files: a pull request's, built before it was merged.
    SameFiles,
    /// It has the expected one, and so many more.
    Ahead(u64),
    /// The expected one has it, and so many more.
    Behind(u64),
    /// Each has what the other has not: another branch, a fork.
    Diverged,
    /// The repository has no such commit.
    Absent,
    Unknown(Option<Trouble>),
}

impl Kin {
    /// Without a question: whether one is the other, perhaps abbreviated.
    pub fn at_once(expected: &str, told: &str) -> Option<Self> {
        let same = expected.len() >= told.len() && expected[..told.len()].eq_ignore_ascii_case(told);
        same.then_some(Self::Same)
    }

    /// By the forge's comparison of `expected...told`.
    pub fn of(comparison: Result<Comparison, Trouble>) -> Self {
        match comparison {
            Ok(Comparison::Identical) => Self::Same,
            Ok(Comparison::Ahead(count)) => Self::Ahead(count),
            Ok(Comparison::Behind(count)) => Self::Behind(count),
            Ok(Comparison::Diverged) => Self::Diverged,
            Err(Trouble { kind: TroubleKind::NotFound, .. }) => Self::Absent,
            Err(trouble) => Self::Unknown(Some(trouble)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Program;

    const SHA: &str = "860c1904a1ce19322e91ac35af1ab07466440c37";

    #[test]
    fn an_abbreviation_is_the_same() {
        assert_eq!(Kin::at_once(SHA, "860C190"), Some(Kin::Same));
        assert_eq!(Kin::at_once(SHA, SHA), Some(Kin::Same));
        assert_eq!(Kin::at_once(SHA, "860c191"), None);
        assert_eq!(Kin::at_once("860c190", SHA), None);
    }

    #[test]
    fn a_commit_that_nobody_knows_is_absent_and_silence_is_not() {
        assert_eq!(Kin::of(Err(Trouble::new(Program::Gh, TroubleKind::NotFound))), Kin::Absent);
        assert!(matches!(Kin::of(Err(Trouble::new(Program::Gh, TroubleKind::Missing))), Kin::Unknown(_)));
        assert_eq!(Kin::of(Ok(Comparison::Behind(14))), Kin::Behind(14));
    }
}
