//! Which git hook manager a repository uses, and what to write or to say so that
//! `verify --staged` runs before each commit. A manager is used in its own way and
//! never taken over; a hook that somebody else wrote is never changed.
//! Must not read or write a file: the facts are given, the changes are returned.
//!
//! How the managers install themselves: pre-commit 4.7 and prek write a script that
//! names them; husky 9 sets `core.hooksPath=.husky/_` and runs `.husky/pre-commit`
//! with `sh -e`; lefthook's script calls `lefthook run`.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod change;

use std::fmt;

/// What is there. Texts are `None` where the file is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HookFacts {
    /// The cargo alias: `xtask`.
    pub alias: String,
    /// The crate's folder, where it is a launcher: what it runs hangs on its lock file
    /// alone, so that a built binary can be told to be the right one.
    pub launcher: Option<String>,
    /// `.pre-commit-config.yaml`.
    pub pre_commit: Option<String>,
    /// Path and text of `prek.toml`, `lefthook.yml` or one of their other names.
    pub prek: Option<(String, String)>,
    pub lefthook: Option<(String, String)>,
    /// Whether there is a folder `.husky`.
    pub husky: bool,
    /// `.husky/pre-commit`.
    pub husky_hook: Option<String>,
    /// `git config core.hooksPath`.
    pub hooks_path: Option<String>,
    /// Where git looks for the hook: `git rev-parse --git-path hooks/pre-commit`.
    pub hook_path: String,
    /// Whether that lies in this repository or its git folder, not in one that
    /// several repositories share.
    pub hook_is_own: bool,
    pub hook: Option<String>,
    /// git passes over a hook that is not.
    pub hook_is_executable: bool,
    /// Whether a configured hook (`hook.<name>.command`, git 2.54) runs `verify`.
    pub in_git_config: bool,
}

/// Files by which a manager is known, beside `.pre-commit-config.yaml` and `.husky`.
pub const PREK_FILES: &[&str] = &["prek.toml"];
pub const LEFTHOOK_FILES: &[&str] =
    &["lefthook.yml", ".lefthook.yml", "lefthook.yaml", ".lefthook.yaml", "lefthook.toml", ".lefthook.toml"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookManager {
    PreCommit,
    Prek,
    Lefthook,
    Husky,
    /// `core.hooksPath`, and no manager that is known.
    HooksPath,
    Plain,
}

impl fmt::Display for HookManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PreCommit => "pre-commit",
            Self::Prek => "prek",
            Self::Lefthook => "lefthook",
            Self::Husky => "husky",
            Self::HooksPath => "core.hooksPath",
            Self::Plain => "plain git hooks",
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookWish {
    Install,
    Uninstall,
    Status,
}

/// Something to do on disk. Paths are as in the facts, or relative to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookChange {
    Write { path: String, text: String, executable: bool },
    MakeExecutable { path: String },
    Remove { path: String },
}

/// Whether `verify` runs before a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookState {
    Runs,
    /// The manager's configuration has it, but the manager's own hook is not installed.
    NotInstalled,
    /// The hook is there, and git passes over it.
    NotExecutable,
    Absent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookPlan {
    pub manager: HookManager,
    /// Before the changes.
    pub state: HookState,
    pub changes: Vec<HookChange>,
    /// For the user: what is so, what was done, what is left to do. Ends in a line feed.
    pub say: String,
}

const MARK: &str = "hook install`; `";

