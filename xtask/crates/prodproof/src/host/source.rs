//! Where the running tool comes from, and whether cargo can get its library here: what
//! git says of its checkout, what cargo recorded, which folder an alias leads to.
//! Must not decide anything: [`prodproof_scaffold::source`] does.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use toml_edit::{DocumentMut, Item};

use super::{env, reader, Git};
use prodproof_scaffold::record::{self, Record};
use prodproof_scaffold::source::{Checkout, Source};
use prodproof_syntax::snapshot::CARGO_CONFIGS;

/// The file by which the tool's own folder is known.
const MARK: &str = "crates/prodproof/Cargo.toml";

/// Of a released binary, where its library can be had (`.ci/release/build.sh`): the folder that
/// it was built in means nothing where it runs.
const RELEASED: Option<&str> = option_env!("XTASK_SOURCE");

/// How the running tool came to this machine.
#[derive(Clone, Debug)]
pub enum ProgramOrigin {
    /// From its own repository.
    Checkout(Checkout),
    /// cargo fetched a commit of it, for a launcher or `cargo install`.
    Pinned(Source),
    /// From a whole copy in a repository, which knows where the tool lives, or does not.
    Copy(Option<Source>),
    Unknown,
}

/// The running tool's sources, where they are here, and where they are from.
#[derive(Clone, Debug)]
pub struct Home {
    /// The folder `xtask/` with all crates.
    pub folder: Option<PathBuf>,
    pub origin: ProgramOrigin,
}

impl Home {
    /// `root` is the repository that is worked in.
    pub fn find(root: &Path) -> Self {
        let given = env("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let launched = given.as_deref().filter(|folder| folder.join(record::NAME).is_file());
        let running = given.as_deref().filter(|folder| is_tool(folder)).map(Path::to_path_buf);
        let built =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|folder| RELEASED.is_none() && is_tool(folder));
        let folder = running.or_else(|| built.map(Path::to_path_buf)).and_then(|folder| folder.canonicalize().ok());
        let origin = match (&folder, RELEASED.and_then(Source::parse)) {
            (Some(folder), _) => origin(folder, launched, root),
            (None, Some(source)) => ProgramOrigin::Pinned(source),
            (None, None) => ProgramOrigin::Unknown,
        };
        Self { folder, origin }
    }

    /// The commit that the running tool was built from, as far as it is known.
    pub fn source(&self) -> Option<Source> {
        match &self.origin {
            ProgramOrigin::Pinned(source) | ProgramOrigin::Copy(Some(source)) => Some(source.clone()),
            ProgramOrigin::Checkout(checkout) => checkout.source().ok(),
            ProgramOrigin::Copy(None) | ProgramOrigin::Unknown => None,
        }
    }

    /// The commit of the sources, whether others can get it or not.
    pub fn commit(&self) -> Option<String> {
        match &self.origin {
            ProgramOrigin::Checkout(checkout) if checkout.clean => checkout.commit.clone(),
            ProgramOrigin::Checkout(_) => None,
            _ => self.source().map(|source| source.commit),
        }
    }
}

fn is_tool(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file() && folder.join(MARK).is_file()
}

fn origin(folder: &Path, launched: Option<&Path>, root: &Path) -> ProgramOrigin {
    if let Ok(Some(text)) = reader::text(&folder.join(record::NAME)) {
        return ProgramOrigin::Copy(Record::read(&text).ok().and_then(|record| record.source));
    }
    // Cargo marks what it checked out by itself.
    let fetched = folder.ancestors().find(|above| above.join(".cargo-ok").is_file());
    if let Some(checkout) = fetched {
        let short = checkout.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let pinned = pinned(launched, root).into_iter().find(|source| source.commit.starts_with(short));
        return pinned.map_or(ProgramOrigin::Unknown, ProgramOrigin::Pinned);
    }
    match Git::find(folder).ok().flatten() {
        Some(git) => ProgramOrigin::Checkout(checkout(&git)),
        None => ProgramOrigin::Unknown,
    }
}

