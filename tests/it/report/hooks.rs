//! The hook is run by a real shell.

use std::path::Path;
use std::process::{Command, Output};

use prodproof::hooks::script;

/// Runs the hook with this `PATH` and home.
fn run(path: &Path, home: &Path) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let hook = dir.path().join("pre-commit");
    std::fs::write(&hook, script("xtask")).unwrap();
    Command::new("/bin/sh").arg(&hook).env_clear().env("PATH", path).env("HOME", home).output().unwrap()
}

/// A `cargo` that prints what it is asked.
fn cargo(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(folder).unwrap();
    let path = folder.join("cargo");
    std::fs::write(&path, "#!/bin/sh\necho \"$@\"\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_hook_calls_cargo() {
    let dir = tempfile::tempdir().unwrap();
    cargo(&dir.path().join("bin"));
    let out = run(&dir.path().join("bin"), dir.path());
    assert_eq!(String::from_utf8_lossy(&out.stdout), "xtask verify --staged --strict\n");
    assert!(out.status.success());
}

#[test]
fn the_hook_finds_cargo_where_rustup_puts_it() {
    let dir = tempfile::tempdir().unwrap();
    cargo(&dir.path().join(".cargo/bin"));
    std::fs::write(dir.path().join(".cargo/env"), "export PATH=\"$HOME/.cargo/bin:$PATH\"\n").unwrap();
    let out = run(Path::new("/nowhere"), dir.path());
    assert_eq!(String::from_utf8_lossy(&out.stdout), "xtask verify --staged --strict\n", "{out:?}");
}

#[test]
fn without_cargo_nothing_is_taken_for_verified() {
    let dir = tempfile::tempdir().unwrap();
    let out = run(Path::new("/nowhere"), dir.path());
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("cargo is not found"), "{out:?}");
}
