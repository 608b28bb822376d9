//! B035: a bot pushes with `GITHUB_TOKEN`, for which the publishing workflow never starts.

use super::bots::{waiting, Waits};
use crate::repo::Repo;
use prodproof_publication::{Move, Moved};
use prodproof_syntax::finding::{rule, Finding, Place, Severity};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a step that pushes a commit or a tag, or makes a release, with the run's own
    /// `GITHUB_TOKEN`, where a publishing workflow waits for just that event.
    ///
    /// ## Why is this bad?
    /// GitHub starts no workflow for what is done with `GITHUB_TOKEN`, except for
    /// `workflow_dispatch` and `repository_dispatch`. The tag is there, the release looks
    /// complete, and no image was ever built.
    ///
    /// Which actions and programs do that stands in tables, with the file that says so; an
    /// action that no table has, whose name speaks of releases and whose inputs have the
    /// token, may, which is an info.
    ///
    /// ## Example
    /// ```yaml
    /// # release.yml, while build.yml publishes on `push: {tags: ['v*']}`
    /// - uses: actions/checkout@v5
    /// - run: |
    ///     git tag "v$VERSION"
    ///     git push origin "v$VERSION"
    /// ```
    ///
    /// ## Use instead
    /// The token of an app or of a person, or start the other workflow:
    ///
    /// ```yaml
    /// - run: |
    ///     git tag "v$VERSION"
    ///     git push origin "v$VERSION"
    ///     gh workflow run build.yml --ref "v$VERSION"
    /// ```
    ///
    /// ## References
    /// [triggering a workflow from a
    /// workflow](https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow#triggering-a-workflow-from-a-workflow)
    B035 DEFAULT_TOKEN_PUSH "default-token-push" Warning "a bot pushes with `GITHUB_TOKEN`, for which the publishing workflow never starts"
}

