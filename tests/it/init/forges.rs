//! What `init` writes and says where the remote is no GitHub.

use super::*;

#[test]
fn on_another_forge_nothing_is_sure() {
    for (remote, forge) in [
        ("https://gitlab.com/acme/widget.git", "GitLab"),
        ("git@bitbucket.org:acme/widget.git", "Bitbucket"),
        ("https://git.sr.ht/~acme/widget", "sourcehut"),
    ] {
        let sandbox = with_remote();
        sandbox.sh(&format!("git remote set-url origin {remote}")).expect(0);
        let ran = sandbox.xtask_with(&["init", "--image", "quay.io/acme/widget"], &[("LC_ALL", "C.UTF-8")]).expect(0);
        assert!(ran.stdout.contains("other-forge") && ran.stdout.contains(forge), "{remote}: {}", ran.stdout);
        assert!(!ran.stdout.contains("✓ a merge"), "{remote}: {}", ran.stdout);
    }
}

/// The answer to a merge, as machines read it.
fn answer(sandbox: &Sandbox) -> String {
    let trace = sandbox.xtask(&["trace", "--format", "json"]).stdout;
    let value: serde_json::Value = serde_json::from_str(&trace).expect("the trace is JSON");
    value["merge_reaches_production"].as_str().unwrap_or_default().to_string()
}

#[test]
fn forgejo_and_gitea_run_the_first_folder_that_exists_and_as_github_does_only_by_assumption() {
    for (remote, own) in [
        ("https://codeberg.org/acme/widget.git", ".forgejo/workflows"),
        ("git@gitea.acme.example:acme/widget.git", ".gitea/workflows"),
    ] {
        let sandbox = with_remote();
        sandbox.sh(&format!("git remote set-url origin {remote}")).expect(0);
        sandbox.xtask(&["init"]).expect(0);
        let host = remote.split(['/', '@', ':']).find(|part| part.contains('.')).unwrap();
        assert!(sandbox.read(BUILD).contains(&format!("images: {host}/acme/widget\n")), "{}", sandbox.read(BUILD));
        assert_eq!(answer(&sandbox), "conditional", "{remote}");
        let trace = sandbox.xtask(&["trace"]).stdout;
        assert!(trace.contains("runs the workflows in `.github/workflows`, and no others, as GitHub would"), "{trace}");
        sandbox.xtask(&["verify", "--strict"]).expect(0);
        sandbox.xtask(&["verify", "--require", "yes"]).expect(1);

        // With a folder of its own the other one is nothing to it.
        sandbox.write(&format!("{own}/test.yml"), "on: push\njobs: {t: {runs-on: x, steps: [{run: make}]}}\n");
        assert_eq!(answer(&sandbox), "no", "{remote}");
        let build = sandbox.read(BUILD);
        sandbox.write(&format!("{own}/container-build.yml"), build);
        sandbox
            .sh(&format!(
                "rm {BUILD}; sed -i 's#`{BUILD}`#`{own}/container-build.yml`#' .specify/memory/constitution.md"
            ))
            .expect(0);
        assert_eq!(answer(&sandbox), "conditional", "{remote}");
        // GitHub runs nothing of it.
        sandbox.sh("git remote set-url origin https://github.com/acme/widget").expect(0);
        assert_eq!(answer(&sandbox), "no");
    }
}

#[test]
fn what_is_written_stands_where_the_forge_reads_it() {
    let sandbox = with_remote();
    sandbox.sh("git remote set-url origin https://codeberg.org/acme/widget").expect(0);
    sandbox.write(".forgejo/workflows/test.yml", "on: push\njobs: {t: {runs-on: x, steps: [{run: make}]}}\n");
    sandbox.xtask(&["init"]).expect(0);
    assert!(!sandbox.at(".github").exists() && sandbox.at(".forgejo/workflows/verify.yml").is_file());
    let constitution = sandbox.read(".specify/memory/constitution.md");
    assert!(constitution.contains("`.forgejo/workflows/container-build.yml`"), "{constitution}");
    sandbox.xtask(&["verify", "--strict"]).expect(0);
    let before = sandbox.files();
    sandbox.xtask(&["init"]).expect(0);
    assert_eq!(before, sandbox.files());
}