/// The plain hook, in POSIX sh. git runs it in the top folder.
///
/// A launcher's binary is kept beside the lock file that it was built from, and runs
/// directly while that is the one in the work tree: no time stamp decides, and no cargo
/// has to be started. Anything else goes through cargo.
pub fn script(facts: &HookFacts) -> String {
    let alias = &facts.alias;
    let words = ARGUMENTS;
    let direct = facts.launcher.as_ref().map(|folder| {
        format!(
            "crate={folder}\n\
             target=${{CARGO_TARGET_DIR:-$crate/target}}\n\
             kept=$target/{alias}-hook\n\
             if [ -x \"$kept/{alias}\" ] && cmp -s \"$crate/Cargo.lock\" \"$kept/Cargo.lock\"; then\n\
             \x20   exec \"$kept/{alias}\" {words}\n\
             fi\n"
        )
    });
    let keep = facts.launcher.as_ref().map(|_| {
        format!(
            "# The next time without cargo.\n\
             if cargo build --quiet --locked --manifest-path \"$crate/Cargo.toml\" && [ -x \"$target/debug/xtask\" ]; then\n\
             \x20   mkdir -p \"$kept\" && cp \"$target/debug/xtask\" \"$kept/{alias}.$$\" &&\n\
             \x20       mv -f \"$kept/{alias}.$$\" \"$kept/{alias}\" && cp \"$crate/Cargo.lock\" \"$kept/Cargo.lock\"\n\
             fi\n"
        )
    });
    format!(
        "#!/bin/sh\n\
         # Written by `cargo {alias} {MARK}cargo {alias} hook uninstall` removes it.\n\
         # Checks exactly what would be committed. It is a courtesy; CI is the gate.\n\
         {}\
         if ! command -v cargo >/dev/null 2>&1; then\n\
         \x20   # Graphical clients start without the user's PATH.\n\
         \x20   [ -f \"${{CARGO_HOME:-$HOME/.cargo}}/env\" ] && . \"${{CARGO_HOME:-$HOME/.cargo}}/env\"\n\
         fi\n\
         if ! command -v cargo >/dev/null 2>&1; then\n\
         \x20   echo '{alias}: cargo is not found, so nothing was verified; git commit --no-verify skips this' >&2\n\
         \x20   exit 1\n\
         fi\n\
         {}\
         exec {}\n",
        direct.unwrap_or_default(),
        keep.unwrap_or_default(),
        command(alias)
    )
}

const ARGUMENTS: &str = "verify --staged --strict";

/// Whether `hook install` wrote it, in whatever version.
pub fn is_ours(hook: &str) -> bool {
    hook.contains(MARK)
}

/// What every manager runs.
pub fn command(alias: &str) -> String {
    format!("cargo {alias} {ARGUMENTS}")
}

/// The manager in use: the one whose script git runs, else the one that is configured.
pub fn manager(facts: &HookFacts) -> HookManager {
    let hook = facts.hook.as_deref().unwrap_or_default();
    let husky_path =
        facts.hooks_path.as_deref().is_some_and(|path| path.trim_start_matches("./").starts_with(".husky"));
    if husky_path {
        HookManager::Husky
    } else if hook.contains("prek") {
        HookManager::Prek
    } else if hook.contains("pre-commit.com") || hook.contains("pre_commit") {
        HookManager::PreCommit
    } else if hook.contains("lefthook") || facts.lefthook.is_some() {
        HookManager::Lefthook
    } else if facts.prek.is_some() {
        HookManager::Prek
    } else if facts.pre_commit.is_some() {
        HookManager::PreCommit
    } else if facts.husky {
        HookManager::Husky
    } else if facts.hooks_path.is_some() {
        HookManager::HooksPath
    } else {
        HookManager::Plain
    }
}

/// What to do for a wish. `Status` changes nothing.
pub fn plan(wish: HookWish, facts: &HookFacts) -> HookPlan {
    let manager = manager(facts);
    let state = state(facts, manager);
    let mut plan = HookPlan { manager, state, changes: Vec::new(), say: String::new() };
    match wish {
        HookWish::Status => plan.say = status(facts, manager, state),
        HookWish::Install => change::install(facts, &mut plan),
        HookWish::Uninstall => change::uninstall(facts, &mut plan),
    }
    if !plan.say.ends_with('\n') {
        plan.say.push('\n');
    }
    plan
}

