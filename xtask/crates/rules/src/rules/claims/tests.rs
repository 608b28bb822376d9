//! Small repositories for the tests of this family, and what concerns no single rule.

use super::*;
use prodproof_syntax::finding::apply;
use prodproof_syntax::snapshot::{Facts, Snapshot};
use prodproof_syntax::span::LineIndex;

pub(super) const PATH: &str = ".specify/memory/constitution.md";
pub(super) const BUILD: &str = ".github/workflows/container-build.yml";
pub(super) const UNIT: &str = "deploy/widget.service";

const WORKFLOW: &str = r#"name: container-build
on:
  push:
    branches: [main]
    tags: ["v*"]
  schedule:
    - cron: "30 4 * * 1"
jobs:
  publish:
    name: Build and publish
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: quay.io/acme/widget
          tags: |
            type=raw,value=latest,enable={{is_default_branch}}
            type=semver,pattern={{version}}
            type=sha
      - uses: docker/build-push-action@v6
        with:
          context: .
          push: true
          tags: ${{ steps.meta.outputs.tags }}
"#;
const SERVICE: &str =
    "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart=/usr/bin/podman run --name w --replace --label io.containers.autoupdate=registry --label com.acme.team=infra quay.io/acme/widget:latest\n";
pub(super) const CONTAINERFILE: &str = "FROM registry.access.redhat.com/ubi10/ubi-minimal:10.1 AS build\nFROM build\n";

/// A workflow whose one build has these lines among its inputs.
pub(super) fn built_with(lines: &str) -> String {
    format!(
        "\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: quay.io/acme/widget:latest
{lines}"
    )
}

/// A repository with one workflow, one unit and one Containerfile, all in order.
pub(super) fn repo(constitution: &str, more: &[(&str, &str)]) -> Repo {
    let mut files = vec![(PATH, constitution), (BUILD, WORKFLOW), (UNIT, SERVICE), ("Containerfile", CONTAINERFILE)];
    files.retain(|(path, _)| !more.iter().any(|(other, _)| other == path));
    files.extend(more.iter().filter(|(_, text)| !text.is_empty()));
    let today = time::Date::from_calendar_date(2027, time::Month::January, 31).expect("a day");
    Repo::new(Snapshot::of(&files, Facts::unknown("widget", today)))
}

pub(super) fn run(repo: &Repo) -> Vec<Finding> {
    let mut acc = Vec::new();
    check(repo, &mut acc);
    acc
}

pub(super) fn shown(text: &str, findings: &[Finding]) -> Vec<String> {
    let index = LineIndex::new(text);
    let of = |finding: &Finding| {
        let (line, column) = index.line_col(text, finding.primary.span.start);
        let severity = finding.severity.as_str().chars().next().unwrap_or(' ');
        assert!(!finding.help.is_empty());
        format!("{}{severity} {line}:{column} {}", finding.rule.code, finding.message)
    };
    findings.iter().map(of).collect()
}

#[track_caller]
pub(super) fn good(prose: &str) {
    let text = format!("# C\n\n{prose}\n");
    assert_eq!(shown(&text, &run(&repo(&text, &[]))), [""; 0], "{prose}");
}

#[track_caller]
pub(super) fn bad(prose: &str, expected: &[&str]) {
    bad_with(prose, &[], expected);
}

/// The prose starts at line 3.
#[track_caller]
pub(super) fn bad_with(prose: &str, more: &[(&str, &str)], expected: &[&str]) {
    let text = format!("# C\n\n{prose}\n");
    assert_eq!(shown(&text, &run(&repo(&text, more))), expected, "{prose}");
}

/// The only finding's fix, all of it in the prose, gives `after` and leaves nothing.
#[track_caller]
pub(super) fn fixed(prose: &str, after: &str) {
    let text = format!("# C\n\n{prose}\n");
    let findings = run(&repo(&text, &[]));
    assert_eq!(findings.len(), 1, "{findings:?}");
    let fix = findings[0].fix.clone().expect("a fix");
    assert!(fix.edits.iter().all(|edit| edit.place.path == PATH));
    let mended = apply(&text, &fix.edits).expect("edits that fit");
    assert_eq!(mended, format!("# C\n\n{after}\n"));
    assert_eq!(shown(&mended, &run(&repo(&mended, &[]))), [""; 0]);
}

#[test]
fn what_is_backed() {
    good("The image MUST be published to `quay.io/acme/widget` by `.github/workflows/container-build.yml`.");
    good("The workflow `container-build.yml` publishes the image on every push to main.");
    good("The `container-build` workflow and its `publish` job MUST pass. The required check `Build and publish` gates merges.");
    good("The unit `deploy/widget.service` runs `quay.io/acme/widget:latest`; on the host it is `widget.service`.");
    good("The image is built from `Containerfile`, based on `registry.access.redhat.com/ubi10/ubi-minimal`.");
    good("Base image: `ubi10`.");
    good("The image is rebuilt every Monday at 04:30 UTC, by cron `30 4 * * 1`. It is rebuilt weekly.");
    good("Containers MUST carry the label `com.acme.team=infra`.");
    good("Images MUST carry `org.opencontainers.image.revision`.");
    good("The unit MUST carry `io.containers.autoupdate=registry` and `PODMAN_SYSTEMD_UNIT`.");
    good("Every push to `main` publishes `:latest`, every `v*` tag a version.");
    good("The image is published as `quay.io/acme/widget:sha-1234567`.");
}

#[test]
fn a_repository_without_a_constitution_claims_nothing() {
    assert_eq!(shown("", &run(&repo("", &[(PATH, "")]))), [""; 0]);
}
