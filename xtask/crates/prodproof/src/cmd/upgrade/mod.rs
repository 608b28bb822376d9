//! `upgrade`: raises the pin, then lets the version that it names bring the files along.
//! Two processes where that is another one than runs: the old one knows what it found, the
//! new one what it writes. Must not know what becomes of a file; `files` asks.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{bail, Context};

use super::drop_in::{self, StandingCrate};
use super::verify;
use crate::cli;
use crate::host::source::Lock;
use crate::host::{self, source, Host};
use prodproof_scaffold::launcher;
use prodproof_scaffold::record::{self, Record};
use prodproof_scaffold::source::{Pin, Source};

mod bots;
mod files;
mod target;

use target::UpgradeTarget;

/// The crate that is upgraded, and where.
struct Crate<'a> {
    host: &'a Host,
    command: String,
    folder: String,
    standing: StandingCrate,
}

pub fn run(asked: &cli::Upgrade) -> anyhow::Result<u8> {
    let host = Host::find(&asked.dir)?.naming(asked.constitution.as_deref())?;
    let (command, folder) = drop_in::called(&host.root);
    if let Some(bot) = &asked.bot {
        return if asked.write { bots::write(&host, bot, &folder) } else { bots::print(bot, &folder) };
    }
    let standing = drop_in::standing(&host, &command, &folder)?;
    let standing = standing.with_context(|| {
        format!("{}/{folder} is nothing that init has written; first: cargo {command} init", host.root.display())
    })?;
    let own = Crate { host: &host, command, folder, standing };
    let target = target::find(&own, asked)?;
    if asked.check {
        return target::check(&own, &target);
    }
    match target {
        UpgradeTarget::Other(source) => raise(&own, asked, &source),
        UpgradeTarget::Itself => files::renew(&own, asked),
    }
}

/// Lets another version do it: built from a launcher that stands aside, with what this
/// version finds.
fn raise(own: &Crate<'_>, asked: &cli::Upgrade, to: &Source) -> anyhow::Result<u8> {
    host::note(&format!("building {to}"));
    let aside = host::scratch_folder("upgrade")?;
    let ran = build_and_run(own, asked, to, &aside);
    let _ = std::fs::remove_dir_all(&aside);
    ran
}

fn build_and_run(own: &Crate<'_>, asked: &cli::Upgrade, to: &Source, aside: &Path) -> anyhow::Result<u8> {
    // Its lock is ours but for the library, which cargo adds. The one that is committed is the
    // new version's own.
    let mut files = launcher::files(to, &own.command, &own.folder);
    if let Some(lock) = files.get_mut("Cargo.lock") {
        *lock = launcher::without_library(lock);
    }
    let record = Record::of(&files, Some(to), drop_in::version()?);
    files.insert(record::NAME.into(), record.text(&own.command));
    let found = verify::seen(own.host, &BTreeMap::new())?;
    let before: String = found.iter().map(|one| one.words.replace('\n', " ") + "\n").collect();
    files.insert("before".into(), before);
    host::write_all(aside, &files)?;
    let manifest = aside.join("Cargo.toml");
    source::fetch(&own.host.root, &manifest, Lock::Renewed, drop_in::FETCH)
        .map_err(|why| anyhow::anyhow!("cargo cannot fetch {to}: {why}; nothing was written"))?;
    let (Pin::Tag(name) | Pin::Rev(name)) = &to.pin;
    let text = |path: &Path| path.display().to_string();
    let mut words = vec!["upgrade".to_string(), text(&own.host.root), "--to".into(), name.clone()];
    words.extend(["--before".into(), text(&aside.join("before"))]);
    if let Some(path) = &asked.constitution {
        words.extend(["--constitution".into(), path.clone()]);
    }
    let flags = [("--dry-run", asked.dry_run), ("--force", asked.force)];
    words.extend(flags.iter().filter(|(_, set)| *set).map(|(flag, _)| (*flag).to_string()));
    let target = own.host.root.join(&own.folder).join("target");
    let code = source::run_built(&own.host.root, &manifest, &target, &words).map_err(anyhow::Error::msg)?;
    match u8::try_from(code) {
        Ok(code @ 0..=2) => Ok(code),
        _ => bail!("{to} does not build or run here (exit {code}); nothing was written"),
    }
}
