//! Files that the user names for an answer: `--output`, `--claims`. Not of the
//! repository: anything that can be written to will do.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;

use super::super::print::{print, Harmless};
use super::scratch::{self, Scratch};

/// Writes an answer to where the user wants it: `-` is standard output, a pipe or a
/// device is written through, a link leads to its file. A file is replaced at once, with
/// its mode, so that a reader never sees half of it.
pub fn write_output(path: &Path, text: &Harmless) -> anyhow::Result<()> {
    if path == Path::new("-") {
        return print(text);
    }
    write(path, text.as_str()).with_context(|| format!("writing {}", path.display()))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let through = || Ok(OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes())?);
    let to = match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => return through(),
        Ok(_) => path.canonicalize()?,
        // Nothing there, or a link that leads to nothing yet.
        Err(_) => match fs::read_link(path) {
            Ok(to) => path.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => path.to_path_buf(),
        },
    };
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize()?;
    let to = folder.join(to.file_name().context("a file has a name")?);
    // As every other file: what a killed run leaves there is found by the next.
    let scratch = Scratch::of(&folder);
    let replaced = scratch.write(&to, text.as_bytes()).and_then(|staged| {
        fs::rename(&staged, &to).inspect_err(|_| scratch::forget(&staged))?;
        scratch::unfold(&staged);
        Ok(())
    });
    scratch.clean();
    let refused = |err: &anyhow::Error| {
        err.downcast_ref::<io::Error>().is_some_and(|err| err.kind() == io::ErrorKind::PermissionDenied)
    };
    match replaced {
        // The folder is not ours to write in, the file may be.
        Err(err) if refused(&err) && to.exists() => Ok(fs::write(&to, text)?),
        written => written,
    }
}
