//! The rules on small repositories.

use super::*;
use prodproof_syntax::finding::apply;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::{Facts, Snapshot};
use prodproof_syntax::span::LineIndex;

const PATH: &str = ".specify/memory/constitution.md";
const BUILD: &str = ".github/workflows/container-build.yml";
const UNIT: &str = "deploy/widget.service";

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
const CONTAINERFILE: &str = "FROM registry.access.redhat.com/ubi10/ubi-minimal:10.1 AS build\nFROM build\n";

/// A repository with one workflow, one unit and one Containerfile, all in order.
fn repo(constitution: &str, more: &[(&str, &str)]) -> Repo {
    let mut files = vec![(PATH, constitution), (BUILD, WORKFLOW), (UNIT, SERVICE), ("Containerfile", CONTAINERFILE)];
    files.retain(|(path, _)| !more.iter().any(|(other, _)| other == path));
    files.extend(more.iter().filter(|(_, text)| !text.is_empty()));
    let today = time::Date::from_calendar_date(2027, time::Month::January, 31).expect("a day");
    Repo::new(Snapshot::of(&files, Facts::unknown("widget", today)))
}

fn run(repo: &Repo) -> Vec<Finding> {
    let mut acc = Vec::new();
    check(repo, &mut acc);
    acc
}

