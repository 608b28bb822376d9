//! `init`: plan everything, show or write it, then verify what is there.

use std::collections::BTreeMap;

use anyhow::{bail, Context};

use super::drop_in::{self, DropIn};
use super::verify;
use crate::cli;
use crate::fix;
use crate::host::{self, Host, Source};
use crate::repo::Repo;
use crate::scaffold::{self, Asked, Outcome, Params, Planned};
use crate::snapshot::File;

/// Everything that would be written, and what is said about it.
struct Plan {
    params: Params,
    sources: Vec<Planned>,
    /// Small changes to files that are there: path, new text, what for.
    patches: Vec<(String, String, &'static str)>,
    drop_in: DropIn,
    /// What cannot be done by itself, for people.
    notes: Vec<String>,
}

pub fn run(asked: &cli::Init) -> anyhow::Result<u8> {
    let writes = !asked.dry_run && !asked.check;
    if writes {
        std::fs::create_dir_all(&asked.dir).with_context(|| format!("making {}", asked.dir.display()))?;
    }
    let dir = asked.dir.canonicalize().with_context(|| format!("opening {}", asked.dir.display()))?;
    if !dir.is_dir() {
        bail!("{} is not a folder", dir.display());
    }
    let host = Host::at(dir);
    let plan = make(&host, asked)?;
    if !writes {
        let changes = show(&host, &plan)?;
        return Ok(u8::from(asked.check && changes > 0));
    }
    write(&host, &plan)?;
    say(&plan);
    verify::after_init(&host)
}

fn make(host: &Host, asked: &cli::Init) -> anyhow::Result<Plan> {
    let name = asked.name.as_str();
    let drop_in = drop_in::plan(&host.root, name)?;
    let repo = verify::understand(host, &Source::WorkTree, None)?;
    let params = scaffold::infer(
        &repo,
        &Asked {
            image: asked.image.clone(),
            branch: asked.branch.clone(),
            unit: asked.unit.clone(),
            quadlet: asked.quadlet,
            port: asked.port.clone(),
            title: asked.title.clone(),
            command: name.to_string(),
            fleet: asked.fleet,
        },
    )
    .map_err(anyhow::Error::msg)?;
    let sources = scaffold::plan(&repo, &params, &asked.force);
    if let Some(unknown) = asked.force.iter().find(|path| !sources.iter().any(|planned| planned.path == **path)) {
        let known: Vec<&str> = sources.iter().map(|planned| planned.path.as_str()).collect();
        bail!("--force {unknown}: that is none of the files that init writes: {}", known.join(", "));
    }
    let mut plan = Plan { params, sources, patches: Vec::new(), drop_in, notes: Vec::new() };
    patch_all(host, &repo, name, &mut plan)?;
    if host.git.as_ref().is_some_and(|git| !git.top) {
        plan.notes.push("this folder is not the top of its git repository; GitHub reads workflows only there".into());
    }
    Ok(plan)
}

/// The changes to files that are not ours.
fn patch_all(host: &Host, repo: &Repo, name: &str, plan: &mut Plan) -> anyhow::Result<()> {
    let read = |path: &str| -> anyhow::Result<Option<String>> {
        match std::fs::read(host.root.join(path)) {
            Ok(bytes) => Ok(Some(String::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))?)),
            Err(err) if err.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(err) => Err(err).with_context(|| format!("reading {path}")),
        }
    };
    // Where the crate is at home, the alias and the ignore file are the project's own.
    let at_home = matches!(&plan.drop_in, DropIn::Nothing) && !host.root.join(name).join("copy.toml").exists();
    if !at_home {
        // Cargo reads the one without an ending where both exist.
        let config = if host.root.join(".cargo/config").is_file() { ".cargo/config" } else { ".cargo/config.toml" };
        let command = format!("run --quiet --locked --manifest-path {name}/Cargo.toml --");
        let text = read(config)?.unwrap_or_default();
        let changed = scaffold::cargo_alias(&text, name, &command)
            .map_err(|why| anyhow::anyhow!("{config}: {why}; nothing was written"))?;
        plan.patches.extend(changed.map(|text| (config.to_string(), text, "the alias")));
        for (path, anywhere) in [(".gitignore", true), (".dockerignore", false), (".containerignore", false)] {
            let text = read(path)?;
            if text.is_none() && path != ".gitignore" {
                continue;
            }
            let changed = scaffold::ignore_line(&text.unwrap_or_default(), name, anywhere);
            plan.patches.extend(changed.map(|text| (path.to_string(), text, "build products ignored")));
        }
        if let Some(text) = read("Cargo.toml")? {
            let changed = scaffold::exclude_from_workspace(&text, &new_folders(host, name, plan))
                .map_err(|why| anyhow::anyhow!("Cargo.toml: {why}; nothing was written"))?;
            plan.patches
                .extend(changed.map(|text| ("Cargo.toml".to_string(), text, "the crate kept out of the workspace")));
        }
    }
    hook(repo, name, plan);
    Ok(())
}

