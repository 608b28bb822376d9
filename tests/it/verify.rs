//! `verify` in git: the right base in every situation, the bump where it belongs, and
//! exactly what would be committed.

use super::support::{Sandbox, TODAY};

const CONSTITUTION: &str = ".specify/memory/constitution.md";
const BUILD: &str = ".github/workflows/container-build.yml";
const AMENDED: &str = "## Governance\n\n- Every dependency MUST be reviewed by two people before it is added.\n";

/// A clone of a scaffolded repository, with its upstream beside it.
fn cloned() -> (Sandbox, Sandbox) {
    let upstream = Sandbox::scaffolded();
    let clone = Sandbox::new();
    let from = upstream.path().to_str().unwrap();
    clone.sh(&format!("git clone -q '{from}' . && git config receive.denyCurrentBranch ignore")).expect(0);
    upstream.sh("git config receive.denyCurrentBranch updateInstead").expect(0);
    (upstream, clone)
}

fn amend(sandbox: &Sandbox) {
    let text = sandbox.read(CONSTITUTION);
    sandbox.write(CONSTITUTION, text.replace("## Governance\n", AMENDED));
}

fn version(sandbox: &Sandbox) -> String {
    let text = sandbox.read(CONSTITUTION);
    let line = text.lines().rev().find(|line| line.starts_with("**Version**")).expect("a footer");
    line.split(['|', ':']).nth(1).unwrap().trim().to_string()
}

#[test]
fn an_amendment_is_bumped_once_and_the_tree_is_clean_then() {
    let sandbox = Sandbox::scaffolded();
    amend(&sandbox);
    let ran = sandbox.xtask(&["verify", "--strict"]).expect(0);
    assert!(ran.stderr.contains("1.0.0 -> 1.1.0"), "{}", ran.stderr);
    assert_eq!(version(&sandbox), "1.1.0");
    assert!(sandbox.read(CONSTITUTION).contains(&format!("**Last Amended**: {TODAY}")));
    let after = sandbox.files();
    let again = sandbox.xtask(&["verify", "--strict"]).expect(0);
    assert_eq!((again.stderr.as_str(), after), ("", sandbox.files()));
}

#[test]
fn check_and_ci_never_write() {
    for (words, vars) in [
        (&["verify", "--check", "--format", "json"][..], &[][..]),
        (&["verify", "--format", "json"], &[("CI", "true")]),
    ] {
        let sandbox = Sandbox::scaffolded();
        amend(&sandbox);
        let before = sandbox.files();
        let ran = sandbox.xtask_with(words, vars).expect(1);
        assert!(ran.rules().contains(&"unbumped-amendment".to_string()), "{}", ran.stdout);
        assert_eq!(before, sandbox.files());
    }
}

#[test]
fn several_local_commits_share_one_bump() {
    let (_upstream, clone) = cloned();
    amend(&clone);
    clone.xtask(&["verify"]).expect(0);
    clone.commit("amend");
    let text = clone.read(CONSTITUTION);
    clone.write(CONSTITUTION, text.replace("reviewed by two people", "reviewed by three people"));
    clone.xtask(&["verify", "--check"]).expect(0);
    clone.sh("git commit -q --amend -a -m again").expect(0);
    clone.xtask(&["verify", "--check"]).expect(0);
    assert_eq!(version(&clone), "1.1.0");
}

#[test]
fn a_pull_request_is_compared_with_the_tip_of_its_base() {
    let (upstream, clone) = cloned();
    // Two branches bump to the same version on one day: git merges them without a word.
    for (branch, sentence) in [("a", "- Tests MUST pass.\n"), ("b", "- Logs MUST NOT hold secrets.\n")] {
        clone.sh(&format!("git checkout -q -b {branch} origin/main")).expect(0);
        let text = clone.read(CONSTITUTION);
        let heading = if branch == "a" { "## Governance\n\n" } else { "### III. Small Steps\n\n" };
        assert!(text.contains(heading));
        clone.write(CONSTITUTION, text.replace(heading, &format!("{heading}{sentence}\n")));
        clone.xtask(&["verify"]).expect(0);
        clone.commit(branch);
    }
    clone.sh("git push -q origin a:main && git fetch -q").expect(0);
    drop(upstream);
    // What actions/checkout checks out: the merge of the pull request into its base.
    clone.sh("git checkout -q --detach origin/main && git merge -q --no-edit b").expect(0);
    assert_eq!(version(&clone), "1.1.0");
    let job = [
        ("CI", "true"),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_BASE_REF", "main"),
    ];
    let ran = clone.xtask_with(&["verify", "--format", "json"], &job).expect(1);
    assert!(ran.rules().contains(&"unbumped-amendment".to_string()), "{}", ran.stdout);
    // Locally, the merge base would let it pass; the merged branch as such is right.
    clone.sh("git checkout -q b").expect(0);
    clone.xtask(&["verify", "--check"]).expect(0);
}

