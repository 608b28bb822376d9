//! `init`: what it writes, what it leaves alone, and what it refuses.

use std::collections::BTreeMap;

use super::support::{Sandbox, TODAY};

const CONSTITUTION: &str = ".specify/memory/constitution.md";
const BUILD: &str = ".github/workflows/container-build.yml";

fn with_remote() -> Sandbox {
    let sandbox = Sandbox::git(&[]);
    sandbox.sh("git remote add origin https://github.com/acme/Widget.git").expect(0);
    sandbox
}

#[test]
fn an_empty_folder_gets_everything_and_a_second_run_changes_no_byte() {
    let sandbox = Sandbox::new();
    let first = sandbox.xtask(&["init"]).expect(0);
    assert!(first.stdout.contains("a merge to `main` reaches production"), "{}", first.stdout);
    let written = sandbox.files();
    for path in [
        CONSTITUTION,
        BUILD,
        ".github/workflows/verify.yml",
        ".cargo/config.toml",
        ".gitignore",
        "xtask/Cargo.toml",
        "xtask/Cargo.lock",
    ] {
        assert!(written.contains_key(path), "{path}");
    }
    assert!(!written.contains_key("Cargo.toml"));
    sandbox.xtask(&["init"]).expect(0);
    assert_eq!(written, sandbox.files());
}

#[test]
fn names_come_from_the_remote_and_dates_from_the_day() {
    let sandbox = with_remote();
    sandbox.xtask(&["init"]).expect(0);
    let constitution = sandbox.read(CONSTITUTION);
    assert!(constitution.contains("name = \"ghcr.io/acme/widget\""));
    assert!(constitution.contains(&format!("**Version**: 1.0.0 | **Ratified**: {TODAY} | **Last Amended**: {TODAY}")));
    assert!(sandbox.read("deploy/widget.service").contains("ghcr.io/acme/widget:latest"));
    assert!(sandbox.read(BUILD).contains("packages: write"));
}

#[test]
fn what_is_asked_for_is_written() {
    let sandbox = with_remote();
    let words = [
        "init",
        "--image",
        "quay.io/acme/tide",
        "--branch",
        "trunk",
        "--quadlet",
        "--port",
        "8080:80",
        "--title",
        "The Tide",
    ];
    sandbox.xtask(&words).expect(0);
    let unit = sandbox.read("deploy/tide.container");
    assert!(
        unit.contains("Image=quay.io/acme/tide:latest")
            && unit.contains("PublishPort=8080:80")
            && unit.contains("Description=The Tide"),
        "{unit}"
    );
    assert!(sandbox.read(BUILD).contains("branches: [\"trunk\"]"));
    assert!(sandbox.read(CONSTITUTION).starts_with("# The Tide Constitution\n"));
}

#[test]
fn the_port_is_what_the_containerfile_exposes() {
    let sandbox = with_remote();
    sandbox.write("Dockerfile", "FROM scratch\nEXPOSE 9000/tcp\n");
    sandbox.xtask(&["init"]).expect(0);
    assert!(sandbox.read("deploy/widget.service").contains("--publish 9000:9000"));
    assert!(sandbox.read(BUILD).contains("file: Dockerfile"));
}

#[test]
fn mistakes_are_refused_and_nothing_is_written() {
    for words in [
        &["init", "--image", "widget"][..],
        &["init", "--image", "quay.io/acme/widget:1"],
        &["init", "--port", "http"],
        &["init", "--unit", "deploy/widget.timer"],
        &["init", "--force", "README.md"],
        &["init", "--name", "../x"],
    ] {
        let sandbox = with_remote();
        let ran = sandbox.xtask(words).expect(2);
        assert!(ran.stderr.starts_with("error: "), "{words:?}: {}", ran.stderr);
        assert_eq!(sandbox.files(), BTreeMap::new(), "{words:?}");
    }
}

