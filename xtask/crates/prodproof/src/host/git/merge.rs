//! Three texts merged, as git merges files. Must not know what they are.

use std::collections::BTreeMap;

use anyhow::{bail, Context};

use super::Git;
use crate::host;

/// Names of the three, as they stand beside conflict marks.
pub struct SideLabels<'a> {
    pub own: &'a str,
    pub base: &'a str,
    pub new: &'a str,
}

impl Git {
    /// `own` with the changes from `base` to `new`, and whether conflicts are marked in it.
    pub fn merge(&self, own: &str, base: &str, new: &str, labels: &SideLabels<'_>) -> anyhow::Result<(String, bool)> {
        let folder = host::scratch_folder("merge")?;
        let texts = [("own", own), ("base", base), ("new", new)];
        let texts: BTreeMap<String, String> = texts.map(|(name, text)| (name.to_string(), text.to_string())).into();
        let merged = host::write_all(&folder, &texts).and_then(|()| {
            let path = |name: &str| folder.join(name).display().to_string();
            let (own, base, new) = (path("own"), path("base"), path("new"));
            let names = ["-L", labels.own, "-L", labels.base, "-L", labels.new];
            let args = [&["merge-file", "-p"][..], &names, &[&own, &base, &new]].concat();
            let output = self.door.output(self.door.safe(&args))?;
            // git-merge-file(1): the number of conflicts, at most 127; negative on error.
            match output.status.code() {
                Some(conflicts @ 0..=127) => {
                    Ok((String::from_utf8(output.stdout).context("git merged texts into none")?, conflicts > 0))
                }
                _ => bail!("git merge-file: {}", String::from_utf8_lossy(&output.stderr).trim()),
            }
        });
        let _ = std::fs::remove_dir_all(&folder);
        merged
    }

    /// The text of a blob, where this clone has it.
    pub fn blob(&self, id: &str) -> Option<String> {
        String::from_utf8(self.ask(&[id]).ok()?.pop()??.bytes?).ok()
    }
}
