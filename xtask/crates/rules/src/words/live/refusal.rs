//! Why what stands in a repository is not asked for.

use std::fmt;

use prodproof_live::refusal::{AskedPart, LinkRefusal};

use crate::words::Worded;

impl Worded for AskedPart {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user",
            Self::Host => "host",
            Self::UnitName => "unit's name",
            Self::Url => "URL",
        })
    }
}

impl Worded for LinkRefusal {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { part, character } => {
                write!(f, "a {} does not hold `{}`", part.told(), named(*character))
            }
            Self::Empty(part) => write!(f, "the {} is empty", part.told()),
            Self::Start { part, text } => write!(f, "`{text}` begins like no {}", part.told()),
            Self::Scheme(scheme) => {
                write!(f, "`{scheme}` is not how hosts are reached; write `ssh://` or the host alone")
            }
            Self::OpenBracket(text) => write!(f, "`{text}` opens a bracket that it does not close"),
            Self::Port(port) => write!(f, "`{port}` is no port"),
            Self::NoUnitName(name) => write!(f, "`{name}` is no name of a unit"),
            Self::Template(name) => write!(f, "`{name}` is a template; which of its instances runs is not known"),
            Self::NoService(name) => write!(f, "`{name}` is no service"),
            Self::NoUrl(text) => write!(f, "`{text}` is no http or https URL"),
            Self::HoldsCredentials => f.write_str("the URL holds a user or a password"),
            Self::NoHost(text) => write!(f, "`{text}` names no host"),
            Self::Hole(reference) => write!(f, "`{reference}` is only known at run time"),
            Self::Grammar(fault) => fault.tell(f),
            Self::NoReference(reference) => write!(f, "`{reference}` is no reference that a registry takes"),
        }
    }
}

/// A character that was refused, for people: only what is not seen is escaped.
fn named(c: char) -> String {
    match c {
        '!'..='~' => c.to_string(),
        ' ' => "a blank".into(),
        _ => c.escape_default().to_string(),
    }
}
