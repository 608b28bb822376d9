//! What holds for every fix of every rule, over the repositories of `tests/cases/`: it
//! removes its finding, adds none, needs no second time, and keeps the line endings.

use std::collections::BTreeSet;
use std::path::Path;

use prodproof_constitution::document;
use prodproof_rules::fix::{self, FixOutcome};
use prodproof_rules::judge::judge;
use prodproof_rules::repo::Repo;
use prodproof_rules::rules;
use prodproof_rules::select::Selection;
use prodproof_syntax::finding::{Finding, Severity};
use prodproof_syntax::snapshot::{wanted, Base, Facts, File, Snapshot};

use super::today;
use crate::rule_cases::Case;

/// Each case's work tree: `in/` over `base/`.
fn cases() -> Vec<(String, Snapshot)> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"));
    let mut out = Vec::new();
    for case in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        let mut snapshot = Snapshot::of(&[], Facts::unknown("service", today()));
        // A rule's case stands on the frame.
        if let Some(case) = Case::at(case.clone()).filter(|case| !case.is_fleet()) {
            let text = |bytes| String::from_utf8(bytes).ok();
            let file = |(path, bytes): (String, Vec<u8>)| {
                let text = text(bytes).filter(|_| wanted(&path));
                (path, text.map_or(File::Unread, File::Text))
            };
            snapshot.files = case.base().unwrap_or_else(|| case.bad()).into_iter().map(file).collect();
        }
        for layer in ["base", "in"] {
            let layer = case.join(layer);
            let files = walkdir::WalkDir::new(&layer).into_iter().filter_map(Result::ok);
            for file in files.filter(|entry| entry.file_type().is_file()) {
                let path = file.path().strip_prefix(&layer).unwrap().to_string_lossy().replace('\\', "/");
                let text = std::fs::read_to_string(file.path()).ok().filter(|_| wanted(&path));
                snapshot.files.insert(path, text.map_or(File::Unread, File::Text));
            }
            if layer.ends_with("base") && layer.is_dir() {
                let path = document::locate(snapshot.paths()).first().map(|path| path.to_string());
                let text = path.as_deref().and_then(|path| snapshot.text(path)).map(str::to_string);
                snapshot.facts.base = Base::Found { name: "base".into(), path, text };
            }
        }
        out.push((case.file_name().unwrap().to_string_lossy().into_owned(), snapshot));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

fn shown(snapshot: &Snapshot) -> Vec<Finding> {
    judge(snapshot.clone(), &Selection::default()).selected.shown
}

fn rounds(snapshot: &Snapshot) -> FixOutcome {
    fix::rounds(snapshot, shown(snapshot), fix::FixChoice::All, shown)
}

/// A finding without its place, which moves.
fn key(finding: &Finding) -> (&'static str, String, String) {
    (finding.rule.name, finding.primary.path.clone(), finding.message.to_string())
}

fn with_texts(snapshot: &Snapshot, change: impl Fn(&str) -> String) -> Snapshot {
    let mut snapshot = snapshot.clone();
    if let Base::Found { text: Some(text), .. } = &mut snapshot.facts.base {
        *text = change(text);
    }
    for file in snapshot.files.values_mut() {
        if let File::Text(text) = file {
            *text = change(text);
        }
    }
    snapshot
}

fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

#[test]
fn a_fix_removes_its_finding_and_adds_none() {
    let mut wrong = Vec::new();
    for (case, snapshot) in cases() {
        let before = shown(&snapshot);
        let known: BTreeSet<_> = before.iter().map(key).collect();
        for finding in before.iter().filter(|finding| finding.fix.is_some()) {
            let plan = fix::plan(&snapshot, std::slice::from_ref(finding), fix::FixChoice::All);
            let amends = |path: &str| plan.files.contains_key(path);
            let mut fixed = snapshot.clone();
            fixed.files.extend(plan.files.iter().map(|(path, text)| (path.clone(), File::Text(text.clone()))));
            let after = shown(&fixed);
            if !plan.held_back.is_empty() {
                wrong.push(format!("{case}: {:?} cannot be made", plan.held_back));
            }
            if after.iter().any(|one| key(one) == key(finding)) {
                wrong.push(format!("{case}: {:?} is still found", key(finding)));
            }
            // What was hidden behind the fixed finding may show up, and what could not be
            // judged before it may be warned of; a new error may not.
            let hidden: BTreeSet<_> = rules::check(&Repo::new(snapshot.clone())).iter().map(key).collect();
            // Whoever mends the constitution amends it; the bump is the next round's.
            let expected = |one: &(&str, String, String)| {
                known.contains(one) || hidden.contains(one) || (one.0 == "unbumped-amendment" && amends(&one.1))
            };
            let errors = after.iter().filter(|one| one.severity == Severity::Error);
            for new in errors.map(key).filter(|one| !expected(one)) {
                wrong.push(format!("{case}: the fix of {:?} leads to {new:?}", key(finding)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_fixes_together_come_to_rest() {
    for (case, snapshot) in cases() {
        let once = rounds(&snapshot);
        assert!(!once.unsettled, "{case}: {:?}", once.plan.applied);
        let twice = rounds(&once.snapshot);
        assert!(twice.plan.files.is_empty(), "{case}: {:?}", twice.plan.applied);
    }
}

/// Whether Quadlet reads the file, which refuses one with a mark.
fn quadlet(text: &str) -> bool {
    ["[Container]", "[Kube]", "[Pod]", "[Build]", "[Image]"].iter().any(|section| text.contains(section))
}

#[test]
fn fixes_do_the_same_to_files_with_carriage_returns_and_marks() {
    for (case, snapshot) in cases() {
        let plain = rounds(&snapshot);
        let dos = rounds(&with_texts(&snapshot, crlf));
        for (path, text) in &dos.plan.files {
            let expected = plain.plan.files.get(path).map(|text| crlf(text)).unwrap_or_default();
            assert_eq!(*text, expected, "{case}: {path} with CRLF");
        }
        assert_eq!(plain.plan.files.len(), dos.plan.files.len(), "{case}");
        let mark = |text: &str| if quadlet(text) { text.to_string() } else { format!("\u{feff}{text}") };
        let marked = rounds(&with_texts(&snapshot, mark));
        let changed = &marked.plan.files;
        for (path, text) in changed {
            let expected = plain.plan.files.get(path).map(String::as_str).unwrap_or_default();
            assert_eq!(text.strip_prefix('\u{feff}').unwrap_or(text.as_str()), expected, "{case}: {path} with a mark");
        }
        assert_eq!(plain.plan.files.len(), changed.len(), "{case}: {changed:?}");
    }
}
