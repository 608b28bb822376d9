//! Who is started by what speaks to nobody: git alone, with words and variables that let it run
//! nothing, fetch nothing and ask nobody. And no socket is opened.

use std::collections::BTreeSet;

use super::super::support::{Ran, Sandbox, XTASK};

/// Programs that could be started, by anybody's mistake.
const OTHERS: &[&str] = &[
    "gh",
    "ssh",
    "curl",
    "wget",
    "skopeo",
    "crane",
    "regctl",
    "docker",
    "podman",
    "systemctl",
    "make",
    "just",
    "node",
    "npm",
    "python3",
    "pre-commit",
    "cargo",
    "rustc",
    "sh",
    "bash",
    "stty",
];

/// A folder that is the whole PATH: whoever is started from it writes that down.
struct Watched<'a> {
    sandbox: &'a Sandbox,
}

impl<'a> Watched<'a> {
    fn new(sandbox: &'a Sandbox) -> Self {
        let git = sandbox.sh("command -v git").expect(0).stdout.trim().to_string();
        let log = sandbox.at(".git/started").display().to_string();
        for name in OTHERS {
            sandbox
                .write(&format!(".git/path/{name}"), format!("#!/bin/sh\necho '{name}' \"$@\" >> '{log}'\nexit 1\n"));
        }
        let shown = ["LC_ALL", "GIT_OPTIONAL_LOCKS", "GIT_TERMINAL_PROMPT", "GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"];
        let foreign = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_COUNT"];
        let shown: String = shown.iter().chain(&foreign).map(|name| format!(" {name}=${name}")).collect();
        let shim = format!("#!/bin/sh\necho \"git{shown} : $*\" >> '{log}'\nexec {git} \"$@\"\n");
        sandbox.write(".git/path/git", shim);
        sandbox.sh("chmod +x .git/path/*").expect(0);
        Self { sandbox }
    }

    /// Who was started by one command.
    fn started(&self, words: &[&str], vars: &[(&str, &str)]) -> (Ran, Vec<String>) {
        let path = self.sandbox.at(".git/path").display().to_string();
        let cargo = self.sandbox.at(".git/path/cargo").display().to_string();
        let log = self.sandbox.at(".git/started");
        let _ = std::fs::remove_file(&log);
        let own = [("PATH", path.as_str()), ("CARGO", cargo.as_str()), ("RUSTC", "rustc")];
        let vars: Vec<(&str, &str)> = own.into_iter().chain(vars.iter().copied()).collect();
        let ran = self.sandbox.xtask_with(words, &vars);
        let log = std::fs::read_to_string(log).unwrap_or_default();
        (ran, log.lines().map(str::to_string).collect())
    }
}

const LOOKS: &[&[&str]] = &[
    &["verify"],
    &["verify", "--fix"],
    &["verify", "--check", "--staged"],
    &["verify", "--check", "--rev", "HEAD"],
    &["trace"],
    &["mandates"],
    &["bump", "--dry-run"],
    &["hook", "install"],
    &["hook", "status"],
    &["hook", "uninstall"],
    &["fleet", "."],
    &["live", "--dry-run"],
    &["explain", "B001"],
    &["completions", "bash"],
];

