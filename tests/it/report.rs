//! The formats over one small set of findings, and what holds for any set of them.

mod fixes;
mod hooks;
mod manual;
pub mod schema;

use std::process::{Command, Stdio};

use prodproof_deployment::cause::{Cause, UnitStyle, Unlabelled};
use prodproof_deployment::Reason;
use prodproof_publication::Certainty;
use prodproof_rules::chain::{Break, Broken, Chain, ChainPublication, ChainUnit};
use prodproof_rules::report::github::{self, github, step_summary};
use prodproof_rules::report::human::{human, Style};
use prodproof_rules::report::json::{json, SCHEMA};
use prodproof_rules::report::markdown::markdown;
use prodproof_rules::report::sarif::sarif;
use prodproof_rules::report::trace::{self, Charset};
use prodproof_rules::report::Report;
use prodproof_rules::select::{Selected, Suppressed, Waived};
use prodproof_rules::{docs, fix};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::finding::{Edit, Finding, Place, Severity};
use prodproof_syntax::snapshot::{Facts, Snapshot};
use prodproof_syntax::span::Span;
use proptest::prelude::*;
use serde_json::Value;
use time::{Date, Month};

static ONE: Rule = Rule {
    code: "X901",
    name: "tag-nobody-runs",
    severity: Severity::Error,
    summary: "a tag is published that no unit runs",
    docs: " ## What it does\n Compares tags.\n",
    since: "0.1.0",
};
static TWO: Rule = Rule {
    code: "D902",
    name: "unit-without-label",
    severity: Severity::Warning,
    summary: "a unit lacks a label",
    docs: " ## What it does\n Looks for labels.\n",
    since: "0.1.0",
};

const BUILD: &str =
    "on:\n  push:\n    tags: ['v*']\njobs:\n  image:\n    steps:\n      - run: podman push quay.io/acme/widget:1\n";
/// CRLF, a byte order mark, a tab, and characters that are two columns wide.
const UNIT: &str =
    "\u{feff}[Unit]\r\nDescription=漢字 wïdget\r\n[Service]\r\nExecStart=podman run\t-i quay.io/acme/widget:2\r\n";
const PROSE: &str = "# Constitution\n\nEvery merge MUST publish `quay.io/acme/widget:latest`.\n";

fn today() -> Date {
    Date::from_calendar_date(2026, Month::November, 23).unwrap()
}

fn sources() -> Snapshot {
    Snapshot::of(
        &[
            (".github/workflows/build.yml", BUILD),
            ("deploy/widget.service", UNIT),
            (".specify/memory/constitution.md", PROSE),
        ],
        Facts::unknown("widget", today()),
    )
}

fn span(text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap();
    Span::new(start, start + part.len())
}

fn findings() -> Vec<Finding> {
    let image = span(UNIT, "quay.io/acme/widget:2");
    vec![
        ONE.at(
            Place::new(".github/workflows/build.yml", span(BUILD, "quay.io/acme/widget:1")),
            "the workflow pushes `quay.io/acme/widget:1`, which no unit runs",
        )
        .related("deploy/widget.service", image, "this runs `quay.io/acme/widget:2`")
        .related(".github/workflows/build.yml", span(BUILD, "push"), "only for tags")
        .related(".specify/memory/constitution.md", span(PROSE, "`quay.io/acme/widget:latest`"), "this is promised")
        .help("publish `latest` on every merge"),
        TWO.at(Place::new("deploy/widget.service", image), "the unit has no label `io.containers.autoupdate`")
            .help("add the label")
            .safe_fix(
                "insert the label",
                vec![Edit::insert("deploy/widget.service", image.start, "--label io.containers.autoupdate=registry ")],
            ),
        TWO.at(Place::file("deploy/missing.service"), "the unit `deploy/missing.service` does not exist")
            .severity(Severity::Info),
    ]
}

fn selected(shown: Vec<Finding>) -> Selected {
    Selected { shown, ..Selected::default() }
}

fn report<'a>(selected: &'a Selected, sources: &'a Snapshot) -> Report<'a> {
    Report { selected, sources, strict: false, clean: "a merge to `main` arrives", chain: None, require_yes: false }
}

