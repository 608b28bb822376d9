//! Why no registry takes a reference, as data. Must not know who asks.

use std::fmt;

/// The first violation of the grammar.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceFault {
    EmptyComponent,
    Host(String),
    UpperCase,
    Component(String),
    EmptyTag,
    Tag(String),
    LongTag,
}

impl fmt::Display for ReferenceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyComponent => f.write_str("a component of the name is empty"),
            Self::Host(host) => write!(f, "`{host}` is not a host name"),
            Self::UpperCase => f.write_str("the repository name must be lower case"),
            Self::Component(part) => write!(f, "`{part}` is not a valid name component"),
            Self::EmptyTag => f.write_str("the tag is empty"),
            Self::Tag(tag) => write!(f, "`{tag}` is not a valid tag"),
            Self::LongTag => f.write_str("the tag is longer than 128 characters"),
        }
    }
}
