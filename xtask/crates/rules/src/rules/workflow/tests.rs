//! One behaviour of the build family each, on real workflows.

use time::{Date, Month};

use crate::repo::Repo;
use prodproof_syntax::finding::{apply, Edit, Finding, Severity};
use prodproof_syntax::snapshot::{Facts, Snapshot};

pub(super) const PATH: &str = ".github/workflows/w.yml";

const CONTRACT: &str = "# C\n\n```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n[build]\nbranch = \"main\"\nlatest = \"latest\"\ntags = \"v*\"\n```\n\n**Version**: 1.0.0\n";

pub(super) fn repo(files: &[(&str, &str)]) -> Repo {
    let mut all = vec![(".specify/memory/constitution.md", CONTRACT)];
    // What every build here builds from: which file that is, is a rule of its own.
    all.extend(["Containerfile", "Dockerfile"].map(|path| (path, "FROM scratch\n")));
    all.extend_from_slice(files);
    let mut facts = Facts::unknown("widget", Date::from_calendar_date(2026, Month::January, 1).unwrap());
    facts.repository = Some("acme/Widget".into());
    Repo::new(Snapshot::of(&all, facts))
}

/// What counts: infos never do.
pub(super) fn findings(files: &[(&str, &str)]) -> Vec<Finding> {
    let mut acc = everything(files);
    acc.retain(|finding| finding.severity != Severity::Info);
    acc
}

pub(super) fn everything(files: &[(&str, &str)]) -> Vec<Finding> {
    let mut acc = Vec::new();
    super::check(&repo(files), &mut acc);
    acc
}

/// Lines `rule line: text that is pointed at`.
pub(super) fn shown(text: &str, findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let line = text[..finding.primary.span.start.min(text.len())].matches('\n').count() + 1;
            let place = finding.primary.span.text(text).lines().next().unwrap_or_default();
            format!("{} {line}: {place}", finding.rule.name)
        })
        .collect()
}

#[track_caller]
pub(super) fn good(text: &str) {
    let found = findings(&[(PATH, text)]);
    assert!(found.is_empty(), "{:#?}\n{text}", found.iter().map(|f| (f.rule.name, &f.message)).collect::<Vec<_>>());
}

#[track_caller]
pub(super) fn bad(text: &str, expected: &[&str]) -> Vec<Finding> {
    let found = findings(&[(PATH, text)]);
    let lines = shown(text, &found);
    let messages: Vec<&String> = found.iter().map(|finding| &finding.message).collect();
    assert_eq!(lines, expected, "{messages:#?}\n{text}");
    found
}

/// The fix of the finding of a rule mends it and brings nothing new.
#[track_caller]
pub(super) fn fixes(text: &str, rule: &str, expected: &str) {
    let before = findings(&[(PATH, text)]);
    let finding =
        before.iter().find(|finding| finding.rule.name == rule).unwrap_or_else(|| panic!("{rule} in\n{text}"));
    let fix = finding.fix.as_ref().unwrap_or_else(|| panic!("no fix for {rule} in\n{text}"));
    let edits: Vec<Edit> = fix.edits.iter().filter(|edit| edit.place.path == PATH).cloned().collect();
    let after = apply(text, &edits).unwrap();
    assert_eq!(after, expected);
    let then = findings(&[(PATH, &after)]);
    let names = |all: &[Finding]| all.iter().map(|finding| finding.rule.name).collect::<Vec<_>>();
    assert!(!names(&then).contains(&rule), "still {:?}\n{after}", names(&then));
    for name in names(&then) {
        assert!(names(&before).contains(&name), "new: {name}\n{after}");
    }
}

/// A workflow that does all that is asked for, with `on`, the metadata's `tags` and the
/// push as given.
pub(super) fn workflow(on: &str, tags: &str, push: &str) -> String {
    format!(
        "name: w\non:\n{on}jobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - id: meta\n        uses: docker/metadata-action@v5\n        with:\n          images: quay.io/acme/widget\n          tags: |\n{tags}      - uses: docker/build-push-action@v6\n        with:\n          push: {push}\n          tags: ${{{{ steps.meta.outputs.tags }}}}\n          labels: ${{{{ steps.meta.outputs.labels }}}}\n"
    )
}

pub(super) const ON: &str = "  push:\n    branches: [main]\n    tags: ['v*']\n  workflow_dispatch:\n";
pub(super) const TAGS: &str =
    "            type=raw,value=latest,enable={{is_default_branch}}\n            type=semver,pattern={{version}}\n";

