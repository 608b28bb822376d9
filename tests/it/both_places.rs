//! A workflow or unit that does not do what the constitution says is one finding, at the
//! file to be changed, with the sentence as its other place: in every format, with and
//! without a contract, and whatever else is ignored.

use prodproof::cli::Format;
use prodproof_rules::report::github::github;
use prodproof_rules::report::human::{human, Style};
use prodproof_rules::report::json::json;
use prodproof_rules::report::markdown::markdown;
use prodproof_rules::report::sarif::sarif;
use prodproof_rules::report::Report;
use prodproof_rules::select::Selection;

use super::rule_cases::{Files, Look};
use super::support::Sandbox;

const PROSE: &str = "# Acme Constitution

## Core Principles

### I. What Is Merged Runs

- Every push to `main` MUST publish `ghcr.io/acme/widget:latest`.
- Every push of a `v*` tag MUST publish a version.
- `workflow_dispatch` MUST stay.
- Units MUST run `ghcr.io/acme/widget:latest`.
- Deployed systemd units MUST include `--label io.containers.autoupdate=registry` and
  `--label PODMAN_SYSTEMD_UNIT=<unit>.service`.
- Images MUST carry `org.opencontainers.image.revision`.
CONTRACT
**Version**: 1.0.0 | **Ratified**: 2026-01-01 | **Last Amended**: 2026-01-01
";

const CONTRACT: &str = "
```toml contract
[image]
name = \"ghcr.io/acme/widget\"
[deploy]
unit = \"deploy/widget.service\"
autoupdate = \"registry\"
```
";

const BUILD: &str = "name: Build
on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
jobs:
  image:
    runs-on: ubuntu-latest
    permissions: {contents: read, packages: write}
    steps:
      - uses: actions/checkout@v6
      - uses: docker/login-action@v4
        with: {registry: ghcr.io, username: '${{ github.actor }}', password: '${{ secrets.GITHUB_TOKEN }}'}
      - id: meta
        uses: docker/metadata-action@v6
        with:
          images: ghcr.io/acme/widget
          flavor: latest=false
          tags: |
            type=raw,value=latest,enable={{is_default_branch}}
            type=semver,pattern={{version}}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ${{ steps.meta.outputs.tags }}
          labels: ${{ steps.meta.outputs.labels }}
";

const UNIT: &str = "[Unit]
Description=widget

[Service]
ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry --label PODMAN_SYSTEMD_UNIT=widget.service ghcr.io/acme/widget:latest
Restart=always

[Install]
WantedBy=multi-user.target
";

const WORKFLOW_PATH: &str = ".github/workflows/build.yml";
const UNIT_PATH: &str = "deploy/widget.service";
const CONSTITUTION: &str = ".specify/memory/constitution.md";

/// A text that goes, what comes in its place, the rule that finds it, and the line of the
/// sentence.
struct Breach {
    path: &'static str,
    old: &'static str,
    new: &'static str,
    rule: &'static str,
    line: usize,
}

const fn breach(path: &'static str, old: &'static str, new: &'static str, rule: &'static str, line: usize) -> Breach {
    Breach { path, old, new, rule, line }
}

const BREACHES: &[Breach] = &[
    breach(UNIT_PATH, "--label io.containers.autoupdate=registry ", "", "missing-autoupdate-label", 11),
    breach(UNIT_PATH, "autoupdate=registry", "autoupdate=disabled", "disabled-autoupdate", 11),
    breach(UNIT_PATH, "io.containers.autoupdate=", "io.container.autoupdate=", "unknown-autoupdate-label", 11),
    breach(UNIT_PATH, "--label PODMAN_SYSTEMD_UNIT=widget.service ", "", "missing-systemd-unit", 12),
    breach(UNIT_PATH, "UNIT=widget.service", "UNIT=other.service", "other-systemd-unit", 12),
    breach(UNIT_PATH, "ghcr.io/acme/widget:latest", "quay.io/acme/widget:latest", "other-image-run", 0),
    breach(UNIT_PATH, "widget:latest", "widget:stable", "unpublished-tag-run", 0),
    breach(WORKFLOW_PATH, "    branches: [main]\n", "", "tag-only-trigger", 7),
    breach(WORKFLOW_PATH, "branches: [main]", "branches: [develop]", "filtered-default-branch", 7),
    breach(WORKFLOW_PATH, "    tags: ['v*']\n", "", "unpublished-release", 8),
    breach(WORKFLOW_PATH, "            type=semver,pattern={{version}}\n", "", "unpublished-release", 8),
    breach(
        WORKFLOW_PATH,
        "            type=raw,value=latest,enable={{is_default_branch}}\n",
        "",
        "suppressed-latest",
        7,
    ),
    breach(WORKFLOW_PATH, "  workflow_dispatch:\n", "", "missing-dispatch", 9),
    breach(WORKFLOW_PATH, "          labels: ${{ steps.meta.outputs.labels }}\n", "", "missing-provenance-labels", 13),
];

fn repository(contract: &str) -> Sandbox {
    let sandbox = Sandbox::git(&[
        (CONSTITUTION, &PROSE.replace("CONTRACT", contract)),
        (WORKFLOW_PATH, BUILD),
        (UNIT_PATH, UNIT),
        ("Dockerfile", "FROM scratch\n"),
    ]);
    sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    sandbox
}

