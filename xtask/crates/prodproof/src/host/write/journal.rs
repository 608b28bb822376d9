//! What a run of several steps is about to do, written down before the first: the next
//! run completes it, or undoes it where somebody changed a file since.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context};
use serde_json::{json, Value};

use super::super::reader::{self, bytes};
use super::scratch::{self, is_gone, is_plain, me, Scratch};
use super::{point, Refused};

/// One file that is replaced, made or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalStep {
    pub to: PathBuf,
    /// What is renamed onto it; `None`: it is removed.
    pub from: Option<PathBuf>,
    /// What is there before; `None`: nothing.
    pub before: Option<Vec<u8>>,
    /// What is there afterwards.
    pub after: Option<Vec<u8>>,
    /// Where a link is removed, what it says; of a file that is removed its mode.
    pub kind: StepKind,
}

/// What stands at a place, besides its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepKind {
    link: Option<PathBuf>,
    mode: Option<u32>,
}

impl StepKind {
    /// Of what stands there now.
    pub fn of(path: &Path) -> Self {
        let link = fs::read_link(path).ok();
        let mode = if link.is_none() { mode(path) } else { None };
        Self { link, mode }
    }

    /// Puts it back where nothing stands.
    fn restore(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(to) = &self.link {
            return link(to, path);
        }
        fs::write(path, bytes)?;
        self.mode.map_or(Ok(()), |mode| set_mode(path, mode))
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::metadata(path).ok()?.permissions().mode())
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(unix)]
fn link(to: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, path)
}

#[cfg(not(unix))]
fn mode(_path: &Path) -> Option<u32> {
    None
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn link(to: &Path, path: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(to, path)
}

impl JournalStep {
    /// Removes what was staged for it.
    pub fn forget(&self) {
        if let Some(from) = &self.from {
            scratch::forget(from);
        }
    }

    fn is_done(&self) -> bool {
        bytes(&self.to) == Ok(self.after.clone())
    }

    /// Whether the file is as it was.
    fn is_untouched(&self) -> bool {
        // A link is what it says, also where its target was removed before it.
        match &self.kind.link {
            Some(link) => fs::read_link(&self.to).ok().as_ref() == Some(link),
            None => bytes(&self.to) == Ok(self.before.clone()),
        }
    }

    fn run(&self) -> anyhow::Result<()> {
        let writing = || format!("writing {}", self.to.display());
        if self.from.is_some() {
            fs::create_dir_all(self.to.parent().unwrap_or(Path::new("/"))).with_context(writing)?;
        }
        point();
        // Immediately before, with nothing between: what was saved in an editor until now is
        // not lost.
        if !self.is_untouched() {
            bail!(Refused(format!("{} was changed meanwhile; run it again", self.to.display())));
        }
        match &self.from {
            Some(from) => fs::rename(from, &self.to).inspect(|()| scratch::unfold(from)),
            None => fs::remove_file(&self.to),
        }
        .with_context(writing)
    }

    /// Puts back what was there, unless somebody has changed it since.
    fn undo(&self) {
        if self.is_done() {
            let _ = match &self.before {
                Some(bytes) => self.kind.restore(&self.to, bytes),
                None => fs::remove_file(&self.to),
            };
        }
    }
}

/// Folders that were made for files that were not written after all.
fn remove_empty(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

/// Does all steps or none. `made` are the folders that were made for them.
pub fn run(scratch: &Scratch, steps: &[JournalStep], made: &[PathBuf]) -> anyhow::Result<()> {
    let journal = match steps.len() {
        0 | 1 => None,
        _ => Some(write(scratch, steps, made)?),
    };
    let mut result = Ok(());
    for (done, step) in steps.iter().enumerate() {
        result = step.run();
        point();
        if result.is_err() {
            steps.iter().take(done).for_each(JournalStep::undo);
            steps.iter().for_each(JournalStep::forget);
            remove_empty(made);
            break;
        }
    }
    if let Some(journal) = journal {
        let _ = fs::remove_file(journal);
        point();
    }
    scratch.clean();
    result.map_err(|err| err.context("nothing was changed"))
}

fn name() -> String {
    format!(".xtask-journal.{}.json", me())
}

fn write(scratch: &Scratch, steps: &[JournalStep], made: &[PathBuf]) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(&scratch.journals).with_context(|| format!("making {}", scratch.journals.display()))?;
    let path = scratch.journals.join(name());
    let bytes = |bytes: &Option<Vec<u8>>| match bytes.as_ref().map(|bytes| (std::str::from_utf8(bytes), bytes)) {
        None => Value::Null,
        Some((Ok(text), _)) => json!(text),
        Some((Err(_), bytes)) => json!(bytes),
    };
    let step = |step: &JournalStep| {
        json!({
            "to": step.to.to_string_lossy(),
            "from": step.from.as_ref().map(|from| from.to_string_lossy()),
            "before": bytes(&step.before),
            "after": bytes(&step.after),
            "link": step.kind.link.as_ref().map(|link| link.to_string_lossy()),
            "mode": step.kind.mode,
        })
    };
    let text = json!({
        "steps": steps.iter().map(step).collect::<Vec<_>>(),
        "made": made.iter().map(|folder| folder.to_string_lossy()).collect::<Vec<_>>(),
    });
    let staged = scratch.write(&path, text.to_string().as_bytes())?;
    fs::rename(&staged, &path).with_context(|| format!("writing {}", path.display()))?;
    scratch::unfold(&staged);
    point();
    Ok(path)
}

fn parse(text: &str) -> Option<(Vec<JournalStep>, Vec<PathBuf>)> {
    let value: Value = serde_json::from_str(text).ok()?;
    let bytes = |value: &Value| match value {
        Value::String(text) => Some(text.clone().into_bytes()),
        Value::Array(all) => all.iter().map(|byte| u8::try_from(byte.as_u64()?).ok()).collect(),
        _ => None,
    };
    let step = |value: &Value| {
        let path = |name: &str| value.get(name)?.as_str().map(PathBuf::from);
        let bytes = |name: &str| value.get(name).and_then(bytes);
        let mode = value.get("mode").and_then(Value::as_u64).and_then(|mode| u32::try_from(mode).ok());
        let kind = StepKind { link: path("link"), mode };
        Some(JournalStep { to: path("to")?, from: path("from"), before: bytes("before"), after: bytes("after"), kind })
    };
    let steps = value.get("steps")?.as_array()?.iter().map(step).collect::<Option<_>>()?;
    let made = value.get("made")?.as_array()?.iter().filter_map(|path| path.as_str().map(PathBuf::from)).collect();
    Some((steps, made))
}

/// Completes or undoes what a killed run left at `root`; what was done, for people.
pub fn recover(root: &Path) -> anyhow::Result<Vec<String>> {
    let scratch = Scratch::of(root);
    let mut said = Vec::new();
    let Ok(entries) = fs::read_dir(&scratch.journals) else { return Ok(said) };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let process = name.strip_prefix(".xtask-journal.").and_then(|name| name.strip_suffix(".json"));
        let Some(process) = process else { continue };
        if !is_gone(process, &path) {
            continue;
        }
        // Ours is a regular file of a run's texts; whatever else bears the name moves nothing.
        let text = if is_regular(&path) { reader::journal(&path).ok().flatten() } else { None };
        match text.as_deref().and_then(parse) {
            Some((steps, made)) if is_safe(root, &scratch, &steps, &made) => said.push(settle(&steps, &made)?),
            // Ours stands there whole or not at all: somebody else wrote this one.
            _ => {
                said.push(format!("{} is no journal of ours and was left alone; remove it", path.display()));
                continue;
            }
        }
        fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
    }
    scratch.clean();
    Ok(said)
}

