//! Nothing is run: a canary under everything that a repository, or the environment, can have
//! configured to be run by a look at it.

use super::super::support::Sandbox;

/// Everything that a repository can have configured to be run by a look at it.
#[test]
fn nothing_is_run_by_a_look() {
    let upstream = Sandbox::scaffolded();
    upstream.sh("git config uploadpack.allowFilter true").expect(0);
    for filter in ["", "--filter=blob:none --no-checkout"] {
        let sandbox = Sandbox::new();
        sandbox.sh(&format!("git clone -q {filter} 'file://{}' .", upstream.path().display())).expect(0);
        let canary = sandbox.at(".git/canary.sh");
        let dead = sandbox.at(".git/dead");
        let script = format!("#!/bin/sh\necho \"$0 $@\" >> '{}'\nexit 1\n", dead.display());
        sandbox.write(".git/canary.sh", script);
        let canary = canary.display();
        let hooks = "pre-commit post-index-change post-checkout reference-transaction fsmonitor-watchman";
        sandbox.sh(&format!(
            "chmod +x .git/canary.sh; for hook in {hooks}; do cp .git/canary.sh .git/hooks/$hook; done
             git config core.fsmonitor {canary}; git config filter.x.clean {canary}; git config filter.x.smudge {canary}
             git config filter.x.process {canary}; git config diff.x.textconv {canary}; git config diff.external {canary}
             git config core.pager {canary}; git config core.sshCommand {canary}; git config core.editor {canary}
             git config core.askPass {canary}; git config credential.helper {canary}; git config core.gitProxy {canary}
             git config alias.ls-files '!{canary}'; git config gpg.program {canary}; git config core.alternateRefsCommand {canary}
             git config remote.origin.url 'ext::{canary} %S'; git config protocol.ext.allow always
             git config remote.origin.uploadpack {canary}; git config interactive.diffFilter {canary}
             mkdir -p .git/info; echo '* filter=x diff=x' > .git/info/attributes
             mkdir -p sub/objects sub/refs; echo 'ref: refs/heads/main' > sub/HEAD; echo '[core]' > sub/config
             echo 'fsmonitor = {canary}' >> sub/config"
        ))
        .expect(0);
        let _ = std::fs::remove_file(&dead);
        for words in [
            &["verify", "--check"][..],
            &["verify", "--check", "--staged"],
            &["verify", "--check", "--rev", "HEAD"],
            &["verify", "--check", "--base", "HEAD"],
            &["trace"],
            &["mandates"],
            &["bump", "--dry-run"],
            &["hook", "status"],
            &["fleet", "."],
            &["fleet", "--rev", "HEAD", "."],
            &["verify", "--check", "sub"],
        ] {
            sandbox.xtask(words);
            let ran = std::fs::read_to_string(&dead).unwrap_or_default();
            assert!(ran.is_empty(), "{filter} {words:?} ran {ran}");
        }
        // The same of a checkout that is somebody else's, and where the environment names it.
        let other = Sandbox::scaffolded();
        let path = sandbox.path().display().to_string();
        let canary = canary.to_string();
        let vars: Vec<(&str, &str)> = [
            "GIT_SSH_COMMAND",
            "GIT_EXTERNAL_DIFF",
            "GIT_ASKPASS",
            "GIT_PROXY_COMMAND",
            "GIT_PAGER",
            "GIT_EDITOR",
            "SSH_ASKPASS",
        ]
        .map(|name| (name, canary.as_str()))
        .to_vec();
        for words in [
            &["fleet", &path][..],
            &["fleet", "--rev", "HEAD", &path, "."],
            &["verify", "--check", "--parent", &path],
            &["verify", "--check", &path],
            &["trace", "--rev", "HEAD", &path],
            &["mandates", &path],
            &["live", "--dry-run", &path],
            &["init", "--dry-run", &path],
            &["hook", "install", &path],
            &["hook", "uninstall", &path],
        ] {
            other.xtask_with(words, &vars);
            let ran = std::fs::read_to_string(&dead).unwrap_or_default();
            assert!(ran.is_empty(), "{filter} {words:?} from elsewhere ran {ran}");
        }
        // The canary can die: git itself, asked without care, runs it.
        sandbox.sh("git status; git diff; git checkout -q HEAD -- .; true");
        assert!(dead.exists(), "the canary is not wired up");
    }
}

#[test]
fn an_empty_file_that_is_staged_runs_no_hook_either() {
    let sandbox = Sandbox::scaffolded();
    let dead = sandbox.at(".git/dead");
    sandbox.write(".git/hooks/post-index-change", format!("#!/bin/sh\necho ran >> '{}'\n", dead.display()));
    sandbox.write("deploy/empty.env", "");
    sandbox.sh("chmod +x .git/hooks/post-index-change; git add -A").expect(0);
    let _ = std::fs::remove_file(&dead);
    sandbox.xtask(&["verify", "--staged"]);
    assert!(!dead.exists());
    sandbox.sh("git update-index --force-remove deploy/empty.env").expect(0);
    assert!(dead.exists(), "the canary is not wired up");
}