/// What could have had the library fetched: the launcher that runs, the one whose binary
/// runs, this repository's, and what `cargo install` recorded beside the binary.
fn pinned(launched: Option<&Path>, root: &Path) -> Vec<Source> {
    let binary = std::env::current_exe().ok();
    let above = binary.iter().flat_map(|binary| binary.ancestors().skip(1).take(4));
    let own = dropped_in(root).map(|(_, folder)| root.join(folder));
    let folders = launched.map(Path::to_path_buf).into_iter().chain(above.map(Path::to_path_buf)).chain(own);
    let read = |path: PathBuf| reader::text(&path).ok().flatten();
    let mut sources: Vec<Source> = folders
        .filter(|folder| folder.join(record::NAME).is_file())
        .filter_map(|folder| Source::of_lock(&read(folder.join("Cargo.lock"))?))
        .collect();
    // `[v1]` of `.crates.toml`: "xtask 0.1.0 (git+URL?tag=T#COMMIT)" = ["xtask"]
    let installed = binary.iter().filter_map(|binary| read(binary.parent()?.parent()?.join(".crates.toml")));
    for text in installed {
        let Ok(document) = text.parse::<DocumentMut>() else { continue };
        let rows = document.get("v1").and_then(Item::as_table).into_iter().flat_map(|table| table.iter());
        let git = rows
            .filter_map(|(key, _)| key.rsplit_once('(').map(|(_, source)| source.trim_end_matches(')').to_string()));
        sources.extend(git.filter_map(|source| Source::parse(&source)));
    }
    sources
}

fn checkout(git: &Git) -> Checkout {
    let lines = |args: &[&str]| -> Vec<String> {
        let bytes = git.bytes(args).unwrap_or_default();
        String::from_utf8_lossy(&bytes).lines().map(str::to_string).collect()
    };
    Checkout {
        remote: git.line(&["config", "--get", "remote.origin.url"]),
        commit: git.commit("HEAD").ok().flatten().map(|commit| commit.id),
        tags: lines(&["tag", "--points-at", "HEAD"]),
        clean: git.bytes(&["status", "--porcelain", "--", "."]).is_ok_and(|changes| changes.is_empty()),
        pushed: !lines(&["branch", "--remotes", "--contains", "HEAD"]).is_empty(),
    }
}

/// The crate that was dropped into the repository at `root`: its cargo alias and its
/// folder, relative to the top.
pub fn dropped_in(root: &Path) -> Option<(String, String)> {
    // How the tool is called is asked before anything is judged: a configuration that cannot
    // be read has no alias here, and is told where the repository is read.
    let config = CARGO_CONFIGS.iter().find_map(|path| reader::text(&root.join(path)).ok().flatten())?;
    let document: DocumentMut = config.trim_start_matches('\u{feff}').parse().ok()?;
    let aliases = document.get("alias")?.as_table_like()?;
    let found = aliases.iter().find_map(|(alias, item)| {
        let words: Vec<String> = match item.as_array() {
            Some(words) => words.iter().filter_map(|word| word.as_str().map(str::to_string)).collect(),
            None => item.as_str()?.split_ascii_whitespace().map(str::to_string).collect(),
        };
        let manifest = words.iter().skip_while(|word| *word != "--manifest-path").nth(1)?;
        let folder = manifest.strip_suffix("/Cargo.toml")?;
        let at = root.join(folder);
        (at.join(record::NAME).is_file() || is_tool(&at)).then(|| (alias.to_string(), folder.to_string()))
    });
    found
}

/// How the tool is called in a repository: by its alias where it has one. Where it has none,
/// cargo may run it from a checkout of its own; else it is a binary on the path.
pub fn called(root: &Path) -> String {
    match (dropped_in(root), env("CARGO")) {
        (Some((alias, _)), _) => format!("cargo {alias}"),
        (None, Some(_)) => "cargo xtask".to_string(),
        (None, None) => "xtask".to_string(),
    }
}

/// What may become of the lock file beside a manifest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// It is that of this very commit.
    Held,
    Renewed,
    /// Of what was fetched already.
    RenewedOffline,
}

/// Whether this machine can fetch what a manifest locks: `cargo fetch`, run where the
/// repository's own configuration holds. The error is cargo's own words.
pub fn fetch(root: &Path, manifest: &Path, lock: Lock, deadline: Duration) -> Result<(), String> {
    let mut command = Command::new(env("CARGO").unwrap_or_else(|| "cargo".to_string()));
    command.arg("fetch").arg("--quiet").arg("--manifest-path").arg(manifest).current_dir(root);
    match lock {
        Lock::Held => command.arg("--locked"),
        Lock::Renewed => &mut command,
        Lock::RenewedOffline => command.arg("--offline"),
    };
    quiet(&mut command).env("CARGO_NET_RETRY", "0");
    run(&mut command, deadline).map(drop)
}