#[test]
fn a_shallow_clone_is_an_error_that_says_fetch_depth() {
    let (upstream, _clone) = cloned();
    amend(&upstream);
    upstream.commit("amended, not bumped");
    let shallow = Sandbox::new();
    shallow.sh(&format!("git clone -q --depth 1 'file://{}' .", upstream.path().display())).expect(0);
    let event = shallow.at(".git/event.json");
    let before = upstream.sh("git rev-parse HEAD^").stdout.trim().to_string();
    std::fs::write(&event, format!("{{\"before\":\"{before}\",\"repository\":{{\"default_branch\":\"main\"}}}}"))
        .unwrap();
    let event = event.to_str().unwrap();
    for name in ["push", "pull_request"] {
        let job = [
            ("CI", "true"),
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", name),
            ("GITHUB_BASE_REF", "release"),
            ("GITHUB_EVENT_PATH", event),
        ];
        let ran = shallow.xtask_with(&["verify"], &job).expect(1);
        assert!(ran.stdout.contains("fetch-depth"), "{name}: {}", ran.stdout);
    }
    // With the history, the same push is judged.
    shallow.sh("git fetch -q --unshallow").expect(0);
    let job = [("CI", "true"), ("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "push"), ("GITHUB_EVENT_PATH", event)];
    let ran = shallow.xtask_with(&["verify", "--format", "json"], &job).expect(1);
    assert!(ran.rules().contains(&"unbumped-amendment".to_string()), "{}", ran.stdout);
}

#[test]
fn a_revision_is_checked_as_it_was() {
    let sandbox = Sandbox::scaffolded();
    sandbox.sh("sed -i 's/branches: .*/branches: [other]/' .github/workflows/container-build.yml").expect(0);
    sandbox.commit("broken");
    sandbox.xtask(&["verify"]).expect(1);
    sandbox.xtask(&["verify", "--rev", "HEAD^"]).expect(0);
    sandbox.xtask(&["verify", "--rev", "HEAD"]).expect(1);
    amend(&sandbox);
    let before = sandbox.files();
    sandbox.xtask(&["verify", "--rev", "HEAD^"]).expect(0);
    assert_eq!(before, sandbox.files());
}

#[test]
fn the_base_can_be_named() {
    let sandbox = Sandbox::scaffolded();
    amend(&sandbox);
    sandbox.commit("amended, not bumped");
    sandbox.xtask(&["verify", "--check"]).expect(0);
    let ran = sandbox.xtask(&["verify", "--check", "--base", "HEAD^", "--format", "json"]).expect(1);
    assert!(ran.rules().contains(&"unbumped-amendment".to_string()));
}

#[test]
fn staged_is_what_would_be_committed_and_nothing_else() {
    let sandbox = Sandbox::scaffolded();
    let good = sandbox.read(BUILD);
    // Broken in the work tree only: the commit is right.
    sandbox.write(BUILD, good.replace("branches: [\"main\"]", "branches: [\"other\"]"));
    sandbox.xtask(&["verify", "--staged", "--strict"]).expect(0);
    sandbox.xtask(&["verify"]).expect(1);
    // Broken in the index only: the commit is wrong.
    sandbox.sh("git add -A").expect(0);
    sandbox.write(BUILD, &good);
    sandbox.xtask(&["verify", "--staged"]).expect(1);
    sandbox.xtask(&["verify"]).expect(0);
    // An untracked unit is not in the commit; neither is what is only intended.
    sandbox
        .sh("git checkout -q HEAD -- . && git rm -q --cached deploy/widget.service && git add -N deploy/widget.service")
        .expect(0);
    let ran = sandbox.xtask(&["verify", "--staged", "--strict", "--format", "json"]).expect(1);
    assert!(!ran.rules().is_empty());
    sandbox.xtask(&["verify", "--strict"]).expect(0);
}

#[test]
fn a_missing_bump_of_a_staged_amendment_is_written_to_the_work_tree() {
    let sandbox = Sandbox::scaffolded();
    amend(&sandbox);
    sandbox.sh("git add -A").expect(0);
    let ran = sandbox.xtask(&["verify", "--staged"]).expect(1);
    assert!(ran.stderr.contains("git add") && ran.stderr.contains("1.0.0 -> 1.1.0"), "{}", ran.stderr);
    assert_eq!(version(&sandbox), "1.1.0");
    let index = sandbox.sh(&format!("git show :{CONSTITUTION}")).stdout;
    assert!(index.contains("**Version**: 1.0.0"), "the index is the user's");
    let again = sandbox.xtask(&["verify", "--staged"]).expect(1);
    assert!(again.stderr.contains("in the work tree already"), "{}", again.stderr);
    sandbox.sh("git add -A").expect(0);
    sandbox.xtask(&["verify", "--staged", "--strict"]).expect(0);
}

#[test]
fn a_conflict_is_said_before_anything_is_judged() {
    let sandbox = Sandbox::scaffolded();
    sandbox.sh("git checkout -q -b other && echo a >> README.md && git add -A && git commit -q -m a && git checkout -q main && echo b >> README.md && git add -A && git commit -q -m b").expect(0);
    sandbox.sh("git merge -q other").expect(1);
    let ran = sandbox.xtask(&["verify", "--staged"]).expect(2);
    assert!(ran.stderr.contains("conflicts"), "{}", ran.stderr);
}

#[test]
fn a_subfolder_and_a_linked_work_tree_are_the_same_repository() {
    let sandbox = Sandbox::scaffolded();
    sandbox.sh_in("deploy", "cargo xtask verify --strict", &[]).expect(0);
    sandbox.sh("git worktree add -q ../linked-$$ -b linked && cd ../linked-$$ && cargo xtask verify --strict && cd - && git worktree remove ../linked-$$").expect(0);
}

#[test]
fn bump_is_idempotent_against_the_base_and_wants_a_reason_to_go_lower() {
    let sandbox = Sandbox::scaffolded();
    amend(&sandbox);
    let before = sandbox.files();
    let dry = sandbox.xtask(&["bump", "--dry-run"]).expect(0);
    assert!(dry.stdout.contains("+**Version**: 1.1.0"), "{}", dry.stdout);
    assert_eq!(before, sandbox.files());
    let refused = sandbox.xtask(&["bump", "patch"]).expect(2);
    assert!(refused.stderr.contains("--reason"), "{}", refused.stderr);
    assert_eq!(before, sandbox.files());
    sandbox.xtask(&["bump", "major"]).expect(0);
    assert_eq!(version(&sandbox), "2.0.0");
    let after = sandbox.files();
    sandbox.xtask(&["bump", "major"]).expect(0);
    sandbox.xtask(&["bump"]).expect(0);
    assert_eq!(after, sandbox.files());
    sandbox.xtask(&["verify", "--check", "--strict"]).expect(0);
}

#[test]
fn a_lower_level_passes_with_its_reason_in_the_report() {
    let sandbox = Sandbox::scaffolded();
    amend(&sandbox);
    sandbox.xtask(&["bump", "patch", "--reason", "it only says what principle III said"]).expect(0);
    assert_eq!(version(&sandbox), "1.0.1");
    assert!(sandbox.read(CONSTITUTION).contains("it only says what principle III said"));
    sandbox.xtask(&["verify", "--check"]).expect(0);
}

#[test]
fn an_unmerged_constitution_is_not_bumped_though_no_marks_are_left() {
    let path = "constitution.md";
    let text = |rule: &str| {
        format!("# A\n\n- Tests MUST {rule}.\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01 | **Last Amended**: 2026-01-01\n")
    };
    let sandbox = Sandbox::git(&[(path, &text("pass"))]);
    sandbox.sh("git checkout -q -b other").expect(0);
    sandbox.write(path, text("pass twice"));
    sandbox.commit("other");
    sandbox.sh("git checkout -q main").expect(0);
    sandbox.write(path, text("pass at night"));
    sandbox.commit("own");
    sandbox.sh("git merge -q other").expect(1);
    // Somebody took one side, and did not say so to git.
    let settled = text("pass twice");
    sandbox.write(path, &settled);
    let ran = sandbox.xtask(&["verify", "--format", "json"]).expect(1);
    assert!(ran.rules().contains(&"conflict-marks".to_string()), "{}", ran.stdout);
    assert!(!ran.rules().contains(&"unbumped-amendment".to_string()), "{}", ran.stdout);
    assert_eq!(sandbox.read(path), settled);
    let ran = sandbox.xtask(&["bump"]).expect(2);
    assert!(ran.stderr.contains("git holds it for unmerged"), "{}", ran.stderr);
    assert_eq!(sandbox.read(path), settled);
    sandbox.sh("git add constitution.md").expect(0);
    sandbox.xtask(&["bump"]).expect(0);
    assert_ne!(sandbox.read(path), settled);
}

#[test]
fn only_what_a_change_brings_can_be_asked_for() {
    let (_upstream, clone) = cloned();
    // One fault is there already, another one comes.
    clone.write(BUILD, clone.read(BUILD).replace("  workflow_dispatch:\n", ""));
    clone.sh("git commit -qam old && git update-ref refs/remotes/origin/main HEAD").expect(0);
    clone.sh("cargo xtask verify --strict").expect(1);
    let ran = clone.sh("cargo xtask verify --strict --new-from origin/main").expect(0);
    assert!(ran.stderr.contains("more that `origin/main` has as well"), "{}", ran.stderr);
    // Lines move, and the fault is still the old one.
    clone.write(BUILD, format!("# moved\n\n{}", clone.read(BUILD)));
    clone.sh("cargo xtask verify --strict --new-from origin/main").expect(0);
    let unit = clone.read("deploy/widget.service");
    clone.write("deploy/widget.service", unit.replace("--label io.containers.autoupdate=registry", "--label a=b"));
    let ran = clone.sh("cargo xtask verify --strict --new-from origin/main --format json").expect(1);
    let found: Vec<String> = ran.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_string())
        .collect();
    assert!(!found.iter().any(|name| name == "missing-dispatch"), "{found:?}");
    assert!(found.iter().any(|name| name.contains("autoupdate")), "{found:?}");
    // A commit that is not there is no pass.
    clone.sh("cargo xtask verify --new-from nowhere").expect(2);
}
