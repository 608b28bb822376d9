//! Writing: all files or none, never over what somebody changed meanwhile, never through
//! a link out of the repository, and completed or undone by the next run where this one
//! is killed.

mod journal;
mod output;
mod scratch;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context};

pub use journal::recover;
use journal::{JournalStep, StepKind};
pub use output::write_output;
use prodproof_syntax::snapshot::{File, Snapshot};

use super::{reader, Host};
use scratch::Scratch;

/// A path that must not be written, and why.
#[derive(Debug)]
pub struct Refused(pub String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl Host {
    /// Writes all of `files` (paths relative to the root, with `/`) or none of them. Refused
    /// where one is no longer what it was in `snapshot`, which was thought out over, and
    /// when [`Host::text`] first read it.
    ///
    /// Each is written aside, synced and renamed, with the mode of what it replaces. A link
    /// inside the repository stays a link; one that leaves it is [`Refused`].
    pub fn write(&self, files: &BTreeMap<String, String>, snapshot: Option<&Snapshot>) -> anyhow::Result<()> {
        write(&self.root, files, |path, now| self.is_as_seen(path, snapshot, now))
    }

    /// Removes files that are there, all or none; refused as [`Host::write`] is.
    pub fn remove(&self, paths: &[String]) -> anyhow::Result<()> {
        let root = self.root.canonicalize().with_context(|| format!("opening {}", self.root.display()))?;
        let scratch = Scratch::of(&root);
        let mut steps = Vec::new();
        for path in paths {
            // The link itself is removed, not what it leads to.
            let to = root.join(inside(path)?);
            let before = reader::bytes(&to).with_context(|| format!("removing {path}"))?;
            if before.is_none() || !self.is_as_seen(path, None, before.as_deref()) {
                bail!(changed(path));
            }
            let kind = StepKind::of(&to);
            steps.push(JournalStep { to, from: None, before, after: None, kind });
        }
        journal::run(&scratch, &steps, &[])
    }

    /// Whether a file is what it was when what is written was thought out. Nobody looked at
    /// what is neither in the snapshot nor was asked for: then what is there now counts.
    fn is_as_seen(&self, path: &str, snapshot: Option<&Snapshot>, now: Option<&[u8]>) -> bool {
        let first = self.below.seen(path);
        let listed = match snapshot.map(|snapshot| snapshot.files.get(path).map(File::read)) {
            Some(Some(File::Text(text))) => now == Some(text.as_bytes()),
            // What git ignores is listed nowhere, and may be there all the same.
            Some(None) => first.is_some() || now.is_none(),
            Some(Some(_)) | None => true,
        };
        listed && first.is_none_or(|first| first.as_deref() == now)
    }
}

/// Writes all of `files` (relative to `root`, with `/`) or none, whatever is there: in
/// folders that are ours alone, and where the caller has just looked.
pub fn write_all(root: &Path, files: &BTreeMap<String, String>) -> anyhow::Result<()> {
    write(root, files, |_, _| true)
}

fn changed(path: &str) -> Refused {
    Refused(format!("{path} was changed meanwhile; run it again"))
}

/// Whether the system is to run what is written; what is replaced keeps its mode otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenAs {
    Text,
    Program,
}

/// Writes one file that may lie outside of the work tree, such as a hook of git's; refused
/// where it is no longer what was `read` there.
pub fn write_anywhere(path: &Path, text: &str, kind: WrittenAs, read: Option<&str>) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().and_then(|name| name.to_str()).context("a file has a name")?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let root = folder.canonicalize().with_context(|| format!("opening {}", folder.display()))?;
    let scratch = Scratch::of(&root);
    let is_as_seen = |_: &str, now: Option<&[u8]>| now == read.map(str::as_bytes);
    let staged = stage(&root, &scratch, name, text.as_bytes(), &is_as_seen, &mut Vec::new()).and_then(|step| {
        if let (WrittenAs::Program, Some(from)) = (kind, &step.from) {
            make_executable(from).inspect_err(|_| step.forget())?;
        }
        Ok(step)
    });
    match staged {
        Ok(step) => journal::run(&scratch, &[step], &[]),
        Err(err) => {
            scratch.clean();
            Err(err.context(format!("writing {}; nothing was changed", path.display())))
        }
    }
}

/// Removes one such file; refused where it is no longer what was `read` there.
pub fn remove_anywhere(path: &Path, read: Option<&str>) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let before = reader::bytes(path).with_context(|| format!("removing {}", path.display()))?;
    if before.is_none() || before.as_deref() != read.map(str::as_bytes) {
        bail!(changed(&path.display().to_string()));
    }
    let step = JournalStep { to: path.to_path_buf(), from: None, before, after: None, kind: StepKind::of(path) };
    journal::run(&Scratch::of(folder), &[step], &[])
}

/// Lets the system run a file.
#[cfg(unix)]
pub fn make_executable(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode() | 0o111;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("making {} executable", path.display()))
}

/// git for Windows runs hooks by their first line.
#[cfg(not(unix))]
pub fn make_executable(_path: &Path) -> anyhow::Result<()> {
    Ok(())
}

