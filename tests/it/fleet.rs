//! One publisher for one tag, over fleets of our own making with real git histories.

mod nested;
mod old_branches;
mod properties;
mod reading;

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use time::Date;

use prodproof::cli::{Fleet as FleetArgs, FleetFormat as Format};
use prodproof::cmd::fleet::{read, read_all, run};
use prodproof_rules::fleet::kinship::Kinship;
use prodproof_rules::fleet::{json, Claims, JoinedFleet, Listing};
use prodproof_rules::rules::fleet::join;

use crate::support::Sandbox;
use prodproof_syntax::finding::Severity;

/// A workflow that pushes `reference` on these events.
fn workflow(on: &str, reference: &str) -> String {
    format!(
        "\
name: build
on:
{on}jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: {reference}
"
    )
}

const MERGE: &str = "  push:\n    branches: [main]\n";
const WEEKLY: &str = "  schedule:\n    - cron: \"30 4 * * 1\"\n";
const LATEST: &str = "quay.io/acme/widget:latest";
const BUILD: &str = ".github/workflows/build.yml";

/// A folder of repositories.
struct Yard {
    sandbox: Sandbox,
}

impl Yard {
    fn new() -> Self {
        Self { sandbox: Sandbox::new() }
    }

    /// A new repository with one commit and a remote of its own on GitHub.
    fn repo(&self, folder: &str, name: &str, files: &[(&str, &str)]) {
        for (path, text) in files {
            self.sandbox.write(&format!("{folder}/{path}"), text);
        }
        // Its own words make its root commit its own.
        self.sandbox.write(&format!("{folder}/README"), format!("{folder} {name}"));
        self.sh(folder, "git init -q -b main . && git add -A && git commit -q -m first");
        self.sh(folder, &format!("git remote add origin https://github.com/{name}.git"));
    }

    /// The app of the incident: publishes on merges, and its unit runs that.
    fn widget(&self) {
        let unit = format!("[Container]\nImage={LATEST}\nAutoUpdate=registry\n");
        self.repo("widget", "acme/widget", &[(BUILD, &workflow(MERGE, LATEST)), ("deploy/widget.container", &unit)]);
    }

    fn sh(&self, folder: &str, line: &str) {
        std::fs::create_dir_all(self.sandbox.at(folder)).expect("a folder");
        self.sandbox.sh_in(folder, line, &[]).expect(0);
    }

    /// A clone under a name of its own, with the same history.
    fn clone(&self, from: &str, to: &str, name: &str) {
        self.sh(".", &format!("git clone -q --no-hardlinks {from} {to}"));
        self.sh(to, &format!("git remote set-url origin https://github.com/{name}.git"));
    }

    fn commit(&self, folder: &str, path: &str, text: &str) {
        self.sandbox.write(&format!("{folder}/{path}"), text);
        self.sh(folder, &format!("git add -A && git commit -q -m 'change {path}'"));
    }

    fn claims(&self) -> Vec<Claims> {
        let (places, refused) = read::find(self.sandbox.path());
        assert_eq!(refused, []);
        let (claims, problems) = read_all(&places, None, Date::MIN);
        assert!(problems.is_empty(), "{problems:?}");
        claims
    }

    fn fleet(&self, listing: Option<&str>) -> JoinedFleet {
        let listing = listing.map(|text| Listing::parse(text).expect("a listing"));
        join(self.claims(), listing.as_ref())
    }

    #[track_caller]
    fn expect(&self, listing: Option<&str>, codes: &[&str]) -> JoinedFleet {
        let fleet = self.fleet(listing);
        let found: Vec<&str> = fleet.findings.iter().map(|finding| finding.rule.code).collect();
        let messages: Vec<String> = fleet.findings.iter().map(|finding| finding.message.to_string()).collect();
        assert_eq!(found, codes, "{messages:#?}");
        fleet
    }
}

/// A repository under its old and its new name, with all that it publishes.
#[test]
fn one_rename_is_one_finding() {
    let yard = Yard::new();
    let tags = format!("{LATEST},quay.io/acme/widget:main,ghcr.io/acme/widget:latest,quay.io/acme/tools:latest");
    let other = workflow("  push:\n    tags: ['v*']\n", "quay.io/acme/widget:${{ github.ref_name }}");
    let files = [(BUILD, workflow(MERGE, &tags)), (".github/workflows/release.yml", other)];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    yard.repo("widget", "acme/widget", &files);
    yard.clone("widget", "gadget", "acme/gadget");
    yard.commit("gadget", "more", "x");
    let fleet = yard.expect(None, &["F003"]);
    let words = fleet.findings[0].message.to_string();
    assert!(words.contains("`quay.io/acme/tools:latest`") && words.contains("`quay.io/acme/widget:main`"), "{words}");
}

