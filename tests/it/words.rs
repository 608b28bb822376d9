//! What people read, as they read it: whole words at any width of a terminal, the name by
//! which the tool is called here, and a last line that says what to do.

use super::support::{Ran, Sandbox};
use prodproof_rules::fold::columns;

/// The incident, in which every command has much to say.
fn incident() -> Sandbox {
    let sandbox = Sandbox::git(&[]);
    let case = super::support::home().join("tests/cases/incident/base");
    for (path, bytes) in super::support::tree(&case) {
        sandbox.write(&path, bytes);
    }
    sandbox.sh("git remote add origin https://github.com/harbour/tidepool.git").expect(0);
    sandbox.commit("first");
    sandbox
}

/// The lines that are wider than the terminal although they could be folded: quoted sources
/// are cut by whoever quotes them, and a word is never divided.
fn torn(text: &str, width: usize) -> Vec<&str> {
    // What a page shows to be typed stays as it is; what a terminal has printed is folded.
    let is_printed = text.contains("[F012]") || text.contains("[L019]");
    let is_code = |line: &&str| line.starts_with("    ") && text.contains("\nUSE INSTEAD\n") && !is_printed;
    let foldable = |line: &&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        columns(line) > width && words.len() > 1 && words.iter().all(|word| columns(word) + 8 < width)
    };
    text.lines().filter(|line| foldable(line) && !is_code(line)).collect()
}

const COMMANDS: [&[&str]; 27] = [
    &["verify", "--check"],
    &["trace"],
    &["mandates"],
    &["bump", "--dry-run"],
    &["explain"],
    &["explain", "B004"],
    &["explain", "D036"],
    &["explain", "F012"],
    &["explain", "L019"],
    &["explain", "tag"],
    &["explain", "nothing-of-this-name"],
    &["hook", "status"],
    &["hook", "install"],
    &["upgrade"],
    &["upgrade", "--check"],
    &["live", "--only", "site"],
    &["--help"],
    &["init", "--help"],
    &["verify", "--help"],
    &["bump", "--help"],
    &["trace", "--help"],
    &["live", "--help"],
    &["fleet", "."],
    &["fleet", "--help"],
    &["upgrade", "--help"],
    &["mandates", "--help"],
    &["verify", "--nothing-of-this-name"],
];

#[test]
fn no_word_is_broken_at_the_edge_of_a_terminal() {
    let sandbox = incident();
    for width in [60, 80, 120] {
        let columns = width.to_string();
        for words in COMMANDS {
            let Ran { stdout, stderr, .. } = sandbox.xtask_with(words, &[("COLUMNS", &columns), ("LC_ALL", "C.UTF-8")]);
            for text in [&stdout, &stderr] {
                assert_eq!(torn(text, width), Vec::<&str>::new(), "{words:?} at {width}:\n{text}");
            }
        }
    }
}

/// Shells do not hand `COLUMNS` on: the terminal itself is asked.
#[test]
#[cfg(target_os = "linux")]
fn a_terminal_is_asked_for_its_width() {
    let sandbox = incident();
    for width in [60, 80, 120] {
        let line =
            format!("stty cols {width}; cargo xtask explain B004; cargo xtask verify --check; cargo xtask nothing");
        let ran =
            sandbox.sh(&format!("script -qec '{line}' /dev/null < /dev/null | sed 's/\\x1b\\[[0-9;]*m//g; s/\\r//'"));
        assert!(ran.stdout.contains("tag-only-trigger"), "{ran:?}");
        assert_eq!(torn(&ran.stdout, width), Vec::<&str>::new(), "at {width}:\n{}", ran.stdout);
        let widest = ran.stdout.lines().map(columns).max().unwrap_or_default();
        assert!(widest > width - 15 || width == 120, "{widest} at {width}");
    }
}

#[test]
fn what_goes_into_a_pipe_keeps_its_lines() {
    let text = incident().xtask(&["verify", "--check"]).stdout;
    assert!(text.lines().any(|line| line.starts_with("warning[B031]") && columns(line) > 120), "{text}");
}

