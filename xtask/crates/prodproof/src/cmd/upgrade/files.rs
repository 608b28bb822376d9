//! The generated files brought to the version that runs: crate, workflows, unit, hook.
//! Must not decide what becomes of a file; [`prodproof_scaffold::upgrade`] does.

use std::collections::BTreeMap;

use anyhow::{bail, Context};

use super::Crate;
use crate::cli;
use crate::cmd::drop_in::{self, DropIn, Wish};
use crate::cmd::{hook, init, remove, verify};
use crate::host::{self, reader, SideLabels, SnapshotSource};
use prodproof_rules::fix;
use prodproof_rules::repo::Repo;
use prodproof_scaffold::record::{self, Record};
use prodproof_scaffold::upgrade::{fate, Fate};
use prodproof_scaffold::{blob, infer, renewed, InitAsked, FLEET_PATH, LIVE_PATH};

/// What is going to be written, and what is said.
#[derive(Default)]
struct Plan {
    files: BTreeMap<String, String>,
    removed: Vec<String>,
    lines: Vec<String>,
    /// Both texts of what is left alone, as diffs.
    diffs: String,
    /// Conflicts, or files that are left: exit 1.
    left: bool,
}

pub fn renew(own: &Crate<'_>, asked: &cli::Upgrade) -> anyhow::Result<u8> {
    let version = drop_in::version()?;
    if own.standing.record.version > version {
        bail!("the files here are those of v{}, and this is v{version}", own.standing.record.version);
    }
    let wish = Wish { force: asked.force, offline: asked.dry_run, ..Wish::default() };
    let dropped = drop_in::plan(own.host, &own.command, &own.folder, &wish)?;
    let mut plan = Plan::default();
    let mut record = match dropped.drop_in {
        DropIn::AtHome => bail!("this is the tool's own repository"),
        DropIn::Nothing(record) => {
            let raised = own.standing.record.version < version;
            let home = host::source::Home::find(&own.host.root).source();
            if own.standing.launcher && raised && home.as_ref() != own.standing.source.as_ref() {
                bail!("this tool does not know where its commit can be had: a launcher cannot pin it. Run `cargo {} upgrade` in the repository, or say a release: --to vX.Y.Z", own.command);
            }
            record
        }
        DropIn::Write { kind, files, removed, record, .. } => {
            plan.lines.push(format!("upgrade {}", init::crate_words(&kind, &own.folder, files.len() + 1)));
            plan.files.extend(files);
            plan.removed.extend(removed);
            record
        }
    };
    let old = record.clone();
    let repo = verify::understand(own.host, &SnapshotSource::WorkTree, None)?;
    let texts = texts(own, &repo, &record)?;
    for (path, id) in &old.written {
        one(own, &repo, path, id, texts.get(path), &mut record, &mut plan)?;
    }
    record.version = version.clone();
    if record != own.standing.record {
        plan.files.insert(format!("{}/{}", own.folder, record::NAME), record.text(&own.command));
    }
    let crate_folder = format!("{}/", own.folder);
    let shown: BTreeMap<String, String> = plan
        .files
        .iter()
        .filter(|(path, _)| !path.starts_with(&crate_folder))
        .map(|(a, b)| (a.clone(), b.clone()))
        .collect();
    let added = added(own, asked, &shown, &old)?;

    let mut out = String::new();
    if asked.dry_run {
        for (path, new) in &shown {
            let before = own.host.text(path)?;
            out += &fix::diff(path, before.as_deref(), Some(new));
        }
    }
    out += &plan.diffs;
    let notes = dropped.head.iter().chain(&dropped.notes).map(|note| format!("note: {note}"));
    plan.lines.extend(notes);
    if plan.files.is_empty() && !plan.left {
        plan.lines.push(format!("nothing to do: v{version} has nothing else to bring"));
    }
    plan.lines.iter().for_each(|line| out += &format!("{line}\n"));
    if !added.is_empty() {
        out += &format!("\nv{version} {} also:\n", if asked.dry_run { "would find" } else { "finds" });
        added.iter().for_each(|line| out += &format!("  {line}\n"));
    }
    if asked.dry_run {
        crate::cmd::say(&out)?;
        return Ok(u8::from(plan.left));
    }
    own.host.write(&plan.files, Some(&repo.snapshot))?;
    own.host.remove(&plan.removed)?;
    remove::remove_empty_folders(&own.host.root, &plan.removed);
    if let Some(words) = hook::refresh(own.host)? {
        out += &format!("upgrade {words}\n");
    }
    crate::cmd::tell(&(out + "\n"))?;
    let code = verify::after_init(own.host)?.code;
    Ok(if plan.left { code.max(1) } else { code })
}

