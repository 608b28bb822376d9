//! Snapshots: from the work tree, the index, a revision.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};
use std::sync::Arc;

use anyhow::{bail, Context};
use walkdir::WalkDir;

use super::git::{Contents, Git, GitListing, Listed, TreeEntry};
use super::reader::Below;
use super::{Compare, Host, SnapshotSource};
use prodproof_constitution::document;
use prodproof_syntax::order::Order;
use prodproof_syntax::snapshot::LookFor;
use prodproof_syntax::snapshot::{later, wanted, Base, Facts, File, Later, Reader, Snapshot};

/// What one source holds.
#[derive(Default)]
struct Held {
    files: BTreeMap<String, File>,
    /// Where git has the texts; empty for the work tree.
    entries: Vec<TreeEntry>,
    /// Paths of a merge that nobody has settled.
    unmerged: Vec<String>,
    /// Something is in the index.
    tracks: bool,
}

impl Host {
    /// Every path of the repository, the text of those that matter, and what git knows.
    pub fn snapshot(&self, source: &SnapshotSource, compare: Compare) -> anyhow::Result<Snapshot> {
        let Some(git) = &self.git else {
            let mut facts = self.facts(None)?;
            if let Compare::With(revision) = compare {
                facts.base = Base::Missing {
                    why: format!("`{revision}` cannot be looked up: this is no git repository"),
                    help: "run it in a git work tree, or leave out --base".into(),
                };
            }
            return self.read(source, facts);
        };
        if git.bare && !matches!(source, SnapshotSource::Revision(_)) {
            bail!("{} is a bare repository, which has no work tree; say which commit: --rev HEAD", self.root.display());
        }
        let asked = self.ask(git, source, compare)?;
        let facts = self.facts(Some(&asked.branches))?;
        let mut snapshot = self.read(source, facts)?;
        if compare != Compare::No {
            snapshot.facts.base = self.base(&asked, &snapshot)?;
        }
        Ok(snapshot)
    }

    /// Every path of the repository, and the text of those that matter.
    pub fn read(&self, source: &SnapshotSource, facts: Facts) -> anyhow::Result<Snapshot> {
        let held = match source {
            SnapshotSource::WorkTree => self.work_tree()?,
            SnapshotSource::Index => self.index(self.need_git("--staged")?)?,
            SnapshotSource::Revision(revision) => {
                let git = self.need_git("--rev")?;
                let Some(commit) = git.commit(revision)? else {
                    bail!("`{revision}` is no commit of this repository");
                };
                self.revision(git, &commit.id)?
            }
        };
        self.completed(held, facts)
    }

    /// The work tree; where nothing was checked out (`git clone --no-checkout`), the commit
    /// `head`.
    pub fn read_checkout(&self, head: Option<&str>, facts: Facts) -> anyhow::Result<Snapshot> {
        let held = self.work_tree()?;
        match (head, &self.git) {
            (Some(head), Some(git)) if !held.tracks => self.completed(self.revision(git, head)?, facts),
            _ => self.completed(held, facts),
        }
    }

    /// The same of a commit whose full id is known, without a question whether it is one.
    pub fn read_at(&self, commit: &str, facts: Facts) -> anyhow::Result<Snapshot> {
        self.completed(self.revision(self.need_git("--rev")?, commit)?, facts)
    }

    /// With the text of the constitution, wherever somebody says that it stands.
    fn completed(&self, held: Held, facts: Facts) -> anyhow::Result<Snapshot> {
        let Held { files, entries, unmerged, .. } = held;
        let mut snapshot = Snapshot { files: without_copies(files), facts: Facts { unmerged, ..facts } };
        let is_unread = |path: &String| match snapshot.files.get(path) {
            Some(File::Unread) => true,
            Some(File::Later(later)) => !later.is_text(),
            _ => false,
        };
        let named = document::named(&snapshot).filter(is_unread);
        let Some(named) = named else { return Ok(snapshot) };
        let file = match &self.git {
            Some(git) if !entries.is_empty() => texts(git, &entries, &|path| path == named)?.remove(&named),
            _ => Some(self.below.file(&named)),
        };
        snapshot.files.extend(file.map(|file| (named, file)));
        Ok(snapshot)
    }

    /// git, which what the user asked for (`flag`) needs.
    pub fn need_git(&self, flag: &str) -> anyhow::Result<&Git> {
        self.git.as_ref().with_context(|| format!("{} is no git repository, which {flag} needs", self.root.display()))
    }

    fn revision(&self, git: &Git, commit: &str) -> anyhow::Result<Held> {
        let prefix = if git.top { "" } else { git.place()?.prefix.as_str() };
        match git.tree(&format!("{commit}:{prefix}"))? {
            Some(entries) => Ok(Held { files: texts(git, &entries, &wanted)?, entries, ..Held::default() }),
            // A folder that this commit does not have yet.
            None if !prefix.is_empty() => Ok(Held::default()),
            None => bail!("the files of commit {commit} are missing in this clone; `--fetch` fetches them"),
        }
    }