fn write(
    root: &Path,
    files: &BTreeMap<String, String>,
    is_as_seen: impl Fn(&str, Option<&[u8]>) -> bool,
) -> anyhow::Result<()> {
    let root = root.canonicalize().with_context(|| format!("opening {}", root.display()))?;
    let scratch = Scratch::of(&root);
    let mut steps = Vec::new();
    let mut made = Vec::new();
    for (path, text) in files {
        let staged = stage(&root, &scratch, path, text.as_bytes(), &is_as_seen, &mut made);
        match staged {
            Ok(step) => steps.push(step),
            Err(err) => {
                for step in &steps {
                    step.forget();
                }
                scratch.clean();
                return Err(err.context(format!("writing {path}; nothing was changed")));
            }
        }
    }
    journal::run(&scratch, &steps, &made)
}

fn stage(
    root: &Path,
    scratch: &Scratch,
    path: &str,
    bytes: &[u8],
    is_as_seen: &impl Fn(&str, Option<&[u8]>) -> bool,
    made: &mut Vec<PathBuf>,
) -> anyhow::Result<JournalStep> {
    let to = resolve(root, path)?;
    let folder = to.parent().context("a file has a folder")?.to_path_buf();
    // Made once the journal stands: an empty folder tells nobody what it was meant for.
    let missing: Vec<PathBuf> =
        folder.ancestors().take_while(|folder| !folder.exists()).map(Path::to_path_buf).collect();
    made.extend(missing.into_iter().rev());
    let before = reader::bytes(&to).map_err(|why| Refused(format!("{path} cannot be replaced: {why}")))?;
    if !is_as_seen(path, before.as_deref()) {
        bail!(changed(path));
    }
    let from = scratch.write(&to, bytes)?;
    // What is replaced keeps its mode, and a link stays one.
    let kind = StepKind::default();
    Ok(JournalStep { to, from: Some(from), before, after: Some(bytes.to_vec()), kind })
}

/// A path below the root in so many words.
fn inside(path: &str) -> anyhow::Result<&str> {
    if path.is_empty() || path.starts_with('/') || path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        bail!(Refused(format!("`{path}` is no path inside the repository")));
    }
    Ok(path)
}

/// The file that `path` really means: links inside of `root` followed, none out of it.
fn resolve(root: &Path, path: &str) -> anyhow::Result<PathBuf> {
    let full = root.join(inside(path)?);
    // The deepest part that exists decides where the rest will stand.
    let mut existing = full.as_path();
    let mut rest = Vec::new();
    while reader::standing(existing)?.is_none() {
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

/// A place at which a run may be killed, or somebody else may save a file: tests do both at
/// each. Nothing in a release.
fn point() {
    #[cfg(debug_assertions)]
    {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static PASSED: AtomicUsize = AtomicUsize::new(0);
        let passed = PASSED.fetch_add(1, Ordering::Relaxed) + 1;
        if super::env("XTASK_TEST_DIE_AT").and_then(|at| at.parse().ok()) == Some(passed) {
            std::process::exit(137);
        }
        // `POINT PATH`: that file gets one more line there.
        let saved = super::env("XTASK_TEST_SAVES_AT").unwrap_or_default();
        if let Some((at, path)) = saved.split_once(' ').filter(|(at, _)| at.parse() == Ok(passed)) {
            let text = reader::bytes(Path::new(path)).ok().flatten().unwrap_or_default();
            let _ = fs::write(path, [text.as_slice(), format!("# saved at {at}\n").as_bytes()].concat());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-write-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn files(all: &[(&str, &str)]) -> BTreeMap<String, String> {
        all.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
    }

    #[test]
    fn what_was_changed_meanwhile_is_not_written_over() {
        let root = folder("meanwhile");
        fs::write(root.join("a"), "theirs").unwrap();
        let written = write(&root, &files(&[("a", "new"), ("b/c", "new")]), |path, now| match path {
            "a" => now == Some(b"read"),
            _ => now.is_none(),
        });
        assert!(format!("{:#}", written.unwrap_err()).contains("changed meanwhile"));
        assert_eq!(fs::read_to_string(root.join("a")).unwrap(), "theirs");
        assert!(!root.join("b").exists());
        assert_eq!(fs::read_dir(&root).unwrap().count(), 1, "nothing is left behind");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn what_changes_between_two_renames_undoes_the_first() {
        let root = folder("between");
        fs::write(root.join("a"), "old").unwrap();
        fs::write(root.join("b"), "old").unwrap();
        let scratch = Scratch::of(&root);
        let mut steps = Vec::new();
        for path in ["a", "b"] {
            steps.push(stage(&root, &scratch, path, b"new", &|_, now| now == Some(b"old"), &mut Vec::new()).unwrap());
        }
        fs::write(root.join("b"), "theirs").unwrap();
        assert!(journal::run(&scratch, &steps, &[]).is_err());
        assert_eq!(fs::read_to_string(root.join("a")).unwrap(), "old");
        assert_eq!(fs::read_to_string(root.join("b")).unwrap(), "theirs");
        assert_eq!(fs::read_dir(&root).unwrap().count(), 2, "nothing is left behind");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn paths_out_of_the_root_are_refused() {
        let root = folder("out");
        for path in ["../x", "/etc/x", "a/../../x", "", "a//b", "./a"] {
            assert!(write_all(&root, &files(&[(path, "x")])).is_err(), "{path}");
        }
        fs::remove_dir_all(root).unwrap();
    }
}
