//! `copy.toml`: what `init` wrote, so that a newer one can tell what is untouched from
//! what was edited. Must not know files.

use std::collections::BTreeMap;

use semver::Version;
use toml_edit::{value, DocumentMut, Item, Table};

use crate::blob;
use crate::source::Source;

/// The record's name in the crate's folder.
pub const NAME: &str = "copy.toml";

/// What somebody else than a person changes: locks are raised by bots and rewritten by
/// cargo, and the record is the record.
pub const NEVER_EDITED: &[&str] = &["Cargo.lock", NAME];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub version: Version,
    /// Where the tool lives; `None` where it did not know.
    pub source: Option<Source>,
    /// The crate's files, by path below its folder, with [`blob::id`].
    pub files: BTreeMap<String, String>,
    /// The repository's files that `init` wrote, by path from its top.
    pub written: BTreeMap<String, String>,
    /// The options that a person gave, by name without dashes; a flag's value is empty.
    pub asked: BTreeMap<String, String>,
}

/// The option that asks for the whole copy.
pub const VENDOR: &str = "vendor";

/// A file that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    Edited(String),
    Added(String),
    Removed(String),
}

impl Record {
    pub fn of(files: &BTreeMap<String, String>, source: Option<&Source>, version: Version) -> Self {
        let kept = files.iter().filter(|(path, _)| !NEVER_EDITED.contains(&path.as_str()));
        let files = kept.map(|(path, text)| (path.clone(), blob::id(text))).collect();
        Self { version, source: source.cloned(), files, written: BTreeMap::new(), asked: BTreeMap::new() }
    }

    pub fn read(text: &str) -> Result<Self, String> {
        let document: DocumentMut =
            text.trim_start_matches('\u{feff}').parse().map_err(|err: toml_edit::TomlError| err.to_string())?;
        let version = document.get("version").and_then(Item::as_str).ok_or("it states no version")?;
        let table = |key: &str| -> BTreeMap<String, String> {
            let rows = document.get(key).and_then(Item::as_table).into_iter().flat_map(Table::iter);
            rows.filter_map(|(path, id)| Some((path.to_string(), id.as_str()?.to_string()))).collect()
        };
        Ok(Self {
            version: version.parse().map_err(|err| format!("its version is `{version}`: {err}"))?,
            source: document.get("source").and_then(Item::as_str).and_then(Source::parse),
            files: table("files"),
            written: table("written"),
            asked: table("asked"),
        })
    }

    pub fn text(&self, command: &str) -> String {
        let mut document = DocumentMut::new();
        document.insert("version", value(self.version.to_string()));
        if let Some(source) = &self.source {
            document.insert("source", value(source.locked()));
        }
        for (key, rows) in [("asked", &self.asked), ("files", &self.files), ("written", &self.written)] {
            if !rows.is_empty() {
                let table: Table = rows.iter().map(|(path, id)| (path.as_str(), value(id.as_str()))).collect();
                document.insert(key, Item::Table(table));
            }
        }
        format!("# Written by `cargo {command} init`, which upgrades only what is as it was written\n# (git's blob ids, line ends aside).\n{document}")
    }

    /// What was changed, added or removed in the crate's folder since.
    pub fn differences(&self, present: &BTreeMap<String, String>) -> Vec<Difference> {
        let mut list = Vec::new();
        for (path, id) in &self.files {
            match present.get(path) {
                None => list.push(Difference::Removed(path.clone())),
                Some(text) if blob::id(text) != *id => list.push(Difference::Edited(path.clone())),
                Some(_) => {}
            }
        }
        let known = |path: &&String| self.files.contains_key(*path) || NEVER_EDITED.contains(&path.as_str());
        list.extend(present.keys().filter(|path| !known(path)).cloned().map(Difference::Added));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pin;

    fn files() -> BTreeMap<String, String> {
        [("Cargo.toml", "a\n"), ("Cargo.lock", "l\n"), ("src/main.rs", "m\n")]
            .map(|(path, text)| (path.to_string(), text.to_string()))
            .into()
    }

    #[test]
    fn it_reads_back_as_it_was_written() {
        let source = Source { url: "https://h/x".into(), pin: Pin::Tag("v1.0.0".into()), commit: "0".repeat(40) };
        let mut record = Record::of(&files(), Some(&source), Version::new(1, 0, 0));
        record.written.insert(".github/workflows/verify.yml".into(), blob::id("x"));
        record.asked = [("title".to_string(), "Wid \"get\"".to_string()), (VENDOR.to_string(), String::new())].into();
        assert_eq!(Record::read(&record.text("xtask")), Ok(record.clone()));
        assert_eq!(Record::read(&record.text("xtask").replace('\n', "\r\n")), Ok(record));
        assert!(Record::read("x = 1\n").is_err() && Record::read("{").is_err());
    }

    #[test]
    fn edits_are_told_from_what_bots_and_line_ends_do() {
        let record = Record::of(&files(), None, Version::new(1, 0, 0));
        let mut now = files();
        now.insert("Cargo.lock".into(), "raised\n".into());
        now.insert("src/main.rs".into(), "m\r\n".into());
        now.insert(NAME.into(), "any\n".into());
        assert_eq!(record.differences(&now), []);
        now.insert("src/extra.rs".into(), String::new());
        now.insert("src/main.rs".into(), "mine\n".into());
        now.remove("Cargo.toml");
        assert_eq!(
            record.differences(&now),
            [
                Difference::Removed("Cargo.toml".into()),
                Difference::Edited("src/main.rs".into()),
                Difference::Added("src/extra.rs".into())
            ]
        );
    }
}
