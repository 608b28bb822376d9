//! Where constitutions stand in a repository. Must not read them.

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
        .filter(|path| path.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case("constitution.md")))
        .filter_map(|path| Some((rank(path)?, path)))
        .collect();
    found.sort();
    let usual = found.iter().any(|(rank, _)| *rank < PLACES.len());
    found.into_iter().filter(|(rank, _)| !usual || *rank < PLACES.len()).map(|(_, path)| path).collect()
}

/// Whether `path` is one of the usual places.
pub fn is_main(path: &str) -> bool {
    rank(path).is_some_and(|rank| rank < PLACES.len())
}

fn rank(path: &str) -> Option<usize> {
    if let Some(rank) = PLACES.iter().position(|place| place.eq_ignore_ascii_case(path)) {
        return Some(rank);
    }
    let foreign = |part: &str| FOREIGN.iter().any(|name| name.eq_ignore_ascii_case(part));
    (!path.split('/').any(foreign)).then(|| PLACES.len() + path.matches('/').count())
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