#[test]
fn what_the_mandates_ask_for() {
    good(&workflow(ON, TAGS, "true"));
    good(&workflow(ON, TAGS, "${{ github.event_name != 'pull_request' }}"));
    // Tests and lint beside it are nobody's concern.
    let ci = "on: [push, pull_request]\njobs:\n  t:\n    runs-on: x\n    steps: [{run: cargo test}]\n";
    let found = findings(&[(PATH, &workflow(ON, TAGS, "true")), (".github/workflows/ci.yml", ci)]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn nothing_publishes() {
    let found = findings(&[]);
    assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["unpublished-image"]);
    let ci =
        "on: push\njobs:\n  t:\n    runs-on: x\n    steps: [{run: cargo test}, {uses: docker/build-push-action@v6}]\n";
    let found = findings(&[(PATH, ci)]);
    assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["unpublished-image"]);
}

#[test]
fn a_build_that_logs_in_was_meant_to_be_pushed() {
    bad(
        "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - uses: docker/login-action@v3\n      - uses: docker/build-push-action@v6\n        with: {tags: quay.io/acme/widget}\n",
        &["unpushed-build 7: docker/build-push-action@v6"],
    );
}

#[test]
fn another_image_is_published() {
    let text = workflow(ON, TAGS, "true").replace("quay.io/acme/widget", "ghcr.io/acme/widget");
    bad(&text, &["other-image-published 18: docker/build-push-action@v6"]);
}

#[test]
fn what_may_publish_silences_no() {
    good("on: push\njobs:\n  t:\n    runs-on: x\n    env: {P: '${{ secrets.P }}'}\n    steps: [{run: make push}]\n");
}

#[test]
fn only_tags_start_it() {
    let text = workflow("  push:\n    tags: ['v*']\n  workflow_dispatch:\n", TAGS, "true");
    let found = bad(&text, &["tag-only-trigger 4: tags"]);
    assert!(found[0].message.contains("merge"), "{}", found[0].message);
    let fixed = workflow("  push:\n    branches: [main]\n    tags: ['v*']\n  workflow_dispatch:\n", TAGS, "true");
    fixes(&text, "tag-only-trigger", &fixed);
    // Windows line ends and comments stay.
    fixes(&text.replace('\n', "\r\n"), "tag-only-trigger", &fixed.replace('\n', "\r\n"));
    let flow = workflow("  push: {tags: [v*]} # c\n  workflow_dispatch:\n", TAGS, "true");
    fixes(&flow, "tag-only-trigger", &flow.replace("{tags", "{branches: [main], tags"));
}

#[test]
fn no_push_starts_it() {
    let text = workflow("  # weekly\n  schedule:\n    - cron: '30 4 * * 1'\n  workflow_dispatch:\n", TAGS, "true");
    bad(&text, &["missing-push-trigger 2: on", "unpublished-release 2: on"]);
    fixes(
        &text,
        "missing-push-trigger",
        &text.replace("  schedule", "  push:\n    branches: [main]\n    tags: ['v*']\n  schedule"),
    );
    let text = workflow("", TAGS, "true").replace("on:\n", "on: workflow_dispatch # c\n");
    fixes(
        &text,
        "missing-push-trigger",
        &text.replace("workflow_dispatch", "{push: {branches: [main], tags: ['v*']}, workflow_dispatch: {}}"),
    );
}

#[test]
fn the_default_branch_is_kept_out() {
    let on = |branches: &str| format!("  push:\n    branches: {branches}\n    tags: ['v*']\n  workflow_dispatch:\n");
    let text = workflow(&on("[dev, 'rel/**']"), TAGS, "true");
    bad(&text, &["filtered-default-branch 4: [dev, 'rel/**']"]);
    fixes(&text, "filtered-default-branch", &workflow(&on("[dev, 'rel/**', 'main']"), TAGS, "true"));
    let text = workflow(&on("dev"), TAGS, "true");
    fixes(&text, "filtered-default-branch", &workflow(&on("[dev, main]"), TAGS, "true"));
    let text = workflow(&on("\n      - dev # c\n      - \"x\" # d"), TAGS, "true");
    let fixed = workflow(&on("\n      - dev # c\n      - \"x\"\n      - \"main\" # d"), TAGS, "true");
    fixes(&text, "filtered-default-branch", &fixed);
    let text = workflow(&on("[$default-branch]"), TAGS, "true");
    bad(&text, &["template-default-branch 4: $default-branch"]);
    fixes(&text, "template-default-branch", &workflow(&on("[main]"), TAGS, "true"));
    let text = workflow(&on("['**', '!main']"), TAGS, "true");
    bad(&text, &["filtered-default-branch 4: '!main'"]);
}

