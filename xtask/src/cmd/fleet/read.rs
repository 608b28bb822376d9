//! Finds the repositories below some folders and reads each: checkouts, bare clones, and
//! plain folders with workflows. Few git processes, because there may be thousands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{bail, Context};
use time::Date;
use walkdir::WalkDir;
use xshell::{cmd, Cmd, Shell};

use crate::fleet::{listing, History, Identity};
use crate::snapshot::{wanted, Base, Facts, File, Snapshot, MAX_BYTES};

/// Where a repository lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub path: PathBuf,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Checkout,
    Bare,
    /// No git: files only, of unknown history.
    Plain,
}

/// What `path` itself is, if it is a repository.
fn kind(path: &Path) -> Option<Kind> {
    if path.join(".git").symlink_metadata().is_ok() {
        return Some(Kind::Checkout);
    }
    if path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir() {
        return Some(Kind::Bare);
    }
    // `.github` may itself be a checkout: an organisation's repository of that name.
    let plain = path.join(".github/workflows").is_dir() && !path.join(".github/.git").exists();
    plain.then_some(Kind::Plain)
}

/// The repositories at or below `dir`, and what could not be entered. Does not look
/// inside of a repository for more, and follows no links but `dir` itself.
pub fn find(dir: &Path) -> (Vec<Place>, Vec<(PathBuf, String)>) {
    let (mut found, mut refused): (Vec<Place>, Vec<_>) = (Vec::new(), Vec::new());
    let mut walk = WalkDir::new(dir).follow_root_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(err) => {
                let path = err.path().unwrap_or(dir).to_path_buf();
                let words = err.into_io_error().map_or_else(|| "a loop of links".to_string(), |err| err.to_string());
                refused.push((path, words));
                continue;
            }
        };
        let is_dir = entry.file_type().is_dir() || (entry.depth() == 0 && entry.path().is_dir());
        if !is_dir {
            continue;
        }
        if let Some(kind) = kind(entry.path()) {
            found.push(Place { path: entry.path().to_path_buf(), kind });
            // A plain folder may yet turn out to be the one that holds the repositories.
            if kind != Kind::Plain {
                walk.skip_current_dir();
            }
        } else if entry.file_name() == "node_modules" {
            walk.skip_current_dir();
        }
    }
    let holds_others = |at: usize, place: &Place| {
        // Those below follow directly: the walk goes into depth first.
        found.get(at + 1).is_some_and(|next| next.path.starts_with(&place.path))
    };
    let keep: Vec<bool> =
        found.iter().enumerate().map(|(at, place)| place.kind != Kind::Plain || !holds_others(at, place)).collect();
    let mut keep = keep.into_iter();
    found.retain(|_| keep.next().unwrap_or(true));
    (found, refused)
}

/// Reads one repository: the work tree, or `revision`, or in a bare clone `HEAD`.
pub fn read(place: &Place, revision: Option<&str>, today: Date) -> anyhow::Result<(Snapshot, Identity)> {
    let git = Git::at(&place.path)?;
    let name = place.path.canonicalize().unwrap_or_else(|_| place.path.clone());
    let name = name.file_name().map_or_else(|| "repository".into(), |name| name.to_string_lossy().into_owned());
    let folder = name.strip_suffix(".git").filter(|name| !name.is_empty()).unwrap_or(&name).to_string();
    let source = place.path.display().to_string();
    let mut facts = Facts { folder, repository: None, default_branch: None, base: Base::Nothing, today };
    if place.kind == Kind::Plain {
        if revision.is_some() {
            bail!("no git repository, which --rev needs");
        }
        let identity = Identity { name: facts.folder.clone(), source, remote: None, history: History::default() };
        return Ok((Snapshot { files: plain_files(&place.path), facts }, identity));
    }
    let url = git.own_remote()?;
    facts.repository = url.as_deref().and_then(listing::repository);
    facts.default_branch = default_branch(&git, place);
    let commit = revision.unwrap_or("HEAD");
    let history = git.history(commit, &place.path)?;
    if history.head.is_none() && revision.is_some() {
        bail!("`{commit}` is no commit of this repository");
    }
    let files = match (place.kind, revision) {
        (Kind::Checkout, None) => git.work_tree(&place.path)?,
        _ => match &history.head {
            Some(head) => git.tree(head)?,
            None => BTreeMap::new(),
        },
    };
    let name = facts.repository.clone().unwrap_or_else(|| facts.folder.clone());
    let remote = url.as_deref().and_then(listing::remote);
    Ok((Snapshot { files, facts }, Identity { name, source, remote, history }))
}

