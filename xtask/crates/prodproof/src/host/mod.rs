//! The only door to the world: files, git, processes, the clock, the environment.
//! Everything behind it works on values. Must not know rules or findings.

mod ask;
mod base;
mod elsewhere;
mod facts;
mod git;
mod print;
mod progress;
mod read;
pub mod reader;
pub mod source;
mod terminal;
mod write;

pub use ask::ask;
pub use base::Compare;
pub use git::{Git, GitRefusal, SideLabels, LOWEST};
pub use print::{append, note, note_whole, print, Harmless, Medium};
pub use progress::{Line, Progress};
pub use terminal::{columns, Stream};
pub use write::{make_executable, remove_anywhere, write_all, write_anywhere, write_output, Refused, WrittenAs};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use prodproof_constitution::document;
use reader::Below;

/// A folder, and the git repository it is the top of or lies in.
///
/// The one we work in is opened by [`Host::find`] or [`Host::at`]; one of many that are
/// only read by [`Host::checkout`], [`Host::bare`] or [`Host::plain`].
pub struct Host {
    pub root: PathBuf,
    /// `None` outside of any work tree, without git, where git ignores the folder, and
    /// where it is not to be asked.
    pub git: Option<Git>,
    /// Where the constitution was said to stand.
    constitution: Option<String>,
    /// Another revision, of which is going to be asked the same.
    also: Option<String>,
    /// What is read below the root.
    below: Arc<Below>,
}

/// Which state of the repository is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnapshotSource {
    WorkTree,
    /// Exactly what `git commit` would record now.
    Index,
    /// A commit, by any name that git knows.
    Revision(String),
}

impl Host {
    /// The repository around `dir`: the nearest folder upwards that has a crate of ours
    /// behind an alias or is the top of a git work tree; `dir` itself without one.
    ///
    /// A bare repository is one, too. git that is there and refuses is an error.
    pub fn find(dir: &Path) -> anyhow::Result<Self> {
        let dir = dir.canonicalize().with_context(|| format!("opening {}", dir.display()))?;
        let bare = git::is_bare(&dir) && dir.file_name().is_some_and(|name| name != ".git");
        let root = dir
            .ancestors()
            .find(|folder| {
                bare || folder.join(".git").symlink_metadata().is_ok() || source::dropped_in(folder).is_some()
            })
            .unwrap_or(&dir)
            .to_path_buf();
        Self::at(root)
    }

    /// The folder `root` itself, which must exist. What a killed run left there half done
    /// is completed or undone first, and said.
    pub fn at(root: PathBuf) -> anyhow::Result<Self> {
        if let Some(err) = reader::searched(&root) {
            return Err(err).with_context(|| format!("opening {}", root.display()));
        }
        for said in write::recover(&root)? {
            note(&format!("note: {said}"));
        }
        let git = Git::find(&root)?;
        Ok(Self::with(root, git))
    }

    fn with(root: PathBuf, git: Option<Git>) -> Self {
        let below = Arc::new(Below::new(root.clone()));
        Self { root, git, constitution: None, also: None, below }
    }

    /// The text of a file of the work tree as it was when it was first asked for; `None` where
    /// nothing is there. What is there and cannot be read within the bounds is an error.
    pub fn text(&self, path: &str) -> anyhow::Result<Option<String>> {
        self.below.text(path)
    }

    /// The first text of these that is there, with its path.
    pub fn first_text(&self, paths: &[&str]) -> anyhow::Result<Option<(String, String)>> {
        for path in paths {
            if let Some(text) = self.text(path)? {
                return Ok(Some(((*path).to_string(), text)));
            }
        }
        Ok(None)
    }

    /// The bytes of such a file, of any encoding.
    pub fn bytes(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        self.below.first(path)
    }

    /// Whether anything stands at a path; an error where the system does not tell.
    pub fn has(&self, path: &str) -> anyhow::Result<bool> {
        let full = self.root.join(path);
        let found = reader::standing(&full).with_context(|| format!("looking at {}", full.display()))?;
        Ok(found.is_some())
    }

    /// With `--constitution PATH`: relative to the repository's top, and below it.
    pub fn naming(mut self, path: Option<&str>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(self) };
        let below = document::below(path);
        self.constitution =
            Some(below.with_context(|| format!("--constitution {path}: name a file below {}", self.root.display()))?);
        Ok(self)
    }

    /// With `--fetch`: git may fetch what a partial clone lacks.
    pub fn may_fetch(&mut self) {
        if let Some(git) = &mut self.git {
            git.may_fetch();
        }
    }

    /// What will be asked about this revision as well is asked in one go.
    pub fn also_about(mut self, revision: Option<&str>) -> Self {
        self.also = revision.map(str::to_string);
        self
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

/// The moment in seconds since 1970. Whether something is late is asked of the clock alone:
/// some set `SOURCE_DATE_EPOCH` to a time long ago. Tests stop the clock.
pub fn now() -> i64 {
    in_tests("XTASK_TEST_NOW").unwrap_or_else(|| time::OffsetDateTime::now_utc().unix_timestamp())
}

/// A number that a test sets; nothing in a release.
fn in_tests<T: std::str::FromStr>(variable: &str) -> Option<T> {
    if cfg!(debug_assertions) {
        env(variable)?.parse().ok()
    } else {
        None
    }
}

/// Breaks over the repository of a name that a test sets.
pub fn breaks_in_tests(path: &Path) {
    if let Some(name) = in_tests::<String>("XTASK_TEST_BREAKS_ON") {
        assert!(!path.ends_with(name), "a test breaks this");
    }
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