#[track_caller]
fn kinship(fleet: &JoinedFleet, expected: Kinship) {
    let found: Vec<Kinship> = fleet.kin.iter().map(|kin| kin.kinship).collect();
    assert_eq!(found, [expected]);
}

/// The names, and which of them are archived, as `gh repo list` prints them.
fn listing(rows: &[(&str, bool)]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|(name, archived)| {
            let short = name.rsplit('/').next().expect("a name");
            format!(
                r#"{{"isArchived":{archived},"isFork":false,"name":"{short}","nameWithOwner":"{name}","parent":null,"url":"https://github.com/{name}"}}"#
            )
        })
        .collect();
    format!("[{}]", rows.join(","))
}

#[test]
fn the_incident() {
    let yard = Yard::new();
    yard.widget();
    yard.repo("widget-old", "acme/widget-old", &[(BUILD, &workflow(WEEKLY, LATEST))]);
    let list = listing(&[("acme/widget", false), ("acme/widget-old", true)]);
    let fleet = yard.expect(Some(&list), &["F001"]);
    let finding = &fleet.findings[0];
    assert_eq!(finding.primary.repo, "acme/widget-old", "the zombie is named first");
    assert_eq!((finding.primary.spot.path.as_str(), finding.primary.spot.line), (BUILD, 10));
    assert_eq!(
        finding.message.to_string(),
        "`quay.io/acme/widget:latest` is published by 2 repositories: `acme/widget` (push:main), `acme/widget-old` (archived; schedule `30 4 * * 1` (Mondays at 04:30 UTC)); a unit runs it"
    );
    let places: Vec<String> =
        finding.related.iter().map(|(site, text)| format!("{} {}: {text}", site.repo, site.spot.path)).collect();
    assert_eq!(
        places,
        [
            "acme/widget .github/workflows/build.yml: `acme/widget` publishes it on push:main",
            "acme/widget deploy/widget.container: this unit runs whichever was pushed last",
        ]
    );
    assert!(finding.help.to_string().contains("archived"), "{}", finding.help);
}

#[test]
fn the_incident_with_a_shared_history() {
    // The old repository was copied when the app moved, and then left behind.
    let yard = Yard::new();
    yard.repo("widget-old", "acme/widget-old", &[(BUILD, &workflow(WEEKLY, LATEST))]);
    yard.clone("widget-old", "widget", "acme/widget");
    yard.commit("widget", BUILD, &workflow(MERGE, LATEST));
    let both = listing(&[("acme/widget", false), ("acme/widget-old", true)]);
    let fleet = yard.expect(Some(&both), &["F001"]);
    kinship(&fleet, Kinship::Copy);
    assert_eq!(fleet.findings[0].primary.repo, "acme/widget-old");
    kinship(&yard.expect(None, &["F003"]), Kinship::OldNameOrCopy);
    // A listing without the old name: it was a rename.
    let renamed = listing(&[("acme/widget", false)]);
    kinship(&yard.expect(Some(&renamed), &[]), Kinship::OldName);
}

#[test]
fn a_second_clone_that_lags_behind() {
    let yard = Yard::new();
    yard.widget();
    yard.clone("widget", "attic/widget", "acme/widget");
    yard.commit("widget", "src/new", "x");
    kinship(&yard.expect(None, &[]), Kinship::SecondClone);
    let fleet = yard.fleet(None);
    assert_eq!(fleet.members[0].repository, fleet.members[1].repository);
}

#[test]
fn a_mirror_and_a_bare_clone() {
    let yard = Yard::new();
    yard.widget();
    yard.sh(".", "git clone -q --bare widget widget.git && git -C widget.git remote remove origin");
    kinship(&yard.expect(None, &[]), Kinship::Mirror);
    let elsewhere = Yard::new();
    elsewhere.widget();
    elsewhere.sh(
        ".",
        "git clone -q --mirror widget mirror && git -C mirror remote set-url origin https://codeberg.org/acme/widget",
    );
    kinship(&elsewhere.expect(None, &[]), Kinship::Mirror);
}

