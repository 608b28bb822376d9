//! The words of what no grammar takes: YAML, globs.

use std::fmt;

use prodproof_syntax::glob::GlobFault;
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
