//! The crate's own way into a repository: a launcher on a pinned version of the library,
//! or the whole copy where there is nothing to pin to. Either is recorded file by file,
//! so that a newer one can tell what is untouched from what was edited. Must not know
//! what `init` writes besides.

mod copy;
mod there;

pub use there::{edits, standing, StandingCrate};

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{bail, Context};

use copy::{copied, copy_files, files_of};
use there::There;

use crate::host::source::{self, Home, Lock, ProgramOrigin};
use crate::host::{self, reader, Host};
use prodproof_scaffold::launcher;
use prodproof_scaffold::record::{self, Record};
use prodproof_scaffold::source::{asked, is_commit, resolve, NoPin, Pin, Source};

const MANIFEST: &str = "Cargo.toml";

/// How long cargo may take to show that it can get the library here, and git to answer.
pub const FETCH: Duration = Duration::from_secs(120);
pub const ANSWER: Duration = Duration::from_secs(30);

/// What a person asked for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// `URL[@REV]`: a launcher from there.
    pub source: Option<String>,
    /// The whole copy.
    pub vendor: bool,
    /// Replace what was edited.
    pub force: bool,
    /// Only plan: fetch nothing.
    pub offline: bool,
}

/// What is dropped in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DropInKind {
    Launcher(Source),
    /// The whole copy, with why no launcher where nobody asked for the copy.
    Copy(Option<NoPin>),
}

/// What dropping in would do.
pub enum DropIn {
    /// The crate is at home here: it is the very one that is running, in its own project.
    AtHome,
    /// It is there already, as it should be; the record, for what else was written.
    Nothing(Record),
    /// These files (relative to the repository) are written, these removed.
    Write { kind: DropInKind, files: BTreeMap<String, String>, removed: Vec<String>, upgrade: bool, record: Record },
}

/// The plan, and what is to be said about it.
pub struct PlannedDropIn {
    pub drop_in: DropIn,
    /// Said before everything else: that the whole copy is dropped, and how to get a launcher.
    pub head: Option<String>,
    pub notes: Vec<String>,
}

impl PlannedDropIn {
    fn quiet(drop_in: DropIn) -> Self {
        Self { drop_in, head: None, notes: Vec::new() }
    }
}

/// Plans the crate at `host.root/folder`, called by the alias `command`. Refuses where
/// the folder is another crate, or holds edits that nobody gave up.
pub fn plan(host: &Host, command: &str, folder: &str, wish: &Wish) -> anyhow::Result<PlannedDropIn> {
    let home = Home::find(&host.root);
    let target = host.root.join(folder);
    let itself = target.canonicalize().is_ok_and(|target| home.folder.as_ref() == Some(&target));
    if itself && matches!(home.origin, ProgramOrigin::Checkout(_) | ProgramOrigin::Unknown) {
        return Ok(PlannedDropIn::quiet(DropIn::AtHome));
    }
    let there = There::read(host, command, folder)?;
    let mut plan = PlannedDropIn::quiet(DropIn::AtHome);
    let kind = kind(&home, there.as_ref(), wish, &mut plan.notes)?;
    let Some((kind, hold)) = kind else {
        let there = there.context("nothing is there, and nothing is dropped in")?;
        return Ok(PlannedDropIn { drop_in: DropIn::Nothing(there.record), ..plan });
    };
    let asked_for = wish.vendor || wish.source.is_some();
    let new = match &kind {
        DropInKind::Launcher(source) => launcher::files(source, command, folder),
        DropInKind::Copy(_) => copy_files(&home)?,
    };
    if let Some(there) = &there {
        if there.is(&new, source_of(&kind, &home).as_ref()) {
            return Ok(PlannedDropIn { drop_in: DropIn::Nothing(there.record.clone()), ..plan });
        }
        let newer = there.record.version > version()?;
        if newer && !asked_for {
            return Ok(PlannedDropIn { drop_in: DropIn::Nothing(there.record.clone()), ..plan });
        }
        if !there.edits.is_empty() && !wish.force {
            bail!("{folder}/ was edited since it was dropped in; nothing was written:\n{}\nCarry the edits over by hand, or give them up: --force {folder}", there.shown(host, &new));
        }
    }
    let (kind, new) = proven(host, &home, kind, hold, new, command, folder, wish, &mut plan.notes)?;
    // What could not be fetched left the copy that was there.
    if let Some(there) = there.as_ref().filter(|there| there.is(&new, source_of(&kind, &home).as_ref())) {
        return Ok(PlannedDropIn { drop_in: DropIn::Nothing(there.record.clone()), ..plan });
    }
    if let DropInKind::Copy(why) = &kind {
        plan.head = Some(copied(why.as_ref(), &new, &home));
    }
    let mut record = Record::of(&new, source_of(&kind, &home).as_ref(), version()?);
    if let Some(there) = &there {
        record.written = there.record.written.clone();
        record.asked = there.record.asked.clone();
    }
    let present = there.iter().flat_map(|there| there.present.keys());
    let gone = present.filter(|path| !new.contains_key(*path) && *path != record::NAME);
    let removed = gone.map(|path| format!("{folder}/{path}")).collect();
    let files = new.into_iter().map(|(path, text)| (format!("{folder}/{path}"), text)).collect();
    let upgrade = there.is_some();
    Ok(PlannedDropIn { drop_in: DropIn::Write { kind, files, removed, upgrade, record }, ..plan })
}

