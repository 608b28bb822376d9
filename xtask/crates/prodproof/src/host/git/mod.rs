//! The one door to git: every question has one place, is asked once, and runs nothing of
//! the repository's. Must not know what the answers are for.
//!
//! A look at a repository takes at most four processes: its configuration, a conversation
//! about objects (`cat-file`), where we are together with the merge bases (`rev-parse`),
//! and the list of the index. Where git refuses, that is an error with its own words: a
//! repository that cannot be read is not "no repository".

mod config;
mod door;
mod listing;
mod merge;
mod objects;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context};
use prodproof_syntax::order::Order;

use super::{env, reader};
pub use config::GitConfig;
pub use door::{GitRefusal, LOWEST};
pub use listing::{GitListing, Listed, Staged};
pub use merge::SideLabels;
pub use objects::{Contents, GitKind, GitObject, TreeEntry};

use door::Door;
use objects::Objects;

/// A git repository as seen from one folder of its work tree, or a bare one.
pub struct Git {
    door: Door,
    /// The folder is the top of the work tree, or a bare repository.
    pub top: bool,
    /// The folder is a bare repository.
    pub bare: bool,
    /// git's own folder, where it is known without a question.
    pub(super) own: Option<PathBuf>,
    config: OnceCell<GitConfig>,
    place: OnceCell<GitFolder>,
    objects: RefCell<Option<Objects>>,
    answers: RefCell<Answers>,
}

/// What `rev-parse` has answered: merge bases by their pairs, and what references really are.
#[derive(Default)]
struct Answers {
    bases: HashMap<String, Option<String>>,
    names: HashMap<String, Option<String>>,
}

/// Where in the repository the folder is, and of what kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitFolder {
    pub shallow: bool,
    /// The folder below the top, with `/` at its end; empty at the top.
    pub prefix: String,
}

/// What the folder of a repository is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FolderKind {
    WorkTree,
    Bare,
}

/// What [`Git::bases`] answers, each in the order of the questions.
pub struct Bases {
    pub bases: Vec<Option<String>>,
    pub names: Vec<Option<String>>,
}

/// A commit that is here, and its parents, which may not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitCommit {
    pub id: String,
    pub tree: String,
    pub parents: Vec<String>,
}

impl Git {
    /// The repository of `folder` (canonical), seen from there: paths that git tells are
    /// relative to it. `None` where there is none, or where the one around ignores the
    /// folder. Inside of a hook, the variables that git has set are kept if it is the
    /// hook's own repository, and dropped if it is another one.
    pub(super) fn find(folder: &Path) -> anyhow::Result<Option<Self>> {
        let start = std::env::current_dir().and_then(|dir| dir.canonicalize()).unwrap_or_default();
        let foreign = !folder.starts_with(&start) && !start.starts_with(folder);
        let told = !foreign && env("GIT_DIR").is_some();
        let bare = !told && is_bare(folder);
        let own = folder.join(".git");
        let top = bare || own.symlink_metadata().is_ok();
        if !told && !top && !has_repository_above(folder) {
            return Ok(None);
        }
        let door = if foreign { Door::foreign(folder)? } else { Door::new(folder)? };
        if !foreign {
            if told && env("GIT_WORK_TREE").is_none() {
                // A hook of a linked work tree sets GIT_DIR alone; git would then take
                // whatever folder it runs in for the top. Hooks start at the top.
                door.set("GIT_WORK_TREE", &start);
            }
            if let Some(index) = env("GIT_INDEX_FILE") {
                door.set("GIT_INDEX_FILE", start.join(index));
            }
        }
        if bare {
            door.set("GIT_DIR", folder);
        } else if !told && top {
            // A `.git` that is not read is not an invitation to read the one above.
            door.set("GIT_CEILING_DIRECTORIES", folder.parent().unwrap_or(folder));
        }
        let top = top || (told && folder == start);
        let own = if bare { Some(folder.to_path_buf()) } else { own.is_dir().then_some(own).filter(|_| !told) };
        let git = Self { top, bare, own, ..Self::behind(door) };
        if !top {
            // A folder that the repository around it ignores is none of that repository's.
            let args = ["check-ignore", "-q", "."];
            let output = git.door.output(git.door.safe(&args))?;
            match output.status.code() {
                Some(0) => return Ok(None),
                Some(1) => {}
                _ => return Err(git.door.refusal(&args, &output.stderr).into()),
            }
        }
        Ok(Some(git))
    }

    /// The repository whose work tree or bare clone `folder` (canonical) itself is, taken
    /// at its word: the first question tells if it is broken. Nothing around it counts,
    /// neither the environment nor the folders above, and nothing is fetched.
    pub(super) fn elsewhere(folder: &Path, kind: FolderKind) -> anyhow::Result<Self> {
        let door = Door::foreign(folder)?;
        door.set("GIT_CEILING_DIRECTORIES", folder.parent().unwrap_or(folder));
        if kind == FolderKind::Bare {
            door.set("GIT_DIR", folder);
        }
        let own = match kind {
            FolderKind::Bare => folder.to_path_buf(),
            // In a linked one and in a submodule it is a file.
            FolderKind::WorkTree => folder.join(".git"),
        };
        let (top, bare) = (true, kind == FolderKind::Bare);
        Ok(Self { top, bare, own: own.is_dir().then_some(own), ..Self::behind(door) })
    }

