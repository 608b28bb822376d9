//! The printed manual and the completions of the real command line.

use std::process::Command;

use prodproof::cli;
use prodproof::manual::completions::{completions, Shell};
use prodproof::manual::man;

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

#[test]
fn every_option_is_in_the_manual() {
    let page = man(&cli::command("cargo xtask"), "cargo-xtask");
    for command in cli::command("cargo xtask").get_subcommands() {
        assert!(page.contains(&format!("cargo xtask {}", command.get_name())), "{}", command.get_name());
        // What one version says to the next is for no person.
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let name = arg.get_long().map(|long| format!("--{long}")).unwrap_or_default().replace('-', "\\-");
            assert!(page.contains(&name), "{name}");
        }
    }
}
