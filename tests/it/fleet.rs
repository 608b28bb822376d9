//! One publisher for one tag, over fleets of our own making with real git histories.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use time::Date;

use prodproof::cli::{Fleet as FleetArgs, FleetFormat as Format};
use prodproof::cmd::fleet::{read, read_all, run};
use prodproof_rules::fleet::kinship::Kinship;
use prodproof_rules::fleet::{json, Claims, Fleet, Listing};
use prodproof_rules::rules::fleet::join;

use crate::support::Sandbox;

/// A workflow that pushes `reference` on these events.
fn workflow(on: &str, reference: &str) -> String {
    format!(
        "name: build\non:\n{on}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: {reference}\n"
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

    fn fleet(&self, listing: Option<&str>) -> Fleet {
        let listing = listing.map(|text| Listing::parse(text).expect("a listing"));
        join(self.claims(), listing.as_ref())
    }

    #[track_caller]
    fn expect(&self, listing: Option<&str>, codes: &[&str]) -> Fleet {
        let fleet = self.fleet(listing);
        let found: Vec<&str> = fleet.findings.iter().map(|finding| finding.rule.code).collect();
        let messages: Vec<String> = fleet.findings.iter().map(|finding| finding.message.to_string()).collect();
        assert_eq!(found, codes, "{messages:#?}");
        fleet
    }
}

#[track_caller]
fn kinship(fleet: &Fleet, expected: Kinship) {
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

#[test]
fn any_revision_of_checkouts_and_bare_clones() {
    let yard = Yard::new();
    yard.widget();
    yard.sh("widget", "git tag v1");
    yard.commit("widget", BUILD, &workflow(MERGE, "quay.io/acme/renamed:latest"));
    yard.sh(".", "git clone -q --bare widget bare.git && rm -rf widget");
    let (places, _) = read::find(yard.sandbox.path());
    let published = |rev: Option<&str>| {
        let (claims, problems) = read_all(&places, rev, Date::MIN);
        assert!(problems.is_empty());
        claims[0].publications.iter().filter_map(|publication| publication.reference.clone()).collect::<Vec<_>>()
    };
    assert_eq!(published(None), ["quay.io/acme/renamed:latest"]);
    assert_eq!(published(Some("v1")), [LATEST]);
    let (_, problems) = read_all(&places, Some("v9"), Date::MIN);
    assert_eq!(problems.len(), 1);
}

#[test]
fn the_work_tree_counts_as_it_is_and_ignored_files_do_not() {
    let yard = Yard::new();
    yard.widget();
    yard.sandbox.write("widget/.gitignore", "build/\n");
    yard.sandbox.write("widget/build/x.container", "[Container]\nImage=quay.io/acme/ignored\n");
    yard.sandbox.write(&format!("widget/{BUILD}"), workflow(MERGE, "quay.io/acme/edited:latest"));
    let claims = yard.claims();
    let references: Vec<_> = claims[0].publications.iter().filter_map(|p| p.reference.as_deref()).collect();
    assert_eq!(references, ["quay.io/acme/edited:latest"]);
    assert_eq!(claims[0].deployments.len(), 1);
}

#[test]
fn claims_written_apart_join_as_the_repositories_do() {
    let yard = Yard::new();
    yard.widget();
    yard.repo("widget-old", "acme/widget-old", &[(BUILD, &workflow(WEEKLY, LATEST))]);
    let out = Sandbox::new();
    let base = FleetArgs { format: Format::Claims, ..FleetArgs::default() };
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
        let args = FleetArgs { dirs, claims, output, format: Format::Json, ..FleetArgs::default() };
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
fn what_cannot_be_done_is_an_error() {
    let run = |args: FleetArgs| format!("{:#}", run(&args).expect_err("an error"));
    assert!(run(FleetArgs::default()).contains("nothing to read"));
    assert!(run(FleetArgs { dirs: vec!["/no/such".into()], ..FleetArgs::default() }).contains("is no folder"));
    let empty = Sandbox::new();
    let dirs = vec![empty.path().to_path_buf()];
    assert!(run(FleetArgs { dirs: dirs.clone(), ..FleetArgs::default() }).contains("no repository found"));
    empty.write("repos.json", "{}");
    let repos = Some(empty.at("repos.json"));
    assert!(run(FleetArgs { dirs, repos, ..FleetArgs::default() }).contains("not a JSON array"));
}

#[test]
fn the_cascade_over_real_files() {
    let yard = Yard::new();
    let base = workflow(MERGE, "quay.io/acme/base:1");
    let wake = "  wake:\n    runs-on: ubuntu-latest\n    needs: build\n    steps:\n      - uses: peter-evans/repository-dispatch@v3\n        with:\n          repository: acme/child\n          event-type: base-rebuilt\n";
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

/// Fleets of up to a dozen small claims that meet often.
fn claims() -> impl Strategy<Value = Vec<Claims>> {
    let reference = prop_oneof![
        Just("quay.io/acme/widget:latest"),
        Just("quay.io/acme/widget:1.2.3"),
        Just("quay.io/acme/widget:<sha>"),
        Just("quay.io/acme/widget:<var:TAG>"),
        Just("<var:REGISTRY>/acme/widget:latest"),
        Just("quay.io/acme/base:1"),
    ];
    let event = prop_oneof![Just("push:main"), Just("tag:v1.2.3"), Just("schedule"), Just("repository_dispatch")];
    let publication = (event, proptest::option::of(reference.clone()), any::<bool>());
    let history = proptest::collection::vec(0u8..4, 0..4);
    let one = (
        0usize..5,
        proptest::option::of(0usize..5),
        history,
        any::<bool>(),
        proptest::collection::vec(publication, 0..4),
        proptest::collection::vec(reference.clone(), 0..2),
        proptest::collection::vec(reference, 0..2),
        proptest::option::of(0usize..5),
    );
    proptest::collection::vec(one, 0..12).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(n, (name, remote, history, shallow, publications, runs, from, wakes))| {
                use prodproof_rules::fleet::{
                    BaseImage, ClaimedDeployment, ClaimedPublication, Dispatch, History, Receiver, Spot,
                };
                let spot = |line| Spot { path: "f".into(), line, column: 1 };
                let ids: Vec<String> = history
                    .iter()
                    .scan(0u32, |id, &step| {
                        *id = *id * 4 + u32::from(step) + 1;
                        Some(format!("{id:040x}"))
                    })
                    .collect();
                let mut claims = Claims::default();
                claims.identity.name = format!("acme/r{name}");
                claims.identity.source = format!("yard/{n}");
                claims.identity.remote = remote.map(|remote| format!("github.com/acme/r{remote}"));
                claims.identity.history = History::new(
                    ids.first().cloned().into_iter().collect(),
                    ids.iter().rev().map(String::as_str),
                    shallow,
                );
                for (line, (event, reference, certain)) in publications.into_iter().enumerate() {
                    claims.publications.push(ClaimedPublication {
                        event: event.into(),
                        schedule: if event == "schedule" { vec!["30 4 * * 1".into()] } else { Vec::new() },
                        spot: spot(line + 1),
                        reference: reference.map(str::to_string),
                        certain,
                        conditions: Vec::new(),
                        builds: None,
                    });
                }
                let runs = runs.into_iter().map(|r| ClaimedDeployment {
                    spot: spot(20),
                    reference: Some(r.into()),
                    verdict: "yes".into(),
                });
                claims.deployments.extend(runs);
                claims.bases.extend(from.into_iter().map(|r| BaseImage { spot: spot(30), reference: r.into() }));
                claims.dispatches.extend(wakes.map(|to| Dispatch {
                    spot: spot(40),
                    to: Some(format!("acme/r{to}")),
                    event_type: Some("t".into()),
                    workflow: None,
                }));
                claims.receivers.push(Receiver { spot: spot(50), types: Vec::new() });
                claims
            })
            .collect()
    })
}

/// Everything that is said about a fleet.
fn said(claims: Vec<Claims>) -> String {
    let listing = r#"[{"nameWithOwner":"acme/r0"},{"nameWithOwner":"acme/r1","isArchived":true},{"nameWithOwner":"acme/r2","isFork":true,"parent":{"nameWithOwner":"acme/r0"}}]"#;
    let listing = Listing::parse(listing).expect("a listing");
    let fleet = join(claims, Some(&listing));
    format!(
        "{}{}",
        prodproof_rules::report::fleet::json::json(&fleet),
        prodproof_rules::report::fleet::html::html(&fleet)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_join_does_not_depend_on_order(fleet in claims().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))) {
        let (all, shuffled) = fleet;
        prop_assert_eq!(said(all), said(shuffled));
    }

    #[test]
    fn the_join_does_not_depend_on_shards(all in claims(), cuts in proptest::collection::vec(0usize..12, 0..3)) {
        let mut shards: Vec<Vec<Claims>> = vec![Vec::new(); cuts.len() + 1];
        for (n, claims) in all.iter().enumerate() {
            let shard = cuts.iter().filter(|&&cut| cut <= n).count();
            shards[shard].push(claims.clone());
        }
        // Each shard is written by another machine, and read again here.
        let read: Vec<Claims> = shards
            .iter()
            .map(|shard| serde_json::Value::Array(shard.iter().map(json::to_json).collect()).to_string())
            .flat_map(|text| json::from_json(&text).expect("what was written can be read"))
            .collect();
        prop_assert_eq!(said(all), said(read));
    }

    #[test]
    fn no_text_breaks_the_reader_of_claims(text in "[\\[\\]{}\":,0-9a-z\\\\ \n]{0,60}") {
        if let Err(problem) = json::from_json(&text) {
            prop_assert!(problem.line >= 1 && problem.column >= 1);
        }
        let _ = Listing::parse(&text);
    }

    #[test]
    fn half_a_claims_file_is_a_problem_with_a_place(all in claims(), cut in 0.0f64..1.0) {
        let text = serde_json::Value::Array(all.iter().map(json::to_json).collect()).to_string();
        let cut = (text.len() as f64 * cut) as usize;
        if let Some(half) = text.get(..cut) {
            prop_assert!(json::from_json(half).is_err());
        }
    }
}