#[test]
fn a_look_starts_git_alone_and_lets_it_do_nothing() {
    let sandbox = Sandbox::scaffolded();
    // Things that are there to be run.
    sandbox.write("Makefile", "all:\n\ttouch ran\n");
    sandbox.write(".pre-commit-config.yaml", "repos: []\n");
    let watched = Watched::new(&sandbox);
    let mut safe = 0;
    for words in LOOKS {
        let (ran, started) = watched.started(words, &[]);
        assert!(ran.code < 2, "{words:?}: exit {}: {}", ran.code, ran.stderr);
        for line in &started {
            let held = line.starts_with(
                "git LC_ALL=C GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0 GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none ",
            );
            assert!(held, "{words:?} started {line}");
            let (_, asked) = line.split_once(" : ").unwrap();
            let off = "-c core.fsmonitor=false -c safe.bareRepository=explicit -c core.hooksPath=/dev/null ";
            // What is configured is asked as it is configured, and where hooks stand.
            let plain = ["config ", "rev-parse --git-path hooks/pre-commit"];
            assert!(asked.starts_with(off) || plain.iter().any(|plain| asked.starts_with(plain)), "{words:?}: {asked}");
            safe += usize::from(asked.starts_with(off));
        }
    }
    assert!(safe > LOOKS.len(), "{safe}");
    // With leave to fetch, and only then.
    let (_, started) = watched.started(&["verify", "--check", "--fetch", "--base", "HEAD"], &[]);
    assert!(started.iter().all(|line| line.contains("GIT_NO_LAZY_FETCH= GIT_ALLOW_PROTOCOL= ")), "{started:#?}");
    // The others can be heard.
    let (_, started) = watched.started(&["live"], &[]);
    for name in ["gh", "skopeo"] {
        assert!(started.iter().any(|line| line.starts_with(name)), "{name}: {started:#?}");
    }
}

/// What the environment says of this repository is not said of another one.
#[test]
fn of_other_repositories_the_environment_says_nothing() {
    let sandbox = Sandbox::scaffolded();
    let other = Sandbox::scaffolded();
    let path = other.path().display().to_string();
    let watched = Watched::new(&sandbox);
    let (own, index) = (sandbox.at(".git").display().to_string(), sandbox.at(".git/index").display().to_string());
    let objects = sandbox.at(".git/objects").display().to_string();
    let vars = [
        ("GIT_DIR", own.as_str()),
        ("GIT_INDEX_FILE", index.as_str()),
        ("GIT_OBJECT_DIRECTORY", objects.as_str()),
        ("GIT_CONFIG_COUNT", "0"),
    ];
    let (ran, started) = watched.started(&["fleet", &path], &vars);
    assert!(ran.code < 2 && !started.is_empty(), "{}", ran.stderr);
    for line in &started {
        assert!(line.contains("GIT_DIR= GIT_INDEX_FILE= GIT_OBJECT_DIRECTORY= GIT_CONFIG_COUNT= "), "{line}");
    }
    let (_, started) = watched.started(&["verify", "--check"], &vars);
    assert!(started.iter().any(|line| line.contains(&format!("GIT_DIR={own} "))), "{started:#?}");
}

/// `init` builds what it drops in and nothing else: cargo and rustc.
#[test]
fn init_starts_cargo_and_rustc_besides() {
    let sandbox = Sandbox::git(&[("Containerfile", "FROM scratch\n")]);
    let watched = Watched::new(&sandbox);
    let (_, started) = watched.started(&["init", "--image", "quay.io/acme/widget"], &[]);
    let names: BTreeSet<&str> = started.iter().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.iter().all(|name| ["git", "cargo", "rustc"].contains(name)), "{started:#?}");
}

/// As the kernel sees it, where it can be asked.
#[test]
fn no_socket_is_opened() {
    let sandbox = Sandbox::scaffolded();
    sandbox.sh("git remote add up https://127.0.0.1:9/x.git").expect(0);
    let trace = "strace -f -qq -o .git/calls -e trace=socket,connect,sendto";
    let control = sandbox.sh(&format!("{trace} bash -c 'exec 3<>/dev/tcp/127.0.0.1/9'; cat .git/calls"));
    if !control.stdout.contains("AF_INET") {
        eprintln!("SKIPPED: there is no strace that may look");
        return;
    }
    let looks: String = LOOKS.iter().map(|words| format!("{XTASK} {}\n", words.join(" "))).collect();
    sandbox.write(".git/looks", looks);
    let ran = sandbox.sh(&format!("{trace} sh .git/looks >/dev/null; cat .git/calls"));
    assert!(!ran.stdout.contains("AF_INET") && !ran.stdout.contains("AF_NETLINK"), "{}", ran.stdout);
}
