//! Whole-tool cases: each folder of `tests/cases/` is a small repository and what a
//! person sees in it.
//!
//! - `base/` is committed first, where there is one;
//! - `in/` is laid over it and is the work tree;
//! - `transcript` holds command lines (`$ …`) and what they print; `[exit N]` closes
//!   those that do not exit with 0;
//! - `out/` holds the files that are different afterwards.
//!
//! `BLESS=1 cargo test cases` rewrites transcripts and `out/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::rule_cases::Case;
use super::support::{bless, home, tree, Sandbox};

#[test]
fn every_case_prints_and_writes_what_its_folder_says() {
    let root = home().join("tests/cases");
    let mut wrong = Vec::new();
    let mut cases: Vec<_> = fs::read_dir(&root).expect("cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    for case in cases.iter().filter(|case| Case::at(case.to_path_buf()).is_none()) {
        if let Err(difference) = run(case) {
            wrong.push(format!("{}:\n{difference}", case.file_name().expect("a name").to_string_lossy()));
        }
    }
    assert!(!cases.is_empty());
    assert!(wrong.is_empty(), "{}\n(BLESS=1 cargo test cases rewrites them)", wrong.join("\n\n"));
}

fn run(case: &Path) -> Result<(), String> {
    let sandbox = Sandbox::git(&[]);
    if case.join("base").is_dir() {
        lay(&case.join("base"), sandbox.path());
        sandbox.commit("base");
    }
    lay(&case.join("in"), sandbox.path());
    let before = sandbox.files();
    transcript(case, &sandbox)?;
    let changed: BTreeMap<String, Vec<u8>> =
        sandbox.files().into_iter().filter(|(path, bytes)| before.get(path) != Some(bytes)).collect();
    let out = case.join("out");
    if bless() {
        let _ = fs::remove_dir_all(&out);
        for (path, bytes) in &changed {
            let full = out.join(path);
            fs::create_dir_all(full.parent().expect("a folder")).expect("folders");
            fs::write(full, bytes).expect("a file");
        }
        return Ok(());
    }
    let promised = if out.is_dir() { tree(&out) } else { BTreeMap::new() };
    if changed != promised {
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>().join(", ");
        let different: Vec<_> = changed
            .iter()
            .filter(|(path, bytes)| promised.get(*path) != Some(bytes))
            .map(|(path, bytes)| format!("{path}:\n{}", String::from_utf8_lossy(bytes)))
            .collect();
        return Err(format!("changed {}; out/ has {}\n{}", names(&changed), names(&promised), different.join("\n")));
    }
    Ok(())
}

/// Runs the command lines of a case's transcript, and holds what they print against it;
/// what they print.
pub fn transcript(case: &Path, sandbox: &Sandbox) -> Result<String, String> {
    let path = case.join("transcript");
    let expected = fs::read_to_string(&path).map_err(|err| format!("{}: {err}", path.display()))?;
    let mut actual = String::new();
    for line in expected.lines().filter(|line| line.starts_with("$ ") || line.starts_with('#')) {
        actual.push_str(line);
        actual.push('\n');
        if let Some(command) = line.strip_prefix("$ ") {
            let ran = sandbox.sh(&format!("{{ {command}\n}} 2>&1"));
            let folder = sandbox.path().file_name().expect("a name").to_string_lossy().into_owned();
            actual.push_str(&ran.stdout.replace(&*sandbox.path().to_string_lossy(), "DIR").replace(&folder, "DIR"));
            if ran.code != 0 {
                actual.push_str(&format!("[exit {}]\n", ran.code));
            }
        }
    }
    if bless() {
        fs::write(&path, &actual).expect("transcript");
        return Ok(actual);
    }
    if actual != expected {
        return Err(prodproof_rules::fix::diff("transcript", Some(&expected), Some(&actual)));
    }
    Ok(actual)
}

/// A folder that is not there has no files: git keeps no empty ones.
fn lay(from: &Path, onto: &Path) {
    if !from.is_dir() {
        return;
    }
    for (path, bytes) in tree(from) {
        let full = onto.join(path);
        fs::create_dir_all(full.parent().expect("a folder")).expect("folders");
        fs::write(full, bytes).expect("a file");
    }
}
