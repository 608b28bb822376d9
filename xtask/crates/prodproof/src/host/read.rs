//! Snapshots: from the work tree, the index, a revision.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use anyhow::{bail, Context};
use walkdir::WalkDir;

use super::git::{Entry, Git};
use super::{Host, Source};
use crate::snapshot::{wanted, File, MAX_BYTES};

impl Host {
    /// Every path of the repository, and the text of those that matter.
    pub fn files(&self, source: &Source) -> anyhow::Result<BTreeMap<String, File>> {
        Ok(without_copies(self.all_files(source)?))
    }

    /// The same of a commit whose full id is known, without a question whether it is one.
    pub fn files_at(&self, commit: &str) -> anyhow::Result<BTreeMap<String, File>> {
        Ok(without_copies(self.tree(self.need_git("--rev")?, commit, wanted)?))
    }

    fn all_files(&self, source: &Source) -> anyhow::Result<BTreeMap<String, File>> {
        match source {
            Source::WorkTree => self.work_tree(),
            Source::Index => {
                let git = self.need_git("--staged")?;
                // The tree that a commit would get: unlike the list of the index it leaves
                // out what is only intended to be added, and it honours GIT_INDEX_FILE.
                let tree = git.bytes(&["write-tree"]).map_err(|err| match git.line(&["ls-files", "--unmerged"]) {
                    Some(_) => anyhow::anyhow!("the index has conflicts; resolve them first"),
                    None => err,
                })?;
                let tree = String::from_utf8_lossy(&tree).trim().to_string();
                self.tree(git, &tree, wanted)
            }
            Source::Revision(revision) => {
                let git = self.need_git("--rev")?;
                let Some(commit) = git.commit(revision) else {
                    bail!("`{revision}` is no commit of this repository");
                };
                self.tree(git, &commit, wanted)
            }
        }
    }

    /// One text of a commit: at the path that `locate` picks among all of the tree's.
    pub(super) fn pick(
        &self,
        git: &Git,
        commit: &str,
        locate: impl Fn(&[&str]) -> Option<String>,
    ) -> anyhow::Result<Option<(String, File)>> {
        let names = git.names(&["ls-tree", "-r", "-z", "--name-only", commit])?;
        let Some(path) = locate(&names.iter().map(String::as_str).collect::<Vec<_>>()) else {
            return Ok(None);
        };
        let mut files = self.tree(git, commit, |name| name == path)?;
        Ok(files.remove(&path).map(|file| (path, file)))
    }

    /// git, which what the user asked for (`flag`) needs.
    pub fn need_git(&self, flag: &str) -> anyhow::Result<&Git> {
        self.git.as_ref().with_context(|| format!("{} is no git repository, which {flag} needs", self.root.display()))
    }

    /// The files of a tree; the text of those that are `wanted`.
    fn tree(&self, git: &Git, tree: &str, wanted: impl Fn(&str) -> bool) -> anyhow::Result<BTreeMap<String, File>> {
        // From below the top, `ls-tree` wants a tree of that folder's own.
        let prefix = if git.top { None } else { git.line(&["rev-parse", "--show-prefix"]) };
        let prefix = prefix.unwrap_or_default();
        let tree = if prefix.is_empty() { tree.to_string() } else { format!("{tree}:{prefix}") };
        let entries = match git.tree(&tree) {
            Ok(entries) => entries,
            // A folder that this commit does not have yet.
            Err(_) if !prefix.is_empty() => Vec::new(),
            Err(err) => return Err(err),
        };
        let modes: BTreeMap<&str, &Entry> = entries.iter().map(|entry| (entry.path.as_str(), entry)).collect();
        let read = |entry: &&Entry| wanted(&entry.path) && entry.size <= MAX_BYTES && entry.mode != "160000";
        let mut objects: Vec<&str> = entries.iter().filter(read).map(|entry| entry.object.as_str()).collect();
        objects.sort_unstable();
        objects.dedup();
        let mut contents = git.objects(&objects)?;
        // Links that matter, to files whose own name does not.
        let targets: Vec<&str> = entries
            .iter()
            .filter(|entry| entry.mode == "120000")
            .filter_map(|entry| modes.get(link_target(entry, &contents)?.as_str()))
            .filter(|target| target.size <= MAX_BYTES && !contents.contains_key(&target.object))
            .map(|target| target.object.as_str())
            .collect();
        contents.extend(git.objects(&targets)?);

        let mut files = BTreeMap::new();
        for entry in &entries {
            let file = match (entry.mode.as_str(), wanted(&entry.path)) {
                ("160000", _) => File::Directory,
                (_, false) => File::Unread,
                ("120000", true) => match link_target(entry, &contents).and_then(|path| modes.get(path.as_str())) {
                    Some(target) => text_of(target, &contents),
                    None => contents
                        .get(&entry.object)
                        .map_or_else(lacking, |to| File::Link(String::from_utf8_lossy(to).into_owned())),
                },
                (_, true) => text_of(entry, &contents),
            };
            files.insert(entry.path.clone(), file);
        }
        Ok(files)
    }

