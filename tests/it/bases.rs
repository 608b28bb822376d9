//! What an amendment is compared with, in every way in which a job checks a request out:
//! real repositories, fetched as actions/checkout fetches them.

use super::support::Sandbox;

const PATH: &str = "constitution.md";

fn text(rule: &str, version: &str) -> String {
    format!("# A\n\n- Tests MUST pass.\n{rule}\n**Version**: {version} | **Ratified**: 2026-01-01\n")
}

/// The commits of a forge: a branch that amends, and what became of it.
struct Forge {
    sandbox: Sandbox,
    before: String,
    main: String,
    /// The amendment alone, on the old tip of `main`.
    topic: String,
    /// With `main` merged into it: "Update branch".
    updated: String,
    /// The amendment on the new tip.
    rebased: String,
    /// `updated` merged into `main`, as `refs/pull/N/merge` is.
    merge: String,
    /// With another branch merged into it, and `main` after that.
    twice: String,
    /// `main` merged in from the other side: the first parent is the target's.
    crossed: String,
    /// The amendment, taken back and made again.
    wavering: String,
    /// `main` went on after the request's merge was made.
    later: String,
}

/// `version` is that of the amended text, on a base of 1.0.0.
fn forge(version: &str) -> Forge {
    let sandbox = Sandbox::git(&[(PATH, &text("", "1.0.0"))]);
    let head = || sandbox.sh("git rev-parse HEAD").expect(0).stdout.trim().to_string();
    sandbox.sh("git config uploadpack.allowAnySHA1InWant true").expect(0);
    let before = head();
    sandbox.sh("git checkout -q -b topic").expect(0);
    sandbox.write(PATH, text("- Logs MUST be kept.\n", version));
    sandbox.commit("amend");
    let topic = head();
    sandbox.sh("git checkout -q main").expect(0);
    sandbox.write("README.md", "hello\n");
    sandbox.commit("something else");
    let main = head();
    sandbox.sh("git checkout -q -b updated topic && git merge -q --no-edit main").expect(0);
    let updated = head();
    sandbox.sh("git checkout -q -b rebased topic && git rebase -q main").expect(0);
    let rebased = head();
    sandbox.sh("git checkout -q --detach main && git merge -q --no-ff --no-edit updated").expect(0);
    let merge = head();
    sandbox.sh("git update-ref refs/pull/1/merge HEAD").expect(0);
    sandbox.sh(&format!("git checkout -q -b other {before}")).expect(0);
    sandbox.write("notes.md", "more\n");
    sandbox.commit("a neighbour");
    sandbox
        .sh("git checkout -q -b twice topic && git merge -q --no-edit other && git merge -q --no-edit main")
        .expect(0);
    let twice = head();
    sandbox.sh("git checkout -q -b crossed main && git merge -q --no-ff --no-edit topic").expect(0);
    let crossed = head();
    sandbox
        .sh("git checkout -q -b wavering updated && git revert --no-edit topic && git revert --no-edit HEAD")
        .expect(0);
    let wavering = head();
    sandbox.sh("git checkout -q main").expect(0);
    sandbox.write("README.md", "hello again\n");
    sandbox.commit("main goes on");
    let later = head();
    Forge { sandbox, before, main, topic, updated, rebased, merge, twice, crossed, wavering, later }
}

/// What the checkout knows besides the commit.
#[derive(Clone, Copy, Debug)]
enum Fetched {
    /// `fetch-depth: 1`, the default.
    One,
    /// `fetch-depth: 2`.
    Two,
    /// `fetch-depth: 0`: all branches with all history.
    All,
}

impl Forge {
    fn checkout(&self, commit: &str, fetched: Fetched) -> Sandbox {
        let clone = Sandbox::new();
        let remote = self.sandbox.path().display();
        clone.sh(&format!("git init -q -b main . && git remote add origin 'file://{remote}'")).expect(0);
        let commit_only = format!("+{commit}:refs/remotes/pull/1/merge");
        clone
            .sh(&match fetched {
                Fetched::One => format!("git fetch -q --no-tags --depth=1 origin {commit_only}"),
                Fetched::Two => format!("git fetch -q --no-tags --depth=2 origin {commit_only}"),
                Fetched::All => format!("git fetch -q origin '+refs/heads/*:refs/remotes/origin/*' {commit_only}"),
            })
            .expect(0);
        clone.sh("git checkout -q --detach refs/remotes/pull/1/merge").expect(0);
        clone
    }
}