fn is_regular(path: &Path) -> bool {
    matches!(reader::standing(path), Ok(Some(metadata)) if metadata.is_file())
}

/// A journal is a file that anybody may have put there: nothing but what is of the work tree
/// was ever written down, and what is staged for it.
fn is_safe(root: &Path, scratch: &Scratch, steps: &[JournalStep], made: &[PathBuf]) -> bool {
    let from = |from: &PathBuf| scratch.is_own(from) || (scratch::is_beside(from) && below(root, from));
    steps.iter().all(|step| below(root, &step.to) && step.from.as_ref().is_none_or(from))
        && made.iter().all(|folder| below(root, folder))
}

/// Of the work tree, in so many words and with its links followed, and not of git's folder.
fn below(root: &Path, to: &Path) -> bool {
    let folder = to.ancestors().skip(1).find_map(|folder| folder.canonicalize().ok());
    let top = root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(root);
    let gits = |path: &Path| path.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git"));
    is_plain(to)
        && !to.strip_prefix(top).is_ok_and(gits)
        && folder.is_some_and(|folder| folder.strip_prefix(top).is_ok_and(|below| !gits(below)))
}

fn settle(steps: &[JournalStep], made: &[PathBuf]) -> anyhow::Result<String> {
    // What was renamed is gone from its first place, whatever was made of it since.
    let is_done = |step: &JournalStep| match &step.from {
        Some(from) => !from.exists(),
        None => matches!(reader::standing(&step.to), Ok(None)),
    };
    let (done, open): (Vec<&JournalStep>, Vec<&JournalStep>) = steps.iter().partition(|step| is_done(step));
    let names = |steps: &[&JournalStep]| {
        let names: Vec<String> = steps.iter().map(|step| step.to.display().to_string()).collect();
        names.join(", ")
    };
    if open.iter().all(|step| step.is_untouched()) {
        for step in &open {
            step.run()?;
        }
        let open = if open.is_empty() { "everything was written".to_string() } else { names(&open) };
        return Ok(format!("completed a run that was interrupted: {open}"));
    }
    // Somebody went on by hand: what was written is taken back where it is untouched.
    let changed: Vec<&JournalStep> = open.iter().copied().filter(|step| !step.is_untouched()).collect();
    done.iter().for_each(|step| step.undo());
    open.iter().for_each(|step| step.forget());
    remove_empty(made);
    Ok(format!("undid a run that was interrupted, because since then somebody changed {}", names(&changed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_is_read_as_it_is_written() {
        let folder = std::env::temp_dir().join(format!("xtask-journal-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let steps = vec![
            JournalStep {
                to: "/a/b".into(),
                from: Some("/a/c".into()),
                before: Some(b"x\n".to_vec()),
                after: Some(Vec::new()),
                kind: StepKind::default(),
            },
            JournalStep {
                to: "/a/d".into(),
                from: None,
                before: Some(vec![0xff, 0]),
                after: None,
                kind: StepKind { link: Some("../x".into()), mode: Some(0o755) },
            },
            JournalStep {
                to: "/a/e".into(),
                from: Some("/a/f".into()),
                before: None,
                after: Some(b"y".to_vec()),
                kind: StepKind::default(),
            },
        ];
        let path = write(&Scratch::of(&folder), &steps, &["/a".into()]).unwrap();
        assert_eq!(parse(&fs::read_to_string(&path).unwrap()), Some((steps, vec!["/a".into()])));
        assert!(recover(&folder).unwrap().is_empty(), "the run that wrote it lives");
        fs::remove_dir_all(folder).unwrap();
    }
}
