//! The answers to a question about files: yes, no, unknown; and, to one about a merge,
//! conditional: decided, and hanging on stated facts of the merge.
//! A wrong answer is worse than an honest unknown, so there is no default.

use std::fmt;

use crate::forge::Forge;
use crate::span::Span;

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

    /// An answer that hangs on conditions, if there are any.
    pub fn of(answer: Answer, conditional: bool) -> Self {
        match answer {
            Answer::No => Self::No,
            Answer::Unknown => Self::Unknown,
            Answer::Yes if conditional => Self::Conditional,
            Answer::Yes => Self::Yes,
        }
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
        Self::of(answer, false)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A fact of the merge, or of the run that it starts, on which a decided answer hangs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Condition {
    pub fact: Fact,
    /// Where it is written.
    pub path: String,
    pub span: Span,
}

/// What the condition asks of the merge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// `paths` or `paths-ignore` of the trigger: one of the patterns matches a changed
    /// file, or not all changed files match.
    ChangedPaths { patterns: Vec<String>, ignore: bool },
    /// The environment of the job: its protection rules let the run through.
    Environment { name: String },
    /// An `if` that asks for the actor, a label or the commit's message.
    Guard { text: String },
    /// A run of another workflow, on whose end this one starts.
    Awaited { workflows: Vec<String>, branch: String },
    /// The default token may do what a step asks of it.
    TokenRights { scope: String },
    /// A forge runs the folder's workflows as GitHub would.
    RunsLikeGitHub { forge: Forge, folder: &'static str },
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fact.fmt(f)
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |words: &[String]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>();
        match self {
            Self::ChangedPaths { patterns, ignore: false } => {
                write!(f, "a changed file is one of {}", list(patterns).join(", "))
            }
            Self::ChangedPaths { patterns, ignore: true } => {
                write!(f, "a changed file is none of {}", list(patterns).join(", "))
            }
            Self::Environment { name } => {
                write!(f, "the protection rules of the environment `{name}` let it through")
            }
            Self::Guard { text } => write!(f, "`{text}` holds"),
            Self::Awaited { workflows, branch } => {
                write!(f, "a run of {} on `{branch}` ends well", list(workflows).join(" or "))
            }
            Self::TokenRights { scope } => write!(f, "the default token has `{scope}`"),
            Self::RunsLikeGitHub { forge, folder } => {
                write!(f, "{forge} runs the workflows in `{folder}`, and no others, as GitHub would")
            }
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
        assert_eq!(Verdict::of(Answer::Yes, true), Conditional);
        assert_eq!(Verdict::of(Answer::No, true), No);
    }

    #[test]
    fn conditions_read_as_sentences() {
        let fact = Fact::ChangedPaths { patterns: vec!["src/**".into(), "x".into()], ignore: false };
        assert_eq!(fact.to_string(), "a changed file is one of `src/**`, `x`");
        let fact = Fact::Environment { name: "production".into() };
        assert_eq!(fact.to_string(), "the protection rules of the environment `production` let it through");
    }
}
