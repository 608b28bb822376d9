//! The answers to a question about files: yes, no, unknown; and, to one about a merge,
//! conditional: decided, and hanging on stated facts of the merge.
//! A wrong answer is worse than an honest unknown, so there is no default.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    Yes,
    No,
    /// Cannot be told from the repository alone; whoever says so gives the reason.
    Unknown,
}

impl Answer {
    /// Kleene's "and": a single no decides.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    /// Kleene's "or": a single yes decides.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Unknown,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl std::ops::Not for Answer {
    type Output = Self;
    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Answer {
    fn from(value: bool) -> Self {
        if value {
            Self::Yes
        } else {
            Self::No
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a question about a merge comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    Yes,
    /// Decided, and hanging on facts of the merge that whoever says so states.
    Conditional,
    /// Cannot be told from the repository alone.
    Unknown,
    No,
}

impl Verdict {
    /// Of several that must all hold, the worst.
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Conditional => "conditional",
            Self::Unknown => "unknown",
            Self::No => "no",
        }
    }
}

impl From<Answer> for Verdict {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::No => Self::No,
            Answer::Unknown => Self::Unknown,
            Answer::Yes => Self::Yes,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether something that was seen to happen does so surely. It cannot be no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    Yes,
    Possible,
}

impl Certainty {
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }

    /// Of two that must both hold, the worse.
    pub fn and(self, other: impl Into<Self>) -> Self {
        self.max(other.into())
    }

    /// Of two of which one is enough, the better.
    pub fn or(self, other: impl Into<Self>) -> Self {
        self.min(other.into())
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Possible => "possible",
        }
    }
}

/// Sure where it holds.
impl From<bool> for Certainty {
    fn from(holds: bool) -> Self {
        if holds {
            Self::Yes
        } else {
            Self::Possible
        }
    }
}

impl From<Certainty> for Answer {
    fn from(certainty: Certainty) -> Self {
        match certainty {
            Certainty::Yes => Self::Yes,
            Certainty::Possible => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_verdict_decides() {
        use Verdict::{Conditional, No, Unknown, Yes};
        for (a, b, both) in [
            (Yes, Yes, Yes),
            (Yes, Conditional, Conditional),
            (Conditional, Unknown, Unknown),
            (Unknown, No, No),
            (Conditional, No, No),
        ] {
            assert_eq!((a.and(b), b.and(a)), (both, both));
        }
    }
}
