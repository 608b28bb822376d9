//! B038: the login to the registry is skipped on merges, the push is not.

use super::registry::{job_of, logins, Login};
use crate::repo::Repo;
use prodproof_publication::expression::condition;
use prodproof_publication::RemarkKind;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_workflow::file::{input, steps_of};

rule! {
    /// ## What it does
    /// Reports a job that pushes the promised tag on merges, and whose login to that
    /// registry is surely skipped on merges.
    ///
    /// ## Why is this bad?
    /// The registry refuses a push of nobody. Mostly the condition was written for the
    /// login when only tags were pushed, and the push has got another one since.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/login-action@v3
    ///   if: github.ref_type == 'tag'
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    /// ```
    ///
    /// ## Use instead
    /// The same condition for both: `if: github.event_name != 'pull_request'` for the login
    /// and `push: ${{ github.event_name != 'pull_request' }}`.
    B038 SKIPPED_LOGIN "skipped-login" Error "the login to the registry is skipped on merges, the push is not"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(latest) = repo.promised_latest() else { return };
    let build = &repo.build;
    let merge = build.merge();
    for (one, entry) in build.near_with_entries(&latest) {
        let ours = one.event == merge
            && one.certainty.is_yes()
            && one.anonymous
            && entry == one.path
            && one.reference.as_ref().is_some_and(|own| own.same(&latest) == Answer::Yes);
        let Some((file, _, job)) = Some(one).filter(|_| ours).and_then(|one| job_of(build, one)) else { continue };
        let logins = logins(file, job, &latest.registry);
        // Where the matrix decides, another job of it may log in.
        let skipped = |login: &Login| {
            !asks_matrix(&login.guard)
                && build.remarks.iter().any(|remark| {
                    matches!(remark.kind, RemarkKind::HeldBack { place, .. } if place == login.place)
                        && remark.event == merge
                        && remark.path == file.path
                })
        };
        let pushing = steps_of(job).iter().find(|step| step.span.contains(one.span));
        let by_itself = pushing.is_none_or(|step| input(step, "password").is_some());
        if logins.is_empty() || by_itself || !logins.iter().all(skipped) {
            continue;
        }
        let Some(first) = logins.first() else { continue };
        let message = format!(
            "`if: {}` skips the login to `{}` on a merge to `{}`, and `{latest}` is pushed there all the same",
            first.guard, latest.registry, build.default_branch
        );
        acc.push(
            SKIPPED_LOGIN
                .at(Place::new(&file.path, first.place), message)
                .related(&one.path, one.span, "pushed here")
                .help("log in under the same condition under which the image is pushed"),
        );
        return;
    }
}

/// Whether the matrix decides an `if`.
fn asks_matrix(guard: &str) -> bool {
    let guard = condition(guard);
    guard.expr().is_some_and(|expr| expr.paths().iter().any(|path| path.first().is_some_and(|name| name == "matrix")))
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};

    fn names(text: &str) -> Vec<&'static str> {
        findings(&[(PATH, text)]).iter().map(|found| found.rule.name).collect()
    }

    #[test]
    fn the_login_is_skipped_and_the_push_is_not() {
        let login = |guard: &str, more: &str| {
            let step = format!(
                "    steps:
      - if: {guard}
        uses: docker/login-action@v3
        with: {{registry: quay.io}}
{more}"
            );
            workflow(ON, TAGS, "true").replace("    steps:\n", &step)
        };
        assert_eq!(names(&login("github.ref_type == 'tag'", "")), ["skipped-login"]);
        assert_eq!(names(&login("startsWith(github.ref, 'refs/tags/')", "")), ["skipped-login"]);
        assert_eq!(names(&login("github.event_name != 'pull_request'", "")), [""; 0]);
        assert_eq!(names(&login("vars.X == 'y'", "")), [""; 0]);
        let other = "      - run: docker login quay.io\n";
        assert_eq!(names(&login("github.ref_type == 'tag'", other)), [""; 0]);
        let other = "      - uses: ./.github/actions/login\n";
        assert_eq!(names(&login("github.ref_type == 'tag'", other)), [""; 0]);
        // The push waits for the same.
        let both = login("github.ref_type == 'tag'", "").replace("push: true", "push: ${{ github.ref_type == 'tag' }}");
        assert!(!names(&both).contains(&"skipped-login"));
    }
}
