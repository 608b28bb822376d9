//! The whole copy of the crate: its files as they are dropped in. Must not know when it is
//! wanted.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{bail, Context};
use walkdir::WalkDir;

use super::MANIFEST;
use crate::host::source::Home;
use crate::host::{self, reader};
use prodproof_scaffold::launcher::{GITATTRIBUTES, GITIGNORE};
use prodproof_scaffold::record;
use prodproof_scaffold::source::{NoPin, Source};

/// What is in the tool's folder but is no part of it.
const LEFT_BEHIND: &[&str] = &["target", ".git", record::NAME];

/// The first line where the whole copy is dropped: size, reason, and the way to a launcher.
pub(super) fn copied(why: Option<&NoPin>, files: &BTreeMap<String, String>, home: &Home) -> String {
    let bytes: usize = files.values().map(String::len).sum();
    let size = format!("{} files, {:.1} MB", files.len(), bytes as f64 / 1e6);
    let reason = why.map_or_else(|| "as asked".to_string(), no_pin);
    let from = home.source().map_or_else(|| format!("URL@v{}", env!("CARGO_PKG_VERSION")), |source| source.asked());
    format!("the whole crate is copied ({size}): {reason}; for a launcher of 6 files instead: init --source {from}")
}

/// Why nothing is pinned, for people.
fn no_pin(why: &NoPin) -> String {
    match why {
        NoPin::NoCheckout => "this tool does not know the repository that it comes from".into(),
        NoPin::NoRemote => "this tool's checkout has no remote".into(),
        NoPin::LocalRemote => "the remote of this tool's checkout is not reached by https or ssh".into(),
        NoPin::Dirty => "this tool's checkout has changes that are not committed".into(),
        NoPin::Unpushed => "this tool's commit is on no branch of its remote and is no release".into(),
        NoPin::Unfetched(words) => format!("cargo cannot fetch the launcher's library here: {words}"),
    }
}

/// The files of the whole copy, by path below its folder.
pub(super) fn copy_files(home: &Home) -> anyhow::Result<BTreeMap<String, String>> {
    let Some(folder) = &home.folder else {
        bail!("the sources of this tool are not here, and the whole copy needs them. Run init from a checkout: git clone URL, then cargo xtask init DIR --vendor");
    };
    let below = reader::Below::new(folder.clone());
    let mut files = files_of(folder, |path| below.first(path))?;
    if let Some(text) = files.get_mut(MANIFEST) {
        *text = own_workspace(&told_home(text, home.source().as_ref()));
    }
    files.insert(".gitignore".into(), GITIGNORE.into());
    files.insert(".gitattributes".into(), GITATTRIBUTES.into());
    Ok(files)
}

/// The text files of a crate's folder, each read by its path below it.
pub(super) fn files_of(
    folder: &Path,
    read: impl Fn(&str) -> anyhow::Result<Option<Vec<u8>>>,
) -> anyhow::Result<BTreeMap<String, String>> {
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
        let bytes = read(&path)?.unwrap_or_default();
        // Every file of the crate is text; what is not was put there by somebody.
        let text = String::from_utf8(bytes).unwrap_or_else(|err| String::from_utf8_lossy(err.as_bytes()).into_owned());
        files.insert(path, text);
    }
    Ok(files)
}

/// A copy is compiled cold, and seldom edited: no debug information, no incremental
/// state, the arithmetic of a release, no unwinding.
const PROFILE: &str = "[profile.dev]\ndebug = 0\nincremental = false\noverflow-checks = false\ndebug-assertions = false\npanic = \"abort\"\n";

/// The manifest of a copy: its own workspace, whatever stands around it, and without the
/// debug information that nobody looks at and everybody waits for.
fn own_workspace(manifest: &str) -> String {
    if manifest.lines().any(|line| line.trim() == "[workspace]") {
        return manifest.to_string();
    }
    let note = "# Added when the crate was dropped in: it stands alone in every repository.";
    // What few ask for is compiled when they do: `cmd::not_compiled`.
    let manifest = manifest.replace("default = [\"full\"]", "default = []");
    format!("{}\n\n{note}\n[workspace]\n\n{PROFILE}", manifest.trim_end())
}

/// The manifest with the URL where the project lives, in place of what stood there.
fn told_home(manifest: &str, source: Option<&Source>) -> String {
    let Some(source) = source else { return manifest.to_string() };
    let kept = manifest.lines().filter(|line| !line.starts_with("repository = "));
    let told = |line: &str| {
        if line.starts_with("version = ") {
            format!("{line}\nrepository = \"{}\"\n", source.url)
        } else {
            format!("{line}\n")
        }
    };
    kept.map(told).collect()
}
