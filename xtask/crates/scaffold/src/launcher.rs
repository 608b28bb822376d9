//! The files of a launcher: a crate of a handful of lines on a pinned version of the
//! library, with the lock file that cargo would make. Must not know where they go, nor
//! what else `init` writes.

use std::collections::BTreeMap;

use crate::source::{Source, LIBRARY};
use crate::template::{render, Template};
use prodproof_syntax::order::Order;

const MANIFEST: Template =
    Template { name: "launcher/Cargo.toml.in", text: include_str!("../templates/launcher/Cargo.toml.in") };
const MAIN: Template = Template { name: "launcher/main.rs.in", text: include_str!("../templates/launcher/main.rs.in") };
const LOCK: Template =
    Template { name: "launcher/Cargo.lock.in", text: include_str!("../templates/launcher/Cargo.lock.in") };

/// Beside a whole copy as well: nothing that the repository ignores is lost, nothing is
/// changed by git, nothing counts as the repository's own language.
pub const GITIGNORE: &str = include_str!("../templates/launcher/gitignore.in");
pub const GITATTRIBUTES: &str = include_str!("../templates/launcher/gitattributes.in");

/// The files, by path below the crate's folder, without the record.
///
/// `command` is the cargo alias, `folder` the crate's folder from the repository's top.
pub fn files(source: &Source, command: &str, folder: &str) -> BTreeMap<String, String> {
    let values = BTreeMap::from([
        ("command", command.to_string()),
        ("crate", folder.to_string()),
        ("url", source.url.clone()),
        ("pin", source.pin()),
        ("source", source.locked()),
    ]);
    let text = |template: &Template| render(template, &values);
    BTreeMap::from([
        ("Cargo.toml".to_string(), text(&MANIFEST)),
        ("Cargo.lock".to_string(), text(&LOCK)),
        ("src/main.rs".to_string(), text(&MAIN)),
        (".gitignore".to_string(), GITIGNORE.to_string()),
        (".gitattributes".to_string(), GITATTRIBUTES.to_string()),
    ])
}

/// The same for a library of before the feature `full`, which has everything in it: asked for
/// one that it does not know, cargo resolves nothing.
pub fn without_full(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut files = files.clone();
    if let Some(manifest) = files.get_mut("Cargo.toml") {
        *manifest = manifest.replace(&format!("full = [\"{LIBRARY}/full\"]"), "full = []");
    }
    files
}

/// A launcher's lock without the library's own packages: cargo adds those of another version,
/// and everything else stays locked as it is.
pub fn without_library(lock: &str) -> String {
    let own = |block: &&str| {
        block.contains(&format!("\nname = \"{LIBRARY}\"\n")) || block.contains(&format!("\nname = \"{LIBRARY}-"))
    };
    let mut blocks = lock.split("[[package]]");
    let head = blocks.next().unwrap_or_default().to_string();
    blocks.filter(|block| !own(block)).fold(head, |text, block| text + "[[package]]" + block)
}

/// The template of a launcher's lock file, from the lock file of the workspace that the
/// library is in: its members come from git, the binary's package is the launcher's own,
/// all else stays. cargo sorts packages by name.
///
/// `development` are the members' dependencies for development (member, package), which
/// cargo leaves out of the lock of who depends on them; each must be needed by something
/// else as well, or its package would be left over.
pub fn lock_template(workspace: &str, development: &[(String, String)]) -> String {
    let mut blocks = workspace.split("\n[[package]]\n");
    let head = blocks.next().unwrap_or_default();
    let launcher = format!("name = \"xtask\"\nversion = \"0.0.0\"\ndependencies = [\n \"{LIBRARY}\",\n]\n");
    let mut packages: Vec<String> = blocks
        .filter(|block| !block.starts_with("name = \"xtask\"\n"))
        .map(|block| {
            if block.lines().any(|line| line.starts_with("source = ")) {
                format!("{}\n", block.trim_end())
            } else {
                from_git(block.trim_end(), development)
            }
        })
        .chain([launcher])
        .collect();
    packages.order_by_key(|block| block.lines().next().map(str::to_string));
    packages.iter().fold(format!("{}\n", head.trim_end()), |text, block| format!("{text}\n[[package]]\n{block}"))
}