#[test]
fn numbers_in_filters() {
    let text = workflow("  push:\n    branches: [main, 2.0]\n    tags: ['v*']\n  workflow_dispatch:\n", TAGS, "true");
    bad(&text, &["number-as-branch 4: 2.0"]);
    fixes(&text, "number-as-branch", &text.replace("2.0", "'2.0'"));
}

#[test]
fn a_guard_holds_the_merge_back() {
    let guard = |text: &str| workflow(ON, TAGS, "true").replace("    runs-on", &format!("    if: {text}\n    runs-on"));
    let tags_only = guard("startsWith(github.ref, 'refs/tags/')");
    bad(&tags_only, &["merge-held-back 9: startsWith(github.ref, 'refs/tags/')"]);
    let foreign = guard("github.repository == 'old/widget' || github.ref_type == 'tag'");
    bad(&foreign, &["foreign-repository-guard 9: github.repository == 'old/widget' || github.ref_type == 'tag'"]);
    good(&guard("github.repository == 'ACME/widget'"));
    good(&guard("github.event.head_commit.message != 'x'"));
}

#[test]
fn a_needed_job_is_skipped() {
    let text = workflow(ON, TAGS, "true").replace(
        "  b:\n",
        "  t:\n    if: github.ref_type == 'tag'\n    runs-on: x\n    steps: [{run: 'true'}]\n  b:\n    needs: t\n",
    );
    bad(&text, &["skipped-need 13: t"]);
}

#[test]
fn the_push_is_off_on_merges() {
    let text = workflow(ON, TAGS, "${{ github.ref_type == 'tag' }}");
    // A run by hand on a tag pushes, so that it is no idle one.
    bad(&text, &["unpushed-build 20: ${{ github.ref_type == 'tag' }}"]);
    let text = workflow(ON, TAGS, "${{ inputs.push }}");
    let found = findings(&[(PATH, &text)]);
    assert!(found.iter().any(|f| f.rule.name == "push-not-boolean"), "{found:?}");
}

#[test]
fn latest_comes_from_tags_only() {
    let text = workflow(ON, "            type=ref,event=branch\n            type=semver,pattern={{version}}\n", "true");
    bad(&text, &["latest-only-from-tags 18: docker/build-push-action@v6"]);
    let line = "            type=raw,value=latest,enable={{is_default_branch}}\n";
    fixes(
        &text,
        "latest-only-from-tags",
        &text.replace("            type=ref", &format!("{line}            type=ref")),
    );
}

#[test]
fn latest_comes_from_nowhere() {
    let on = "  push:\n    branches: [main]\n  workflow_dispatch:\n";
    let text = workflow(on, TAGS, "true").replace("${{ steps.meta.outputs.tags }}", "quay.io/acme/widget:main # c");
    bad(&text, &["unpublished-merge 17: docker/build-push-action@v6", "unpublished-release 4: branches"]);
    // Whoever starts it by hand on another branch does not write the tag.
    let guarded = ":main,${{ github.ref == 'refs/heads/main' && 'quay.io/acme/widget:latest' || '' }}";
    fixes(&text, "unpublished-merge", &text.replace(":main", guarded));
    let text = text.replace("  workflow_dispatch:\n", "");
    fixes(&text, "unpublished-merge", &text.replace(":main", ":main,quay.io/acme/widget:latest"));
}

#[test]
fn paths_stand_before_the_build() {
    let text = workflow(
        "  push:\n    branches: [main]\n    tags: ['v*']\n    paths: ['src/**']\n  workflow_dispatch:\n",
        TAGS,
        "true",
    );
    bad(&text, &["rebuild-behind-paths 6: paths"]);
}

#[test]
fn releases() {
    let text = workflow("  push:\n    branches: [main]\n  workflow_dispatch:\n", TAGS, "true");
    bad(&text, &["unpublished-release 4: branches"]);
    fixes(&text, "unpublished-release", &text.replace("    branches", "    tags: ['v*']\n    branches"));
    let text = workflow(ON, "            latest\n", "true");
    bad(&text, &["unversioned-release 17: docker/build-push-action@v6"]);
}

#[test]
fn nobody_can_start_it() {
    let text = workflow("  push:\n    branches: [main]\n    tags: ['v*']\n", TAGS, "true");
    bad(&text, &["missing-dispatch 2: on"]);
    fixes(&text, "missing-dispatch", &text.replace("  push:\n", "  workflow_dispatch:\n  push:\n"));
}

