//! The codes that commands end with: each cell of the table in docs/answers.md is provoked, and
//! what the table calls never has no way here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::live::World;
use super::support::{home, Ran, Sandbox};

const CONSTITUTION: &str = ".specify/memory/constitution.md";
const BUILD: &str = ".github/workflows/container-build.yml";

/// A line of the table, the code, what is done to a scaffolded repository first, and the words.
type Way = (&'static str, i32, &'static str, &'static str);

const AMENDED: &str = "sed -i '0,/MUST/s//MUST NOT/' .specify/memory/constitution.md";
const BROKEN: &str = "sed -i 's/branches: \\[\"main\"\\]/branches: [\"other\"]/' .github/workflows/container-build.yml";
const NO_GIT: &str = "echo nonsense > .git/HEAD";
const THEIRS: &str = "printf '#!/bin/sh\\necho mine\\n' > .git/hooks/pre-commit";

const WAYS: &[Way] = &[
    ("init", 0, "true", "init"),
    ("init", 0, "rm deploy/*.service", "init"),
    ("init", 1, BROKEN, "init"),
    ("init", 1, "echo '*.service' > .gitignore; git rm -q deploy/*.service", "init"),
    ("init", 2, NO_GIT, "init"),
    ("init", 2, "true", "init Containerfile"),
    ("init", 2, "true", "init --port x"),
    ("init --dry-run", 0, "rm deploy/*.service", "init --dry-run"),
    ("init --dry-run", 0, BROKEN, "init --dry-run"),
    ("init --dry-run", 2, NO_GIT, "init --dry-run"),
    ("init --check", 0, "true", "init --check"),
    ("init --check", 1, "rm deploy/*.service", "init --check"),
    ("init --check", 2, NO_GIT, "init --check"),
    ("init --remove", 0, "true", "init --remove"),
    ("init --remove", 1, "echo '# mine' >> deploy/widget.service", "init --remove"),
    ("init --remove", 2, "rm xtask/copy.toml", "init --remove"),
    ("upgrade", 0, "true", "upgrade --bot dependabot"),
    ("upgrade", 2, "rm -r xtask .cargo", "upgrade"),
    ("upgrade", 2, "true", "upgrade --bot other"),
    ("upgrade --check", 2, "rm -r xtask .cargo", "upgrade --check"),
    ("verify", 0, "true", "verify"),
    ("verify", 0, AMENDED, "verify"),
    ("verify", 0, BROKEN, "verify --fix"),
    ("verify", 0, "true", "verify --strict --require yes"),
    ("verify", 1, BROKEN, "verify"),
    ("verify", 1, AMENDED, "verify --check"),
    ("verify", 1, AMENDED, "verify --check --format json"),
    ("verify", 1, AMENDED, "verify --check --format github"),
    ("verify", 1, AMENDED, "verify --check --format sarif"),
    ("verify", 1, AMENDED, "verify --check --format markdown"),
    ("verify", 1, "rm -r .specify .github deploy", "verify"),
    ("verify", 2, "true", "verify --rev nowhere"),
    ("verify", 1, "true", "verify --base nowhere"),
    ("verify", 2, "true", "verify --new-from nowhere"),
    ("verify", 2, "true", "verify --nonsense"),
    ("verify", 2, "true", "verify --select Z9"),
    ("verify", 2, "true", "verify --check --fix"),
    ("verify", 2, "true", "verify nowhere"),
    ("verify", 2, "true", "verify --parent nowhere"),
    ("verify", 2, "true", "verify --claims nowhere/a/b"),
    ("verify", 2, "true", "verify --date 2027-02-30"),
    ("verify", 2, "true", "verify > /dev/full"),
    ("verify", 2, NO_GIT, "verify"),
    ("verify --staged", 0, "true", "verify --staged"),
    ("verify --staged", 1, "sed -i '0,/MUST/s//MUST NOT/' .specify/memory/constitution.md; git add -A", "verify --staged"),
    ("verify --staged", 2, "echo nonsense > .git/index", "verify --staged"),
    ("verify --diff", 0, "true", "verify --diff"),
    ("verify --diff", 1, BROKEN, "verify --fix --diff"),
    ("verify --diff", 1, AMENDED, "verify --diff"),
    ("verify --diff", 2, NO_GIT, "verify --diff"),
    ("bump", 0, AMENDED, "bump"),
    ("bump", 0, AMENDED, "bump --dry-run"),
    ("bump", 0, "true", "bump"),
    ("bump", 2, "rm -r .specify", "bump"),
    ("bump", 2, "true", "bump --base nowhere"),
    ("bump", 2, AMENDED, "bump patch"),
    ("bump", 2, AMENDED, "bump huge"),
    ("trace", 0, "true", "trace"),
    ("trace", 0, BROKEN, "trace"),
    ("trace", 0, BROKEN, "trace --format json"),
    ("trace", 2, "true", "trace --rev nowhere"),
    ("trace", 2, "true", "trace > /dev/full"),
    ("live", 2, "true", "live --environment nowhere"),
    ("live", 2, "true", "live --sha xyz"),
    ("live", 2, NO_GIT, "live"),
    ("fleet", 0, "true", "fleet ."),
    ("fleet", 1, "cp -r . ../$(basename $PWD).b; mv ../$(basename $PWD).b b; rm -rf b/.git; git -C b init -q; git -C b remote add origin https://github.com/acme/other.git", "fleet --strict . b"),
    ("fleet", 2, "true", "fleet nowhere"),
    ("fleet", 2, "true", "fleet"),
    ("fleet", 2, "true", "fleet . --output nowhere/a/b"),
    ("fleet", 2, "echo x > r.json", "fleet . --repos r.json"),
    ("explain", 0, "true", "explain"),
    ("explain", 0, "true", "explain D004 --format markdown"),
    ("explain", 2, "true", "explain nonsense"),
    ("mandates", 0, "true", "mandates"),
    ("mandates", 0, BROKEN, "mandates --format json"),
    ("mandates", 2, "rm -r .specify", "mandates"),
    ("hook install", 0, "true", "hook install"),
    ("hook install", 0, "cargo xtask hook install", "hook install"),
    ("hook install", 1, THEIRS, "hook install"),
    ("hook install", 1, "echo 'pre-push:' > lefthook.yml", "hook install"),
    ("hook install", 1, "git config core.hooksPath /tmp", "hook install"),
    ("hook install", 2, "rm -rf .git", "hook install"),
    ("hook install", 2, "rm -rf .git/hooks; echo > .git/hooks", "hook install"),
    ("hook uninstall", 0, "true", "hook uninstall"),
    ("hook uninstall", 0, THEIRS, "hook uninstall"),
    ("hook uninstall", 0, "cargo xtask hook install", "hook uninstall"),
    ("hook uninstall", 1, "printf '#!/bin/sh\\ncargo  xtask verify\\n' > .git/hooks/pre-commit", "hook uninstall"),
    ("hook uninstall", 2, "rm -rf .git", "hook uninstall"),
    ("hook status", 0, "cargo xtask hook install", "hook status"),
    ("hook status", 1, "true", "hook status"),
    ("hook status", 1, "cargo xtask hook install; chmod -x .git/hooks/pre-commit", "hook status"),
    ("hook status", 2, "rm -rf .git", "hook status"),
    ("completions", 0, "true", "completions bash"),
    ("completions", 2, "true", "completions dos"),
    ("--version", 0, "true", "--version"),
    ("--version", 0, "true", "--help"),
    ("--version", 0, NO_GIT, "--version"),
    ("--version", 2, "true", "nonsense"),
    ("--version", 2, "true", "> /dev/full --version"),
];

fn table() -> BTreeMap<String, Vec<bool>> {
    let text = fs::read_to_string(home().join("docs/answers.md")).expect("the table");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    rows.map(|(command, cells)| {
        let cells = cells.trim_end_matches('|').split('|').map(|cell| cell.trim() != "-");
        (command.to_string(), cells.collect())
    })
    .collect()
}

#[track_caller]
fn is_well_told(what: &str, ran: &Ran) {
    assert!(!ran.stderr.contains("panicked"), "{what}: {}", ran.stderr);
    assert!(ran.code != 2 || ran.stderr.starts_with("error: "), "{what}: {}{}", ran.stdout, ran.stderr);
    assert!(ran.code != 1 || !(ran.stdout.is_empty() && ran.stderr.is_empty()), "{what}: says nothing");
}

#[test]
fn each_code_of_the_table_is_provoked_and_no_other() {
    let table = table();
    assert_eq!(table.values().map(Vec::len).collect::<BTreeSet<_>>(), BTreeSet::from([4]), "{table:?}");
    let template = Sandbox::scaffolded();
    let mut seen: BTreeSet<(String, i32)> = BTreeSet::new();
    let mut wrong = Vec::new();
    for (row, code, before, words) in WAYS {
        let sandbox = template.copy();
        sandbox.sh(before).expect(0);
        let ran = sandbox.sh(&format!("cargo xtask {words}"));
        if ran.code != *code {
            wrong.push(format!("{row}: {before}; {words}: {} for {code}\n{}{}", ran.code, ran.stdout, ran.stderr));
            continue;
        }
        is_well_told(words, &ran);
        seen.insert((row.to_string(), *code));
    }
    for (code, scenario, words) in [
        (0, "all-well", ""),
        (1, "site-is-old", ""),
        (1, "registry-is-down", " --strict"),
        (2, "all-well", " --environment nowhere"),
        (3, "registry-is-down", ""),
        (3, "host-is-behind", ""),
    ] {
        let ran = World::of(scenario).sh(&format!("cargo xtask live{words}"));
        is_well_told(scenario, &ran);
        if ran.code != code {
            wrong.push(format!("live in {scenario}{words}: {} for {code}\n{}{}", ran.code, ran.stdout, ran.stderr));
        }
        seen.insert(("live".to_string(), ran.code));
    }
    // Those of `upgrade` need a library to be raised to: `upgrade.rs` has them.
    seen.extend(
        [("upgrade", 1), ("upgrade --check", 0), ("upgrade --check", 1)].map(|(row, code)| (row.to_string(), code)),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let told = table
        .iter()
        .flat_map(|(row, cells)| (0..).zip(cells).filter(|(_, may)| **may).map(move |(code, _)| (row.clone(), code)));
    assert_eq!(seen, told.collect::<BTreeSet<_>>());
    assert!(template.at(CONSTITUTION).exists() && template.at(BUILD).exists());
}
