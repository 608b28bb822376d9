//! Where a text stands until it is renamed onto its place: below git's own folder, where
//! `git add -A` never sees it, else beside its place in a folder that git ignores. What a
//! killed run left there is cleaned by the next one.

use std::cell::RefCell;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::Context;

use super::super::reader;
use super::point;

/// The ending of what is staged, and of the folder around it beside its place.
pub const ENDING: &str = ".xtask-tmp";

/// Names of the two files of such a folder: what is staged, and why git passes over both.
const STAGED: &str = "staged.xtask-tmp";
const IGNORE: &str = ".gitignore";

/// Where a run puts what is not in its place yet.
pub struct Scratch {
    /// `xtask` in git's folder; `None` outside of any repository.
    own: Option<PathBuf>,
    /// Where the journal stands: that folder, else the root.
    pub journals: PathBuf,
    /// Notes of what was staged beside its place, by which the next run finds it.
    notes: RefCell<Vec<PathBuf>>,
}

impl Scratch {
    pub fn of(root: &Path) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        let own = git_folder(&root).map(|folder| folder.join("xtask"));
        let journals = own.clone().unwrap_or(root);
        Self { own, journals, notes: RefCell::default() }
    }

    /// Writes and syncs what will be renamed onto `to`, with its mode.
    pub fn write(&self, to: &Path, bytes: &[u8]) -> anyhow::Result<PathBuf> {
        let folder = to.ancestors().skip(1).find(|folder| folder.is_dir()).context("a file has a folder")?;
        let aside = match &self.own {
            Some(own) if fs::create_dir_all(own).is_ok() && same_device(own, folder) => Some(own),
            _ => None,
        };
        let path = match aside {
            Some(own) => own.join(format!("{}.{}{ENDING}", me(), next())),
            None => self.beside(to, folder)?,
        };
        let written = (|| {
            let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
            point();
            file.write_all(bytes)?;
            if let Ok(metadata) = fs::metadata(to) {
                file.set_permissions(metadata.permissions())?;
            }
            file.sync_all()
        })();
        if let Err(err) = written {
            forget(&path);
            return Err(err).with_context(|| format!("writing {}", path.display()));
        }
        point();
        Ok(path)
    }

    /// Makes the folder beside `to` in which it is staged; the path there.
    fn beside(&self, to: &Path, folder: &Path) -> anyhow::Result<PathBuf> {
        clean(folder, |name| name.starts_with('.'));
        let name = to.file_name().context("a file has a name")?.to_string_lossy().into_owned();
        let aside = folder.join(format!(".{name}.{}.{}{ENDING}", me(), next()));
        let making = || format!("making {}", aside.display());
        let note = self.journals.join(format!("{NOTE}{}.{}{ENDING}", me(), next()));
        // Where none can be written, only who writes to that folder again finds what is left.
        if fs::create_dir_all(&self.journals)
            .and_then(|()| fs::write(&note, folder.as_os_str().as_encoded_bytes()))
            .is_ok()
        {
            self.notes.borrow_mut().push(note);
        }
        point();
        fs::create_dir(&aside).with_context(making)?;
        // Until this is there the folder is empty, and git knows no empty ones.
        fs::write(aside.join(IGNORE), "*\n").with_context(making)?;
        Ok(aside.join(STAGED))
    }

    /// Whether this is staged in git's folder.
    pub fn is_own(&self, from: &Path) -> bool {
        let named = from.to_string_lossy().ends_with(ENDING) && is_plain(from);
        named && from.parent().is_some_and(|folder| self.own.as_deref() == Some(folder))
    }

    /// Removes what killed runs left, once their journals are done with, and this run's notes.
    pub fn clean(&self) {
        for note in self.notes.borrow_mut().drain(..) {
            let _ = fs::remove_file(note);
        }
        noted(&self.journals);
        if let Some(own) = &self.own {
            clean(own, |_| true);
            // Only where it is empty by now.
            let _ = fs::remove_dir(own);
        }
    }
}

/// What the name of a note begins with.
const NOTE: &str = ".beside.";