    /// What `git commit` would record now.
    fn index(&self, git: &Git) -> anyhow::Result<Held> {
        let listing = git.listing()?;
        if listing.iter().any(|one| one.staged.as_ref().is_some_and(|staged| staged.conflict)) {
            bail!("the index has conflicts; resolve them first");
        }
        let mut entries = entries(&listing);
        // What is only intended to be added (`git add -N`) is listed as empty, and is not
        // in what a commit records.
        let empty = |entry: &TreeEntry| EMPTY.contains(&entry.object.as_str()) && wanted(&entry.path);
        if entries.iter().any(empty) {
            let tree = git.write_tree()?;
            let prefix = &git.place()?.prefix;
            let asked: Vec<String> =
                entries.iter().filter(|entry| empty(entry)).map(|entry| format!("{prefix}{}", entry.path)).collect();
            // By their folders: git looks for one path through all that stands beside it.
            let names: BTreeSet<&str> = asked.iter().flat_map(|path| path.split('/')).collect();
            let listed = git.tree_of(&tree, |name, _| names.contains(name))?.unwrap_or_default();
            let recorded: BTreeSet<&str> = listed.iter().map(|entry| entry.path.as_str()).collect();
            entries.retain(|entry| !empty(entry) || recorded.contains(format!("{prefix}{}", entry.path).as_str()));
        }
        Ok(Held { files: texts(git, &entries, &wanted)?, entries, ..Held::default() })
    }

    fn work_tree(&self) -> anyhow::Result<Held> {
        let Some(git) = &self.git else { return Ok(Held { files: self.walked(), ..Held::default() }) };
        let GitListing { files: listing, closed } = git.listing_with_untracked()?;
        // What a sparse checkout leaves out is in the repository all the same, and so is
        // everything where nothing has been checked out.
        let is_there = |one: &&Listed| one.staged.is_some() && self.root.join(&one.path).symlink_metadata().is_ok();
        let tracks = listing.iter().any(|one| one.staged.is_some());
        let bare = tracks && !listing.iter().any(|one| is_there(&one)) && closed.is_empty();
        let skipped: Vec<Listed> = listing
            .iter()
            .filter(|one| one.staged.as_ref().is_some_and(|staged| staged.skipped || bare))
            .filter(|one| self.root.join(&one.path).symlink_metadata().is_err())
            .cloned()
            .collect();
        let mut files = texts(git, &entries(&skipped), &wanted)?;
        // Of a folder whose files nobody wants nobody asks what is in it.
        let matters = |folder: &str| wanted(&format!("{folder}/a.service"));
        let closed = closed.into_iter().filter(|(folder, _)| matters(folder));
        files.extend(closed.map(|(folder, words)| (folder, File::Unreadable(words))));
        let reader = reader(Arc::clone(&self.below));
        let mut closed = ("", None);
        for one in &listing {
            let folder = one.path.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
            if folder != closed.0 {
                closed = (folder, self.below.closed(folder));
            }
            if let Some((folder, words)) = &closed.1 {
                // One word for all that is in it.
                files.insert(folder.clone(), File::Unreadable(words.clone()));
                continue;
            }
            // What nobody reads is not even looked at: most of a large repository.
            let is_file =
                one.staged.as_ref().is_some_and(|staged| !staged.skipped && !bare && staged.mode.starts_with("100"));
            let is_text = wanted(&one.path);
            if is_file && (!is_text || later(&one.path)) {
                files.insert(
                    one.path.clone(),
                    File::Later(Later::new(
                        &one.path,
                        if is_text { LookFor::Text } else { LookFor::Kind },
                        reader.clone(),
                    )),
                );
            } else if let Some(file) = look(&self.below, &one.path) {
                files.insert(one.path.trim_end_matches('/').to_string(), file);
            }
        }
        let conflicts = listing.iter().filter(|one| one.staged.as_ref().is_some_and(|staged| staged.conflict));
        let mut unmerged: Vec<String> = conflicts.map(|one| one.path.clone()).collect();
        unmerged.dedup();
        Ok(Held { files, entries: Vec::new(), unmerged, tracks })
    }

    /// All files below the folder, where there is no git to ask, and what refused.
    fn walked(&self) -> BTreeMap<String, File> {
        let mut files = BTreeMap::new();
        for (path, refused) in walk(&self.root) {
            match refused {
                Some(words) => {
                    files.insert(path, File::Unreadable(words));
                }
                None => {
                    let file = look(&self.below, &path);
                    files.extend(file.map(|file| (path, file)));
                }
            }
        }
        files
    }
}

/// Looks at files of the work tree, whose texts are read if they are wanted.
fn reader(below: Arc<Below>) -> Reader {
    Arc::new(move |path| look(&below, path).unwrap_or(File::Gone))
}

