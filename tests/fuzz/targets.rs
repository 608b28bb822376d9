//! What is fuzzed: each target takes any bytes and must neither panic nor point outside of
//! what it read. `.ci/fuzz` runs them with a coverage-guided fuzzer; `tests/it/fuzz.rs`
//! replays the corpus in every test run.

use prodproof_constitution::{bump, contract};
use prodproof_deployment::deployments;
use prodproof_rules::fleet::json::{from_json, to_json};
use prodproof_rules::repo::Repo;
use prodproof_rules::rules;
use prodproof_syntax::finding::apply;
use prodproof_syntax::markdown::Markdown;
use prodproof_syntax::snapshot::{Facts, Snapshot};
use prodproof_syntax::yaml::Yaml;
use time::{Date, Month};

/// A target: its name, and what it does with a text.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&str),
}

pub const TARGETS: &[Target] = &[
    Target { name: "yaml", run: yaml },
    Target { name: "expression", run: expression },
    Target { name: "script", run: script },
    Target { name: "bake", run: bake },
    Target { name: "make", run: make },
    Target { name: "constitution", run: constitution },
    Target { name: "contract", run: contract },
    Target { name: "unit", run: unit },
    Target { name: "quadlets", run: quadlets },
    Target { name: "kube", run: kube },
    Target { name: "containerfile", run: containerfile },
    Target { name: "claims", run: claims },
];

/// Runs one target on bytes; what is no text is none of its inputs.
#[allow(dead_code)]
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    if let (Some(target), Ok(text)) = (target, std::str::from_utf8(data)) {
        (target.run)(text);
    }
}

const WORKFLOW: &str = ".github/workflows/build.yml";
const PROSE: &str = "# W Constitution\n\n- Every push to `main` MUST publish `quay.io/acme/widget:latest`.\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01 | **Last Amended**: 2026-01-01\n";

fn today() -> Date {
    Date::from_calendar_date(2027, Month::January, 31).expect("a date")
}

fn snapshot(files: &[(&str, &str)]) -> Snapshot {
    Snapshot::of(files, Facts::unknown("widget", today()))
}

/// The whole tool on these files: every place is one of the file, every fix can be made.
fn check(files: &[(&str, &str)]) {
    let repo = Repo::new(snapshot(files));
    let text = |path: &str| repo.snapshot.text(path).unwrap_or_default();
    for finding in rules::check(&repo) {
        let related = finding.related.iter().map(|label| &label.place);
        for place in related.chain([&finding.primary]) {
            assert!(text(&place.path).get(place.span.range()).is_some(), "{} at {place:?}", finding.rule.name);
        }
        let Some(fix) = &finding.fix else { continue };
        let paths: std::collections::BTreeSet<&str> = fix.edits.iter().map(|edit| edit.place.path.as_str()).collect();
        for path in paths {
            let edits: Vec<_> = fix.edits.iter().filter(|edit| edit.place.path == path).cloned().collect();
            assert!(apply(text(path), &edits).is_ok(), "{}: {:?}", finding.rule.name, fix.edits);
        }
    }
}

/// A workflow with one job of these steps, in JSON, which is YAML.
fn workflow(steps: serde_json::Value) -> String {
    serde_json::json!({
        "on": { "push": { "branches": ["main"], "tags": ["v*"] }, "workflow_dispatch": {} },
        "jobs": { "b": { "runs-on": "ubuntu-latest", "steps": steps } },
    })
    .to_string()
}

fn step(key: &str, value: &str) -> String {
    workflow(serde_json::json!([{ key: value, "run": "docker push quay.io/acme/widget:latest" }]))
}

fn yaml(text: &str) {
    let document = Yaml::read(text);
    if let Some(root) = document.root() {
        assert!(text.get(root.span.range()).is_some());
    }
    check(&[(WORKFLOW, text), ("CONSTITUTION.md", PROSE)]);
}

fn expression(text: &str) {
    check(&[(WORKFLOW, &step("if", text))]);
    let run = format!("docker push quay.io/acme/widget:${{{{ {text} }}}}");
    check(&[(WORKFLOW, &workflow(serde_json::json!([{ "run": run }])))]);
}

fn script(text: &str) {
    let run = serde_json::json!([{ "uses": "actions/checkout@v4" }, { "run": text }]);
    check(&[
        (WORKFLOW, &workflow(run)),
        ("deploy/u.sh", text),
        ("deploy/u.service", "[Service]\nExecStart=/opt/u.sh\n"),
    ]);
    check(&[(WORKFLOW, &workflow(serde_json::json!([{ "shell": "pwsh", "run": text }])))]);
}

fn bake(text: &str) {
    let run = serde_json::json!([{ "uses": "actions/checkout@v4" }, { "run": "docker buildx bake --push" }]);
    check(&[(WORKFLOW, &workflow(run)), ("docker-bake.hcl", text)]);
}

fn make(text: &str) {
    let run = serde_json::json!([{ "uses": "actions/checkout@v4" }, { "run": "make push && make" }]);
    check(&[(WORKFLOW, &workflow(run)), ("Makefile", text)]);
}

/// Two texts behind each other: the base and what became of it. Bumps come to an end.
fn constitution(text: &str) {
    let (old, new) = text.split_once("\n====\n").unwrap_or((PROSE, text));
    let demand = bump::demand(Some(old), new);
    let plan = bump::plan_for(new, &demand, today());
    let written = plan.apply(new);
    if let Some(target) = bump::target(&demand, today()).filter(|_| !plan.is_empty()) {
        // A place that only the new text has may be filled in by the next one.
        let second = bump::plan(&written, &target).apply(&written);
        let third = bump::plan(&second, &target);
        assert!(third.is_empty(), "a third bump changes {second:?}: {:?}", third.changes);
    }
    check(&[("CONSTITUTION.md", new)]);
}

fn contract(text: &str) {
    let prose = format!("# C\n\n```toml contract\n{text}\n```\n\n**Version**: 1.0.0\n");
    contract::read_in(&prose, &Markdown::read(&prose));
    check(&[("CONSTITUTION.md", &prose)]);
}

fn unit(text: &str) {
    check(&[("deploy/u.service", text), ("deploy/u.service.d/10.conf", text)]);
}

/// Files behind lines `--- name`.
fn quadlets(text: &str) {
    let mut files: Vec<(String, &str)> = Vec::new();
    for part in text.split("--- ").skip(1).take(12) {
        let (name, text) = part.split_once('\n').unwrap_or((part, ""));
        let plain = name.len() < 40 && name.bytes().all(|c| c.is_ascii_alphanumeric() || b".-_@".contains(&c));
        if plain && !name.is_empty() {
            files.push((format!("deploy/{name}"), text));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    deployments(&snapshot(&files));
    check(&files);
}

fn kube(text: &str) {
    check(&[("deploy/p.yaml", text), ("deploy/p.kube", "[Kube]\nYaml=p.yaml\nAutoUpdate=registry\n")]);
}

fn containerfile(text: &str) {
    let unit = "[Container]\nImage=quay.io/acme/widget:latest\n";
    check(&[("Containerfile", text), ("deploy/u.container", unit)]);
}

/// What is read of claims is written as claims that are read the same.
fn claims(text: &str) {
    for claims in from_json(text).into_iter().flatten() {
        let written = to_json(&claims).to_string();
        assert!(from_json(&written).is_ok_and(|again| again.len() == 1), "{written}");
    }
}