/// Cleans the folders in which runs that are gone staged something.
fn noted(journals: &Path) {
    let Ok(entries) = fs::read_dir(journals) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(rest) = name.strip_prefix(NOTE).filter(|rest| rest.ends_with(ENDING)) else { continue };
        if is_gone(rest.split('.').next().unwrap_or_default(), &path) {
            if let Ok(Some(folder)) = reader::text(&path) {
                clean(Path::new(&folder), |name| name.starts_with('.'));
            }
            let _ = fs::remove_file(&path);
        }
    }
}

/// A path from the top on, in so many words.
pub fn is_plain(path: &Path) -> bool {
    let plain = |part| matches!(part, Component::Normal(_) | Component::RootDir | Component::Prefix(_));
    path.is_absolute() && path.components().all(plain)
}

/// Whether this is staged beside its place.
pub fn is_beside(from: &Path) -> bool {
    let named = |folder: &Path| folder.to_string_lossy().ends_with(ENDING);
    from.ends_with(STAGED) && from.parent().is_some_and(named)
}

/// Removes what was staged, with the folder that was made for it.
pub fn forget(staged: &Path) {
    let _ = fs::remove_file(staged);
    unfold(staged);
}

/// Removes the folder that was made for what was staged, where nothing but ours is in it.
pub fn unfold(staged: &Path) {
    if let Some(aside) = staged.parent().filter(|_| staged.ends_with(STAGED)) {
        let _ = fs::remove_file(aside.join(IGNORE));
        let _ = fs::remove_dir(aside);
    }
}

/// Removes leftovers of processes that are gone.
fn clean(folder: &Path, ours: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(ENDING).filter(|_| ours(&name)) else { continue };
        // `….PROCESS.NUMBER`
        let process = stem.rsplit('.').nth(1).unwrap_or_default();
        if is_gone(process, &entry.path()) {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => forget(&entry.path().join(STAGED)),
                _ => drop(fs::remove_file(entry.path())),
            }
        }
    }
}

fn next() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// This process, as no other ever is: its number and when it started.
pub fn me() -> String {
    let pid = std::process::id();
    format!("{pid}-{}", started(pid).unwrap_or_default())
}

/// Whether the process that left `path` has ended. Where the system does not tell, after
/// ten minutes, which no run takes.
pub fn is_gone(process: &str, path: &Path) -> bool {
    let Some((pid, start)) = process.split_once('-') else { return false };
    let Ok(pid) = pid.parse() else { return false };
    if Path::new("/proc/self/stat").exists() {
        return started(pid).as_deref() != Some(start);
    }
    let age =
        fs::metadata(path).and_then(|metadata| metadata.modified()).map(|at| SystemTime::now().duration_since(at));
    matches!(age, Ok(Ok(age)) if age > Duration::from_secs(600))
}

/// When a process started, in the kernel's ticks: proc_pid_stat(5), field 22.
fn started(pid: u32) -> Option<String> {
    let stat = reader::text(Path::new(&format!("/proc/{pid}/stat"))).ok()??;
    // The name in parentheses may hold anything, also blanks.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_ascii_whitespace().nth(19).map(str::to_string)
}

/// git's own folder of the repository around, by its files alone.
fn git_folder(root: &Path) -> Option<PathBuf> {
    for folder in root.ancestors() {
        let own = folder.join(".git");
        if own.is_dir() {
            return Some(own);
        }
        if let Ok(Some(text)) = reader::text(&own) {
            // A linked work tree and a submodule: `gitdir: PATH`.
            let to = folder.join(text.strip_prefix("gitdir: ")?.trim());
            return to.canonicalize().ok().filter(|to| to.is_dir());
        }
    }
    None
}

#[cfg(unix)]
fn same_device(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((fs::metadata(a), fs::metadata(b)), (Ok(a), Ok(b)) if a.dev() == b.dev())
}

#[cfg(not(unix))]
fn same_device(a: &Path, b: &Path) -> bool {
    a.components().next() == b.components().next()
}