/// A request in a job: event, `GITHUB_SHA`, the commit that is checked out.
type Case = (&'static str, &'static str, fn(&Forge) -> &str, fn(&Forge) -> &str);

const CASES: [Case; 16] = [
    ("the merge of the request", "pull_request", |f| &f.merge, |f| &f.merge),
    ("the head, as it was opened", "pull_request", |f| &f.merge, |f| &f.topic),
    ("the head, updated", "pull_request", |f| &f.merge, |f| &f.updated),
    ("the head, rebased", "pull_request", |f| &f.merge, |f| &f.rebased),
    ("the head, updated, in the target's name", "pull_request_target", |f| &f.main, |f| &f.updated),
    ("the head, rebased, in the target's name", "pull_request_target", |f| &f.main, |f| &f.rebased),
    ("a queue that merges", "merge_group", |f| &f.merge, |f| &f.merge),
    ("a queue that rebases", "merge_group", |f| &f.rebased, |f| &f.rebased),
    ("the head, updated twice", "pull_request", |f| &f.merge, |f| &f.twice),
    ("the head, updated twice, in the target's name", "pull_request_target", |f| &f.later, |f| &f.twice),
    ("the head, updated from the target's side", "pull_request", |f| &f.merge, |f| &f.crossed),
    ("the head, updated from the target's side, in its name", "pull_request_target", |f| &f.later, |f| &f.crossed),
    ("the head, taken back and made again", "pull_request", |f| &f.merge, |f| &f.wavering),
    ("the head, as it was opened, in the target's name", "pull_request_target", |f| &f.later, |f| &f.topic),
    ("the merge of a request, in the target's name", "pull_request_target", |f| &f.later, |f| &f.merge),
    ("a queue of what was updated twice", "merge_group", |f| &f.twice, |f| &f.twice),
];

/// "found", "fine", or "fetch" where the base is missing and the help says so.
fn asked(forge: &Forge, (_, event, sha, commit): &Case, fetched: Fetched) -> &'static str {
    let clone = forge.checkout(commit(forge), fetched);
    let payload = match *event {
        "merge_group" => serde_json::json!({
            "merge_group": { "base_ref": "refs/heads/main", "base_sha": forge.main },
            "repository": { "default_branch": "main" },
        }),
        _ => serde_json::json!({
            "pull_request": { "base": { "ref": "main", "sha": forge.main } },
            "repository": { "default_branch": "main" },
        }),
    };
    let path = clone.at(".git/event.json");
    std::fs::write(&path, payload.to_string()).expect("an event");
    let mut job = vec![
        ("CI", "true"),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", *event),
        ("GITHUB_SHA", sha(forge)),
        ("GITHUB_EVENT_PATH", path.to_str().expect("a path")),
    ];
    if *event != "merge_group" {
        job.push(("GITHUB_BASE_REF", "main"));
    }
    let ran = clone.xtask_with(&["verify", "--select", "C002,C008", "--format", "json"], &job);
    match ran.rules().as_slice() {
        [] => "fine",
        [rule] if rule == "unbumped-amendment" => "found",
        [rule] if rule == "missing-base" && ran.stdout.contains("fetch") => "fetch",
        other => panic!("{other:?}: {}", ran.stdout),
    }
}

