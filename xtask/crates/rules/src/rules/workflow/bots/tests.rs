//! Bots that push, beside a workflow that publishes on merges and tags.

use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};

const BOT: &str = ".github/workflows/bot.yml";

/// What is found with this workflow beside, as `rule line`.
#[track_caller]
fn beside(build: &str, bot: &str) -> Vec<String> {
    let found = findings(&[(PATH, build), (BOT, bot)]);
    let line = |finding: &prodproof_syntax::finding::Finding| {
        let text = if finding.primary.path == BOT { bot } else { build };
        let line = text[..finding.primary.span.start].matches('\n').count() + 1;
        format!("{} {line}", finding.rule.name)
    };
    found.iter().map(line).collect()
}

fn bot(on: &str, steps: &str) -> String {
    format!("name: bot\non: {on}\njobs:\n  r:\n    runs-on: ubuntu-latest\n    steps:\n{steps}")
}

#[track_caller]
fn found(on: &str, steps: &str, expected: &[&str]) {
    let build = workflow(ON, TAGS, "true");
    assert_eq!(beside(&build, &bot(on, steps)), expected, "{steps}");
}

const MERGE: &str = "{push: {branches: [main]}}";
const CHECKOUT: &str = "      - uses: actions/checkout@v5\n";

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
        "      - {run: 'gh release create v1 --notes x', env: {GH_TOKEN: '${{ github.token }}'}}\n",
    ] {
        let steps = format!("{CHECKOUT}{step}");
        let line = if step.contains("V=$") { 11 } else { 8 };
        found(MERGE, &steps, &[&format!("default-token-push {line}")]);
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
        "      - run: git push origin gh-pages\n",
        "      - run: echo git push --tags\n",
        "      - run: |\n          cat <<EOF\n          git push --tags\n          EOF\n",
    ] {
        found(MERGE, &format!("{CHECKOUT}{step}"), &[]);
    }
    for with in ["{token: '${{ secrets.PAT }}'}", "{ssh-key: '${{ secrets.KEY }}'}", "{persist-credentials: false}"] {
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
fn a_commit_that_asks_to_be_skipped() {
    let checkout = "      - {uses: actions/checkout@v5, with: {token: '${{ secrets.PAT }}'}}\n";
    for word in ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]"] {
        let steps = format!("{checkout}      - run: git commit -am \"bump {word}\"\n      - run: git push\n");
        found(MERGE, &steps, &["skipped-bot-commit 8"]);
        let steps = format!(
            "{checkout}      - uses: stefanzweifel/git-auto-commit-action@v6\n        with:\n          commit_message: x {word}\n"
        );
        found(MERGE, &steps, &["skipped-bot-commit 10"]);
    }
    let steps = format!(
        "{checkout}      - run: |\n          git commit -m x -m '\n          skip-checks: true'\n          git push\n"
    );
    found(MERGE, &steps, &["skipped-bot-commit 9"]);
    found(MERGE, &format!("{checkout}      - run: git commit -am bump\n      - run: git push\n"), &[]);
    // One finding where the token alone would do it.
    found(
        MERGE,
        &format!("{CHECKOUT}      - run: git commit -am \"x [skip ci]\"\n      - run: git push\n"),
        &["default-token-push 9"],
    );
}

#[test]
fn nobody_waits_for_it() {
    let tag = format!("{CHECKOUT}      - run: git push --tags\n");
    let build = workflow(
        "  push:\n    branches: [main]\n    tags: ['v*']\n    paths: [src/**]\n  workflow_dispatch:\n",
        TAGS,
        "true",
    );
    // Only behind changed paths.
    assert_eq!(
        beside(&build, &bot("schedule", &format!("{CHECKOUT}      - run: git push\n"))),
        ["rebuild-behind-paths 6"]
    );
    // It starts the other one, or the other one waits for its end.
    found(MERGE, &format!("{tag}      - run: gh workflow run w.yml --ref v1\n"), &[]);
    let build = workflow(&format!("{ON}  workflow_run:\n    workflows: [bot]\n"), TAGS, "true");
    assert_eq!(beside(&build, &bot(MERGE, &tag)), [""; 0]);
    // It publishes the version by itself.
    let own = "      - {uses: docker/build-push-action@v6, with: {push: true, labels: '${{ x }}', tags: 'quay.io/acme/widget:${{ steps.v.outputs.v }}'}}\n";
    found(
        MERGE,
        &format!("{tag}      - {{id: v, run: ./version}}\n{}", own.replace("${{ x }}", "${{ github.sha }}")),
        &[],
    );
    // A release made on the push of the tag, which has published.
    let release = "      - uses: softprops/action-gh-release@v2\n";
    found("{push: {tags: ['v*']}}", release, &[]);
}

#[test]
fn a_release_for_which_the_build_waits() {
    let on = "  push:\n    branches: [main]\n  release:\n    types: [published]\n  workflow_dispatch:\n";
    let build = workflow(on, TAGS, "true");
    let found = beside(&build, &bot("{push: {tags: ['v*']}}", "      - uses: softprops/action-gh-release@v2\n"));
    assert!(found.contains(&"default-token-push 7".to_string()), "{found:?}");
}

#[test]
fn one_workflow_that_tags_and_waits_for_the_tag() {
    let build = workflow(ON, TAGS, "true").replace(
        "  b:\n",
        "  tag:\n    runs-on: x\n    if: github.ref_type == 'branch'\n    steps:\n      - uses: actions/checkout@v5\n      - run: git push --tags\n  b:\n",
    );
    let found = findings(&[(PATH, &build)]);
    assert_eq!(found.iter().map(|one| one.rule.name).collect::<Vec<_>>(), ["default-token-push"]);
}
