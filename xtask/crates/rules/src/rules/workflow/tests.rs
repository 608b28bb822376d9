//! Workflows written down in a few lines, for the tests of this family, and what concerns
//! no single rule.

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
    let messages: Vec<String> = found.iter().map(|finding| finding.message.to_string()).collect();
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
        "\
name: w
on:
{on}jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: quay.io/acme/widget
          tags: |
{tags}      - uses: docker/build-push-action@v6
        with:
          push: {push}
          tags: ${{{{ steps.meta.outputs.tags }}}}
          labels: ${{{{ steps.meta.outputs.labels }}}}
"
    )
}

pub(super) const ON: &str = "  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
";
pub(super) const TAGS: &str =
    "            type=raw,value=latest,enable={{is_default_branch}}\n            type=semver,pattern={{version}}\n";

/// Without `latest` on releases.
pub(super) fn quiet(text: String) -> String {
    text.replace("          tags: |\n", "          flavor: latest=false\n          tags: |\n")
}

pub(super) fn infos(text: &str) -> Vec<String> {
    let mut found = everything(&[(PATH, text)]);
    found.retain(|one| one.severity == Severity::Info);
    shown(text, &found)
}

#[test]
fn what_the_mandates_ask_for() {
    good(&workflow(ON, TAGS, "true"));
    good(&workflow(ON, TAGS, "${{ github.event_name != 'pull_request' }}"));
    // Tests and lint beside it are nobody's concern.
    let ci = "\
on: [push, pull_request]
jobs:
  t:
    runs-on: x
    steps: [{run: cargo test}]
";
    let found = findings(&[(PATH, &workflow(ON, TAGS, "true")), (".github/workflows/ci.yml", ci)]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_may_publish_silences_no() {
    good(
        "\
on: push
jobs:
  t:
    runs-on: x
    env: {P: '${{ secrets.P }}'}
    steps: [{run: make push}]
",
    );
}