/// What this version writes at each recorded path, with the answers of then.
fn texts(own: &Crate<'_>, repo: &Repo, record: &Record) -> anyhow::Result<BTreeMap<String, String>> {
    let text = |option: &str| record.asked.get(option).cloned();
    let written: Vec<String> = record.written.keys().cloned().collect();
    let asked = InitAsked {
        image: None,
        branch: None,
        unit: None,
        quadlet: false,
        port: text("port"),
        title: text("title"),
        command: own.command.clone(),
        folder: own.folder.clone(),
        hidden: own.folder.starts_with('.'),
        fleet: record.asked.contains_key("fleet") || record.written.contains_key(FLEET_PATH),
        live: record.asked.contains_key("live") || record.written.contains_key(LIVE_PATH),
    };
    // Image, branch and unit are what the repository says now.
    let params = infer(repo, &asked).map_err(anyhow::Error::msg)?;
    Ok(renewed(repo, &params, &written))
}

/// One generated file.
fn one(
    own: &Crate<'_>,
    repo: &Repo,
    path: &str,
    id: &str,
    new: Option<&String>,
    record: &mut Record,
    plan: &mut Plan,
) -> anyhow::Result<()> {
    if path == repo.constitution_path() {
        return Ok(());
    }
    let Some(bytes) = own.host.bytes(path)? else {
        plan.lines.push(format!("leave   {path} (it was deleted)"));
        return Ok(());
    };
    let Some(new) = new else { return Ok(()) };
    let stands = String::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8; nothing was written"))?;
    let base = own.host.git.as_ref().and_then(|git| git.blob(id));
    match fate(&stands, id, base.as_deref(), new) {
        Fate::Same => {
            record.written.insert(path.into(), blob::id(new));
        }
        Fate::Renewed(text) => {
            record.written.insert(path.into(), blob::id(&text));
            plan.lines.push(format!("upgrade {path}"));
            plan.write(path, &stands, text);
        }
        Fate::Merged { base, own: edited, new } => {
            let git = own.host.git.as_ref().context("a base is known, so git is there")?;
            let theirs = format!("v{}", drop_in::version()?);
            let labels = SideLabels { own: "here", base: "as it was written", new: &theirs };
            let (text, conflicts) = git.merge(&edited, &base, &new, &labels)?;
            // The recorded id stays: that text, and no later one, is in the history.
            if conflicts {
                plan.left = true;
                plan.lines.push(format!("error: {path}: conflicts are marked in it; settle them by hand"));
            } else if text != edited {
                plan.lines.push(format!("merge   {path} (it was edited)"));
            }
            if text != edited {
                plan.write(path, &stands, text);
            }
        }
        Fate::NoBase { own: edited, new } => {
            plan.left = true;
            let why =
                "it was edited, and this clone does not have what was written: git fetch --unshallow may bring it";
            plan.lines.push(format!(
                "error: {path} is left as it is: {why}; or take the new one: cargo {} init --force {path}",
                own.command
            ));
            plan.diffs.push_str(&fix::diff(path, Some(&edited), Some(&new)));
        }
    }
    Ok(())
}

impl Plan {
    /// With the line ends that the file has.
    fn write(&mut self, path: &str, stands: &str, text: String) {
        let text = if stands.contains("\r\n") { text.replace('\n', "\r\n") } else { text };
        self.files.insert(path.to_string(), text);
    }
}

/// What is found that the version before did not find; where that is not known, what rules
/// find that it did not have.
fn added(
    own: &Crate<'_>,
    asked: &cli::Upgrade,
    files: &BTreeMap<String, String>,
    old: &Record,
) -> anyhow::Result<Vec<String>> {
    let before = asked.before.as_deref().map(reader::named).transpose()?;
    let is_new = |one: &verify::Seen| match &before {
        Some(before) => !before.lines().any(|line| line == one.words.replace('\n', " ")),
        None => one.since.parse::<semver::Version>().is_ok_and(|since| since > old.version),
    };
    Ok(verify::seen(own.host, files)?.into_iter().filter(is_new).map(|one| one.words).collect())
}