fn state(facts: &HookFacts, manager: HookManager) -> HookState {
    let runs = |text: Option<&str>| text.is_some_and(|text| mentions(text, &facts.alias));
    if facts.in_git_config {
        return HookState::Runs;
    }
    if runs(facts.hook.as_deref()) {
        return if facts.hook_is_executable { HookState::Runs } else { HookState::NotExecutable };
    }
    let (configured, installed) = match manager {
        HookManager::PreCommit => (runs(facts.pre_commit.as_deref()), facts.hook.is_some()),
        HookManager::Prek => {
            let own = facts.prek.as_ref().map(|(_, text)| text.as_str());
            (runs(own) || runs(facts.pre_commit.as_deref()), facts.hook.is_some())
        }
        HookManager::Lefthook => (runs(facts.lefthook.as_ref().map(|(_, text)| text.as_str())), facts.hook.is_some()),
        HookManager::Husky => (runs(facts.husky_hook.as_deref()), facts.hooks_path.is_some()),
        HookManager::HooksPath | HookManager::Plain => (false, false),
    };
    match (configured, installed) {
        // A manager's own hook is passed over like any other.
        (true, true) if facts.hook.is_some() && !facts.hook_is_executable => HookState::NotExecutable,
        (true, true) => HookState::Runs,
        (true, false) => HookState::NotInstalled,
        (false, _) => HookState::Absent,
    }
}

/// Whether a line that is no comment runs `verify`.
fn mentions(text: &str, alias: &str) -> bool {
    let call = format!("{alias} verify");
    text.lines().any(|line| line.contains(&call) && !line.trim_start().starts_with('#'))
}

/// The command that makes git run the manager.
fn activate(manager: HookManager) -> &'static str {
    match manager {
        HookManager::PreCommit => "pre-commit install",
        HookManager::Prek => "prek install",
        HookManager::Lefthook => "lefthook install",
        HookManager::Husky => "npx husky",
        HookManager::HooksPath | HookManager::Plain => "",
    }
}

fn status(facts: &HookFacts, manager: HookManager, state: HookState) -> String {
    let alias = &facts.alias;
    match state {
        HookState::Runs if facts.in_git_config => "git's configuration runs `verify` before each commit".to_string(),
        HookState::Runs => format!("{manager}: `verify` runs before each commit"),
        HookState::NotInstalled => {
            format!("{manager}: `verify` is configured, but git does not run {manager}; run `{}`", activate(manager))
        }
        HookState::NotExecutable => format!(
            "{}: git passes over it, because it is not executable; `cargo {alias} hook install` repairs that",
            facts.hook_path
        ),
        HookState::Absent => {
            format!("{manager}: `verify` does not run before a commit; see `cargo {alias} hook install`")
        }
    }
}

#[cfg(test)]
mod tests {
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
        let own =
            HookFacts { hooks_path: Some(".githooks".into()), hook_path: ".githooks/pre-commit".into(), ..facts() };
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

    #[test]
    fn an_older_hook_of_ours_is_brought_up_to_date() {
        let old = HookFacts { hook: Some(script(&facts()).replace(" --strict", "")), ..facts() };
        assert_eq!(after(&old, &plan(HookWish::Install, &old)).hook, Some(script(&facts())));
    }

    #[test]
    fn somebody_else_s_hook_is_left_alone() {
        told(
            &HookFacts { hook: Some("#!/bin/sh\nmake lint\n".into()), ..facts() },
            HookManager::Plain,
            "verify --staged",
        );
        let shared = HookFacts { hooks_path: Some("/home/me/hooks".into()), hook_is_own: false, ..facts() };
        told(&shared, HookManager::HooksPath, "/home/me/hooks");
    }

    #[test]
    fn pre_commit_gets_its_stanza() {
        let config = "repos:\n- repo: meta\n  hooks:\n    - id: identity\n";
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
        told(
            &yaml,
            HookManager::Lefthook,
            "    constitution-verify:\n      run: cargo xtask verify --staged --strict\n",
        );
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
}
