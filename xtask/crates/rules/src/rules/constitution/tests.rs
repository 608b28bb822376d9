//! The constitution family, rule by rule.

use time::{Date, Month};

use super::*;
use prodproof_syntax::finding::apply;
use prodproof_syntax::snapshot::{Base, Facts, Snapshot};
use prodproof_syntax::span::LineIndex;

const PATH: &str = ".specify/memory/constitution.md";
const BASE: &str = "# A\n\n## I. Tests\n\nTests MUST pass.\n\n## Governance\n\nVote.\n\n**Version**: 1.2.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2025-02-02\n";

fn repo(files: &[(&str, &str)], base: Base) -> Repo {
    let today = Date::from_calendar_date(2026, Month::November, 23).unwrap();
    Repo::new(Snapshot::of(files, Facts { base, ..Facts::unknown("widget", today) }))
}

fn found(text: &str) -> Base {
    Base::Found {
        name: "merge base with `origin/main` (1a2b3c4)".into(),
        path: Some(PATH.into()),
        text: Some(text.into()),
    }
}

fn findings(repo: &Repo) -> Vec<Finding> {
    let mut acc = Vec::new();
    check(repo, &mut acc);
    acc
}

/// "C008 11:14 message", one for each finding.
fn shown(repo: &Repo) -> Vec<String> {
    let show = |finding: &Finding| {
        let text = repo.snapshot.text(&finding.primary.path).unwrap_or_default();
        let (line, column) = LineIndex::new(text).line_col(text, finding.primary.span.start);
        assert!(!finding.message.ends_with('.') && !finding.help.is_empty());
        format!("{} {line}:{column} {}", finding.rule.code, finding.message)
    };
    findings(repo).iter().map(show).collect()
}

#[track_caller]
fn good(base: &str, text: &str) {
    assert_eq!(shown(&repo(&[(PATH, text)], found(base))), Vec::<String>::new());
}

/// `expected` are starts of findings. Every safe fix leaves nothing to say.
#[track_caller]
fn bad(base: &str, text: &str, expected: &[&str]) -> Vec<Finding> {
    let broken = repo(&[(PATH, text)], found(base));
    let shown = shown(&broken);
    assert_eq!(shown.len(), expected.len(), "{shown:#?}");
    for (one, start) in shown.iter().zip(expected) {
        assert!(one.starts_with(start), "{one:?} is not {start:?}");
    }
    let findings = findings(&broken);
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.safe) {
        let mended = apply(text, &fix.edits).unwrap();
        assert_eq!(self::shown(&repo(&[(PATH, &mended)], found(base))), Vec::<String>::new(), "after {fix:?}");
    }
    findings
}

fn amended(text: &str) -> String {
    text.replace("Vote.\n", "Vote.\n\n## Logs\n\nLogs MUST be kept for 30 days.\n")
}

#[test]
fn an_unchanged_constitution_is_fine() {
    good(BASE, BASE);
    good(&BASE.replace("Vote.", "Vote.  "), &BASE.replace('\n', "\r\n"));
}

#[test]
fn an_amendment_without_a_bump_names_level_and_sentences() {
    let findings = bad(
        BASE,
        &amended(BASE),
        &["C008 15:14 the text was amended since the merge base with `origin/main` (1a2b3c4), the version is still `1.2.0`; the amendment is minor: the section “Logs” is new, and 1 more"],
    );
    assert_eq!(findings[0].related.len(), 2);
    assert_eq!(findings[0].related[1].message, "a binding statement is new");
    assert!(findings[0].help.contains("`1.3.0`"));
}

#[test]
fn a_removal_quotes_what_is_gone() {
    let text = BASE.replace("Tests MUST pass.", "We like tests.");
    bad(BASE, &text, &["C008 11:14 the text was amended since the merge base with `origin/main` (1a2b3c4), the version is still `1.2.0`; the amendment is minor: "]);
    let text = BASE.replace("## Governance\n\nVote.\n\n", "");
    let base = BASE.replace("Vote.", "Every amendment needs a vote of all maintainers and MUST be announced.");
    bad(&base, &text, &["C008 7:14 the text was amended since the merge base with `origin/main` (1a2b3c4), the version is still `1.2.0`; the amendment is major: the section “Governance” is gone"]);
}