#[test]
fn a_renamed_and_a_transferred_repository() {
    let yard = Yard::new();
    yard.widget();
    yard.clone("widget", "gadget", "acme/gadget");
    yard.commit("gadget", "src/new", "x");
    kinship(&yard.expect(Some(&listing(&[("acme/gadget", false)])), &[]), Kinship::OldName);
    let yard = Yard::new();
    yard.widget();
    yard.clone("widget", "moved", "beta/widget");
    yard.commit("moved", "src/new", "x");
    let list = listing(&[("acme/other", false), ("beta/widget", false)]);
    kinship(&yard.expect(Some(&list), &[]), Kinship::OldName);
}

#[test]
fn a_fork_that_went_its_own_way() {
    let yard = Yard::new();
    yard.widget();
    yard.clone("widget", "fork", "jane/widget");
    yard.commit("widget", "src/ours", "x");
    yard.commit("fork", "src/hers", "x");
    // A fork's clone also knows where it came from.
    yard.sh("fork", "git remote add upstream https://github.com/acme/widget.git");
    kinship(&yard.expect(None, &["F001"]), Kinship::Fork);
}

#[test]
fn a_repository_created_anew_under_its_old_name() {
    let yard = Yard::new();
    yard.widget();
    yard.repo("attic", "acme/widget", &[(BUILD, &workflow(MERGE, LATEST))]);
    kinship(&yard.expect(None, &["F003"]), Kinship::Recreated);
}

#[test]
fn a_name_that_another_history_uses_now() {
    let yard = Yard::new();
    yard.widget();
    yard.clone("widget", "gadget", "acme/gadget");
    yard.commit("gadget", "src/new", "x");
    yard.repo("new", "acme/widget", &[("README.md", "something else")]);
    let fleet = yard.expect(Some(&listing(&[("acme/widget", false), ("acme/gadget", false)])), &["F001"]);
    let found: Vec<Kinship> = fleet.kin.iter().map(|kin| kin.kinship).collect();
    assert!(found.contains(&Kinship::NameReused), "{found:?}");
}

#[test]
fn shallow_clones_prove_nothing() {
    let yard = Yard::new();
    yard.widget();
    yard.commit("widget", "src/new", "x");
    yard.sh(".", "git clone -q --depth 1 file://$PWD/widget shallow");
    yard.sh("shallow", "git remote set-url origin https://github.com/acme/gadget.git");
    yard.sh(
        ".",
        "git clone -q --no-hardlinks widget fork && git -C fork remote set-url origin https://github.com/jane/widget",
    );
    yard.sh("fork", "git reset -q --hard HEAD^ && git commit -q --allow-empty -m hers");
    let fleet = yard.fleet(None);
    let shallow = fleet.members.iter().position(|member| member.label == "acme/gadget").expect("the shallow clone");
    assert!(fleet.members[shallow].claims.identity.history.shallow);
    let of = |label: &str| {
        let other = fleet.members.iter().position(|member| member.label == label).expect("a member");
        fleet.kinship(shallow, other)
    };
    assert_eq!(of("acme/widget"), Kinship::OldNameOrCopy, "the same head, under another name");
    assert_eq!(of("jane/widget"), Kinship::Unknown);
}

#[test]
fn an_unreadable_repository_is_a_finding_and_the_rest_goes_on() {
    let yard = Yard::new();
    yard.widget();
    yard.repo("widget-old", "acme/widget-old", &[(BUILD, &workflow(WEEKLY, LATEST))]);
    yard.repo("broken", "acme/broken", &[]);
    yard.sandbox.write("broken/.git/HEAD", "nonsense\n");
    yard.repo("cut", "acme/cut", &[]);
    yard.sandbox.write("cut/.git/refs/heads/main", "1111111111111111111111111111111111111111\n");
    yard.sh("empty", "git init -q .");
    let (places, _) = read::find(yard.sandbox.path());
    let (claims, problems) = read_all(&places, None, Date::MIN);
    assert_eq!(claims.len(), 3, "a repository without a commit is readable");
    let mut fleet = join(claims, None);
    fleet.add(problems);
    let codes: Vec<&str> = fleet.findings.iter().map(|finding| finding.rule.code).collect();
    assert_eq!(codes, ["F001", "F010", "F010"]);
    let paths: Vec<&str> = fleet.findings[1..].iter().map(|finding| finding.primary.spot.path.as_str()).collect();
    assert!(paths[0].ends_with("broken") && paths[1].ends_with("cut"), "{paths:?}");
}

