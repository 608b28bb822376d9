//! The door to git: how often it is asked, in which states it refuses, and that nothing
//! that a repository could have configured is run by a look at it.

mod asked;
mod canaries;
mod counted;

use std::fs;

use super::support::{home, Ran, Sandbox};

const CONSTITUTION: &str = ".specify/memory/constitution.md";

/// Options that are passed to git, none younger than the version that README states.
/// Each with the git that brought it, by git's release notes.
const OPTIONS: &[(&str, &str)] = &[
    ("-c", "1.7"),
    ("-z", "1.5"),
    ("-t", "1.5"),
    ("-q", "1.7"),
    ("-r", "1.5"),
    ("--", "1.5"),
    ("--list", "1.5"),
    ("--batch", "1.6"),
    ("--follow-symlinks", "2.5"),
    ("--is-bare-repository", "1.5"),
    ("--is-inside-work-tree", "1.5"),
    ("--is-shallow-repository", "2.15"),
    ("--show-prefix", "1.5"),
    ("--symbolic-full-name", "1.5"),
    ("--stage", "1.5"),
    ("--cached", "1.5"),
    ("--others", "1.5"),
    ("--exclude-standard", "1.5"),
    ("--missing-ok", "1.5"),
    ("--quiet", "1.5"),
    ("--git-path", "2.5"),
    ("--git-common-dir", "2.5"),
    ("--get-regexp", "1.5"),
    ("--topo-order", "1.5"),
    ("--parents", "1.5"),
    ("--count=1", "1.5"),
    ("--max-count=2000", "1.5"),
];

/// A name, the line that makes it so, and variables.
type State<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// A stand-in for git on PATH that writes down what it is asked.
struct Counted<'a> {
    sandbox: &'a Sandbox,
}

impl<'a> Counted<'a> {
    fn new(sandbox: &'a Sandbox) -> Self {
        let git = sandbox.sh("command -v git").expect(0).stdout.trim().to_string();
        let log = sandbox.at(".git/asked");
        let shim = format!("#!/bin/sh\necho \"$@\" >> '{}'\nexec {git} \"$@\"\n", log.display());
        sandbox.write(".git/shim/git", shim);
        sandbox.sh("chmod +x .git/shim/git").expect(0);
        Self { sandbox }
    }

    /// What git was asked by one command.
    fn asked(&self, words: &[&str], vars: &[(&str, &str)]) -> (Ran, Vec<String>) {
        let log = self.sandbox.at(".git/asked");
        let _ = std::fs::remove_file(&log);
        let path = format!("{}:{}", self.sandbox.at(".git/shim").display(), std::env::var("PATH").unwrap());
        let vars: Vec<(&str, &str)> = vars.iter().copied().chain([("PATH", path.as_str())]).collect();
        let ran = self.sandbox.xtask_with(words, &vars);
        let asked = std::fs::read_to_string(log).unwrap_or_default();
        (ran, asked.lines().map(str::to_string).collect())
    }
}

fn cloned(upstream: &Sandbox) -> Sandbox {
    let clone = Sandbox::new();
    clone.sh(&format!("git clone -q 'file://{}' .", upstream.path().display())).expect(0);
    clone
}