/// The folders at the top that are made, the crate's first.
fn new_folders(host: &Host, name: &str, plan: &Plan) -> Vec<String> {
    let mut folders = vec![name.to_string()];
    for path in texts(plan).into_keys() {
        let top = path.split('/').next().unwrap_or_default().to_string();
        if top != path && !host.root.join(&top).exists() && !folders.contains(&top) {
            folders.push(top);
        }
    }
    folders
}

/// The pre-commit stanza: into the configuration where there is one, else a word on how.
fn hook(repo: &Repo, name: &str, plan: &mut Plan) {
    const PATH: &str = ".pre-commit-config.yaml";
    let stanza = || scaffold::PRE_COMMIT_STANZA.replace("xtask", name);
    match repo.snapshot.files.get(PATH) {
        Some(File::Text(text)) => match scaffold::pre_commit(text, name) {
            Ok(Some(text)) => plan.patches.push((PATH.to_string(), text, "the hook")),
            Ok(None) => {}
            Err(why) => plan.notes.push(format!("{PATH} was left alone: {why}. Add this to its `repos:`\n{}", stanza())),
        },
        Some(_) => plan.notes.push(format!("{PATH} cannot be read and was left alone")),
        None => plan.notes.push(format!("to verify before each commit: cargo {name} hook install\n  (or, with the pre-commit framework, in {PATH})\n{}", indent(&format!("repos:\n{}", stanza())))),
    }
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect::<String>().trim_end().to_string()
}

/// Prints the plan as diffs; how many files would change.
fn show(host: &Host, plan: &Plan) -> anyhow::Result<usize> {
    let mut changes = 0;
    if let DropIn::Copy { files, removed, upgrade } = &plan.drop_in {
        let verb = if *upgrade { "upgrade" } else { "drop in" };
        println!("# {verb} the crate: {} files written, {} removed", files.len(), removed.len());
        changes += files.len() + removed.len();
    }
    for (path, new) in texts(plan) {
        let old = std::fs::read_to_string(host.root.join(&path)).ok();
        if old.as_deref() != Some(new.as_str()) {
            changes += 1;
            print!("{}", fix::diff(&path, old.as_deref(), Some(&new)));
        }
    }
    for note in &plan.params.assumed {
        eprintln!("note: {note}");
    }
    if changes == 0 {
        println!("nothing would change");
    }
    Ok(changes)
}

/// The texts that are written, without the crate's.
fn texts(plan: &Plan) -> BTreeMap<String, String> {
    let sources = plan.sources.iter().filter(|planned| planned.outcome != Outcome::Adopt);
    let sources = sources.map(|planned| (planned.path.clone(), planned.text.clone()));
    sources.chain(plan.patches.iter().map(|(path, text, _)| (path.clone(), text.clone()))).collect()
}

fn write(host: &Host, plan: &Plan) -> anyhow::Result<()> {
    let mut all = texts(plan);
    if let DropIn::Copy { files, removed, .. } = &plan.drop_in {
        all.extend(files.clone());
        host::write_all(&host.root, &all)?;
        return host::remove_all(&host.root, removed);
    }
    host::write_all(&host.root, &all)
}

fn say(plan: &Plan) {
    let mut lines = Vec::new();
    match &plan.drop_in {
        DropIn::Copy { files, upgrade: false, .. } => lines.push(format!("create  the crate ({} files)", files.len())),
        DropIn::Copy { upgrade: true, .. } => lines.push(format!("upgrade the crate to {}", env!("CARGO_PKG_VERSION"))),
        DropIn::Nothing => {}
    }
    for planned in &plan.sources {
        let verb = match planned.outcome {
            Outcome::Create => "create ",
            Outcome::Replace => "replace",
            Outcome::Adopt => "keep   ",
        };
        lines.push(format!("{verb} {} ({})", planned.path, planned.what));
    }
    lines.extend(plan.patches.iter().map(|(path, _, why)| format!("change  {path} ({why})")));
    println!("{}", lines.join("\n"));
    for note in plan.params.assumed.iter().chain(&plan.notes) {
        println!("note: {note}");
    }
    println!();
}
