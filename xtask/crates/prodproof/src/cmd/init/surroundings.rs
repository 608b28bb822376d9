//! The files around the crate that are not ours: what is read of them, the small changes
//! that they need, and whether git would leave out what was written.

use anyhow::Context;

use super::{texts, Plan};
use crate::cmd::drop_in::DropIn;
use crate::host::{self, reader, Host};
use prodproof_rules::repo::Repo;
use prodproof_scaffold::surroundings::Surroundings;
use prodproof_syntax::snapshot::CARGO_CONFIGS;

/// What decides where the crate goes and whether cargo can build it.
pub fn surroundings(host: &Host) -> anyhow::Result<Surroundings> {
    let mut cargo: Vec<(String, String)> = host.first_text(&CARGO_CONFIGS)?.into_iter().collect();
    // Cargo merges the configuration of every folder above, and of its own home.
    let above = host.root.ancestors().skip(1).map(|folder| folder.join(".cargo"));
    let home = host::env("CARGO_HOME").map(std::path::PathBuf::from);
    let home = home.or_else(|| Some(std::path::Path::new(&host::env("HOME")?).join(".cargo")));
    for folder in above.chain(home) {
        let path = folder.join("config.toml");
        // Of others, who may hide theirs from us: what cargo cannot read, it tells.
        if let Ok(Some(text)) = reader::text(&path) {
            let path = path.display().to_string();
            if !cargo.iter().any(|(known, _)| *known == path) {
                cargo.push((path, text));
            }
        }
    }
    Ok(Surroundings {
        pyproject: host.text("pyproject.toml")?,
        setup_cfg: host.text("setup.cfg")?,
        setup_py: host.text("setup.py")?,
        src: host.root.join("src").is_dir(),
        cargo,
        toolchain: host.first_text(&["rust-toolchain", "rust-toolchain.toml"])?,
    })
}

/// The changes to files that are not ours.
pub fn patch_all(host: &Host, repo: &Repo, plan: &mut Plan) -> anyhow::Result<()> {
    let (name, folder) = (plan.params.command.clone(), plan.params.folder.clone());
    let read = |path: &str| host.text(path).context("nothing was written");
    // Where the crate is at home, the alias is the project's own.
    if matches!(plan.drop_in, DropIn::AtHome) {
        return Ok(());
    }
    // Cargo reads the one without an ending where both exist.
    let config = if host.root.join(".cargo/config").is_file() { ".cargo/config" } else { ".cargo/config.toml" };
    let text = read(config)?.unwrap_or_default();
    let command = super::alias_command(&folder);
    let changed = prodproof_scaffold::cargo_alias(&text, &name, &folder, &command, repo.named_constitution.as_deref())
        .map_err(|why| anyhow::anyhow!("{config}: {why}; nothing was written"))?;
    plan.patches.extend(changed.map(|text| (config.to_string(), text, "the alias")));
    let ignores = [(".dockerignore", read(".dockerignore")?), (".containerignore", read(".containerignore")?)];
    let none = ignores.iter().all(|(_, text)| text.is_none());
    let is_containerfile = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        name.starts_with("containerfile") || name.starts_with("dockerfile")
    };
    let whole = repo.snapshot.texts(is_containerfile).any(|(_, text)| prodproof_scaffold::copies_whole_context(text));
    for (path, text) in ignores {
        // Docker knows only the first; podman takes it where the other is not there.
        let text = match text {
            Some(text) => text,
            None if none && whole && path == ".dockerignore" => String::new(),
            None => continue,
        };
        let changed = prodproof_scaffold::ignore_line(&text, &folder, prodproof_scaffold::BareName::AtTop);
        plan.patches.extend(changed.map(|text| (path.to_string(), text, "build products kept out of images")));
    }
    if let Some(text) = read("Cargo.toml")? {
        let changed = prodproof_scaffold::exclude_from_workspace(&text, &new_folders(host, plan)?)
            .map_err(|why| anyhow::anyhow!("Cargo.toml: {why}; nothing was written"))?;
        plan.patches
            .extend(changed.map(|text| ("Cargo.toml".to_string(), text, "the crate kept out of the workspace")));
    }
    Ok(())
}

/// The folders at the top that are made, the crate's first.
fn new_folders(host: &Host, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let mut folders = vec![plan.params.folder.clone()];
    for path in texts(plan)?.into_keys() {
        let top = path.split('/').next().unwrap_or_default().to_string();
        if top != path && !host.has(&top)? && !folders.contains(&top) {
            folders.push(top);
        }
    }
    Ok(folders)
}

/// Which of these files git leaves out of a commit, for people: by pattern, file and line.
pub fn ignored(host: &Host, paths: &[String]) -> Vec<String> {
    let Some(git) = &host.git else { return Vec::new() };
    let mut args = vec!["check-ignore", "--verbose", "--"];
    args.extend(paths.iter().map(String::as_str));
    let bytes = git.bytes_if_any(&args).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    // "<file>:<line>:<pattern>\t<path>"; a pattern with `!` lets the path in.
    let rows = text.lines().filter_map(|line| {
        let (rule, path) = line.split_once('\t')?;
        let (place, pattern) = rule.rsplit_once(':')?;
        let (file, line) = place.rsplit_once(':')?;
        (!pattern.starts_with('!')).then(|| (format!("`{pattern}` in {file}, line {line}"), path.to_string()))
    });
    let mut rules: Vec<(String, Vec<String>)> = Vec::new();
    for (rule, path) in rows {
        match rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, paths)) => paths.push(path),
            None => rules.push((rule, vec![path])),
        }
    }
    rules
        .into_iter()
        .map(|(rule, paths)| {
            let first = paths.first().cloned().unwrap_or_default();
            let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
            let top = first.split('/').next().unwrap_or_default();
            format!("git ignores {first}{more}, by the pattern {rule}: no clone would have it. Put `!/{top}/` below that line, and run init again")
        })
        .collect()
}
