//! The formats over one small set of findings, and what holds for any set of them.

use time::{Date, Month};
use xtask::finding::{Edit, Finding, Place, Severity};
use xtask::report::human::{human, Style};
use xtask::report::Report;
use xtask::rules::Rule;
use xtask::select::Selected;
use xtask::snapshot::{Facts, Snapshot};
use xtask::span::Span;

static ONE: Rule = Rule {
    code: "X901",
    name: "tag-nobody-runs",
    severity: Severity::Error,
    summary: "a tag is published that no unit runs",
    docs: " ## What it does\n Compares tags.\n",
};
static TWO: Rule = Rule {
    code: "D902",
    name: "unit-without-label",
    severity: Severity::Warning,
    summary: "a unit lacks a label",
    docs: " ## What it does\n Looks for labels.\n",
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
            .fix(
                "insert the label",
                true,
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
    Report { selected, sources, strict: false, clean: "a merge to `main` arrives", chain: None }
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
