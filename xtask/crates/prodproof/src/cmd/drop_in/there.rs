//! The crate that stands in a repository already: what was written there, and what somebody
//! made of it since. Must not decide what becomes of it.

use std::collections::BTreeMap;

use anyhow::{bail, Context};

use super::copy::files_of;
use super::MANIFEST;
use crate::host::Host;
use prodproof_rules::fix;
use prodproof_scaffold::blob;
use prodproof_scaffold::launcher;
use prodproof_scaffold::record::{self, Difference, Record};
use prodproof_scaffold::source::Source;

/// What stands in the crate's folder.
pub(super) struct There {
    pub record: Record,
    pub present: BTreeMap<String, String>,
    /// The launcher's own source; `None` of a copy.
    pub source: Option<Source>,
    pub launcher: bool,
    pub edits: Vec<Difference>,
}

impl There {
    /// `None` where nothing stands there; an error where it is none of ours.
    pub fn read(host: &Host, command: &str, folder: &str) -> anyhow::Result<Option<Self>> {
        if !host.has(folder)? {
            return Ok(None);
        }
        let path = format!("{folder}/{}", record::NAME);
        let Some(text) = host.text(&path)? else {
            bail!("{folder}/ exists and is no copy of this crate; nothing was written. Say another folder and alias: --name delivery");
        };
        let record = Record::read(&text).map_err(anyhow::Error::msg).with_context(|| format!("reading {path}"))?;
        let present = files_of(&host.root.join(folder), |path| host.bytes(&format!("{folder}/{path}")))?;
        let manifest = present.get(MANIFEST).map(String::as_str).unwrap_or_default();
        let pinned = Source::of_manifest(manifest);
        let mut edits = record.differences(&present);
        if let Some((url, pin)) = &pinned {
            // A bot raised the pin: nobody edited anything.
            let raised = Source { url: url.clone(), pin: pin.clone(), commit: String::new() };
            let written = launcher::files(&raised, command, folder);
            let as_written = written.get(MANIFEST).is_some_and(|text| blob::id(text) == blob::id(manifest));
            edits.retain(|edit| !(as_written && *edit == Difference::Edited(MANIFEST.into())));
        }
        let lock = present.get("Cargo.lock").map(String::as_str).unwrap_or_default();
        let source = pinned.is_some().then(|| Source::of_lock(lock)).flatten();
        let source = source.or_else(|| if pinned.is_none() { record.source.clone() } else { None });
        Ok(Some(Self { record, present, source, launcher: pinned.is_some(), edits }))
    }

    /// Whether these files stand there, and no others. Locks are told by what they lock.
    pub fn is(&self, files: &BTreeMap<String, String>, source: Option<&Source>) -> bool {
        let same = |(path, text): (&String, &String)| {
            self.present.get(path).is_some_and(|found| {
                record::NEVER_EDITED.contains(&path.as_str()) && self.source.as_ref() == source
                    || blob::id(found) == blob::id(text)
            })
        };
        let own = |path: &&String| *path != record::NAME;
        files.iter().all(same) && self.present.keys().filter(own).all(|path| files.contains_key(path))
    }

    /// The edits as diffs, where git still has what was written.
    pub fn shown(&self, host: &Host, new: &BTreeMap<String, String>) -> String {
        let mut text = String::new();
        for edit in &self.edits {
            let (path, word) = match edit {
                Difference::Edited(path) => (path, "edited"),
                Difference::Added(path) => (path, "added"),
                Difference::Removed(path) => (path, "removed"),
            };
            text.push_str(&format!("  {path} ({word})\n"));
            let (Difference::Edited(_), Some(id), Some(now)) =
                (edit, self.record.files.get(path), self.present.get(path))
            else {
                continue;
            };
            let before = host.git.as_ref().and_then(|git| git.blob(id));
            let before = before.or_else(|| new.get(path).filter(|text| blob::id(text) == *id).cloned());
            if let Some(before) = before {
                text.push_str(&fix::diff(path, Some(&before), Some(now)));
            }
        }
        text.trim_end().to_string()
    }
}

/// The crate that stands in a repository.
pub struct StandingCrate {
    pub record: Record,
    /// Where its library is from; of a copy, where it was copied from, if that is known.
    pub source: Option<Source>,
    pub launcher: bool,
}

/// The crate in `folder`; `None` where nothing stands there.
pub fn standing(host: &Host, command: &str, folder: &str) -> anyhow::Result<Option<StandingCrate>> {
    let there = There::read(host, command, folder)?;
    Ok(there.map(|there| StandingCrate { record: there.record, source: there.source, launcher: there.launcher }))
}

/// What was edited in the crate's folder, for people.
pub fn edits(host: &Host, command: &str, folder: &str) -> anyhow::Result<Vec<String>> {
    let there = There::read(host, command, folder)?;
    let edits = there.map(|there| there.edits).unwrap_or_default();
    Ok(edits
        .into_iter()
        .map(|edit| match edit {
            Difference::Edited(path) => path,
            Difference::Added(path) => format!("{path}, added"),
            Difference::Removed(path) => format!("{path}, removed"),
        })
        .collect())
}
