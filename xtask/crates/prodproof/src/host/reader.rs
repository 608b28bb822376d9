//! The one reader of files: regular ones, of a size that sources have, and none through a
//! link that leaves the repository. What cannot be read is never taken for what is not there.
//! Must not know what is read for.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::Context;
use prodproof_syntax::snapshot::{File, MAX_BYTES};

/// Why what is there was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The system refused; its words.
    Refused(String),
    Directory,
    /// A pipe, a device, a socket: it would hang the reader.
    NotRegular,
    /// Its size, or the bound where it has grown beyond it.
    TooLarge(u64),
    /// A link that leaves the repository or leads nowhere; its target.
    Outside(String),
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(words) => f.write_str(words),
            Self::Directory => f.write_str("it is a directory"),
            Self::NotRegular => f.write_str("not a regular file"),
            Self::TooLarge(bytes) => write!(f, "it is {bytes} bytes large, and at most {MAX_BYTES} are read"),
            Self::Outside(to) => write!(f, "it leads out of the repository, to {to}"),
        }
    }
}

impl std::error::Error for Unread {}

impl From<io::Error> for Unread {
    fn from(err: io::Error) -> Self {
        Self::Refused(err.to_string())
    }
}

impl From<Unread> for File {
    fn from(why: Unread) -> Self {
        match why {
            Unread::Directory => Self::Directory,
            Unread::TooLarge(bytes) => Self::TooLarge(bytes),
            Unread::Outside(to) => Self::Link(to),
            Unread::Refused(_) | Unread::NotRegular => Self::Unreadable(why.to_string()),
        }
    }
}

/// Whether the system says that nothing is there; any other refusal says nothing of the kind.
pub fn is_missing(err: &io::Error) -> bool {
    matches!(err.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Why the system does not let anybody look at what is inside of a folder: that needs the
/// right to search it.
pub fn searched(folder: &Path) -> Option<io::Error> {
    folder.join(".").symlink_metadata().err().filter(|err| !is_missing(err))
}

/// What stands at a path, links not followed; `None` where nothing does.
pub fn standing(path: &Path) -> io::Result<Option<Metadata>> {
    match path.symlink_metadata() {
        Ok(metadata) => Ok(Some(metadata)),
        Err(err) if is_missing(&err) => Ok(None),
        Err(err) => Err(err),
    }
}

/// The bytes of a regular file of at most [`MAX_BYTES`], links followed; `None` where nothing
/// is there. For files of this machine and of git's own folder: what is of the repository is
/// read [`Below`] it.
pub fn bytes(path: &Path) -> Result<Option<Vec<u8>>, Unread> {
    bytes_up_to(path, MAX_BYTES)
}

fn bytes_up_to(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Unread> {
    // Before it is opened: opening a pipe waits for somebody who writes.
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(Unread::Directory),
        Ok(metadata) if !metadata.is_file() => return Err(Unread::NotRegular),
        Ok(metadata) if metadata.len() > most => return Err(Unread::TooLarge(metadata.len())),
        Ok(_) => {}
        Err(err) if is_missing(&err) => return Ok(None),
        Err(err) => return Err(err.into()),
    }
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(err) if is_missing(&err) => return Ok(None),
        Err(err) => return Err(err.into()),
    };
    let mut bytes = Vec::new();
    // It may grow while it is read.
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Unread::TooLarge(bytes.len() as u64));
    }
    Ok(Some(bytes))
}

/// The text of a file of this machine, as [`bytes`] reads it.
pub fn text(path: &Path) -> anyhow::Result<Option<String>> {
    utf8(&path.display().to_string(), bytes(path))
}

/// What the event of a job says, which may be larger than any source.
pub fn event(path: &Path) -> anyhow::Result<Option<String>> {
    utf8(&path.display().to_string(), bytes_up_to(path, 64 << 20))
}

/// What a run that was killed was about to do: the texts of all its files, each of which is
/// bounded, twice.
pub fn journal(path: &Path) -> anyhow::Result<Option<String>> {
    utf8(&path.display().to_string(), bytes_up_to(path, 256 << 20))
}

/// The text of whatever the user named: of any size, a pipe as well.
pub fn named(path: &Path) -> anyhow::Result<String> {
    let bytes = named_bytes(path).with_context(|| format!("reading {}", path.display()))?;
    String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("{} is not UTF-8", path.display()))
}

