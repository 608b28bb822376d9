//! The hook as git runs it, in every form of a commit.

use super::support::{Sandbox, XTASK};

const BUILD: &str = ".github/workflows/container-build.yml";

/// A scaffolded repository with the hook installed; `cargo` in it is the tool under test.
fn hooked() -> Sandbox {
    let sandbox = Sandbox::scaffolded();
    sandbox.xtask(&["hook", "install"]).expect(0);
    // The hook calls `cargo xtask …`: a stand-in that drops the word `xtask`.
    sandbox.write(".git/bin/cargo", format!("#!/bin/sh\nshift\nexec {XTASK} \"$@\"\n"));
    sandbox.sh("chmod +x .git/bin/cargo").expect(0);
    sandbox
}

fn git(sandbox: &Sandbox, line: &str) -> super::support::Ran {
    sandbox.sh(&format!("PATH=$PWD/.git/bin:$PATH; {line}"))
}

fn broken(sandbox: &Sandbox) -> String {
    let good = sandbox.read(BUILD);
    sandbox.write(BUILD, good.replace("branches: [\"main\"]", "branches: [\"other\"]"));
    good
}

#[test]
fn every_form_of_a_commit_is_judged_by_what_it_commits() {
    let sandbox = hooked();
    let good = broken(&sandbox);
    for line in [
        "git add -A && git commit -q -m x",
        "git commit -q -a -m x",
        "git commit -q -m x -- .github",
        "git commit -q -i -m x .github",
        "cd deploy && git commit -q -a -m x",
    ] {
        git(&sandbox, line).expect(1);
        assert_eq!(sandbox.sh("git log --oneline | wc -l").stdout.trim(), "1", "{line}");
        sandbox.sh("git reset -q").expect(0);
    }
    // Only another file is committed: the broken one stays behind.
    sandbox.write("README.md", "hello\n");
    sandbox.sh("git add README.md").expect(0);
    git(&sandbox, "git commit -q -m x -- README.md").expect(0);
    sandbox.write(BUILD, good);
    git(&sandbox, "git commit -q --allow-empty -m x").expect(0);
    git(&sandbox, "git commit -q --amend --allow-empty -m y").expect(0);
}

#[test]
fn a_deleted_workflow_is_seen() {
    let sandbox = hooked();
    sandbox.sh(&format!("git rm -q {BUILD}")).expect(0);
    git(&sandbox, "git commit -q -m gone").expect(1);
}

#[test]
fn a_linked_work_tree_is_judged_as_itself() {
    let sandbox = hooked();
    sandbox.sh("git worktree add -q .git/linked -b linked").expect(0);
    let path = format!("cd .git/linked && sed -i 's/branches: .*/branches: [other]/' {BUILD}");
    sandbox.sh(&path).expect(0);
    git(&sandbox, "cd .git/linked && git commit -q -a -m x").expect(1);
    sandbox.sh("cd .git/linked && git checkout -q -- .").expect(0);
    git(&sandbox, "cd .git/linked && git commit -q --allow-empty -m x").expect(0);
    git(&sandbox, "git commit -q --allow-empty -m x").expect(0);
}

#[test]
fn an_unbumped_amendment_stops_the_commit_once() {
    let sandbox = hooked();
    sandbox.sh("sed -i 's/^## Governance/## Reviews\\n\\nEvery change MUST be reviewed by two people.\\n\\n## Governance/' .specify/memory/constitution.md").expect(0);
    let ran = git(&sandbox, "git commit -q -a -m amend").expect(1);
    assert!(ran.stderr.contains("1.0.0 -> 1.1.0"), "{}", ran.stderr);
    git(&sandbox, "git commit -q -a -m amend").expect(0);
}

#[test]
fn the_hook_is_installed_once_and_removed_whole() {
    let sandbox = hooked();
    let hook = sandbox.read(".git/hooks/pre-commit");
    sandbox.xtask(&["hook", "install"]).expect(0);
    assert_eq!(hook, sandbox.read(".git/hooks/pre-commit"));
    sandbox.xtask(&["hook", "status"]).expect(0);
    sandbox.xtask(&["hook", "uninstall"]).expect(0);
    assert!(!sandbox.at(".git/hooks/pre-commit").exists());
    sandbox.xtask(&["hook", "status"]).expect(1);
}

#[test]
fn no_hook_and_no_manager_of_somebody_else_is_taken_over() {
    let sandbox = hooked();
    sandbox.xtask(&["hook", "uninstall"]).expect(0);
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\necho mine\n");
    let ran = sandbox.xtask(&["hook", "install"]).expect(1);
    assert_eq!(sandbox.read(".git/hooks/pre-commit"), "#!/bin/sh\necho mine\n");
    assert!(ran.stdout.contains("verify --staged"), "{}", ran.stdout);
    sandbox.xtask(&["hook", "uninstall"]);
    assert_eq!(sandbox.read(".git/hooks/pre-commit"), "#!/bin/sh\necho mine\n");
}