#[test]
fn at_most_four_questions_whatever_the_command_and_the_form() {
    let upstream = Sandbox::scaffolded();
    upstream
        .sh("git checkout -q -b feature && git commit -q --allow-empty -m second && git checkout -q main")
        .expect(0);
    let clone = cloned(&upstream);
    let event = clone.at(".git/event.json");
    std::fs::write(&event, "{\"repository\":{\"default_branch\":\"main\"}}").unwrap();
    let event = event.display().to_string();
    let sha = clone.sh("git rev-parse HEAD").stdout.trim().to_string();
    let states: &[State] = &[
        ("cloned", "git checkout -q feature", &[]),
        ("detached", "git checkout -q --detach", &[]),
        ("another default branch", "git checkout -q feature && git remote set-head origin -d && git branch -q -r -d origin/main", &[]),
        ("no remote", "git checkout -q main && git remote remove origin", &[]),
        (
            "in a pull request",
            "git remote add origin https://github.com/acme/widget.git && git update-ref refs/remotes/origin/main main && git checkout -q feature",
            &[
                ("CI", "true"),
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_EVENT_NAME", "pull_request"),
                ("GITHUB_BASE_REF", "main"),
                ("GITHUB_EVENT_PATH", &event),
                ("GITHUB_SHA", &sha),
                ("GITHUB_REPOSITORY", "acme/widget"),
            ],
        ),
        (
            "in a push",
            "true",
            &[("CI", "true"), ("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "push"), ("GITHUB_EVENT_PATH", &event)],
        ),
        ("without a commit", "git checkout -q --orphan empty", &[]),
    ];
    let git = Counted::new(&clone);
    for (state, line, vars) in states {
        clone.sh(line).expect(0);
        let mut commands: Vec<&[&str]> = vec![
            &["verify", "--check"],
            &["verify", "--check", "--staged"],
            &["trace"],
            &["mandates"],
            &["bump", "--dry-run"],
            &["hook", "status"],
        ];
        if *state != "without a commit" {
            let of_revisions: [&[&str]; 8] = [
                &["verify", "--rev", "HEAD"],
                &["trace", "--rev", "HEAD"],
                &["verify", "--check", "--base", "HEAD"],
                &["verify", "--check", "--new-from", "HEAD"],
                &["verify", "--check", "--new-from", "main"],
                &["verify", "--check", "--staged", "--new-from", "HEAD"],
                &["verify", "--rev", "HEAD", "--new-from", "main"],
                &["verify", "--check", "--base", "HEAD", "--new-from", "main"],
            ];
            commands.extend(of_revisions);
        }
        for words in commands {
            let (ran, asked) = git.asked(words, vars);
            assert!(ran.code != 2, "{state}: {words:?}: {}", ran.stderr);
            assert!(asked.len() <= 4, "{state}: {words:?}: {} questions:\n{}", asked.len(), asked.join("\n"));
            assert!(!asked.is_empty(), "the stand-in is not asked");
            for word in asked.iter().flat_map(|line| line.split(' ')).filter(|word| word.starts_with('-')) {
                assert!(OPTIONS.iter().any(|(known, _)| *known == word), "{word}: since which git?");
            }
        }
    }
}

#[test]
fn the_lowest_git_is_stated_and_no_option_is_younger() {
    let lowest = prodproof::host::LOWEST;
    let readme = std::fs::read_to_string(super::support::home().join("README.md")).unwrap();
    assert!(readme.contains(&format!("git {}.{} or newer", lowest.0, lowest.1)), "README states the lowest git");
    for (option, since) in OPTIONS {
        let (major, minor) = since.split_once('.').expect("a version");
        let since: (u32, u32) = (major.parse().unwrap(), minor.parse().unwrap());
        assert!(since <= lowest, "{option} is younger than the lowest git");
    }
}

/// git that refuses, in every way: an error with git's own words, never a pass.
#[test]
fn a_repository_that_cannot_be_read_is_no_missing_repository() {
    let states: &[State] = &[
        ("another owner", "true", &[("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")]),
        ("a broken config", "echo '[core' >> .git/config", &[]),
        ("a broken HEAD", "echo nonsense > .git/HEAD", &[]),
        ("an empty HEAD", ": > .git/HEAD", &[]),
        ("a HEAD to nothing", "echo 0123456789012345678901234567890123456789 > .git/HEAD", &[]),
        ("a branch to nothing", "echo 0123456789012345678901234567890123456789 > .git/refs/heads/main", &[]),
        ("a broken branch", "echo nonsense > .git/refs/heads/main", &[]),
        ("a broken index", "echo nonsense > .git/index", &[]),
        ("an empty .git", "rm -rf .git && mkdir .git", &[]),
        (".git that leads nowhere", "rm -rf .git && echo 'gitdir: /nowhere' > .git", &[]),
        ("GIT_DIR that leads nowhere", "true", &[("GIT_DIR", "/nowhere/at/all")]),
        ("GIT_WORK_TREE that leads nowhere", "true", &[("GIT_WORK_TREE", "/nowhere/at/all")]),
        ("GIT_OBJECT_DIRECTORY that leads nowhere", "true", &[("GIT_OBJECT_DIRECTORY", "/nowhere/at/all")]),
        ("GIT_INDEX_FILE that leads nowhere", "true", &[("GIT_INDEX_FILE", "/nowhere/at/all")]),
        ("GIT_INDEX_FILE that is no index", "echo x > i", &[("GIT_INDEX_FILE", "i")]),
        ("GIT_INDEX_FILE that is a folder", "true", &[("GIT_INDEX_FILE", "deploy")]),
        ("git is not there", "true", &[("PATH", "/nowhere")]),
        ("core.worktree elsewhere", "git config core.worktree /", &[]),
    ];
    let template = Sandbox::scaffolded();
    for (state, line, vars) in states {
        let sandbox = template.copy();
        sandbox.sh(line).expect(0);
        for words in [&["verify", "--check"][..], &["bump", "--dry-run"]] {
            let ran = sandbox.xtask_with(words, vars);
            assert_eq!(ran.code, 2, "{state}: {words:?}:\n{}{}", ran.stdout, ran.stderr);
            assert!(ran.stdout.is_empty() && ran.stderr.starts_with("error: "), "{state}: {}", ran.stderr);
        }
    }
    let sandbox = Sandbox::scaffolded();
    let ran = sandbox.xtask_with(&["verify"], &[("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")]).expect(2);
    assert!(ran.stderr.contains("safe.directory"), "{}", ran.stderr);
    let ran = sandbox.xtask_with(&["hook", "status"], &[("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")]).expect(2);
    assert!(ran.stderr.contains("safe.directory"), "{}", ran.stderr);
    let ran = sandbox.xtask_with(&["hook", "install"], &[("PATH", "/nowhere")]).expect(2);
    assert!(ran.stderr.contains("git cannot be started"), "{}", ran.stderr);
    let ran = sandbox.xtask_with(&["verify", "--staged"], &[("GIT_INDEX_FILE", "/nowhere/at/all")]).expect(2);
    assert!(ran.stderr.contains("GIT_INDEX_FILE"), "{}", ran.stderr);
    // A hook names git's own, which is not there before something was added; who looks at a
    // commit asks no index.
    sandbox.commit("all");
    sandbox.sh("rm .git/index").expect(0);
    assert!(sandbox.xtask_with(&["verify", "--check"], &[("GIT_INDEX_FILE", ".git/index")]).code < 2);
    let nowhere = &[("GIT_INDEX_FILE", "/nowhere/at/all")];
    assert!(sandbox.xtask_with(&["verify", "--check", "--rev", "HEAD"], nowhere).code < 2);
}

/// The script of a step, by its name.
fn script_of(text: &str, step: &str) -> String {
    let mut lines = text.lines().skip_while(|line| line.trim() != format!("- name: {step}"));
    let lines = lines.by_ref().skip_while(|line| line.trim() != "run: |").skip(1);
    let lines = lines.take_while(|line| line.is_empty() || line.starts_with("        "));
    lines.map(|line| format!("{}\n", line.trim_start())).collect()
}

/// In a job with `container:` the checkout is another user's, HOME is the job's, and there
/// may be no bash. Elsewhere nothing is added to anybody's configuration.
#[test]
fn what_init_writes_and_the_action_run_in_containers() {
    let sandbox = Sandbox::scaffolded();
    sandbox.sh("cargo xtask init --live").expect(0);
    let workflow = sandbox.read(".github/workflows/verify.yml");
    let live = sandbox.read(".github/workflows/live.yml");
    let action = fs::read_to_string(home().join("action.yml")).expect("the action");
    for (shell, text, step, folder) in [
        ("sh -e", workflow.as_str(), "Verify", "."),
        ("bash --noprofile --norc -eo pipefail", action.as_str(), "Verify", "."),
        ("bash --noprofile --norc -eo pipefail", action.as_str(), "Verify", "deploy"),
        ("sh -e", live.as_str(), "Ask", "."),
    ] {
        let script = script_of(text, step).replace("--github", "");
        assert!(script.contains("safe.directory"), "{step}: {script}");
        for (owner, added) in [("1", 1), ("0", 0)] {
            let home = sandbox.at(".git/home");
            let _ = fs::remove_dir_all(&home);
            sandbox.write(".git/home/step", &script);
            // Says what the tool is asked, and whether git would let it read.
            let stand_in = "#!/bin/sh\necho \"asked $*\"\nexec git rev-parse --show-toplevel\n";
            for place in [".git/home/.cache/xtask/xtask", ".git/home/temp/xtask-binary/xtask"] {
                sandbox.write(place, stand_in);
                sandbox.sh(&format!("chmod +x {place}")).expect(0);
            }
            let path = home.display();
            let line = format!(
                "unset GIT_CONFIG_GLOBAL; export HOME={path} RUNNER_TEMP={path}/temp GITHUB_OUTPUT={path}/out \
                 GITHUB_STEP_SUMMARY={path}/summary ARGUMENTS=--strict GIT_TEST_ASSUME_DIFFERENT_OWNER={owner}; \
                 touch {path}/summary; cd {folder}; {shell} {path}/step"
            );
            let ran = sandbox.sh(&line).expect(0);
            assert!(ran.stdout.contains("asked ") && ran.stdout.contains("widget"), "{step}: {}", ran.stdout);
            let config = fs::read_to_string(home.join(".gitconfig")).unwrap_or_default();
            assert_eq!(config.matches("directory = ").count(), added, "{step} in {folder}: {config}");
        }
    }
    // No step needs more than sh, and none asks for another user's rights.
    for text in [&workflow, &live] {
        assert!(!text.contains("sudo") && !text.contains("shell: bash") && !text.contains("<<<"), "{text}");
    }
}

#[test]
fn a_folder_without_a_repository_needs_no_git() {
    let sandbox = Sandbox::scaffolded();
    sandbox.sh("rm -rf .git").expect(0);
    sandbox.xtask_with(&["verify", "--check"], &[("PATH", "/nowhere")]).expect(0);
}

#[test]
fn a_bare_repository_is_a_repository() {
    let upstream = Sandbox::scaffolded();
    let bare = Sandbox::new();
    bare.sh(&format!("git clone -q --bare 'file://{}' .", upstream.path().display())).expect(0);
    bare.xtask(&["verify", "--rev", "HEAD"]).expect(0);
    let ran = bare.xtask(&["trace", "--rev", "main"]).expect(0);
    assert!(ran.stdout.contains("acme/widget"), "{}", ran.stdout);
    let ran = bare.xtask(&["verify"]).expect(2);
    assert!(ran.stderr.contains("--rev"), "{}", ran.stderr);
}

#[test]
fn a_base_that_cannot_be_read_is_an_error_with_the_line_that_fetches_it() {
    let upstream = Sandbox::scaffolded();
    upstream.sh("git config uploadpack.allowFilter true && git config uploadpack.allowAnySHA1InWant true").expect(0);
    let clone = Sandbox::new();
    // Without the texts of any commit but the one that is checked out.
    let line = format!("git clone -q --filter=blob:none 'file://{}' .", upstream.path().display());
    clone.sh(&line).expect(0);
    let text = upstream.read(CONSTITUTION);
    upstream.write(CONSTITUTION, text.replace("## Governance\n", "## Governance\n\n- Every change MUST be tested.\n"));
    upstream.commit("second");
    upstream.sh("git checkout -q -b third && git commit -q --allow-empty -m third && git checkout -q main").expect(0);
    clone
        .sh("git fetch -q && git checkout -q --detach origin/third && git update-ref refs/remotes/origin/main HEAD~2")
        .expect(0);
    clone.sh("git gc -q --prune=now; id=$(git rev-parse HEAD~2:.specify/memory/constitution.md); git repack -q -a -d; true").expect(0);
    // The text of the base is thrown away as if it had never been fetched.
    clone.sh("rm -rf ../elsewhere-$$; git clone -q --filter=blob:none --no-checkout \"$(git remote get-url origin)\" .git/again && cd .git/again && git config core.bare false && git reset -q --soft origin/third && git update-ref refs/remotes/origin/main HEAD~2 && git read-tree HEAD && git checkout-index -a -q").expect(0);
    let again = clone.at(".git/again");
    let again = again.to_str().unwrap();
    let ran = clone.xtask(&["verify", "--check", again]).expect(1);
    assert!(ran.stdout.contains("C002") && ran.stdout.contains("--fetch"), "{}", ran.stdout);
    let ran = clone.xtask(&["verify", "--check", "--fetch", again]).expect(1);
    assert!(ran.stdout.contains("C008"), "{}", ran.stdout);

    for (bytes, why) in [("printf '\\377\\376'", "UTF-8"), ("head -c 5000000 /dev/zero", "larger")] {
        let sandbox = Sandbox::scaffolded();
        let good = sandbox.read(CONSTITUTION);
        sandbox.sh(&format!("{bytes} > {CONSTITUTION}")).expect(0);
        sandbox.commit("broken");
        sandbox.write(CONSTITUTION, good);
        let ran = sandbox.xtask(&["verify", "--check"]).expect(1);
        assert!(ran.stdout.contains("C002") && ran.stdout.contains(why), "{}", ran.stdout);
    }
}

#[test]
fn a_sparse_work_tree_is_the_whole_repository() {
    let sandbox = Sandbox::scaffolded();
    sandbox.sh("git sparse-checkout set --cone deploy").expect(0);
    assert!(!sandbox.at(CONSTITUTION).exists());
    sandbox.xtask(&["verify", "--check", "--strict"]).expect(0);
    sandbox.xtask(&["verify", "--staged", "--strict"]).expect(0);
}
