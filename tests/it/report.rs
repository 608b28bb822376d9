//! The formats over one small set of findings, and what holds for any set of them.

mod chain;
mod fixes;
mod hooks;
mod manual;
mod properties;
pub mod schema;

use std::process::{Command, Stdio};

use prodproof_deployment::cause::{Cause, UnitStyle, Unlabelled};
use prodproof_deployment::Reason;
use prodproof_publication::On;
use prodproof_rules::chain::{Break, Broken, Chain, ChainPublication, ChainUnit, NoRun};
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

const BUILD: &str = "\
on:
  push:
    tags: ['v*']
jobs:
  image:
    steps:
      - run: podman push quay.io/acme/widget:1
";
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
    let chain = chain::chain(Answer::Unknown);
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
| warning | D902 unit-without-label | `deploy/widget.service:4:25` | a \\| b &lt;img> <code>x &#124; &lt;y></code> \\*z\\* \\` | add the label |

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
