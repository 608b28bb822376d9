//! How git is started: everywhere the same, with nothing of the repository's run.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Output;

use xshell::{cmd, Cmd, Shell};

use super::env;

/// The lowest git that is supported; README states it and a test holds it: no option
/// that is passed here is younger.
pub const LOWEST: (u32, u32) = (2, 25);

/// Variables that bind git to one repository: `git rev-parse --local-env-vars`.
const LOCAL_VARIABLES: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
];

/// Where git looks for hooks when it shall find none.
const NO_HOOKS: &str = if cfg!(windows) { "core.hooksPath=NUL" } else { "core.hooksPath=/dev/null" };

/// Starts git in one folder.
pub(super) struct Door {
    sh: Shell,
    /// The environment speaks of another repository (we run in a hook of that one).
    foreign: bool,
    /// Objects that a partial clone lacks may be fetched: `--fetch`.
    pub fetch: bool,
}

/// git did not do what it was asked. A wish that cannot be granted, never a finding.
#[derive(Debug)]
pub struct GitRefusal(String);

impl std::fmt::Display for GitRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for GitRefusal {}

impl Door {
    pub fn new(folder: &Path) -> anyhow::Result<Self> {
        let sh = Shell::new()?;
        sh.change_dir(folder);
        Ok(Self { sh, foreign: false, fetch: false })
    }

    /// Of another repository than the one that the environment speaks of.
    pub fn foreign(folder: &Path) -> anyhow::Result<Self> {
        Ok(Self { foreign: true, ..Self::new(folder)? })
    }

    pub fn set(&self, variable: &str, value: impl AsRef<std::ffi::OsStr>) {
        self.sh.set_var(variable, value);
    }

    /// The index that the environment names.
    pub fn index(&self) -> Option<std::path::PathBuf> {
        let named = self.sh.var("GIT_INDEX_FILE").ok().filter(|index| !index.is_empty());
        named.filter(|_| !self.foreign).map(Into::into)
    }

    pub fn folder(&self) -> std::path::PathBuf {
        self.sh.current_dir()
    }

    /// git with these words, as it is configured: for questions about its configuration.
    pub fn plain(&self, args: &[&str]) -> Cmd<'_> {
        self.around(cmd!(self.sh, "git {args...}"))
    }

    /// git with these words, and nothing that a repository could have configured to be
    /// run: no file system monitor, no hook, no bare repository that a checkout brought.
    pub fn safe(&self, args: &[&str]) -> Cmd<'_> {
        let off = ["-c", "core.fsmonitor=false", "-c", "safe.bareRepository=explicit", "-c", NO_HOOKS];
        self.around(cmd!(self.sh, "git {off...} {args...}"))
    }

    fn around<'a>(&self, cmd: Cmd<'a>) -> Cmd<'a> {
        // Words to show, no lock for a mere look, no question to anybody.
        let mut cmd = cmd.quiet().ignore_status();
        cmd = cmd.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
        if !self.fetch {
            // A partial clone fetches what it lacks as soon as it is looked at. The first
            // is heard since git 2.44; the second stops the transport of any git, `ext::`
            // (a command) above all.
            cmd = cmd.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
        }
        if self.foreign {
            for variable in LOCAL_VARIABLES.iter().filter(|name| !self.is_set_here(name)) {
                cmd = cmd.env_remove(variable);
            }
        }
        cmd
    }

    /// Whether [`Door::set`] gave it a value other than the environment's.
    fn is_set_here(&self, variable: &str) -> bool {
        self.sh.var(variable).ok() != std::env::var(variable).ok()
    }

    /// What git prints; a [`GitRefusal`] where it fails.
    pub fn told(&self, cmd: Cmd<'_>, args: &[&str]) -> anyhow::Result<Vec<u8>> {
        let output = self.output(cmd)?;
        if !output.status.success() {
            return Err(self.refusal(args, &output.stderr).into());
        }
        Ok(output.stdout)
    }

    pub fn output(&self, cmd: Cmd<'_>) -> anyhow::Result<Output> {
        cmd.output().map_err(|err| not_started(&err.to_string()).into())
    }

    /// git's own words, and what can be done about them.
    pub fn refusal(&self, args: &[&str], stderr: &[u8]) -> GitRefusal {
        let words = String::from_utf8_lossy(stderr);
        let words = words.trim();
        let folder = self.folder();
        let mut text = format!("git will not read {} (git {}): {words}", folder.display(), args.join(" "));
        let set: Vec<&str> = LOCAL_VARIABLES.iter().copied().filter(|name| env(name).is_some()).collect();
        if !set.is_empty() && !self.foreign {
            text.push_str(&format!("\n  the environment sets {}: unset what points elsewhere", set.join(", ")));
        }
        text.push_str(&format!(
            "\n  a folder of another owner (a container, a volume) is read after: git config --global --add safe.directory '{}'",
            folder.display()
        ));
        GitRefusal(text)
    }
}

/// What to say where git cannot even be started.
pub(super) fn not_started(words: &str) -> GitRefusal {
    GitRefusal(format!(
        "git cannot be started ({words}): this is a git repository; put git {}.{} or newer on PATH",
        LOWEST.0, LOWEST.1
    ))
}

/// The same of a process that is talked to.
pub(super) fn not_spawned(err: &std::io::Error) -> GitRefusal {
    match err.kind() {
        ErrorKind::NotFound => not_started("it is not on PATH"),
        _ => not_started(&err.to_string()),
    }
}
