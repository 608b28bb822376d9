//! What is dropped in: when a launcher, when the whole copy, and what is said about it.
//! The tool's own repository is a stand-in, found as cargo names it to what it runs.

use super::support::{Ran, Sandbox};

/// A repository of the tool's shape, committed, with this remote.
fn tool(remote: &str) -> Sandbox {
    let tool = Sandbox::git(&[
        ("xtask/Cargo.toml", "[package]\nname = \"xtask\"\nversion = \"0.1.0\"\n"),
        ("xtask/src/main.rs", "fn main() {}\n"),
        ("xtask/crates/prodproof/Cargo.toml", "[package]\nname = \"prodproof\"\nversion = \"0.1.0\"\n"),
    ]);
    if !remote.is_empty() {
        tool.sh(&format!("git remote add origin {remote} && git update-ref refs/remotes/origin/main HEAD")).expect(0);
    }
    tool
}

/// A service's repository.
fn service() -> Sandbox {
    let service = Sandbox::git(&[("Containerfile", "FROM scratch\n")]);
    service.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    service
}

fn init(service: &Sandbox, tool: &Sandbox, words: &[&str]) -> Ran {
    let folder = tool.at("xtask");
    let vars = [("CARGO_MANIFEST_DIR", folder.to_str().unwrap())];
    service.xtask_with(&[&["init"], words].concat(), &vars)
}

/// What `init` prints where a release of the tool can be fetched: its repository is a
/// stand-in on this disk, cargo's home a new one.
pub fn shown() -> String {
    let tool = Sandbox::git(&[
        ("Cargo.toml", "[package]\nname = \"prodproof\"\nversion = \"0.1.0\"\n[features]\nfull = []\n"),
        ("src/lib.rs", ""),
    ]);
    tool.sh("git tag v0.1.0").expect(0);
    let home = Sandbox::new();
    let service = Sandbox::git(&[("Containerfile", "FROM scratch\nEXPOSE 8080\n")]);
    service.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    let source = format!("file://{}@v0.1.0", tool.path().display());
    let home = home.path().display().to_string();
    let vars = [("CARGO_NET_OFFLINE", "false"), ("CARGO_HOME", home.as_str()), ("LC_ALL", "C.UTF-8")];
    service.xtask_with(&["init", "--source", &source], &vars).expect(0).stdout
}

#[test]
fn a_library_without_the_feature_full_is_pinned_as_well() {
    let tool =
        Sandbox::git(&[("Cargo.toml", "[package]\nname = \"prodproof\"\nversion = \"0.1.0\"\n"), ("src/lib.rs", "")]);
    tool.sh("git tag v0.1.0").expect(0);
    let (home, service) = (Sandbox::new(), service());
    let source = format!("file://{}@v0.1.0", tool.path().display());
    let home = home.path().display().to_string();
    let vars = [("CARGO_NET_OFFLINE", "false"), ("CARGO_HOME", home.as_str())];
    let shown = service.xtask_with(&["init", "--source", &source], &vars).expect(0).stdout;
    assert!(!shown.contains("cannot fetch"), "{shown}");
    let manifest = service.read("xtask/Cargo.toml");
    assert!(manifest.contains("\nfull = []\n"), "{manifest}");
    assert!(service.read("xtask/Cargo.lock").contains("name = \"prodproof\""));
}

const SSH: &str = "git@git.invalid:acme/xtask.git";

#[test]
fn a_released_commit_of_a_remote_makes_a_launcher() {
    let tool = tool(SSH);
    tool.sh("git tag v0.1.0").expect(0);
    let shown = init(&service(), &tool, &["--dry-run"]).expect(0).stdout;
    assert!(shown.starts_with("# create  xtask/ (a launcher of v0.1.0: 6 files)"), "{shown}");
    tool.write("README.md", "not part of the crate\n");
    let shown = init(&service(), &tool, &["--dry-run"]).expect(0).stdout;
    assert!(shown.starts_with("# create  xtask/ (a launcher"), "{shown}");
}

#[test]
fn what_nobody_else_gets_is_copied_and_the_first_line_says_so() {
    let edited = tool(SSH);
    edited.write("xtask/src/main.rs", "fn main() { }\n");
    let unpushed = tool(SSH);
    unpushed.sh("git commit -q --allow-empty -m more").expect(0);
    for (tool, why) in [
        (tool(""), "has no remote"),
        (tool("/srv/git/xtask.git"), "not reached by https or ssh"),
        (tool("file:///srv/git/xtask.git"), "not reached by https or ssh"),
        (edited, "not committed"),
        (unpushed, "on no branch of its remote"),
    ] {
        let service = service();
        let shown = init(&service, &tool, &[]).expect(0).stdout;
        let first = shown.lines().next().unwrap_or_default();
        assert!(first.contains("the whole crate is copied (5 files, 0.0 MB)") && first.contains(why), "{why}: {shown}");
        assert!(first.contains("init --source "), "{first}");
        assert!(service.at("xtask/crates/prodproof/Cargo.toml").is_file());
    }
}