/// Runs what a manifest builds, as `cargo run` does, with its output shown; its exit status.
/// What is built is kept in `target`, unless the environment says where.
pub fn run_built(root: &Path, manifest: &Path, target: &Path, words: &[String]) -> Result<i32, String> {
    let mut command = Command::new(env("CARGO").unwrap_or_else(|| "cargo".to_string()));
    command.args(["run", "--quiet", "--manifest-path"]).arg(manifest).arg("--").args(words).current_dir(root);
    if env("CARGO_TARGET_DIR").is_none() {
        command.env("CARGO_TARGET_DIR", target);
    }
    let status = command.stdin(Stdio::null()).status().map_err(|err| format!("cargo: {err}"))?;
    status.code().ok_or_else(|| "cargo was killed".to_string())
}

/// The triple that this machine compiles for; empty where rustc does not say.
pub fn triple() -> String {
    let mut command = Command::new(env("RUSTC").unwrap_or_else(|| "rustc".to_string()));
    let said = run(quiet(command.arg("-vV")), Duration::from_secs(10)).unwrap_or_default();
    said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_string()
}

/// `git ls-remote`: every reference of a repository that may be far away.
pub fn references(url: &str, deadline: Duration) -> Result<String, String> {
    let mut command = Command::new("git");
    run(quiet(command.args(["ls-remote", "--quiet", "--", url])), deadline)
}

/// Whether anybody may read it: git with nobody's credentials.
pub fn is_public(url: &str, deadline: Duration) -> bool {
    let mut command = Command::new("git");
    command.args(["-c", "credential.helper=", "ls-remote", "--quiet", "--", url, "HEAD"]);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("HOME", "/nonexistent").env_remove("GIT_ASKPASS");
    run(quiet(&mut command), deadline).is_ok()
}

/// Asks nobody anything: a question would hang where nobody sits.
fn quiet(command: &mut Command) -> &mut Command {
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    if env("GIT_SSH_COMMAND").is_none() {
        command.env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped())
}

/// Output within the deadline, or the words of who failed.
fn run(command: &mut Command, deadline: Duration) -> Result<String, String> {
    let mut child = command.spawn().map_err(|err| format!("{}: {err}", command.get_program().to_string_lossy()))?;
    let read = |pipe: Option<Box<dyn Read + Send>>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut pipe) = pipe {
                let _ = pipe.read_to_end(&mut bytes);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let out = read(child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>));
    let err = read(child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>));
    let start = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if start.elapsed() < deadline => std::thread::sleep(Duration::from_millis(20)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                // What it started may still hold the pipes: nobody waits for that.
                return Err(format!("no answer within {} seconds", deadline.as_secs()));
            }
        }
    };
    let (out, err) = (out.join().unwrap_or_default(), err.join().unwrap_or_default());
    if status.success() {
        Ok(out)
    } else {
        Err(reason(&err))
    }
}

/// The last cause that a program names, which is the one that tells most.
fn reason(stderr: &str) -> String {
    let lines: Vec<&str> = stderr.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let first = lines.iter().find_map(|line| line.strip_prefix("error: ").or_else(|| line.strip_prefix("fatal: ")));
    let last = lines.last().copied().unwrap_or("it says nothing");
    match first {
        Some(first) if first != last && !last.ends_with(first) => format!("{first}: {last}"),
        _ => last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_end_is_not_waited_for() {
        let start = Instant::now();
        let err = run(quiet(Command::new("sleep").arg("30")), Duration::from_millis(60)).unwrap_err();
        assert!(err.contains("no answer") && start.elapsed() < Duration::from_secs(10), "{err}");
    }

    #[test]
    fn a_program_s_own_words_tell_why() {
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg("echo 'error: failed to get `x`' >&2; echo >&2; echo '  Caused by: no such host' >&2; exit 1");
        assert_eq!(
            run(quiet(&mut command), Duration::from_secs(20)).unwrap_err(),
            "failed to get `x`: Caused by: no such host"
        );
        assert!(run(quiet(&mut Command::new("no-such-program")), Duration::from_secs(1)).is_err());
    }
}