pub(super) fn found(repo: &Repo, image: &Reference, one: &Move, waits: &Waits<'_>, skips: Option<Span>) -> Finding {
    let build = &repo.build;
    // One push may move a branch and a tag.
    let both = build.moves.iter().filter(|other| {
        (&other.path, other.span, &other.event) == (&one.path, one.span, &one.event)
            && waiting(repo, image, other).is_some()
    });
    let does: Vec<String> = both
        .map(|one| match one.what {
            // Its configuration decides, or nobody here knows what it does.
            _ if !one.certainty.is_yes() => "may push a tag".to_string(),
            Moved::Branch => format!("pushes to `{}`", build.default_branch),
            Moved::Tag => "pushes a tag".to_string(),
            Moved::Release => "makes a release".to_string(),
        })
        .collect();
    let does = does.join(" and ").replace("and pushes a", "and a");
    let message = format!(
        "`{}` {does} with `GITHUB_TOKEN`, for which GitHub starts no workflow: `{}` publishes nothing then",
        one.method, waits.file.path
    );
    let mut finding = DEFAULT_TOKEN_PUSH
        .at(Place::new(&one.path, one.span), message)
        .related(&waits.file.path, waits.span, "this does not start")
        .help(format!(
            "use the token of an app or a person, or start `{0}` with `gh workflow run {0}`",
            waits.file.path.rsplit('/').next().unwrap_or_default()
        ));
    if !one.certainty.is_yes() {
        finding = finding.severity(Severity::Info);
    }
    if let Some(skips) = skips {
        finding = finding.related(&one.path, skips, "and this asks GitHub to start nothing");
    }
    finding
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::bots::fixture::{beside, bot, found, BOT, CHECKOUT, MERGE};
    use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};

    #[test]
    fn a_tag_that_starts_nothing() {
        for step in [
            "      - run: |\n          V=$(cat VERSION)\n          git tag v$V\n          git push origin v$V\n",
            "      - run: git push --follow-tags origin HEAD:gh-pages\n",
            "      - {uses: googleapis/release-please-action@v4, with: {release-type: rust}}\n",
            "      - {uses: softprops/action-gh-release@v2, with: {tag_name: v1.2.3}}\n",
            "      - {uses: mathieudutour/github-tag-action@v6.2, with: {github_token: '${{ secrets.GITHUB_TOKEN }}'}}\n",
            "      - {uses: anothrNick/github-tag-action@v1, env: {GITHUB_TOKEN: '${{ github.token }}'}}\n",
            "      - {uses: cycjimmy/semantic-release-action@v4, env: {GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}'}}\n",
            "      - {run: npx -y semantic-release@24, env: {GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}'}}\n",
            "      - {run: npx semantic-release, env: {GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}'}}\n",
            "      - {run: poetry run semantic-release version, env: {GH_TOKEN: '${{ secrets.GITHUB_TOKEN }}'}}\n",
            "      - {run: uvx --from python-semantic-release semantic-release version, env: {GH_TOKEN: '${{ github.token }}'}}\n",
            "      - {uses: changesets/action@v1, with: {publish: pnpm release}, env: {GITHUB_TOKEN: '${{ github.token }}'}}\n",
            "      - {uses: changesets/action@v2, with: {publish-script: pnpm release}}\n",
            "      - {uses: release-drafter/release-drafter@v6, with: {publish: true}, env: {GITHUB_TOKEN: '${{ github.token }}'}}\n",
            "      - {uses: release-plz/action@v0.5, env: {GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}'}}\n",
            "      - {uses: actions/github-script@v8, with: {script: 'github.rest.git.createRef({...context.repo, ref: `refs/tags/v1`})'}}\n",
            "      - {run: gh api repos/acme/Widget/git/refs -f ref=refs/tags/v1, env: {GH_TOKEN: '${{ github.token }}'}}\n",
            "      - {run: npx standard-version && git push --follow-tags origin HEAD:release}\n",
            "      - {run: 'gh release create v1 --notes x', env: {GH_TOKEN: '${{ github.token }}'}}\n",
            "      - {run: 'gh release create v1 -R $GITHUB_REPOSITORY', env: {GH_TOKEN: '${{ github.token }}'}}\n",
        ] {
            let steps = format!("{CHECKOUT}{step}");
            let line = if step.contains("V=$") { 11 } else { 8 };
            found(MERGE, &steps, &[&format!("default-token-push {line}")]);
        }
    }

    #[test]
    fn a_tag_that_may_start_nothing_is_an_info() {
        let build = workflow(ON, TAGS, "true");
        for (step, infos) in [
            ("      - {uses: acme-tools/auto-release@v1, with: {token: '${{ secrets.GITHUB_TOKEN }}'}}\n", 1),
            ("      - {uses: acme-tools/auto-release@v1, with: {token: '${{ secrets.PAT }}'}}\n", 0),
            ("      - {uses: acme-tools/get-release@v1, with: {token: '${{ secrets.GITHUB_TOKEN }}'}}\n", 0),
            ("      - {uses: acme-tools/auto-release@v1}\n", 0),
        ] {
            let bot = bot(MERGE, step);
            let found = crate::rules::workflow::tests::everything(&[(PATH, &build), (BOT, &bot)]);
            let own: Vec<_> = found.iter().filter(|one| one.rule.name == "default-token-push").collect();
            assert_eq!(own.len(), infos, "{step}");
            assert!(own.iter().all(|one| one.severity == prodproof_syntax::finding::Severity::Info), "{step}");
        }
    }

    #[test]
    fn a_called_workflow_that_may_release_is_an_info() {
        let build = workflow(ON, TAGS, "true");
        let call = |uses: &str, secrets: &str| {
            format!(
                "\
name: bot
on: {MERGE}
jobs:
  r:
    uses: {uses}
{secrets}"
            )
        };
        for (bot, infos) in [
            (call("acme/ci/.github/workflows/release.yml@main", ""), 1),
            (call("acme/release-flows/.github/workflows/go.yml@main", ""), 1),
            // It has other tokens, perhaps.
            (call("acme/ci/.github/workflows/release.yml@main", "    secrets: inherit\n"), 0),
            (call("acme/ci/.github/workflows/lint.yml@main", ""), 0),
            (call("acme/ci/.github/workflows/check-release.yml@main", ""), 0),
        ] {
            let found = crate::rules::workflow::tests::everything(&[(PATH, &build), (BOT, &bot)]);
            let own: Vec<_> = found.iter().filter(|one| one.rule.name == "default-token-push").collect();
            assert_eq!(own.len(), infos, "{bot}");
            assert!(own.iter().all(|one| one.severity == prodproof_syntax::finding::Severity::Info), "{bot}");
        }
    }

    #[test]
    fn a_token_that_starts_workflows_or_may() {
        for step in [
            "      - {uses: googleapis/release-please-action@v4, with: {token: '${{ secrets.PAT }}'}}\n",
            "      - {uses: googleapis/release-please-action@v4, with: {token: '${{ secrets.PAT || github.token }}'}}\n",
            "      - {uses: googleapis/release-please-action@v4, with: {skip-github-release: true}}\n",
            "      - {uses: softprops/action-gh-release@v2, with: {draft: true}}\n",
            "      - {uses: softprops/action-gh-release@v2, env: {GITHUB_TOKEN: '${{ secrets.PAT }}'}}\n",
            "      - {run: npx semantic-release, env: {GITHUB_TOKEN: '${{ secrets.PAT }}'}}\n",
            "      - {run: npx semantic-release --dry-run, env: {GITHUB_TOKEN: '${{ github.token }}'}}\n",
            "      - {run: 'GH_TOKEN=$PAT gh release create v1', env: {GH_TOKEN: '${{ github.token }}'}}\n",
            "      - {run: 'gh release create v1 --draft', env: {GH_TOKEN: '${{ github.token }}'}}\n",
            "      - {id: app, uses: actions/create-github-app-token@v2}\n      - {run: gh release create v1, env: {GH_TOKEN: '${{ steps.app.outputs.token }}'}}\n",
            "      - {run: gh release create v1 -R acme/other, env: {GH_TOKEN: '${{ github.token }}'}}\n",
            "      - {uses: changesets/action@v1, with: {version: pnpm bump}, env: {GITHUB_TOKEN: '${{ github.token }}'}}\n",
            "      - {uses: changesets/action@v1, with: {publish: pnpm release}, env: {GITHUB_TOKEN: '${{ secrets.PAT }}'}}\n",
            "      - {uses: release-drafter/release-drafter@v6, env: {GITHUB_TOKEN: '${{ github.token }}'}}\n",
            "      - {uses: release-plz/action@v0.5, with: {command: release-pr}, env: {GITHUB_TOKEN: '${{ github.token }}'}}\n",
            "      - run: git push origin gh-pages\n",
            "      - run: echo git push --tags\n",
            "      - run: |\n          cat <<EOF\n          git push --tags\n          EOF\n",
        ] {
            found(MERGE, &format!("{CHECKOUT}{step}"), &[]);
        }
        for with in ["{token: '${{ secrets.PAT }}'}", "{ssh-key: '${{ secrets.KEY }}'}", "{persist-credentials: false}"]
        {
            found(
                MERGE,
                &format!("      - {{uses: actions/checkout@v5, with: {with}}}\n      - run: git push --tags\n"),
                &[],
            );
        }
        // Without a checkout nobody knows what is pushed.
        found(MERGE, "      - run: git push --tags\n", &[]);
    }

    #[test]
    fn a_commit_that_starts_nothing() {
        for step in [
            "      - run: |\n          git commit -am x\n          git push\n",
            "      - uses: stefanzweifel/git-auto-commit-action@v6\n",
            "      - {uses: EndBug/add-and-commit@v9, with: {message: x}}\n",
            "      - {uses: ad-m/github-push-action@v0.8.0, with: {branch: main}}\n",
        ] {
            let line = if step.contains("run:") { 10 } else { 8 };
            found(
                "{schedule: [{cron: '0 1 * * *'}]}",
                &format!("{CHECKOUT}{step}"),
                &[&format!("default-token-push {line}")],
            );
        }
        let merge = "      - {run: 'gh pr merge --auto --squash \"$URL\"', env: {URL: '${{ github.event.pull_request.html_url }}', GH_TOKEN: '${{ secrets.GITHUB_TOKEN }}'}}\n";
        found("pull_request", merge, &["default-token-push 7"]);
        found("pull_request", &merge.replace("GITHUB_TOKEN }}", "PAT }}"), &[]);
        // On other branches, and to them.
        found("{push: {branches: [dev]}}", &format!("{CHECKOUT}      - run: git push\n"), &[]);
        let steps = "      - {uses: actions/checkout@v5, with: {ref: dev}}\n      - run: git push\n";
        found(MERGE, steps, &[]);
    }

    #[test]
    fn a_release_for_which_the_build_waits() {
        let on = "  push:
    branches: [main]
  release:
    types: [published]
  workflow_dispatch:
";
        let build = workflow(on, TAGS, "true");
        let found = beside(&build, &bot("{push: {tags: ['v*']}}", "      - uses: softprops/action-gh-release@v2\n"));
        assert!(found.contains(&"default-token-push 7".to_string()), "{found:?}");
    }

    #[test]
    fn one_workflow_that_tags_and_waits_for_the_tag() {
        let build = workflow(ON, TAGS, "true").replace(
            "  b:\n",
            "  tag:
    runs-on: x
    if: github.ref_type == 'branch'
    steps:
      - uses: actions/checkout@v5
      - run: git push --tags
  b:
",
        );
        let found = findings(&[(PATH, &build)]);
        assert_eq!(found.iter().map(|one| one.rule.name).collect::<Vec<_>>(), ["default-token-push"]);
    }
}
