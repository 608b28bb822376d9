//! The one door to the user's own programs that speak to others: gh, skopeo, ssh, curl.
//!
//! Each is run without a shell, in the C locale, with a deadline, and with all that it
//! starts: when its time is over, or when it says too much, all of it is killed. What it
//! is run for, and what its answer means, is in `prodproof_live`.

mod leash;

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use leash::Leash;
use prodproof_live::call::{Call, Outcome, MOST_BYTES};

/// What each program is told besides the words of its call: the C locale, no question to
/// anybody, no colour, no news.
const SET: &[(&str, &str)] = &[
    ("LC_ALL", "C"),
    ("GH_PROMPT_DISABLED", "1"),
    ("GH_NO_UPDATE_NOTIFIER", "1"),
    ("GH_NO_EXTENSION_UPDATE_NOTIFIER", "1"),
    ("NO_COLOR", "1"),
    ("SSH_ASKPASS_REQUIRE", "never"),
];

/// What would change an answer's shape.
const UNSET: &[&str] = &[
    "LANGUAGE",
    "GH_HOST",
    "GH_DEBUG",
    "DEBUG",
    "GH_FORCE_TTY",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "SSH_ASKPASS",
    "GH_REPO",
];

/// How long output may still come after the program's own end, from what it left behind.
const GRACE: Duration = Duration::from_millis(500);

/// Runs a call to its end, or to the end of its time.
pub fn ask(call: &Call) -> Outcome {
    let name = call.program.name();
    let Some(path) = find(name, std::env::var_os("PATH")) else { return Outcome::Missing };
    let mut command = Command::new(&path);
    command.args(&call.args).current_dir(neutral_folder());
    command.stdin(if call.input.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    UNSET.iter().for_each(|variable| {
        command.env_remove(variable);
    });
    command.envs(SET.iter().copied());
    let leash = Leash::new();
    join(&mut command, leash.as_ref());
    match command.spawn() {
        Ok(child) => Running { child, leash, deadline: Instant::now() + within(call.seconds) }.finish(call),
        Err(err) => Outcome::NotStarted(err.to_string()),
    }
}

/// How long an answer is waited for. Tests of what hangs have less time.
fn within(seconds: u64) -> Duration {
    super::in_tests("XTASK_TEST_ASK_MILLISECONDS").map_or(Duration::from_secs(seconds), Duration::from_millis)
}

/// The program in a folder of `PATH`. Never one of the folder that we are in, which is
/// somebody's repository.
pub(super) fn find(name: &str, path: Option<OsString>) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path?)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&file))
        .find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// A folder in which nothing of a repository lies.
fn neutral_folder() -> PathBuf {
    let root = PathBuf::from("/");
    if cfg!(unix) {
        root
    } else {
        std::env::temp_dir()
    }
}

/// Puts a program into the group, or into one of its own.
#[cfg(unix)]
fn join(command: &mut Command, leash: Option<&Leash>) {
    use std::os::unix::process::CommandExt;
    command.process_group(leash.and_then(|leash| i32::try_from(leash.group()).ok()).unwrap_or(0));
}

#[cfg(not(unix))]
fn join(_command: &mut Command, _leash: Option<&Leash>) {}

struct Running {
    child: Child,
    leash: Option<Leash>,
    deadline: Instant,
}

/// What a stream has said so far; `None` once it said more than is read.
type Said = Arc<Mutex<Option<Vec<u8>>>>;

