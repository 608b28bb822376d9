//! The words of what is wrong with the contract block, and what to do about it.

use std::fmt;

use prodproof_constitution::contract::{ContractFault, EntryType, Instead};

use super::Worded;

impl Worded for ContractFault {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
            Self::ImageName { name, fault } => write!(f, "`{name}` is no image name: {}", fault.told()),
            Self::NoRegistry(value) => write!(f, "`{value}` names no registry"),
            Self::Latest(fault) => fault.tell(f),
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

/// What to do about it: imperative, one action.
pub fn help(fault: &ContractFault) -> String {
    use ContractFault as Fault;
    let fixed = match fault {
        Fault::UnknownTable { name, instead } | Fault::UnknownKey { name, instead, .. } => {
            return in_place_of(name, instead)
        }
        Fault::MixedForms { short, .. } => return format!("write `[[{short}]]`"),
        Fault::WrongType { name, wanted, .. } => return format!("write `{name}` as {wanted}"),
        Fault::WrongEntry { name, wanted: EntryType::Table, .. } => return format!("write it as `[[{name}]]`"),
        Fault::WrongEntry { name, wanted: EntryType::Text, .. } => {
            return format!("write the entries of `{name}` in quotes")
        }
        Fault::Empty(name) => return format!("fill in `{name}`, or remove it"),
        Fault::Policy { nearest, .. } => return format!("write `{nearest}`"),
        Fault::NotClosed => "close the block with a line of its own, with the same fence",
        Fault::SecondBlock => "keep one contract block, and move its facts together",
        Fault::Syntax(_) => "write the block as TOML 1.0, see https://toml.io",
        Fault::WaiverNoTable(_) => "write it as `[[waiver]]` with `rule` and `reason`",
        Fault::NoDate(_) => "write the last day without quotes, like `2027-01-01`",
        Fault::EmptyEntry(_) => "remove the empty entry",
        Fault::Placeholder(_) => "fill in the name that is published",
        Fault::Digest { .. } => "write the name without a digest",
        Fault::Tag { .. } => "write the name without a tag; `build.latest` and `build.tags` state the tags",
        Fault::ImageName { .. } => "write registry, namespace and name, like `quay.io/acme/widget`",
        Fault::NoRegistry(_) => "write the registry in front, like `docker.io/`: auto-update takes no short names",
        Fault::Latest(_) => "write the tag that every merge publishes, like `latest`",
        Fault::NoPath(_) => "write the unit's path relative to the root of the repository",
        Fault::NoUnit(_) => "name a `.service`, `.container`, `.kube` or `.pod` file",
        Fault::NoHost(_) => "write the name or address that `ssh` takes",
        Fault::NoUrl(_) => "write the address with `https://` in front",
        Fault::NoPointer(_) => "start it with `/`, like `/commit`",
        Fault::NoShaMark(_) => "write `<sha>` where the commit stands",
        Fault::NoDay => "write the last day, like `2027-01-01`",
        Fault::TimeOfDay => "write the last day alone, like `2027-01-01`",
        Fault::NamelessImage => "add `name = \"…\"` with registry, namespace and name",
        Fault::UnitlessDeploy => "add `unit = \"…\"` with the unit's path",
        Fault::RulelessWaiver => "add `rule = \"…\"` with the rule's name or code",
        Fault::NotOneWay => "name one of `header`, `json`, `text`",
        Fault::ImageTwice(_) => "state each image once",
        Fault::DeployTwice(_) => "state each unit once",
        Fault::UnclaimedUnit(_) => "add it to the `units` of the image that it runs",
        Fault::UnknownWaiverImage(_) => "name an image of the contract, or leave `image` out",
    };
    fixed.to_string()
}

fn in_place_of(name: &str, instead: &Instead) -> String {
    match instead {
        Instead::Home(table) => format!("move `{name}` to `[{table}]`"),
        Instead::Near(near) => format!("write `{near}`"),
        Instead::OneOf(keys) => format!("write one of `{}`", keys.join("`, `")),
        Instead::Nothing(known) => format!("remove it; known are `{}`", known.join("`, `")),
        Instead::Several(table) => format!("write `[[{table}]]`, the form for several"),
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

#[cfg(test)]
mod tests;