/// Shows both texts where they differ.
#[track_caller]
fn same(got: &str, expected: &str) {
    assert!(got == expected, "got:\n{got}\nexpected:\n{expected}");
}

#[test]
fn people_see_every_place() {
    let (selected, sources) = (selected(findings()), sources());
    same(
        &human(&report(&selected, &sources), Style::PLAIN),
        "\
error[X901] tag-nobody-runs: the workflow pushes `quay.io/acme/widget:1`, which no unit runs
 --> .github/workflows/build.yml:7:26
  |
2 |   push:
  |   ---- only for tags
...
7 |       - run: podman push quay.io/acme/widget:1
  |                          ^^^^^^^^^^^^^^^^^^^^^
  |
 ::: deploy/widget.service:4:25
  |
4 | ExecStart=podman run    -i quay.io/acme/widget:2
  |                            --------------------- this runs `quay.io/acme/widget:2`
  |
 ::: .specify/memory/constitution.md:3:26
  |
3 | Every merge MUST publish `quay.io/acme/widget:latest`.
  |                          ---------------------------- this is promised
  |
  = help: publish `latest` on every merge

warning[D902] unit-without-label: the unit has no label `io.containers.autoupdate`
 --> deploy/widget.service:4:25
  |
4 | ExecStart=podman run    -i quay.io/acme/widget:2
  |                            ^^^^^^^^^^^^^^^^^^^^^
  |
  = help: add the label
  = fix: insert the label (--fix)

info[D902] unit-without-label: the unit `deploy/missing.service` does not exist
 --> deploy/missing.service

1 error, 1 warning, 1 info (1 fixable with --fix)
",
    );
}

#[test]
fn people_see_one_line_when_nothing_is_wrong() {
    let (selected, sources) = (selected(Vec::new()), sources());
    same(&human(&report(&selected, &sources), Style::PLAIN), "ok: a merge to `main` arrives\n");
}

/// A green line is a proof; nothing found is not always one.
#[test]
fn nothing_found_is_not_said_as_if_all_were_well() {
    let (mut selected, sources) = (selected(Vec::new()), sources());
    let chain = chain(Answer::Unknown);
    let unknown = Report { chain: Some(&chain), clean: "it is not known", ..report(&selected, &sources) };
    same(&human(&unknown, Style::PLAIN), "nothing found, but it is not known\n");
    selected.hidden = 2;
    same(&human(&report(&selected, &sources), Style::PLAIN), "nothing found by the selected rules (2 not selected)\n");
}

#[test]
fn wide_characters_a_mark_at_the_start_and_whole_files_are_placed_right() {
    let text = "\u{feff}漢字 wïd = x\r\nend";
    let sources = Snapshot::of(&[("w.yml", text)], Facts::unknown("x", today()));
    let selected = selected(vec![
        ONE.at(Place::new("w.yml", span(text, "x")), "one"),
        ONE.at(Place::new("w.yml", Span::at(text.len())), "at the end"),
        ONE.at(Place::file("w.yml"), "the file"),
    ]);
    same(
        &human(&report(&selected, &sources), Style::PLAIN),
        "\
error[X901] tag-nobody-runs: one
 --> w.yml:1:10
  |
1 | 漢字 wïd = x
  |            ^

error[X901] tag-nobody-runs: at the end
 --> w.yml:2:4
  |
2 | end
  |    ^

error[X901] tag-nobody-runs: the file
 --> w.yml:1:1

3 errors
",
    );
}

#[test]
fn long_lines_are_cut_and_nothing_steers_the_terminal() {
    let text = format!("{}\u{1b}[31mHERE{}\n", "a".repeat(500), "z".repeat(500));
    let sources = Snapshot::of(&[("w.yml", &text)], Facts::unknown("x", today()));
    let at = Place::new("w.yml", span(&text, "HERE"));
    let selected = selected(vec![ONE.at(at, "\u{1b}]0;owned\u{7} and\nmore").help("\u{1b}[2J")]);
    let out = human(&report(&selected, &sources), Style { width: Some(60), ..Style::PLAIN });
    assert!(!out.contains('\u{1b}') && !out.contains('\u{7}'), "{out:?}");
    assert!(out.contains("HERE") && out.contains("^^^^"), "{out}");
    assert!(out.lines().all(|line| line.chars().count() < 90), "{out}");
}

