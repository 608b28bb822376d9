//! What `init` refuses, and that it has then written nothing.

use super::*;

#[test]
fn a_constitution_that_no_alias_can_keep_is_refused() {
    let sandbox = with_remote();
    let before = sandbox.files();
    for path in ["our rules.md", "/etc/rules.md", "../rules.md"] {
        sandbox.xtask(&["init", "--constitution", path]).expect(2);
    }
    assert_eq!(before, sandbox.files());
}

#[test]
fn mistakes_are_refused_and_nothing_is_written() {
    for words in [
        &["init", "--image", "widget"][..],
        &["init", "--image", "quay.io/acme/widget:1"],
        &["init", "--port", "http"],
        &["init", "--unit", "deploy/widget.timer"],
        &["init", "--force", "README.md"],
        &["init", "--name", "../x"],
    ] {
        let sandbox = with_remote();
        let before = sandbox.files();
        let ran = sandbox.xtask(words).expect(2);
        assert!(ran.stderr.starts_with("error: "), "{words:?}: {}", ran.stderr);
        assert_eq!(sandbox.files(), before, "{words:?}");
    }
}

#[test]
fn a_broken_cargo_configuration_is_an_error_with_its_place() {
    let sandbox = with_remote();
    sandbox.write(".cargo/config.toml", "[alias\n");
    let before = sandbox.files();
    let ran = sandbox.xtask(&["init"]).expect(2);
    assert!(ran.stderr.contains(".cargo/config.toml") && ran.stderr.contains("line 1"), "{}", ran.stderr);
    assert_eq!(before, sandbox.files());
}

#[test]
fn nothing_is_written_through_a_link_out_of_the_repository() {
    let outside = Sandbox::new();
    let sandbox = with_remote();
    std::os::unix::fs::symlink(outside.path(), sandbox.at("deploy")).unwrap();
    let before = sandbox.files();
    let ran = sandbox.xtask(&["init"]).expect(2);
    assert!(ran.stderr.contains("leads out of the repository"), "{}", ran.stderr);
    assert_eq!(outside.files(), BTreeMap::new());
    assert_eq!(sandbox.files(), before);
}

#[test]
fn an_option_that_cannot_be_heard_is_refused() {
    let sandbox = Sandbox::scaffolded();
    let before = sandbox.files();
    for words in [
        &["--image", "quay.io/acme/other"][..],
        &["--branch", "trunk"],
        &["--unit", "deploy/other.service"],
        &["--quadlet"],
        &["--port", "9090:90"],
        &["--title", "Another Name"],
    ] {
        let ran = sandbox.xtask(&[&["init"], words].concat()).expect(2);
        assert!(ran.stderr.contains(words[0]), "{words:?}: {}", ran.stderr);
        assert_eq!(before, sandbox.files(), "{words:?}");
    }
    for words in [&["--image", "ghcr.io/acme/widget"][..], &["--branch", "main"], &["--title", "Widget"]] {
        sandbox.xtask(&[&["init"], words].concat()).expect(0);
        assert_eq!(before, sandbox.files(), "{words:?}");
    }
    sandbox.xtask(&["init", "--fleet"]).expect(0);
    assert!(sandbox.at(".github/workflows/fleet.yml").is_file());
}
