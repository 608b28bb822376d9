//! `init --remove`: takes back what is as it was written, and names the rest.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{bail, Context};

use super::{drop_in, hook, init};
use crate::cli;
use crate::host::Host;
use prodproof_scaffold::blob;
use prodproof_scaffold::record::{self, Record};
use prodproof_syntax::order::Order;
use prodproof_syntax::snapshot::CARGO_CONFIGS;

pub fn run(host: &Host, asked: &cli::Init) -> anyhow::Result<u8> {
    let writes = asked.writes();
    let (alias, folder) = drop_in::called(&host.root);
    let (alias, folder) = match asked.name.as_deref() {
        Some(name) if name != alias => (name.to_string(), drop_in::folder(&host.root, name)),
        _ => (alias, folder),
    };
    let at = host.root.join(&folder);
    let Some(text) = host.text(&format!("{folder}/{}", record::NAME))? else {
        bail!("{folder}/ is nothing that init has written; nothing was removed");
    };
    let record = Record::read(&text)
        .map_err(anyhow::Error::msg)
        .with_context(|| format!("reading {folder}/{}", record::NAME))?;
    let mut out = String::new();
    let mut left = Vec::new();
    let mut gone = Vec::new();

    // The hook first: it needs the alias to be known.
    if writes && host.git.is_some() {
        out += &hook::remove(host)?;
    }
    for (path, id) in &record.written {
        match host.bytes(path) {
            Ok(None) => {}
            Ok(Some(bytes)) if std::str::from_utf8(&bytes).is_ok_and(|text| blob::id(text) == *id) => {
                gone.push(path.clone());
            }
            Ok(Some(_)) => left.push(format!("{path} (edited)")),
            Err(err) => left.push(format!("{path} ({})", err.root_cause())),
        }
    }
    let edits = drop_in::edits(host, &alias, &folder)?;
    if edits.is_empty() {
        gone.extend(drop_in::own_paths(host, &folder)?);
    } else {
        left.push(format!("{folder}/ (edited: {})", edits.join(", ")));
    }
    let mut changed = BTreeMap::new();
    if edits.is_empty() {
        patches(host, &alias, &folder, &mut changed, &mut gone, &mut left)?;
    }
    if writes {
        host.write(&changed, None)?;
        host.remove(&gone)?;
        if edits.is_empty() {
            let _ = std::fs::remove_dir_all(at.join("target"));
        }
        remove_empty_folders(&host.root, &gone);
    }
    let crate_files = gone.iter().filter(|path| path.starts_with(&format!("{folder}/"))).count();
    if crate_files > 0 {
        out += &format!("remove  {folder}/ ({crate_files} files)\n");
    }
    for path in gone.iter().filter(|path| !path.starts_with(&format!("{folder}/"))) {
        out += &format!("remove  {path}\n");
    }
    for path in changed.keys() {
        out += &format!("change  {path} (what init added is taken out)\n");
    }
    for path in &left {
        out += &format!("left    {path}\n");
    }
    super::tell(&out)?;
    Ok(u8::from(!left.is_empty()))
}

/// The lines that were added to files of the repository's own.
fn patches(
    host: &Host,
    alias: &str,
    folder: &str,
    changed: &mut BTreeMap<String, String>,
    gone: &mut Vec<String>,
    left: &mut Vec<String>,
) -> anyhow::Result<()> {
    let mut take = |path: &str, text: String| {
        if text.trim().is_empty() {
            gone.push(path.to_string());
        } else {
            changed.insert(path.to_string(), text);
        }
    };
    for path in CARGO_CONFIGS {
        let Some(text) = host.text(path)? else { continue };
        match prodproof_scaffold::without_alias(&text, alias, &init::alias_command(folder)) {
            Ok(Some(text)) => take(path, text),
            Ok(None) => {}
            Err(why) => left.push(format!("{path} ({why})")),
        }
    }
    for path in [".dockerignore", ".containerignore"] {
        let Some(text) = host.text(path)? else { continue };
        if let Some(text) = prodproof_scaffold::without_line(&text, &format!("{folder}/target")) {
            take(path, text);
        }
    }
    let manifest = host.text("Cargo.toml")?.unwrap_or_default();
    if manifest.contains(&format!("\"{folder}\"")) {
        left.push(format!("Cargo.toml (names \"{folder}\" among what its workspace excludes)"));
    }
    Ok(())
}

/// The folders that held nothing else.
pub fn remove_empty_folders(root: &Path, gone: &[String]) {
    let mut folders: Vec<&Path> = gone.iter().flat_map(|path| Path::new(path).ancestors().skip(1)).collect();
    folders.order_by_key(|folder| std::cmp::Reverse(folder.components().count()));
    folders.dedup();
    for folder in folders.into_iter().filter(|folder| !folder.as_os_str().is_empty()) {
        // Fails where something is left in it, as it should.
        let _ = std::fs::remove_dir(root.join(folder));
    }
}
