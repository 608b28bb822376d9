//! What is wrong with a YAML text. Must not know how it is worded.

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
