//! What the library takes from its surroundings, and what it starts, stands in SECURITY.md, and
//! nothing stands there that it does not.

use std::collections::BTreeSet;
use std::fs;

use super::super::support::home;
use super::sources;

/// Literals that look like a variable's name: what they are instead.
const NAMES: &[(&str, &str)] = &[
    ("HEAD", "git's"),
    ("MERGE_HEAD", "git's"),
    ("COMMIT", "a word of a printed command line"),
    ("DIGEST", "a word of a printed command line"),
    ("REVISION", "a word of a printed command line"),
    ("CARGO_PKG_VERSION", "asked when the library is compiled"),
    ("XTASK_SOURCE", "asked when the library is compiled"),
];

/// What is set or taken away for the programs that are started.
const HANDED_ON: &[&str] = &[
    "CARGO_NET_RETRY",
    "DEBUG",
    "GH_DEBUG",
    "GH_FORCE_TTY",
    "GH_NO_EXTENSION_UPDATE_NOTIFIER",
    "GH_NO_UPDATE_NOTIFIER",
    "GH_PROMPT_DISABLED",
    "GH_REPO",
    "GIT_ALLOW_PROTOCOL",
    "GIT_ASKPASS",
    "GIT_CONFIG_GLOBAL",
    "GIT_NO_LAZY_FETCH",
    "GIT_OPTIONAL_LOCKS",
    "GIT_TERMINAL_PROMPT",
    "LANGUAGE",
    "SSH_ASKPASS",
    "SSH_ASKPASS_REQUIRE",
];

/// Lines of code of the library but of its command line, whose words are written so as well.
fn lines() -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for (path, text) in sources() {
        let Ok(path) = path.strip_prefix("xtask/crates/prodproof/src") else { continue };
        if path.starts_with("cli") || path.starts_with("manual") || path.ends_with("tests.rs") {
            continue;
        }
        let code = text.split("\nmod tests {").next().unwrap_or_default();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.extend(code.map(|line| (path.display().to_string(), line.to_string())));
    }
    lines
}

fn is_variable(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(|first: char| first.is_ascii_uppercase())
        && word.chars().all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == '_')
}

/// The part of SECURITY.md under a heading.
fn section(heading: &str) -> String {
    let text = fs::read_to_string(home().join("SECURITY.md")).expect("SECURITY.md");
    let (_, rest) = text.split_once(&format!("\n## {heading}\n")).expect("a heading");
    rest.split("\n## ").next().unwrap_or_default().to_string()
}

#[test]
fn every_variable_that_is_read_is_told() {
    let used: BTreeSet<String> = lines()
        .iter()
        .flat_map(|(_, line)| line.split('"').skip(1).step_by(2).map(str::to_string).collect::<Vec<_>>())
        .filter(|word| is_variable(word) && !word.starts_with("XTASK_TEST_"))
        .collect();
    let told = section("What is read");
    let told: BTreeSet<String> =
        told.split('`').skip(1).step_by(2).filter(|word| is_variable(word)).map(str::to_string).collect();
    let known = |name: &str| NAMES.iter().any(|(known, _)| *known == name) || HANDED_ON.contains(&name);
    let silent: Vec<&String> = used.iter().filter(|name| !told.contains(*name) && !known(name)).collect();
    assert!(silent.is_empty(), "read, and not told in SECURITY.md: {silent:?}");
    let unused: Vec<&String> = told
        .iter()
        .filter(|name| !used.contains(*name) && !matches!(name.as_str(), "TMPDIR" | "MAX_BYTES" | "MOST_BYTES"))
        .collect();
    assert!(unused.is_empty(), "told in SECURITY.md, and not read: {unused:?}");
    let gone: Vec<&str> = NAMES
        .iter()
        .map(|(name, _)| *name)
        .chain(HANDED_ON.iter().copied())
        .filter(|name| !used.contains(*name))
        .collect();
    assert!(gone.is_empty(), "no longer there: {gone:?}");
}

/// Whoever is started is named; nothing opens a socket itself.
#[test]
fn every_program_that_is_started_is_told() {
    const STARTS: &[(&str, &str, &str)] = &[
        ("host/git/door.rs", "cmd!(self.sh, \"git", "git"),
        ("host/source.rs", "Command::new(\"git\")", "git"),
        ("host/source.rs", "Command::new(env(\"CARGO\")", "cargo"),
        ("host/source.rs", "Command::new(env(\"RUSTC\")", "rustc"),
        ("host/terminal.rs", "Command::new(stty)", "stty size"),
        ("host/ask/mod.rs", "Command::new(&path)", "the programs of the next section"),
        ("host/ask/mod.rs", "Command::new(\"/bin/sh\")", "two constant scripts of sh"),
        ("host/ask/leash.rs", "Command::new(\"/bin/sh\")", "two constant scripts of sh"),
        ("cmd/fleet/broken.rs", "Command::new(program)", "begins anew"),
    ];
    let told = section("What is run");
    let mut seen = BTreeSet::new();
    for (path, line) in lines() {
        for word in ["std::net", "TcpStream", "UdpSocket", "UnixStream", "UnixListener", "TcpListener", "ToSocketAddrs"]
        {
            assert!(!line.contains(word), "{path} opens a socket: {line}");
        }
        if !["Command::new(", "cmd!("].iter().any(|start| line.contains(start)) {
            continue;
        }
        let start = STARTS.iter().position(|(file, start, _)| path == *file && line.contains(start));
        seen.insert(start.unwrap_or_else(|| panic!("{path} starts somebody who is not told: {line}")));
    }
    assert_eq!(seen.len(), STARTS.len(), "some are no longer there");
    for (path, _, name) in STARTS {
        assert!(told.replace('\n', " ").contains(name), "{path}: {name} is not told");
    }
}
