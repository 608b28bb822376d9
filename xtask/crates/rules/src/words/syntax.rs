//! The words of what no grammar takes: YAML, globs, references.

use std::fmt;

use prodproof_syntax::glob::GlobFault;
use prodproof_syntax::reference::ReferenceFault;
use prodproof_syntax::yaml::YamlFault;

use super::Worded;

impl Worded for YamlFault {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

impl Worded for GlobFault {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingPrecedes(c) => write!(f, "nothing precedes `{c}`"),
            Self::NotClosed => f.write_str("`]` is missing"),
            Self::NothingFollows => f.write_str("nothing follows `\\`"),
            Self::EmptySet => f.write_str("`[]` is empty"),
            Self::EndlessRange => f.write_str("a range has no end"),
            Self::NoRange(from, to) => write!(f, "`{from}-{to}` is no range"),
        }
    }
}

impl Worded for ReferenceFault {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
