//! The index and what is untracked beside it, as `git ls-files` lists them.

use anyhow::bail;

use super::Git;
use crate::host::reader::standing;

/// One line of the index, or an untracked file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub path: String,
    /// `None` of an untracked file.
    pub staged: Option<Staged>,
}

/// What git lists below a folder.
pub struct GitListing {
    /// In the order of the index.
    pub files: Vec<Listed>,
    /// Folders that the system did not let git look into, with its words.
    pub closed: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    pub mode: String,
    pub object: String,
    /// Stages 1 to 3 of a conflict.
    pub conflict: bool,
    /// Deliberately not in the work tree: a sparse checkout.
    pub skipped: bool,
}

impl Git {
    /// What is in the index below the folder, in its order.
    pub fn listing(&self) -> anyhow::Result<Vec<Listed>> {
        Ok(self.list(&[])?.files)
    }

    /// The same, with untracked files that are not ignored.
    pub fn listing_with_untracked(&self) -> anyhow::Result<GitListing> {
        self.list(&["--others", "--exclude-standard"])
    }

    fn list(&self, more: &[&str]) -> anyhow::Result<GitListing> {
        self.has_named_index()?;
        let args = [&["ls-files", "-z", "-t", "--stage", "--cached"], more].concat();
        let output = self.door.output(self.door.safe(&args))?;
        if !output.status.success() {
            return Err(self.door.refusal(&args, &output.stderr).into());
        }
        let lines = output.stdout.split(|&byte| byte == 0).filter(|line| !line.is_empty());
        let files = lines.filter_map(|line| listed(&String::from_utf8_lossy(line))).collect();
        // git goes on without such a folder, and warns (dir.c); we speak to it in the C locale.
        let warnings = String::from_utf8_lossy(&output.stderr);
        let closed = warnings.lines().filter_map(|line| {
            let (folder, words) = line.strip_prefix("warning: could not open directory '")?.rsplit_once("': ")?;
            Some((folder.trim_end_matches('/').to_string(), words.to_string()))
        });
        Ok(GitListing { files, closed: closed.collect() })
    }

    /// git takes an index that is not there for an empty one, and all that is tracked for
    /// untracked: whoever names one means one that is there.
    fn has_named_index(&self) -> anyhow::Result<()> {
        let Some(index) = self.door.index() else { return Ok(()) };
        // Hooks name git's own, which is not there before something was added.
        let own = index.ends_with("index") && index.with_file_name("HEAD").exists();
        if !own && standing(&index)?.is_none() {
            let index = index.display();
            bail!("GIT_INDEX_FILE is `{index}`, and there is no such file: what git tracks is not known; unset it");
        }
        Ok(())
    }
}

/// `TAG SP MODE SP ID SP STAGE TAB PATH`, of an untracked file `? SP PATH`.
fn listed(line: &str) -> Option<Listed> {
    let (tag, rest) = line.split_once(' ')?;
    if tag == "?" {
        return Some(Listed { path: rest.to_string(), staged: None });
    }
    let (meta, path) = rest.split_once('\t')?;
    let mut words = meta.split(' ');
    let (mode, object, stage) = (words.next()?, words.next()?, words.next()?);
    let staged = Staged {
        mode: mode.into(),
        object: object.into(),
        conflict: stage != "0",
        skipped: tag.eq_ignore_ascii_case("S"),
    };
    Some(Listed { path: path.to_string(), staged: Some(staged) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_index_are_read() {
        assert_eq!(listed("? a b\tc"), Some(Listed { path: "a b\tc".into(), staged: None }));
        let line = listed("S 100644 abc 0\tsub/x").and_then(|listed| listed.staged);
        assert_eq!(line.map(|staged| (staged.skipped, staged.conflict)), Some((true, false)));
        let line = listed("M 100644 abc 2\tx").and_then(|listed| listed.staged);
        assert_eq!(line.map(|staged| staged.conflict), Some(true));
    }
}
