//! `hook`: gathers what is there, does what [`crate::hooks`] plans.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::drop_in;
use crate::hooks::{self, HookChange, HookFacts, HookWish};
use crate::host::{self, reader, Host, WrittenAs};
use prodproof_scaffold::source::Source;
use prodproof_syntax::snapshot::CARGO_CONFIGS;

pub fn run(action: &str, dir: &Path) -> anyhow::Result<u8> {
    let host = Host::find(dir)?;
    let facts = facts(&host)?;
    let wish = match action {
        "install" => HookWish::Install,
        "uninstall" => HookWish::Uninstall,
        _ => HookWish::Status,
    };
    let plan = hooks::plan(wish, &facts);
    carry_out(&host, &facts, &plan)?;
    super::tell(&plan.say)?;
    let done = match wish {
        HookWish::Status => plan.state == hooks::HookState::Runs,
        // What only a person can add or take away is not done.
        HookWish::Install => plan.state == hooks::HookState::Runs || !plan.changes.is_empty(),
        HookWish::Uninstall => plan.state == hooks::HookState::Absent || !plan.changes.is_empty(),
    };
    Ok(u8::from(!done))
}

/// Whether `verify` runs before each commit.
pub fn runs(host: &Host) -> bool {
    facts(host).is_ok_and(|facts| hooks::plan(HookWish::Status, &facts).state == hooks::HookState::Runs)
}

/// Takes the hook away where it is ours; what was done, for people.
pub fn remove(host: &Host) -> anyhow::Result<String> {
    let facts = facts(host)?;
    let plan = hooks::plan(HookWish::Uninstall, &facts);
    carry_out(host, &facts, &plan)?;
    Ok(if plan.state == hooks::HookState::Absent { String::new() } else { plan.say })
}

/// Brings a hook of ours to what this version writes; what was done, for people.
pub fn refresh(host: &Host) -> anyhow::Result<Option<String>> {
    if host.git.is_none() {
        return Ok(None);
    }
    let facts = facts(host)?;
    if facts.stale().is_none() {
        return Ok(None);
    }
    let plan = hooks::plan(HookWish::Install, &facts);
    carry_out(host, &facts, &plan)?;
    Ok((!plan.changes.is_empty()).then_some(facts.hook_path))
}

fn carry_out(host: &Host, facts: &HookFacts, plan: &hooks::HookPlan) -> anyhow::Result<()> {
    for change in &plan.changes {
        match change {
            HookChange::Write { path, text, executable } => {
                let kind = if *executable { WrittenAs::Program } else { WrittenAs::Text };
                host::write_anywhere(&host.root.join(path), text, kind, facts.text_of(path))?;
            }
            HookChange::MakeExecutable { path } => host::make_executable(&host.root.join(path))?,
            HookChange::Remove { path } => host::remove_anywhere(&host.root.join(path), facts.text_of(path))?,
        }
    }
    Ok(())
}

fn facts(host: &Host) -> anyhow::Result<HookFacts> {
    let git =
        host.git.as_ref().with_context(|| format!("{} is no git repository; `git init` first", host.root.display()))?;
    let said = git.configured(&["rev-parse", "--git-path", "hooks/pre-commit"])?;
    let hook_path = said.lines().next().context("git does not say where hooks are")?.to_string();
    // Own: below this repository's work tree or its git folder; not a hooks folder that
    // several repositories share.
    let hook = host.root.join(&hook_path);
    let common = git.line(&["rev-parse", "--git-common-dir"]).map(|path| host.root.join(path));
    // What a link leads to is where it would be written.
    let place = hook.canonicalize().unwrap_or_else(|_| existing_parent(&hook));
    let own = [Some(host.root.clone()), common].into_iter().flatten().filter_map(|folder| folder.canonicalize().ok());
    let hook_is_own = own.into_iter().any(|folder| place.starts_with(folder)) && !is_dangling(&hook);
    // An alias that cannot be read is not a missing one.
    host.first_text(&CARGO_CONFIGS)?;
    let (alias, folder) = drop_in::called(&host.root);
    let launches = Source::of_lock(&host.text(&format!("{folder}/Cargo.lock"))?.unwrap_or_default()).is_some();
    let configured = git.configured(&["config", "--get-regexp", r"^hook\..*\.command$"]).unwrap_or_default();
    let in_git_config = configured.contains(&format!("{alias} verify"));
    Ok(HookFacts {
        alias,
        launcher: launches.then_some(folder),
        pre_commit: host.text(".pre-commit-config.yaml")?,
        prek: host.first_text(hooks::PREK_FILES)?,
        lefthook: host.first_text(hooks::LEFTHOOK_FILES)?,
        husky: host.root.join(".husky").is_dir(),
        husky_hook: host.text(".husky/pre-commit")?,
        hooks_path: git
            .configured(&["config", "core.hooksPath"])
            .ok()
            .and_then(|said| said.lines().next().map(str::to_string).filter(|line| !line.is_empty())),
        hook: reader::text(&hook)?,
        hook_is_executable: is_executable(&hook),
        hook_path,
        hook_is_own,
        in_git_config,
    })
}

fn is_dangling(path: &Path) -> bool {
    path.is_symlink() && !path.exists()
}

/// Whether git runs the file: elsewhere than on Windows it passes over one that is not
/// executable (`man githooks`).
#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.exists()
}

/// The deepest folder above `path` that exists, links resolved.
fn existing_parent(path: &Path) -> PathBuf {
    path.ancestors().skip(1).find_map(|folder| folder.canonicalize().ok()).unwrap_or_default()
}