#[test]
fn a_launcher_that_cannot_be_fetched_becomes_a_copy_unless_it_was_asked_for() {
    let tool = tool(SSH);
    tool.sh("git tag v0.1.0").expect(0);
    let copied = service();
    let shown = init(&copied, &tool, &[]).expect(0).stdout;
    let first = shown.lines().next().unwrap_or_default();
    assert!(first.contains("whole crate is copied") && first.contains("cargo cannot fetch"), "{shown}");
    assert!(first.ends_with("init --source ssh://git@git.invalid/acme/xtask.git@v0.1.0"), "{first}");

    let asked = service();
    let commit = tool.sh("git rev-parse HEAD").stdout;
    let source = format!("https://git.invalid/acme/xtask@{}", commit.trim());
    let shown = init(&asked, &tool, &["--source", &source]).expect(0).stdout;
    assert!(shown.contains("warning: cargo cannot fetch") && shown.contains("no bot will raise it"), "{shown}");
    assert!(!asked.at("xtask/crates").exists());
    let manifest = asked.read("xtask/Cargo.toml");
    assert!(manifest.contains(&format!("rev = \"{}\"", commit.trim())), "{manifest}");
    assert!(asked
        .read("xtask/Cargo.lock")
        .contains(&format!("git+https://git.invalid/acme/xtask?rev={0}#{0}", commit.trim())));
}

#[test]
fn no_secret_of_the_remote_is_written() {
    let tool = tool("https://me:s3cret@git.invalid/acme/xtask.git");
    tool.sh("git tag v0.1.0").expect(0);
    let service = service();
    let ran = init(&service, &tool, &[]);
    assert!(!ran.stdout.contains("s3cret") && !ran.stderr.contains("s3cret"), "{}{}", ran.stdout, ran.stderr);
    for (path, bytes) in service.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains("s3cret"), "{path}");
    }
}

#[test]
fn a_bot_that_raises_the_pin_has_edited_nothing() {
    let tool = tool(SSH);
    let service = service();
    let commit = tool.sh("git rev-parse HEAD").stdout.trim().to_string();
    let source = format!("https://git.invalid/acme/xtask@{commit}");
    init(&service, &tool, &["--source", &source]).expect(0);
    let raised = service.read("xtask/Cargo.toml").replace(&format!("rev = \"{commit}\""), "tag = \"v9.0.0\"");
    service.write("xtask/Cargo.toml", raised);
    service.write("xtask/Cargo.lock", service.read("xtask/Cargo.lock") + "\n# raised\n");
    init(&service, &tool, &["--source", &source]).expect(0);

    service.write("xtask/src/main.rs", "fn main() {}\n");
    let ran = init(&service, &tool, &["--source", &source]).expect(2);
    assert!(ran.stderr.contains("src/main.rs (edited)") && ran.stderr.contains("--force xtask"), "{}", ran.stderr);
    init(&service, &tool, &["--source", &source, "--force", "xtask"]).expect(0);
    assert!(service.read("xtask/src/main.rs").contains("prodproof::main()"));
}

#[test]
fn a_launcher_stays_one_where_the_tool_at_hand_knows_no_source() {
    let service = service();
    let known = tool(SSH);
    let commit = known.sh("git rev-parse HEAD").stdout.trim().to_string();
    init(&service, &known, &["--source", &format!("https://git.invalid/acme/xtask@{commit}")]).expect(0);
    let before = service.files();
    init(&service, &tool(""), &[]).expect(0);
    assert_eq!(before, service.files());
}

#[test]
fn sources_that_mean_nothing_are_refused() {
    for words in [&["--source", "xtask"][..], &["--source", "https://h/x@"], &["--source", "https://h/x", "--vendor"]] {
        let service = service();
        let before = service.files();
        init(&service, &tool(SSH), words).expect(2);
        assert_eq!(before, service.files(), "{words:?}");
    }
}

#[test]
fn the_version_tells_tag_and_commit() {
    let tool = tool(SSH);
    tool.sh("git tag v0.1.0").expect(0);
    let short = tool.sh("git rev-parse --short=7 HEAD").stdout.trim().to_string();
    let folder = tool.at("xtask");
    let shown = tool.xtask_with(&["--version"], &[("CARGO_MANIFEST_DIR", folder.to_str().unwrap())]).expect(0).stdout;
    assert_eq!(shown, format!("xtask 0.1.0 (v0.1.0, commit {short}, a checkout)\n"));
}

#[test]
fn a_copy_that_nobody_asked_for_becomes_a_launcher_and_one_that_was_asked_for_stays() {
    let tool = tool("");
    let service = service();
    init(&service, &tool, &[]).expect(0);
    assert!(service.at("xtask/crates").is_dir());
    let copied = service.files();
    tool.sh(&format!("git remote add origin {SSH} && git tag v0.1.0")).expect(0);
    let shown = init(&service, &tool, &["--dry-run"]).expect(0).stdout;
    assert!(shown.starts_with("# upgrade xtask/ (a launcher of v0.1.0: 6 files)"), "{shown}");
    // Nothing can be fetched here: the copy stays, and gets to know where it is from.
    init(&service, &tool, &[]).expect(0);
    assert!(service.at("xtask/crates").is_dir());
    assert!(service.read("xtask/Cargo.toml").contains("repository = \"ssh://git@git.invalid/acme/xtask.git\"\n"));
    let now = service.files();
    assert_eq!(copied.keys().collect::<Vec<_>>(), now.keys().collect::<Vec<_>>());
    init(&service, &tool, &[]).expect(0);
    assert_eq!(now, service.files());

    init(&service, &tool, &["--vendor"]).expect(0);
    let asked = service.files();
    let shown = init(&service, &tool, &[]).expect(0).stdout;
    assert!(shown.contains("a whole copy, as asked; a launcher instead: --source ssh://git@git.invalid"), "{shown}");
    assert_eq!(asked, service.files());
}

#[test]
fn without_git_the_first_line_says_it_with_the_copy() {
    let service = Sandbox::new();
    service.write("Containerfile", "FROM scratch\n");
    let shown = init(&service, &tool(""), &[]).stdout;
    let first = shown.lines().next().unwrap_or_default();
    assert!(first.contains("is no git repository") && first.contains("the whole crate is copied"), "{shown}");
}
