//! What workflows publish: scenarios as readable files, traps, and properties over
//! generated workflows.
//!
//! A scenario is a text file: a title, the default branch, files behind `=== path`, and
//! behind `=== publications` all that is pushed, one `event | certainty | reference` a
//! line; what is not listed is not pushed. The repository is `acme/Widget`.

use std::collections::BTreeSet;
use std::path::Path;

use xtask::snapshot::{Facts, Snapshot};
use xtask::workflow::{model, Build, Input};

fn build(default_branch: &str, files: &[(&str, &str)]) -> Build {
    let today = time::Date::from_calendar_date(2026, time::Month::January, 1).unwrap();
    let snapshot = Snapshot::of(files, Facts::unknown("widget", today));
    model(&Input {
        snapshot: &snapshot,
        default_branch,
        repository: Some("acme/Widget"),
        vars: Default::default(),
        secrets: Default::default(),
        inputs: Default::default(),
        release_tags: "v*",
    })
}

fn lines(build: &Build) -> BTreeSet<String> {
    let line = |publication: &xtask::workflow::Publication| {
        let reference = publication.reference.as_ref().map_or("?".to_string(), ToString::to_string);
        format!("{} | {} | {reference}", publication.event, publication.certainty.as_str())
    };
    build.publications.iter().map(line).collect()
}

#[test]
fn scenarios() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/publication");
    let mut failures = Vec::new();
    let mut count = 0;
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let mut sections = text.split("=== ");
        let head = sections.next().unwrap();
        let branch = head.lines().find_map(|line| line.strip_prefix("default branch: ")).unwrap();
        let sections: Vec<(&str, &str)> = sections.map(|section| section.split_once('\n').unwrap()).collect();
        let (expected, files): (Vec<_>, Vec<_>) = sections.into_iter().partition(|(name, _)| *name == "publications");
        let expected: BTreeSet<String> =
            expected.iter().flat_map(|(_, body)| body.lines()).map(str::to_string).collect();
        let found = lines(&build(branch, &files));
        count += 1;
        if found != expected {
            let name = entry.file_name().to_string_lossy().to_string();
            let missing: Vec<_> = expected.difference(&found).collect();
            let extra: Vec<_> = found.difference(&expected).collect();
            failures.push(format!("{name}\n  missing {missing:#?}\n  extra {extra:#?}"));
        }
    }
    assert!(count >= 17, "the scenarios are there");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
