//! What is a claim in prose and what is none: sentences of our own writing, and
//! properties that hold for any text.

mod properties;
mod sentences;

use std::fs;
use std::path::Path;

use prodproof_constitution::{claims, contract, inherits, mandates};
use prodproof_rules::repo::Repo;
use prodproof_rules::rules;
use prodproof_rules::words::Worded;
use prodproof_syntax::finding::{apply, Finding};
use prodproof_syntax::markdown::Markdown;
use prodproof_syntax::snapshot::{wanted, Facts, File, Snapshot};
use prodproof_syntax::span::LineIndex;
use proptest::prelude::*;

/// Each claim in a few words, with `!` where it binds.
fn claims_of(text: &str) -> Vec<String> {
    claims::read(text, &Markdown::read(text))
        .iter()
        .map(|claim| format!("{}{}", claim.what.told(), if claim.binding { "!" } else { "" }))
        .collect()
}

/// A folder as a snapshot, without the file that says what is expected.
fn snapshot(folder: &Path) -> Snapshot {
    let today = time::Date::from_calendar_date(2027, time::Month::January, 31).expect("a day");
    let mut snapshot = Snapshot::of(&[], Facts::unknown("widget", today));
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("an entry");
        let path = entry.path().strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
        if !entry.file_type().is_file() || path == "expected" {
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("text");
        snapshot.files.insert(path.clone(), if wanted(&path) { File::Text(text) } else { File::Unread });
    }
    snapshot
}

/// What the rules of the contract and of the claims say, as far as they are shown when
/// one fault is one finding.
fn findings(repo: &Repo) -> Vec<Finding> {
    let mut acc = Vec::new();
    rules::contract::check(repo, &mut acc);
    rules::claims::check(repo, &mut acc);
    rules::sort(&mut acc);
    acc
}

fn shown(repo: &Repo) -> String {
    let mut out = String::new();
    let place = |path: &str, start: usize| {
        let text = repo.snapshot.text(path).unwrap_or_default();
        let (line, column) = LineIndex::new(text).line_col(text, start);
        format!("{path}:{line}:{column}")
    };
    for finding in findings(repo) {
        let at = place(&finding.primary.path, finding.primary.span.start);
        out.push_str(&format!("{} {} {at} {}\n", finding.rule.code, finding.severity, finding.message));
        for related in &finding.related {
            out.push_str(&format!("  {} {}\n", place(&related.place.path, related.place.span.start), related.message));
        }
        out.push_str(&format!("  help: {}\n", finding.help));
        if let Some(fix) = &finding.fix {
            out.push_str(&format!("  {} fix: {}\n", if fix.safe { "safe" } else { "unsafe" }, fix.title));
        }
    }
    out
}

/// Each folder is a small repository; `expected` holds the findings of these families.
/// `BLESS=1` rewrites it.
#[test]
fn whole_constitutions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/claims");
    let mut cases: Vec<_> = fs::read_dir(&root).expect("scenarios").map(|entry| entry.expect("one").path()).collect();
    cases.sort();
    assert!(cases.len() >= 4);
    let mut wrong = Vec::new();
    for case in cases {
        let actual = shown(&Repo::new(snapshot(&case)));
        let path = case.join("expected");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &actual).expect("written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if actual != expected {
            wrong.push(format!("{}:\n{actual}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "(BLESS=1 rewrites them)\n{}", wrong.join("\n"));
}

/// A fix mends what it is for: its finding is gone and no finding is new.
#[test]
fn fixes_mend_and_break_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/claims");
    let mut tried = 0;
    for case in fs::read_dir(&root).expect("scenarios") {
        let before = Repo::new(snapshot(&case.expect("one").path()));
        let key = |finding: &Finding| (finding.rule.code, finding.message.clone());
        let known: Vec<_> = findings(&before).iter().map(key).collect();
        for finding in findings(&before) {
            let Some(fix) = &finding.fix else { continue };
            let mut after = prodproof_syntax::snapshot::Snapshot::clone(&before.snapshot);
            for path in fix.edits.iter().map(|edit| edit.place.path.clone()).collect::<std::collections::BTreeSet<_>>()
            {
                let edits: Vec<_> = fix.edits.iter().filter(|edit| edit.place.path == path).cloned().collect();
                let text = apply(before.snapshot.text(&path).expect("a file"), &edits).expect("edits that fit");
                after.files.insert(path, File::Text(text));
            }
            let left: Vec<_> = findings(&Repo::new(after)).iter().map(key).collect();
            assert!(!left.contains(&key(&finding)), "{} is still there: {}", finding.rule.name, finding.message);
            for other in &left {
                assert!(known.contains(other), "the fix of {} adds {other:?}", finding.rule.name);
            }
            tried += 1;
        }
    }
    assert!(tried >= 6, "{tried}");
}
