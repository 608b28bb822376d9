//! One reader of files: who reads anything else reads without bounds, or through a link that
//! leaves the repository.

use super::sources;

/// What reads a file.
const READS: &[&str] = &["fs::read(", "fs::read_to_string(", "File::open(", ".read(true)", "fs::copy("];

/// Who may all the same, and why.
const MAY: &[(&str, &str)] = &[
    ("host/reader.rs", "it is the one reader"),
    ("host/terminal.rs", "/dev/tty is a terminal: only its size is asked, nothing is read"),
];

#[test]
fn there_is_one_reader_of_files() {
    let mut used = Vec::new();
    for (path, text) in sources() {
        let Ok(path) = path.strip_prefix("xtask/crates/prodproof/src") else { continue };
        let code = text.split("\nmod tests {").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let reads: Vec<&str> = lines.filter(|line| READS.iter().any(|read| line.contains(read))).collect();
        match MAY.iter().find(|(may, _)| path.ends_with(may)) {
            Some((may, _)) if !reads.is_empty() => used.push(*may),
            Some((may, why)) => panic!("{may} reads nothing; it was allowed, as {why}"),
            None => assert!(reads.is_empty(), "{} reads beside host/reader.rs: {reads:?}", path.display()),
        }
    }
    assert_eq!(used.len(), MAY.len(), "{used:?}");
}

/// YAML has one reader, with places. Another one holds against it what was written into
/// somebody's file, before that is kept.
#[test]
fn there_is_one_reader_of_yaml() {
    for (path, text) in sources() {
        let may = path.ends_with("scaffold/src/patch.rs");
        let code = text.split("\nmod tests {").next().unwrap_or_default();
        let used = code.lines().any(|line| line.contains("serde_yaml::") && !line.trim_start().starts_with("//"));
        assert_eq!(used, may, "{}", path.display());
    }
}
