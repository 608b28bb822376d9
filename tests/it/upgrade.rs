//! `upgrade`: what becomes of files that an older version wrote, and which version is meant.
//! That a newer version is built and run is proved by `.ci/drop-in/upgrade.sh`.

use super::support::{Ran, Sandbox};

const BUILD: &str = ".github/workflows/container-build.yml";
const VERIFY: &str = ".github/workflows/verify.yml";
const UNIT: &str = "deploy/widget.service";
const CONSTITUTION: &str = ".specify/memory/constitution.md";
const RECORD: &str = "xtask/copy.toml";

/// The id that the record holds for a path.
fn recorded(sandbox: &Sandbox, path: &str) -> String {
    let record = sandbox.read(RECORD);
    let line = record.lines().find(|line| line.contains(path)).unwrap_or_else(|| panic!("{path} in {record}"));
    line.rsplit('"').nth(1).expect("an id").to_string()
}

/// A repository whose files are those of an older version: as if that one had written
/// `from` where this one writes `to`.
fn older(path: &str, to: &str, from: &str) -> Sandbox {
    let sandbox = Sandbox::scaffolded();
    let text = sandbox.read(path);
    assert!(text.contains(to), "{path} has no `{to}`");
    sandbox.write(path, text.replacen(to, from, 1));
    let id = sandbox.sh(&format!("git hash-object {path}")).stdout.trim().to_string();
    let now = recorded(&sandbox, path);
    let record = sandbox.read(RECORD).replace(&now, &id).replace("version = \"0.1.0\"", "version = \"0.0.9\"");
    sandbox.write(RECORD, record);
    sandbox.commit("as the older version left it");
    sandbox
}

/// As the dropped-in crate itself would be run, without any network.
fn upgrade(sandbox: &Sandbox, words: &[&str]) -> Ran {
    let folder = sandbox.at("xtask").display().to_string();
    sandbox.xtask_with(&[&["upgrade"], words].concat(), &[("CARGO_MANIFEST_DIR", folder.as_str())])
}

#[test]
fn untouched_files_become_the_new_ones() {
    let sandbox = older(VERIFY, "name: verify\n", "name: check\n");
    let before = sandbox.files();
    let shown = upgrade(&sandbox, &["--dry-run"]).expect(0).stdout;
    assert!(shown.contains("-name: check\n+name: verify\n"), "{shown}");
    assert_eq!(before, sandbox.files());

    let ran = upgrade(&sandbox, &[]).expect(0);
    assert!(ran.stdout.contains("upgrade .github/workflows/verify.yml"), "{}", ran.stdout);
    assert_eq!(sandbox.read(VERIFY), Sandbox::scaffolded().read(VERIFY));
    assert!(sandbox.read(RECORD).contains("version = \"0.1.0\""));
    // And that was all: a second time does nothing.
    let after = sandbox.files();
    let again = upgrade(&sandbox, &[]).expect(0).stdout;
    assert!(again.contains("nothing to do"), "{again}");
    assert_eq!(after, sandbox.files());
}

#[test]
fn edited_files_are_merged() {
    let sandbox = older(VERIFY, "name: verify\n", "name: check\n");
    let own = sandbox.read(VERIFY).replace("runs-on: ubuntu-latest", "runs-on: ours");
    sandbox.write(VERIFY, own);
    let ran = upgrade(&sandbox, &[]).expect(0);
    assert!(ran.stdout.contains("merge   .github/workflows/verify.yml"), "{}", ran.stdout);
    let merged = sandbox.read(VERIFY);
    assert!(merged.contains("name: verify\n") && merged.contains("runs-on: ours"), "{merged}");
    // What was merged is not merged again.
    let after = sandbox.files();
    upgrade(&sandbox, &[]).expect(0);
    assert_eq!(after, sandbox.files());
}

#[test]
fn conflicts_are_marked_and_named() {
    let sandbox = older(VERIFY, "name: verify\n", "name: check\n");
    sandbox.write(VERIFY, sandbox.read(VERIFY).replace("name: check\n", "name: ours\n"));
    let ran = upgrade(&sandbox, &[]).expect(1);
    assert!(ran.stdout.contains("error: .github/workflows/verify.yml: conflicts"), "{}", ran.stdout);
    let text = sandbox.read(VERIFY);
    for mark in ["<<<<<<< here\nname: ours\n", "=======\nname: verify\n>>>>>>> v0.1.0\n"] {
        assert!(text.contains(mark), "{text}");
    }
}

