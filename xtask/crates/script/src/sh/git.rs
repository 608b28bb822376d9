//! What git says of the commit that is checked out, and which of its commands put another
//! one in its place. Must not know what is made of it.
//!
//! Source: git-rev-parse(1), git-checkout(1), git-switch(1).

use super::expand::map;
use super::filters::line;
use super::state::State;
use crate::effect::HEAD;
use prodproof_syntax::reference::is_commit_hole;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// The hole of a commit of which nobody here knows more.
const OTHER: &str = "commit";

/// The commit that is checked out: the event's, unless somebody has put another in its place.
pub(super) fn head(state: &State) -> ValueSet {
    state.variables.get(HEAD).cloned().unwrap_or_else(|| ValueSet::one(Symbolic::hole("sha")))
}

/// What git writes.
pub(super) fn says(arguments: &[Symbolic], head: &ValueSet) -> ValueSet {
    let is_commit = |text: &&Symbolic| text.as_hole().is_some_and(is_commit_hole);
    let commit = arguments.iter().find(is_commit).map_or_else(|| head.clone(), |text| ValueSet::one(text.clone()));
    let words = arguments.iter().map(|text| if is_commit(&text) { Some("HEAD") } else { text.as_known() });
    let Some(words) = words.collect::<Option<Vec<_>>>() else { return ValueSet::unknown() };
    let Some(length) = length(&words) else { return ValueSet::unknown() };
    map(&commit, |text| line(cut(text, length)))
}

/// How much of a commit is asked for.
fn length(words: &[&str]) -> Option<usize> {
    const WHOLE: usize = 40;
    const SHORT: usize = 7;
    match words {
        ["rev-parse", "HEAD"] | ["rev-parse", "--verify", "HEAD"] => Some(WHOLE),
        ["rev-parse", option, "HEAD"] | ["rev-parse", "HEAD", option] if option.starts_with("--short") => {
            option.strip_prefix("--short=").map_or(Some(SHORT), |length| length.parse().ok())
        }
        ["log", "-1", format] | ["log", "-n1", format] | ["show", "-s", format] => match *format {
            "--format=%H" | "--pretty=%H" | "--pretty=format:%H" => Some(WHOLE),
            "--format=%h" | "--pretty=%h" | "--pretty=format:%h" => Some(SHORT),
            _ => None,
        },
        _ => None,
    }
}

fn cut(commit: &Symbolic, length: usize) -> Symbolic {
    match (commit.as_hole(), length) {
        (Some(name), 0..40) if is_commit_hole(name) && !name.contains(':') => {
            Symbolic::hole(&format!("{name}:{length}"))
        }
        (Some(name), 40..) if is_commit_hole(name) => commit.clone(),
        _ => Symbolic::unknown(),
    }
}

/// The commit that is checked out behind the command; `None` where it is the same. A branch
/// that is made begins at it; files that are taken back change none.
pub(super) fn moved_head(arguments: &[Symbolic], is_file: impl Fn(&str) -> bool) -> Option<Symbolic> {
    let words: Vec<Option<&str>> = arguments.iter().map(Symbolic::as_known).collect();
    let other = Some(Symbolic::hole(OTHER));
    match words.as_slice() {
        [Some("git"), Some("checkout" | "switch"), Some("-b" | "-B" | "-c" | "-C" | "--orphan"), _] => None,
        [Some("git"), Some("checkout" | "switch"), rest @ ..] if rest.contains(&Some("--")) => None,
        [Some("git"), Some("checkout" | "switch"), Some("HEAD" | ".")] => None,
        [Some("git"), Some("checkout"), Some(path)] if is_file(path) => None,
        [Some("git"), Some("checkout" | "switch"), None] => match arguments[2].as_hole() {
            Some(name) if is_commit_hole(name) => Some(arguments[2].clone()),
            _ => other,
        },
        [Some("git"), Some("reset"), rest @ ..] => {
            let target = rest.iter().find(|word| !word.is_some_and(|word| word.starts_with('-')));
            target.is_some_and(|target| *target != Some("HEAD")).then(|| Symbolic::hole(OTHER))
        }
        [Some("git"), Some("checkout" | "switch"), ..] => other,
        [Some("git"), Some("commit" | "merge" | "pull" | "rebase" | "cherry-pick" | "revert" | "am"), ..] => other,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(command: &str) -> Option<String> {
        let words: Vec<Symbolic> = command
            .split(' ')
            .map(|word| if word == "SHA" { Symbolic::hole("sha") } else { Symbolic::known(word) })
            .collect();
        moved_head(&words, |path| path == "package.json").map(|text| text.to_string())
    }

    #[test]
    fn what_puts_another_commit_in_place() {
        for command in [
            "git checkout develop",
            "git checkout -b fix v1.0.0",
            "git switch release",
            "git commit -am x",
            "git pull",
            "git merge develop",
            "git reset --hard origin/develop",
            "git checkout FETCH_HEAD",
        ] {
            assert_eq!(moved(command).as_deref(), Some("<commit>"), "{command}");
        }
        for command in [
            "git checkout -b fix",
            "git checkout -- a.txt",
            "git checkout .",
            "git checkout package.json",
            "git reset --hard",
            "git reset --hard HEAD",
            "git fetch --tags",
            "git status",
            "git push",
        ] {
            assert_eq!(moved(command), None, "{command}");
        }
        assert_eq!(moved("git checkout SHA").as_deref(), Some("<sha>"));
    }

    #[test]
    fn what_git_says() {
        let say = |command: &str, head: &str| {
            let words: Vec<Symbolic> = command
                .split(' ')
                .map(|word| if word == "SHA" { Symbolic::hole("sha") } else { Symbolic::known(word) })
                .collect();
            says(&words, &ValueSet::one(Symbolic::hole(head))).single().map(|text| text.to_string())
        };
        assert_eq!(say("rev-parse HEAD", "sha").as_deref(), Some("<sha>\n"));
        assert_eq!(say("rev-parse --short HEAD", "commit").as_deref(), Some("<commit:7>\n"));
        assert_eq!(say("rev-parse --short=12 SHA", "commit").as_deref(), Some("<sha:12>\n"));
        assert_eq!(say("log -1 --format=%h", "head_sha").as_deref(), Some("<head_sha:7>\n"));
        assert_eq!(say("rev-parse develop", "sha").as_deref(), Some("<?>"));
    }
}
