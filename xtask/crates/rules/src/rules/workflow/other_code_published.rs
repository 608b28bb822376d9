//! B045: what is published is other code than the event is about.

use super::{image, is_named, told};
use crate::repo::Repo;
use prodproof_publication::{BuiltCommit, Event, Publication};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place, Severity};

rule! {
    /// ## What it does
    /// Reports a workflow that publishes the promised tag from another branch, tag or
    /// repository than merges go to, and one that publishes a release from the tip of the
    /// default branch.
    ///
    /// ## Why is this bad?
    /// A schedule that checks out an old branch puts old code in the place of what merges
    /// have published, again and again: every fix is undone the next night, and every run
    /// is green. A workflow that waits for another one checks out the default branch's tip:
    /// what it publishes for a tag is not what was tagged.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// jobs:
    ///   build:
    ///     steps:
    ///       - uses: actions/checkout@v4
    ///         with:
    ///           ref: stable-1.x
    ///       - run: docker build -t quay.io/acme/widget:latest . && docker push quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    /// A tag of its own for the other branch:
    ///
    /// ```yaml
    ///       - run: docker build -t quay.io/acme/widget:1.x . && docker push quay.io/acme/widget:1.x
    /// ```
    ///
    /// ## References
    /// [checkout](https://github.com/actions/checkout#usage),
    /// [`workflow_run`](https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run)
    B045 OTHER_CODE_PUBLISHED "other-code-published" Error "what is published is other code than the event is about"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    acc.extend(old_code(repo).or_else(|| perhaps_old_code(repo)));
    acc.extend(untagged(repo));
}

/// The promised tag, and not from where merges go. Whoever starts it by hand knows.
fn old_code(repo: &Repo) -> Option<Finding> {
    let latest = repo.promised_latest()?;
    let branch = &repo.build.default_branch;
    let merge = repo.build.merge();
    // Who builds another repository's code on merges as well packages it.
    let packages = |name: &str| {
        let own = |one: &Publication| {
            one.event == merge && matches!(&one.source, BuiltCommit::Foreign(own) if own.eq_ignore_ascii_case(name))
        };
        repo.build.publications.near(&latest).any(own)
    };
    let is_other = |source: &BuiltCommit| match source {
        BuiltCommit::Named(name) => name != branch,
        BuiltCommit::Foreign(name) => !packages(name),
        _ => false,
    };
    let is_old = |one: &&Publication| {
        !one.event.is_by_hand()
            && one.event != Event::PullRequest
            && is_other(&one.source)
            && one.reference.as_ref().is_some_and(|own| own.same(&latest) == Answer::Yes)
    };
    let one = repo.build.publications.near(&latest).find(is_old)?;
    let (BuiltCommit::Named(name) | BuiltCommit::Foreign(name)) = &one.source else { return None };
    let message = format!(
        "{} publishes `{latest}` from `{name}`: its code takes the place of what merges to `{branch}` have published",
        told(&one.event)
    );
    Some(
        OTHER_CODE_PUBLISHED
            .at(Place::new(&one.path, one.span), message)
            .help(format!("publish `{name}` under a tag of its own, or check out `{branch}`")),
    )
}

/// The promised tag on a schedule, from a commit that a step has found: that of the last
/// release, as a rule, which merges are ahead of.
fn perhaps_old_code(repo: &Repo) -> Option<Finding> {
    let latest = repo.promised_latest()?;
    let merge = repo.build.merge();
    if repo.build.publishes(&merge, &latest).answer != Answer::Yes {
        return None;
    }
    let is_found = |one: &&Publication| {
        one.event == Event::Schedule
            && one.source == BuiltCommit::Found
            && one.reference.as_ref().is_some_and(|own| own.same(&latest) == Answer::Yes)
    };
    let one = repo.build.publications.near(&latest).find(is_found)?;
    let branch = &repo.build.default_branch;
    let message = format!(
        "`schedule` publishes `{latest}` from a commit that a step of the run has found: if it is older, its code \
         takes the place of what merges to `{branch}` have published"
    );
    Some(
        OTHER_CODE_PUBLISHED
            .at(Place::new(&one.path, one.span), message)
            .severity(Severity::Warning)
            .help(format!("check out `{branch}`, or leave `{latest}` to merges")),
    )
}

