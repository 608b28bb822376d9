//! What installing and uninstalling come to, manager by manager.

use super::{activate, command, script, status, HookChange, HookFacts, HookManager, HookPlan, HookState, WrittenHook};

pub fn install(facts: &HookFacts, plan: &mut HookPlan) {
    let (manager, alias) = (plan.manager, facts.alias.as_str());
    let command = command(alias);
    let old = facts.stale();
    if (old.is_some() || plan.state == HookState::NotExecutable) && !facts.hook_is_own {
        plan.say = format!("{} leads out of the repository and was left alone", facts.hook_path);
        return;
    }
    if let Some(text) = old {
        plan.changes.push(write_program(&facts.hook_path, text));
        plan.say = format!("{}: brought up to date", facts.hook_path);
        return;
    }
    if plan.state == HookState::NotExecutable {
        plan.changes.push(HookChange::MakeExecutable { path: facts.hook_path.clone() });
        plan.say = format!("{}: made executable", facts.hook_path);
        return;
    }
    if plan.state != HookState::Absent {
        plan.say = format!("{}{}", status(facts, manager, plan.state), left_alone(facts));
        return;
    }
    plan.say = match manager {
        HookManager::PreCommit | HookManager::Prek if facts.pre_commit.is_some() => {
            const PATH: &str = ".pre-commit-config.yaml";
            match prodproof_scaffold::pre_commit(facts.pre_commit.as_deref().unwrap_or_default(), alias) {
                Ok(Some(text)) => {
                    plan.changes.push(write(PATH, text));
                    let then = if facts.hook.is_some() { "" } else { &format!("; run `{}` once", activate(manager)) };
                    format!("{PATH}: added the hook `constitution-verify`{then}")
                }
                Ok(None) => format!("{PATH} names `{alias} verify` only in a comment; take the `#` away"),
                Err(why) => format!("{PATH} was left alone: {why}. Add to its `repos:`\n\n{}", stanza(alias)),
            }
        }
        HookManager::PreCommit => {
            format!("the hook of pre-commit is installed, but it has no configuration; put this into .pre-commit-config.yaml:\n\nrepos:\n{}", stanza(alias))
        }
        HookManager::Prek => {
            let path = facts.prek.as_ref().map_or("prek.toml", |(path, _)| path);
            format!(
                "prek is in use; add to {path}:\n\n[[repos]]\nrepo = \"local\"\nhooks = [{{ id = \"constitution-verify\", name = \"constitution verify\", language = \"system\", entry = \"{command}\", always_run = true, pass_filenames = false }}]\n"
            )
        }
        HookManager::Lefthook => {
            let path = facts.lefthook.as_ref().map_or("lefthook.yml", |(path, _)| path);
            // No glob: with one, a commit that only deletes a workflow would be skipped.
            let lines = if path.ends_with(".toml") {
                format!("[pre-commit.commands.constitution-verify]\nrun = \"{command}\"\n")
            } else {
                format!(
                    "\
pre-commit:
  commands:
    constitution-verify:
      run: {command}
"
                )
            };
            format!("lefthook is in use; add to {path} (and run `lefthook install` once):\n\n{lines}")
        }
        HookManager::Husky => match &facts.husky_hook {
            None => {
                plan.changes.push(write_program(".husky/pre-commit", format!("{command}\n")));
                let then = if facts.hooks_path.is_some() { "" } else { "; run `npx husky` once" };
                format!(".husky/pre-commit: written{then}")
            }
            Some(_) => format!("husky is in use; add this line to .husky/pre-commit:\n\n{command}\n"),
        },
        HookManager::HooksPath | HookManager::Plain => match &facts.hook {
            None if facts.hook_is_own => {
                plan.changes.push(write_program(&facts.hook_path, script(facts)));
                format!("{}: written; `cargo {alias} hook uninstall` removes it", facts.hook_path)
            }
            None => format!(
                "core.hooksPath is `{}`, which other repositories may share; nothing was written. The line to add to its `pre-commit`:\n\n{command}\n",
                facts.hooks_path.as_deref().unwrap_or(&facts.hook_path)
            ),
            Some(_) if facts.written() == WrittenHook::Changed => {
                format!("{}: `verify` does not run before a commit{}", facts.hook_path, left_alone(facts))
            }
            Some(_) => format!(
                "{} is somebody else's hook and was left alone; add this line to it:\n\n{command} || exit 1\n",
                facts.hook_path
            ),
        },
    };
}

