//! Nothing is lost: a run that is killed at any point is completed or undone by the next
//! one, nothing is left behind, and nothing that somebody else wrote is written over.

mod journals;
mod looks;
mod saved;

use std::collections::BTreeMap;

use super::support::{Ran, Sandbox};

const CONSTITUTION: &str = ".specify/memory/constitution.md";
const BUILD: &str = ".github/workflows/container-build.yml";
const UNIT: &str = "deploy/widget.service";

/// What the tool exits with where a test has it killed.
const KILLED: i32 = 137;

fn killed_at(sandbox: &Sandbox, words: &[&str], point: usize) -> Ran {
    sandbox.xtask_with(words, &[("XTASK_TEST_DIE_AT", &point.to_string())])
}

/// Kills a command at each point of its writing; `next` is then run, and what is there
/// must be one of `wanted`, with nothing left over.
fn at_every_point(template: &Sandbox, words: &[&str], next: &[&str], wanted: &[BTreeMap<String, Vec<u8>>]) -> usize {
    // Each of the first, then ever fewer: most of many files differ in their name only.
    let (mut point, mut killed) = (0, 0);
    loop {
        point += if point < 8 { 1 } else { 1 + point };
        let sandbox = template.copy();
        let ran = killed_at(&sandbox, words, point);
        if ran.code != KILLED {
            return killed;
        }
        killed += 1;
        let staged = sandbox.sh("[ ! -d .git ] || git add -A -n | grep xtask-").stdout;
        assert!(staged.is_empty(), "point {point}: `git add -A` takes {staged}");
        let ran = sandbox.xtask(next);
        assert!(ran.code < 2, "point {point}: {}", ran.stderr);
        let files = sandbox.files();
        let differs = |wanted: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
            let names = wanted.keys().chain(files.keys());
            names.filter(|name| wanted.get(*name) != files.get(*name)).cloned().collect()
        };
        let nearest = wanted.iter().map(differs).min_by_key(Vec::len).unwrap_or_default();
        assert!(nearest.is_empty(), "point {point}: neither as before nor as after: {nearest:?}\n{}", ran.stderr);
        assert!(!sandbox.at(".git/xtask").exists(), "point {point}: git's folder holds leftovers");
    }
}

#[test]
fn init_that_is_killed_anywhere_is_completed_by_the_next() {
    for git in [true, false] {
        let template = if git { Sandbox::git(&[]) } else { Sandbox::new() };
        template.write("Containerfile", "FROM quay.io/fedora/fedora:latest\n");
        let whole = template.copy();
        let words = ["init", "--image", "quay.io/acme/widget", "--unit", "deploy/widget.service", "--title", "Widget"];
        whole.xtask(&words).expect(0);
        let points = at_every_point(&template, &words, &words, &[whole.files()]);
        assert!(points >= 10, "{points} points");
    }
}

/// A scaffolded repository with something to fix in two files.
fn wrong() -> Sandbox {
    let sandbox = Sandbox::scaffolded();
    let build = sandbox.read(BUILD).replace("branches: [\"main\"]", "branches: [\"other\"]");
    sandbox.write(BUILD, build);
    let unit =
        sandbox.read(UNIT).replace("--label io.containers.autoupdate=registry", "--label io.containers.autoupdate=yes");
    sandbox.write(UNIT, unit);
    sandbox
}

#[test]
fn fixes_of_several_files_are_done_or_not_wherever_they_are_killed() {
    let template = wrong();
    let fixed = template.copy();
    fixed.xtask(&["verify", "--fix"]);
    assert_ne!(fixed.read(BUILD), template.read(BUILD));
    assert_ne!(fixed.read(UNIT), template.read(UNIT));
    let points = at_every_point(&template, &["verify", "--fix"], &["trace"], &[template.files(), fixed.files()]);
    assert!(points >= 6, "{points} points");
}