/// Nothing is caught where the tool is compiled without unwinding: it begins anew.
#[test]
fn repositories_that_break_the_program_are_told_and_the_rest_goes_on() {
    let yard = Yard::new();
    yard.widget();
    yard.repo("widget-old", "acme/widget-old", &[(BUILD, &workflow(WEEKLY, LATEST))]);
    yard.repo("one/bad", "acme/one", &[]);
    yard.repo("two/bad", "acme/two", &[]);
    let ran =
        yard.sandbox.xtask_with(&["fleet", ".", "--format", "json"], &[("XTASK_TEST_BREAKS_ON", "bad")]).expect(1);
    assert!(ran.stderr.contains("a test breaks this"), "{}", ran.stderr);
    let codes: Vec<&str> = ran.stdout.matches("\"F010\"").chain(ran.stdout.matches("\"F001\"")).collect();
    assert_eq!(codes, ["\"F010\"", "\"F010\"", "\"F001\""], "{}", ran.stdout);
    let told = |name: &str| ran.stdout.contains(name);
    assert!(told("one/bad") && told("two/bad") && told("reading it broke the program"), "{}", ran.stdout);
}

/// `fleet` without any options.
fn asked() -> FleetArgs {
    FleetArgs {
        dirs: Vec::new(),
        rev: None,
        repos: None,
        claims: Vec::new(),
        format: Format::Text,
        output: None,
        least: Severity::Error,
        registry: false,
    }
}

#[test]
fn claims_written_apart_join_as_the_repositories_do() {
    let yard = Yard::new();
    yard.widget();
    yard.repo("widget-old", "acme/widget-old", &[(BUILD, &workflow(WEEKLY, LATEST))]);
    let out = Sandbox::new();
    let base = FleetArgs { format: Format::Claims, ..asked() };
    for folder in ["widget", "widget-old"] {
        let args = FleetArgs {
            dirs: vec![yard.sandbox.at(folder)],
            output: Some(out.at(&format!("{folder}.json"))),
            ..base.clone()
        };
        assert_eq!(run(&args).expect("it runs"), 0);
    }
    let report = |dirs: Vec<PathBuf>, claims: Vec<PathBuf>| {
        let output = Some(out.at("report"));
        let args = FleetArgs { dirs, claims, output, format: Format::Json, ..asked() };
        (run(&args).expect("it runs"), out.read("report"))
    };
    let apart = report(Vec::new(), vec![out.at("widget.json"), out.at("widget-old.json")]);
    let together = report(vec![yard.sandbox.path().to_path_buf()], Vec::new());
    assert_eq!(apart.0, 1, "two publishers");
    assert_eq!(apart, together);

    out.write("broken/a.json", "{\n  \"schema\": 1,\n");
    let (code, text) = report(vec![yard.sandbox.at("widget")], vec![out.at("broken")]);
    assert_eq!(code, 1);
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["findings"][0]["rule"], "F011");
    assert_eq!(value["findings"][0]["primary"]["line"], 3);
}

#[test]
fn the_cascade_over_real_files() {
    let yard = Yard::new();
    let base = workflow(MERGE, "quay.io/acme/base:1");
    let wake = "  wake:
    runs-on: ubuntu-latest
    needs: build
    steps:
      - uses: peter-evans/repository-dispatch@v3
        with:
          repository: acme/child
          event-type: base-rebuilt
";
    yard.repo(
        "base",
        "acme/base",
        &[(BUILD, &format!("{base}{wake}")), ("Containerfile", "FROM docker.io/library/alpine:3\n")],
    );
    let child = |on: &str| workflow(&format!("{MERGE}{on}"), "quay.io/acme/child:latest");
    let heard = child("  repository_dispatch:\n    types: [base-rebuilt]\n");
    yard.repo("child", "acme/child", &[(BUILD, &heard), ("Containerfile", "FROM quay.io/acme/base:1\n")]);
    yard.expect(None, &[]);
    yard.commit("child", BUILD, &child(""));
    let fleet = yard.expect(None, &["F008"]);
    assert!(fleet.findings[0].message.to_string().contains("listens to no `repository_dispatch`"));
    yard.commit("child", BUILD, &heard);
    yard.commit("child", "Containerfile", "FROM docker.io/library/debian:13\n");
    yard.expect(None, &["F009"]);
}