#[test]
fn a_higher_bump_passes_and_a_lower_one_does_not() {
    let dated = amended(BASE).replace("2025-02-02", "2026-11-22");
    good(BASE, &dated.replace("1.2.0", "1.3.0"));
    good(BASE, &dated.replace("1.2.0", "2.0.0"));
    bad(
        BASE,
        &dated.replace("1.2.0", "1.2.1"),
        &["C009 15:14 the version went from `1.2.0` to `1.2.1`, the amendment"],
    );
    bad(BASE, &dated.replace("1.2.0", "1.1.0"), &["C010 15:14 the version went back from `1.2.0`"]);
    let person = format!(
        "<!--\nVersion change: 1.2.0 → 1.2.1\nLevel: patch (reason: it only writes down what holds already)\n-->\n{}",
        dated.replace("1.2.0", "1.2.1")
    );
    good(BASE, &person);
}

#[test]
fn a_bump_without_an_amendment_is_told() {
    bad(BASE, &BASE.replace("1.2.0", "1.3.0"), &["C011 11:14 the version went from `1.2.0` to `1.3.0`"]);
    bad(BASE, &BASE.replace("1.2.0", "1.1.0"), &["C010 11:14 the version went back"]);
}

#[test]
fn a_version_that_is_missing_unreadable_or_of_two_minds() {
    let none = BASE.replace("**Version**: 1.2.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2025-02-02\n", "");
    bad(&none, &none, &["C005 9:6 no version is stated"]);
    bad(BASE, &none, &["C005 9:6 no version is stated any more; at merge base"]);
    bad(BASE, &BASE.replace("1.2.0", "1.x"), &["C006 11:14 `1.x` is no version"]);
    let two = BASE.replace("# A\n", "# A\n\n**Version**: 1.1.0\n");
    bad(&two, &two, &["C007 3:14 this place states `1.1.0`, another one `1.2.0`"]);
}

#[test]
fn dates_are_real_ordered_and_follow_the_text() {
    let date = |last: &str| BASE.replace("2025-02-02", last);
    bad(BASE, &date("2025-02-30"), &["C012 11:67 `2025-02-30` is no date"]);
    bad(BASE, &date("2026-11-25"), &["C013 11:67 `2026-11-25` lies in the future"]);
    good(BASE, &date("2026-11-24"));
    bad(BASE, &date("2024-12-31"), &["C014 11:67 last amended on 2024-12-31, but ratified on 2025-01-01"]);
    let findings = bad(BASE, &BASE.replace("2025-01-01", "2025-01-09"), &["C015 11:36 ratified on `2025-01-09`"]);
    assert!(findings[0].fix.as_ref().is_some_and(|fix| !fix.safe));
    bad(BASE, &amended(BASE).replace("1.2.0", "1.3.0"), &["C016 15:67 the text was amended"]);
    // A second amendment on one day keeps the date.
    let base = date("2026-11-22");
    good(&base, &amended(&base).replace("1.2.0", "1.3.0"));
}

#[test]
fn the_report_fits_version_and_base() {
    let with = |old: &str, new: &str, text: &str| format!("<!--\nVersion change: {old} → {new}\n-->\n{text}");
    let base = with("1.1.0", "1.2.0", BASE);
    let dated = amended(BASE).replace("2025-02-02", "2026-11-22").replace("1.2.0", "1.3.0");
    good(&base, &with("1.2.0", "1.3.0", &dated));
    bad(
        &base,
        &with("1.1.0", "1.2.0", &dated),
        &["C017 2:25 the report speaks of version `1.2.0`, the document states `1.3.0`"],
    );
    bad(
        &base,
        &with("1.1.0", "1.3.0", &dated),
        &["C017 2:17 the report starts at version `1.1.0`, the base is `1.2.0`"],
    );
    bad(&base, &amended(&base), &["C008 "]);
}

