//! The crate's own way into a repository: a copy of itself that is a workspace of its
//! own, recorded file by file, so that a newer copy can tell an untouched one from an
//! edited one. Must not know what `init` writes besides.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context};
use toml_edit::{value, DocumentMut, Item, Table};
use walkdir::WalkDir;

use crate::host;

/// The record inside of a copy.
const RECORD: &str = "copy.toml";

const MANIFEST: &str = "Cargo.toml";

/// What is in this crate's folder but is no part of it.
const LEFT_BEHIND: &[&str] = &["target", ".git", RECORD];

/// What dropping in would do.
pub enum DropIn {
    /// The copy is the same already, or is the very crate that is running.
    Nothing,
    /// These files (relative to the repository) are written, these removed.
    Copy { files: BTreeMap<String, String>, removed: Vec<String>, upgrade: bool },
}

/// The folder of the crate that is running.
pub fn source() -> anyhow::Result<PathBuf> {
    // Cargo sets it for `cargo run`; the other is for a binary that is started by hand.
    let folder = host::env("CARGO_MANIFEST_DIR").filter(|folder| Path::new(folder).join("crates").is_dir());
    let folder = folder.unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../..").to_string());
    let path = PathBuf::from(&folder);
    path.canonicalize().with_context(|| format!("opening the crate's own folder {folder}, which `init` copies"))
}

/// Plans a copy of the crate at `root/name`. Refuses, with a list, where the folder is
/// another crate or a copy that was edited.
pub fn plan(root: &Path, name: &str) -> anyhow::Result<DropIn> {
    let source = source()?;
    let target = root.join(name);
    if target.canonicalize().is_ok_and(|target| target == source) {
        return Ok(DropIn::Nothing);
    }
    let files = own_files(&source)?;
    if !target.exists() {
        return Ok(DropIn::Copy {
            files: named(name, recorded(&source, &files)?),
            removed: Vec::new(),
            upgrade: false,
        });
    }
    let record_path = target.join(RECORD);
    let Ok(record) = std::fs::read_to_string(&record_path) else {
        bail!("{name}/ exists and is no copy of this crate; nothing was written. Say another folder and alias: --name delivery");
    };
    let record = Record::read(&record).with_context(|| format!("reading {}", record_path.display()))?;
    let present = own_files(&target)?;
    let edited = record.differences(&target, &present)?;
    let new = recorded(&source, &files)?;
    let unchanged = present.len() + 1 == new.len() && present.iter().all(|(path, text)| new.get(path) == Some(text));
    if unchanged {
        return Ok(DropIn::Nothing);
    }
    if !edited.is_empty() {
        bail!("{name}/ was edited since it was dropped in; nothing was written:\n  {}\nCarry the edits over by hand, or put the files back and run it again", edited.join("\n  "));
    }
    let own: semver::Version = env!("CARGO_PKG_VERSION").parse().context("the crate's version")?;
    if record.version > own {
        return Ok(DropIn::Nothing);
    }
    let removed = present.keys().filter(|path| !new.contains_key(*path)).map(|path| format!("{name}/{path}")).collect();
    Ok(DropIn::Copy { files: named(name, new), removed, upgrade: true })
}

fn named(name: &str, files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    files.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)).collect()
}

/// The crate's files as a copy has them, by path below its folder.
fn own_files(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let entries = WalkDir::new(folder).min_depth(1).into_iter().filter_entry(|entry| {
        let left = entry.depth() == 1 && LEFT_BEHIND.iter().any(|name| entry.file_name() == *name);
        !left
    });
    for entry in entries {
        let entry = entry.context("reading the crate's folder")?;
        if entry.file_type().is_dir() {
            continue;
        }
        let Some(path) = host::relative(folder, entry.path()) else { continue };
        let bytes = std::fs::read(entry.path()).with_context(|| format!("reading {}", entry.path().display()))?;
        // Every file of the crate is text; what is not was put there by somebody.
        let text = String::from_utf8(bytes).unwrap_or_else(|err| String::from_utf8_lossy(err.as_bytes()).into_owned());
        let text = if path == MANIFEST { own_workspace(&text) } else { text };
        files.insert(path, text);
    }
    Ok(files)
}