    fn work_tree(&self) -> anyhow::Result<BTreeMap<String, File>> {
        let paths = match &self.git {
            Some(git) => {
                git.names(&["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"])?
            }
            None => walk(&self.root),
        };
        let mut files = BTreeMap::new();
        for path in paths {
            if let Some(file) = self.work_file(&path) {
                files.insert(path.trim_end_matches('/').to_string(), file);
            }
        }
        Ok(files)
    }

    /// What stands at `path` in the work tree; `None` where nothing does.
    fn work_file(&self, path: &str) -> Option<File> {
        let full = self.root.join(path);
        let own = full.symlink_metadata().ok()?;
        if own.is_dir() {
            return Some(File::Directory);
        }
        if !wanted(path) {
            return Some(File::Unread);
        }
        if own.is_symlink() {
            let inside = full.canonicalize().ok().filter(|to| to.starts_with(&self.root));
            if inside.is_none() {
                let to = std::fs::read_link(&full).unwrap_or_default();
                return Some(File::Link(to.to_string_lossy().into_owned()));
            }
        }
        let metadata = match full.metadata() {
            Ok(metadata) => metadata,
            Err(err) => return Some(File::Unreadable(err.to_string())),
        };
        if metadata.is_dir() {
            return Some(File::Directory);
        }
        // A pipe or a device would hang the reader.
        if !metadata.is_file() {
            return Some(File::Unreadable("not a regular file".into()));
        }
        if metadata.len() > MAX_BYTES {
            return Some(File::TooLarge(metadata.len()));
        }
        Some(match std::fs::read(&full) {
            Ok(bytes) => text(bytes),
            Err(err) => File::Unreadable(err.to_string()),
        })
    }
}

/// The crate that was dropped in holds texts that look like sources and are none.
fn without_copies(mut files: BTreeMap<String, File>) -> BTreeMap<String, File> {
    let copies: Vec<String> = files
        .keys()
        .filter_map(|path| path.strip_suffix("/copy.toml"))
        .filter(|folder| files.contains_key(&format!("{folder}/Cargo.lock")))
        .map(|folder| format!("{folder}/"))
        .collect();
    for (path, file) in &mut files {
        if copies.iter().any(|folder| path.starts_with(folder)) {
            *file = File::Unread;
        }
    }
    files
}

fn text(bytes: Vec<u8>) -> File {
    String::from_utf8(bytes).map_or(File::NotUtf8, File::Text)
}

fn text_of(entry: &Entry, contents: &BTreeMap<String, Vec<u8>>) -> File {
    match contents.get(&entry.object) {
        Some(bytes) => text(bytes.clone()),
        None if entry.size > MAX_BYTES => File::TooLarge(entry.size),
        None if entry.mode == "160000" => File::Directory,
        None => lacking(),
    }
}

/// A partial clone does not have all that its trees name.
fn lacking() -> File {
    File::Unreadable("the object is missing in this clone".into())
}

/// Where a link of a tree leads, as a path of the same tree; `None` outside of it.
fn link_target(entry: &Entry, contents: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    let to = String::from_utf8(contents.get(&entry.object)?.clone()).ok()?;
    let mut path = Path::new(&entry.path).parent().map(Path::to_path_buf).unwrap_or_default();
    for part in Path::new(&to).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::ParentDir => {
                if !path.pop() {
                    return None;
                }
            }
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path.to_str()?.replace('\\', "/"))
}

/// All files below `root`, where there is no git to ask: without what is surely built,
/// fetched or git's own.
fn walk(root: &Path) -> Vec<String> {
    const SKIPPED: &[&str] = &[".git", "node_modules", "target", ".venv", "__pycache__"];
    WalkDir::new(root)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !SKIPPED.iter().any(|name| entry.file_name() == *name))
        // What cannot be entered holds nothing that a host could run from here.
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir() || wanted(&entry.file_name().to_string_lossy()))
        .filter_map(|entry| relative(root, entry.path()))
        .collect()
}

/// `path` below `root`, with `/`.
pub(super) fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Vec<&str> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
    Some(parts.join("/"))
}
