//! The hook is run by a real shell.

use std::path::Path;
use std::process::{Command, Output};

use prodproof::hooks::{script, HookFacts};

/// Runs the hook with this `PATH` and home.
fn run(path: &Path, home: &Path) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let hook = dir.path().join("pre-commit");
    std::fs::write(&hook, script(&HookFacts { alias: "xtask".into(), ..HookFacts::default() })).unwrap();
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

/// What the hook of a launcher prints in a folder where `cargo` and the kept binary tell
/// their own names.
fn launched(dir: &Path, target: &str) -> String {
    let facts = HookFacts { alias: "xtask".into(), launcher: Some("xtask".into()), ..HookFacts::default() };
    std::fs::write(dir.join("hook"), script(&facts)).unwrap();
    let path = format!("{}:/usr/bin:/bin", dir.join("bin").display());
    let mut command = Command::new("/bin/sh");
    command.arg("hook").current_dir(dir).env_clear().env("PATH", path).env("HOME", dir);
    if !target.is_empty() {
        command.env("CARGO_TARGET_DIR", target);
    }
    let out = command.output().unwrap();
    assert!(out.status.success(), "{out:?}");
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn a_launcher_s_hook_runs_the_binary_that_was_built_from_this_lock() {
    use std::os::unix::fs::PermissionsExt;
    for (target, folder) in [("", "xtask/target"), ("elsewhere", "elsewhere")] {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path();
        // A cargo that builds a binary which tells the lock that it was built from.
        std::fs::create_dir_all(dir.join("bin")).unwrap();
        let build = format!("#!/bin/sh\nif [ \"$1\" = build ]; then mkdir -p {folder}/debug; {{ echo '#!/bin/sh'; echo \"echo built from $(cat xtask/Cargo.lock): \\\"\\$@\\\"\"; }} >{folder}/debug/xtask; chmod +x {folder}/debug/xtask; else echo cargo \"$@\"; fi\n");
        std::fs::write(dir.join("bin/cargo"), build).unwrap();
        std::fs::set_permissions(dir.join("bin/cargo"), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::create_dir_all(dir.join("xtask")).unwrap();
        for lock in ["one", "two", "one"] {
            std::fs::write(dir.join("xtask/Cargo.lock"), lock).unwrap();
            assert_eq!(launched(dir, target), "cargo xtask verify --staged --strict\n", "another lock: cargo decides");
            let direct = format!("built from {lock}: verify --staged --strict\n");
            assert_eq!(launched(dir, target), direct);
            assert_eq!(launched(dir, target), direct);
        }
    }
}
