//! The project's own policies, as tests: they hold without a linter and without CI.

use std::fs;
use std::path::{Path, PathBuf};

use super::support::{bless, home, tree, Sandbox};

fn sources() -> Vec<(PathBuf, String)> {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for (path, bytes) in tree(&home().join("xtask/src")) {
        files.push((PathBuf::from(path), String::from_utf8(bytes).expect("UTF-8")));
    }
    files
}

#[test]
fn every_file_says_first_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{}", path.display());
    }
}

#[test]
fn the_core_does_not_touch_the_world() {
    let shell = |path: &Path| {
        path.starts_with("cmd")
            || path.starts_with("host")
            || matches!(path.to_str(), Some("lib.rs" | "main.rs" | "cli.rs"))
    };
    for (path, text) in sources().iter().filter(|(path, _)| !shell(path)) {
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for door in ["std::fs", "std::env", "std::process", "xshell", "SystemTime", "now_utc", "println!", "eprintln!"]
        {
            let used = code.lines().any(|line| line.contains(door) && !line.trim_start().starts_with("//"));
            assert!(!used, "{} uses {door}", path.display());
        }
    }
}

#[test]
fn the_crate_inherits_nothing_and_its_templates_are_in_it() {
    let manifest = fs::read_to_string(home().join("xtask/Cargo.toml")).expect("manifest");
    assert!(!manifest.contains("workspace = true") && !manifest.contains("path = \".."), "it must stand alone");
    let linked = home().join("templates");
    assert!(linked.join("constitution.md").is_file(), "recreate it: ln -s xtask/templates templates");
    assert_eq!(tree(&linked.canonicalize().expect("templates")), tree(&home().join("xtask/templates")));
}

#[test]
fn codes_and_names_are_told_once() {
    let letter = |family: &str| match family {
        "constitution" => 'C',
        "build" => 'B',
        "deploy" => 'D',
        "chain" => 'X',
        "fleet" => 'F',
        other => panic!("no letter for {other}"),
    };
    let mut names = std::collections::BTreeSet::new();
    let mut codes = std::collections::BTreeSet::new();
    for (family, rules) in xtask::rules::FAMILIES {
        for rule in *rules {
            assert!(rule.code.starts_with(letter(family)) && rule.code.len() == 4, "{}", rule.code);
            assert!(names.insert(rule.name) && codes.insert(rule.code), "{} {}", rule.code, rule.name);
            for section in ["## What it does", "## Why is this bad?", "## Example", "## Use instead"] {
                assert!(rule.docs.contains(section), "{}: {section}", rule.code);
            }
        }
    }
}

#[test]
fn the_lock_file_that_travels_has_the_versions_that_are_tested() {
    let packages = |path: &str| -> Vec<String> {
        let text = fs::read_to_string(home().join(path)).expect(path);
        text.split("[[package]]")
            .skip(1)
            .map(|package| package.lines().skip(1).take(2).collect::<Vec<_>>().join(" "))
            .collect()
    };
    let tested = packages("Cargo.lock");
    for package in packages("xtask/Cargo.lock") {
        assert!(tested.contains(&package), "xtask/Cargo.lock has {package}; refresh it with .ci/lock");
    }
}

/// Compares, or with `BLESS=1` rewrites, what stands between two marks of the README.
#[track_caller]
fn readme(begin: &str, end: &str, fresh: &str) {
    let path = home().join("README.md");
    let text = fs::read_to_string(&path).expect("README");
    let (head, rest) = text.split_once(begin).expect("the mark");
    let (old, tail) = rest.split_once(end).expect("the mark");
    let fresh = format!("\n\n{}\n\n", fresh.trim());
    if bless() {
        fs::write(&path, format!("{head}{begin}{fresh}{end}{tail}")).expect("README");
        return;
    }
    assert_eq!(old, fresh, "BLESS=1 cargo test tidy rewrites it");
}

#[test]
fn the_readme_lists_every_rule_and_shows_what_is_seen() {
    readme("<!-- rules: begin -->", "<!-- rules: end -->", &xtask::docs::readme_table());

    let sandbox = Sandbox::git(&[("Containerfile", "FROM scratch\nEXPOSE 8080\n")]);
    sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    let shown = sandbox.xtask_with(&["init"], &[("LC_ALL", "C.UTF-8")]).expect(0).stdout;
    // How many files the crate has changes with every change of it.
    let shown: Vec<&str> = shown
        .lines()
        .map(|line| if line.starts_with("create  the crate") { "create  the crate" } else { line })
        .collect();
    readme("<!-- shown: init -->", "<!-- /shown -->\n\nWhat exists", &format!("```text\n{}\n```", shown.join("\n")));

    let transcript = fs::read_to_string(home().join("tests/cases/incident/transcript")).expect("the incident");
    let seen = transcript.split("$ cargo xtask verify --check\n").nth(1).and_then(|rest| rest.split("[exit 1]").next());
    let seen = format!("```text\n$ cargo xtask verify\n{}\n```", seen.expect("what verify prints").trim());
    readme("<!-- shown: incident -->", "<!-- /shown -->\n\n`cargo xtask verify --fix`", &seen);
}
