//! Somebody saves a file while a command is under way, at whichever moment: what was saved is
//! heard, or the command ends with 2 and nothing was written.

use std::collections::BTreeMap;

use super::super::support::{Ran, Sandbox};
use super::{amended, killed_at, wrong, BUILD, CONSTITUTION, KILLED, UNIT};

/// What git's own hook is called.
const HOOK: &str = ".git/hooks/pre-commit";
const PRE_COMMIT: &str = ".pre-commit-config.yaml";

/// What somebody saves in a file's place.
const SAVED: &str = "# saved\n";
const REPOS: &str =
    "printf 'repos:\\n- repo: https://example.org/x\\n  rev: v1\\n  hooks:\\n  - id: a\\n' > .pre-commit-config.yaml";

/// A command that writes, and the files of which it writes some.
struct Writer {
    name: &'static str,
    template: Sandbox,
    words: &'static [&'static str],
    paths: &'static [&'static str],
}

fn prepared(sandbox: Sandbox, line: &str) -> Sandbox {
    sandbox.sh(line).expect(0);
    sandbox
}

fn fresh() -> Sandbox {
    let sandbox = Sandbox::git(&[("Containerfile", "FROM scratch\nCOPY . .\n"), (".dockerignore", "a\n")]);
    sandbox.write(".cargo/config.toml", "[alias]\na = \"b\"\n");
    sandbox.write(PRE_COMMIT, "repos: []\n");
    sandbox
}

fn writers() -> Vec<Writer> {
    let writer = |name, template, words, paths| Writer { name, template, words, paths };
    vec![
        writer("verify", amended(), &["verify"], &[CONSTITUTION]),
        writer("verify --staged", prepared(amended(), "git add -A"), &["verify", "--staged"], &[CONSTITUTION]),
        writer("bump", amended(), &["bump"], &[CONSTITUTION]),
        writer("fix", wrong(), &["verify", "--fix"], &[BUILD, UNIT]),
        writer(
            "init",
            fresh(),
            &["init", "--image", "quay.io/acme/widget"],
            &[PRE_COMMIT, ".cargo/config.toml", ".dockerignore"],
        ),
        writer("init --remove", Sandbox::scaffolded(), &["init", "--remove"], &[BUILD, ".cargo/config.toml"]),
        writer("hook install", Sandbox::scaffolded(), &["hook", "install"], &[HOOK]),
        writer(
            "hook install, an old one",
            prepared(Sandbox::scaffolded(), "cargo xtask hook install; sed -i '$d' .git/hooks/pre-commit"),
            &["hook", "install"],
            &[HOOK],
        ),
        writer(
            "hook uninstall",
            prepared(Sandbox::scaffolded(), "cargo xtask hook install"),
            &["hook", "uninstall"],
            &[HOOK],
        ),
        writer(
            "hook install with pre-commit",
            prepared(Sandbox::scaffolded(), REPOS),
            &["hook", "install"],
            &[PRE_COMMIT],
        ),
        writer(
            "hook uninstall with pre-commit",
            prepared(Sandbox::scaffolded(), &format!("{REPOS}; cargo xtask hook install")),
            &["hook", "uninstall"],
            &[PRE_COMMIT],
        ),
    ]
}

/// Every file, and git's hook.
fn all(sandbox: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    let mut files = sandbox.files();
    if let Ok(hook) = std::fs::read(sandbox.at(HOOK)) {
        files.insert(HOOK.to_string(), hook);
    }
    files
}

/// Holds one run against what was saved in `path`; whether it was refused.
#[track_caller]
fn judged(name: &str, sandbox: &Sandbox, ran: &Ran, path: &str, before: &BTreeMap<String, Vec<u8>>) -> bool {
    let mut after = all(sandbox);
    let own = after.remove(path).unwrap_or_default();
    let own = String::from_utf8(own).expect("UTF-8");
    assert!(own.contains("# saved"), "{name}: what was saved in {path} is lost ({}){}", ran.code, ran.stderr);
    if ran.code != 2 {
        return false;
    }
    assert!(ran.stderr.contains("changed meanwhile"), "{name}: {}", ran.stderr);
    let mut before = before.clone();
    let old = before.remove(path).unwrap_or_default();
    let stands = own == SAVED
        || own.strip_prefix(&String::from_utf8(old).expect("UTF-8")).is_some_and(|more| more.lines().count() == 1);
    assert!(stands, "{name}: {path} was written to:\n{own}");
    let differs = before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name));
    assert_eq!(differs.collect::<Vec<_>>(), Vec::<&String>::new(), "{name}: written all the same");
    assert!(!sandbox.at(".git/xtask").exists(), "{name}: git's folder holds leftovers");
    true
}