/// What stands at `path` in the work tree; `None` where nothing does.
fn look(below: &Below, path: &str) -> Option<File> {
    match below.standing(path) {
        Ok(None) => None,
        Ok(Some(own)) if own.is_dir() => Some(File::Directory),
        Ok(Some(_)) if wanted(path) => Some(below.file(path)).filter(|file| *file != File::Gone),
        Ok(Some(_)) => Some(File::Unread),
        Err(err) => Some(File::Unreadable(err.to_string())),
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
        if *file != File::Unread && copies.iter().any(|folder| path.starts_with(folder)) {
            *file = File::Unread;
        }
    }
    files
}

fn text(bytes: Vec<u8>) -> File {
    String::from_utf8(bytes).map_or(File::NotUtf8, File::Text)
}

/// The id of the empty text, in both of git's object formats.
const EMPTY: [&str; 2] =
    ["e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"];

fn entries(listing: &[Listed]) -> Vec<TreeEntry> {
    let staged = listing.iter().filter_map(|one| Some((&one.path, one.staged.as_ref()?)));
    let entry = |(path, staged): (&String, &super::git::Staged)| TreeEntry {
        mode: staged.mode.clone(),
        object: staged.object.clone(),
        path: path.clone(),
    };
    staged.map(entry).collect()
}

/// The files of a tree or of the index; the text of those that are wanted.
fn texts(git: &Git, entries: &[TreeEntry], wanted: &dyn Fn(&str) -> bool) -> anyhow::Result<BTreeMap<String, File>> {
    let by_path: BTreeMap<&str, &TreeEntry> = entries.iter().map(|entry| (entry.path.as_str(), entry)).collect();
    let read = |entry: &&TreeEntry| wanted(&entry.path) && entry.mode != "160000";
    let mut ids: Vec<&str> = entries.iter().filter(read).map(|entry| entry.object.as_str()).collect();
    ids.order();
    ids.dedup();
    let mut contents = git.contents(&ids)?;
    // Links that matter, to files whose own name does not.
    let links: Vec<&TreeEntry> = entries.iter().filter(|entry| entry.mode == "120000" && wanted(&entry.path)).collect();
    let target = |entry: &TreeEntry, contents: &Contents| {
        let to = contents.get(&entry.object)?.bytes.as_deref()?;
        by_path.get(link_target(&entry.path, to)?.as_str()).copied()
    };
    let more: Vec<&str> = links
        .iter()
        .filter_map(|entry| target(entry, &contents))
        .filter(|to| to.mode != "160000" && !contents.contains_key(&to.object))
        .map(|to| to.object.as_str())
        .collect();
    contents.extend(git.contents(&more)?);

    let mut files = BTreeMap::new();
    for entry in entries {
        let file = match (entry.mode.as_str(), wanted(&entry.path)) {
            ("160000", _) => File::Directory,
            (_, false) => File::Unread,
            ("120000", true) => match target(entry, &contents) {
                Some(to) => text_of(to, &contents),
                None => match contents.get(&entry.object).and_then(|object| object.bytes.as_deref()) {
                    Some(to) => File::Link(String::from_utf8_lossy(to).into_owned()),
                    None => lacking(),
                },
            },
            (_, true) => text_of(entry, &contents),
        };
        files.insert(entry.path.clone(), file);
    }
    Ok(files)
}

fn text_of(entry: &TreeEntry, contents: &Contents) -> File {
    match contents.get(&entry.object) {
        _ if entry.mode == "160000" => File::Directory,
        Some(object) => object.bytes.clone().map_or(File::TooLarge(object.size), text),
        None => lacking(),
    }
}

/// A partial clone does not have all that its trees name.
fn lacking() -> File {
    File::Unreadable("the object is missing in this clone: it is a partial one".into())
}

/// Where a link of a tree leads, as a path of the same tree; `None` outside of it.
fn link_target(path: &str, to: &[u8]) -> Option<String> {
    let to = std::str::from_utf8(to).ok()?;
    let mut path = Path::new(path).parent().map(Path::to_path_buf).unwrap_or_default();
    for part in Path::new(to).components() {
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
/// fetched or git's own. A folder that cannot be entered comes with the system's words.
fn walk(root: &Path) -> Vec<(String, Option<String>)> {
    const SKIPPED: &[&str] = &[".git", "node_modules", "target", ".venv", "__pycache__"];
    let entries = WalkDir::new(root)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter()
        // Repositories inside are others'.
        .filter_entry(|entry| !SKIPPED.iter().any(|name| entry.file_name() == *name) && !is_repository(entry));
    let mut found = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) if !entry.file_type().is_dir() || wanted(&entry.file_name().to_string_lossy()) => {
                found.extend(relative(root, entry.path()).map(|path| (path, None)));
            }
            Ok(_) => {}
            Err(err) => {
                let path = err.path().and_then(|path| relative(root, path));
                let words = err.io_error().map_or_else(|| "a loop of links".to_string(), ToString::to_string);
                found.extend(path.map(|path| (path, Some(words))));
            }
        }
    }
    found
}

fn is_repository(entry: &walkdir::DirEntry) -> bool {
    entry.file_type().is_dir() && entry.path().join(".git").symlink_metadata().is_ok()
}

/// `path` below `root`, with `/`.
pub(super) fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Vec<&str> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
    Some(parts.join("/"))
}
