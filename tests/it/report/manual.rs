//! The completions of the real command line.

use std::process::Command;

use prodproof::cli;
use prodproof::manual::completions::completions;
use prodproof::manual::Shell;

/// What bash offers behind the given words.
fn bash(words: &[&str]) -> Vec<String> {
    let script = completions(Shell::Bash, &cli::command("cargo xtask"), "xtask");
    let function = if words[0] == "cargo" { "_cargo_or_xtask" } else { "_xtask" };
    let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let ask = format!(
        "{script}\nCOMP_WORDS=({}); COMP_CWORD={}; {function}; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.join(" "),
        words.len() - 1
    );
    let out = Command::new("bash").args(["--norc", "-c", &ask]).output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{out:?}");
    String::from_utf8(out.stdout).unwrap().lines().map(str::to_string).collect()
}

#[test]
fn bash_completes_the_real_command_line() {
    assert_eq!(bash(&["cargo", "xtask", "veri"]), ["verify"]);
    assert_eq!(bash(&["cargo", "xtask", "hook", "un"]), ["uninstall"]);
    assert_eq!(bash(&["cargo", "xtask", "verify", "--format", "sa"]), ["sarif"]);
    assert_eq!(bash(&["xtask", "explain", "unused-w"]), ["unused-waiver"]);
    assert!(bash(&["cargo", "xtask", "verify", "--"]).contains(&"--staged".to_string()));
}
