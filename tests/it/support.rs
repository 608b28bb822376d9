//! A repository in a temporary folder, and the tool run in it as a user would.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// The binary under test.
pub const XTASK: &str = env!("CARGO_BIN_EXE_xtask-under-test");

/// 2027-01-31 in UTC, so that what is written is the same every day.
pub const EPOCH: &str = "1801353600";
pub const TODAY: &str = "2027-01-31";

/// Variables of the machine that would change what the tool says.
const SCRUBBED: &[&str] = &[
    "CI",
    "GITHUB_ACTIONS",
    "GITHUB_REPOSITORY",
    "GITHUB_EVENT_NAME",
    "GITHUB_EVENT_PATH",
    "GITHUB_BASE_REF",
    "GITHUB_SHA",
    "GITHUB_STEP_SUMMARY",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_WORK_TREE",
    "GIT_PREFIX",
    "COLUMNS",
];

/// A repository, or a folder that will be one.
pub struct Sandbox {
    dir: TempDir,
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|err| panic!("{err} in:\n{}", self.stdout))
    }

    /// The codes and names of all findings of `--format json`.
    pub fn rules(&self) -> Vec<String> {
        let json = self.json();
        let findings = json["findings"].as_array().expect("findings");
        findings.iter().map(|finding| finding["name"].as_str().expect("name").to_string()).collect()
    }
}

impl Sandbox {
    pub fn new() -> Self {
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix("widget");
        let dir = memory().map_or_else(|| builder.tempdir(), |memory| builder.tempdir_in(memory));
        Self { dir: dir.expect("a temporary folder") }
    }

    /// A git repository on the branch `main` with these files committed.
    pub fn git(files: &[(&str, &str)]) -> Self {
        let sandbox = Self::new();
        for (path, text) in files {
            sandbox.write(path, text);
        }
        let commit = if files.is_empty() { "" } else { "&& git add -A && git commit -q -m first" };
        sandbox.sh(&format!("git init -q -b main . {commit}")).expect(0);
        sandbox
    }

    /// A repository of `acme/widget` that `init` has filled, committed. It is filled once
    /// for all tests.
    pub fn scaffolded() -> Self {
        static FILLED: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
        let filled = FILLED.get_or_init(|| {
            let sandbox = Self::git(&[]);
            sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
            sandbox.write("Containerfile", "FROM scratch\n");
            sandbox.xtask(&["init"]).expect(0);
            sandbox.files()
        });
        let sandbox = Self::new();
        for (path, bytes) in filled {
            sandbox.write(path, bytes);
        }
        let remote = "git remote add origin https://github.com/acme/widget.git";
        sandbox.sh(&format!("git init -q -b main . && {remote} && git add -A && git commit -q -m first")).expect(0);
        sandbox
    }

    /// The same once more, git's own files included.
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        copy.sh(&format!("cp -a '{}/.' .", self.path().display())).expect(0);
        copy
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let full = self.at(path);
        fs::create_dir_all(full.parent().expect("a folder")).expect("folders");
        fs::write(full, text).expect("a file");
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|err| panic!("{path}: {err}"))
    }

    pub fn commit(&self, message: &str) {
        self.sh(&format!("git add -A && git commit -q --allow-empty -m '{message}'")).expect(0);
    }

    /// A command line in this folder; `cargo xtask` is the tool under test.
    pub fn sh(&self, line: &str) -> Ran {
        self.sh_in("", line, &[])
    }

    pub fn sh_in(&self, folder: &str, line: &str, vars: &[(&str, &str)]) -> Ran {
        let line = line.replace("cargo xtask", XTASK);
        let mut command = Command::new("bash");
        command.arg("-c").arg(line).current_dir(self.at(folder));
        ran(clean(&mut command).envs(vars.iter().copied()).output())
    }

    /// A command line as somebody to whom the system can refuse something: the folder is his.
    /// `None` where there is no such person: root, and no `setpriv`.
    pub fn sh_refusable(&self, line: &str) -> Option<Ran> {
        let line = line.replace('\'', "'\\''");
        let ran = self.sh(&format!(
            "[ $(id -u) != 0 ] && exec bash -c '{line}'; command -v setpriv >/dev/null || exit 77
             chown -R 65534:65534 . && chmod a+x . && HOME=/nonexistent exec setpriv --reuid=65534 --regid=65534 --clear-groups bash -c '{line}'"
        ));
        if ran.code == 77 {
            eprintln!("SKIPPED: the system refuses nothing to root, and there is no setpriv");
            return None;
        }
        Some(ran)
    }

    /// The tool with these words, in this folder.
    pub fn xtask(&self, words: &[&str]) -> Ran {
        self.xtask_with(words, &[])
    }

    pub fn xtask_with(&self, words: &[&str], vars: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(XTASK);
        command.args(words).current_dir(self.path());
        ran(clean(&mut command).envs(vars.iter().copied()).output())
    }

    /// Every file but git's own, with its bytes.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        tree(self.path())
    }
}

