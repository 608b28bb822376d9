//! What `select` answers, by example.

use time::{Date, Month};

use super::*;
use prodproof_syntax::snapshot::{Facts, Snapshot};
use prodproof_syntax::span::Span;

static CAUSE: Rule = rule("B901", "cause", Severity::Error);
static EFFECT: Rule = rule("X902", "effect", Severity::Error);
static HINT: Rule = rule("X903", "hint", Severity::Info);

const fn rule(code: &'static str, name: &'static str, severity: Severity) -> Rule {
    Rule { code, name, severity, summary: "", docs: "", since: "0.1.0" }
}

fn repo(files: &[(&str, &str)]) -> Repo {
    let today = Date::from_calendar_date(2026, Month::March, 1).unwrap();
    Repo::new(Snapshot::of(files, Facts::unknown("x", today)))
}

fn at(rule: &'static Rule, path: &str, offset: usize) -> Finding {
    rule.at(Place::new(path, Span::at(offset)), "it is so")
}

#[test]
fn what_was_there_before_is_left_out_as_often_as_it_was() {
    let two = vec![at(&CAUSE, "a", 0), at(&CAUSE, "a", 40), at(&HINT, "b", 0)];
    let suppressed = vec![
        Suppressed { finding: at(&EFFECT, "a", 1), cause: 0 },
        Suppressed { finding: at(&EFFECT, "a", 2), cause: 1 },
    ];
    let all = Selected { shown: two, suppressed, ..Selected::default() };
    let (left, known) = all.clone().without(&[at(&CAUSE, "a", 7), at(&CAUSE, "other", 0)]);
    assert_eq!((left.shown.len(), known), (2, 1));
    assert_eq!((left.suppressed.len(), left.suppressed[0].cause), (1, 0));
    assert_eq!(left.shown[0].primary.span.start, 40);
    let (left, known) = all.clone().without(&all.shown);
    assert_eq!((left.shown.len(), left.suppressed.len(), known), (0, 0, 3));
}

fn selection(select: &[&'static str], ignore: &[&'static str]) -> Selection {
    let words = |words: &[&str]| words.iter().map(|word| word.to_string()).collect();
    Selection { select: words(select), ignore: words(ignore), least: None }
}

/// The codes that are shown; then, after `|`, the suppressed ones.
fn sorted(findings: Vec<Finding>) -> String {
    let out = select(findings, &repo(&[]), &Selection::default());
    let shown: Vec<&str> = out.shown.iter().map(|one| one.rule.code).collect();
    let gone: Vec<&str> = out.suppressed.iter().map(|one| one.finding.rule.code).collect();
    format!("{}|{}", shown.join(" "), gone.join(" "))
}

#[test]
fn codes_prefixes_and_names_select() {
    assert!(selection(&[], &[]).shows(&CAUSE));
    assert!(selection(&["B"], &[]).shows(&CAUSE));
    assert!(selection(&["b901"], &[]).shows(&CAUSE));
    assert!(selection(&["cause"], &[]).shows(&CAUSE));
    assert!(!selection(&["X", "C"], &[]).shows(&CAUSE));
    assert!(!selection(&[], &["cause"]).shows(&CAUSE));
    assert!(!selection(&["caus"], &[]).shows(&CAUSE), "names are whole");
}

#[test]
fn the_selector_that_says_more_decides() {
    assert!(!selection(&["B"], &["B901"]).shows(&CAUSE));
    assert!(selection(&["B901"], &["B"]).shows(&CAUSE));
    assert!(selection(&["cause"], &["B9"]).shows(&CAUSE));
    assert!(!selection(&["B9"], &["B9"]).shows(&CAUSE));
}

#[test]
fn an_unknown_selector_is_told_with_the_nearest_name() {
    let new = |word: &str| Selection::new(&[], &[word.to_string()], None);
    assert_eq!(
        new("unused-waver").unwrap_err(),
        "`unused-waver` is no rule, family or code; did you mean `unused-waiver`?"
    );
    assert!(new("Q").is_err());
    assert!(new("").is_err());
    assert!(new("C2").is_ok());
}

#[test]
fn light_findings_can_be_left_out() {
    let least = Selection { least: Some(Severity::Warning), ..Selection::default() };
    let out = select(vec![at(&CAUSE, "a", 0), at(&HINT, "a", 0)], &repo(&[]), &least);
    assert_eq!((out.shown.len(), out.hidden), (1, 1));
}