#[test]
fn a_hook_that_git_passes_over_is_no_hook_and_is_repaired() {
    let sandbox = hooked();
    sandbox.xtask(&["hook", "status"]).expect(0);
    sandbox.sh("chmod -x .git/hooks/pre-commit").expect(0);
    let ran = sandbox.xtask(&["hook", "status"]).expect(1);
    assert!(ran.stdout.contains("not executable"), "{}", ran.stdout);
    let good = broken(&sandbox);
    git(&sandbox, "git commit -q -a -m x").expect(0);
    sandbox.xtask(&["hook", "install"]).expect(0);
    sandbox.xtask(&["hook", "status"]).expect(0);
    sandbox.write("x", "x");
    git(&sandbox, "git add x && git commit -q -m x").expect(1);
    sandbox.write(BUILD, good);
}

#[test]
fn no_link_out_of_the_repository_is_followed() {
    for link in ["file", "folder", "dangling"] {
        let sandbox = hooked();
        let outside = Sandbox::new();
        let at = outside.path().display();
        // Ours, but of an older version: `install` would write it anew.
        let lines = match link {
            "file" => format!("sed -i '$d' .git/hooks/pre-commit; mv .git/hooks/pre-commit {at}/x; ln -s {at}/x .git/hooks/pre-commit"),
            "folder" => format!("sed -i '$d' .git/hooks/pre-commit; mv .git/hooks {at}/hooks; ln -s {at}/hooks .git/hooks"),
            _ => format!("rm .git/hooks/pre-commit; ln -s {at}/none .git/hooks/pre-commit"),
        };
        sandbox.sh(&lines).expect(0);
        let before = outside.files();
        for action in ["install", "uninstall"] {
            sandbox.xtask(&["hook", action]);
            assert_eq!(outside.files(), before, "{link} {action}");
        }
    }
}

#[test]
fn a_pipe_in_the_place_of_a_hook_or_configuration_hangs_nobody() {
    let sandbox = Sandbox::scaffolded();
    sandbox.sh("rm -f .pre-commit-config.yaml; mkfifo .pre-commit-config.yaml .git/hooks/pre-commit").expect(0);
    let ran = sandbox.sh("timeout 20 cargo xtask hook status");
    assert_ne!(ran.code, 124, "{}", ran.stderr);
}

/// What somebody added to a hook of ours stays, whatever is done with ours, and runs.
#[test]
fn lines_that_somebody_added_to_a_hook_of_ours_stay() {
    let sandbox = hooked();
    let path = ".git/hooks/pre-commit";
    let ours = sandbox.read(path);
    let lines = ours.strip_prefix("#!/bin/sh\n").unwrap();
    // As versions before wrote it, without its last line.
    let older: String =
        lines.lines().filter(|line| !line.starts_with("# End of")).map(|line| format!("{line}\n")).collect();
    assert_ne!(older, lines);
    let around = |ours: &str| format!("#!/bin/sh\necho mine >> .git/ran\n{ours}# below\n");
    sandbox.write(path, around(&older));
    sandbox.sh(&format!("chmod 755 {path}")).expect(0);
    let ran = sandbox.xtask(&["hook", "status"]).expect(0);
    assert!(ran.stdout.contains("runs before each commit"), "{}", ran.stdout);
    sandbox.xtask(&["hook", "install"]).expect(0);
    assert_eq!(sandbox.read(path), around(lines));
    let good = broken(&sandbox);
    git(&sandbox, "git commit -q -a -m x").expect(1);
    assert_eq!(sandbox.read(".git/ran"), "mine\n");
    sandbox.write(BUILD, good);
    let ran = sandbox.xtask(&["hook", "uninstall"]).expect(0);
    assert!(ran.stdout.contains("kept the lines that somebody added"), "{}", ran.stdout);
    assert_eq!(sandbox.read(path), around(""));
    assert_eq!(sandbox.sh(&format!("stat -c %a {path}")).stdout.trim(), "755");
    sandbox.xtask(&["hook", "uninstall"]).expect(0);
    assert_eq!(sandbox.read(path), around(""));

    // In the midst: nobody can tell them apart, so nothing is touched.
    let midst = around(&lines.replace("exec cargo", "make lint\nexec cargo"));
    sandbox.write(path, &midst);
    let ran = sandbox.xtask(&["hook", "install"]).expect(0);
    assert!(ran.stdout.contains("somebody changed lines"), "{}", ran.stdout);
    sandbox.xtask(&["hook", "uninstall"]).expect(1);
    sandbox.xtask(&["init", "--remove"]);
    assert_eq!(sandbox.read(path), midst);
}
