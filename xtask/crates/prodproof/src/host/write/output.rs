//! Files that the user names for an answer: `--output`, `--claims`. Not of the
//! repository: anything that can be written to will do.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::super::print::{print, Harmless};
use super::scratch::me;

/// Writes an answer to where the user wants it: `-` is standard output, a pipe or a
/// device is written through, a link leads to its file. A file is replaced at once, with
/// its mode, so that a reader never sees half of it.
pub fn write_output(path: &Path, text: &Harmless) -> anyhow::Result<()> {
    if path == Path::new("-") {
        return print(text);
    }
    write(path, text.as_str()).with_context(|| format!("writing {}", path.display()))
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let through = || OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes());
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
    let name = to.file_name().ok_or(std::io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
    let aside = folder.join(format!(".{name}.{}.xtask-tmp", me()));
    let staged = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&aside)?;
        file.write_all(text.as_bytes())?;
        if let Ok(metadata) = fs::metadata(&to) {
            file.set_permissions(metadata.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&aside, &to)
    })();
    match staged {
        // The folder is not ours to write in, the file may be.
        Err(err) if err.kind() == std::io::ErrorKind::PermissionDenied && to.exists() => {
            let _ = fs::remove_file(&aside);
            fs::write(&to, text)
        }
        Err(err) => {
            let _ = fs::remove_file(&aside);
            Err(err)
        }
        Ok(()) => Ok(()),
    }
}
