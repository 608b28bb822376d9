//! What `hooks` answers, by example.

use super::*;

fn facts() -> HookFacts {
    HookFacts {
        alias: "xtask".into(),
        hook_path: ".git/hooks/pre-commit".into(),
        hook_is_own: true,
        hook_is_executable: true,
        ..HookFacts::default()
    }
}

/// The facts after the plan's changes.
fn after(facts: &HookFacts, plan: &HookPlan) -> HookFacts {
    let mut facts = facts.clone();
    for change in &plan.changes {
        let (path, text) = match change {
            HookChange::Write { path, text, .. } => (path.as_str(), Some(text.clone())),
            HookChange::Remove { path } => (path.as_str(), None),
            HookChange::MakeExecutable { .. } => {
                facts.hook_is_executable = true;
                continue;
            }
        };
        match path {
            ".pre-commit-config.yaml" => facts.pre_commit = text,
            ".husky/pre-commit" => facts.husky_hook = text,
            _ => facts.hook = text,
        }
    }
    facts
}

/// Installing makes it run (or says how), and uninstalling undoes just that.
#[track_caller]
fn there_and_back(before: &HookFacts, expected: HookManager) {
    let there = plan(HookWish::Install, before);
    assert_eq!(there.manager, expected);
    let installed = after(before, &there);
    assert_ne!(plan(HookWish::Status, &installed).state, HookState::Absent, "{}", there.say);
    assert!(plan(HookWish::Install, &installed).changes.is_empty(), "a second time changes nothing");
    assert_eq!(after(&installed, &plan(HookWish::Uninstall, &installed)), *before);
}

/// Nothing is written; the words tell what to add.
#[track_caller]
fn told(before: &HookFacts, expected: HookManager, words: &str) {
    let plan = plan(HookWish::Install, before);
    assert_eq!((plan.manager, plan.changes.len()), (expected, 0));
    assert!(plan.say.contains(words), "{}", plan.say);
    assert!(super::plan(HookWish::Uninstall, before).changes.is_empty());
}

#[test]
fn a_plain_hook_is_written_and_removed() {
    there_and_back(&facts(), HookManager::Plain);
    let own = HookFacts { hooks_path: Some(".githooks".into()), hook_path: ".githooks/pre-commit".into(), ..facts() };
    there_and_back(&own, HookManager::HooksPath);
}

#[test]
fn a_hook_that_is_not_executable_does_not_run() {
    let lame = HookFacts { hook: Some(script(&facts())), hook_is_executable: false, ..facts() };
    let there = plan(HookWish::Install, &lame);
    assert_eq!(there.state, HookState::NotExecutable);
    assert_eq!(plan(HookWish::Status, &after(&lame, &there)).state, HookState::Runs);
    let elsewhere = HookFacts { hook_is_own: false, ..lame };
    assert!(plan(HookWish::Install, &elsewhere).changes.is_empty());
    assert!(plan(HookWish::Uninstall, &elsewhere).changes.is_empty());
}

/// What the first version wrote.
const FIRST: &str = r#"#!/bin/sh
# Written by `cargo xtask hook install`; `cargo xtask hook uninstall` removes it.
# Checks exactly what would be committed. It is a courtesy; CI is the gate.
if ! command -v cargo >/dev/null 2>&1; then
    # Graphical clients start without the user's PATH.
    [ -f "${CARGO_HOME:-$HOME/.cargo}/env" ] && . "${CARGO_HOME:-$HOME/.cargo}/env"
fi
if ! command -v cargo >/dev/null 2>&1; then
    echo 'xtask: cargo is not found, so nothing was verified; git commit --no-verify skips this' >&2
    exit 1
fi
exec cargo xtask verify --staged --strict
"#;

/// What the second one wrote for a launcher in the folder `tools`, whose alias was `proof`.
const SECOND: &str = r#"#!/bin/sh
# Written by `cargo proof hook install`; `cargo proof hook uninstall` removes it.
# Checks exactly what would be committed. It is a courtesy; CI is the gate.
crate=tools
target=${CARGO_TARGET_DIR:-$crate/target}
kept=$target/proof-hook
if [ -x "$kept/proof" ] && cmp -s "$crate/Cargo.lock" "$kept/Cargo.lock"; then
    exec "$kept/proof" verify --staged --strict
