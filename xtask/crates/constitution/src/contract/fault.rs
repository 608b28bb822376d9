//! What can be wrong with the contract block, as data. Must not know how it is
//! found, nor how it is worded.

use prodproof_syntax::reference::ReferenceFault;

/// Why a part of the block is not read, or is doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContractFault {
    // The block as a whole.
    NotClosed,
    SecondBlock,
    /// It is no TOML, in the words of who reads that.
    Syntax(String),
    /// A table in the form for one image, and the one in the form for several.
    MixedForms {
        short: String,
        long: String,
    },

    // Names.
    UnknownTable {
        name: String,
        instead: Instead,
    },
    UnknownKey {
        table: String,
        name: String,
        instead: Instead,
    },

    // Types.
    WrongType {
        name: String,
        found: &'static str,
        wanted: &'static str,
    },
    /// An entry of a list.
    WrongEntry {
        name: String,
        found: &'static str,
        wanted: EntryType,
    },
    WaiverNoTable(&'static str),
    NoDate(&'static str),
    Empty(String),
    EmptyEntry(String),

    // Values.
    Placeholder(String),
    Digest {
        key: String,
        digest: String,
    },
    Tag {
        key: String,
        tag: String,
    },
    ImageName {
        name: String,
        fault: ReferenceFault,
    },
    NoRegistry(String),
    Latest(ReferenceFault),
    Policy {
        value: String,
        nearest: &'static str,
    },
    NoPath(String),
    NoUnit(String),
    NoHost(String),
    NoUrl(String),
    NoPointer(String),
    NoShaMark(String),
    NoDay,
    TimeOfDay,

    // What lacks, or is there twice.
    NamelessImage,
    UnitlessDeploy,
    RulelessWaiver,
    NotOneWay,
    ImageTwice(String),
    DeployTwice(String),
    UnclaimedUnit(String),
    UnknownWaiverImage(String),
}

/// What was meant in place of a name that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// It belongs into this table.
    Home(&'static str),
    Near(&'static str),
    OneOf(&'static [&'static str]),
    /// Nothing; these are known.
    Nothing(Vec<&'static str>),
    /// It is a key of this table in the form for several.
    Several(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryType {
    Table,
    Text,
}
