//! A commit as GitHub has it: its tree, its parents, and which files it changed.

use serde_json::Value;

use super::{answer, garbled, text};
use crate::call::Outcome;
use crate::moment::Moment;
use crate::trouble::Trouble;

/// Files that GitHub names of a commit at once; where there are as many, there may be more.
pub const MOST_FILES: usize = 300;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    pub sha: String,
    /// The tree: two commits with one tree are the same files.
    pub tree: String,
    pub parents: Vec<String>,
    /// The whole message.
    pub message: String,
    /// When it was committed, by the clock of whoever did.
    pub committed: Option<Moment>,
    pub files: Files,
}

/// What a commit changed against its first parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// All of them, and the old names of those that were renamed.
    All {
        paths: Vec<String>,
        old: Vec<String>,
    },
    /// [`MOST_FILES`] or more, so that some are not named.
    TooMany,
    Unknown,
}

impl Commit {
    pub fn read(outcome: &Outcome) -> Result<Self, Trouble> {
        let value = answer(outcome)?;
        let (sha, tree) = (text(&value, "/sha"), text(&value, "/commit/tree/sha"));
        let (Some(sha), Some(tree)) = (sha.filter(|sha| is_full(sha)), tree) else { return garbled("commit") };
        let parents = value["parents"].as_array().into_iter().flatten();
        Ok(Self {
            sha,
            tree,
            parents: parents.filter_map(|one| text(one, "/sha")).collect(),
            message: text(&value, "/commit/message").unwrap_or_default(),
            committed: text(&value, "/commit/committer/date").and_then(|date| Moment::rfc3339(&date)),
            files: files(&value),
        })
    }

    /// The first line of the message.
    pub fn title(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }
}

fn files(value: &Value) -> Files {
    let Some(all) = value["files"].as_array() else { return Files::Unknown };
    if all.len() >= MOST_FILES {
        return Files::TooMany;
    }
    let names = |key: &str| all.iter().filter_map(|one| text(one, key)).collect::<Vec<_>>();
    let paths = names("/filename");
    if paths.len() == all.len() {
        Files::All { paths, old: names("/previous_filename") }
    } else {
        Files::Unknown
    }
}

impl Files {
    /// What `git diff-tree -z --name-status` prints: a letter and a path, of what was moved two.
    pub fn of_git(bytes: &[u8]) -> Self {
        let mut words = bytes.split(|byte| *byte == 0).filter(|word| !word.is_empty());
        let mut word = || words.next().map(|word| std::str::from_utf8(word).map(str::to_string));
        let (mut paths, mut old) = (Vec::new(), Vec::new());
        while let Some(status) = word() {
            let is_moved = status.is_ok_and(|status| status.starts_with(['R', 'C']));
            let from = if is_moved { word() } else { None };
            match (from.transpose(), word()) {
                (Ok(from), Some(Ok(path))) => {
                    old.extend(from);
                    paths.push(path);
                }
                // A name that is no UTF-8, or half an answer.
                _ => return Self::Unknown,
            }
        }
        match paths.len() {
            ..MOST_FILES => Self::All { paths, old },
            _ => Self::TooMany,
        }
    }
}

/// A whole id, of either of git's object formats.
pub(crate) fn is_full(sha: &str) -> bool {
    matches!(sha.len(), 40 | 64) && sha.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::super::tests::ok;
    use super::*;

    const SHA: &str = "860c1904a1ce19322e91ac35af1ab07466440c37";

    fn commit(files: &str) -> Result<Commit, Trouble> {
        Commit::read(&ok(&format!(
            r#"{{"sha":"{SHA}","commit":{{"message":"sign the OAuth state\n\nmore","committer":{{"name":"A","date":"2026-11-30T02:44:28Z"}},"tree":{{"sha":"7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"}}}},"parents":[{{"sha":"553c2077f0edc3d5dc5d17262f6aa498e69d6f8e"}}]{files}}}"#
        )))
    }

    #[test]
    fn commits_are_read() {
        let one = commit(
            r#","files":[{"filename":"src/a.rs","status":"renamed","previous_filename":"src/b.rs"},{"filename":"c"}]"#,
        );
        let one = one.expect("a commit");
        assert_eq!((one.title(), one.parents.len()), ("sign the OAuth state", 1));
        assert_eq!(one.committed.map(|moment| moment.to_string()).as_deref(), Some("2026-11-30T02:44:28Z"));
        assert_eq!(one.files, Files::All { paths: vec!["src/a.rs".into(), "c".into()], old: vec!["src/b.rs".into()] });
    }

    #[test]
    fn files_that_are_not_all_named_are_unknown() {
        assert_eq!(commit("").map(|one| one.files), Ok(Files::Unknown));
        let many: Vec<String> = (0..MOST_FILES).map(|n| format!(r#"{{"filename":"{n}"}}"#)).collect();
        assert_eq!(commit(&format!(r#","files":[{}]"#, many.join(","))).map(|one| one.files), Ok(Files::TooMany));
        assert_eq!(commit(r#","files":[{"status":"added"}]"#).map(|one| one.files), Ok(Files::Unknown));
    }

    #[test]
    fn git_names_files_as_well() {
        let all = |paths: &[&str], old: &[&str]| {
            let own = |all: &[&str]| all.iter().map(|one| one.to_string()).collect();
            Files::All { paths: own(paths), old: own(old) }
        };
        assert_eq!(Files::of_git(b""), all(&[], &[]));
        assert_eq!(
            Files::of_git(b"M\0src/a\0R086\0src/b\0docs/b c\nd\0D\0e\0"),
            all(&["src/a", "docs/b c\nd", "e"], &["src/b"])
        );
        assert_eq!(Files::of_git(b"M\0\xff\0"), Files::Unknown);
        assert_eq!(Files::of_git(b"R086\0src/b\0"), Files::Unknown);
        assert_eq!(Files::of_git("A\0x\0".repeat(MOST_FILES).as_bytes()), Files::TooMany);
    }

    #[test]
    fn what_has_no_id_is_no_commit() {
        assert!(Commit::read(&ok("{\"sha\":\"main\"}")).is_err());
        assert!(is_full(SHA) && !is_full(&SHA[..7]) && !is_full("--not-an-id"));
    }
}