#[test]
fn what_was_edited_since_undoes_what_was_interrupted() {
    let template = wrong();
    let mut undone = 0;
    for point in 1..200 {
        let sandbox = template.copy();
        if killed_at(&sandbox, &["verify", "--fix"], point).code != KILLED {
            break;
        }
        // Whichever of the two is not written yet is edited by hand.
        let before = sandbox.read(UNIT);
        sandbox.write(UNIT, format!("{before}\n# mine\n"));
        let ran = sandbox.xtask(&["trace"]).expect(0);
        assert_eq!(sandbox.read(UNIT), format!("{before}\n# mine\n"), "point {point}: the edit is lost");
        if ran.stderr.contains("undid") {
            undone += 1;
            assert_eq!(sandbox.read(BUILD), template.read(BUILD), "point {point}");
        }
    }
    assert!(undone > 0);
}

/// What is removed is put back as it was: a link as a link, a program as a program.
#[test]
fn what_was_to_be_removed_comes_back_as_it_was() {
    let template = Sandbox::scaffolded();
    let unit = "deploy/widget.service";
    // The unit's text stands elsewhere; what init wrote is a link to it by now.
    template
        .sh(&format!(
            "mkdir units && mv {unit} units/w.service && ln -s ../units/w.service {unit} && chmod 750 {BUILD}"
        ))
        .expect(0);
    let state = |sandbox: &Sandbox| {
        sandbox.sh(&format!("readlink {unit}; stat -c %a {BUILD}; cat {unit} {BUILD} {CONSTITUTION} | cksum")).stdout
    };
    let before = state(&template);
    let (mut undone, mut point) = (0, 0);
    loop {
        point += if point < 12 { 1 } else { point };
        let sandbox = template.copy();
        if killed_at(&sandbox, &["init", "--remove"], point).code != KILLED {
            break;
        }
        // Something that is not gone yet is edited by hand, so that the rest is taken back.
        let last = "xtask/src/main.rs";
        if !sandbox.at(last).exists() {
            continue;
        }
        let text = sandbox.read(last);
        sandbox.write(last, format!("{text}\n// mine\n"));
        let ran = sandbox.xtask(&["trace"]);
        assert!(ran.code < 2, "point {point}: {}", ran.stderr);
        assert_eq!(sandbox.read(last), format!("{text}\n// mine\n"), "point {point}: the edit is lost");
        if ran.stderr.contains("undid") {
            undone += 1;
            assert_eq!(state(&sandbox), before, "point {point}");
        }
    }
    assert!(undone > 0);
}

/// Somebody saves a file while `init` thinks, at whichever moment: a stand-in for git does it
/// when it is asked for the n-th time. What was saved is either heard or not written over.
#[test]
fn what_is_saved_while_init_thinks_is_not_lost() {
    let git = Sandbox::new().sh("command -v git").expect(0).stdout.trim().to_string();
    let saved: &[(&str, &str, &str)] = &[
        (".pre-commit-config.yaml", "repos: []\n", "# mine\nrepos: []\n"),
        (".cargo/config.toml", "[alias]\na = \"b\"\n", "[alias]\nmine = \"b\"\n"),
        (".dockerignore", "a\n", "mine\n"),
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"a\", \"xtask\"]\n",
            "# mine\n[workspace]\nmembers = [\"a\", \"xtask\"]\n",
        ),
    ];
    let (mut refused, mut heard) = (0, 0);
    for nth in 1..40 {
        let sandbox = Sandbox::git(&[("Containerfile", "FROM scratch\nCOPY . .\n")]);
        let count = sandbox.at(".git/count").display().to_string();
        let mut saves = String::new();
        for (n, (path, before, after)) in saved.iter().enumerate() {
            sandbox.write(path, before);
            sandbox.write(&format!(".git/mine{n}"), after);
            saves += &format!("cp '{0}/.git/mine{n}' '{0}/{path}'; ", sandbox.path().display());
        }
        let shim =
            format!("#!/bin/sh\necho >> {count}\n[ $(wc -l < {count}) = {nth} ] && {{ {saves} }}\nexec {git} \"$@\"\n");
        sandbox.write(".git/shim/git", shim);
        sandbox.sh("chmod +x .git/shim/git").expect(0);
        let names: Vec<String> = sandbox.files().into_keys().collect();
        let path = format!("{}:{}", sandbox.at(".git/shim").display(), std::env::var("PATH").unwrap());
        let ran = sandbox.xtask_with(&["init", "--image", "quay.io/acme/widget"], &[("PATH", &path)]);
        if sandbox.read(".git/count").lines().count() < nth {
            break;
        }
        for (path, before, after) in saved {
            let text = sandbox.read(path);
            assert!(text.contains("mine"), "{path}, question {nth}: what was saved is lost ({})", ran.code);
            assert!(ran.code != 2 || text == *after, "{path}, question {nth}: {before:?} was written to");
        }
        if ran.code == 2 {
            refused += 1;
            assert!(ran.stderr.contains("changed meanwhile"), "question {nth}: {}", ran.stderr);
            assert_eq!(sandbox.files().into_keys().collect::<Vec<_>>(), names, "question {nth}: something was written");
        } else {
            heard += 1;
        }
    }
    assert!(refused >= 2 && heard >= 2, "refused {refused}, heard {heard}");
}

