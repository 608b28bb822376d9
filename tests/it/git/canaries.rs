//! Nothing is run: a canary under everything that a repository, or the environment, can have
//! configured to be run by a look at it. Each is run by git itself where nobody takes care, so
//! that none of them lives because it is wired to nothing.

use std::collections::BTreeSet;

use super::super::support::Sandbox;

/// What a repository's configuration runs: the canary, the setting (`*` is the canary's path),
/// and a command that runs it.
const CONFIGURED: &[(&str, &str, &str)] = &[
    ("fsmonitor", "core.fsmonitor *", "git status"),
    ("clean", "filter.c.clean *", "echo >> .git/clean.c; git hash-object --path a.c .git/clean.c"),
    ("smudge", "filter.s.smudge *", "git cat-file --filters --path a.s $(git hash-object -w README.md)"),
    ("process", "filter.p.process *", "git hash-object --path a.p README.md"),
    ("textconv", "diff.t.textconv *", "git diff --no-ext-diff --no-index README.md a.t"),
    ("external", "diff.external *", "echo >> README.md; git diff"),
    ("pager", "core.pager *", "git grep -O ."),
    ("ssh", "core.sshCommand *", "git ls-remote ssh://x.invalid/y"),
    ("editor", "core.editor *", "git commit --allow-empty --no-verify"),
    ("askpass", "core.askPass *", "printf 'protocol=https\\nhost=x.invalid\\n\\n' | git credential fill"),
    ("helper", "credential.helper *", "printf 'protocol=https\\nhost=x.invalid\\n\\n' | git credential fill"),
    ("proxy", "core.gitProxy *", "git ls-remote git://x.invalid/y"),
    ("gpg", "gpg.program *", "git commit --allow-empty --no-verify -S -m x"),
    ("alternates", "core.alternateRefsCommand *", "git fetch UPSTREAM main"),
    ("ext", "remote.origin.url ext::*", "git ls-remote origin"),
    ("uploadpack", "remote.up.uploadpack *", "git ls-remote up"),
    ("interactive", "interactive.diffFilter *", "echo >> README.md; echo q | git -c color.ui=always add -p README.md"),
];

/// Hooks, and what runs them.
const HOOKS: &[(&str, &str)] = &[
    ("pre-commit", "git commit --allow-empty -m x"),
    ("post-index-change", "echo > new.t; git add new.t"),
    ("post-checkout", "git checkout -q -- README.md"),
    ("reference-transaction", "git update-ref refs/heads/new HEAD"),
];

/// What the environment names, and a command that runs it.
const NAMED: &[(&str, &str)] = &[
    ("GIT_SSH_COMMAND", "git ls-remote ssh://x.invalid/y"),
    ("GIT_EXTERNAL_DIFF", "echo >> README.md; git diff"),
    ("GIT_ASKPASS", "printf 'protocol=https\\nhost=x.invalid\\n\\n' | git credential fill"),
    ("GIT_PROXY_COMMAND", "git ls-remote git://x.invalid/y"),
    ("GIT_PAGER", "git grep -O ."),
    ("GIT_EDITOR", "git commit --allow-empty"),
    ("SSH_ASKPASS", "printf 'protocol=https\\nhost=x.invalid\\n\\n' | git credential fill"),
];

/// A clone with a canary under each of them, and beside it those of the environment.
struct Mine {
    clone: Sandbox,
    upstream: Sandbox,
    /// How it was cloned.
    form: &'static str,
}

