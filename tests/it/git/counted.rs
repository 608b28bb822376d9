//! How often git is asked where there is no work tree, not everything, or several
//! repositories.

use super::super::support::Sandbox;
use super::{cloned, Counted};

#[track_caller]
fn at_most(most: usize, sandbox: &Sandbox, words: &[&str]) {
    let (ran, asked) = Counted::new(sandbox).asked(words, &[]);
    assert!(ran.code != 2, "{words:?}: {}", ran.stderr);
    assert!(!asked.is_empty(), "{words:?}: the stand-in is not asked");
    assert!(asked.len() <= most, "{words:?}: {} questions:\n{}", asked.len(), asked.join("\n"));
}

#[test]
fn the_hook_is_written_and_taken_away_with_four_questions() {
    let clone = cloned(&Sandbox::scaffolded());
    for word in ["install", "status", "install", "uninstall", "status", "uninstall"] {
        at_most(4, &clone, &["hook", word]);
    }
}

#[test]
fn a_bare_repository_and_a_partial_clone_are_asked_no_more() {
    let upstream = Sandbox::scaffolded();
    upstream.sh("git config uploadpack.allowFilter true").expect(0);
    let url = format!("file://{}", upstream.path().display());
    let bare = Sandbox::new();
    bare.sh(&format!("git clone -q --bare '{url}' . && mkdir .git")).expect(0);
    for words in [&["verify", "--rev", "HEAD"][..], &["trace", "--rev", "HEAD"]] {
        at_most(4, &bare, words);
    }
    for option in ["--filter=blob:none", "--depth=1", "--sparse"] {
        let clone = Sandbox::new();
        clone.sh(&format!("git clone -q {option} '{url}' .")).expect(0);
        for words in [
            &["verify", "--check"][..],
            &["verify", "--check", "--staged"],
            &["verify", "--check", "--base", "HEAD"],
            &["verify", "--check", "--new-from", "HEAD"],
            &["verify", "--rev", "HEAD"],
            &["trace"],
            &["mandates"],
            &["bump", "--dry-run"],
            &["hook", "status"],
        ] {
            at_most(4, &clone, words);
        }
    }
}

#[test]
fn a_fleet_asks_each_member_no_more_and_live_its_own_repository() {
    let upstream = Sandbox::scaffolded();
    let clone = cloned(&upstream);
    let other = upstream.path().display().to_string();
    at_most(4, &clone, &["fleet", "."]);
    at_most(8, &clone, &["fleet", ".", &other]);
    at_most(8, &clone, &["fleet", "--rev", "HEAD", ".", &other]);
    at_most(4, &clone, &["live"]);
}

/// What writes asks no more than what looks: in a linked work tree, a folder below the top, at a
/// tag, in a merge, a submodule, and where git's folder stands elsewhere.
#[test]
fn who_writes_asks_no_more_wherever_he_stands() {
    let upstream = Sandbox::scaffolded();
    upstream
        .sh("git tag v1 && git checkout -q -b feature && git commit -q --allow-empty -m second && git checkout -q main")
        .expect(0);
    let amend = "sed -i '0,/MUST/s//MUST NOT/' .specify/memory/constitution.md";
    for (state, line, folder) in [
        ("a clone", "true", "."),
        ("a folder below the top", "true", "deploy"),
        ("at a tag", "git checkout -q v1", "."),
        (
            "a linked work tree",
            "git worktree add -q linked feature 2>/dev/null || git worktree add -q -b f linked origin/feature",
            "linked",
        ),
        ("a merge", "git checkout -q -b a && git merge -q --no-ff --no-commit origin/feature", "."),
        ("git's folder elsewhere", "git init -q --separate-git-dir .elsewhere", "."),
    ] {
        for (words, amended) in [
            ("verify", amend),
            ("verify --check", amend),
            ("git add -A; cargo xtask verify --staged", amend),
            ("bump", amend),
            ("bump major", amend),
            ("bump --base HEAD", amend),
            ("verify --fix", "sed -i 's/\\[\"main\"\\]/[\"other\"]/' .github/workflows/container-build.yml"),
            ("trace", "true"),
            ("trace --rev HEAD", "true"),
            ("mandates", "true"),
            ("hook install", "true"),
            ("hook status", "true"),
            ("hook uninstall", "cargo xtask hook install"),
        ] {
            let clone = cloned(&upstream);
            let git = clone.sh("command -v git").expect(0).stdout.trim().to_string();
            clone.sh(line).expect(0);
            let others = Sandbox::new();
            let log = others.at("asked").display().to_string();
            others.write("git", format!("#!/bin/sh\necho \"$@\" >> '{log}'\nexec {git} \"$@\"\n"));
            others.sh("chmod +x git").expect(0);
            let top = if folder == "linked" { "linked" } else { "." };
            clone.sh_in(top, amended, &[]).expect(0);
            let (before, words) = words.split_once("; cargo xtask ").unwrap_or(("true", words));
            clone.sh_in(top, before, &[]).expect(0);
            let path = format!("{}:{}", others.path().display(), std::env::var("PATH").unwrap());
            let ran = clone.sh_in(folder, &format!("cargo xtask {words}"), &[("PATH", &path)]);
            assert!(ran.code != 2, "{state}: {words}: {}", ran.stderr);
            let asked = std::fs::read_to_string(&log).unwrap_or_default();
            let asked: Vec<&str> = asked.lines().collect();
            assert!(!asked.is_empty() && asked.len() <= 4, "{state}: {words}: {}:\n{}", asked.len(), asked.join("\n"));
        }
    }
}