pub fn version() -> anyhow::Result<semver::Version> {
    env!("CARGO_PKG_VERSION").parse().context("the crate's version")
}

fn source_of(kind: &DropInKind, home: &Home) -> Option<Source> {
    match kind {
        DropInKind::Launcher(source) => Some(source.clone()),
        DropInKind::Copy(_) => home.source(),
    }
}

/// Whether something else may be dropped in where it does not work.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// It was asked for, or is there.
    Firm,
    Loose,
}

/// What to drop in, and how firmly. `None`: what is there stays as it is.
fn kind(
    home: &Home,
    there: Option<&There>,
    wish: &Wish,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<(DropInKind, Hold)>> {
    if wish.vendor {
        return Ok(Some((DropInKind::Copy(None), Hold::Firm)));
    }
    if let Some(text) = &wish.source {
        let source = asked_source(text, home)?;
        if !text.starts_with(source.url.as_str()) && text.contains("://") {
            notes.push(
                "user and password of --source are not written down: git and cargo take them from a credential helper"
                    .into(),
            );
        }
        return Ok(Some((DropInKind::Launcher(source), Hold::Firm)));
    }
    let found = match &home.origin {
        ProgramOrigin::Checkout(checkout) => checkout.source(),
        ProgramOrigin::Pinned(source) => Ok(source.clone()),
        ProgramOrigin::Copy(_) | ProgramOrigin::Unknown => Err(NoPin::NoCheckout),
    };
    Ok(match (there, found) {
        (None, Ok(source)) => Some((DropInKind::Launcher(source), Hold::Loose)),
        (None, Err(why)) => Some((DropInKind::Copy(Some(why)), Hold::Loose)),
        (Some(there), Ok(source)) if there.launcher => Some((DropInKind::Launcher(source), Hold::Firm)),
        (Some(there), Err(_)) if there.launcher => None,
        // A copy that somebody asked for stays one; any other was there only until
        // something can be pinned to.
        (Some(there), Ok(source)) if there.record.asked.contains_key(record::VENDOR) => {
            notes.push(format!(
                "the crate here is a whole copy, as asked; a launcher instead: --source {}",
                source.asked()
            ));
            home.folder.is_some().then_some((DropInKind::Copy(None), Hold::Firm))
        }
        (Some(_), Ok(source)) => Some((DropInKind::Launcher(source), Hold::Loose)),
        (Some(_), Err(_)) => home.folder.is_some().then_some((DropInKind::Copy(None), Hold::Firm)),
    })
}

/// `--source URL[@REV]`, with the commit that it means now.
fn asked_source(text: &str, home: &Home) -> anyhow::Result<Source> {
    let (url, rev) = asked(text).map_err(anyhow::Error::msg)?;
    if let Some(known) = home.source().filter(|known| known.url == url) {
        let (Pin::Tag(name) | Pin::Rev(name)) = &known.pin;
        if rev.as_ref().is_none_or(|rev| rev == name) {
            return Ok(known);
        }
    }
    if let Some(rev) = rev.as_deref().filter(|rev| is_commit(rev)) {
        return Ok(Source { url, pin: Pin::Rev(rev.to_string()), commit: rev.to_string() });
    }
    let listing = source::references(&url, ANSWER)
        .map_err(|why| anyhow::anyhow!("--source {url}: git cannot read it: {why}"))
        .context("say the commit in full to do without git: URL@COMMIT")?;
    let Some((pin, commit)) = resolve(&listing, rev.as_deref(), env!("CARGO_PKG_VERSION")) else {
        bail!("--source {url}: it has no tag, branch or named commit `{}`", rev.unwrap_or_default());
    };
    Ok(Source { url, pin, commit })
}

/// The launcher, proven by fetching it; the copy in its place where this machine cannot
/// and nobody asked for the launcher.
#[allow(clippy::too_many_arguments)]
fn proven(
    host: &Host,
    home: &Home,
    kind: DropInKind,
    hold: Hold,
    mut files: BTreeMap<String, String>,
    command: &str,
    folder: &str,
    wish: &Wish,
    notes: &mut Vec<String>,
) -> anyhow::Result<(DropInKind, BTreeMap<String, String>)> {
    let DropInKind::Launcher(source) = &kind else { return Ok((kind, files)) };
    if let Pin::Rev(rev) = &source.pin {
        notes.push(format!(
            "the launcher pins the commit {}, which has no version tag: no bot will raise it",
            rev.get(..7).unwrap_or(rev)
        ));
    }
    if wish.offline {
        return Ok((kind, files));
    }
    // Our lock is that of our own commit; of another one only cargo knows it.
    let is_ours = home.commit().as_deref() == Some(source.commit.as_str());
    let lock = if is_ours { Lock::Held } else { Lock::Renewed };
    host::note(&format!("fetching {source}"));
    let tried = try_out(&host.root, &files, lock).or_else(|why| {
        let plain = launcher::without_full(&files);
        let lock = try_out(&host.root, &plain, Lock::RenewedOffline).map_err(|_| why)?;
        files = plain;
        Ok(lock)
    });
    match tried {
        Ok(lock) => {
            files.insert("Cargo.lock".into(), lock);
            if let Some(note) = private(source, command) {
                notes.push(note);
            }
            Ok((kind, files))
        }
        Err(why) if hold == Hold::Firm => {
            notes.push(format!("warning: cargo cannot fetch the launcher's library here: {why}\n  `cargo {command} …` works as soon as it can: cargo fetch --manifest-path {folder}/Cargo.toml"));
            Ok((kind, files))
        }
        Err(why) => Ok((DropInKind::Copy(Some(NoPin::Unfetched(why))), copy_files(home)?)),
    }
}

/// Lets cargo fetch a launcher that stands in a folder of its own; the lock file after it.
fn try_out(root: &Path, files: &BTreeMap<String, String>, lock: Lock) -> Result<String, String> {
    let folder = host::scratch_folder("launcher").map_err(|err| err.to_string())?;
    let written = host::write_all(&folder, files).map_err(|err| format!("{err:#}"));
    let fetched = written.and_then(|()| source::fetch(root, &folder.join(MANIFEST), lock, FETCH));
    let lock = fetched.and_then(|()| match reader::text(&folder.join("Cargo.lock")) {
        Ok(lock) => lock.ok_or_else(|| "cargo wrote no Cargo.lock".to_string()),
        Err(err) => Err(format!("{err:#}")),
    });
    let _ = std::fs::remove_dir_all(&folder);
    lock
}

/// What a continuous integration needs that has no key of this person's.
fn private(source: &Source, command: &str) -> Option<String> {
    if source.url.starts_with("file:") || (source.url.starts_with("https:") && source::is_public(&source.url, ANSWER)) {
        return None;
    }
    Some(format!("{} is not readable by everybody: CI needs a deploy key for it and CARGO_NET_GIT_FETCH_WITH_CLI=true, or the whole copy: cargo {command} init --vendor", source.url))
}

/// The alias under which the crate is called in a repository, and its folder there.
pub fn called(root: &Path) -> (String, String) {
    source::dropped_in(root).unwrap_or_else(|| ("xtask".to_string(), "xtask".to_string()))
}

/// The folder of a crate that is called `name`, where one stands.
fn there(root: &Path, name: &str) -> Option<String> {
    let called = source::dropped_in(root).filter(|(alias, _)| alias == name).map(|(_, folder)| folder);
    let has_record = |folder: &String| root.join(folder).join(record::NAME).is_file();
    called.or_else(|| [hidden(name), name.to_string()].into_iter().find(has_record))
}

fn hidden(name: &str) -> String {
    format!(".{name}")
}

/// The folder for a crate that is called `name`: where one stands already, else one of the name.
pub fn folder(root: &Path, name: &str) -> String {
    there(root, name).unwrap_or_else(|| name.to_string())
}

/// The same where every plain folder would be packaged.
pub fn hidden_folder(root: &Path, name: &str) -> String {
    there(root, name).unwrap_or_else(|| hidden(name))
}

/// The tool's own words about itself: version, tag and commit.
pub fn version_text(root: &Path) -> String {
    let own = env!("CARGO_PKG_VERSION");
    let home = Home::find(root);
    let from = match &home.origin {
        ProgramOrigin::Pinned(source) | ProgramOrigin::Copy(Some(source)) => Some(source.to_string()),
        ProgramOrigin::Checkout(checkout) => checkout.commit.as_ref().map(|commit| {
            let short = commit.get(..7).unwrap_or(commit);
            let state = if checkout.clean { "" } else { ", edited" };
            let tags: String = checkout.tags.iter().map(|tag| format!("{tag}, ")).collect();
            format!("{tags}commit {short}{state}, a checkout")
        }),
        ProgramOrigin::Copy(None) | ProgramOrigin::Unknown => None,
    };
    from.map_or_else(|| format!("{own} (commit unknown)"), |from| format!("{own} ({from})"))
}

/// Every file of a dropped-in crate, the record among them, relative to the repository.
pub fn own_paths(host: &Host, folder: &str) -> anyhow::Result<Vec<String>> {
    let files = files_of(&host.root.join(folder), |path| host.bytes(&format!("{folder}/{path}")))?;
    let all = files.into_keys().chain([record::NAME.to_string()]);
    Ok(all.map(|path| format!("{folder}/{path}")).collect())
}