/// Every file below a folder but git's own and what is built, with its bytes.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(root)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git" && entry.file_name() != "target")
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below").to_str().expect("UTF-8").to_string();
            (path, fs::read(entry.path()).expect("readable"))
        })
        .collect()
}

/// A file system that needs no disk, where there is one with room: the tool syncs each file
/// that it writes.
fn memory() -> Option<&'static Path> {
    static MEMORY: OnceLock<bool> = OnceLock::new();
    const LOOK: &str = "[ -z \"$TMPDIR\" ] && [ \"$(df -Pk /dev/shm | awk 'END { print $4 }')\" -gt 1000000 ] &&
        file=$(mktemp -p /dev/shm) && chmod +x \"$file\" && { \"$file\"; ran=$?; rm \"$file\"; exit $ran; }";
    let has = || Command::new("sh").args(["-c", LOOK]).output().is_ok_and(|looked| looked.status.success());
    MEMORY.get_or_init(has).then_some(Path::new("/dev/shm"))
}

/// A folder of the tool's own shape with few files: what `init` copies, where a test does not
/// ask how much the real one is.
fn stand_in() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    const FILES: &[(&str, &str)] = &[
        ("Cargo.toml", "[package]\nname = \"xtask\"\nversion = \"0.1.0\"\n"),
        ("Cargo.lock", "version = 4\n"),
        ("src/main.rs", "fn main() {}\n"),
        ("crates/prodproof/Cargo.toml", "[package]\nname = \"prodproof\"\nversion = \"0.1.0\"\n"),
    ];
    FOLDER.get_or_init(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stand-in");
        for (path, text) in FILES {
            let full = root.join(path);
            fs::create_dir_all(full.parent().expect("a folder")).expect("folders");
            // Several runs may come to write it at once.
            let aside = full.with_extension(std::process::id().to_string());
            fs::write(&aside, text).and_then(|()| fs::rename(&aside, &full)).expect("a file");
        }
        root
    })
}

/// The same environment on every machine.
pub fn clean(command: &mut Command) -> &mut Command {
    for name in SCRUBBED {
        command.env_remove(name);
    }
    command
        .env("SOURCE_DATE_EPOCH", EPOCH)
        .env("XTASK_TEST_NOW", EPOCH)
        // Nothing is fetched: where the tool's own checkout would allow a launcher, the
        // copy is dropped, as on a machine without a network.
        .env("CARGO_NET_OFFLINE", "true")
        // Which cargo runs it decides how the tool calls itself.
        .env("CARGO", env!("CARGO"))
        .env("CARGO_MANIFEST_DIR", stand_in())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_AUTHOR_NAME", "A")
        .env("GIT_AUTHOR_EMAIL", "a@example.org")
        .env("GIT_COMMITTER_NAME", "A")
        .env("GIT_COMMITTER_EMAIL", "a@example.org")
        .env("GIT_AUTHOR_DATE", "2027-01-30T12:00:00Z")
        .env("GIT_COMMITTER_DATE", "2027-01-30T12:00:00Z")
}

fn ran(output: std::io::Result<Output>) -> Ran {
    let output = output.expect("it starts");
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The project's own folder.
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project").to_path_buf()
}

/// Whether generated files are to be rewritten rather than compared: `BLESS=1`.
pub fn bless() -> bool {
    std::env::var_os("BLESS").is_some()
}