#[test]
fn what_is_saved_at_any_point_of_the_writing_is_not_lost() {
    for Writer { name, template, words, paths } in writers() {
        let before = all(&template);
        let (mut point, mut refused, mut points) = (0, 0, 0);
        loop {
            point += if point < 8 { 1 } else { 1 + point / 4 };
            if killed_at(&template.copy(), words, point).code != KILLED {
                break;
            }
            points += 1;
            for path in paths {
                let sandbox = template.copy();
                let saves = format!("{point} {path}");
                let ran = sandbox.xtask_with(words, &[("XTASK_TEST_SAVES_AT", &saves)]);
                refused += usize::from(judged(&format!("{name}, point {point}"), &sandbox, &ran, path, &before));
            }
        }
        println!("{name:<32} {points} points, refused {refused}");
        assert!(refused >= paths.len().min(2), "{name}: refused {refused} of {points} points");
    }
}

/// The same before anything is written: a stand-in for git saves when it is asked for the
/// n-th time.
#[test]
fn what_is_saved_while_any_command_thinks_is_not_lost() {
    let git = Sandbox::new().sh("command -v git").expect(0).stdout.trim().to_string();
    for Writer { name, template, words, paths } in writers() {
        let before = all(&template);
        let (mut refused, mut heard) = (0, 0);
        for (nth, path) in (1..20).flat_map(|nth| paths.iter().map(move |path| (nth, path))) {
            let sandbox = template.copy();
            let (count, to) = (sandbox.at(".git/count"), sandbox.at(path));
            let shim = format!(
                "#!/bin/sh\necho >> '{0}'\n[ $(wc -l < '{0}') = {nth} ] && echo '# saved' > '{1}'\nexec {git} \"$@\"\n",
                count.display(),
                to.display()
            );
            sandbox.write(".git/shim/git", shim);
            sandbox.sh("chmod +x .git/shim/git").expect(0);
            let path_of = format!("{}:{}", sandbox.at(".git/shim").display(), std::env::var("PATH").unwrap());
            let ran = sandbox.xtask_with(words, &[("PATH", &path_of)]);
            if sandbox.read(".git/count").lines().count() < nth {
                break;
            }
            if judged(&format!("{name}, question {nth}"), &sandbox, &ran, path, &before) {
                refused += 1;
            } else {
                heard += 1;
            }
        }
        println!("{name:<32} refused {refused}, heard {heard}");
        assert!(refused + heard > 0, "{name}: the stand-in is not asked");
    }
}

/// git's hook is there whole and runs, or is not there at all; the manager's configuration
/// is one of the two.
#[test]
fn a_hook_is_written_or_not_wherever_it_is_killed() {
    for Writer { name, template, words, paths } in writers().into_iter().filter(|one| one.name.starts_with("hook")) {
        let done = template.copy();
        done.xtask(words).expect(0);
        let wanted = [all(&template), all(&done)];
        let mut point = 1;
        loop {
            let sandbox = template.copy();
            if killed_at(&sandbox, words, point).code != KILLED {
                break;
            }
            let ran = sandbox.xtask(&["hook", "status"]);
            assert!(ran.code < 2, "{name}, point {point}: {}", ran.stderr);
            assert!(wanted.contains(&all(&sandbox)), "{name}, point {point}: neither as before nor as after");
            let lame = sandbox.sh(&format!("test ! -e {HOOK} || test -x {HOOK}"));
            assert!(lame.code == 0 || paths != [HOOK], "{name}, point {point}: git passes over the hook");
            assert!(!sandbox.at(".git/xtask").exists(), "{name}, point {point}: git's folder holds leftovers");
            point += 1;
        }
        assert!(point > 2, "{name}: {point} points");
    }
}
