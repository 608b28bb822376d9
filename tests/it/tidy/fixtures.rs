//! What tests are made of can be read: a YAML document stands there line by line, in a
//! literal of its lines or in a file of its own.

use super::code;
use super::lengths::rust_files;
use super::*;

/// Lines from which on a document is no word any more. In YAML what stands below what is
/// the meaning; a unit's or a Containerfile's short lines can be told one behind the other.
const FEWEST: [(Kind, usize); 2] = [(Kind::Yaml, 3), (Kind::Lines, 5)];

/// Files that spell line ends, and why.
const SPELLED: &[(&str, &str)] = &[
    ("xtask/crates/prodproof/src/hooks/tests.rs", "a mark and line ends of Windows are what is kept there"),
    ("xtask/crates/scaffold/src/patch.rs", "line ends of Windows are what is kept there"),
    ("xtask/crates/syntax/src/yaml/tests.rs", "a mark at the beginning is what is read there"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Yaml,
    /// A unit or a Containerfile.
    Lines,
}

/// `key:`, `key: value` or `- item`.
fn is_yaml(line: &str) -> bool {
    let text = line.trim_start().trim_start_matches("- ");
    let is_key = |key: &str| {
        let mut chars = key.chars();
        let starts = chars.next().is_some_and(|c| c.is_ascii_alphanumeric() || "_\"'./{}$-".contains(c));
        starts && chars.all(|c| c.is_ascii_alphanumeric() || "_\"'./{}$- ".contains(c))
    };
    let key = text.strip_suffix(':').or_else(|| text.split_once(": ").map(|(key, _)| key));
    key.is_some_and(is_key) || line.trim_start().starts_with("- ")
}

/// `[Section]`, `Key=value`, `FROM image`.
fn is_line(line: &str) -> bool {
    let is_name = |name: &str| {
        name.len() > 1
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let section = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
    let instructions = ["FROM", "RUN", "COPY", "LABEL", "ADD", "ENV", "ENTRYPOINT", "CMD", "EXPOSE", "ARG"];
    section.is_some_and(is_name)
        || line.split_once('=').is_some_and(|(key, _)| is_name(key))
        || line.split_once(' ').is_some_and(|(word, _)| instructions.contains(&word.to_ascii_uppercase().as_str()))
}

/// What a literal is that spells the ends of its lines, if it is too long for that.
fn too_long(spelled: &str) -> Option<Kind> {
    // Behind an escaped backslash it is a letter.
    let spelled = spelled.replace("\\\\", "");
    if spelled.matches("\\n").count() < 2 {
        return None;
    }
    let text = spelled.replace("\\r", "").replace("\\n", "\n").replace("\\\"", "\"").replace("\\u{feff}", "");
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let is = |kind| match kind {
        Kind::Yaml => is_yaml,
        Kind::Lines => is_line,
    };
    let fits = |(kind, fewest): &(Kind, usize)| {
        let like = lines.iter().filter(|line| is(*kind)(line)).count();
        like >= *fewest && like * 2 >= lines.len()
    };
    FEWEST.iter().find(|one| fits(one)).map(|(kind, _)| *kind)
}

#[test]
fn yaml_stands_line_by_line() {
    let (mut wrong, mut used, mut seen) = (Vec::new(), BTreeSet::new(), 0);
    for path in rust_files() {
        let source = fs::read_to_string(home().join(&path)).expect(&path);
        for literal in code::read(&source).1 {
            seen += 1;
            let Some(kind) = too_long(literal.spelled) else { continue };
            match SPELLED.iter().find(|(file, _)| *file == path) {
                Some((file, _)) if literal.spelled.contains("\\r") || literal.spelled.contains("feff") => {
                    used.insert(*file);
                }
                _ => wrong.push(format!("{path}:{}: {kind:?} in one line: {}", literal.line(&source), literal.spelled)),
            }
        }
    }
    assert!(seen > 10_000, "only {seen} literals were found");
    assert!(wrong.is_empty(), "write it line by line, or into a file:\n{}", wrong.join("\n"));
    let idle: Vec<_> = SPELLED.iter().filter(|(file, _)| !used.contains(file)).collect();
    assert!(idle.is_empty(), "nobody needs these any more: {idle:?}");
}

#[test]
fn a_document_in_one_line_is_told() {
    for (spelled, kind) in [
        ("on: push\\njobs:\\n  b:\\n", Some(Kind::Yaml)),
        ("{ON}jobs:\\n  - a\\n  - b: c", Some(Kind::Yaml)),
        ("on: push\\njobs:\\n", None),
        (
            "\
on: push
jobs:
  b:
",
            None,
        ),
        ("[Service]\\nType=oneshot\\nExecStart=a\\n", None),
        ("[Unit]\\nAfter=b\\n[Service]\\nType=oneshot\\nExecStart=a\\n", Some(Kind::Lines)),
        ("FROM a\\nRUN b\\nCOPY c d\\nCMD e\\nLABEL f=g\\n", Some(Kind::Lines)),
        ("one\\ntwo\\nthree\\n", None),
    ] {
        assert_eq!(too_long(spelled), kind, "{spelled}");
    }
}
