//! The only door to the world: files, git, processes, the clock, the environment.
//! Everything behind it works on values. Must not know rules or findings.

mod base;
mod elsewhere;
mod facts;
mod git;
mod read;
pub mod source;
mod write;

pub use git::Git;
pub use write::{write_all, write_anywhere, Refused};

use std::path::{Path, PathBuf};

use anyhow::Context;

/// A folder, and the git repository it is the top of or lies in.
///
/// The one we work in is opened by [`Host::find`] or [`Host::at`]; one of many that are
/// only read by [`Host::checkout`], [`Host::bare`] or [`Host::plain`].
pub struct Host {
    pub root: PathBuf,
    /// `None` outside of any work tree, without git, where git ignores the folder, and
    /// where it is not to be asked.
    pub git: Option<Git>,
}

/// Which state of the repository is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    WorkTree,
    /// Exactly what `git commit` would record now.
    Index,
    /// A commit, by any name that git knows.
    Revision(String),
}

impl Host {
    /// The repository around `dir`: the nearest folder upwards that has a crate of ours
    /// behind an alias or is the top of a git work tree; `dir` itself without one.
    pub fn find(dir: &Path) -> anyhow::Result<Self> {
        let dir = dir.canonicalize().with_context(|| format!("opening {}", dir.display()))?;
        let root = dir
            .ancestors()
            .find(|folder| folder.join(".git").exists() || source::dropped_in(folder).is_some())
            .unwrap_or(&dir)
            .to_path_buf();
        Ok(Self::at(root))
    }

    /// The folder `root` itself, which must exist.
    pub fn at(root: PathBuf) -> Self {
        let git = Git::find(&root);
        Self { root, git }
    }

    pub fn folder_name(&self) -> String {
        self.root.file_name().map_or_else(|| "service".to_string(), |name| name.to_string_lossy().into_owned())
    }
}

/// The environment variable, where it is set, not empty, and UTF-8.
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether a continuous integration says that it is one: `CI` set to anything but a no.
pub fn is_ci() -> bool {
    env("CI").is_some_and(|value| !matches!(value.to_ascii_lowercase().as_str(), "0" | "false" | "no"))
}

/// Today in UTC; `SOURCE_DATE_EPOCH` (seconds) wins over the clock, so that a run can
/// be repeated (reproducible-builds.org).
pub fn today() -> anyhow::Result<time::Date> {
    let Some(epoch) = env("SOURCE_DATE_EPOCH") else {
        return Ok(time::OffsetDateTime::now_utc().date());
    };
    let seconds = epoch.parse().with_context(|| format!("SOURCE_DATE_EPOCH is `{epoch}`, not a number of seconds"))?;
    let moment = time::OffsetDateTime::from_unix_timestamp(seconds)
        .with_context(|| format!("SOURCE_DATE_EPOCH is `{epoch}`, not a time"))?;
    Ok(moment.date())
}

/// A new folder for something that is tried out; whoever asks removes it.
pub fn scratch_folder(what: &str) -> anyhow::Result<PathBuf> {
    let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let path = std::env::temp_dir().join(format!("xtask-{what}-{}-{started}", std::process::id()));
    std::fs::create_dir(&path).with_context(|| format!("making {}", path.display()))?;
    Ok(path)
}

/// `path` below `root`, with `/`; `None` where it is not UTF-8 or not below.
pub fn relative(root: &Path, path: &Path) -> Option<String> {
    read::relative(root, path)
}

/// Removes files that are there.
pub fn remove_all(root: &Path, paths: &[String]) -> anyhow::Result<()> {
    for path in paths {
        std::fs::remove_file(root.join(path)).with_context(|| format!("removing {path}"))?;
    }
    Ok(())
}
