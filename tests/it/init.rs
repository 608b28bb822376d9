//! `init`: what it writes, what it leaves alone, and what it refuses.

mod asked;
mod forges;
mod refusals;

use std::collections::BTreeMap;

use super::support::{Sandbox, TODAY};

const CONSTITUTION: &str = ".specify/memory/constitution.md";
const BUILD: &str = ".github/workflows/container-build.yml";

fn with_remote() -> Sandbox {
    let sandbox = Sandbox::git(&[]);
    sandbox.sh("git remote add origin https://github.com/acme/Widget.git").expect(0);
    sandbox.write("Containerfile", "FROM scratch\n");
    sandbox
}

#[test]
fn a_service_gets_everything_and_a_second_run_changes_no_byte() {
    let sandbox = with_remote();
    let first = sandbox.xtask(&["init"]).expect(0);
    assert!(first.stdout.contains("a merge to `main` reaches production"), "{}", first.stdout);
    let written = sandbox.files();
    for path in [
        CONSTITUTION,
        BUILD,
        ".github/workflows/verify.yml",
        ".cargo/config.toml",
        "xtask/.gitignore",
        "xtask/Cargo.toml",
        "xtask/Cargo.lock",
    ] {
        assert!(written.contains_key(path), "{path}");
    }
    // What the crate needs ignored it ignores itself.
    assert!(!written.contains_key("Cargo.toml") && !written.contains_key(".gitignore"));
    sandbox.xtask(&["init"]).expect(0);
    assert_eq!(written, sandbox.files());
}

#[test]
fn the_constitution_is_where_somebody_says() {
    let sandbox = with_remote();
    sandbox.write("AGENTS.md", "# Widget\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01\n");
    sandbox.xtask(&["init", "--constitution", "./AGENTS.md"]).expect(0);
    assert!(sandbox.read(".cargo/config.toml").contains("Cargo.toml -- --constitution AGENTS.md\""));
    assert!(sandbox.read("AGENTS.md").starts_with("# Widget\n\n**Version**: 1.0.0"), "kept");
    assert!(!sandbox.files().contains_key(CONSTITUTION));
    let written = sandbox.files();
    let again = sandbox.xtask(&["init"]).expect(0);
    assert!(again.stdout.contains("keep    AGENTS.md (constitution)"), "{}", again.stdout);
    assert_eq!(written, sandbox.files(), "what was said once is kept");
    // Where nothing stands yet it is written there.
    sandbox.xtask(&["init", "--constitution", "docs/promise.md"]).expect(0);
    assert!(sandbox.read("docs/promise.md").contains("```toml contract"));
    assert!(sandbox.read(".cargo/config.toml").contains("--constitution docs/promise.md"));
    sandbox.xtask(&["init", "--remove"]);
    assert!(!sandbox.files().contains_key(".cargo/config.toml"), "the alias goes with what it kept");
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
    sandbox.sh("rm Containerfile").expect(0);
    sandbox.write("Dockerfile", "FROM scratch\nEXPOSE 9000/tcp\n");
    sandbox.xtask(&["init"]).expect(0);
    assert!(sandbox.read("deploy/widget.service").contains("--publish 9000:9000"));
    assert!(sandbox.read(BUILD).contains("file: Dockerfile"));
}

#[test]
fn a_dry_run_shows_diffs_and_writes_nothing() {
    let sandbox = with_remote();
    sandbox.write(".dockerignore", "a\r\nb");
    let before = sandbox.files();
    let shown = sandbox.xtask(&["init", "--dry-run"]).expect(0).stdout;
    assert!(shown.contains("+++ b/.specify/memory/constitution.md") && shown.contains("+xtask/target"), "{shown}");
    assert_eq!(before, sandbox.files());
    sandbox.xtask(&["init", "--check"]).expect(1);
    assert_eq!(before, sandbox.files());
    sandbox.xtask(&["init"]).expect(0);
    let again = sandbox.xtask(&["init", "--check"]).expect(0).stdout;
    assert_eq!(again, "nothing would change\n");
    assert_eq!(sandbox.read(".dockerignore"), "a\r\nb\r\nxtask/target\r\n");
}

