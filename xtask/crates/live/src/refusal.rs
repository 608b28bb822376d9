//! Why what stands in a repository is not asked for: it is no host, no unit, no URL, no
//! reference, or could be more than that. As data; must not know how it is told.

use prodproof_syntax::reference::{Reference, ReferenceFault};

/// What a text was to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedPart {
    User,
    Host,
    UnitName,
    Url,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkRefusal {
    /// It holds a character that it may not.
    Character {
        part: AskedPart,
        character: char,
    },
    Empty(AskedPart),
    /// Its first character is that of an option or of a path.
    Start {
        part: AskedPart,
        text: String,
    },
    /// A host by another way than ssh.
    Scheme(String),
    OpenBracket(String),
    Port(String),
    NoUnitName(String),
    /// A template, of which nobody knows which instance runs.
    Template(String),
    /// A unit of another type than those that run containers.
    NoService(String),
    /// The text, without what may be a password.
    NoUrl(String),
    HoldsCredentials,
    /// The text, without what may be a password.
    NoHost(String),
    /// A part of the reference is only known at run time.
    Hole(Reference),
    Grammar(ReferenceFault),
    NoReference(Reference),
}
