//! Every rule fires in its own case, alone, and is silent once that is mended.
//!
//! A case is a folder `tests/cases/<CODE>-<slug>/`:
//!
//! - `in/` is laid over `tests/frame/`, a repository in which nothing is found; a folder
//!   or file of it replaces the frame's of the same name at the top. `whole/` stands
//!   instead of `in/` where the frame does not fit;
//! - `good/` is laid over both and mends them; `gone` has the paths that go, a line each;
//! - `transcript` is what `verify --check` prints before that;
//! - `beside` names further rules, a line each with the reason, that may be found there.
//!
//! These are judged in memory. A case that needs more than files (`base/`, or other
//! commands in its transcript) is run in a clone of `acme/widget`, like those of `cases.rs`;
//! what files cannot mend, the command lines in `mend` do. The folders of a rule on fleets
//! are its repositories.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use prodproof::cmd::verify::clean;
use prodproof_rules::chain::Chain;
use prodproof_rules::fix;
use prodproof_rules::judge::{judge, Judgement};
use prodproof_rules::report::{human::human, human::Style, Report};
use prodproof_rules::rules;
use prodproof_rules::select::Selection;
use prodproof_syntax::finding::Finding;
use prodproof_syntax::forge::Forge;
use prodproof_syntax::snapshot::{wanted, Facts, File, Snapshot};
use time::{Date, Month};

use super::cases;
use super::support::{bless, home, tree, Sandbox};

/// Rules, by the beginning of their codes, whose findings come from no files, and where it
/// stands what was answered instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("L", "forge, registry, host and site are asked: tests/scenarios/live"),
    ("F012", "registries are asked: tests/scenarios/live"),
    ("F013", "registries are asked: tests/scenarios/live"),
];

/// What a case's transcript asks if nobody has written one yet.
const CHECK: &str = "$ cargo xtask verify --check";

pub type Files = BTreeMap<String, Vec<u8>>;

/// A rule's case on disk.
pub struct Case {
    pub folder: PathBuf,
    pub code: String,
}

impl Case {
    /// All of them, in order.
    pub fn all() -> Vec<Self> {
        let entries = fs::read_dir(home().join("tests/cases")).expect("cases");
        let mut cases: Vec<_> = entries.filter_map(|entry| Self::at(entry.expect("a case").path())).collect();
        cases.sort_by(|a, b| a.folder.cmp(&b.folder));
        cases
    }

    /// Nothing where the folder's name begins with no code.
    pub fn at(folder: PathBuf) -> Option<Self> {
        let name = folder.file_name()?.to_str()?;
        let (code, _) = name.split_once('-')?;
        let coded = code.len() == 4 && code.starts_with(|c: char| c.is_ascii_uppercase());
        let digits = code.bytes().skip(1).all(|byte| byte.is_ascii_digit());
        (coded && digits).then(|| Self { code: code.to_string(), folder: folder.clone() })
    }

    fn name(&self) -> String {
        self.folder.file_name().expect("a name").to_string_lossy().into_owned()
    }

    fn part(&self, name: &str) -> Files {
        let folder = self.folder.join(name);
        if folder.is_dir() {
            tree(&folder)
        } else {
            Files::new()
        }
    }

    /// The repository before anything is mended: what is in `part`, on the frame.
    fn framed(&self, part: &str) -> Files {
        let own = self.part(part);
        let top = |path: &str| path.split('/').next().unwrap_or_default().to_string();
        let replaced: BTreeSet<String> = own.keys().map(|path| top(path)).collect();
        let mut files = tree(&home().join("tests/frame"));
        files.retain(|path, _| !replaced.contains(&top(path)));
        files.extend(own);
        files
    }

    /// What is committed first, if anything is.
    pub fn base(&self) -> Option<Files> {
        self.folder.join("base").is_dir().then(|| self.framed("base"))
    }

