//! Nothing is lost: a run that is killed at any point is completed or undone by the next
//! one, nothing is left behind, and nothing that somebody else wrote is written over.

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