/// A copy is compiled cold, and seldom edited: no debug information, no incremental
/// state, the arithmetic of a release. Saves a fifth of the CPU time.
const PROFILE: &str =
    "[profile.dev]\ndebug = 0\nincremental = false\noverflow-checks = false\ndebug-assertions = false\n";

/// The manifest of a copy: its own workspace, whatever stands around it, and without the
/// debug information that nobody looks at and everybody waits for.
fn own_workspace(manifest: &str) -> String {
    if manifest.lines().any(|line| line.trim() == "[workspace]") {
        return manifest.to_string();
    }
    let note = "# Added when the crate was dropped in: it stands alone in every repository.";
    format!("{}\n\n{note}\n[workspace]\n\n{PROFILE}", manifest.trim_end())
}

/// The files, and the record of them.
fn recorded(folder: &Path, files: &BTreeMap<String, String>) -> anyhow::Result<BTreeMap<String, String>> {
    let mut document = DocumentMut::new();
    document.insert("version", value(env!("CARGO_PKG_VERSION")));
    let mut table = Table::new();
    for (path, hash) in hashes(folder, files)? {
        table.insert(&path, value(hash));
    }
    document.insert("files", Item::Table(table));
    let head = "# Written by `cargo xtask init`. A newer copy upgrades this one only while these\n# are its files (git blob ids).\n";
    let mut all = files.clone();
    all.insert(RECORD.to_string(), format!("{head}{document}"));
    Ok(all)
}

/// git's blob ids of the files of a folder, the manifest as a copy has it.
fn hashes(folder: &Path, files: &BTreeMap<String, String>) -> anyhow::Result<BTreeMap<String, String>> {
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    let ids = host::blob_ids(folder, &paths)?;
    let mut hashes: BTreeMap<String, String> = files.keys().cloned().zip(ids).collect();
    if let (Some(text), Some(hash)) = (files.get(MANIFEST), hashes.get_mut(MANIFEST)) {
        *hash = host::blob_id(text)?;
    }
    Ok(hashes)
}

struct Record {
    version: semver::Version,
    files: BTreeMap<String, String>,
}

impl Record {
    fn read(text: &str) -> anyhow::Result<Self> {
        let document: DocumentMut = text.parse()?;
        let version = document.get("version").and_then(Item::as_str).context("it states no version")?.parse()?;
        let table = document.get("files").and_then(Item::as_table).context("it lists no files")?;
        let files =
            table.iter().filter_map(|(path, hash)| Some((path.to_string(), hash.as_str()?.to_string()))).collect();
        Ok(Self { version, files })
    }

    /// What was changed, added or removed since, for people.
    fn differences(&self, folder: &Path, present: &BTreeMap<String, String>) -> anyhow::Result<Vec<String>> {
        let now = hashes(folder, present)?;
        let mut list = Vec::new();
        for (path, hash) in &self.files {
            match now.get(path) {
                None => list.push(format!("{path} (removed)")),
                Some(found) if found != hash => list.push(format!("{path} (edited)")),
                Some(_) => {}
            }
        }
        list.extend(now.keys().filter(|path| !self.files.contains_key(*path)).map(|path| format!("{path} (added)")));
        Ok(list)
    }
}

/// The alias under which the crate is called in a repository: the name of the folder
/// that the running crate is in, if it is that repository's.
pub fn alias(root: &Path) -> String {
    let here = source().ok().filter(|source| source.parent() == Some(root));
    let name = here.and_then(|source| Some(source.file_name()?.to_str()?.to_string()));
    name.unwrap_or_else(|| "xtask".to_string())
}