/// The same of any encoding.
pub fn named_bytes(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

fn utf8(name: &str, bytes: Result<Option<Vec<u8>>, Unread>) -> anyhow::Result<Option<String>> {
    let Some(bytes) = bytes.with_context(|| format!("reading {name}"))? else { return Ok(None) };
    String::from_utf8(bytes).map(Some).map_err(|_| anyhow::anyhow!("{name} is not UTF-8"))
}

/// A folder below which files are read, and what was read there first: whoever writes holds
/// against that what stands there by then.
#[derive(Debug, Default)]
pub struct Below {
    root: PathBuf,
    /// Folders that were looked at, and what keeps their files from being read.
    entered: Mutex<BTreeMap<PathBuf, Option<Unread>>>,
    first: Mutex<BTreeMap<String, Option<Vec<u8>>>>,
}

impl Below {
    /// `root` is canonical.
    pub fn new(root: PathBuf) -> Self {
        Self { root, ..Self::default() }
    }

    /// What stands at a path below the root, links not followed.
    pub fn standing(&self, path: &str) -> io::Result<Option<Metadata>> {
        standing(&self.root.join(path))
    }

    /// The outermost folder of these, as deep as `folder`, that the system does not let
    /// anybody look into, and its words.
    pub fn closed(&self, folder: &str) -> Option<(String, String)> {
        let full = self.root.join(folder);
        let err = searched(&full)?;
        let outer = folder.rsplit_once('/').and_then(|(outer, _)| self.closed(outer));
        Some(outer.unwrap_or_else(|| (folder.to_string(), err.to_string())))
    }

    /// What can be read at a path below the root (with `/`); [`File::Gone`] where nothing is.
    pub fn file(&self, path: &str) -> File {
        match self.read(path) {
            Ok(Some(bytes)) => String::from_utf8(bytes).map_or(File::NotUtf8, File::Text),
            Ok(None) => File::Gone,
            Err(why) => why.into(),
        }
    }

    /// The bytes at a path below the root as they were when it was first asked for them here.
    pub fn first(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        if let Some(bytes) = self.seen(path) {
            return Ok(bytes);
        }
        let bytes = self.read(path).with_context(|| format!("reading {path}"))?;
        if let Ok(mut first) = self.first.lock() {
            first.insert(path.to_string(), bytes.clone());
        }
        Ok(bytes)
    }

    /// The same as text, which it must be.
    pub fn text(&self, path: &str) -> anyhow::Result<Option<String>> {
        let Some(bytes) = self.first(path)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| anyhow::anyhow!("{path} is not UTF-8"))
    }

    /// What [`Below::first`] answered; `None` where nobody has asked.
    pub fn seen(&self, path: &str) -> Option<Option<Vec<u8>>> {
        self.first.lock().ok()?.get(path).cloned()
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Unread> {
        let full = self.root.join(path);
        if let Some(refused) = full.parent().and_then(|folder| self.refused(folder)) {
            return Err(refused);
        }
        let Some(own) = standing(&full)? else { return Ok(None) };
        if own.is_symlink() {
            let to = || fs::read_link(&full).unwrap_or_default().to_string_lossy().into_owned();
            match full.canonicalize() {
                Ok(real) if real.starts_with(&self.root) => {}
                // The target may be there for others.
                Err(err) if err.kind() == ErrorKind::PermissionDenied => return Err(err.into()),
                Ok(_) | Err(_) => return Err(Unread::Outside(to())),
            }
        }
        bytes(&full)
    }

    /// What keeps the files of a folder from being read: a link in its path leaves the root.
    fn refused(&self, folder: &Path) -> Option<Unread> {
        let mut entered = self.entered.lock().ok()?;
        if let Some(known) = entered.get(folder) {
            return known.clone();
        }
        let refused = match folder.canonicalize() {
            Ok(real) if real.starts_with(&self.root) => searched(folder).map(Unread::from),
            Ok(real) => Some(Unread::Outside(real.to_string_lossy().into_owned())),
            Err(err) if is_missing(&err) => None,
            Err(err) => Some(err.into()),
        };
        entered.insert(folder.to_path_buf(), refused.clone());
        refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-reader-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("in/deep")).unwrap();
        fs::create_dir_all(folder.join("out")).unwrap();
        folder.canonicalize().unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_read_through_a_link_that_leaves() {
        use std::os::unix::fs::symlink;
        let top = folder("links");
        fs::write(top.join("out/secret"), "secret").unwrap();
        fs::write(top.join("in/own"), "own").unwrap();
        symlink(top.join("out/secret"), top.join("in/file")).unwrap();
        symlink(top.join("out"), top.join("in/folder")).unwrap();
        symlink("../own", top.join("in/deep/inner")).unwrap();
        symlink("loop", top.join("in/loop")).unwrap();
        let below = Below::new(top.join("in"));
        assert_eq!(below.file("deep/inner"), File::Text("own".into()));
        for path in ["file", "folder/secret", "loop"] {
            assert!(matches!(below.file(path), File::Link(_)), "{path}: {:?}", below.file(path));
            assert!(below.text(path).is_err(), "{path}");
        }
        assert_eq!(below.file("none"), File::Gone);
        assert_eq!(below.file("own/none"), File::Gone);
        assert_eq!(below.file("deep"), File::Directory);
        fs::remove_dir_all(top).unwrap();
    }

    #[test]
    fn what_was_read_first_is_remembered() {
        let top = folder("first");
        let below = Below::new(top.clone());
        assert_eq!((below.seen("a"), below.text("a").unwrap()), (None, None));
        fs::write(top.join("a"), "later").unwrap();
        assert_eq!(below.seen("a"), Some(None));
        assert_eq!(below.text("a").unwrap(), None);
        assert_eq!(below.file("a"), File::Text("later".into()));
        fs::remove_dir_all(top).unwrap();
    }

    #[test]
    fn what_is_too_large_is_not_read() {
        let top = folder("large");
        let file = fs::File::create(top.join("a")).unwrap();
        file.set_len(MAX_BYTES).unwrap();
        assert_eq!(bytes(&top.join("a")).map(|found| found.map(|bytes| bytes.len())), Ok(Some(MAX_BYTES as usize)));
        file.set_len(MAX_BYTES + 1).unwrap();
        assert_eq!(bytes(&top.join("a")), Err(Unread::TooLarge(MAX_BYTES + 1)));
        fs::remove_dir_all(top).unwrap();
    }
}
