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