#[test]
fn the_history_ends_with_the_version() {
    let with = |text: &str| {
        text.replace(
            "Vote.\n",
            "Vote.\n\n## History\n\n| Version | Date | Changes |\n|---|---|---|\n| 1.2.0 | 2025-02-02 | Start |\n",
        )
    };
    let base = with(BASE);
    good(&base, &base);
    let text = amended(BASE).replace("2025-02-02", "2026-11-22").replace("1.2.0", "1.3.0");
    let text = text.replace(
        "\n**Version",
        "\n## History\n\n| Version | Date | Changes |\n|---|---|---|\n| 1.2.0 | 2025-02-02 | Start |\n\n**Version",
    );
    bad(&base, &text, &["C018 19:3 the history's newest entry is `1.2.0`, the version is `1.3.0`"]);
}

#[test]
fn templates_and_what_they_left() {
    let template = "# [PROJECT_NAME]\n\n### [PRINCIPLE_1_NAME]\n\n[PRINCIPLE_1_DESCRIPTION]\n\n[GOVERNANCE_RULES]\n\n**Version**: [CONSTITUTION_VERSION] | **Ratified**: [RATIFICATION_DATE]\n";
    bad(BASE, template, &["C003 1:1 this is a template again; at the "]);
    let text = BASE.replace("2025-01-01", "[RATIFICATION_DATE]");
    bad(&text, &text, &["C004 11:36 `[RATIFICATION_DATE]` is left"]);
    let text = BASE.replace("2025-01-01", "TODO(RATIFICATION_DATE): ask");
    bad(&text, &text, &["C004 11:36 `TODO(RATIFICATION_DATE)` is left"]);
}

#[test]
fn no_constitution_no_base_and_copies() {
    let missing = Base::Missing { why: "the clone is shallow".into(), help: "set `fetch-depth: 0`".into() };
    assert_eq!(shown(&repo(&[], Base::Nothing)), ["C001 1:1 there is no constitution here"]);
    assert_eq!(
        shown(&repo(&[(PATH, BASE)], missing)),
        ["C002 1:1 whether the text was amended cannot be told: the clone is shallow"]
    );
    let amended = amended(BASE);
    let copy = [(PATH, BASE), ("CONSTITUTION.md", amended.as_str())];
    assert_eq!(
        shown(&repo(&copy, found(BASE))),
        ["C019 11:1 `CONSTITUTION.md` is another version of `.specify/memory/constitution.md`"]
    );
    let crlf = BASE.replace('\n', "\r\n");
    assert_eq!(shown(&repo(&[(PATH, BASE), ("CONSTITUTION.md", &crlf)], found(BASE))), Vec::<String>::new());
    let other = "# Org\n\nAnother document about other things altogether.\n";
    assert_eq!(shown(&repo(&[(PATH, BASE), ("docs/constitution.md", other)], found(BASE))), Vec::<String>::new());
}

#[test]
fn what_holds_a_bump_back() {
    let conflict = BASE.replace("Vote.\n", "<<<<<<< HEAD\nVote.\n=======\nVote twice.\n>>>>>>> topic\n");
    bad(BASE, &conflict, &["C020 "]);
    let unsure = "# A\n\n## Tools\n\n**Version**: 2.1.0\n\n## Parent\n\n**Version**: 1.4.0\n\n## Annex\n\nNames.\n";
    bad(unsure, unsure, &["C021 5:14 which of 2 labelled versions is that of this document cannot be told"]);
}

#[test]
fn what_was_not_understood_is_told() {
    let other = BASE.replace("**Ratified**", "**Effective Date**");
    bad(&other, &other, &["C022 "]);
    let slashes = BASE.replace("2025-01-01", "02/01/2025");
    bad(&slashes, &slashes, &["C023 "]);
    let finnish = "Jokainen muutos julkaistaan heti palvelimelle eikä mitään jätetä kesken missään tilanteessa.\n";
    let finnish = BASE.replace("Vote.\n", &finnish.repeat(12));
    bad(&finnish, &finnish, &["C024 "]);
    let report = |text: &str| format!("<!--\nVersion change: 1.2.0 → 2.0.0\nBump rationale: MAJOR\n-->\n{text}");
    let text = amended(BASE).replace("1.2.0", "2.0.0").replace("2025-02-02", "2026-11-22");
    bad(BASE, &report(&text), &["C025 "]);
}
