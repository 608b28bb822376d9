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
mod written;

use std::fmt;

pub use written::{script, WrittenHook};

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

impl HookFacts {
    /// Whose the hook is that git runs.
    pub fn written(&self) -> WrittenHook<'_> {
        self.hook.as_deref().map_or(WrittenHook::Others, WrittenHook::of)
    }

    /// A hook of ours as this version writes it, where it is not so already.
    pub fn stale(&self) -> Option<String> {
        self.written().renewed(self).filter(|text| Some(text.as_str()) != self.hook.as_deref())
    }

    /// What a file that may be changed said when the plan was made: whoever writes holds
    /// against that what stands there by then.
    pub fn text_of(&self, path: &str) -> Option<&str> {
        match path {
            ".pre-commit-config.yaml" => self.pre_commit.as_deref(),
            ".husky/pre-commit" if path != self.hook_path => self.husky_hook.as_deref(),
            _ if path == self.hook_path => self.hook.as_deref(),
            _ => None,
        }
    }
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

const ARGUMENTS: &str = "verify --staged --strict";

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
mod tests;
