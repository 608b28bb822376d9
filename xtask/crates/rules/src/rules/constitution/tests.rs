//! Constitutions with their base, for the tests of this family.

use time::{Date, Month};

use super::*;
use prodproof_syntax::finding::apply;
use prodproof_syntax::snapshot::{Base, Facts, Snapshot};
use prodproof_syntax::span::LineIndex;

pub(super) const PATH: &str = ".specify/memory/constitution.md";
pub(super) const BASE: &str = "# A\n\n## I. Tests\n\nTests MUST pass.\n\n## Governance\n\nVote.\n\n**Version**: 1.2.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2025-02-02\n";

pub(super) fn repo(files: &[(&str, &str)], base: Base) -> Repo {
    let today = Date::from_calendar_date(2026, Month::November, 23).unwrap();
    Repo::new(Snapshot::of(files, Facts { base, ..Facts::unknown("widget", today) }))
}

pub(super) fn found(text: &str) -> Base {
    Base::Found {
        name: "merge base with `origin/main` (1a2b3c4)".into(),
        path: Some(PATH.into()),
        text: Some(text.into()),
    }
}

pub(super) fn findings(repo: &Repo) -> Vec<Finding> {
    let mut acc = Vec::new();
    check(repo, &mut acc);
    acc
}

/// "C008 11:14 message", one for each finding.
pub(super) fn shown(repo: &Repo) -> Vec<String> {
    let show = |finding: &Finding| {
        let text = repo.snapshot.text(&finding.primary.path).unwrap_or_default();
        let (line, column) = LineIndex::new(text).line_col(text, finding.primary.span.start);
        assert!(!finding.message.to_string().ends_with('.') && !finding.help.is_empty());
        format!("{} {line}:{column} {}", finding.rule.code, finding.message)
    };
    findings(repo).iter().map(show).collect()
}

#[track_caller]
pub(super) fn good(base: &str, text: &str) {
    assert_eq!(shown(&repo(&[(PATH, text)], found(base))), Vec::<String>::new());
}

/// `expected` are starts of findings. Every safe fix leaves nothing to say.
#[track_caller]
pub(super) fn bad(base: &str, text: &str, expected: &[&str]) -> Vec<Finding> {
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

pub(super) fn amended(text: &str) -> String {
    text.replace("Vote.\n", "Vote.\n\n## Logs\n\nLogs MUST be kept for 30 days.\n")
}

#[test]
fn an_unchanged_constitution_is_fine() {
    good(BASE, BASE);
    good(&BASE.replace("Vote.", "Vote.  "), &BASE.replace('\n', "\r\n"));
}