#[test]
fn the_sum_names_what_is_fixable_waived_and_left_out() {
    let mut all = findings();
    let mut selected = selected(all.split_off(1));
    selected.waived.push(Waived { finding: all.remove(0), reason: None, waiver: Place::file("w") });
    let effect = ONE.at(Place::file("e"), "it is so");
    selected.suppressed.push(Suppressed { finding: effect, cause: 0 });
    let sources = sources();
    let out = human(&report(&selected, &sources), Style::PLAIN);
    assert!(out.contains("= note: not shown, as it follows from this: tag-nobody-runs[X901]\n"), "{out}");
    let sum = "1 warning, 1 info (1 fixable with --fix, 1 more only follows from these, 1 waived)\n";
    assert!(out.ends_with(sum), "{out}");
}

#[test]
fn programs_get_places_from_one_and_edits_in_bytes() {
    let (selected, sources) = (selected(findings()), sources());
    let out: Value = serde_json::from_str(&json(&report(&selected, &sources))).unwrap();
    let start = UNIT.find("quay.io").unwrap();
    let expected = serde_json::json!({
        "rule": "D902", "name": "unit-without-label", "severity": "warning",
        "message": "the unit has no label `io.containers.autoupdate`", "help": "add the label",
        "primary": { "path": "deploy/widget.service", "line": 4, "column": 25, "end_line": 4, "end_column": 46 },
        "related": [],
        "fix": { "title": "insert the label", "safe": true, "edits": [{
            "path": "deploy/widget.service", "line": 4, "column": 25, "end_line": 4, "end_column": 25,
            "start": start, "end": start, "text": "--label io.containers.autoupdate=registry "
        }] }
    });
    assert_eq!(out["findings"][1], expected);
    assert_eq!(out["findings"][0]["related"][1]["message"], "only for tags");
    assert_eq!(out["findings"][2]["fix"], Value::Null);
    assert_eq!(out["summary"]["errors"], 1);
    assert_eq!(out["summary"]["exit_code"], 1);
}

/// Lines and columns in the commands are those of the file on disk.
#[test]
fn github_gets_commands_and_a_plain_sum() {
    let (selected, sources) = (selected(findings()), sources());
    same(
        &github(&report(&selected, &sources)),
        "\
::error file=.github/workflows/build.yml,line=7,endLine=7,col=26,endColumn=47,title=X901 tag-nobody-runs::\
the workflow pushes `quay.io/acme/widget:1`, which no unit runs%0A\
deploy/widget.service:4: this runs `quay.io/acme/widget:2`%0A\
.github/workflows/build.yml:2: only for tags%0A\
.specify/memory/constitution.md:3: this is promised%0A\
help: publish `latest` on every merge
::warning file=deploy/widget.service,line=4,endLine=4,col=25,endColumn=46,title=D902 unit-without-label::\
the unit has no label `io.containers.autoupdate`%0Ahelp: add the label
::notice file=deploy/missing.service,line=1,endLine=1,col=1,endColumn=1,title=D902 unit-without-label::\
the unit `deploy/missing.service` does not exist
1 error, 1 warning, 1 info (1 fixable with --fix)
",
    );
}

#[test]
fn github_takes_no_columns_for_several_lines() {
    let sources = sources();
    let selected = selected(vec![ONE.at(Place::new(".github/workflows/build.yml", Span::new(4, 20)), "x")]);
    let out = github(&report(&selected, &sources));
    assert!(out.starts_with("::error file=.github/workflows/build.yml,line=2,endLine=3,title=X901"), "{out}");
}

