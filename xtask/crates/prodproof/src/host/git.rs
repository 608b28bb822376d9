//! Calls of git. Must not know what the answers are for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;

use anyhow::{bail, Context};
use xshell::{cmd, Cmd, Shell};

use super::env;

/// A git repository as seen from one folder of its work tree, or a bare one.
pub struct Git {
    sh: Shell,
    /// The environment speaks of another repository (we run in a hook of that one).
    foreign: bool,
    /// The folder is the top of the work tree, or a bare repository.
    pub top: bool,
    /// git's own folder, where it is known without a question.
    pub(super) own: Option<PathBuf>,
}

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

/// One entry of a tree.
pub struct Entry {
    /// `100644`, `100755`, `120000` (link), `160000` (submodule).
    pub mode: String,
    pub object: String,
    pub size: u64,
    pub path: String,
}

impl Git {
    /// The repository of `folder` (canonical), seen from there: paths that git tells are
    /// relative to it. Inside of a hook, the variables that git has set are kept if it is
    /// the hook's own repository, and dropped if it is another one.
    pub(super) fn find(folder: &Path) -> Option<Self> {
        let sh = Shell::new().ok()?;
        let start = sh.current_dir().canonicalize().ok()?;
        sh.change_dir(folder);
        let foreign = !folder.starts_with(&start) && !start.starts_with(folder);
        if !foreign {
            if env("GIT_DIR").is_some() && env("GIT_WORK_TREE").is_none() {
                // A hook of a linked work tree sets GIT_DIR alone; git would then take
                // whatever folder it runs in for the top. Hooks start at the top.
                sh.set_var("GIT_WORK_TREE", &start);
            }
            if let Some(index) = env("GIT_INDEX_FILE") {
                sh.set_var("GIT_INDEX_FILE", start.join(index));
            }
        }
        let git = Self { sh, foreign, top: false, own: None };
        let top = git.line(&["rev-parse", "--show-toplevel"])?;
        let top = Path::new(&top).canonicalize().ok()?;
        // A folder that the repository around it ignores is none of that repository's.
        if top != folder && git.ok(&["check-ignore", "-q", "."]) {
            return None;
        }
        Some(Self { top: top == folder, ..git })
    }

    /// The repository whose work tree or bare clone `folder` (canonical) itself is, taken
    /// at its word: the first call tells if it is broken. Nothing around it counts, neither
    /// the environment nor the folders above, and nothing is fetched.
    pub(super) fn elsewhere(folder: &Path, own: PathBuf) -> anyhow::Result<Self> {
        let sh = Shell::new()?;
        sh.change_dir(folder);
        sh.set_var("GIT_CEILING_DIRECTORIES", folder.parent().unwrap_or(folder));
        // A partial clone fetches what it lacks as soon as it is looked at.
        sh.set_var("GIT_NO_LAZY_FETCH", "1");
        // In a linked work tree and in a submodule `.git` is a file.
        Ok(Self { sh, foreign: true, top: true, own: own.is_dir().then_some(own) })
    }

