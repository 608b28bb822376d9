//! From findings to new texts: which fixes are made together, in which order, and how
//! that looks as a diff. Must not read or write a file.
//!
//! A fix is one unit, however many files it touches: all of its edits are made or none.
//! Of two fixes that change the same bytes the first is made; the other waits for the
//! next round, in which the new texts were checked again.

mod diff;

use std::collections::{BTreeMap, BTreeSet};

use prodproof_syntax::finding::Rule;
use prodproof_syntax::finding::{apply, Edit, EditError, Finding, Fix};
use prodproof_syntax::snapshot::{File, Snapshot};

pub use diff::diff;

/// After that many rounds a fix must be wrong.
pub const MOST_ROUNDS: usize = 10;

/// A fix that is made, or is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub rule: &'static Rule,
    pub title: String,
    pub safe: bool,
    /// Of the finding that it removes.
    pub path: String,
    /// Every file that it changes.
    pub files: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBack {
    pub rule: &'static Rule,
    pub title: String,
    pub path: String,
    pub why: NotFixed,
}

/// Why a fix is not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFixed {
    /// It is not safe, and only safe ones were asked for.
    Unsafe,
    /// It changes what another fix changes; for the next round.
    Conflict,
    /// It was made in an earlier round, and the finding stayed.
    NoHelp,
    /// It would change a file that cannot be changed; which and why.
    Refused(String),
}

/// What one or several rounds of fixes come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixPlan {
    /// The new texts of files that change or are new.
    pub files: BTreeMap<String, String>,
    pub applied: Vec<Applied>,
    pub held_back: Vec<HeldBack>,
}

/// Which fixes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixChoice {
    Safe,
    /// Also those of which somebody has to look at the outcome.
    All,
}

/// One round: every fix that can be made at once, in the order of the findings.
pub fn plan(snapshot: &Snapshot, findings: &[Finding], which: FixChoice) -> FixPlan {
    planned(snapshot, findings, which).0
}

/// The same, and the indices of the findings whose fixes are made.
fn planned(snapshot: &Snapshot, findings: &[Finding], which: FixChoice) -> (FixPlan, Vec<usize>) {
    let mut accepted: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
    let mut plan = FixPlan::default();
    let mut made = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        let Some(fix) = &finding.fix else { continue };
        let held_back =
            |why| HeldBack { rule: finding.rule, title: fix.title.clone(), path: finding.primary.path.clone(), why };
        if !fix.safe && which == FixChoice::Safe {
            plan.held_back.push(held_back(NotFixed::Unsafe));
            continue;
        }
        match with(snapshot, &accepted, fix) {
            Err(why) => plan.held_back.push(held_back(why)),
            Ok(changed) => {
                plan.applied.push(Applied {
                    rule: finding.rule,
                    title: fix.title.clone(),
                    safe: fix.safe,
                    path: finding.primary.path.clone(),
                    files: changed.keys().map(|path| path.to_string()).collect(),
                });
                accepted.extend(changed);
                made.push(index);
            }
        }
    }
    for (path, edits) in accepted {
        // Each set of edits was tried when it was accepted.
        if let Ok(text) = apply(snapshot.text(path).unwrap_or_default(), &edits) {
            plan.files.insert(path.to_string(), text);
        }
    }
    (plan, made)
}

/// The accepted edits of the files that `fix` touches, with its own added.
fn with<'a>(
    snapshot: &Snapshot,
    accepted: &BTreeMap<&str, Vec<Edit>>,
    fix: &'a Fix,
) -> Result<BTreeMap<&'a str, Vec<Edit>>, NotFixed> {
    let mut changed: BTreeMap<&'a str, Vec<Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        let path = edit.place.path.as_str();
        let edits = changed.entry(path).or_insert_with(|| accepted.get(path).cloned().unwrap_or_default());
        // Two fixes may want the very same edit; it is made once.
        if !edits.contains(edit) {
            edits.push(edit.clone());
        }
    }
    if changed.is_empty() {
        return Err(NotFixed::Refused("it changes nothing".into()));
    }
    for (path, edits) in &changed {
        let text = writable(snapshot, path).map_err(|why| NotFixed::Refused(format!("`{path}` {why}")))?;
        let own: Vec<Edit> = fix.edits.iter().filter(|edit| edit.place.path == *path).cloned().collect();
        match apply(text, &own) {
            Err(EditError::Overlap(..)) => return Err(NotFixed::Refused("its own edits overlap".into())),
            Err(EditError::Outside(_)) => return Err(NotFixed::Refused(format!("`{path}` is another text by now"))),
            Ok(_) => {}
        }
        apply(text, edits).map_err(|_| NotFixed::Conflict)?;
    }
    Ok(changed)
}

