//! Whether the host pulls anew: every known case as a file of `scenarios/deployment/`.
//!
//! A scenario is a head of `key: value` lines (`case` is its row in the table of what was
//! measured, `proof` the run that showed it) and the repository's files, each behind a
//! line `--- path`. `verdict: none` means that there is no deployment at all.

use std::path::Path;

use time::{Date, Month};
use xtask::snapshot::{Facts, Snapshot};
use xtask::unit::{deployments, Deployment};

/// One file of `scenarios/deployment/`.
pub struct Scenario {
    pub name: String,
    pub case: u32,
    pub verdict: String,
    pub reasons: Vec<String>,
    pub files: Vec<(String, String)>,
}

pub fn scenarios() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/deployment");
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).expect("the scenarios").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| scenario(path)).collect()
}

fn scenario(path: &Path) -> Scenario {
    let text = std::fs::read_to_string(path).expect("a scenario is text");
    let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_string();
    let (head, files) = text.split_once("\n--- ").unwrap_or_else(|| panic!("{name}: no file"));
    let field = |key: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("{name}: no `{key}`")).trim().to_string()
    };
    let files = files.split("\n--- ").map(|file| {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        (path.to_string(), format!("{text}\n"))
    });
    let mut files: Vec<(String, String)> = files.collect();
    // The last file ends as the scenario does; the others lost the line end that was split at.
    if let Some((_, last)) = files.last_mut() {
        last.pop();
    }
    Scenario {
        case: field("case").parse().expect("a number"),
        verdict: field("verdict"),
        reasons: field("reasons").split_whitespace().map(str::to_string).collect(),
        name,
        files,
    }
}

pub fn snapshot(files: &[(String, String)]) -> Snapshot {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let today = Date::from_calendar_date(2026, Month::June, 1).expect("a date");
    Snapshot::of(&files, Facts::unknown("repo", today))
}

fn shown(deployments: &[Deployment]) -> String {
    let show = |deployment: &Deployment| {
        let reasons: Vec<String> = deployment
            .reasons
            .iter()
            .map(|reason| format!("  {} {} [{}] {}", reason.answer, reason.rule.name, reason.path, reason.message))
            .collect();
        format!("{} {}\n{}", deployment.path, deployment.verdict, reasons.join("\n"))
    };
    deployments.iter().map(show).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_known_case_gets_its_verdict_and_reason() {
    let mut wrong = Vec::new();
    for scenario in scenarios() {
        let found = deployments(&snapshot(&scenario.files));
        let verdict = match found.as_slice() {
            [] => "none",
            [only] => only.verdict.as_str(),
            _ => "several",
        };
        let mut reasons: Vec<&str> =
            found.iter().flat_map(|deployment| &deployment.reasons).map(|reason| reason.rule.name).collect();
        let mut expected: Vec<&str> = scenario.reasons.iter().map(String::as_str).collect();
        reasons.sort_unstable();
        expected.sort_unstable();
        if verdict != scenario.verdict || reasons != expected {
            wrong.push(format!("{}: expected {} {expected:?}\n{}", scenario.name, scenario.verdict, shown(&found)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn all_98_cases_are_there() {
    let mut cases: Vec<u32> = scenarios().iter().map(|scenario| scenario.case).collect();
    cases.dedup();
    assert_eq!(cases, (1..=98).collect::<Vec<_>>());
}