#[test]
fn what_cannot_be_merged_is_shown_and_left() {
    let sandbox = older(VERIFY, "name: verify\n", "name: check\n");
    // A record of something that no clone has.
    let id = recorded(&sandbox, VERIFY);
    sandbox.write(RECORD, sandbox.read(RECORD).replace(&id, &"0".repeat(40)));
    sandbox.write(VERIFY, sandbox.read(VERIFY).replace("name: check\n", "name: ours\n"));
    let own = sandbox.read(VERIFY);
    let ran = upgrade(&sandbox, &[]).expect(1);
    assert!(ran.stdout.contains("verify.yml is left as it is") && ran.stdout.contains("-name: ours\n+name: verify\n"));
    assert_eq!(own, sandbox.read(VERIFY));
}

#[test]
fn deleted_files_stay_deleted() {
    let sandbox = older(UNIT, "Restart=always", "Restart=on-failure");
    sandbox.sh(&format!("git rm -q {VERIFY}")).expect(0);
    let ran = upgrade(&sandbox, &[]).expect(0);
    assert!(ran.stdout.contains("leave   .github/workflows/verify.yml (it was deleted)"), "{}", ran.stdout);
    assert!(!sandbox.at(VERIFY).exists());
    assert!(sandbox.read(UNIT).contains("Restart=always"));
}

#[test]
fn pins_that_a_bot_raised_stay_raised() {
    let sandbox = older(BUILD, "name: container-build\n", "name: build-it\n");
    let text = sandbox.read(BUILD);
    let pin = text.lines().find_map(|line| line.trim().strip_prefix("uses: actions/checkout@")).unwrap().to_string();
    let raised = format!("{} # v99.0.0", "9".repeat(40));
    sandbox.write(BUILD, text.replace(&pin, &raised));
    let ran = upgrade(&sandbox, &[]).expect(0);
    assert!(ran.stdout.contains("upgrade .github/workflows/container-build.yml"), "{}", ran.stdout);
    let text = sandbox.read(BUILD);
    assert!(text.contains("name: container-build\n") && text.contains(&raised), "{text}");
}

#[test]
fn the_constitution_is_never_rewritten() {
    let sandbox = older(CONSTITUTION, "### III. Small Steps", "### III. Little Steps");
    let own = sandbox.read(CONSTITUTION);
    let ran = upgrade(&sandbox, &[]).expect(0);
    assert!(!ran.stdout.contains("upgrade .specify"), "{}", ran.stdout);
    assert_eq!(own, sandbox.read(CONSTITUTION));
}

#[test]
fn line_ends_stay_as_they_are() {
    let sandbox = older(VERIFY, "name: verify\n", "name: check\n");
    sandbox.write(VERIFY, sandbox.read(VERIFY).replace('\n', "\r\n"));
    upgrade(&sandbox, &[]).expect(0);
    let text = sandbox.read(VERIFY);
    assert!(text.contains("name: verify\r\n") && !text.replace("\r\n", "").contains('\n'));
}

#[test]
fn what_was_asked_at_first_is_asked_again() {
    let sandbox = Sandbox::git(&[]);
    sandbox.write("Containerfile", "FROM scratch\nEXPOSE 80\n");
    sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    sandbox.xtask(&["init", "--port", "9090:90", "--title", "The \"Widget\""]).expect(0);
    let record = sandbox.read(RECORD);
    assert!(record.contains("port = \"9090:90\"") && record.contains("title ="), "{record}");
    let written = sandbox.read(UNIT);
    // Also where the record of an older version knows of no answers.
    let old = record.replace("port = \"9090:90\"\n", "").replace("version = \"0.1.0\"", "version = \"0.0.9\"");
    sandbox.write(RECORD, old);
    upgrade(&sandbox, &[]).expect(0);
    assert_eq!(written, sandbox.read(UNIT));
}

#[test]
fn a_hook_of_ours_follows_and_another_one_does_not() {
    let sandbox = older(VERIFY, "name: verify\n", "name: check\n");
    sandbox.xtask(&["hook", "install"]).expect(0);
    let hook = sandbox.read(".git/hooks/pre-commit");
    sandbox.write(".git/hooks/pre-commit", hook.replace("# End of", "# mine\n# End of"));
    sandbox.xtask(&["upgrade"]);
    assert!(sandbox.read(".git/hooks/pre-commit").contains("# mine"), "what somebody changed is left alone");
    // As versions before wrote it: without its last line.
    sandbox.write(
        ".git/hooks/pre-commit",
        hook.lines().filter(|line| !line.contains("# End of")).map(|line| format!("{line}\n")).collect::<String>(),
    );
    let ran = upgrade(&sandbox, &[]).expect(0);
    assert!(ran.stdout.contains("upgrade .git/hooks/pre-commit"), "{}", ran.stdout);
    assert_eq!(hook, sandbox.read(".git/hooks/pre-commit"));
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nmake lint\n");
    upgrade(&sandbox, &[]).expect(0);
    assert_eq!(sandbox.read(".git/hooks/pre-commit"), "#!/bin/sh\nmake lint\n");
}

