//! What is wrong with a YAML text, and its words.

use std::fmt;

use crate::span::Span;

/// What is wrong at a place. Lower case, no final dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YamlFault {
    /// The text is not YAML, in the parser's words; nothing behind this place is in the tree.
    Syntax(String),
    DuplicateKey(String),
    UnknownAnchor(String),
    /// An alias inside of what its anchor names.
    OwnAnchor,
    /// Aliases multiply the nodes beyond [`super::MOST_NODES`].
    TooLarge,
    /// `<<`, which GitHub does not support.
    MergeKey,
}

impl fmt::Display for YamlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(words) => f.write_str(words),
            Self::DuplicateKey(key) => write!(f, "the key `{key}` is already defined"),
            Self::UnknownAnchor(name) => write!(f, "no anchor `{name}` precedes the alias"),
            Self::OwnAnchor => f.write_str("the alias stands inside of its own anchor"),
            Self::TooLarge => f.write_str("aliases make the file grow beyond all measure"),
            Self::MergeKey => f.write_str("merge keys are not supported"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlProblem {
    pub fault: YamlFault,
    pub span: Span,
}

impl YamlProblem {
    pub fn is_syntax(&self) -> bool {
        matches!(self.fault, YamlFault::Syntax(_))
    }
}
