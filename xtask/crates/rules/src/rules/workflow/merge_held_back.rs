//! B009: a condition holds the publishing step back on merges.

use super::foreign_repository_guard;
use crate::held;
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::{Remark, RemarkKind};
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports an `if` that is false on a push to the default branch, so that the job or step
    /// that publishes is skipped.
    ///
    /// ## Why is this bad?
    /// The run is green and publishes nothing.
    ///
    /// ## Example
    /// ```yaml
    /// if: startsWith(github.ref, 'refs/tags/')
    /// ```
    ///
    /// ## Use instead
    /// A condition that also holds on the default branch, or none. One that holds on no
    /// event at all is told as such: `github.event_name == 'release'` in a workflow that
    /// releases do not start.
    B009 MERGE_HELD_BACK "merge-held-back" Error "a condition holds the publishing step back on merges"
}

/// What the guard is found by: this rule, or the one on other repositories' names.
pub(super) fn of(repo: &Repo, remark: &Remark) -> Finding {
    match remark.kind {
        RemarkKind::HeldBack { elsewhere: true, .. } => {
            foreign_repository_guard::found(repo, remark).help("ask for the name that the repository has")
        }
        _ => found(repo, remark).help("let the condition hold on the default branch"),
    }
}

/// At the guard that holds the merge back.
fn found(repo: &Repo, remark: &Remark) -> Finding {
    let message = held::HeldGuard::of(repo, remark).told().to_string();
    MERGE_HELD_BACK.at(Place::new(&remark.path, remark.span), message)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, findings, good, workflow, ON, PATH, TAGS};

    const MERGES: &str = "  push:
    branches: [main]
  workflow_dispatch:
";

    /// On the job, where the second is empty.
    fn guarded(job: &str, step: &str) -> String {
        let text = workflow(MERGES, TAGS, "true");
        let text =
            if job.is_empty() { text } else { text.replace("    steps:\n", &format!("    if: {job}\n    steps:\n")) };
        let push = "      - uses: docker/build-push-action@v6\n";
        if step.is_empty() {
            return text;
        }
        text.replace(push, &format!("{push}        if: {step}\n"))
    }

    #[test]
    fn a_guard_that_never_holds_is_named() {
        let never = [
            "github.event_name == 'release'",
            "false",
            "${{ github.ref == 'refs/heads/dev' && github.ref == 'refs/heads/main' }}",
        ];
        for guard in never {
            let found = bad(&guarded(guard, ""), &[&format!("merge-held-back 9: {guard}")]);
            assert!(
                found[0].message.to_string().contains("never holds: on no event that starts"),
                "{}",
                found[0].message
            );
            let found = bad(&guarded("", guard), &[&format!("merge-held-back 18: {guard}")]);
            assert!(found[0].message.to_string().contains("never holds"), "{}", found[0].message);
            // One behind the other: both have to go, the outer one is named.
            bad(&guarded(guard, "github.event_name == 'schedule'"), &[&format!("merge-held-back 9: {guard}")]);
        }
    }

    #[test]
    fn a_guard_that_holds_on_a_tag_by_hand_holds_some_day() {
        let guard = "startsWith(github.ref, 'refs/tags/')";
        let found = bad(&guarded(guard, ""), &[&format!("merge-held-back 9: {guard}")]);
        assert!(found[0].message.to_string().contains("does not hold on a push to `main`"), "{}", found[0].message);
    }

    #[test]
    fn a_comment_decides_nothing() {
        // Neither a login nor an image is where only a comment speaks of one.
        let ci = "\
on: push
jobs:
  t:
    runs-on: x
    steps:
      # no login here, no docker push
      - uses: docker/build-push-action@v6
";
        let names: Vec<_> = findings(&[(PATH, ci)]).iter().map(|found| found.rule.name).collect();
        assert_eq!(names, ["unpublished-image"]);
    }

    #[test]
    fn a_guard_holds_the_merge_back() {
        let guard =
            |text: &str| workflow(ON, TAGS, "true").replace("    runs-on", &format!("    if: {text}\n    runs-on"));
        let tags_only = guard("startsWith(github.ref, 'refs/tags/')");
        bad(&tags_only, &["merge-held-back 9: startsWith(github.ref, 'refs/tags/')"]);
        good(&guard("github.event.head_commit.message != 'x'"));
    }
}