    /// The work tree in which the rule fires.
    pub fn bad(&self) -> Files {
        let whole = self.part("whole");
        if !whole.is_empty() {
            return whole;
        }
        match self.base() {
            Some(mut base) => {
                base.extend(self.part("in"));
                base
            }
            None => self.framed("in"),
        }
    }

    /// The work tree in which it does not.
    pub fn good(&self) -> Files {
        let mut files = self.bad();
        files.retain(|path, _| !self.gone().contains(path));
        files.extend(self.part("good"));
        files
    }

    /// What its page shows in which the rule fires: the work tree, and what is printed of it.
    pub fn example(&self) -> Files {
        let printed = ("transcript".to_string(), self.transcript().into_bytes());
        self.bad().into_iter().chain([printed]).collect()
    }

    /// And in which it does not: the work tree, and the command lines that mend.
    pub fn remedy(&self) -> Files {
        let mend = fs::read(self.folder.join("mend")).ok().map(|bytes| ("mend".to_string(), bytes));
        self.good().into_iter().chain(mend).collect()
    }

    /// The paths that mending removes.
    fn gone(&self) -> BTreeSet<String> {
        let text = fs::read_to_string(self.folder.join("gone")).unwrap_or_default();
        text.lines().map(str::to_string).collect()
    }

    /// A clone of `acme/widget` with the case in its work tree; of a rule on fleets a
    /// folder with a clone for each folder of the case, `acme/NAME`.
    fn sandbox(&self) -> Sandbox {
        let sandbox = if self.is_fleet() { Sandbox::new() } else { Sandbox::git(&[]) };
        let write = |files: &Files| files.iter().for_each(|(path, bytes)| sandbox.write(path, bytes));
        if let Some(base) = self.base() {
            write(&base);
            sandbox.commit("base");
        }
        write(&self.bad());
        let remote = |folder: &str, name: &str| {
            let line = format!("git remote add origin https://github.com/acme/{name}.git");
            sandbox.sh_in(folder, &line, &[]).expect(0);
        };
        if !self.is_fleet() {
            remote("", "widget");
            return sandbox;
        }
        let bad = self.bad();
        let members: BTreeSet<&str> = bad.keys().filter_map(|path| Some(path.split_once('/')?.0)).collect();
        for member in members {
            sandbox
                .sh_in(member, &format!("git init -q -b main . && git add -A && git commit -qm {member}"), &[])
                .expect(0);
            remote(member, member);
        }
        sandbox
    }

    /// Whether its folders are repositories.
    pub fn is_fleet(&self) -> bool {
        self.code.starts_with('F')
    }

    /// What is printed once the case is mended.
    fn mended(&self, sandbox: &Sandbox) -> String {
        self.gone().iter().for_each(|path| fs::remove_file(sandbox.at(path)).expect("it is there"));
        self.part("good").iter().for_each(|(path, bytes)| sandbox.write(path, bytes));
        let mend = fs::read_to_string(self.folder.join("mend")).unwrap_or_default();
        let transcript = self.transcript();
        let again = transcript.lines().filter_map(|line| line.strip_prefix("$ ")).next_back();
        let asks = mend.contains("cargo xtask");
        let lines = mend.lines().chain(again.filter(|_| !asks));
        lines.map(|line| sandbox.sh(&format!("{{ {line}\n}} 2>&1")).stdout).collect()
    }

    fn transcript(&self) -> String {
        fs::read_to_string(self.folder.join("transcript")).unwrap_or_else(|_| format!("{CHECK}\n"))
    }

    /// Whether it is more than files: a history, a remote, another command.
    pub fn wants_git(&self) -> bool {
        let transcript = self.transcript();
        let mut commands = transcript.lines().filter(|line| line.starts_with("$ "));
        self.folder.join("base").is_dir() || !commands.all(|line| line == CHECK)
    }