#[test]
fn a_raised_pin_whose_files_lag_is_a_note_and_no_finding() {
    let sandbox = older(VERIFY, "name: verify\n", "name: check\n");
    let ran = sandbox.xtask(&["verify", "--strict"]).expect(0);
    assert!(
        ran.stderr.contains("files are those of v0.0.9, and this is v0.1.0; cargo xtask upgrade"),
        "{}",
        ran.stderr
    );
    let ran = Sandbox::scaffolded().xtask(&["verify", "--strict"]).expect(0);
    assert!(!ran.stderr.contains("upgrade"), "{}", ran.stderr);
}

/// A launcher's repository whose library is `tool`, a repository with these tags.
fn launcher(tags: &[&str]) -> (Sandbox, Sandbox) {
    let tool = Sandbox::git(&[
        ("Cargo.toml", "[package]\nname = \"prodproof\"\nversion = \"0.1.0\"\n[features]\nfull = []\n"),
        ("src/lib.rs", ""),
    ]);
    for tag in tags {
        tool.sh(&format!("git commit -q --allow-empty -m {tag} && git tag {tag}")).expect(0);
    }
    let sandbox = Sandbox::git(&[("Containerfile", "FROM scratch\n")]);
    sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    let source = format!("file://{}@v0.1.0", tool.path().display());
    sandbox.xtask(&["init", "--source", &source]).expect(0);
    sandbox.commit("first");
    (sandbox, tool)
}

#[test]
fn a_check_says_whether_something_newer_is_there() {
    let (sandbox, tool) = launcher(&["v0.1.0", "v0.2.0-rc.1"]);
    let before = sandbox.files();
    assert_eq!(sandbox.xtask(&["upgrade", "--check"]).expect(0).stdout, "v0.1.0 is the newest\n");
    tool.sh("git commit -q --allow-empty -m more && git tag v0.2.0").expect(0);
    let ran = sandbox.xtask(&["upgrade", "--check"]).expect(1);
    assert!(ran.stdout.starts_with("v0.2.0 (") && ran.stdout.ends_with("cargo xtask upgrade\n"), "{}", ran.stdout);
    // A bot has raised the pin: this tool is the older one.
    let manifest = sandbox.read("xtask/Cargo.toml").replace("v0.1.0", "v0.3.0");
    let lock = sandbox.read("xtask/Cargo.lock").replace("tag=v0.1.0", "tag=v0.3.0");
    sandbox.write("xtask/Cargo.toml", manifest);
    sandbox.write("xtask/Cargo.lock", lock);
    let ran = sandbox.xtask(&["upgrade"]).expect(2);
    assert!(ran.stderr.contains("v0.3.0 is pinned here"), "{}", ran.stderr);
    sandbox.sh("git checkout -q .").expect(0);
    assert_eq!(before, sandbox.files());
    // Nobody there to ask is no answer.
    std::fs::remove_dir_all(tool.path()).unwrap();
    let ran = sandbox.xtask(&["upgrade", "--check"]).expect(2);
    assert!(ran.stderr.contains("git cannot read"), "{}", ran.stderr);
}

#[test]
fn what_does_not_build_changes_nothing() {
    let (sandbox, tool) = launcher(&["v0.1.0"]);
    tool.write("src/lib.rs", "no rust\n");
    tool.sh("git commit -qam broken && git tag v0.2.0").expect(0);
    let before = sandbox.files();
    let ran = sandbox.xtask(&["upgrade"]).expect(2);
    assert!(ran.stderr.contains("nothing was written"), "{}", ran.stderr);
    sandbox.sh("rm -rf xtask/target").expect(0);
    assert_eq!(before, sandbox.files());
}

#[test]
fn what_init_has_not_written_is_refused() {
    let sandbox = Sandbox::git(&[("Containerfile", "FROM scratch\n")]);
    let ran = sandbox.xtask(&["upgrade"]).expect(2);
    assert!(ran.stderr.contains("cargo xtask init"), "{}", ran.stderr);
}

#[test]
fn a_bot_s_configuration_is_printed_and_written_only_where_there_is_none() {
    let sandbox = Sandbox::scaffolded();
    let before = sandbox.files();
    let shown = sandbox.xtask(&["upgrade", "--bot", "dependabot"]).expect(0).stdout;
    assert!(shown.contains("directory: /xtask\n"), "{shown}");
    assert_eq!(before, sandbox.files());
    sandbox.xtask(&["upgrade", "--bot", "dependabot", "--write"]).expect(0);
    assert_eq!(sandbox.read(".github/dependabot.yml"), shown);
    sandbox.xtask(&["upgrade", "--bot", "dependabot", "--write"]).expect(2);
    sandbox.write(".renovaterc", "{}\n");
    let ran = sandbox.xtask(&["upgrade", "--bot", "renovate", "--write"]).expect(2);
    assert!(ran.stderr.contains(".renovaterc is there already"), "{}", ran.stderr);
}