#[test]
fn steps_that_fail() {
    let text = workflow(
        ON,
        "            type=raw,value=latest,enable=${{ inputs.x }}\n            type=semver,pattern={{version}}\n",
        "true",
    );
    let found = findings(&[(PATH, &text)]);
    assert_eq!(found[0].rule.name, "failing-metadata", "{found:?}");
    let text = workflow(ON, TAGS, "true").replace(
        "${{ steps.meta.outputs.tags }}",
        "'quay.io/acme/widget:latest,quay.io/acme/widget:${{ github.ref_name }},ghcr.io/${{ github.repository }}'",
    );
    let found = findings(&[(PATH, &text)]);
    assert!(found.iter().any(|f| f.rule.name == "invalid-reference"), "{found:?}");
    assert!(!found.iter().any(|f| f.rule.name == "unpublished-merge"), "{found:?}");
}

#[test]
fn conditions_that_are_none() {
    let text =
        workflow(ON, TAGS, "true").replace("    runs-on", "    if: ${{ github.actor == 'x' }} || true\n    runs-on");
    bad(&text, &["always-true-guard 9: ${{ github.actor == 'x' }} || true"]);
}

#[test]
fn other_branches_and_pull_requests() {
    let on = "  push:\n  pull_request:\n  workflow_dispatch:\n";
    let text = workflow(on, "            latest\n            type=ref,event=tag\n", "true");
    bad(
        &text,
        &[
            "pull-request-publishes 17: docker/build-push-action@v6",
            "every-branch-publishes-latest 17: docker/build-push-action@v6",
        ],
    );
    let on = "  push:\n    branches: [main, dev]\n    tags: ['v*']\n  workflow_dispatch:\n";
    let text = workflow(on, "            latest\n            type=ref,event=tag\n", "true");
    bad(&text, &["every-branch-publishes-latest 18: docker/build-push-action@v6"]);
}

#[test]
fn a_run_by_hand_on_another_branch() {
    let text = workflow(ON, "            latest\n            type=semver,pattern={{version}}\n", "true");
    let found = |text: &str| {
        let mut found = everything(&[(PATH, text)]);
        found.retain(|one| one.rule.name == "every-branch-publishes-latest");
        found
    };
    let [one] = &found(&text)[..] else { panic!("one finding") };
    assert_eq!(one.severity, Severity::Info);
    assert!(one.message.starts_with("whoever runs the workflow by hand"), "{}", one.message);
    let guarded =
        text.replace("    runs-on", "    if: github.ref_name == 'main' || github.ref_type == 'tag'\n    runs-on");
    assert!(found(&guarded).is_empty());
    // What only other inputs would push is not certain.
    let asks = ON.replace("dispatch:\n", "dispatch:\n    inputs: {extra: {default: ''}}\n");
    good(&workflow(&asks, &format!("{TAGS}            type=raw,value=${{{{ inputs.extra }}}}\n"), "true"));
}

#[test]
fn newer_runs_cancel_it() {
    let text = format!("concurrency:\n  group: x\n  cancel-in-progress: true\n{}", workflow(ON, TAGS, "true"));
    bad(&text, &["cancelled-publication 3: true"]);
    good(&text.replace("in-progress: true", "in-progress: ${{ github.event_name == 'pull_request' }}"));
}

#[test]
fn labels_are_missing() {
    let text = workflow(ON, TAGS, "true").replace("          labels: ${{ steps.meta.outputs.labels }}\n", "");
    bad(&text, &["missing-provenance-labels 18: docker/build-push-action@v6"]);
    fixes(
        &text,
        "missing-provenance-labels",
        &text.replace(
            "          push: true",
            "          labels: ${{ steps.meta.outputs.labels }}\n          push: true",
        ),
    );
}

#[test]
fn two_write_the_same() {
    let one = workflow(ON, TAGS, "true");
    let found = findings(&[(PATH, &one), (".github/workflows/z.yml", &one)]);
    assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["doubled-publication"]);
    // Whoever starts one by hand does not start the other.
    let nightly = workflow("  schedule: [{cron: '0 3 * * *'}]\n  workflow_dispatch:\n", TAGS, "true");
    let found = findings(&[(PATH, &one), (".github/workflows/z.yml", &nightly)]);
    assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["rival-workflows"]);
}

#[test]
fn github_refuses_it() {
    let text = workflow(ON, TAGS, "true").replace("    branches:", "    branch:");
    bad(&text, &["invalid-workflow 4: branch"]);
}

#[test]
fn a_scheduled_build_that_never_pushes() {
    let on = format!("{ON}  schedule: [{{cron: '0 3 * * 1'}}]\n");
    let text = workflow(&on, TAGS, "${{ github.event_name == 'push' || github.event_name == 'workflow_dispatch' }}");
    bad(&text, &["idle-run 7: schedule"]);
}