#[test]
fn markdown_is_a_table_that_values_cannot_break() {
    let (mut selected, sources) = (selected(findings()), sources());
    selected.shown.truncate(2);
    selected.shown.remove(0);
    selected.shown[0].message = "a | b <img> `x | <y>` *z* `".into();
    same(
        &markdown(&report(&selected, &sources)),
        "\
| | rule | where | what | what to do |
|---|---|---|---|---|
| warning | D902 unit-without-label | `deploy/widget.service:4:25` | a \\| b &lt;img> `x \\| <y>` \\*z\\* \\` | add the label |

1 warning (1 fixable with --fix)
",
    );
}

/// The promised shape of the JSON output, and OASIS's of SARIF 2.1.0.
fn schemas() -> &'static (Value, Value) {
    static SCHEMAS: std::sync::OnceLock<(Value, Value)> = std::sync::OnceLock::new();
    SCHEMAS.get_or_init(|| {
        let read = |text: &str| serde_json::from_str(text).unwrap();
        (read(SCHEMA), read(include_str!("../schemas/sarif-2.1.0.json")))
    })
}

#[test]
fn every_document_keeps_its_schema_even_when_empty() {
    let sources = sources();
    let (ours, official) = schemas();
    for shown in [findings(), Vec::new()] {
        let selected = selected(shown);
        let report = report(&selected, &sources);
        assert_eq!(schema::check(ours, &serde_json::from_str(&json(&report)).unwrap()), Ok(()));
        assert_eq!(schema::check(official, &serde_json::from_str(&sarif(&report)).unwrap()), Ok(()));
    }
    assert!(schema::check(official, &serde_json::json!({ "version": "2.1.0" })).is_err());
}

#[test]
fn sarif_carries_rules_places_and_fixes() {
    let (selected, sources) = (selected(findings()), sources());
    let out: Value = serde_json::from_str(&sarif(&report(&selected, &sources))).unwrap();
    let run = &out["runs"][0];
    let results = run["results"].as_array().unwrap();
    for result in results {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("## What it does"));
    }
    assert_eq!(results[0]["relatedLocations"].as_array().unwrap().len(), 3);
    let at = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(at["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    assert_eq!((&at["region"]["startLine"], &at["region"]["startColumn"]), (&4.into(), &25.into()));
    let change = &results[1]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "--label io.containers.autoupdate=registry ");
    let listed = run["tool"]["driver"]["rules"].as_array().unwrap().len();
    assert!(listed >= prodproof_rules::rules::all().count(), "all rules are listed, fired or not");
}

#[test]
fn fingerprints_survive_moved_lines_and_tell_equal_ones_apart() {
    let prints = |text: &str| -> Vec<String> {
        let sources = Snapshot::of(&[("w.yml", text)], Facts::unknown("x", today()));
        let places = text.match_indices("HERE").map(|(at, _)| Place::new("w.yml", Span::new(at, at + 4)));
        let selected = selected(places.map(|place| ONE.at(place, "x")).collect());
        let out: Value = serde_json::from_str(&sarif(&report(&selected, &sources))).unwrap();
        let results = out["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|one| one["partialFingerprints"]["findingLine/v1"].as_str().unwrap().to_string()).collect()
    };
    let before = prints("a HERE\nb HERE\nb HERE\n");
    assert_eq!(before, prints("# new\n\n  a HERE\nother\n\tb   HERE\r\nb HERE\n"));
    assert!(before[0] != before[1] && before[1] != before[2]);
    assert_ne!(before[0], prints("c HERE\n")[0]);
}

fn chain(answer: Answer) -> Chain {
    let published = |event: &str, reference: &str, certainty, conditions: &[&str]| ChainPublication {
        event: event.into(),
        workflow: ".github/workflows/build.yml".into(),
        line: 14,
        reference: reference.into(),
        by: "docker/build-push-action".into(),
        certainty,
        conditions: conditions.iter().map(|text| text.to_string()).collect(),
        conditional: false,
    };
    let merge = published("push:main", "quay.io/acme/widget:latest", Certainty::Yes, &[]);
    let by_commit =
        published("push:main", "quay.io/acme/widget:<sha:7>", Certainty::Possible, &["only if `src/**` changed"]);
    let tag = published("tag:v1.2.3", "quay.io/acme/widget:1.2.3", Certainty::Yes, &[]);
    let unlabelled = Reason {
        cause: Cause::MissingLabel(Unlabelled::Named, UnitStyle::Plain),
        answer: Answer::No,
        path: "deploy/widget.service".into(),
        span: Span::default(),
        related: Vec::new(),
        edits: Vec::new(),
    };
    let unit = ChainUnit {
        unit: "deploy/widget.service".into(),
        line: 12,
        reference: "quay.io/acme/widget:latest".into(),
        verdict: answer,
        reasons: match answer {
            Answer::Yes => vec![],
            _ => vec![unlabelled.clone()],
        },
    };
    let old = ChainUnit {
        unit: "deploy/old.container".into(),
        line: 3,
        reference: "quay.io/acme/old:latest".into(),
        verdict: Answer::Yes,
        reasons: vec![],
    };
    let broken = Break { path: "deploy/widget.service".into(), line: 12, why: Broken::Unit(unlabelled) };
    Chain {
        branch: "main".into(),
        publications: if answer == Answer::Unknown { vec![tag] } else { vec![merge, by_commit, tag] },
        deployments: if answer == Answer::No { vec![unit, old] } else { vec![unit] },
        deliveries: Vec::new(),
        merge_reaches_production: answer.into(),
        conditions: Vec::new(),
        broken_at: if answer == Answer::Yes { vec![] } else { vec![broken] },
        unless: vec!["`[skip ci]`", "workflow disabled"],
        host: vec![],
    }
}

#[test]
fn the_chain_is_a_tree_with_the_place_where_it_breaks() {
    same(
        &trace::text(&chain(Answer::No), Charset::Unicode),
        "\
merge (push:main)
├─ ✓ publishes quay.io/acme/widget:latest  (.github/workflows/build.yml:14)
│  └─ ✗ deploy/widget.service:12 does not pull it anew
│       the container has no label `io.containers.autoupdate`: podman does not update it
└─ ? publishes quay.io/acme/widget:<sha:7>  (.github/workflows/build.yml:14)
     only if `src/**` changed
tag:v1.2.3
└─ ✓ publishes quay.io/acme/widget:1.2.3  (.github/workflows/build.yml:14)
nothing here publishes quay.io/acme/old:latest
└─ ✗ deploy/old.container:3 runs it

✗ a merge to `main` does not reach production
  broken at deploy/widget.service:12: the container has no label `io.containers.autoupdate`: podman does not update it [D001]
  unless GitHub starts no run: `[skip ci]`, workflow disabled
",
    );
    same(
        &trace::text(&chain(Answer::Yes), Charset::Ascii),
        "\
merge (push:main)
|- + publishes quay.io/acme/widget:latest  (.github/workflows/build.yml:14)
|  `- + deploy/widget.service:12 pulls it anew
`- ? publishes quay.io/acme/widget:<sha:7>  (.github/workflows/build.yml:14)
     only if `src/**` changed
tag:v1.2.3
`- + publishes quay.io/acme/widget:1.2.3  (.github/workflows/build.yml:14)

+ a merge to `main` reaches production
  unless GitHub starts no run: `[skip ci]`, workflow disabled
",
    );
}

#[test]
fn the_chain_as_json_keeps_its_keys() {
    let out: Value = serde_json::from_str(&trace::json(&chain(Answer::No))).unwrap();
    assert_eq!(
        out["publications"][1],
        serde_json::json!({
            "event": "push:main", "workflow": ".github/workflows/build.yml", "line": 14,
            "ref": "quay.io/acme/widget:<sha:7>", "by": "docker/build-push-action", "certainty": "possible", "conditions": ["only if `src/**` changed"]
        })
    );
    assert_eq!(
        out["deployments"][0],
        serde_json::json!({
            "unit": "deploy/widget.service", "line": 12, "ref": "quay.io/acme/widget:latest", "verdict": "no",
            "reasons": ["the container has no label `io.containers.autoupdate`: podman does not update it"]
        })
    );
    assert_eq!(out["merge_reaches_production"], "no");
    assert_eq!(out["broken_at"][0]["path"], "deploy/widget.service");
    let mut keys: Vec<&String> = out.as_object().unwrap().keys().collect();
    keys.sort();
    let expected = [
        "broken_at",
        "conditions",
        "deliveries",
        "deployments",
        "host",
        "merge_reaches_production",
        "publications",
        "schema",
        "unless",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn the_chain_is_a_picture_in_the_job_s_summary() {
    let chain = chain(Answer::Unknown);
    same(
        &trace::mermaid(&chain),
        "\
flowchart LR
  e0([\"merge to main\"])
  e1([\"tag:v1.2.3\"])
  r0[(\"quay.io/acme/widget:1.2.3\")]
  r1[(\"quay.io/acme/widget:latest\")]
  d0[\"deploy/widget.service\"]
  nothing[\"nothing is published\"]
  e0 -.-x nothing
  e1 -->|\"build.yml:14\"| r0
  r1 -.->|\"perhaps pulled anew\"| d0
",
    );
    let (selected, sources) = (selected(Vec::new()), sources());
    let page = step_summary(&Report { chain: Some(&chain), ..report(&selected, &sources) });
    assert!(page.contains("```mermaid\nflowchart LR\n") && page.contains("\n```\n"), "{page}");
    assert!(page.ends_with("nothing found, but a merge to `main` arrives\n"), "{page}");
}

/// Lines of any file, with every kind of line end, and without one at the end.
fn any_text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("a".to_string()),
        Just("漢 b".into()),
        Just("-x".into()),
        Just(String::new()),
        "[ -~é\t\u{1b}]{0,12}"
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("")];
    let bom = prop_oneof![Just(""), Just("\u{feff}")];
    (bom, proptest::collection::vec((line, end), 0..12))
        .prop_map(|(bom, lines)| lines.into_iter().fold(bom.to_string(), |text, (line, end)| text + &line + end))
}

/// Findings at any places, also such as no rule would give.
fn any_findings() -> impl Strategy<Value = Vec<Finding>> {
    let path = prop_oneof![Just("w.yml"), Just("a b/ü%:,.service"), Just("missing.md")];
    let place =
        (path, 0usize..120, 0usize..60).prop_map(|(path, start, len)| Place::new(path, Span::new(start, start + len)));
    let words = "[ -~\r\n\t\u{0}é漢:%,|`<>\u{1b}]{0,30}";
    let finding = (place.clone(), proptest::collection::vec((place, words), 0..4), words, words, any::<bool>());
    let finding = finding.prop_map(|(primary, related, message, help, fix)| {
        let mut finding = ONE.at(primary.clone(), format!("m{message}")).help(help);
        for (place, message) in related {
            finding = finding.related(place.path, place.span, message);
        }
        if fix {
            finding = finding.unsafe_fix("mend it", vec![Edit { place: primary, text: message }]);
        }
        finding
    });
    proptest::collection::vec(finding, 0..4)
}

/// What the runner makes of a workflow command: actions/runner `ActionCommand.TryParseV2`.
fn command_read(line: &str) -> (String, Vec<(String, String)>, String) {
    let rest = line.strip_prefix("::").expect("a command");
    let (head, message) = rest.split_once("::").expect("two marks");
    let (command, properties) = head.split_once(' ').expect("properties");
    let plain = |text: &str| {
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    let properties = properties.split(',').map(|one| one.split_once('=').expect("a value"));
    let properties = properties.map(|(key, value)| (key.to_string(), plain(value))).collect();
    let message = message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    (command.to_string(), properties, message)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn any_findings_make_valid_documents(text in any_text(), unit in any_text(), shown in any_findings()) {
        let sources = Snapshot::of(&[("w.yml", &text), ("a b/ü%:,.service", &unit)], Facts::unknown("x", today()));
        let count = shown.len();
        let selected = selected(shown);
        let report = report(&selected, &sources);
        let (ours, official) = schemas();
        prop_assert_eq!(schema::check(ours, &serde_json::from_str(&json(&report)).unwrap()), Ok(()));
        let mut log: Value = serde_json::from_str(&sarif(&report)).unwrap();
        // The rules are the same every time, and many.
        log["runs"][0]["tool"]["driver"]["rules"] = serde_json::json!([]);
        prop_assert_eq!(schema::check(official, &log), Ok(()));
        let table = markdown(&report);
        prop_assert_eq!(table.lines().filter(|line| line.starts_with("| error")).count(), count);
        let people = human(&report, Style { width: Some(60), ..Style::PLAIN });
        prop_assert_eq!(people.matches("error[X901] tag-nobody-runs: m").count(), count);
        prop_assert!(!people.contains('\u{1b}'), "it steers the terminal");
        let log = github(&report);
        prop_assert_eq!(log.lines().count(), count + 1);
        for (line, finding) in log.lines().zip(&selected.shown) {
            let (command, properties, message) = command_read(line);
            prop_assert_eq!(command, "error");
            prop_assert_eq!(&properties[0], &("file".to_string(), finding.primary.path.clone()));
            prop_assert!(message.starts_with(&finding.message.to_string()));
        }
    }

    #[test]
    fn any_comment_is_read_for_waivers(parts in proptest::collection::vec(
        prop_oneof![
            Just("# xtask: allow("), Just("<!-- xtask: allow("), Just("; xtask: "), Just("ignore["), Just(")"), Just(", "),
            Just("-->"), Just("\n"), Just("\r\n"), Just("  "), Just("unused-waiver"), Just("é漢"), Just("```"), Just("\\"), Just("| a |"),
        ],
        0..24,
    )) {
        let text = parts.concat();
        for path in ["w.yml", "u.service", "c.md"] {
            let sources = Snapshot::of(&[(path, &text)], Facts::unknown("x", today()));
            for waiver in prodproof_rules::rules::waiver::inline(&sources) {
                prop_assert!(text.get(waiver.place.span.range()).is_some(), "its place is in the text");
                prop_assert!(waiver.word.is_empty() || waiver.place.span.text(&text) == waiver.word);
            }
        }
    }

    #[test]
    fn escapes_for_github_are_undone_by_the_runner(text in "[ -~\r\n%:,é]{0,40}") {
        let line = format!("::error title={}::{}", github::escape_property(&text), github::escape_data(&text));
        prop_assert_eq!(line.lines().count(), 1);
        let (_, properties, message) = command_read(&line);
        prop_assert_eq!(&properties[0].1, &text);
        prop_assert_eq!(message, text);
    }
}

/// Runs a program in a folder with a text on its standard input.
fn pipe(dir: &std::path::Path, program: &str, args: &[&str], input: &str) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(args).current_dir(dir).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|err| err.to_string())?;
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).map_err(|err| err.to_string())?;
    let out = child.wait_with_output().map_err(|err| err.to_string())?;
    if out.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&out.stderr).into_owned())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn git_applies_every_diff(old in any_text(), new in any_text(), is_new in any::<bool>()) {
        let dir = tempfile::tempdir().unwrap();
        let path = "a b/wïdget.service";
        std::fs::create_dir(dir.path().join("a b")).unwrap();
        let old = (!is_new).then_some(old);
        if let Some(old) = &old {
            std::fs::write(dir.path().join(path), old).unwrap();
        }
        let diff = fix::diff(path, old.as_deref(), Some(&new));
        // An empty file that is new has no lines to show.
        let has_lines = !is_new || !new.is_empty();
        prop_assume!(!diff.is_empty() && has_lines);
        let result = pipe(dir.path(), "git", &["apply", "--whitespace=nowarn", "-"], &diff);
        prop_assert_eq!(result, Ok(()), "{}", diff);
        prop_assert_eq!(std::fs::read_to_string(dir.path().join(path)).unwrap(), new);
    }
}

/// The page that travels with the crate is what the doc comments say.
#[test]
fn rules_md_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../xtask/RULES.md");
    let fresh = docs::rules_md();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &fresh).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == fresh, "xtask/RULES.md is stale; run `BLESS=1 cargo test -p xtask-tests rules_md` and commit it");
}

#[test]
fn every_rule_explains_itself() {
    for rule in prodproof_rules::rules::all() {
        for heading in ["What it does", "Why is this bad?", "Example", "Use instead"] {
            assert!(
                docs::section(rule, heading).is_some_and(|text| !text.is_empty()),
                "{} lacks `{heading}`",
                rule.code
            );
        }
        let page = docs::explain(rule, docs::page(None));
        assert!(page.starts_with(&format!("{} {} (", rule.code, rule.name)));
        assert!(!page.contains("```") && !page.contains("\n\n\n"), "{page}");
        assert!(docs::list().contains(rule.name), "{} is in no family", rule.code);
    }
}