#[test]
fn what_is_as_it_was_promised_is_not_found() {
    for contract in ["", CONTRACT] {
        let found = repository(contract).xtask(&["verify", "--check", "--format", "json"]).expect(0).rules();
        assert!(found.iter().all(|rule| rule == "missing-contract"), "{found:?}");
    }
}

#[test]
fn one_finding_names_both_places() {
    names_both_places("");
}

#[test]
fn one_finding_names_both_places_with_a_contract() {
    names_both_places(CONTRACT);
}

/// The same repository in memory, with one text of a file another one.
fn with(contract: &str, breach: &Breach) -> Files {
    let mut files: Files = [
        (CONSTITUTION, PROSE.replace("CONTRACT", contract)),
        (WORKFLOW_PATH, BUILD.into()),
        (UNIT_PATH, UNIT.into()),
        ("Dockerfile", "FROM scratch\n".into()),
    ]
    .map(|(path, text)| (path.to_string(), text.into_bytes()))
    .into();
    let text = String::from_utf8(files[breach.path].clone()).expect("UTF-8");
    assert!(text.contains(breach.old), "{} has no {}", breach.path, breach.old);
    files.insert(breach.path.into(), text.replace(breach.old, breach.new).into_bytes());
    files
}

fn selection(select: &[&str], ignore: &[&str]) -> Selection {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_string()).collect::<Vec<_>>();
    Selection::new(&words(select), &words(ignore), None).expect("rules")
}

/// A report in one format.
fn tell(format: Format) -> fn(&Report<'_>) -> String {
    match format {
        Format::Human => |report| human(report, Style::PLAIN),
        Format::Json => json,
        Format::Sarif => sarif,
        Format::Github => github,
        Format::Markdown => markdown,
    }
}

/// How a place, `PATH:LINE`, is spelled in a format.
fn spelled(format: Format, place: &str) -> &str {
    match format {
        // The line has a key of its own.
        Format::Json | Format::Sarif => CONSTITUTION,
        Format::Human | Format::Github | Format::Markdown => place,
    }
}

#[track_caller]
fn names_both_places(contract: &str) {
    for breach in BREACHES {
        let Breach { path, rule, line, .. } = breach;
        let files = with(contract, breach);
        let all: serde_json::Value = serde_json::from_str(&Look::of(&files).tell(json)).expect("JSON");
        let findings = all["findings"].as_array().expect("findings").clone();
        let own: Vec<_> = findings.iter().filter(|finding| finding["name"] == **rule).collect();
        let [own] = own.as_slice() else { panic!("{rule} {contract}: {findings:#?}") };
        assert_eq!(own["primary"]["path"], **path, "{rule}");
        let related = own["related"].as_array().expect("related");
        let is_sentence = |place: &&serde_json::Value| {
            place["path"] == CONSTITUTION && (*line == 0 || place["line"].as_u64() == Some(*line as u64))
        };
        let sentence = related.iter().filter(is_sentence).min_by_key(|place| place["line"].as_u64());
        let Some(sentence) = sentence else { panic!("{rule} {contract:?}: {own:#}") };
        // No second finding says the same from the sentence's side.
        for other in findings.iter().filter(|other| other["primary"]["path"] == CONSTITUTION) {
            let unlike = ["missing-contract", "contradicted-contract"].iter().any(|name| other["name"] == **name);
            assert!(unlike || other["name"] == **rule, "{rule} {contract:?}: {other:#}");
        }

        // Alone, in every format, with both places.
        let place = format!("{CONSTITUTION}:{}", sentence["line"]);
        let alone = Look::at(&files, &selection(&[rule], &[]));
        for (name, format) in Format::TABLE {
            let told = alone.tell(tell(format));
            let place = spelled(format, &place);
            assert!(told.contains(path), "{rule} {name}: {told}");
            assert!(told.contains(place), "{rule} {name}: no {place} in {told}");
        }

        // Whoever ignores this one is told of what else does not hold: the sentence.
        let left = Look::at(&files, &selection(&[], &[rule])).names();
        assert!(!left.contains(rule));
        if ["missing-autoupdate-label", "missing-systemd-unit"].contains(rule) {
            assert!(left.contains(&"unmet-label"), "{rule}: {left:?}");
        }
    }
}

/// That the tool says the same as what is judged in memory, of one breach.
#[test]
fn the_tool_names_both_places() {
    let sandbox = repository(CONTRACT);
    let breach = &BREACHES[0];
    for (path, bytes) in with(CONTRACT, breach) {
        sandbox.write(&path, bytes);
    }
    let place = format!("{CONSTITUTION}:{}", breach.line);
    for (name, format) in Format::TABLE {
        let ran = sandbox.xtask(&["verify", "--check", "--select", breach.rule, "--format", name]);
        let place = spelled(format, &place);
        assert!(ran.stdout.contains(breach.path) && ran.stdout.contains(place), "{name}: {}", ran.stdout);
    }
    assert!(!sandbox
        .xtask(&["verify", "--ignore", breach.rule, "--format", "json"])
        .rules()
        .contains(&breach.rule.into()));
}