fi
if ! command -v cargo >/dev/null 2>&1; then
    # Graphical clients start without the user's PATH.
    [ -f "${CARGO_HOME:-$HOME/.cargo}/env" ] && . "${CARGO_HOME:-$HOME/.cargo}/env"
fi
if ! command -v cargo >/dev/null 2>&1; then
    echo 'proof: cargo is not found, so nothing was verified; git commit --no-verify skips this' >&2
    exit 1
fi
# The next time without cargo.
if cargo build --quiet --locked --manifest-path "$crate/Cargo.toml" && [ -x "$target/debug/xtask" ]; then
    mkdir -p "$kept" && cp "$target/debug/xtask" "$kept/proof.$$" &&
        mv -f "$kept/proof.$$" "$kept/proof" && cp "$crate/Cargo.lock" "$kept/Cargo.lock"
fi
exec cargo proof verify --staged --strict
"#;

/// A version that is not written yet: its last line states the id of what stands before it.
fn later() -> String {
    let now = script(&facts());
    let lines: Vec<&str> = now.lines().collect();
    let [shell, head, .., end] = lines.as_slice() else { panic!("{now}") };
    let lines = format!("{head}\necho later\n");
    let (end, _) = end.rsplit_once('(').unwrap();
    let id: String = prodproof_scaffold::blob::id(&lines).chars().take(16).collect();
    format!("{shell}\n{lines}{end}({id})\n")
}

fn hooked(hook: impl Into<String>) -> HookFacts {
    HookFacts { hook: Some(hook.into()), ..facts() }
}

#[test]
fn a_hook_of_any_version_of_ours_is_brought_up_to_date_and_taken_out() {
    let now = script(&facts());
    for hook in [FIRST.to_string(), SECOND.to_string(), later(), now.clone()] {
        let old = hooked(&hook);
        assert_eq!(after(&old, &plan(HookWish::Install, &old)).hook.as_ref(), Some(&now), "{hook}");
        assert_eq!(after(&old, &plan(HookWish::Uninstall, &old)).hook, None, "{hook}");
        // Around it.
        for (first, last) in
            [("", "npm test\n"), ("set -e\nmake lint\n", ""), ("# mine\n", "\necho done"), ("", "\n# mine\n")]
        {
            let around = |ours: &str| format!("#!/bin/sh\n{first}{}{last}", ours.strip_prefix("#!/bin/sh\n").unwrap());
            let old = hooked(around(&hook));
            let installed = after(&old, &plan(HookWish::Install, &old));
            assert_eq!(installed.hook, Some(around(&now)));
            assert!(plan(HookWish::Install, &installed).changes.is_empty(), "a second time changes nothing");
            let out = plan(HookWish::Uninstall, &installed);
            assert_eq!(after(&installed, &out).hook, Some(format!("#!/bin/sh\n{first}{last}")));
            assert!(out.say.contains("kept the lines"), "{}", out.say);
            assert_eq!(after(&old, &plan(HookWish::Uninstall, &old)), after(&installed, &out));
            assert_eq!(plan(HookWish::Status, &installed).state, HookState::Runs);
        }
    }
}

/// Added, changed or taken away in its midst: whose a line is cannot be told.
#[test]
fn a_hook_of_ours_in_which_somebody_changed_lines_is_left_alone() {
    for hook in [FIRST.to_string(), SECOND.replace("proof", "xtask"), script(&facts())] {
        for (old, new) in [
            ("exec cargo", "make lint\nexec cargo"),
            (" --strict", ""),
            ("    exit 1\n", "    exit 0\n"),
            ("exec cargo", "#exec cargo"),
            ("# Checks", "npm test\n# Checks"),
            ("\n", "\r\n"),
            ("    # Graphical clients start without the user's PATH.\n", ""),
        ] {
            let changed = hooked(hook.replace(old, new));
            assert_ne!(changed.hook.as_deref(), Some(hook.as_str()), "{old}");
            for wish in [HookWish::Install, HookWish::Uninstall] {
                let plan = plan(wish, &changed);
                assert_eq!(plan.changes, [], "{old}: {}", plan.say);
            }
            let said = plan(HookWish::Install, &changed).say;
            assert!(said.contains("somebody changed lines that `hook install` wrote"), "{said}");
        }
    }
}