#[test]
fn a_rule_is_found_by_the_beginning_of_its_name_or_code() {
    let sandbox = Sandbox::new();
    let explain = |word: &str| sandbox.xtask(&["explain", word]);
    for word in ["tag-only", "tag-only-trigger", "TAG-ONLY", "B004", "b004"] {
        assert!(explain(word).expect(0).stdout.starts_with("B004 tag-only-trigger (error)\n"), "{word}");
    }
    let several = explain("tag").expect(0).stdout;
    assert!(several.lines().count() > 1 && several.lines().all(|line| line.get(7..10) == Some("tag")), "{several}");
    assert_eq!(explain("L00").expect(0).stdout.lines().count(), 9);
    for (word, said) in [
        (
            "tag-onyl-trigger",
            "error: `tag-onyl-trigger` is no rule; did you mean `tag-only-trigger`? `cargo xtask explain` lists all\n",
        ),
        ("qqq", "error: `qqq` is no rule; `cargo xtask explain` lists all\n"),
    ] {
        assert_eq!(explain(word).expect(2).stderr, said);
    }
}

#[test]
fn infos_alone_end_with_what_is_proved() {
    let sandbox = Sandbox::scaffolded();
    sandbox.write("deploy/redis.container", "[Container]\nImage=docker.io/library/redis:7\n");
    let said = sandbox.xtask(&["verify", "--check"]).expect(0).stdout;
    let last: Vec<&str> = said.lines().rev().take(2).collect();
    assert_eq!(last[1], "2 infos", "{said}");
    assert!(last[0].starts_with("ok: a merge to `main` publishes "), "{said}");
}

/// The commit stops, and the last line says how it goes on; the fault that is mended is not
/// shown, whatever else there is is.
#[test]
fn a_bump_that_was_written_ends_with_the_line_that_stages_it() {
    let sandbox = Sandbox::scaffolded();
    let path = ".specify/memory/constitution.md";
    sandbox
        .write(path, sandbox.read(path).replace("\n## Governance", "\nLogs MUST name the request.\n\n## Governance"));
    sandbox.sh("git add -A").expect(0);
    let both = "cargo xtask verify --staged --strict 2>&1";
    let said = sandbox.sh(both).expect(1).stdout;
    assert!(said.starts_with(&format!("bumped {path} 1.0.0 -> 1.1.0 (")), "{said}");
    assert!(said.ends_with(&format!("; stage it: git add {path}\n")) && said.lines().count() == 1, "{said}");
    // Again, and it is there already.
    let again = sandbox.sh(both).expect(1).stdout;
    assert_eq!(again, format!("the bump is in the work tree already; stage it: git add {path}\n"));
    sandbox.write("deploy/widget.service", sandbox.read("deploy/widget.service").replace("autoupdate=registry", "a=b"));
    sandbox.sh("git add deploy").expect(0);
    let more = sandbox.sh(both).expect(1).stdout;
    assert!(more.contains("error[D0") && !more.contains("C008") && more.contains("\n1 error"), "{more}");
    assert!(more.ends_with(&format!("git add {path}\n")), "{more}");
    // A machine is told all of it.
    let machine = sandbox.sh("cargo xtask verify --staged --format json 2>/dev/null").expect(1).stdout;
    assert!(machine.contains("\"C008\""), "{machine}");
    sandbox.sh("git checkout -q HEAD -- deploy && git add -A").expect(0);
    sandbox.sh(both).expect(0);
}

#[test]
fn the_tool_is_called_by_the_name_that_it_has_here() {
    let sandbox = Sandbox::git(&[]);
    sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    sandbox.write("Containerfile", "FROM scratch\n");
    sandbox.xtask(&["init", "--name", "ship"]).expect(0);
    let said = |line: &str| {
        let ran = sandbox.sh(line);
        ran.stdout + &ran.stderr
    };
    for line in [
        "cargo xtask --help",
        "cargo xtask verify --help",
        "cargo xtask verify --nothing",
        "cargo xtask explain qqq",
        "cargo xtask hook status",
    ] {
        let said = said(line);
        assert!(said.contains("cargo ship ") && !said.contains("cargo xtask "), "{line}:\n{said}");
    }
    sandbox.sh("rm -r .specify").expect(0);
    for line in ["cargo xtask verify --check", "cargo xtask bump", "cargo xtask mandates"] {
        let said = said(line);
        assert!(said.contains("`cargo ship init`") && !said.contains("cargo xtask"), "{line}:\n{said}");
    }
    // No cargo runs it, and no alias is here: a binary on the path.
    let empty = Sandbox::git(&[]);
    let bare = empty.sh("unset CARGO; cargo xtask verify --check; cargo xtask explain qqq 2>&1; cargo xtask --help");
    assert!(
        bare.stdout.contains("run `xtask init`") && bare.stdout.contains("`xtask explain` lists all"),
        "{}",
        bare.stdout
    );
    assert!(bare.stdout.contains("Usage: xtask") && !bare.stdout.contains("cargo xtask"), "{}", bare.stdout);
}
