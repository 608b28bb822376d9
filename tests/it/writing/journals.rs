//! What stands below git's folder may have been put there by anybody: a journal moves nothing
//! but what a run of ours could have meant to move. And git's folder may stand elsewhere.

use std::fs;
use std::path::Path;

use serde_json::{json, Value};

use super::super::support::{tree, Sandbox};
use super::{amended, at_every_point, killed_at, wrong, KILLED};

/// A journal of a process that is gone, and what it would have staged.
fn forge(sandbox: &Sandbox, number: usize, journal: impl AsRef<[u8]>) -> String {
    let name = format!(".git/xtask/.xtask-journal.{number}-1.json");
    sandbox.write(&name, journal);
    name
}

fn step(to: &str, from: Option<&str>) -> Value {
    json!({ "to": to, "from": from, "before": null, "after": "x\n", "link": null, "mode": null })
}

fn journal(steps: &[Value], made: &[&str]) -> String {
    json!({ "steps": steps, "made": made }).to_string()
}

#[test]
fn a_forged_journal_moves_nothing() {
    let sandbox = Sandbox::scaffolded();
    let outside = Sandbox::new();
    outside.write("kept", "theirs\n");
    outside.sh("mkdir empty").expect(0);
    let (top, out) = (sandbox.path().display().to_string(), outside.path().display().to_string());
    sandbox.sh(&format!("ln -s '{out}' deploy/out; ln -s '{out}/none' deploy/dangling")).expect(0);
    let staged = format!("{top}/.git/xtask/0-1.0.xtask-tmp");
    sandbox.write(".git/xtask/keep/x", "");
    let removed = |to: &str| json!({ "to": to, "from": null, "before": "theirs\n", "after": null });
    let name = outside.path().file_name().unwrap().to_string_lossy().into_owned();
    let forged = [
        journal(&[step(&format!("{out}/new"), Some(&staged))], &[]),
        journal(&[step(&format!("{top}/../{name}/new"), Some(&staged))], &[]),
        journal(&[step(&format!("{top}/none/../../{name}/new"), Some(&staged))], &[]),
        journal(&[step(&format!("{top}/deploy/out/new"), Some(&staged))], &[]),
        journal(&[step("relative", Some(&staged))], &[]),
        journal(&[step(&format!("{top}/.git/hooks/pre-commit"), Some(&staged))], &[]),
        journal(&[step(&format!("{top}/deploy/.GIT/hooks/pre-commit"), Some(&staged))], &[]),
        journal(&[step(&format!("{top}/deploy/new"), Some(&format!("{out}/kept")))], &[]),
        journal(&[step(&format!("{top}/deploy/new"), Some(&format!("{top}/README.md")))], &[]),
        journal(&[step(&format!("{top}/deploy/new"), Some(&format!("{out}/.x.xtask-tmp/staged.xtask-tmp")))], &[]),
        journal(&[removed(&format!("{out}/kept"))], &[]),
        journal(&[removed(&format!("{top}/deploy/out/kept"))], &[]),
        // One that is right does not carry another.
        journal(&[step(&format!("{top}/deploy/new"), Some(&staged)), removed(&format!("{out}/kept"))], &[]),
        journal(&[], &[&format!("{out}/empty")]),
        "{".repeat(100_000),
        "[".repeat(100_000),
        "{}".to_string(),
        String::new(),
    ];
    for (number, text) in forged.iter().enumerate() {
        forge(&sandbox, number, text);
    }
    forge(&sandbox, 100, [0xff, 0xfe]);
    sandbox
        .sh(&format!(
            "cd .git/xtask; mkfifo .xtask-journal.101-1.json; mkdir .xtask-journal.102-1.json
             truncate -s 1G .xtask-journal.103-1.json; ln -s /dev/zero .xtask-journal.104-1.json
             ln -s '{out}/kept' .xtask-journal.105-1.json; mkdir -p '{out}/.x.xtask-tmp'
             echo x > 0-1.0.xtask-tmp; echo x > '{out}/.x.xtask-tmp/staged.xtask-tmp'"
        ))
        .expect(0);
    let (before, theirs) = (sandbox.files(), tree(outside.path()));
    let ran = sandbox.sh("timeout 20 cargo xtask trace");
    assert!(ran.code < 2, "exit {}: {}", ran.code, ran.stderr);
    assert_eq!(
        ran.stderr.matches("is no journal of ours and was left alone").count(),
        forged.len() + 6,
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.files(), before);
    assert_eq!(tree(outside.path()), theirs);
    assert!(outside.at("empty").is_dir());
    assert!(!sandbox.at(".git/hooks/pre-commit").exists());

    // Each could have been carried out: one that means a file of the work tree is.
    sandbox.sh("rm -rf .git/xtask/.xtask-journal*").expect(0);
    sandbox.write(".git/xtask/0-1.0.xtask-tmp", "x\n");
    forge(&sandbox, 1, journal(&[step(&format!("{top}/deploy/new"), Some(&staged))], &[]));
    let ran = sandbox.xtask(&["trace"]);
    assert!(ran.stderr.contains("completed a run that was interrupted"), "{}", ran.stderr);
    assert_eq!(sandbox.read("deploy/new"), "x\n");
}