/// The text at a path that may be written; empty where nothing is there yet.
fn writable<'a>(snapshot: &'a Snapshot, path: &str) -> Result<&'a str, &'static str> {
    let odd = |part: &str| part.is_empty() || matches!(part, "." | ".." | ".git");
    if path.split(['/', '\\']).any(odd) || path.contains(':') {
        return Err("is not a path in the repository");
    }
    match snapshot.files.get(path).map(File::read) {
        None => Ok(""),
        Some(File::Text(text)) => Ok(text),
        Some(File::Link(_)) => Err("is a link"),
        Some(File::Directory) => Err("is a directory"),
        Some(_) => Err("is not readable text"),
    }
}

/// What all rounds came to.
#[derive(Clone, Debug)]
pub struct FixOutcome {
    /// All rounds as one; `held_back` is that of the last round.
    pub plan: FixPlan,
    /// The repository with everything made.
    pub snapshot: Snapshot,
    /// What is still found in it.
    pub findings: Vec<Finding>,
    /// Whether fixes went on wanting changes after [`MOST_ROUNDS`]; a bug in a rule.
    pub unsettled: bool,
}

impl FixOutcome {
    /// Findings that were not there before, by rule and file: a fix should add none.
    pub fn added<'a>(&'a self, before: &[Finding]) -> Vec<&'a Finding> {
        let known: BTreeSet<(&str, &str)> =
            before.iter().map(|one| (one.rule.code, one.primary.path.as_str())).collect();
        self.findings.iter().filter(|one| !known.contains(&(one.rule.code, one.primary.path.as_str()))).collect()
    }
}

