//! Where constitutions stand in a repository: where somebody says, else by custom. Must
//! not read them.

use prodproof_syntax::order::Order;
use prodproof_syntax::snapshot::{Snapshot, CARGO_CONFIGS};

/// Places of a repository's one constitution, in order of precedence: where spec-kit's
/// commands read and write it, where older versions of spec-kit did, then by custom.
const PLACES: &[&str] = &[
    ".specify/memory/constitution.md",
    ".specify/constitution.md",
    "memory/constitution.md",
    "constitution.md",
    ".github/constitution.md",
    "docs/constitution.md",
    "doc/constitution.md",
    ".claude/constitution.md",
    "specs/constitution.md",
    "spec/constitution.md",
];

/// Folders of others' code, products, examples and test data.
const FOREIGN: &[&str] = &[
    "node_modules",
    "vendor",
    "third_party",
    "target",
    "dist",
    "build",
    ".git",
    ".venv",
    "site-packages",
    "templates",
    "template",
    "presets",
    "examples",
    "example",
    "test",
    "tests",
    "testdata",
    "fixtures",
    "archive",
    "archived",
];

/// The paths among `paths` (relative, with `/`) at which a constitution stands, the one
/// that counts first. Case is ignored. Those at the usual places come first; only where
/// there is none, others of the name count, the ones nearest to the root first.
pub fn locate<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<(usize, &str)> = paths
        .into_iter()
        .filter(|path| path.rsplit('/').next().is_some_and(may_be))
        .filter_map(|path| Some((rank(path)?, path)))
        .collect();
    found.order();
    let usual = found.iter().any(|(rank, _)| *rank < PLACES.len());
    found.into_iter().filter(|(rank, _)| !usual || *rank < PLACES.len()).map(|(_, path)| path).collect()
}

/// Whether a file of this name may be one that [`locate`] finds.
pub fn may_be(name: &str) -> bool {
    name.eq_ignore_ascii_case("constitution.md")
}

/// Whether [`locate`] may find anything in a folder of this name.
pub fn may_hold(folder: &str) -> bool {
    !FOREIGN.iter().any(|name| name.eq_ignore_ascii_case(folder))
}

/// The paths of `snapshot` at which its constitution stands, the one that counts first.
/// Where somebody named it, that one alone counts: it is never guessed besides.
pub fn located(snapshot: &Snapshot) -> Vec<&str> {
    match named(snapshot) {
        Some(named) => snapshot.files.get_key_value(&named).map(|(path, _)| path.as_str()).into_iter().collect(),
        None => locate(snapshot.paths()),
    }
}

/// Where the constitution was said to stand: on the command line, else in the
/// repository's own cargo alias, where `init --constitution PATH` keeps it.
pub fn named(snapshot: &Snapshot) -> Option<String> {
    let config = || CARGO_CONFIGS.iter().find_map(|path| snapshot.text(path));
    snapshot.facts.constitution.clone().or_else(|| in_alias(config()?))
}

/// What stands behind `--constitution` in an alias of cargo's configuration.
pub fn in_alias(config: &str) -> Option<String> {
    let document = toml_edit::Document::parse(config.trim_start_matches('\u{feff}')).ok()?;
    let aliases = document.get("alias")?.as_table_like()?;
    let named = aliases.iter().find_map(|(_, item)| {
        let words: Vec<&str> = match item.as_array() {
            Some(words) => words.iter().filter_map(toml_edit::Value::as_str).collect(),
            None => item.as_str()?.split_ascii_whitespace().collect(),
        };
        let at = words.iter().position(|word| word.split('=').next() == Some("--constitution"))?;
        let value = words[at].split_once('=').map(|(_, value)| value).or_else(|| words.get(at + 1).copied())?;
        below(value)
    });
    named
}

/// A path below the repository's top as paths are spelled here; `None` of any other.
pub fn below(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let outside = path.starts_with('/') || path.split('/').any(|part| part == "..") || path.contains(':');
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    (!outside && !parts.is_empty()).then(|| parts.join("/"))
}

/// Whether `path` is one of the usual places.
pub fn is_main(path: &str) -> bool {
    rank(path).is_some_and(|rank| rank < PLACES.len())
}

fn rank(path: &str) -> Option<usize> {
    if let Some(rank) = PLACES.iter().position(|place| place.eq_ignore_ascii_case(path)) {
        return Some(rank);
    }
    path.split('/').all(may_hold).then(|| PLACES.len() + path.matches('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spec_kits_place_comes_first() {
        let paths = ["CONSTITUTION.md", ".specify/memory/constitution.md", "docs/constitution.md", "README.md"];
        assert_eq!(locate(paths), [".specify/memory/constitution.md", "CONSTITUTION.md", "docs/constitution.md"]);
    }

    #[test]
    fn other_places_count_only_where_the_usual_are_empty() {
        let nested = ["apps/a/.specify/memory/constitution.md", "handbook/Constitution.md"];
        assert_eq!(locate(nested), ["handbook/Constitution.md", "apps/a/.specify/memory/constitution.md"]);
        assert_eq!(locate([nested[0], "memory/constitution.md"]), ["memory/constitution.md"]);
    }

    #[test]
    fn the_alias_says_where() {
        let run = "run --quiet --locked --manifest-path xtask/Cargo.toml --";
        let of = |alias: &str| in_alias(&format!("[alias]\nb = \"build\"\n{alias}\n"));
        assert_eq!(of(&format!("xtask = \"{run} --constitution ./AGENTS.md\"")).as_deref(), Some("AGENTS.md"));
        assert_eq!(of(&format!("xtask = \"{run} --constitution=docs/a.md\"")).as_deref(), Some("docs/a.md"));
        let list = "xtask = [\"run\", \"--\", \"--constitution\", \"our rules.md\"]";
        assert_eq!(of(list).as_deref(), Some("our rules.md"));
        assert_eq!(of(&format!("xtask = \"{run}\"")), None);
        assert_eq!(of(&format!("xtask = \"{run} --constitution ../up.md\"")), None, "outside");
        assert_eq!(in_alias("[alias"), None);
    }

    #[test]
    fn only_what_is_below_the_top_can_be_named() {
        assert_eq!(below("a//./b.md").as_deref(), Some("a/b.md"));
        assert_eq!(below(r"docs\rules.md").as_deref(), Some("docs/rules.md"));
        for path in ["", ".", "/etc/a.md", "../a.md", "a/../../b.md", "C:/a.md"] {
            assert_eq!(below(path), None, "{path}");
        }
    }

    #[test]
    fn others_code_and_examples_never_count() {
        let paths = [
            "node_modules/x/constitution.md",
            "tests/repos/ok/.specify/memory/constitution.md",
            ".specify/templates/constitution.md",
            "vendor/a/CONSTITUTION.md",
            ".specify/memory/constitution-notes.md",
        ];
        assert_eq!(locate(paths), Vec::<&str>::new());
    }
}