#[test]
fn a_linked_work_tree_is_completed_as_any_other() {
    let main = wrong();
    main.commit("wrong");
    let template = Sandbox::new();
    template
        .sh(&format!("git -C '{}' worktree add -q --detach '{}'", main.path().display(), template.path().display()))
        .expect(0);
    let fixed = main.copy();
    fixed.xtask(&["verify", "--fix"]);
    // The link names one place: each point begins from the same state there.
    let mut point = 0;
    loop {
        point += if point < 8 { 1 } else { 1 + point };
        template.sh("git checkout -qf .; git clean -qfdx").expect(0);
        if killed_at(&template, &["verify", "--fix"], point).code != KILLED {
            break;
        }
        let ran = template.xtask(&["trace"]);
        assert!(ran.code < 2, "point {point}: {}", ran.stderr);
        assert!(!ran.stderr.contains("left alone"), "point {point}: {}", ran.stderr);
        let files = template.files();
        assert!(files == main.files() || files == fixed.files(), "point {point}: {}", ran.stderr);
    }
    assert!(point > 8, "{point} points");
}

/// Where git's folder is on another device nothing can be renamed from there: what is staged
/// stands beside its place, and neither git nor the next run takes it for a file.
#[test]
fn git_s_folder_may_be_on_another_device() {
    let elsewhere = [Path::new("/dev/shm"), Path::new("/tmp"), Path::new(env!("CARGO_TARGET_TMPDIR"))];
    let sandbox = amended();
    let device = |path: &Path| {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).map(|metadata| metadata.dev()).ok()
    };
    let is_other = |folder: &&&Path| device(folder).is_some_and(|own| Some(own) != device(sandbox.path()));
    let Some(other) = elsewhere.iter().find(is_other) else {
        println!("there is no other device here");
        return;
    };
    let gits = other.join(format!("xtask-gits-{}", std::process::id()));
    for (template, words) in [(sandbox, &["verify"][..]), (wrong(), &["verify", "--fix"])] {
        template.sh(&format!("rm -rf '{0}'; mv .git '{0}'; echo 'gitdir: {0}' > .git", gits.display())).expect(0);
        let done = template.copy();
        done.xtask(words);
        assert_ne!(done.files(), template.files());
        let points = at_every_point(&template, words, &["trace"], &[template.files(), done.files()]);
        assert!(points >= 4, "{points} points");
        assert!(!gits.join("xtask").exists(), "git's folder holds leftovers");
    }
    fs::remove_dir_all(gits).unwrap();
}

/// What a killed run was about to put into a file that the user named is cleaned as well.
#[test]
fn an_answer_that_was_half_written_leaves_nothing() {
    for (template, words) in [
        (wrong(), &["fleet", ".", "--format", "json", "--output", "out.json"][..]),
        (Sandbox::new(), &["verify", "--check", "--claims", "out.json"]),
    ] {
        template.write("out.json", "before\n");
        let mut point = 1;
        loop {
            let sandbox = template.copy();
            let ran = killed_at(&sandbox, words, point);
            if ran.code != KILLED {
                break;
            }
            sandbox.xtask(&["trace"]);
            let mut files = sandbox.files();
            let out = String::from_utf8(files.remove("out.json").unwrap()).unwrap();
            assert!(out == "before\n" || serde_json::from_str::<Value>(&out).is_ok(), "point {point}: {out}");
            assert!(files.keys().all(|name| template.at(name).exists()), "point {point}: {:?}", files.keys());
            assert!(!sandbox.at(".git/xtask").exists(), "point {point}: git's folder holds leftovers");
            point += 1;
        }
        assert!(point > 2, "{point} points");
    }
}