impl Mine {
    fn new(form: &'static str) -> Self {
        let upstream = Sandbox::scaffolded();
        upstream.write("README.md", "a\n");
        upstream.write("a.t", "b\n");
        upstream.commit("more");
        upstream.sh("git config uploadpack.allowFilter true").expect(0);
        let clone = Sandbox::new();
        clone.sh(&format!("git clone -q {form} 'file://{}' .", upstream.path().display())).expect(0);
        let mine = Self { clone, upstream, form };
        for (name, setting, _) in CONFIGURED {
            let canary = mine.canary(name);
            let (key, value) = setting.split_once(' ').unwrap();
            mine.clone.sh(&format!("git config {key} '{}'", value.replace('*', &canary))).expect(0);
        }
        for (name, _) in HOOKS {
            let canary = mine.canary(name);
            mine.clone.sh(&format!("cp '{canary}' .git/hooks/{name}; chmod +x .git/hooks/{name}")).expect(0);
        }
        NAMED.iter().for_each(|(name, _)| drop(mine.canary(name)));
        let canary = mine.canary("bare");
        // Objects borrowed from a repository that has none, and a bare one inside of the checkout.
        mine.clone
            .sh(&format!(
                "git config protocol.ext.allow always; git config remote.up.url '{}'
                 mkdir -p .git/info .git/objects/info
                 printf '*.c filter=c\\n*.s filter=s\\n*.p filter=p\\n*.t diff=t\\n' > .git/info/attributes
                 git -c core.fsmonitor=false init -q --bare .git/other.git; echo $PWD/.git/other.git/objects > .git/objects/info/alternates
                 mkdir -p sub/objects sub/refs; echo 'ref: refs/heads/main' > sub/HEAD; [ ! -f .git/index ] || cp .git/index sub/index
                 printf '[core]\\nrepositoryformatversion = 0\\nbare = false\\nworktree = ..\\nfsmonitor = {canary}\\n' > sub/config",
                mine.upstream.path().display()
            ))
            .expect(0);
        mine.dead();
        mine
    }

    /// Writes one; its path.
    fn canary(&self, name: &str) -> String {
        let path = format!(".git/canaries/{name}");
        self.clone
            .write(&path, format!("#!/bin/sh\necho {name} >> '{}'\nexit 1\n", self.clone.at(".git/dead").display()));
        self.clone.sh(&format!("chmod +x '{path}'")).expect(0);
        self.clone.at(&path).display().to_string()
    }

    /// Those that were run since this was asked last.
    fn dead(&self) -> BTreeSet<String> {
        let dead = self.clone.at(".git/dead");
        let names = std::fs::read_to_string(&dead).unwrap_or_default().lines().map(str::to_string).collect();
        let _ = std::fs::remove_file(dead);
        names
    }

    #[track_caller]
    fn lives(&self, words: &[&str], from: &str) {
        let dead = self.dead();
        assert!(dead.is_empty(), "{} {words:?} {from} ran {dead:?}", self.form);
    }

    /// git itself, asked without care, runs each.
    #[track_caller]
    fn can_die(&self) {
        if !self.form.is_empty() {
            // Nothing is checked out there: what a look may run is to fetch.
            let ran = self.clone.sh("git cat-file -p HEAD:deploy/widget.service");
            assert!(self.dead().contains("ext"), "a lazy fetch: {}", ran.stderr);
            return;
        }
        self.upstream.commit("one that is not there yet");
        let upstream = format!("'file://{}'", self.upstream.path().display());
        let mut living = Vec::new();
        let mut tried = |name: &str, ran: &str| {
            if !self.dead().contains(name) {
                living.push(format!("{name}: {ran}"));
            }
        };
        for (name, command) in CONFIGURED
            .iter()
            .map(|(name, _, command)| (name, command))
            .chain(HOOKS.iter().map(|(name, command)| (name, command)))
        {
            let ran = self.clone.sh(&format!("export TERM=xterm; {}", command.replace("UPSTREAM", &upstream)));
            tried(name, &ran.stderr);
        }
        let ran = self.clone.sh("git -C sub status");
        tried("bare", &ran.stderr);
        // The environment's, where no configuration comes before it.
        for (name, command) in NAMED {
            let canary = self.clone.at(&format!(".git/canaries/{name}")).display().to_string();
            let ran = self.upstream.sh_in("", &format!("export TERM=xterm; {command}"), &[(name, &canary)]);
            tried(name, &ran.stderr);
        }
        assert!(living.is_empty(), "{}: wired to nothing: {living:#?}", self.form);
    }
}

#[test]
fn nothing_is_run_by_a_look() {
    for form in ["", "--filter=blob:none --no-checkout"] {
        let mine = Mine::new(form);
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
            mine.clone.xtask(words);
            mine.lives(words, "");
        }
        // The same of a checkout that is somebody else's, and where the environment names it.
        let other = Sandbox::scaffolded();
        let path = mine.clone.path().display().to_string();
        let named: Vec<(&str, String)> = NAMED
            .iter()
            .map(|(name, _)| (*name, mine.clone.at(&format!(".git/canaries/{name}")).display().to_string()))
            .collect();
        let vars: Vec<(&str, &str)> = named.iter().map(|(name, path)| (*name, path.as_str())).collect();
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
            mine.lives(words, "from elsewhere");
        }
        mine.can_die();
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