pub fn uninstall(facts: &HookFacts, plan: &mut HookPlan) {
    let (manager, alias) = (plan.manager, facts.alias.as_str());
    let is_ours = matches!(facts.written(), WrittenHook::Ours { .. });
    plan.say = if is_ours && !facts.hook_is_own {
        format!("{} leads out of the repository and was left alone", facts.hook_path)
    } else if let Some(text) = facts.written().rest() {
        plan.changes.push(write(&facts.hook_path, text));
        format!("{}: took out what `hook install` wrote, and kept the lines that somebody added", facts.hook_path)
    } else if is_ours {
        plan.changes.push(HookChange::Remove { path: facts.hook_path.clone() });
        format!("{}: removed", facts.hook_path)
    } else if plan.state == HookState::Absent {
        format!("{manager}: `verify` does not run before a commit; there is nothing to remove")
    } else if let Some(text) = facts.pre_commit.as_deref().and_then(|text| without_stanza(text, alias)) {
        plan.changes.push(write(".pre-commit-config.yaml", text));
        ".pre-commit-config.yaml: removed the hook `constitution-verify`".to_string()
    } else if facts.husky_hook.as_deref().is_some_and(|text| text.trim() == command(alias)) {
        plan.changes.push(HookChange::Remove { path: ".husky/pre-commit".into() });
        ".husky/pre-commit: removed".to_string()
    } else {
        let path = match manager {
            _ if facts.written() == WrittenHook::Changed => &facts.hook_path,
            HookManager::PreCommit => ".pre-commit-config.yaml",
            HookManager::Prek => facts.prek.as_ref().map_or(".pre-commit-config.yaml", |(path, _)| path),
            HookManager::Lefthook => facts.lefthook.as_ref().map_or("lefthook.yml", |(path, _)| path),
            HookManager::Husky => ".husky/pre-commit",
            HookManager::HooksPath | HookManager::Plain if facts.in_git_config => {
                "git's configuration (`hook.*.command`)"
            }
            HookManager::HooksPath | HookManager::Plain => &facts.hook_path,
        };
        format!("`verify` was put into {path} by hand; remove it there")
    };
}

/// What is said of a hook of ours in which somebody changed lines.
fn left_alone(facts: &HookFacts) -> String {
    match facts.written() {
        WrittenHook::Changed => format!(
            "; in {} somebody changed lines that `hook install` wrote, so it was left alone: move it away and run this again to have it anew",
            facts.hook_path
        ),
        WrittenHook::Ours { .. } | WrittenHook::Others => String::new(),
    }
}

fn write(path: &str, text: String) -> HookChange {
    HookChange::Write { path: path.to_string(), text, executable: false }
}

fn write_program(path: &str, text: String) -> HookChange {
    HookChange::Write { path: path.to_string(), text, executable: true }
}

pub fn stanza(alias: &str) -> String {
    prodproof_scaffold::PRE_COMMIT_STANZA.replace("xtask", alias)
}

/// The configuration without the stanza, where it stands there just as it was written, and
/// nothing was added to it: what is deeper than its first line belongs to it.
fn without_stanza(text: &str, alias: &str) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let wanted = stanza(alias);
    let wanted: Vec<&str> = wanted.lines().collect();
    let at = lines.windows(wanted.len()).position(|window| {
        let indent = window.first().map_or(0, |line| line.len() - line.trim_start().len());
        window
            .iter()
            .zip(&wanted)
            .all(|(line, wanted)| line.get(indent..).is_some_and(|line| line.trim_end() == *wanted))
    })?;
    let depth = |line: &str| line.len() - line.trim_start().len();
    let says = |line: &&&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let next = lines.iter().skip(at + wanted.len()).find(says);
    if next.is_some_and(|next| depth(next) > depth(lines[at])) {
        return None;
    }
    let rest: Vec<&str> = lines
        .iter()
        .enumerate()
        .filter(|(index, _)| !(at..at + wanted.len()).contains(index))
        .map(|(_, line)| *line)
        .collect();
    Some(rest.concat())
}