/// A scaffolded repository with an amendment that is not bumped yet.
fn amended() -> Sandbox {
    let sandbox = Sandbox::scaffolded();
    sandbox.commit("all");
    let text = sandbox.read(CONSTITUTION);
    sandbox.write(CONSTITUTION, text.replacen("MUST", "MUST NOT", 1));
    sandbox
}

#[test]
fn a_bump_is_done_or_not_wherever_it_is_killed() {
    let template = amended();
    let bumped = template.copy();
    bumped.xtask(&["bump"]).expect(0);
    assert_ne!(bumped.read(CONSTITUTION), template.read(CONSTITUTION));
    for words in [&["bump"][..], &["verify"]] {
        let points = at_every_point(&template, words, &["trace"], &[template.files(), bumped.files()]);
        assert!(points >= 2, "{words:?}: {points} points");
    }
}

/// Folders and files that the system refuses: an error, never "does not exist".
#[test]
fn what_may_not_be_read_is_not_missing() {
    let template = Sandbox::scaffolded();
    let (git, plain) = (Sandbox::git(&[]), Sandbox::new());
    for (path, bytes) in template.files().into_iter().filter(|(path, _)| !path.starts_with("xtask/")) {
        git.write(&path, &bytes);
        plain.write(&path, &bytes);
    }
    git.commit("first");
    for (kind, sandbox) in [("git", &git), ("plain", &plain)] {
        for path in [UNIT, "deploy", BUILD, ".github", CONSTITUTION, "Containerfile", "untracked"] {
            let sandbox = sandbox.copy();
            sandbox.sh("mkdir untracked && cp deploy/*.service untracked/").expect(0);
            let Some(ran) = sandbox.sh_refusable(&format!(
                "chmod 0 {path}; cargo xtask verify --check --format json; code=$?; chmod 755 {path}; exit $code"
            )) else {
                return;
            };
            assert_eq!(ran.code, 1, "{kind} {path}: {}{}", ran.stdout, ran.stderr);
            let rules = ran.rules();
            assert!(rules.contains(&"unreadable-source".to_string()), "{kind} {path}: {rules:?}");
            let no = ["no-constitution", "undeployed-image", "unpublished-image", "missing-unit"];
            let told: Vec<&String> = rules.iter().filter(|rule| no.contains(&rule.as_str())).collect();
            assert!(told.is_empty(), "{kind} {path}: {told:?}");
        }
    }
    for (path, words) in [
        ("xtask", "init --remove"),
        ("xtask/Cargo.toml", "init"),
        ("xtask/Cargo.toml", "upgrade --dry-run"),
        (".cargo", "init --dry-run"),
        (".cargo/config.toml", "init --remove"),
        (".cargo/config.toml", "hook status"),
        (".pre-commit-config.yaml", "hook install"),
        (".git/hooks", "hook status"),
        (".git/hooks/pre-commit", "hook uninstall"),
        (".", "init --dry-run"),
        (".", "verify"),
        (".github", "trace"),
        ("deploy", "trace"),
        (UNIT, "live"),
        (".specify", "mandates"),
        (CONSTITUTION, "bump --dry-run"),
    ] {
        let sandbox = template.copy();
        sandbox.sh("echo 'repos: []' > .pre-commit-config.yaml; echo > .git/hooks/pre-commit").expect(0);
        let before = sandbox.files();
        let ran = sandbox
            .sh_refusable(&format!("chmod 0 {path}; cargo xtask {words}; code=$?; chmod 755 {path}; exit $code"))
            .expect("as before");
        assert_eq!(ran.code, 2, "{path} {words}: {}{}", ran.stdout, ran.stderr);
        assert!(sandbox.files() == before, "{path} {words}: something was written");
    }
}