/// Round after round, until nothing changes. `check` finds what is shown in a new
/// snapshot; nothing is written.
pub fn rounds(
    snapshot: &Snapshot,
    findings: Vec<Finding>,
    which: FixChoice,
    mut check: impl FnMut(&Snapshot) -> Vec<Finding>,
) -> FixOutcome {
    let mut out = FixOutcome { plan: FixPlan::default(), snapshot: snapshot.clone(), findings, unsettled: false };
    let mut made = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        // A fix that leaves its finding as it was would be made for ever.
        let key = |one: &Finding| {
            let title = one.fix.as_ref().map(|fix| fix.title.clone()).unwrap_or_default();
            (one.rule.code, one.primary.path.clone(), one.message.clone(), title)
        };
        let (again, fresh): (Vec<_>, Vec<_>) =
            out.findings.iter().cloned().partition(|one| one.fix.is_some() && made.contains(&key(one)));
        let (round, done) = planned(&out.snapshot, &fresh, which);
        out.plan.held_back = round.held_back;
        out.plan.held_back.extend(again.into_iter().map(|one| HeldBack {
            rule: one.rule,
            title: one.fix.map(|fix| fix.title).unwrap_or_default(),
            path: one.primary.path,
            why: NotFixed::NoHelp,
        }));
        if round.applied.is_empty() {
            return out;
        }
        // Not those of the same title that wait for the next round.
        made.extend(done.iter().filter_map(|index| fresh.get(*index)).map(key));
        out.plan.applied.extend(round.applied);
        for (path, text) in round.files {
            out.snapshot.files.insert(path.clone(), File::Text(text.clone()));
            out.plan.files.insert(path, text);
        }
        out.findings = check(&out.snapshot);
    }
    out.unsettled = true;
    out
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::*;
    use prodproof_syntax::finding::{Place, Severity};
    use prodproof_syntax::snapshot::Facts;
    use prodproof_syntax::span::Span;

    static RULE: Rule =
        Rule { code: "X901", name: "a", severity: Severity::Error, summary: "", docs: "", since: "0.1.0" };

    fn snapshot(files: &[(&str, &str)]) -> Snapshot {
        Snapshot::of(files, Facts::unknown("x", Date::from_calendar_date(2026, Month::March, 1).unwrap()))
    }

    fn fix(title: &str, edits: Vec<Edit>) -> Finding {
        RULE.at(Place::file("a"), format!("no {title}")).safe_fix(title, edits)
    }

    fn replace(path: &str, start: usize, end: usize, text: &str) -> Edit {
        Edit::new(path, Span::new(start, end), text)
    }

    /// What is applied, what is held back, and the new texts.
    fn told(plan: &FixPlan) -> String {
        let applied: Vec<&str> = plan.applied.iter().map(|one| one.title.as_str()).collect();
        let back: Vec<String> = plan.held_back.iter().map(|one| format!("{} {:?}", one.title, one.why)).collect();
        let files: Vec<String> = plan.files.iter().map(|(path, text)| format!("{path}={text}")).collect();
        format!("{} | {} | {}", applied.join(" "), back.join(" "), files.join(" "))
    }

    #[test]
    fn a_fix_in_several_files_is_made_whole_or_not_at_all() {
        let snapshot = snapshot(&[("a", "aaa"), ("b", "bbb")]);
        let one = fix("one", vec![replace("b", 0, 2, "1")]);
        let two = fix("two", vec![replace("a", 0, 1, "2"), replace("b", 1, 3, "2")]);
        let three = fix("three", vec![replace("a", 0, 1, "3"), replace("new", 0, 0, "3")]);
        let plan = plan(&snapshot, &[one, two, three], FixChoice::Safe);
        assert_eq!(told(&plan), "one three | two Conflict | a=3aa b=1b new=3");
    }

    #[test]
    fn unsafe_fixes_wait_to_be_asked_for() {
        let snapshot = snapshot(&[("a", "x")]);
        let findings = [RULE.at(Place::file("a"), "no one").unsafe_fix("one", vec![replace("a", 0, 1, "y")])];
        assert_eq!(told(&plan(&snapshot, &findings, FixChoice::Safe)), " | one Unsafe | ");
        assert_eq!(told(&plan(&snapshot, &findings, FixChoice::All)), "one |  | a=y");
    }

    #[test]
    fn the_same_edit_of_two_fixes_is_made_once() {
        let snapshot = snapshot(&[("a", "x")]);
        let edit = replace("a", 1, 1, "!");
        let findings = [fix("one", vec![edit.clone()]), fix("two", vec![edit])];
        assert_eq!(told(&plan(&snapshot, &findings, FixChoice::Safe)), "one two |  | a=x!");
    }

    #[test]
    fn what_is_no_text_of_the_repository_is_not_written() {
        let mut snapshot = snapshot(&[]);
        snapshot.files.insert("link".into(), File::Link("/etc/passwd".into()));
        for path in ["../x", "/etc/x", "a/../../x", ".git/config", "c:/x", "link", "a\\..\\x", ""] {
            let findings = [fix("one", vec![Edit::insert(path, 0, "x")])];
            let plan = plan(&snapshot, &findings, FixChoice::Safe);
            assert!(plan.files.is_empty() && matches!(plan.held_back[0].why, NotFixed::Refused(_)), "{path}");
        }
        assert!(!plan(&snapshot, &[fix("none", vec![])], FixChoice::Safe).held_back.is_empty());
    }

    #[test]
    fn edits_that_cannot_be_made_are_refused() {
        let snapshot = snapshot(&[("a", "xyz")]);
        for edits in [vec![replace("a", 0, 2, ""), replace("a", 1, 3, "")], vec![replace("a", 3, 9, "")]] {
            let plan = plan(&snapshot, &[fix("one", edits)], FixChoice::Safe);
            assert!(matches!(plan.held_back[0].why, NotFixed::Refused(_)));
        }
    }

    #[test]
    fn conflicting_fixes_take_turns() {
        // Each round the text is checked anew; the second fix is planned on the first's text.
        let check = |snapshot: &Snapshot| {
            let text = snapshot.text("a").unwrap();
            let mut found = Vec::new();
            if !text.contains('1') {
                found.push(fix("one", vec![Edit::insert("a", text.len(), "1")]));
            }
            if !text.contains('2') {
                found.push(fix("two", vec![Edit::insert("a", text.len(), "2")]));
            }
            found
        };
        let snapshot = snapshot(&[("a", "x")]);
        let out = rounds(&snapshot, check(&snapshot), FixChoice::Safe, check);
        assert_eq!(told(&out.plan), "one two |  | a=x12");
        assert!(out.findings.is_empty() && !out.unsettled);
        assert_eq!(out.snapshot.text("a"), Some("x12"));
    }

    #[test]
    fn a_fix_that_does_not_help_is_made_once_and_told() {
        let check =
            |snapshot: &Snapshot| vec![fix("one", vec![Edit::insert("a", snapshot.text("a").unwrap().len(), "1")])];
        let snapshot = snapshot(&[("a", "x")]);
        let out = rounds(&snapshot, check(&snapshot), FixChoice::Safe, check);
        assert_eq!(told(&out.plan), "one | one NoHelp | a=x1");
        assert_eq!(out.findings.len(), 1);
    }

    #[test]
    fn fixes_without_end_are_stopped() {
        let check = |snapshot: &Snapshot| {
            let len = snapshot.text("a").unwrap().len();
            vec![fix(&format!("to {len}"), vec![Edit::insert("a", len, "1")])]
        };
        let snapshot = snapshot(&[("a", "")]);
        let out = rounds(&snapshot, check(&snapshot), FixChoice::Safe, check);
        assert!(out.unsettled);
        assert_eq!(out.plan.applied.len(), MOST_ROUNDS);
    }

    #[test]
    fn a_new_finding_is_told_from_an_old_one() {
        let before = [RULE.at(Place::file("a"), "x")];
        let check = |_: &Snapshot| vec![RULE.at(Place::file("a"), "y"), RULE.at(Place::file("b"), "z")];
        let snapshot = snapshot(&[("a", "")]);
        let first = vec![fix("one", vec![Edit::insert("a", 0, "1")])];
        let out = rounds(&snapshot, first, FixChoice::Safe, check);
        let added: Vec<String> = out.added(&before).iter().map(|one| one.message.to_string()).collect();
        assert_eq!(added, ["z"]);
    }
}
