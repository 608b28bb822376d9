//! A repository in order of which one word is changed: what is found stands in the line of
//! that word.
//!
//! A file of `tests/scenarios/changed_words` has a title, a workflow behind `=== PATH`, which
//! lies on `tests/frame` and about which nothing is found, and behind `=== changes` a line each:
//! `CODE LINE | word => other`, where `\n` is the end of a line. The line is that of the change.

use prodproof_rules::judge::judge;
use prodproof_rules::select::Selection;
use prodproof_syntax::finding::{Finding, Severity};
use prodproof_syntax::snapshot::{Facts, Snapshot};

use super::support::{home, tree};

fn found(path: &str, text: &str) -> Vec<Finding> {
    let mut files = tree(&home().join("tests/frame"));
    files.insert(path.to_string(), text.as_bytes().to_vec());
    let files: Vec<(String, String)> =
        files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let today = time::Date::from_calendar_date(2026, time::Month::February, 1).unwrap();
    let mut facts = Facts::unknown("widget", today);
    facts.repository = Some("acme/widget".into());
    let mut all = judge(Snapshot::of(&files, facts), &Selection::default()).selected.shown;
    all.retain(|one| one.severity != Severity::Info);
    all
}

/// The first line in which both differ.
fn changed_line(old: &str, new: &str) -> usize {
    old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count() + 1
}

fn told(path: &str, text: &str, one: &Finding) -> String {
    let line = text[..one.primary.span.start.min(text.len())].matches('\n').count() + 1;
    match one.primary.path == path {
        true => format!("{} {line}", one.rule.code),
        false => format!("{} in {}", one.rule.code, one.primary.path),
    }
}

#[test]
fn a_changed_word_is_the_cause() {
    let mut wrong = Vec::new();
    let mut changes = 0;
    for (name, bytes) in tree(&home().join("tests/scenarios/changed_words")) {
        let text = String::from_utf8(bytes).unwrap();
        let mut parts = text.split("=== ").skip(1);
        let (path, workflow) = parts.next().unwrap().split_once('\n').unwrap();
        let table = parts.next().unwrap().strip_prefix("changes\n").unwrap();
        assert!(found(path, workflow).is_empty(), "{name} is not in order: {:#?}", found(path, workflow));
        for row in table.lines() {
            let (expected, change) = row.split_once(" | ").unwrap();
            let (old, new) = change.split_once(" => ").unwrap();
            let (old, new) = (old.replace("\\n", "\n"), new.replace("\\n", "\n"));
            assert!(workflow.contains(&old), "{name}: `{old}` does not stand there");
            let other = workflow.replacen(&old, &new, 1);
            let line = changed_line(workflow, &other);
            assert!(expected.ends_with(&format!(" {line}")), "{name}: {row}\nthe word stands in line {line}");
            let all: Vec<String> = found(path, &other).iter().map(|one| told(path, &other, one)).collect();
            changes += 1;
            if !all.iter().any(|one| one == expected) {
                wrong.push(format!("{name}: {row}\n  told: {}", all.join(", ")));
            }
        }
    }
    assert!(changes >= 40, "{changes}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