#[test]
fn what_exists_is_adopted_read_for_parameters_and_never_overwritten() {
    let sandbox = with_remote();
    let files = [
        ("CONSTITUTION.md", "# Widget\n\nThe image `quay.io/acme/gadget` MUST be published on every merge.\n\n**Version**: 2.1.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2026-01-01\n"),
        (".github/workflows/image.yaml", "\
on:
  push: {branches: [main], tags: ['v*']}
  workflow_dispatch:
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - run: podman push quay.io/acme/gadget:latest
"),
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
fn the_output_fits_a_screen_and_knows_the_hook() {
    let sandbox = with_remote();
    sandbox.write("Containerfile", "FROM scratch\n");
    let first = sandbox.xtask(&["init"]).expect(0).stdout;
    assert!(first.lines().count() <= 24, "{first}");
    assert!(first.contains("hook install"));
    sandbox.xtask(&["hook", "install"]).expect(0);
    let second = sandbox.xtask(&["init"]).expect(0).stdout;
    assert!(!second.contains("hook install"), "{second}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_panic() {
    let sandbox = with_remote();
    let ran = sandbox.sh("cargo xtask init | true; cargo xtask init --dry-run | true; exit ${PIPESTATUS[0]}").expect(0);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
}

#[test]
fn in_a_subfolder_the_repository_around_it_is_meant() {
    let sandbox = with_remote();
    sandbox.write("src/app/main.py", "");
    sandbox.sh_in("src/app", "cargo xtask init", &[]).expect(0);
    assert!(sandbox.at("xtask/Cargo.toml").is_file() && !sandbox.at("src/app/xtask").exists());
}

#[test]
fn without_git_it_says_so_first() {
    let sandbox = Sandbox::new();
    let first = sandbox.xtask(&["init"]).stdout;
    assert!(first.lines().next().is_some_and(|line| line.contains("is no git repository")), "{first}");
}

#[test]
fn what_is_untouched_is_taken_back_and_the_rest_is_named() {
    let sandbox = with_remote();
    sandbox.write("Containerfile", "FROM scratch\nCOPY . /\n");
    sandbox.write(".cargo/config.toml", "[build]\njobs = 2\n");
    let before = sandbox.files();
    sandbox.xtask(&["init"]).expect(0);
    sandbox.xtask(&["hook", "install"]).expect(0);
    sandbox.xtask(&["init", "--remove"]).expect(0);
    assert_eq!(before, sandbox.files());
    assert!(!sandbox.at(".git/hooks/pre-commit").exists() && !sandbox.at("deploy").exists());

    sandbox.xtask(&["init"]).expect(0);
    let edited = sandbox.read("deploy/widget.service") + "# mine\n";
    sandbox.write("deploy/widget.service", &edited);
    let ran = sandbox.xtask(&["init", "--remove"]).expect(1);
    assert!(ran.stdout.contains("left    deploy/widget.service (edited)"), "{}", ran.stdout);
    assert_eq!(sandbox.read("deploy/widget.service"), edited);
    assert!(!sandbox.at("xtask").exists() && !sandbox.at(BUILD).exists());
    sandbox.xtask(&["init", "--remove"]).expect(2);
}

#[test]
fn what_git_would_leave_out_is_an_error() {
    let sandbox = with_remote();
    sandbox.write("Containerfile", "FROM scratch\n");
    sandbox.write(".gitignore", "*.log\n/deploy/\n");
    let ran = sandbox.xtask(&["init"]).expect(1);
    assert!(
        ran.stderr.contains("deploy/widget.service") && ran.stderr.contains("`/deploy/` in .gitignore, line 2"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.read(".gitignore"), "*.log\n/deploy/\n");
}

#[test]
fn where_every_folder_is_packaged_ours_are_hidden() {
    let sandbox = with_remote();
    sandbox.write("pyproject.toml", "[project]\nname = \"widget\"\nversion = \"1\"\n");
    sandbox.write("app.py", "");
    sandbox.write("Containerfile", "FROM scratch\n");
    sandbox.xtask(&["init"]).expect(0);
    for path in [".xtask/Cargo.toml", ".deploy/widget.service"] {
        assert!(sandbox.at(path).is_file(), "{path}");
    }
    assert!(!sandbox.at("xtask").exists() && !sandbox.at("deploy").exists());
    assert!(sandbox.read(".cargo/config.toml").contains("--manifest-path .xtask/Cargo.toml"));
    assert!(sandbox.read(".github/workflows/verify.yml").contains("hashFiles('.xtask/**')"));
    let before = sandbox.files();
    sandbox.xtask(&["init"]).expect(0);
    assert_eq!(before, sandbox.files());
    sandbox.xtask(&["verify", "--check", "--strict"]).expect(0);
}

#[test]
fn a_workflow_of_the_name_that_does_something_else_is_not_ours() {
    let sandbox = with_remote();
    sandbox.write("Containerfile", "FROM scratch\n");
    let other = "\
on: push
jobs:
  t:
    runs-on: ubuntu-latest
    steps:
      - run: make test
";
    sandbox.write(".github/workflows/verify.yml", other);
    sandbox.write(BUILD, other);
    sandbox.commit("theirs");
    sandbox.xtask(&["init"]).expect(0);
    assert_eq!(sandbox.read(BUILD), other);
    assert!(sandbox.read(".github/workflows/verify-delivery.yml").contains("xtask verify --check"));
    assert!(sandbox.read(CONSTITUTION).contains("`.github/workflows/publish-image.yml`"));
    sandbox.xtask(&["verify", "--check", "--strict"]).expect(0);
}

#[test]
fn the_constitution_names_the_workflow_that_publishes() {
    let sandbox = with_remote();
    sandbox.write("Containerfile", "FROM scratch\n");
    sandbox.write(
        ".github/workflows/ship.yml",
        "\
on:
  push: {branches: [main], tags: ['v*']}
  workflow_dispatch:
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - run: podman push ghcr.io/acme/widget:latest
",
    );
    sandbox.commit("theirs");
    sandbox.xtask(&["init"]);
    assert!(sandbox.read(CONSTITUTION).contains("Images are built by `.github/workflows/ship.yml`"));
    assert!(!sandbox.at(BUILD).exists());
}

#[test]
fn a_base_image_s_workflow_is_not_the_build_workflow() {
    let sandbox = with_remote();
    sandbox.write("Containerfile", "FROM ghcr.io/acme/base\n");
    sandbox.write(
        ".github/workflows/base.yml",
        "\
on:
  push: {branches: [main]}
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - run: podman push ghcr.io/acme/base:latest
",
    );
    sandbox.commit("theirs");
    sandbox.xtask(&["init", "--image", "ghcr.io/acme/widget"]);
    assert!(sandbox.read(BUILD).contains("images: ghcr.io/acme/widget"));
}

#[test]
fn an_empty_folder_is_told_what_it_lacks() {
    let sandbox = Sandbox::new();
    let ran = sandbox.xtask_with(&["init"], &[("LC_ALL", "C.UTF-8")]).expect(1);
    for rule in ["placeholder-image", "missing-containerfile"] {
        assert!(ran.stdout.contains(rule), "{rule}: {}", ran.stdout);
    }
    assert!(!ran.stdout.contains("✓ a merge") && !ran.stdout.contains("ok: "), "{}", ran.stdout);
    assert!(sandbox.at("xtask/Cargo.toml").is_file());
}

#[test]
fn a_build_without_its_file_reaches_nothing() {
    let sandbox = with_remote();
    sandbox.xtask(&["init"]).expect(0);
    sandbox.commit("ours");
    let good = sandbox.read(BUILD);
    let broken = [
        ("git mv Containerfile Dockerfile", "file: Dockerfile"),
        ("git rm -q Containerfile", "add it"),
        (&format!("sed -i '/file: Containerfile/d' {BUILD}"), "file: Containerfile"),
    ];
    for (line, help) in broken {
        sandbox.sh(line).expect(0);
        let ran = sandbox.xtask(&["verify", "--check"]).expect(1);
        assert!(ran.stdout.contains("missing-containerfile") && ran.stdout.contains(help), "{line}: {}", ran.stdout);
        let trace = sandbox.xtask(&["trace"]).stdout;
        assert!(!trace.contains("a merge to `main` reaches production"), "{line}: {trace}");
        sandbox.sh("git reset -q --hard").expect(0);
        assert_eq!(sandbox.read(BUILD), good);
    }
}

#[test]
fn a_repository_with_findings_is_shown_a_way_to_be_strict_today() {
    let tag_only = "\
on:
  push:
    tags: ['v*']
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v7
        with: {push: true, tags: 'ghcr.io/acme/widget:latest'}
";
    let sandbox = with_remote();
    sandbox.write(".github/workflows/build.yml", tag_only);
    sandbox.commit("a service");
    let ran = sandbox.xtask(&["init"]).expect(1);
    assert!(ran.stderr.contains("verify --strict --new-from origin/main"), "{}", ran.stderr);
    let clean = with_remote();
    clean.commit("a service");
    assert!(!clean.xtask(&["init"]).expect(0).stderr.contains("--new-from"));
}