/// A member's block with the source behind its version.
fn from_git(block: &str, development: &[(String, String)]) -> String {
    let own = |(member, _): &&(String, String)| block.starts_with(&format!("name = \"{member}\"\n"));
    let without: Vec<String> = development.iter().filter(own).map(|(_, package)| format!(" \"{package}\",")).collect();
    let mut lines: Vec<&str> = block.lines().filter(|line| !without.iter().any(|one| one == line)).collect();
    lines.insert(2.min(lines.len()), "source = \"@@source@@\"");
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pin;

    fn source() -> Source {
        let commit = "0123456789abcdef0123456789abcdef01234567".to_string();
        Source { url: "https://host.example/x".into(), pin: Pin::Tag("v1.0.0".into()), commit }
    }

    #[test]
    fn a_handful_of_lines() {
        let files = files(&source(), "xtask", "xtask");
        let lines = |names: &[&str]| names.iter().map(|name| files[*name].lines().count()).sum::<usize>();
        assert!(lines(&["Cargo.toml", "src/main.rs", ".gitignore", ".gitattributes"]) <= 40);
        // The record comes to these: at most 6 files and 700 lines in all.
        assert!(files.len() <= 5);
        let all: usize = files.values().map(|text| text.lines().count()).sum();
        assert!(all <= 680, "{all} lines");
        assert!(files.values().all(|text| !text.contains("@@") && text.ends_with('\n')));
    }

    #[test]
    fn the_manifest_reads_back_as_its_source() {
        let files = files(&source(), "xtask", ".xtask");
        assert_eq!(Source::of_manifest(&files["Cargo.toml"]), Some((source().url, source().pin)));
        assert!(files["Cargo.toml"].contains("--manifest-path .xtask/Cargo.toml"));
    }

    #[test]
    fn a_lock_for_another_version_keeps_what_is_not_the_library() {
        let lock = &files(&source(), "xtask", "xtask")["Cargo.lock"];
        let without = without_library(lock);
        assert!(!without.contains("name = \"prodproof") && without.contains("name = \"xtask\""));
        let count = |text: &str| text.matches("[[package]]").count();
        assert_eq!(count(&without), count(lock) - lock.matches("name = \"prodproof").count());
    }

    #[test]
    fn a_lock_becomes_a_launcher_s() {
        let workspace = "# head\nversion = 4\n\n[[package]]\nname = \"clap\"\nversion = \"4.0.0\"\nsource = \"registry+r\"\nchecksum = \"c\"\n\n[[package]]\nname = \"prodproof\"\nversion = \"0.1.0\"\ndependencies = [\n \"clap\",\n \"yaml\",\n]\n\n[[package]]\nname = \"xtask\"\nversion = \"0.1.0\"\ndependencies = [\n \"prodproof\",\n]\n\n[[package]]\nname = \"yaml\"\nversion = \"1.0.0\"\nsource = \"registry+r\"\n";
        let launcher = "# head\nversion = 4\n\n[[package]]\nname = \"clap\"\nversion = \"4.0.0\"\nsource = \"registry+r\"\nchecksum = \"c\"\n\n[[package]]\nname = \"prodproof\"\nversion = \"0.1.0\"\nsource = \"@@source@@\"\ndependencies = [\n \"clap\",\n]\n\n[[package]]\nname = \"xtask\"\nversion = \"0.0.0\"\ndependencies = [\n \"prodproof\",\n]\n\n[[package]]\nname = \"yaml\"\nversion = \"1.0.0\"\nsource = \"registry+r\"\n";
        assert_eq!(lock_template(workspace, &[("prodproof".into(), "yaml".into())]), launcher);
    }
}