#[test]
fn answers_go_where_the_user_wants_them() {
    let sandbox = Sandbox::scaffolded();
    sandbox.xtask(&["verify", "--claims", "c.json"]).expect(0);
    let claims = sandbox.read("c.json");
    assert!(claims.contains("acme/widget"));
    // A neighbour of any name is left alone, a mode and a link are kept.
    sandbox.write("c.json.new", "mine");
    sandbox.sh("chmod 640 c.json && ln -s c.json link.json && mkfifo pipe").expect(0);
    sandbox.xtask(&["verify", "--claims", "link.json"]).expect(0);
    assert!(sandbox.at("link.json").symlink_metadata().unwrap().is_symlink());
    assert_eq!(sandbox.sh("stat -c %a c.json").stdout.trim(), "640");
    assert_eq!(sandbox.read("c.json.new"), "mine");
    let piped = sandbox
        .sh("(cat pipe > read &) ; cargo xtask verify --claims pipe > /dev/null; sleep 0.3; cat read; test -p pipe");
    assert!(piped.expect(0).stdout.contains("acme/widget"));
    // Standard output is the claims' alone: what else is said stands beside it.
    let ran = sandbox.xtask(&["verify", "--claims", "-"]).expect(0);
    assert_eq!(ran.json(), serde_json::from_str::<serde_json::Value>(&claims).unwrap());
    assert!(ran.stderr.starts_with("ok: "), "{}", ran.stderr);
    sandbox.xtask(&["verify", "--claims", "-", "--format", "json"]).expect(2);
    let printed = sandbox.xtask(&["fleet", ".", "--format", "json", "--output", "-"]);
    printed.json();
    let written =
        sandbox.sh("cargo xtask fleet . --format json --output out.json; test -f out.json && ! test -e out.json.new");
    written.expect(0);
    sandbox.sh("cargo xtask fleet . --output /dev/full").expect(2);
    sandbox.sh("cargo xtask fleet . --output /dev/null; test -c /dev/null").expect(0);
}

#[test]
fn claims_files_can_be_given_as_readme_says() {
    let sandbox = Sandbox::scaffolded();
    sandbox.xtask(&["verify", "--claims", "a.json"]).expect(0);
    sandbox.xtask(&["verify", "--claims", "b.json"]).expect(0);
    let ran = sandbox.xtask(&["fleet", "--claims", "a.json", "b.json", "--format", "json"]);
    assert!(ran.code < 2, "{}", ran.stderr);
    ran.json();
}

#[test]
fn a_reader_that_has_seen_enough_and_a_full_disk_end_well() {
    let sandbox = Sandbox::scaffolded();
    for words in ["verify --format json", "trace", "mandates", "explain", "completions bash"] {
        let ran = sandbox.sh(&format!("set -o pipefail; cargo xtask {words} | true"));
        assert!(ran.code < 2 && !ran.stderr.contains("panicked"), "{words}: {} {}", ran.code, ran.stderr);
    }
    for words in ["verify", "trace", "mandates", "explain B001"] {
        let ran = sandbox.sh(&format!("cargo xtask {words} > /dev/full"));
        assert_eq!(ran.code, 2, "{words}: {}", ran.stderr);
        assert!(!ran.stderr.contains("panicked"), "{words}: {}", ran.stderr);
    }
    assert!(sandbox.at(CONSTITUTION).exists());
}