/// A release, and not from its tag.
fn untagged(repo: &Repo) -> Option<Finding> {
    let image = image(repo)?;
    let branch = &repo.build.default_branch;
    let of_tip = |one: &&Publication| {
        matches!(one.event, Event::Tag(_) | Event::Release)
            && matches!(&one.source, BuiltCommit::Named(name) if name == branch)
            && is_named(one, &image)
    };
    let one = repo.build.publications.near(&image).find(of_tip)?;
    let reference = one.reference.as_ref()?;
    let message = format!(
        "{} publishes `{reference}` from the tip of `{branch}`, and not from what was tagged",
        told(&one.event)
    );
    Some(
        OTHER_CODE_PUBLISHED
            .at(Place::new(&one.path, one.span), message)
            .severity(Severity::Warning)
            .help("check out what the event is about: `ref: ${{ github.event.workflow_run.head_sha }}` behind another workflow, else no `ref`"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, PATH};

    fn messages(files: &[(&str, &str)]) -> Vec<String> {
        let found = findings(files);
        found.iter().filter(|one| one.rule.name == "other-code-published").map(|one| one.message.to_string()).collect()
    }

    #[test]
    fn a_schedule_that_checks_out_an_old_branch() {
        let rival = |checkout: &str, push: &str| {
            format!(
                "\
on: {{schedule: [{{cron: '30 4 * * 1'}}]}}
jobs:
  b:
    runs-on: x
    steps:
{checkout}      - run: docker build -t quay.io/acme/widget:{push} . && docker push quay.io/acme/widget:{push}
"
            )
        };
        let old = "      - uses: actions/checkout@v4\n        with: {ref: stable-1.x}\n";
        let text = rival(old, "latest");
        let expected = "`schedule` publishes `quay.io/acme/widget:latest` from `stable-1.x`: its code takes the place of what merges to `main` have published";
        assert_eq!(messages(&[(PATH, &text)]), [expected]);
        let by_git = rival("      - uses: actions/checkout@v4\n      - run: git checkout stable-1.x\n", "latest");
        assert_eq!(messages(&[(PATH, &by_git)]), [expected]);
        assert_eq!(messages(&[(PATH, &rival(old, "1.x"))]), [""; 0]);
        let other = "      - uses: actions/checkout@v4\n        with: {repository: acme/widget-old}\n";
        let packaged = rival(other, "latest").replace("schedule: [{cron: '30 4 * * 1'}]", "push: {branches: [main]}");
        let cron = rival(other, "latest");
        assert_eq!(messages(&[(PATH, &cron)]).len(), 1);
        // Who builds another repository's code on merges as well packages it.
        assert_eq!(messages(&[(PATH, &cron), (".github/workflows/merge.yml", &packaged)]), [""; 0]);
        let same = rival("      - uses: actions/checkout@v4\n        with: {ref: main}\n", "latest");
        assert_eq!(messages(&[(PATH, &same)]), [""; 0]);
        let file = rival("      - uses: actions/checkout@v4\n      - run: git checkout Containerfile\n", "latest");
        assert_eq!(messages(&[(PATH, &file)]), [""; 0]);
    }

    #[test]
    fn a_schedule_that_builds_the_last_release_anew() {
        let merges = "\
on: {push: {branches: [main]}}
jobs:
  b:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
      - run: docker push quay.io/acme/widget:latest
";
        let weekly = |find: &str, checkout: &str, tag: &str| {
            format!(
                r#"on: {{schedule: [{{cron: '30 4 * * 1'}}]}}
jobs:
  b:
    runs-on: x
    steps:
      - id: last
        run: echo "tag=$({find})" >> "$GITHUB_OUTPUT"
{checkout}      - run: docker build -t quay.io/acme/widget:{tag} . && docker push quay.io/acme/widget:{tag}
"#
            )
        };
        let by_output = "      - uses: actions/checkout@v4\n        with: {ref: '${{ steps.last.outputs.tag }}'}\n";
        let by_git =
            "      - uses: actions/checkout@v4\n      - run: git checkout \"$(git describe --tags --abbrev=0)\"\n";
        let old = "`schedule` publishes `quay.io/acme/widget:latest` from a commit that a step of the run has found: if it is older, its code takes the place of what merges to `main` have published";
        let other = ".github/workflows/weekly.yml";
        for (find, checkout) in [
            ("git describe --tags --abbrev=0", by_output),
            ("gh release view --json tagName --jq .tagName", by_output),
            ("curl -s https://api.github.com/repos/acme/widget/releases/latest | jq -r .tag_name", by_output),
            ("git tag --sort=-v:refname | head -n 1", by_output),
            ("true", by_git),
        ] {
            assert_eq!(messages(&[(PATH, merges), (other, &weekly(find, checkout, "latest"))]), [old], "{find}");
        }
        // Under the release's own tag, or where merges publish none: nothing is displaced.
        assert_eq!(messages(&[(PATH, merges), (other, &weekly("git describe", by_output, "stable"))]), [""; 0]);
        assert_eq!(messages(&[(PATH, &weekly("git describe", by_output, "latest"))]), [""; 0]);
        let plain = weekly("true", "      - uses: actions/checkout@v4\n", "latest");
        assert_eq!(messages(&[(PATH, merges), (other, &plain)]), [""; 0]);
    }

    #[test]
    fn a_release_behind_another_workflow() {
        let ci = "\
name: CI
on: {push: {tags: ['v*']}}
jobs: {t: {runs-on: x, steps: [{run: 'true'}]}}
";
        let text = |checkout: &str| {
            format!("\
on: {{workflow_run: {{workflows: [CI], types: [completed]}}}}
jobs:
  b:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
{checkout}      - run: docker build -t quay.io/acme/widget:${{{{ github.event.workflow_run.head_branch }}}} . && docker push quay.io/acme/widget:${{{{ github.event.workflow_run.head_branch }}}}
")
        };
        let expected = "the tag `v1.2.3` publishes `quay.io/acme/widget:v1.2.3` from the tip of `main`, and not from what was tagged";
        assert_eq!(messages(&[(PATH, &text("")), (".github/workflows/ci.yml", ci)]), [expected]);
        let mended = text("        with: {ref: '${{ github.event.workflow_run.head_sha }}'}\n");
        assert_eq!(messages(&[(PATH, &mended), (".github/workflows/ci.yml", ci)]), [""; 0]);
    }
}