    /// Of which nothing is known yet.
    fn behind(door: Door) -> Self {
        let (config, place, objects) = (OnceCell::new(), OnceCell::new(), RefCell::new(None));
        Self { door, top: false, bare: false, own: None, config, place, objects, answers: RefCell::default() }
    }

    /// From now on, what a partial clone lacks may be fetched.
    pub fn may_fetch(&mut self) {
        self.door.fetch = true;
    }

    pub fn config(&self) -> anyhow::Result<&GitConfig> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let args = ["config", "-z", "--list"];
        let bytes = self.door.told(self.door.plain(&args), &args)?;
        Ok(self.config.get_or_init(|| GitConfig::read(&bytes)))
    }

    pub fn place(&self) -> anyhow::Result<&GitFolder> {
        if self.place.get().is_none() {
            self.bases(&[], &[])?;
        }
        self.place.get().context("git rev-parse did not say where we are")
    }

    /// The best merge base of each pair of commits (by id), and what each reference
    /// really is (`refs/remotes/origin/HEAD` is `refs/remotes/origin/main`). Every
    /// reference must exist. One process, which also answers for [`Git::place`]; none where
    /// all of it has been answered.
    pub fn bases(&self, pairs: &[(&str, &str)], references: &[&str]) -> anyhow::Result<Bases> {
        let pairs: Vec<String> = pairs.iter().map(|(a, b)| format!("{a}...{b}")).collect();
        if let Some(known) = self.answered(&pairs, references) {
            return Ok(known);
        }
        let mut args = vec![
            "rev-parse",
            "--is-bare-repository",
            "--is-inside-work-tree",
            "--is-shallow-repository",
            "--show-prefix",
        ];
        args.extend(pairs.iter().map(String::as_str));
        args.push("--symbolic-full-name");
        args.extend(references);
        let bytes = self.door.told(self.door.safe(&args), &args)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines().peekable();
        let mut next = || lines.next().unwrap_or_default().to_string();
        let (bare, inside, shallow, prefix) = (next(), next(), next(), next());
        if (bare == "false" && inside == "false") || (self.top && !prefix.is_empty()) {
            bail!(
                "{} is not the work tree of its git repository: `core.worktree` or GIT_WORK_TREE says that it is elsewhere",
                self.door.folder().display()
            );
        }
        let _ = self.place.set(GitFolder { shallow: shallow == "true", prefix });
        let mut found = Vec::new();
        let mut answers = self.answers.borrow_mut();
        for pair in &pairs {
            // Both ends, then every merge base with a `^` before it, the best first.
            lines.nth(1);
            let mut first = None;
            while let Some(base) = lines.next_if(|line| line.starts_with('^')) {
                first.get_or_insert_with(|| base.trim_start_matches('^').to_string());
            }
            answers.bases.insert(pair.clone(), first.clone());
            found.push(first);
        }
        let names: Vec<Option<String>> = references.iter().map(|_| lines.next().map(str::to_string)).collect();
        answers.names.extend(references.iter().map(|name| name.to_string()).zip(names.iter().cloned()));
        Ok(Bases { bases: found, names })
    }

    /// The same, of what was asked before.
    fn answered(&self, pairs: &[String], references: &[&str]) -> Option<Bases> {
        self.place.get()?;
        let answers = self.answers.borrow();
        let bases = pairs.iter().map(|pair| answers.bases.get(pair).cloned()).collect::<Option<_>>()?;
        let names = references.iter().map(|name| answers.names.get(*name).cloned()).collect::<Option<_>>()?;
        Some(Bases { bases, names })
    }

    /// Objects by any name that git understands, in order; see [`GitObject`].
    pub fn ask(&self, names: &[&str]) -> anyhow::Result<Vec<Option<GitObject>>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut talk = self.objects.borrow_mut();
        let talk = match talk.as_mut() {
            Some(talk) => talk,
            None => talk.insert(Objects::start(&self.door)?),
        };
        talk.ask(&self.door, names)
    }

    /// The commits that these revisions name; `None` for one that names none here.
    pub fn commits(&self, revisions: &[&str]) -> anyhow::Result<Vec<Option<GitCommit>>> {
        let names: Vec<String> = revisions.iter().map(|revision| format!("{revision}^{{commit}}")).collect();
        let found = self.ask(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
        let read = |object: Option<GitObject>| {
            let object = object.filter(|object| object.kind == GitKind::Commit)?;
            let (tree, parents) = objects::commit(&object.bytes?);
            Some(GitCommit { id: object.id, tree: tree?, parents })
        };
        Ok(found.into_iter().map(read).collect())
    }

    pub fn commit(&self, revision: &str) -> anyhow::Result<Option<GitCommit>> {
        Ok(self.commits(&[revision])?.pop().flatten())
    }

    /// All files of a tree, whatever depth; `None` where the tree itself is not here.
    pub fn tree(&self, name: &str) -> anyhow::Result<Option<Vec<TreeEntry>>> {
        self.tree_of(name, |_, _| true)
    }

    /// The files of a tree of which the names matter (with true: of folders, of which
    /// others are not even asked for).
    pub fn tree_of(&self, name: &str, matters: impl Fn(&str, bool) -> bool) -> anyhow::Result<Option<Vec<TreeEntry>>> {
        let Some(root) = self.ask(&[name])?.pop().flatten().filter(|object| object.kind == GitKind::Tree) else {
            return Ok(None);
        };
        let mut files = Vec::new();
        let mut level = vec![(String::new(), root)];
        while !level.is_empty() {
            let mut folders = Vec::new();
            for (folder, object) in &level {
                let entries = objects::tree(object.bytes.as_deref().unwrap_or_default(), object.id.len() / 2, &matters);
                for entry in entries {
                    let path = format!("{folder}{}", entry.path);
                    match entry.mode.as_str() {
                        "40000" => folders.push((format!("{path}/"), entry.object)),
                        _ => files.push(TreeEntry { path, ..entry }),
                    }
                }
            }
            let found = self.ask(&folders.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>())?;
            level = Vec::with_capacity(folders.len());
            for ((path, _), object) in folders.into_iter().zip(found) {
                let object =
                    object.with_context(|| format!("the folder `{path}` of {name} is missing in this clone"))?;
                level.push((path, object));
            }
        }
        files.order_by(|a, b| a.path.cmp(&b.path));
        Ok(Some(files))
    }

    /// The contents of objects, by id; those that are not here are left out.
    pub fn contents(&self, ids: &[&str]) -> anyhow::Result<Contents> {
        let found = self.ask(ids)?;
        Ok(ids.iter().zip(found).filter_map(|(id, object)| Some((id.to_string(), object?))).collect())
    }

    /// The tree that `git commit` would record now. Leaves out what is only intended to be
    /// added, which the index lists as empty.
    pub fn write_tree(&self) -> anyhow::Result<String> {
        let args = ["write-tree", "--missing-ok"];
        let bytes = self.door.told(self.door.safe(&args), &args)?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_string())
    }

    /// The name of the branch that is checked out, also one without a commit.
    pub fn branch(&self) -> anyhow::Result<Option<String>> {
        // `HEAD` is a small file (gitrepository-layout(5)), unless all references are in tables.
        let head = self.own.as_ref().and_then(|own| reader::text(&own.join("HEAD")).ok().flatten());
        let named = head.as_deref().and_then(|head| head.strip_prefix("ref: ")).map(str::trim);
        let name = match (named, head.is_some()) {
            (Some(name), _) if name != "refs/heads/.invalid" => Some(name.to_string()),
            (None, true) => None,
            _ => self.line(&["symbolic-ref", "--quiet", "HEAD"]),
        };
        Ok(name.and_then(|name| Some(name.strip_prefix("refs/heads/")?.to_string())))
    }

    /// The first line of what git prints; `None` where it fails or prints nothing.
    pub fn line(&self, args: &[&str]) -> Option<String> {
        let text = String::from_utf8(self.bytes(args).ok()?).ok()?;
        text.lines().next().map(str::to_string).filter(|line| !line.is_empty())
    }

    /// What git prints, where an exit with 1 says that there is nothing.
    pub fn bytes_if_any(&self, args: &[&str]) -> anyhow::Result<Vec<u8>> {
        let output = self.door.output(self.door.safe(args))?;
        match output.status.code() {
            Some(0) => Ok(output.stdout),
            Some(1) => Ok(Vec::new()),
            _ => Err(self.door.refusal(args, &output.stderr).into()),
        }
    }

    /// What git prints, as bytes; an error with its own words where it fails.
    pub fn bytes(&self, args: &[&str]) -> anyhow::Result<Vec<u8>> {
        self.door.told(self.door.safe(args), args)
    }

    /// The same of a question that hangs on where the user has hooks: nothing is set for it.
    pub fn configured(&self, args: &[&str]) -> anyhow::Result<String> {
        let bytes = self.door.told(self.door.plain(args), args)?;
        String::from_utf8(bytes).context("what git says is not UTF-8")
    }
}

/// Whether a folder is a bare repository (gitrepository-layout(5)).
pub(super) fn is_bare(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

/// Whether git would find a repository above: not beyond `GIT_CEILING_DIRECTORIES`, and
/// not on another file system.
fn has_repository_above(folder: &Path) -> bool {
    let ceilings = env("GIT_CEILING_DIRECTORIES").unwrap_or_default();
    let ceilings: Vec<PathBuf> = std::env::split_paths(&ceilings).collect();
    for above in folder.ancestors().skip(1) {
        if ceilings.iter().any(|ceiling| ceiling == above) || !same_device(folder, above) {
            return false;
        }
        if above.join(".git").symlink_metadata().is_ok() {
            return true;
        }
    }
    false
}

#[cfg(unix)]
fn same_device(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| path.metadata().map(|metadata| metadata.dev()).ok();
    device(a) == device(b)
}

#[cfg(not(unix))]
fn same_device(_a: &Path, _b: &Path) -> bool {
    true
}
