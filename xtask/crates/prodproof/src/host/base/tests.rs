//! The decision as a table: a state of git and of the job, and what is compared with.

use super::*;

fn head(id: &str, parents: &[&str]) -> Option<Head> {
    Some(Head { id: id.into(), parents: parents.iter().map(|id| (id.to_string(), true)).collect() })
}

fn tip(id: &str, with_head: &str) -> Option<Tip> {
    let with_head = (!with_head.is_empty()).then(|| with_head.to_string());
    Some(Tip { name: "origin/main".into(), id: id.into(), with_head, ..Tip::default() })
}

fn job(event: &str) -> Job {
    Job { event: event.into(), target: Some("main".into()), ..Job::default() }
}

/// The id that is chosen, `-` for nothing, `?` where it is missing.
fn id(known: Known) -> String {
    match choose(&known) {
        Choice::Commit { id, .. } => id,
        Choice::Newer { ids: [a, b], .. } => format!("newer of {a} and {b}"),
        Choice::Nothing => "-".into(),
        Choice::Missing { why, .. } => format!("? {why}"),
    }
}

#[test]
fn outside_of_a_job() {
    assert_eq!(id(Known::default()), "-");
    assert_eq!(id(Known { head: head("h", &["p"]), ..Known::default() }), "h");
    assert_eq!(id(Known { head: head("h", &["p"]), of_revision: true, ..Known::default() }), "p");
    assert_eq!(id(Known { head: head("h", &["p"]), upstream: tip("u", "b"), ..Known::default() }), "b");
    let merged = Known { head: head("h", &["p"]), upstream: tip("u", "h"), of_revision: true, ..Known::default() };
    assert_eq!(id(merged.clone()), "p");
    assert_eq!(id(Known { of_revision: false, ..merged }), "h");
    let unrelated = Known { head: head("h", &["p"]), upstream: tip("u", ""), shallow: true, ..Known::default() };
    assert!(id(unrelated).ends_with("in common here: it is shallow"));
}

#[test]
fn while_a_merge_is_concluded_the_newer_base_counts() {
    let with = |with_head: &str, merging: &str| {
        let upstream = tip("u", with_head).map(|tip| Tip { with_merging: Some(merging.into()), ..tip });
        id(Known { head: head("h", &["p"]), merging: true, upstream, ..Known::default() })
    };
    assert_eq!(with("b", "u"), "u");
    assert_eq!(with("u", "b"), "u");
    assert_eq!(with("b", "b"), "b");
    assert_eq!(with("b", "c"), "newer of b and c");
}

#[test]
fn a_request_is_compared_with_its_target() {
    let with = |head: Option<Head>, job: Job| id(Known { head, job: Some(job), ..Known::default() });
    let merge = || head("h", &["t", "b"]);
    // GitHub's merge.
    assert_eq!(with(merge(), Job { sha: Some("h".into()), ..job("pull_request") }), "t");
    assert_eq!(with(merge(), Job { base_sha: Some(("t".into(), true)), ..job("pull_request") }), "t");
    let on_target = tip("u", "t").map(|tip| Tip { with_parent: Some("t".into()), ..tip });
    assert_eq!(with(merge(), Job { tip: on_target, ..job("pull_request") }), "t");
    // "Update branch": the first parent is the branch's own.
    let updated = tip("u", "u").map(|tip| Tip { with_parent: Some("old".into()), ..tip });
    assert_eq!(with(merge(), Job { tip: updated, sha: Some("m".into()), ..job("pull_request") }), "u");
    assert!(with(merge(), job("pull_request")).starts_with("? the tip of the base branch `main`"));
    // The branch itself.
    assert_eq!(with(head("h", &["p"]), Job { tip: tip("u", "b"), ..job("pull_request_target") }), "b");
    assert_eq!(with(head("u", &["p"]), Job { tip: tip("u", "u"), ..job("pull_request_target") }), "p");
    // A fork's own branch is behind the one that the event tells.
    let behind = |here, base: &str| Job {
        tip: tip("u", "b"),
        base_sha: Some(("t".into(), here)),
        base_with_head: (!base.is_empty()).then(|| base.to_string()),
        ..job("pull_request")
    };
    assert_eq!(with(head("h", &["p"]), behind(true, "t")), "newer of b and t");
    assert_eq!(with(head("h", &["p"]), behind(true, "b")), "b");
    assert!(with(head("h", &["p"]), behind(false, "")).starts_with("? the tip of the base branch"));
    // `GITHUB_SHA` of `pull_request_target` is the base branch's own commit.
    assert!(with(merge(), Job { sha: Some("h".into()), ..job("pull_request_target") }).starts_with('?'));
    // A merge queue.
    assert_eq!(with(head("h", &["p"]), Job { base_sha: Some(("q".into(), true)), ..job("merge_group") }), "q");
    let shallow = Head { id: "h".into(), parents: vec![("t".into(), false), ("b".into(), false)] };
    assert!(with(Some(shallow), Job { sha: Some("h".into()), ..job("pull_request") }).starts_with('?'));
}

#[test]
fn a_push_is_compared_with_what_was_there_before() {
    let with = |job: Job, upstream| id(Known { head: head("h", &["p"]), job: Some(job), upstream, ..Known::default() });
    assert_eq!(with(Job { before: Some(("x".into(), true)), ..job("push") }, None), "x");
    assert!(with(Job { before: Some(("x".into(), false)), ..job("push") }, None).starts_with('?'));
    assert_eq!(with(job("push"), tip("u", "b")), "b");
    assert_eq!(with(job("push"), tip("h", "h")), "p");
    assert_eq!(with(job("schedule"), None), "p");
}

/// Another branch's last commit is not all that it amends.
#[test]
fn where_the_default_branch_is_not_here_another_one_has_no_base() {
    let with = |runs, upstream| {
        let known = Known { head: head("h", &["p"]), upstream, ..Known::default() };
        ["push", "workflow_dispatch", ""]
            .map(|event| id(Known { job: Some(Job { runs, ..job(event) }), ..known.clone() }))
    };
    assert_eq!(with(JobBranch::Default, None), ["p"; 3]);
    assert_eq!(with(JobBranch::Unknown, None), ["p"; 3]);
    assert_eq!(with(JobBranch::Other, tip("u", "b")), ["b"; 3]);
    let first = Known { head: head("h", &[]), job: Some(Job::default()), ..Known::default() };
    assert_eq!(id(first), "h");
    let missing = "? the branch that this one is merged into is not in this clone";
    assert_eq!(with(JobBranch::Other, None), [missing; 3]);
}