    fn git(&self, args: &[&str]) -> Cmd<'_> {
        let mut cmd = cmd!(self.sh, "git {args...}").quiet().ignore_status();
        // Words to compare with, no lock for a mere look, no question to anybody.
        cmd = cmd.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
        if self.foreign {
            for variable in LOCAL_VARIABLES {
                cmd = cmd.env_remove(variable);
            }
        }
        cmd
    }

    /// The first line of what git prints; `None` where it fails or prints nothing.
    pub fn line(&self, args: &[&str]) -> Option<String> {
        let output = self.git(args).output().ok()?;
        if !output.status.success() {
            return None;
        }
        let text = String::from_utf8(output.stdout).ok()?;
        text.lines().next().map(str::to_string).filter(|line| !line.is_empty())
    }

    /// Whether git exits with 0.
    pub fn ok(&self, args: &[&str]) -> bool {
        self.git(args).output().is_ok_and(|output| output.status.success())
    }

    /// What git prints, as bytes; an error with its own words where it fails.
    pub fn bytes(&self, args: &[&str]) -> anyhow::Result<Vec<u8>> {
        self.checked(self.git(args), args)
    }

    /// The same, where an exit with 1 says that there is nothing, as `git config` does.
    pub fn bytes_if_any(&self, args: &[&str]) -> anyhow::Result<Vec<u8>> {
        let output = self.git(args).output().context("starting git")?;
        if output.status.code() == Some(1) {
            return Ok(Vec::new());
        }
        told(output, args)
    }

    fn checked(&self, cmd: Cmd<'_>, args: &[&str]) -> anyhow::Result<Vec<u8>> {
        told(cmd.output().context("starting git")?, args)
    }

    /// Names separated by NUL, as `-z` prints them. Names that are not UTF-8 are shown
    /// with replacement characters; no file that matters has such a name.
    pub fn names(&self, args: &[&str]) -> anyhow::Result<Vec<String>> {
        let bytes = self.bytes(args)?;
        Ok(bytes
            .split(|&byte| byte == 0)
            .filter(|name| !name.is_empty())
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect())
    }

    /// All files of a tree below the folder, with modes and sizes.
    pub fn tree(&self, tree: &str) -> anyhow::Result<Vec<Entry>> {
        let lines = self.names(&["ls-tree", "-r", "-z", "--long", tree])?;
        let mut entries = Vec::with_capacity(lines.len());
        for line in lines {
            // "<mode> SP <type> SP <object> SP+ <size> TAB <path>"
            let (meta, path) = line.split_once('\t').context("git ls-tree printed a line without a tab")?;
            let mut words = meta.split_ascii_whitespace();
            let (Some(mode), Some(_), Some(object), size) = (words.next(), words.next(), words.next(), words.next())
            else {
                bail!("git ls-tree printed `{meta}`");
            };
            entries.push(Entry {
                mode: mode.to_string(),
                object: object.to_string(),
                size: size.and_then(|size| size.parse().ok()).unwrap_or(0),
                path: path.to_string(),
            });
        }
        Ok(entries)
    }

    /// The contents of objects, by object id, in one process. Names may be any that git
    /// knows (`HEAD:path`); one that names nothing is left out.
    pub fn objects(&self, objects: &[&str]) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        let mut contents = BTreeMap::new();
        if objects.is_empty() {
            return Ok(contents);
        }
        let input = objects.join("\n") + "\n";
        let args = ["cat-file", "--batch"];
        let output = self.checked(self.git(&args).stdin(input), &args)?;
        let mut rest = output.as_slice();
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            // "<object> SP <type> SP <size> LF <contents> LF"
            let header = String::from_utf8_lossy(&rest[..end]).into_owned();
            let mut words = header.split(' ');
            if header.ends_with(" missing") {
                rest = rest.get(end + 1..).unwrap_or_default();
                continue;
            }
            let (Some(object), Some(_), Some(size)) =
                (words.next(), words.next(), words.next().and_then(|size| size.parse::<usize>().ok()))
            else {
                bail!("git cat-file answered `{header}`: the object is missing here");
            };
            let from = end + 1;
            let content = rest.get(from..from + size).context("git cat-file stopped in the middle of an object")?;
            contents.insert(object.to_string(), content.to_vec());
            rest = rest.get(from + size + 1..).unwrap_or_default();
        }
        Ok(contents)
    }

    /// The full name of the commit that `revision` names.
    pub fn commit(&self, revision: &str) -> Option<String> {
        self.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])
    }

    pub fn is_shallow(&self) -> bool {
        self.line(&["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true")
    }
}

fn told(output: Output, args: &[&str]) -> anyhow::Result<Vec<u8>> {
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        bail!("git {}: {}", args.join(" "), words.trim());
    }
    Ok(output.stdout)
}
