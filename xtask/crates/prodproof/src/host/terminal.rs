//! How wide the terminal is, where there is one.

use std::fs::File;
use std::io::IsTerminal;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::{ask, env};

/// Where something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Out,
    Err,
}

/// A terminal that does not tell how wide it is.
const USUAL: usize = 80;

/// Nothing can be laid out in less.
const LEAST: usize = 40;

/// The columns of a line: what `COLUMNS` says, else the terminal's. `None` where nobody
/// reads by the screen, and lines are to stay whole.
pub fn columns(stream: Stream) -> Option<usize> {
    if let Some(columns) = env("COLUMNS").and_then(|columns| columns.parse().ok()) {
        return Some(usize::max(columns, LEAST));
    }
    let is_terminal = match stream {
        Stream::Out => std::io::stdout().is_terminal(),
        Stream::Err => std::io::stderr().is_terminal(),
    };
    static MEASURED: OnceLock<usize> = OnceLock::new();
    is_terminal.then(|| *MEASURED.get_or_init(|| measured().unwrap_or(USUAL).max(LEAST)))
}

/// Rows and columns, as they are now: what is drawn anew follows the terminal.
pub fn size() -> (usize, usize) {
    let (rows, columns) = asked().unwrap_or_default();
    let or = |told: usize, name: &str, usual: usize| match told {
        0 => env(name).and_then(|count| count.parse().ok()).filter(|count| *count > 0).unwrap_or(usual),
        told => told,
    };
    (or(rows, "LINES", 24), or(columns, "COLUMNS", USUAL))
}

fn measured() -> Option<usize> {
    asked().map(|(_, columns)| columns).filter(|columns| *columns > 0)
}

/// Shells do not hand `COLUMNS` on, and asking the kernel takes code that is not safe:
/// `stty size` prints rows and columns of its standard input (GNU, BSD, macOS, busybox).
fn asked() -> Option<(usize, usize)> {
    let stty = ask::find("stty", std::env::var_os("PATH"))?;
    let terminal = File::open("/dev/tty").ok()?;
    let ran = Command::new(stty).arg("size").stdin(terminal).stderr(Stdio::null()).output().ok()?;
    let said = String::from_utf8(ran.stdout).ok()?;
    let mut counts = said.split_ascii_whitespace().map(|count| count.parse().ok());
    Some((counts.next()??, counts.next()??))
}