    /// The codes of rules that may be found besides, in `in/` and `good/` alike.
    fn beside(&self) -> BTreeSet<String> {
        let text = fs::read_to_string(self.folder.join("beside")).unwrap_or_default();
        let code = |line: &str| {
            let (code, why) = line.split_once(' ').expect("a code and the reason");
            assert!(!why.trim().is_empty(), "{line}: no reason");
            code.to_string()
        };
        text.lines().map(code).collect()
    }

    /// What is wrong with the codes found in `in/` and in what is mended, if anything is.
    fn fault(&self, bad: &BTreeSet<String>, good: &BTreeSet<String>) -> Result<(), String> {
        let beside = self.beside();
        let more: BTreeSet<_> = bad.iter().filter(|code| !beside.contains(*code) && **code != self.code).collect();
        if !bad.contains(&self.code) || !more.is_empty() {
            return Err(format!("{}: found is {bad:?}", self.name()));
        }
        if !good.is_subset(&beside) {
            return Err(format!("{}: found in good/ is {good:?}", self.name()));
        }
        let idle: Vec<_> = beside.iter().filter(|code| !bad.contains(*code) && !good.contains(*code)).collect();
        if !idle.is_empty() {
            return Err(format!("{}: beside has {idle:?}, which nobody finds", self.name()));
        }
        Ok(())
    }
}

/// A repository in memory, as `verify` sees it.
pub struct Look(Judgement);

impl Look {
    pub fn of(files: &Files) -> Self {
        Self::at(files, &Selection::default())
    }

    /// Of what is asked for.
    pub fn at(files: &Files, selection: &Selection) -> Self {
        let today = Date::from_calendar_date(2027, Month::January, 31).expect("a date");
        let mut facts = Facts::unknown("widget", today);
        facts.repository = Some("acme/widget".into());
        facts.forge = Some(Forge::GitHub);
        facts.registry = Forge::GitHub.registry("https://github.com/acme/widget.git");
        facts.default_branch = Some(("main".into(), "the local branch `main`".into()));
        let file = |(path, bytes): (&String, &Vec<u8>)| {
            let file = match std::str::from_utf8(bytes) {
                _ if !wanted(path) => File::Unread,
                Ok(text) => File::Text(text.to_string()),
                Err(_) => File::NotUtf8,
            };
            (path.clone(), file)
        };
        let snapshot = Snapshot { files: files.iter().map(file).collect(), facts };
        Self(judge(snapshot, selection))
    }

    /// What is shown; of the case's own rule also what only follows from another finding.
    fn codes(&self, own: &str) -> BTreeSet<String> {
        let follows = self.0.selected.suppressed.iter().map(|one| &one.finding).filter(|one| one.rule.code == own);
        self.0.selected.shown.iter().chain(follows).map(|finding| finding.rule.code.to_string()).collect()
    }

    /// The names of what is shown.
    pub fn names(&self) -> Vec<&'static str> {
        self.0.selected.shown.iter().map(|finding| finding.rule.name).collect()
    }

    /// What `verify --check` prints.
    fn transcript(&self) -> String {
        self.tell(|report| {
            let exit = if report.fails() { "[exit 1]\n" } else { "" };
            format!("{CHECK}\n{}{exit}", human(report, Style::PLAIN))
        })
    }

    /// The report in some format.
    pub fn tell(&self, format: impl Fn(&Report<'_>) -> String) -> String {
        let chain = Chain::of(&self.0.repo);
        let clean = clean(&self.0.repo, &chain);
        let report = Report {
            selected: &self.0.selected,
            sources: &self.0.repo.snapshot,
            strict: false,
            clean: &clean,
            chain: Some(&chain),
            require_yes: false,
        };
        format(&report)
    }

    /// Every fix of the rule, made on its own, leaves less to find, and nothing new.
    fn fixes(&self, code: &str) -> Result<(), String> {
        let shown = |snapshot: &Snapshot| judge(snapshot.clone(), &Selection::default()).selected.shown;
        let of = |findings: &[Finding]| findings.iter().filter(|one| one.rule.code == code).count();
        let before = of(&self.0.selected.shown);
        for finding in self.0.selected.shown.iter().filter(|one| one.rule.code == code && one.fix.is_some()) {
            let plan = fix::plan(&self.0.repo.snapshot, std::slice::from_ref(finding), fix::FixChoice::All);
            let mut snapshot = Snapshot::clone(&self.0.repo.snapshot);
            snapshot.files.extend(plan.files.into_iter().map(|(path, text)| (path, File::Text(text))));
            if of(&shown(&snapshot)) >= before {
                return Err(format!("{code}: its own fix does not mend it"));
            }
        }
        Ok(())
    }
}