#[test]
fn a_dry_run_shows_diffs_and_writes_nothing() {
    let sandbox = with_remote();
    sandbox.write(".gitignore", "a\r\nb");
    let before = sandbox.files();
    let shown = sandbox.xtask(&["init", "--dry-run"]).expect(0).stdout;
    assert!(shown.contains("+++ b/.specify/memory/constitution.md") && shown.contains("+xtask/target"), "{shown}");
    assert_eq!(before, sandbox.files());
    sandbox.xtask(&["init", "--check"]).expect(1);
    assert_eq!(before, sandbox.files());
    sandbox.xtask(&["init"]).expect(0);
    let again = sandbox.xtask(&["init", "--check"]).expect(0).stdout;
    assert_eq!(again, "nothing would change\n");
    assert_eq!(sandbox.read(".gitignore"), "a\r\nb\r\nxtask/target\r\n");
}

#[test]
fn what_exists_is_adopted_read_for_parameters_and_never_overwritten() {
    let sandbox = with_remote();
    let files = [
        ("CONSTITUTION.md", "# Widget\n\nThe image `quay.io/acme/gadget` MUST be published on every merge.\n\n**Version**: 2.1.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2026-01-01\n"),
        (".github/workflows/image.yaml", "on:\n  push: {branches: [main], tags: ['v*']}\n  workflow_dispatch:\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - run: podman push quay.io/acme/gadget:latest\n"),
    ];
    for (path, text) in files {
        sandbox.write(path, text);
    }
    sandbox.commit("ours");
    sandbox.xtask(&["init"]);
    for (path, text) in files {
        assert_eq!(sandbox.read(path), text, "{path}");
    }
    let now = sandbox.files();
    assert!(!now.contains_key(CONSTITUTION) && !now.contains_key(BUILD), "{:?}", now.keys());
    assert!(sandbox.read("deploy/gadget.service").contains("quay.io/acme/gadget:latest"));
}

#[test]
fn force_replaces_just_that_file() {
    let sandbox = with_remote();
    sandbox.xtask(&["init"]).expect(0);
    let before = sandbox.files();
    for path in ["deploy/widget.service", BUILD] {
        sandbox.write(path, String::from_utf8(before[path].clone()).unwrap() + "# mine\n");
    }
    sandbox.xtask(&["init", "--force", BUILD]).expect(0);
    assert_eq!(sandbox.read(BUILD).as_bytes(), before[BUILD]);
    assert!(sandbox.read("deploy/widget.service").ends_with("# mine\n"));
}

#[test]
fn an_existing_cargo_configuration_keeps_every_byte() {
    let sandbox = with_remote();
    let config = "\u{feff}# ours\r\n[build]\r\njobs = 2 # few\r\n";
    sandbox.write(".cargo/config.toml", config);
    sandbox.xtask(&["init"]).expect(0);
    assert!(sandbox.read(".cargo/config.toml").starts_with(config));
}

#[test]
fn a_broken_cargo_configuration_is_an_error_with_its_place() {
    let sandbox = with_remote();
    sandbox.write(".cargo/config.toml", "[alias\n");
    let before = sandbox.files();
    let ran = sandbox.xtask(&["init"]).expect(2);
    assert!(ran.stderr.contains(".cargo/config.toml") && ran.stderr.contains("line 1"), "{}", ran.stderr);
    assert_eq!(before, sandbox.files());
}

#[test]
fn nothing_is_written_through_a_link_out_of_the_repository() {
    let outside = Sandbox::new();
    let sandbox = with_remote();
    std::os::unix::fs::symlink(outside.path(), sandbox.at("deploy")).unwrap();
    let ran = sandbox.xtask(&["init"]).expect(2);
    assert!(ran.stderr.contains("leads out of the repository"), "{}", ran.stderr);
    assert_eq!(outside.files(), BTreeMap::new());
    assert_eq!(sandbox.files(), BTreeMap::new());
}