#[test]
fn plain_folders_with_workflows_are_read_without_git() {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("plain/{BUILD}"), workflow(MERGE, LATEST));
    sandbox.write("plain/node_modules/x/.github/workflows/y.yml", "on: push\n");
    let (places, _) = read::find(sandbox.path());
    let kinds: Vec<(&Path, read::CheckoutKind)> =
        places.iter().map(|place| (place.path.as_path(), place.kind)).collect();
    assert_eq!(kinds, [(sandbox.at("plain").as_path(), read::CheckoutKind::Plain)]);
    // Not itself a repository, but the folder that holds them.
    sandbox.write(".github/workflows/x.yml", "on: push\n");
    let (places, _) = read::find(sandbox.path());
    assert_eq!(places.len(), 1, "{places:?}");
}

#[test]
fn links_within_a_revision_are_followed_and_none_leads_out() {
    let yard = Yard::new();
    yard.repo("a", "acme/a", &[("docs/c.md", "# C\n\n**Version**: 1.4.0\n"), ("shallow", "a file of that name")]);
    yard.sh("a", "mkdir -p .specify/memory && ln -s ../../docs/c.md .specify/memory/constitution.md && ln -s /etc/passwd out.service && git add -A && git commit -qm links");
    yard.sh(".", "git clone -q --bare a b.git && rm -rf a");
    let (places, _) = read::find(yard.sandbox.path());
    let (snapshot, identity) = read::read(&places[0], None, Date::MIN).expect("readable");
    assert_eq!(snapshot.text(".specify/memory/constitution.md"), Some("# C\n\n**Version**: 1.4.0\n"));
    assert_eq!(snapshot.files["out.service"], prodproof_syntax::snapshot::File::Link("/etc/passwd".into()));
    assert!(!identity.history.shallow);
}
