//! What can be wrong with the contract block, as data; `Display` makes the words, `help` says
//! what to do. Must not know how it is found.

use std::fmt;

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

impl fmt::Display for ContractFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotClosed => f.write_str("the contract block is not closed"),
            Self::SecondBlock => f.write_str("there is more than one contract block"),
            Self::Syntax(words) => write!(f, "the contract is no TOML: {words}"),
            Self::MixedForms { short, long } => {
                write!(f, "`[{short}]` is the form for one image, `[[{long}]]` the form for several")
            }
            Self::UnknownTable { name, .. } => write!(f, "`{name}` is not a table of the contract"),
            Self::UnknownKey { table, name, .. } => write!(f, "`{name}` is not a key of `{table}`"),
            Self::WrongType { name, found, wanted } => {
                write!(f, "`{name}` is {} {found}, not {wanted}", article(found))
            }
            Self::WrongEntry { name, found, wanted: EntryType::Table } => {
                write!(f, "`{name}` holds {} {found}, not a table", article(found))
            }
            Self::WrongEntry { name, found, wanted: EntryType::Text } => {
                write!(f, "`{name}` holds {} {found}, not a string", article(found))
            }
            Self::WaiverNoTable(found) => write!(f, "the waiver is {} {found}, not a table", article(found)),
            Self::NoDate(found) => write!(f, "`until` is {} {found}, not a date", article(found)),
            Self::Empty(name) => write!(f, "`{name}` is empty"),
            Self::EmptyEntry(name) => write!(f, "`{name}` has an empty entry"),
            Self::Placeholder(value) => write!(f, "`{value}` is no image name: it holds a placeholder"),
            Self::Digest { key, digest } => write!(f, "`{key}` carries the digest `{digest}`"),
            Self::Tag { key, tag } => write!(f, "`{key}` carries the tag `{tag}`"),
            Self::ImageName { name, fault } => write!(f, "`{name}` is no image name: {fault}"),
            Self::NoRegistry(value) => write!(f, "`{value}` names no registry"),
            Self::Latest(fault) => fault.fmt(f),
            Self::Policy { value, .. } => write!(f, "`{value}` is no auto-update policy"),
            Self::NoPath(value) => write!(f, "`{value}` is no path in the repository"),
            Self::NoUnit(value) => write!(f, "`{value}` is no unit file"),
            Self::NoHost(value) => write!(f, "`{value}` is no host name"),
            Self::NoUrl(value) => write!(f, "`{value}` is no URL"),
            Self::NoPointer(value) => write!(f, "`{value}` is no JSON pointer"),
            Self::NoShaMark(value) => write!(f, "`{value}` does not say where the commit stands"),
            Self::NoDay => f.write_str("`until` has no day"),
            Self::TimeOfDay => f.write_str("`until` has a time of day"),
            Self::NamelessImage => f.write_str("the image has no name"),
            Self::UnitlessDeploy => f.write_str("the deployment has no unit"),
            Self::RulelessWaiver => f.write_str("the waiver names no rule"),
            Self::NotOneWay => f.write_str("`deploy.says` names one way to tell the commit"),
            Self::ImageTwice(name) => write!(f, "`{name}` is stated twice"),
            Self::DeployTwice(unit) => write!(f, "`{unit}` has two `[[deploy]]`"),
            Self::UnclaimedUnit(unit) => write!(f, "no image has the unit `{unit}`"),
            Self::UnknownWaiverImage(image) => {
                write!(f, "the waiver is for `{image}`, which the contract does not state")
            }
        }
    }
}

impl ContractFault {
    /// What to do: imperative, one action.
    pub fn help(&self) -> String {
        let fixed = match self {
            Self::UnknownTable { name, instead } | Self::UnknownKey { name, instead, .. } => return instead.help(name),
            Self::MixedForms { short, .. } => return format!("write `[[{short}]]`"),
            Self::WrongType { name, wanted, .. } => return format!("write `{name}` as {wanted}"),
            Self::WrongEntry { name, wanted: EntryType::Table, .. } => return format!("write it as `[[{name}]]`"),
            Self::WrongEntry { name, wanted: EntryType::Text, .. } => {
                return format!("write the entries of `{name}` in quotes")
            }
            Self::Empty(name) => return format!("fill in `{name}`, or remove it"),
            Self::Policy { nearest, .. } => return format!("write `{nearest}`"),
            Self::NotClosed => "close the block with a line of its own, with the same fence",
            Self::SecondBlock => "keep one contract block, and move its facts together",
            Self::Syntax(_) => "write the block as TOML 1.0, see https://toml.io",
            Self::WaiverNoTable(_) => "write it as `[[waiver]]` with `rule` and `reason`",
            Self::NoDate(_) => "write the last day without quotes, like `2027-01-01`",
            Self::EmptyEntry(_) => "remove the empty entry",
            Self::Placeholder(_) => "fill in the name that is published",
            Self::Digest { .. } => "write the name without a digest",
            Self::Tag { .. } => "write the name without a tag; `build.latest` and `build.tags` state the tags",
            Self::ImageName { .. } => "write registry, namespace and name, like `quay.io/acme/widget`",
            Self::NoRegistry(_) => "write the registry in front, like `docker.io/`: auto-update takes no short names",
            Self::Latest(_) => "write the tag that every merge publishes, like `latest`",
            Self::NoPath(_) => "write the unit's path relative to the root of the repository",
            Self::NoUnit(_) => "name a `.service`, `.container`, `.kube` or `.pod` file",
            Self::NoHost(_) => "write the name or address that `ssh` takes",
            Self::NoUrl(_) => "write the address with `https://` in front",
            Self::NoPointer(_) => "start it with `/`, like `/commit`",
            Self::NoShaMark(_) => "write `<sha>` where the commit stands",
            Self::NoDay => "write the last day, like `2027-01-01`",
            Self::TimeOfDay => "write the last day alone, like `2027-01-01`",
            Self::NamelessImage => "add `name = \"…\"` with registry, namespace and name",
            Self::UnitlessDeploy => "add `unit = \"…\"` with the unit's path",
            Self::RulelessWaiver => "add `rule = \"…\"` with the rule's name or code",
            Self::NotOneWay => "name one of `header`, `json`, `text`",
            Self::ImageTwice(_) => "state each image once",
            Self::DeployTwice(_) => "state each unit once",
            Self::UnclaimedUnit(_) => "add it to the `units` of the image that it runs",
            Self::UnknownWaiverImage(_) => "name an image of the contract, or leave `image` out",
        };
        fixed.to_string()
    }
}

impl Instead {
    fn help(&self, name: &str) -> String {
        match self {
            Self::Home(table) => format!("move `{name}` to `[{table}]`"),
            Self::Near(near) => format!("write `{near}`"),
            Self::OneOf(keys) => format!("write one of `{}`", keys.join("`, `")),
            Self::Nothing(known) => format!("remove it; known are `{}`", known.join("`, `")),
            Self::Several(table) => format!("write `[[{table}]]`, the form for several"),
        }
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}