#[test]
fn nothing_is_found_in_the_frame() {
    let look = Look::of(&tree(&home().join("tests/frame")));
    assert!(look.0.selected.shown.is_empty(), "{}", look.transcript());
}

#[test]
fn every_rule_has_a_case() {
    let cases: BTreeSet<String> = Case::all().into_iter().map(|case| case.code).collect();
    let excused = |code: &str| ELSEWHERE.iter().any(|(start, _)| code.starts_with(start));
    let without = rules::all().filter(|rule| !cases.contains(rule.code) && !excused(rule.code));
    let names: Vec<_> = without.map(|rule| format!("{}-{}", rule.code, rule.name)).collect();
    assert!(names.is_empty(), "no folder in tests/cases:\n{}", names.join("\n"));
    for code in cases {
        assert!(rules::find(&code).is_some(), "{code} is no rule");
    }
}

#[test]
fn every_rule_fires_alone_in_its_case_and_is_mended_by_good() {
    let mut wrong = Vec::new();
    for case in Case::all().iter().filter(|case| !case.wants_git()) {
        let look = Look::of(&case.bad());
        let good = Look::of(&case.good());
        wrong.extend(case.fault(&look.codes(&case.code), &good.codes(&case.code)).err());
        wrong.extend(look.fixes(&case.code).err());
        let (expected, actual) = (case.transcript(), look.transcript());
        let comment: String =
            expected.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
        let actual = comment + &actual;
        if bless() {
            fs::write(case.folder.join("transcript"), &actual).expect("transcript");
        } else if actual != expected {
            wrong.push(format!("{}:\n{}", case.name(), fix::diff("transcript", Some(&expected), Some(&actual))));
        }
    }
    assert!(wrong.is_empty(), "{}\n(BLESS=1 cargo test cases rewrites transcripts)", wrong.join("\n"));
}

#[test]
fn cases_that_need_git_are_found_by_the_tool_itself() {
    let mut wrong = Vec::new();
    for case in Case::all().iter().filter(|case| case.wants_git()) {
        let sandbox = case.sandbox();
        match cases::transcript(&case.folder, &sandbox) {
            Ok(bad) => wrong.extend(case.fault(&codes(&bad), &codes(&case.mended(&sandbox))).err()),
            Err(difference) => wrong.push(format!("{}:\n{difference}", case.name())),
        }
    }
    assert!(wrong.is_empty(), "{}\n(BLESS=1 cargo test cases rewrites transcripts)", wrong.join("\n"));
}

/// The codes of the findings in what a command printed.
fn codes(printed: &str) -> BTreeSet<String> {
    let code = |line: &str| {
        let (severity, rest) = line.split_once('[')?;
        let known = ["error", "warning", "info"].contains(&severity);
        rest.split_once(']').filter(|_| known).map(|(code, _)| code.to_string())
    };
    printed.lines().filter_map(code).collect()
}

#[test]
fn what_is_judged_in_memory_is_what_the_tool_prints() {
    for case in Case::all().iter().filter(|case| !case.wants_git() && !bless()).step_by(20) {
        let printed = cases::transcript(&case.folder, &case.sandbox());
        assert!(printed.is_ok(), "{}: {printed:?}", case.name());
    }
}