/// Which repository lies at `root`, for claims that are written there: `verify --claims`.
/// The history is that of `HEAD`.
pub fn identity(root: &Path) -> anyhow::Result<Identity> {
    let name = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let folder = name.file_name().map_or_else(|| "repository".into(), |name| name.to_string_lossy().into_owned());
    let source = root.display().to_string();
    if kind(root).is_none_or(|kind| kind == Kind::Plain) {
        return Ok(Identity { name: folder, source, remote: None, history: History::default() });
    }
    let git = Git::at(root)?;
    let url = git.own_remote()?;
    Ok(Identity {
        name: url.as_deref().and_then(listing::repository).unwrap_or(folder),
        source,
        remote: url.as_deref().and_then(listing::remote),
        history: git.history("HEAD", root)?,
    })
}

/// What `origin/HEAD` points to; in a bare clone, `HEAD` itself.
fn default_branch(git: &Git, place: &Place) -> Option<(String, String)> {
    let (reference, prefix, from) = match place.kind {
        Kind::Bare => ("HEAD", "refs/heads/", "`HEAD` of the bare clone"),
        _ => ("refs/remotes/origin/HEAD", "refs/remotes/origin/", "`origin/HEAD`"),
    };
    // A symbolic reference is a small file; a linked work tree has it elsewhere.
    let folder = if place.kind == Kind::Bare { place.path.clone() } else { place.path.join(".git") };
    let text = std::fs::read_to_string(folder.join(reference)).ok();
    let target = text.as_deref().and_then(|text| text.strip_prefix("ref: ")).map(|text| text.trim().to_string());
    let target = match target {
        Some(target) => Some(target),
        None if folder.is_dir() => None,
        None => git.text(&["symbolic-ref", "--quiet", reference]).ok().map(|text| text.trim().to_string()),
    };
    let branch = target?.strip_prefix(prefix)?.to_string();
    Some((branch, from.to_string()))
}

/// One repository's git.
struct Git {
    sh: Shell,
}

/// What binds git to a repository: we may run inside of a hook of another one.
/// Source: `git rev-parse --local-env-vars`.
const LOCAL_VARIABLES: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
];

impl Git {
    fn at(path: &Path) -> anyhow::Result<Self> {
        let sh = Shell::new()?;
        sh.change_dir(path);
        Ok(Self { sh })
    }

    fn cmd(&self, args: &[&str]) -> Cmd<'_> {
        let mut cmd = cmd!(self.sh, "git {args...}").quiet().ignore_status();
        // A partial clone must not start to fetch; nobody is there to be asked.
        let fixed =
            [("LC_ALL", "C"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_NO_LAZY_FETCH", "1")];
        for (name, value) in fixed {
            cmd = cmd.env(name, value);
        }
        for variable in LOCAL_VARIABLES {
            cmd = cmd.env_remove(variable);
        }
        // Only this folder: a broken repository must not be taken for part of the one around it.
        let above = self.sh.current_dir();
        cmd.env("GIT_CEILING_DIRECTORIES", above.parent().unwrap_or(&above))
    }

    fn bytes(&self, cmd: Cmd<'_>) -> anyhow::Result<Vec<u8>> {
        let output = cmd.output().context("starting git")?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            let words = words.lines().next().unwrap_or_default();
            bail!("git says: {}", words.strip_prefix("fatal: ").unwrap_or(words));
        }
        Ok(output.stdout)
    }

    fn text(&self, args: &[&str]) -> anyhow::Result<String> {
        Ok(String::from_utf8_lossy(&self.bytes(self.cmd(args))?).into_owned())
    }