#[test]
fn an_amendment_without_a_bump_is_found_in_every_checkout_or_the_base_is_said_to_be_missing() {
    let (unbumped, bumped) = (forge("1.0.0"), forge("1.1.0"));
    let mut wrong = Vec::new();
    for case in &CASES {
        for fetched in [Fetched::One, Fetched::Two, Fetched::All] {
            let found = (asked(&unbumped, case, fetched), asked(&bumped, case, fetched));
            let right = match (fetched, found) {
                (_, ("found", "fine")) => true,
                // Never a pass where the base is not there.
                (Fetched::One | Fetched::Two, ("fetch", "fetch")) => true,
                _ => false,
            };
            if !right {
                wrong.push(format!("{}, {}, {fetched:?}: {found:?}", case.1, case.0));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The merge of a request needs two commits and no more; one never passes.
    assert_eq!(asked(&unbumped, &CASES[0], Fetched::Two), "found");
    assert_eq!(asked(&unbumped, &CASES[0], Fetched::One), "fetch");
}

#[test]
fn a_push_is_compared_with_what_the_branch_was() {
    let (unbumped, bumped) = (forge("1.0.0"), forge("1.1.0"));
    let asked = |forge: &Forge, before: &str, fetched: Fetched| {
        let clone = forge.checkout(&forge.rebased, fetched);
        let path = clone.at(".git/event.json");
        let payload = serde_json::json!({ "before": before, "repository": { "default_branch": "main" } });
        std::fs::write(&path, payload.to_string()).expect("an event");
        let job = [
            ("CI", "true"),
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_SHA", forge.rebased.as_str()),
            ("GITHUB_EVENT_PATH", path.to_str().expect("a path")),
        ];
        let ran = clone.xtask_with(&["verify", "--select", "C002,C008", "--format", "json"], &job);
        ran.rules().first().cloned().unwrap_or_else(|| "fine".into())
    };
    let new_branch = "0".repeat(40);
    for before in [&unbumped.before, &unbumped.main, &new_branch] {
        assert_eq!(asked(&unbumped, before, Fetched::All), "unbumped-amendment", "{before}");
    }
    for before in [&bumped.before, &bumped.main, &new_branch] {
        assert_eq!(asked(&bumped, before, Fetched::All), "fine", "{before}");
    }
    assert_eq!(asked(&bumped, &bumped.before, Fetched::One), "missing-base");
}

/// The head's repository is checked out with all its branches; its own `main` is old. What
/// somebody else's bump on the real `main` brought in is no bump of the request's.
#[test]
fn a_fork_whose_own_branch_is_behind_is_compared_with_the_target() {
    let verdict = |version: &str, updated: bool| {
        let fork = Sandbox::git(&[(PATH, &text("", "1.0.0"))]);
        fork.sh("git checkout -q --detach").expect(0);
        fork.write(PATH, text("- Names MUST be short.\n", "1.1.0"));
        fork.commit("the target is amended");
        let target = fork.sh("git rev-parse HEAD").expect(0).stdout.trim().to_string();
        if !updated {
            fork.sh("git checkout -q --detach main").expect(0);
        }
        fork.sh("git checkout -q -b topic").expect(0);
        fork.write(PATH, text("- Names MUST be short.\n- Logs MUST be kept.\n", version));
        fork.commit("amend");
        let clone = Sandbox::new();
        clone
            .sh(&format!("git init -q -b main . && git remote add origin 'file://{}'", fork.path().display()))
            .expect(0);
        clone.sh("git fetch -q origin '+refs/heads/*:refs/remotes/origin/*'").expect(0);
        clone.sh("git checkout -q -b topic refs/remotes/origin/topic").expect(0);
        let path = clone.at(".git/event.json");
        let payload = serde_json::json!({ "pull_request": { "base": { "ref": "main", "sha": target } } });
        std::fs::write(&path, payload.to_string()).expect("an event");
        let job = [
            ("CI", "true"),
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_BASE_REF", "main"),
            ("GITHUB_SHA", target.as_str()),
            ("GITHUB_EVENT_PATH", path.to_str().expect("a path")),
        ];
        let ran = clone.xtask_with(&["verify", "--select", "C002,C008", "--format", "json"], &job);
        ran.rules().first().cloned().unwrap_or_else(|| "fine".into())
    };
    assert_eq!(verdict("1.1.0", true), "unbumped-amendment");
    assert_eq!(verdict("1.2.0", true), "fine");
    assert_eq!(verdict("1.1.0", false), "missing-base", "who knows what the target has");
}

/// A job of another service has one commit and its remote, and nobody tells what it is merged into.
#[test]
fn in_another_services_job_a_base_that_is_not_there_is_no_pass() {
    let (unbumped, bumped) = (forge("1.0.0"), forge("1.1.0"));
    let asked = |forge: &Forge, fetched: Fetched| {
        let clone = forge.checkout(&forge.updated, fetched);
        let ran = clone.xtask_with(&["verify", "--select", "C002,C008", "--format", "json"], &[("CI", "true")]);
        ran.rules().first().cloned().unwrap_or_else(|| "fine".into())
    };
    for fetched in [Fetched::One, Fetched::Two] {
        assert_eq!(asked(&unbumped, fetched), "missing-base");
        assert_eq!(asked(&bumped, fetched), "missing-base");
    }
    assert_eq!(asked(&unbumped, Fetched::All), "unbumped-amendment");
    assert_eq!(asked(&bumped, Fetched::All), "fine");
}
