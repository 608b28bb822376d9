//! Writing: all files or none, each atomically, never through a link out of the repository.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context};

/// A path that must not be written, and why.
#[derive(Debug)]
pub struct Refused(pub String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// A file that stands beside its place, ready to be renamed onto it.
struct Staged {
    to: PathBuf,
    neighbour: PathBuf,
    /// What is there now, to be put back if a later rename fails.
    before: Option<Vec<u8>>,
}

/// Writes all of `files` (paths relative to `root`, with `/`) or none of them.
///
/// Each is written to a neighbour, synced and renamed, with the mode of what it replaces.
/// A link inside the repository stays a link; one that leaves it is [`Refused`].
pub fn write_all(root: &Path, files: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let root = root.canonicalize().with_context(|| format!("opening {}", root.display()))?;
    let mut staged = Vec::new();
    let mut made = Vec::new();
    for (path, text) in files {
        match stage(&root, path, text.as_bytes(), &mut made) {
            Ok(file) => staged.push(file),
            Err(err) => {
                for file in &staged {
                    let _ = fs::remove_file(&file.neighbour);
                }
                remove_empty(&made);
                return Err(err.context(format!("writing {path}; nothing was changed")));
            }
        }
    }
    for (done, file) in staged.iter().enumerate() {
        if let Err(err) = fs::rename(&file.neighbour, &file.to) {
            for file in &staged[done..] {
                let _ = fs::remove_file(&file.neighbour);
            }
            for file in &staged[..done] {
                let _ = match &file.before {
                    Some(bytes) => fs::write(&file.to, bytes),
                    None => fs::remove_file(&file.to),
                };
            }
            remove_empty(&made);
            return Err(err).with_context(|| format!("writing {}; nothing was changed", file.to.display()));
        }
    }
    Ok(())
}

/// Writes one file that may lie outside of the work tree, such as a hook of git's.
pub fn write_anywhere(path: &Path, text: &str, executable: bool) -> anyhow::Result<()> {
    let folder = path.parent().context("a file has a folder")?;
    let name = path.file_name().and_then(|name| name.to_str()).context("a file has a name")?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    write_all(folder, &BTreeMap::from([(name.to_string(), text.to_string())]))?;
    if executable {
        make_executable(path)?;
    }
    Ok(())
}

#[cfg(unix)]
fn make_executable(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode() | 0o111;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("making {} executable", path.display()))
}

/// git for Windows runs hooks by their first line.
#[cfg(not(unix))]
fn make_executable(_path: &Path) -> anyhow::Result<()> {
    Ok(())
}

/// Folders that were made for files that were not written after all.
fn remove_empty(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

fn stage(root: &Path, path: &str, bytes: &[u8], made: &mut Vec<PathBuf>) -> anyhow::Result<Staged> {
    let to = resolve(root, path)?;
    let folder = to.parent().context("a file has a folder")?.to_path_buf();
    let missing: Vec<PathBuf> =
        folder.ancestors().take_while(|folder| !folder.exists()).map(Path::to_path_buf).collect();
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    made.extend(missing.into_iter().rev());
    let before = match fs::metadata(&to) {
        Ok(metadata) if metadata.is_file() => Some(fs::read(&to)?),
        Ok(_) => bail!(Refused(format!("{path} is not a file"))),
        Err(_) => None,
    };
    let name = to.file_name().context("a file has a name")?.to_string_lossy();
    let neighbour = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&neighbour)?;
        file.write_all(bytes)?;
        if let Ok(metadata) = fs::metadata(&to) {
            file.set_permissions(metadata.permissions())?;
        }
        file.sync_all()
    })();
    if let Err(err) = written {
        let _ = fs::remove_file(&neighbour);
        return Err(err).with_context(|| format!("writing {}", neighbour.display()));
    }
    Ok(Staged { to, neighbour, before })
}

/// The file that `path` really means: links inside of `root` followed, none out of it.
fn resolve(root: &Path, path: &str) -> anyhow::Result<PathBuf> {
    if path.is_empty() || path.starts_with('/') || path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        bail!(Refused(format!("`{path}` is no path inside the repository")));
    }
    let full = root.join(path);
    // The deepest part that exists decides where the rest will stand.
    let mut existing = full.as_path();
    let mut rest = Vec::new();
    while existing.symlink_metadata().is_err() {
        rest.push(existing.file_name().context("a path inside the root")?);
        existing = existing.parent().context("a path inside the root")?;
    }
    let mut real = existing.canonicalize().map_err(|_| Refused(format!("{path} is a link that leads nowhere")))?;
    if !real.starts_with(root) {
        bail!(Refused(format!("{path} leads out of the repository, to {}", real.display())));
    }
    for part in rest.into_iter().rev() {
        real.push(part);
    }
    Ok(real)
}
