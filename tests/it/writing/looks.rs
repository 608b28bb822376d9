//! What SECURITY.md says writes nothing writes nothing: no file, no mode, no time, in git's
//! folder neither.

use super::super::support::Sandbox;
use super::{amended, wrong};

const LOOKS: &[&[&str]] = &[
    &["verify", "--check"],
    &["verify", "--diff"],
    &["verify", "--fix", "--diff"],
    &["verify", "--rev", "HEAD"],
    &["verify", "--check", "--staged"],
    &["verify", "--check", "--format", "sarif"],
    &["trace"],
    &["mandates"],
    &["bump", "--dry-run"],
    &["hook", "status"],
    &["fleet", "."],
    &["live", "--dry-run"],
    &["init", "--dry-run"],
    &["init", "--check"],
    &["explain", "B001"],
    &["completions", "bash"],
    &["--version"],
];

/// Everything below the folder: kind, mode, links, times, sums.
fn state(sandbox: &Sandbox) -> String {
    let line = "find . -printf '%p %y %m %l %T@ %C@\\n' | sort; find . -type f -exec cksum {} + | sort";
    sandbox.sh(line).expect(0).stdout
}

#[test]
fn what_only_looks_writes_nothing() {
    for sandbox in [amended(), wrong()] {
        // An index that git would refresh, were it allowed to.
        sandbox
            .sh("touch -d '2 seconds ago' README.md Containerfile 2>/dev/null; git status >/dev/null; touch deploy/*")
            .expect(0);
        let before = state(&sandbox);
        for words in LOOKS {
            sandbox.xtask(words);
            assert_eq!(state(&sandbox), before, "{words:?}");
        }
        // In CI no version is written either, whatever is asked.
        sandbox.xtask_with(&["verify"], &[("CI", "true")]);
        assert_eq!(state(&sandbox), before, "verify in CI");
    }
    // It can be seen.
    let sandbox = amended();
    let before = state(&sandbox);
    sandbox.xtask(&["verify"]);
    assert_ne!(state(&sandbox), before);
}