    /// The URL of `origin`, else of the only remote. From the configuration as git reads
    /// it: `url.….insteadOf` is left alone, it says how to reach, not who it is.
    fn own_remote(&self) -> anyhow::Result<Option<String>> {
        let output =
            self.cmd(&["config", "-z", "--get-regexp", r"^remote\..*\.url$"]).output().context("starting git")?;
        // Exit 1: no such key.
        if !output.status.success() && output.status.code() != Some(1) {
            let words = String::from_utf8_lossy(&output.stderr);
            bail!("git says: {}", words.lines().next().unwrap_or_default());
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let rows: Vec<(&str, &str)> = text.split('\0').filter_map(|row| row.split_once('\n')).collect();
        let origin = rows.iter().find(|(key, _)| *key == "remote.origin.url");
        let only = if rows.len() == 1 { rows.first() } else { None };
        Ok(origin.or(only).map(|(_, url)| (*url).to_string()))
    }

    fn history(&self, revision: &str, root: &Path) -> anyhow::Result<History> {
        let args = ["rev-list", "--topo-order", "--parents", "--end-of-options", revision, "--"];
        let text = match self.text(&args) {
            Ok(text) => text,
            Err(err) => {
                // No commit yet is no error; a head that leads nowhere is.
                let unborn =
                    format!("{err:#}").contains("bad revision") || format!("{err:#}").contains("unknown revision");
                if unborn && self.text(&["for-each-ref", "--count=1", "refs/heads"]).is_ok_and(|text| text.is_empty()) {
                    return Ok(History::default());
                }
                return Err(err);
            }
        };
        let shallow = match kind(root) {
            Some(Kind::Checkout) if root.join(".git").is_dir() => root.join(".git/shallow").exists(),
            Some(Kind::Bare) => root.join("shallow").exists(),
            // A linked work tree, a submodule.
            _ => self.text(&["rev-parse", "--is-shallow-repository"])?.trim() == "true",
        };
        let roots = text.lines().filter(|line| !line.contains(' ')).map(str::to_string).collect();
        let commits = text.lines().filter_map(|line| line.split(' ').next());
        Ok(History::new(roots, commits, shallow))
    }

    /// The files of a commit, and the text of those that matter.
    fn tree(&self, commit: &str) -> anyhow::Result<BTreeMap<String, File>> {
        let mut files = BTreeMap::new();
        // Paths and objects, of texts and of links.
        let mut asked: Vec<(String, String)> = Vec::new();
        let mut links: Vec<(String, String)> = Vec::new();
        let mut objects: BTreeMap<String, (String, u64)> = BTreeMap::new();
        for row in self.text(&["ls-tree", "-r", "-z", "--long", commit])?.split('\0') {
            // "<mode> SP <type> SP <object> SP+ <size> TAB <path>"
            let Some((meta, path)) = row.split_once('\t') else { continue };
            let words: Vec<&str> = meta.split_ascii_whitespace().collect();
            let [mode, _, object, size] = words.as_slice() else { bail!("git ls-tree printed `{meta}`") };
            let size: u64 = size.parse().unwrap_or(0);
            let file = match *mode {
                "160000" => File::Directory,
                _ if !wanted(path) => File::Unread,
                _ if size > MAX_BYTES => File::TooLarge(size),
                _ => {
                    let list = if *mode == "120000" { &mut links } else { &mut asked };
                    list.push((path.to_string(), (*object).to_string()));
                    File::Unread
                }
            };
            files.insert(path.to_string(), file);
            objects.insert(path.to_string(), ((*object).to_string(), size));
        }
        for (path, target) in self.contents(&links)? {
            let target = String::from_utf8_lossy(&target).into_owned();
            let inside = inside(&path, &target).and_then(|to| objects.get(&to));
            match inside {
                Some((object, size)) if *size <= MAX_BYTES => asked.push((path, object.clone())),
                Some((_, size)) => drop(files.insert(path, File::TooLarge(*size))),
                None => drop(files.insert(path, File::Link(target))),
            }
        }
        for (path, _) in &asked {
            files.insert(path.clone(), File::Unreadable("the object is missing in this clone".into()));
        }
        for (path, bytes) in self.contents(&asked)? {
            files.insert(path, String::from_utf8(bytes).map_or(File::NotUtf8, File::Text));
        }
        Ok(files)
    }

    /// The contents of objects, by the paths for which they are asked; what is missing is
    /// left out.
    fn contents(&self, asked: &[(String, String)]) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let objects: BTreeSet<&str> = asked.iter().map(|(_, object)| object.as_str()).collect();
        let input = objects.into_iter().collect::<Vec<_>>().join("\n") + "\n";
        let output = self.bytes(self.cmd(&["cat-file", "--batch"]).stdin(input))?;
        let contents = batch(&output)?;
        let found = |(path, object): &(String, String)| Some((path.clone(), contents.get(object.as_str())?.to_vec()));
        Ok(asked.iter().filter_map(found).collect())
    }