fn shown(text: &str, findings: &[Finding]) -> Vec<String> {
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
fn good(prose: &str) {
    let text = format!("# C\n\n{prose}\n");
    assert_eq!(shown(&text, &run(&repo(&text, &[]))), [""; 0], "{prose}");
}

#[track_caller]
fn bad(prose: &str, expected: &[&str]) {
    bad_with(prose, &[], expected);
}

/// The prose starts at line 3.
#[track_caller]
fn bad_with(prose: &str, more: &[(&str, &str)], expected: &[&str]) {
    let text = format!("# C\n\n{prose}\n");
    assert_eq!(shown(&text, &run(&repo(&text, more))), expected, "{prose}");
}

/// The only finding's fix, all of it in the prose, gives `after` and leaves nothing.
#[track_caller]
fn fixed(prose: &str, after: &str) {
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
fn workflows_that_do_not_exist() {
    bad(
        "Images are built by `.github/workflows/release.yml`.",
        &["X100w 3:22 the workflow `.github/workflows/release.yml` does not exist"],
    );
    bad("The `release` workflow MUST pass.", &["X100e 3:6 no workflow is called `release`"]);
    fixed(
        "The workflow `container-build.yaml` MUST publish the image.",
        "The workflow `container-build.yml` MUST publish the image.",
    );
    bad(
        "- `.github/workflows/a.yml` MUST lint.\n- `.github/workflows/a.yml` MUST test.",
        &["X100e 3:4 the workflow `.github/workflows/a.yml` does not exist"],
    );
    // A name that is computed may be any.
    let computed = "name: ${{ github.workflow }}\non: push\njobs: {a: {name: \"${{ matrix.x }}\", runs-on: x}}\n";
    bad_with("The `release` workflow MUST pass.", &[(".github/workflows/x.yml", computed)], &[]);
}

#[test]
fn checks_that_do_not_exist() {
    bad("The required check `lint` gates every merge.", &["X103w 3:21 no workflow or job is called `lint`"]);
    good("The required check `DCO` gates every merge.");
    let calls = "on: push\njobs: {a: {uses: ./.github/workflows/b.yml}}\n";
    bad_with("The required check `lint` gates every merge.", &[(".github/workflows/x.yml", calls)], &[]);
}

#[test]
fn units_that_do_not_exist() {
    bad("The host MUST run `gadget.service`.", &["X101e 3:20 the unit `gadget.service` does not exist"]);
    bad("The unit is `units/widget.service`.", &["X101w 3:14 the unit `units/widget.service` does not exist"]);
    let quadlet = [(UNIT, ""), ("deploy/widget.container", "[Container]\nImage=quay.io/acme/widget\n")];
    bad_with("The unit on the host is `widget.service`.", &quadlet, &[]);
    bad_with(
        "The unit is `deploy/widget.service`.",
        &quadlet,
        &["X101w 3:14 the unit `deploy/widget.service` does not exist"],
    );
    bad_with(
        "The units are `widget@blue.service` and `app-pod.service`.",
        &[("d/widget@.service", "[Service]\n"), ("d/app.pod", "[Pod]\n")],
        &[],
    );
}

#[test]
fn the_contracts_unit_is_reported_once_and_mended() {
    let text = "# C\n\nThe unit is `deploy/gadget.service`.\n\n```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n[deploy]\nunit = \"deploy/gadget.service\"\n```\n";
    let found = run(&repo(text, &[]));
    assert_eq!(
        shown(text, &found),
        ["X101e 9:8 the contract names the unit `deploy/gadget.service`, which does not exist"]
    );
    assert_eq!(found[0].implies, ["undeployed-image"]);
    let fix = found[0].fix.as_ref().expect("the unit that runs the image");
    assert!(apply(text, &fix.edits).unwrap().contains("unit = \"deploy/widget.service\"\n"));
}

#[test]
fn files_that_do_not_exist() {
    bad("The threat model in `docs/threats.md` MUST be kept.", &["X102w 3:22 `docs/threats.md` does not exist"]);
    bad_with("The image is built from `Dockerfile`.", &[], &["X102w 3:26 `Dockerfile` does not exist"]);
    bad_with("See `docs/threats.md`.", &[("more/docs/threats.md", "x")], &[]);
}

#[test]
fn schedules_that_no_workflow_has() {
    let none = [(BUILD, "on: push\njobs: {}\n")];
    let other = [(BUILD, "on:\n  schedule:\n    - cron: '30 4 * * 2'\njobs: {}\n")];
    bad_with(
        "The image MUST be rebuilt weekly.",
        &none,
        &["X104e 3:27 `weekly` is promised, and no workflow has a schedule"],
    );
    bad_with(
        "The image is rebuilt every Monday at 04:30 UTC.",
        &other,
        &["X104w 3:22 `every Monday at 04:30 UTC` is promised, and the only schedule is `30 4 * * 2`"],
    );
    bad_with("The image is rebuilt weekly.", &other, &[]);
    bad("The image is rebuilt daily.", &["X104w 3:22 `daily` is promised, and the only schedule is `30 4 * * 1`"]);
    bad(
        "The image is rebuilt every Monday at 05:30 UTC.",
        &["X104w 3:22 `every Monday at 05:30 UTC` is promised, and the only schedule is `30 4 * * 1`"],
    );
    bad(
        "The build runs on cron `0 3 * * 1`.",
        &["X104w 3:25 `0 3 * * 1` is promised, and the only schedule is `30 4 * * 1`"],
    );
    good("The image is rebuilt every Monday at 05:30 CET.");
    // What cannot be read may hold it, and what is not there is another rule's.
    bad_with("The image is rebuilt weekly.", &[(BUILD, "on: [\n")], &[]);
    bad_with("The image is rebuilt weekly.", &[(BUILD, "")], &[]);
}

#[test]
fn a_schedule_is_mended_in_the_workflow() {
    let other = "on:\n  schedule:\n    - cron: '30 4 * * 2' # weekly\njobs: {}\n";
    let found = run(&repo("The image is rebuilt every Monday at 04:30 UTC.\n", &[(BUILD, other)]));
    let fix = found[0].fix.as_ref().expect("a fix");
    assert!(!fix.safe && fix.edits[0].place.path == BUILD);
    assert_eq!(apply(other, &fix.edits).unwrap(), other.replace("* * 2", "* * 1"));
}

#[test]
fn images_that_nothing_publishes_or_runs() {
    bad("Images are published to `ghcr.io/acme/widget`.", &["X105w 3:26 nothing here publishes `ghcr.io/acme/widget`"]);
    fixed("The image is `ghcr.io/acme/widget`.", "The image is `quay.io/acme/widget`.");
    fixed(
        "Images MUST be pushed to `quay.io/acme/widgets:latest`.",
        "Images MUST be pushed to `quay.io/acme/widget:latest`.",
    );
    bad("The host runs `docker.io/acme/widget:latest`.", &["X105w 3:16 nothing here runs `docker.io/acme/widget`"]);
    good("The host also runs `docker.io/library/nginx:latest`.");
    let text = "Images are published to `ghcr.io/acme/widget`.\n";
    let mut unknown = repo(text, &[]);
    std::sync::Arc::make_mut(&mut unknown.build).publications[0].reference = None;
    assert_eq!(shown(text, &run(&unknown)), [""; 0]);
    std::sync::Arc::make_mut(&mut unknown.build).publications[0].reference =
        Some(Reference::parse("<var:REGISTRY>/acme/widget"));
    assert_eq!(shown(text, &run(&unknown)), [""; 0]);
}

#[test]
fn tags_that_nothing_publishes() {
    bad("Every merge to main publishes `:edge`.", &["X106w 3:32 no event publishes the tag `edge`"]);
    bad("Images are published as `quay.io/acme/widget:stable`.", &["X106w 3:26 no event publishes the tag `stable`"]);
    good("Every merge to main publishes `:latest`.");
    good("Every `v*` tag publishes `quay.io/acme/widget:<version>`.");
}

#[test]
fn base_images_that_no_containerfile_has() {
    bad(
        "The image MUST be based on `registry.access.redhat.com/ubi9/ubi-minimal`.",
        &["X107e 3:29 no Containerfile builds from `registry.access.redhat.com/ubi9/ubi-minimal`"],
    );
    bad("Base image: `alpine:3.20`.", &["X107w 3:14 no Containerfile builds from `alpine:3.20`"]);
    bad(
        "The Containerfile says `FROM registry.access.redhat.com/ubi10/ubi-minimal:10.0`.",
        &["X107w 3:30 no Containerfile builds from `registry.access.redhat.com/ubi10/ubi-minimal:10.0`"],
    );
    bad_with("Base image: `alpine:3.20`.", &[("Containerfile", "ARG BASE\nFROM $BASE\n")], &[]);
    bad_with("Base image: `alpine:3.20`.", &[("Containerfile", "")], &[]);
    good("| Base Image | For |\n|---|---|\n| `registry.access.redhat.com/ubi10/ubi-init` | systemd |\n| `registry.access.redhat.com/ubi10/ubi-minimal` | the rest |");
    let found = run(&repo("Base image: `alpine`.\n", &[]));
    assert_eq!(found[0].related[0].place.span.text(CONTAINERFILE), "registry.access.redhat.com/ubi10/ubi-minimal:10.1");
}

#[test]
fn labels_that_are_set_nowhere() {
    bad(
        "Containers MUST carry the label `com.acme.team=web`.",
        &["X108w 3:34 the label `com.acme.team=web` is set nowhere"],
    );
    bad_with(
        "Images MUST carry `org.opencontainers.image.licenses`.",
        &[(BUILD, "on: push\njobs: {}\n")],
        &["X108w 3:20 the label `org.opencontainers.image.licenses` is set nowhere"],
    );
    bad_with(
        "Images MUST carry `org.opencontainers.image.licenses`.",
        &[(".github/workflows/x.yml", "on: push\njobs: {a: {steps: [{uses: docker/metadata-action@v5}]}}\n")],
        &[],
    );
}

#[test]
fn labels_that_podman_does_not_know() {
    bad(
        "Units MUST carry `io.containers.autoupdate.systemd_unit`.",
        &["X109e 3:19 podman knows no label `io.containers.autoupdate.systemd_unit`"],
    );
    fixed(
        "Units MUST carry `io.containers.auto-update=registry`.",
        "Units MUST carry `io.containers.autoupdate=registry`.",
    );
    good("Podman knows no label `io.containers.autoupdate.systemd_unit`.");
}

#[test]
fn the_opposite_of_a_mandate() {
    bad(
        "Images MUST be published only on `v*` tags.",
        &["X110e 3:35 only `tag:v*` publishes by this, and a merge must publish the image too"],
    );
    bad(
        "Merges to `main` MUST NOT publish the image.",
        &["X110e 3:1 a merge must publish the image, and this forbids it"],
    );
    bad(
        "The image is published only on pushes to `main`.",
        &["X110w 3:32 only `push:main` publishes by this, and a release tag must publish the image too"],
    );
    bad(
        "`:latest` is published only on version tags.",
        &["X110w 3:32 only `tag:<any>` publishes by this, and a merge must publish the image too"],
    );
    good("Images are published only on pushes to `main` and on `v*` tags.");
    good("`:latest` is published only on pushes to `main`.");
    good("Versioned images are published only on `v*` tags.");
    good("Pull requests MUST NOT publish the image.");
    good("A push to main MUST NOT publish the image without a passing test run.");
}

#[test]
fn triggers_that_no_workflow_has() {
    bad("Every push to `develop` publishes the image.", &["X111w 3:7 no workflow is started by `push:develop`"]);
    bad_with(
        "Every push to `develop` publishes the image.",
        &[(".github/workflows/x.yml", "on: push\njobs: {}\n")],
        &[],
    );
    good("Every push to `main` publishes the image.");
}

#[test]
fn a_repository_without_a_constitution_claims_nothing() {
    assert_eq!(shown("", &run(&repo("", &[(PATH, "")]))), [""; 0]);
}
