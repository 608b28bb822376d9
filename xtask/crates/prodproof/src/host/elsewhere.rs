//! Repositories that we do not work in, one of many: opened without a question to git,
//! and who they are in one process an answer. What the environment says is of no account.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::git::FolderKind;
use super::{reader, Git, Host};
use prodproof_rules::fleet::BranchHistory;

impl Host {
    /// The checkout `folder`, which has a `.git`.
    pub fn checkout(folder: &Path) -> anyhow::Result<Self> {
        let root = open(folder)?;
        let git = Git::elsewhere(&root, FolderKind::WorkTree)?;
        Ok(Self::with(root, Some(git)))
    }

    /// The bare clone `folder`. It has no work tree: only commits can be read.
    pub fn bare(folder: &Path) -> anyhow::Result<Self> {
        let root = open(folder)?;
        let git = Git::elsewhere(&root, FolderKind::Bare)?;
        Ok(Self::with(root, Some(git)))
    }

    /// The files in `folder`, though it may lie in a repository.
    pub fn plain(folder: &Path) -> anyhow::Result<Self> {
        Ok(Self::with(open(folder)?, None))
    }

    /// What `origin/HEAD` points to, in a bare clone `HEAD` itself; and where it was
    /// learnt. No guess: unlike [`Host::facts`], no `main` that just happens to exist.
    pub fn default_branch_as_cloned(&self) -> Option<(String, String)> {
        let git = self.git.as_ref()?;
        let (reference, prefix, from) = if git.bare {
            ("HEAD", "refs/heads/", "`HEAD` of the bare clone")
        } else {
            ("refs/remotes/origin/HEAD", "refs/remotes/origin/", "`origin/HEAD`")
        };
        // A symbolic reference is a small file, unless git keeps them all in tables.
        let target = match &git.own {
            Some(own) if !own.join("reftable").exists() => {
                let text = reader::text(&own.join(reference)).ok()??;
                text.strip_prefix("ref: ")?.trim().to_string()
            }
            _ => git.line(&["symbolic-ref", "--quiet", reference])?,
        };
        Some((target.strip_prefix(prefix)?.to_string(), from.to_string()))
    }
}

fn open(folder: &Path) -> anyhow::Result<PathBuf> {
    folder.canonicalize().with_context(|| format!("opening {}", folder.display()))
}

impl Git {
    /// The URL of `origin`, else of the only remote. As it is configured:
    /// `url.….insteadOf` is left alone, it says how to reach, not who it is.
    pub fn configured_url(&self) -> anyhow::Result<Option<String>> {
        let config = self.config()?;
        let remote = match config.remotes().as_slice() {
            names if names.contains(&"origin") => "origin",
            [only] => *only,
            _ => return Ok(None),
        };
        Ok(config.url(remote).map(str::to_string))
    }

    /// The commits behind `revision`; none where the repository has none yet.
    pub fn history(&self, revision: &str) -> anyhow::Result<BranchHistory> {
        let Some(commit) = self.commit(revision)? else {
            // No commit yet is no error; a head that leads nowhere is.
            let branches = self.bytes(&["for-each-ref", "--count=1", "refs/heads"])?;
            if revision == "HEAD" && branches.is_empty() {
                return Ok(BranchHistory::default());
            }
            anyhow::bail!("`{revision}` is no commit of this repository");
        };
        let bytes = self.bytes(&["rev-list", "--topo-order", "--timestamp", "--parents", &commit.id, "--"])?;
        let text = String::from_utf8_lossy(&bytes);
        let shallow = match &self.own {
            Some(own) => own.join("shallow").exists(),
            None => self.place()?.shallow,
        };
        // `MOMENT COMMIT PARENT…`
        let lines = || text.lines().filter_map(|line| line.split_once(' '));
        let roots = lines().map(|(_, ids)| ids).filter(|ids| !ids.contains(' ')).map(str::to_string).collect();
        let commits = lines().filter_map(|(_, ids)| ids.split(' ').next());
        let date = lines().next().and_then(|(moment, _)| moment.parse().ok());
        let history = if shallow { BranchHistory::shallow(commits) } else { BranchHistory::new(roots, commits) };
        Ok(history.with_date(date))
    }
}