    /// Everything in the work tree that git does not ignore.
    fn work_tree(&self, root: &Path) -> anyhow::Result<BTreeMap<String, File>> {
        let args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
        let text = self.text(&args)?;
        let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        let paths = text.split('\0').filter(|path| !path.is_empty());
        Ok(paths.filter_map(|path| Some((path.trim_end_matches('/').to_string(), file(&root, path)?))).collect())
    }
}

/// Where a link at `path` leads in the same tree; `None` outside of it.
fn inside(path: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            // An absolute path starts with an empty part.
            "" => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What `git cat-file --batch` answered, by object; those that are missing are left out.
fn batch(output: &[u8]) -> anyhow::Result<BTreeMap<String, &[u8]>> {
    let mut contents = BTreeMap::new();
    let mut rest = output;
    while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
        // "<object> SP <type> SP <size> LF <contents> LF", or "<object> missing LF"
        let header = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
        let mut words = header.split(' ');
        let object = words.next().unwrap_or_default().to_string();
        rest = rest.get(end + 1..).unwrap_or_default();
        if words.next() == Some("missing") {
            continue;
        }
        let size = words.next().and_then(|size| size.parse::<usize>().ok());
        let size = size.with_context(|| format!("git cat-file answered `{header}`"))?;
        let content = rest.get(..size).context("git cat-file stopped in the middle of an object")?;
        contents.insert(object, content);
        rest = rest.get(size + 1..).unwrap_or_default();
    }
    Ok(contents)
}

fn plain_files(root: &Path) -> BTreeMap<String, File> {
    let skipped = ["node_modules", "target", ".venv", "__pycache__"];
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    WalkDir::new(&root)
        .min_depth(1)
        .into_iter()
        .filter_entry(|entry| !skipped.iter().any(|name| entry.file_name() == *name))
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| {
            let parts: Option<Vec<&str>> =
                entry.path().strip_prefix(&root).ok()?.iter().map(|part| part.to_str()).collect();
            let path = parts?.join("/");
            let file = file(&root, &path)?;
            Some((path, file))
        })
        .collect()
}

/// What stands at `path`; `None` where nothing does. A link is followed inside of `root`.
fn file(root: &Path, path: &str) -> Option<File> {
    let full = root.join(path);
    if !wanted(path) {
        return full.symlink_metadata().ok().map(|own| if own.is_dir() { File::Directory } else { File::Unread });
    }
    let own = full.symlink_metadata().ok()?;
    if own.is_symlink() && !full.canonicalize().is_ok_and(|to| to.starts_with(root)) {
        let to = std::fs::read_link(&full).unwrap_or_default();
        return Some(File::Link(to.to_string_lossy().into_owned()));
    }
    let metadata = match full.metadata() {
        Ok(metadata) => metadata,
        Err(err) => return Some(File::Unreadable(err.to_string())),
    };
    Some(match (metadata.is_dir(), metadata.is_file(), metadata.len()) {
        (true, ..) => File::Directory,
        // A pipe or a device would hang the reader.
        (false, false, _) => File::Unreadable("not a regular file".into()),
        (_, _, size) if size > MAX_BYTES => File::TooLarge(size),
        _ => match std::fs::read(&full) {
            Ok(bytes) => String::from_utf8(bytes).map_or(File::NotUtf8, File::Text),
            Err(err) => File::Unreadable(err.to_string()),
        },
    })
}