#[test]
fn what_follows_from_another_finding_is_not_shown() {
    let cause = || at(&CAUSE, "b", 0).implies(&["effect"]);
    assert_eq!(sorted(vec![at(&EFFECT, "a", 0), cause()]), "B901|X902");
    assert_eq!(sorted(vec![at(&EFFECT, "a", 0)]), "X902|");
    assert_eq!(sorted(vec![at(&EFFECT, "a", 0), at(&EFFECT, "a", 7), cause()]), "B901|X902 X902");
}

#[test]
fn what_follows_from_what_follows_belongs_to_the_root() {
    let findings =
        vec![at(&HINT, "a", 0), at(&EFFECT, "b", 0).implies(&["hint"]), at(&CAUSE, "c", 0).implies(&["effect"])];
    let out = select(findings, &repo(&[]), &Selection::default());
    assert_eq!(out.shown.len(), 1);
    assert!(out.suppressed.iter().all(|one| one.cause == 0));
}

#[test]
fn a_ring_of_implications_keeps_its_first() {
    let ring = vec![at(&EFFECT, "a", 0).implies(&["cause"]), at(&CAUSE, "b", 0).implies(&["effect"])];
    assert_eq!(sorted(ring), "X902|B901");
}

#[test]
fn one_unit_s_fault_does_not_hide_another_unit_s() {
    let cause = at(&CAUSE, "deploy/a.service", 0).implies(&["effect"]);
    let same = at(&EFFECT, "deploy/a.service.d/10.conf", 0);
    let other = at(&EFFECT, "deploy/b.service", 0);
    assert_eq!(sorted(vec![cause, same, other]), "B901 X902|X902");
}

#[test]
fn a_cause_that_is_not_selected_hides_nothing() {
    let findings = vec![at(&EFFECT, "a", 0), at(&CAUSE, "b", 0).implies(&["effect"])];
    let out = select(findings, &repo(&[]), &selection(&["X"], &[]));
    assert_eq!((out.shown.len(), out.suppressed.len(), out.hidden), (1, 0, 1));
}

#[test]
fn a_waiver_covers_what_it_names_and_nothing_that_hangs_on_it() {
    let repo = repo(&[("w.yml", "a: 1 # xtask: allow(cause) as decided\nb: 2\n")]);
    let findings = vec![at(&CAUSE, "w.yml", 0).implies(&["effect"]), at(&EFFECT, "w.yml", 45)];
    let out = select(findings, &repo, &Selection::default());
    assert_eq!(out.shown.iter().map(|one| one.rule.code).collect::<Vec<_>>(), ["X902"]);
    assert_eq!(out.waived.first().and_then(|one| one.reason.as_deref()), Some("as decided"));
    assert!(out.fails());
}

#[test]
fn nothing_hides_what_weighs_more() {
    let findings = || vec![at(&HINT, "a", 0).implies(&["effect"]), at(&EFFECT, "a", 0)];
    assert_eq!(sorted(findings()), "X902 X903|");
    assert!(select(findings(), &repo(&[]), &Selection::default()).fails());
}

#[test]
fn thousands_of_findings_are_sorted_out_at_once() {
    let unit = |n: usize| format!("deploy/{n}.service");
    let causes = (0..5000).map(|n| at(&CAUSE, &unit(n), 0).implies(&["effect"]));
    let effects = (0..5000).map(|n| at(&EFFECT, &unit(n), 1));
    let out = select(causes.chain(effects).collect(), &repo(&[]), &Selection::default());
    assert_eq!((out.shown.len(), out.suppressed.len()), (5000, 5000));
}

#[test]
fn an_unused_waiver_is_found_unless_its_rule_is_not_selected() {
    let repo = repo(&[("w.yml", "# xtask: allow(reasonless-waiver) because\n")]);
    let names = |selection: &Selection| -> Vec<&str> {
        let shown = select(rules::check(&repo), &repo, selection).shown;
        shown.iter().map(|one| one.rule).filter(|rule| waiver::RULES.contains(rule)).map(|rule| rule.name).collect()
    };
    assert_eq!(names(&Selection::default()), ["unused-waiver"]);
    assert_eq!(names(&selection(&[], &["C203"])), [""; 0]);
    assert_eq!(names(&selection(&["C201"], &[])), [""; 0], "whether it is used cannot be told");
}

#[test]
fn errors_count_always_and_warnings_when_strict() {
    let of = |severity| Selected { shown: vec![at(&CAUSE, "a", 0).severity(severity)], ..Selected::default() };
    assert!(of(Severity::Error).fails());
    assert!(!of(Severity::Warning).fails());
    assert!(of(Severity::Warning).fails_strictly());
    assert!(!of(Severity::Info).fails_strictly());
}