#[test]
fn a_stanza_that_somebody_went_on_with_is_left_alone() {
    let config = format!("repos:\n{}", change::stanza("xtask"));
    let with = |more: &str| HookFacts { pre_commit: Some(format!("{config}{more}")), ..facts() };
    for more in ["      stages: [pre-commit]\n", "    - id: mine\n      name: mine\n", "\n    # and\n    - id: mine\n"]
    {
        let plan = plan(HookWish::Uninstall, &with(more));
        assert_eq!(plan.changes, [], "{more}: {}", plan.say);
        assert!(plan.say.contains("by hand"), "{}", plan.say);
    }
    for more in ["- repo: meta\n", "# mine\n", "\nci:\n  skip: [a]\n"] {
        let config = with(more);
        let left = after(&config, &plan(HookWish::Uninstall, &config)).pre_commit;
        assert_eq!(left, Some(format!("repos:\n{more}")));
    }
}

#[test]
fn somebody_else_s_hook_is_left_alone() {
    told(&HookFacts { hook: Some("#!/bin/sh\nmake lint\n".into()), ..facts() }, HookManager::Plain, "verify --staged");
    let shared = HookFacts { hooks_path: Some("/home/me/hooks".into()), hook_is_own: false, ..facts() };
    told(&shared, HookManager::HooksPath, "/home/me/hooks");
}

#[test]
fn pre_commit_gets_its_stanza() {
    let config = "\
repos:
- repo: meta
  hooks:
    - id: identity
";
    there_and_back(&HookFacts { pre_commit: Some(config.into()), ..facts() }, HookManager::PreCommit);
    let crlf = "\u{feff}repos:\r\n  - repo: meta\r\n    hooks:\r\n      - id: identity\r\n# end\r\n";
    there_and_back(&HookFacts { pre_commit: Some(crlf.into()), ..facts() }, HookManager::PreCommit);
    let prek = Some("#!/bin/sh\n# File generated by prek\nexec prek hook-impl\n".to_string());
    there_and_back(&HookFacts { pre_commit: Some(config.into()), hook: prek, ..facts() }, HookManager::Prek);
    told(
        &HookFacts { pre_commit: Some("repos: []\n".into()), ..facts() },
        HookManager::PreCommit,
        "constitution-verify",
    );
}

#[test]
fn a_configured_manager_that_git_does_not_run_is_told() {
    let config = format!("repos:\n{}", change::stanza("xtask"));
    let plan = plan(HookWish::Status, &HookFacts { pre_commit: Some(config), ..facts() });
    assert_eq!(plan.state, HookState::NotInstalled);
    assert!(plan.say.contains("run `pre-commit install`"), "{}", plan.say);
}

#[test]
fn husky_gets_a_file_of_its_own_or_a_line_to_add() {
    let husky = HookFacts { husky: true, hooks_path: Some(".husky/_".into()), ..facts() };
    there_and_back(&husky, HookManager::Husky);
    told(&HookFacts { husky_hook: Some("npm test\n".into()), ..husky }, HookManager::Husky, ".husky/pre-commit");
}

#[test]
fn lefthook_and_prek_get_words() {
    let yaml = HookFacts { lefthook: Some(("lefthook.yml".into(), "pre-push:\n".into())), ..facts() };
    told(&yaml, HookManager::Lefthook, "    constitution-verify:\n      run: cargo xtask verify --staged --strict\n");
    let toml = HookFacts { lefthook: Some(("lefthook.toml".into(), String::new())), ..facts() };
    told(&toml, HookManager::Lefthook, "[pre-commit.commands.constitution-verify]\n");
    told(&HookFacts { prek: Some(("prek.toml".into(), String::new())), ..facts() }, HookManager::Prek, "[[repos]]");
}

#[test]
fn the_hook_that_git_runs_decides() {
    let both = HookFacts {
        lefthook: Some(("lefthook.yml".into(), String::new())),
        pre_commit: Some("repos:\n".into()),
        hook: Some("# ID: 138fd403232d2ddd5efb44317e38bf03\n# https://pre-commit.com\n".into()),
        ..facts()
    };
    assert_eq!(manager(&both), HookManager::PreCommit);
}

#[test]
fn what_is_commented_out_does_not_run() {
    let hook = Some("#!/bin/sh\n# cargo xtask verify --staged\n".to_string());
    assert_eq!(plan(HookWish::Status, &HookFacts { hook, ..facts() }).state, HookState::Absent);
}