impl Running {
    fn finish(mut self, call: &Call) -> Outcome {
        if let (Some(mut stdin), Some(input)) = (self.child.stdin.take(), call.input.clone()) {
            // It may end without reading all of it.
            std::thread::spawn(move || {
                let _ = stdin.write_all(input.as_bytes());
            });
        }
        let (sender, ended) = mpsc::channel();
        let stdout = self.child.stdout.take().map(|stream| read(stream, sender.clone())).unwrap_or_default();
        let stderr = self.child.stderr.take().map(|stream| read(stream, sender)).unwrap_or_default();
        let mut open = 2;
        let mut over: Option<(ExitStatus, Instant)> = None;
        loop {
            if is_over(&stdout) || is_over(&stderr) {
                self.kill();
                return Outcome::TooLong;
            }
            if over.is_none() {
                over = self.child.try_wait().ok().flatten().map(|status| (status, Instant::now()));
            }
            match over {
                Some((status, at)) if open == 0 || at.elapsed() > GRACE => return outcome(status, &stdout, &stderr),
                None if Instant::now() >= self.deadline => {
                    self.kill();
                    return Outcome::Late { seconds: call.seconds };
                }
                _ => {}
            }
            match ended.recv_timeout(Duration::from_millis(if open == 0 { 2 } else { 20 })) {
                Ok(()) => open -= 1,
                Err(RecvTimeoutError::Timeout) => {}
                // All streams are at their end; only the program is waited for.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// Kills the program and all that it has started and that did not leave its group.
    fn kill(&mut self) {
        if cfg!(unix) {
            // The standard library sends no signal to a group; every system's sh does.
            let group = self.leash.as_ref().map_or(self.child.id(), Leash::group);
            let group = format!("kill -s KILL -- -{group}");
            let _ = Command::new("/bin/sh").args(["-c", &group]).stdin(Stdio::null()).stderr(Stdio::null()).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_over(said: &Said) -> bool {
    said.lock().is_ok_and(|said| said.is_none())
}

fn read(mut stream: impl Read + Send + 'static, ended: mpsc::Sender<()>) -> Said {
    let said: Said = Arc::new(Mutex::new(Some(Vec::new())));
    let into = Arc::clone(&said);
    std::thread::spawn(move || {
        let mut buffer = [0; 64 * 1024];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            let Ok(mut said) = into.lock() else { break };
            match said.as_mut() {
                Some(bytes) if bytes.len() + count <= MOST_BYTES => bytes.extend_from_slice(&buffer[..count]),
                _ => {
                    *said = None;
                    break;
                }
            }
        }
        let _ = ended.send(());
    });
    said
}

fn outcome(status: ExitStatus, stdout: &Said, stderr: &Said) -> Outcome {
    let take = |said: &Said| said.lock().ok().and_then(|mut said| said.as_mut().map(std::mem::take));
    match (take(stdout), take(stderr), status.code()) {
        (Some(stdout), Some(stderr), Some(code)) => Outcome::Ended { code, stdout, stderr },
        (Some(_), Some(_), None) => Outcome::Killed { signal: signal(status) },
        _ => Outcome::TooLong,
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.signal().unwrap_or_default()
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> i32 {
    0
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use prodproof_live::call::Program;

    /// Runs a script in the place of a program.
    fn run(script: &str, input: Option<&str>, seconds: u64) -> Outcome {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]).stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let leash = Leash::new();
        join(&mut command, leash.as_ref());
        let child = command.spawn().expect("sh");
        let mut call = Call::new(Program::Curl, [""; 0]).seconds(seconds);
        call.input = input.map(str::to_string);
        Running { child, leash, deadline: Instant::now() + Duration::from_secs(seconds) }.finish(&call)
    }

    #[test]
    fn what_a_program_says_and_how_it_ends() {
        assert_eq!(run("echo a; echo b >&2; exit 3", None, 10), Outcome::ended(3, "a\n", "b\n"));
        assert_eq!(run("cat", Some("input"), 10), Outcome::ended(0, "input", ""));
        assert_eq!(run("exit 0", Some(&"x".repeat(1 << 20)), 10), Outcome::ended(0, "", ""), "nobody reads it");
        assert_eq!(run("kill -9 $$", None, 10), Outcome::Killed { signal: 9 });
    }

    #[test]
    fn a_program_that_hangs_is_killed_with_its_children() {
        let mark = format!("7{:06}", std::process::id());
        let start = Instant::now();
        assert_eq!(run(&format!("sleep {mark} & sleep {mark}"), None, 1), Outcome::Late { seconds: 1 });
        assert!(start.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(50));
        let alive = std::fs::read_dir("/proc").expect("proc").flatten().any(|one| {
            let words = std::fs::read(one.path().join("cmdline")).unwrap_or_default();
            words.starts_with(b"sleep") && String::from_utf8_lossy(&words).contains(&mark)
        });
        assert!(!alive, "a child is left");
    }

    #[test]
    fn a_program_that_says_too_much_is_killed() {
        assert_eq!(run("yes", None, 30), Outcome::TooLong);
        assert_eq!(run("yes >&2", None, 30), Outcome::TooLong);
    }

    #[test]
    fn what_it_leaves_behind_is_not_waited_for() {
        let start = Instant::now();
        assert_eq!(run("echo a; sleep 20 &", None, 30), Outcome::ended(0, "a\n", ""));
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn nothing_is_found_in_the_folder_where_we_are() {
        assert_eq!(find("sh", Some(".:bin::".into())), None);
        assert!(find("sh", Some("/nowhere:/bin".into())).is_some());
        assert_eq!(find("sh", None), None);
    }
}
