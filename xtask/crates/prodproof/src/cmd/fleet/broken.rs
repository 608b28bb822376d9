//! A repository over which the program itself breaks: it is told, and the others are read.
//! Launchers are compiled without unwinding, which is a seventh of what our crates cost to
//! compile; so nothing is caught, and the whole command begins anew without that repository.
//! Must not know what is read.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::{exit, Command};
use std::sync::Mutex;

use crate::host;

/// The repositories that broke earlier beginnings, each on a line.
const BROKEN: &str = "XTASK_FLEET_BROKEN";

thread_local! {
    static READ_NOW: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
}

/// Which repositories are not to be tried again.
pub fn known() -> BTreeSet<PathBuf> {
    host::env(BROKEN).map_or_else(BTreeSet::new, |paths| paths.lines().map(PathBuf::from).collect())
}

/// From now on, who breaks while it reads a repository (`reading`) begins the command anew.
pub fn begins_anew() {
    static FIRST: Mutex<()> = Mutex::new(());
    let elsewhere = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        let Some(path) = READ_NOW.with_borrow(Clone::clone) else { return elsewhere(what) };
        host::note(&what.to_string());
        // One beginning is enough for two that break at once; the process ends in here.
        let _first = FIRST.lock();
        let mut broken = known();
        // A path that an environment cannot hold would be tried for ever.
        let name = path.to_str().filter(|name| !name.contains('\n') && broken.insert(path.clone()));
        let (Some(_), Ok(program)) = (name, std::env::current_exe()) else { exit(2) };
        let broken: Vec<String> = broken.iter().map(|path| path.display().to_string()).collect();
        let anew = Command::new(program).args(std::env::args_os().skip(1)).env(BROKEN, broken.join("\n")).status();
        exit(anew.ok().and_then(|status| status.code()).unwrap_or(2))
    }));
}

/// Does `read`, which belongs to the repository at `path`.
pub fn reading<T>(path: &Path, read: impl FnOnce() -> T) -> T {
    READ_NOW.set(Some(path.to_path_buf()));
    host::breaks_in_tests(path);
    let done = read();
    READ_NOW.set(None);
    done
}
