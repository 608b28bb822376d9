//! Broken, odd and hostile input: a finding or a clear error with the path, never a
//! panic, and nothing on disk changes.

use super::support::Sandbox;

const CONSTITUTION: &str = ".specify/memory/constitution.md";
const BUILD: &str = ".github/workflows/container-build.yml";
const UNIT: &str = "deploy/widget.service";

/// `verify` on a tree with `bytes` at `path`: findings in the file, and no byte changed.
#[track_caller]
fn found(path: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    let sandbox = Sandbox::scaffolded();
    sandbox.write(path, bytes);
    let before = sandbox.files();
    for words in [&["verify", "--check", "--format", "json"][..], &["trace"], &["verify", "--fix", "--diff"]] {
        let ran = sandbox.xtask(words);
        assert!(!ran.stderr.contains("panicked"), "{path}: {}", ran.stderr);
        assert_ne!(ran.code, 101, "{path}: {}", ran.stderr);
    }
    let ran = sandbox.xtask(&["verify", "--check", "--format", "json"]).expect(1);
    assert_eq!(before, sandbox.files());
    let json = ran.json();
    let findings = json["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["primary"]["path"] == path), "{path}: {}", ran.stdout);
    ran.rules()
}

#[test]
fn broken_workflows_are_findings() {
    for text in ["", "{", "on: [push\n", "\t- a", "on: &a [*a]\n", "- a\n- b\n", "on: push\non: push\n"] {
        found(BUILD, text);
    }
    let bomb = "\
a: &a [x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
g: [*f,*f,*f,*f,*f,*f,*f,*f,*f]
";
    found(BUILD, bomb);
}

#[test]
fn what_is_not_utf8_or_too_large_is_a_finding() {
    for path in [BUILD, UNIT] {
        assert!(found(path, b"\xff\xfe\0x").contains(&"unreadable-source".to_string()), "{path}");
        assert!(found(path, vec![b'#'; 10 * 1024 * 1024]).contains(&"unreadable-source".to_string()), "{path}");
    }
    assert!(!found(CONSTITUTION, b"\xff\xfe").is_empty());
}

#[test]
fn a_directory_where_a_file_should_be_is_a_finding() {
    let sandbox = Sandbox::scaffolded();
    std::fs::remove_file(sandbox.at(CONSTITUTION)).unwrap();
    std::fs::create_dir(sandbox.at(CONSTITUTION)).unwrap();
    let rules = sandbox.xtask(&["verify", "--format", "json"]).expect(1).rules();
    assert!(
        rules.contains(&"unreadable-source".to_string()) || rules.contains(&"unreadable-constitution".to_string()),
        "{rules:?}"
    );
}

#[test]
fn a_link_out_of_the_repository_is_a_finding_and_not_followed() {
    let sandbox = Sandbox::scaffolded();
    for path in [BUILD, UNIT, CONSTITUTION] {
        std::fs::remove_file(sandbox.at(path)).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", sandbox.at(path)).unwrap();
    }
    let ran = sandbox.xtask(&["verify", "--format", "json"]).expect(1);
    assert!(!ran.stdout.contains("root:"), "the target was read");
    let linked = ran.rules().iter().filter(|rule| *rule == "unreadable-source").count();
    assert!(linked >= 2, "{}", ran.stdout);
}

#[test]
fn an_empty_repository_is_never_green() {
    for sandbox in [Sandbox::new(), Sandbox::git(&[]), Sandbox::git(&[("README.md", "hello\n")])] {
        assert_eq!(sandbox.xtask(&["verify", "--format", "json"]).expect(1).rules(), ["nothing-to-check"]);
    }
}

#[test]
fn what_cannot_be_done_says_so_and_exits_with_2() {
    let sandbox = Sandbox::scaffolded();
    for words in [
        &["verify", "--rev", "nowhere"][..],
        &["verify", "--select", "Z999"],
        &["verify", "/nowhere"],
        &["explain", "no-such-rule"],
        &["bump", "patch", "--date", "2027-02-30"],
        &["verify", "--format", "xml"],
        &["frobnicate"],
    ] {
        let ran = sandbox.xtask(words).expect(2);
        assert!(ran.stdout.is_empty() && ran.stderr.starts_with("error: "), "{words:?}: {}", ran.stderr);
    }
}

#[test]
fn crlf_and_a_byte_order_mark_change_nothing() {
    let sandbox = Sandbox::scaffolded();
    for path in [CONSTITUTION, BUILD, UNIT] {
        let text = sandbox.read(path).replace('\n', "\r\n");
        sandbox.write(path, format!("\u{feff}{text}"));
    }
    sandbox.xtask(&["verify", "--check", "--strict"]).expect(0);
}
