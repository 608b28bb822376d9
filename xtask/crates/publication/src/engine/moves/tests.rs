//! Commands of git behind a checkout, and what they move.

use super::*;

const MAIN: &str = "main";

/// What a script of git commands moves behind a plain checkout, on a push to `main`.
fn moved(lines: &str) -> Vec<(Moved, Answer, bool)> {
    let event = Event::Push(MAIN.into());
    let around = MoveContext { event: &event, default_branch: MAIN, release_tags: "v*", repository: None };
    let mut git = Git::default();
    git.checkout(&|_| None, &around);
    let mut out = Vec::new();
    for line in lines.lines() {
        let words: Vec<Symbolic> = line.split_whitespace().map(word).collect();
        let effects = git.command(&words, Span::default(), &around);
        out.extend(effects.into_iter().map(|effect| (effect.what, effect.own_token, effect.skips.is_some())));
    }
    out
}

/// `{X}` is a hole, `_` a blank.
fn word(text: &str) -> Symbolic {
    let text = text
        .replace("GITHUB_", "GITHUB~")
        .replace('_', " ")
        .replace('~', "_")
        .replace('{', "\u{f0001}")
        .replace('}', "\u{f0002}");
    Symbolic::from_marked(text)
}

#[test]
fn what_git_push_moves() {
    use Moved::{Branch, Tag};
    for (line, what) in [
        ("git push", vec![Branch]),
        ("git -c a=b push -q origin", vec![Branch]),
        ("git push origin HEAD", vec![Branch]),
        ("git push -u origin HEAD:refs/heads/main", vec![Branch]),
        ("git push origin +main v1.2.3", vec![Branch, Tag]),
        ("git push --follow-tags", vec![Branch, Tag]),
        ("git push origin --tags", vec![Tag]),
        ("git push origin refs/tags/{?}", vec![Tag]),
        ("git push origin v{?}", vec![Tag]),
        ("git push origin tag x", vec![Tag]),
        ("git tag -a {?} -m x\ngit push origin {?}", vec![Tag]),
        // Of these nobody knows, or they move nothing that matters.
        ("git push origin {?}", vec![]),
        ("git push origin gh-pages", vec![]),
        ("git push origin :v1.2.3", vec![]),
        ("git push --delete origin v1.2.3", vec![]),
        ("git push --dry-run", vec![]),
        ("git switch -c fix\ngit push origin HEAD", vec![]),
        ("git checkout -b fix\ngit push", vec![]),
        ("git -C ../other push", vec![]),
    ] {
        assert_eq!(moved(line).iter().map(|one| one.0).collect::<Vec<_>>(), what, "{line}");
        assert!(moved(line).iter().all(|one| one.1 == Answer::Yes), "{line}");
    }
}

#[test]
fn whose_token_it_is() {
    let url = |token: &str| format!("https://x:{{{token}}}@github.com/a/b");
    for (line, answer) in [
        (format!("git push {} main", url("secret:GITHUB_TOKEN")), Answer::Yes),
        (format!("git push {} main", url("secret:PAT")), Answer::No),
        (format!("git push {} main", url("?")), Answer::Unknown),
        (format!("git remote set-url origin {}\ngit push", url("secret:PAT")), Answer::No),
        (format!("git remote add x {}\ngit push x main", url("secret:PAT")), Answer::No),
        (format!("git remote add x {}\ngit push", url("secret:PAT")), Answer::Yes),
        ("git push elsewhere main".to_string(), Answer::Unknown),
        ("git clone https://github.com/a/b.wiki.git\ngit push".to_string(), Answer::Unknown),
        ("git config url.x.insteadOf y\ngit push".to_string(), Answer::Unknown),
    ] {
        assert_eq!(moved(&line).first().map(|one| one.1), Some(answer), "{line}");
    }
}

#[test]
fn the_last_commit_decides_whether_it_is_skipped() {
    assert!(!moved("git commit -m x\ngit push")[0].2);
    assert!(moved("git commit -m x_[skip_ci]\ngit push")[0].2);
    let event = Event::Push(MAIN.into());
    let around = MoveContext { event: &event, default_branch: MAIN, release_tags: "v*", repository: None };
    let mut git = Git::default();
    let mut commit = |words: &[&str]| {
        let words: Vec<Symbolic> = words.iter().map(|word| Symbolic::known(word)).collect();
        git.command(&words, Span::new(1, 2), &around);
        git.skips().is_some()
    };
    assert!(commit(&["git", "commit", "-m", "release [skip ci]"]));
    assert!(commit(&["git", "commit", "--amend", "--no-edit"]));
    assert!(!commit(&["git", "commit", "-m", "x"]));
    assert!(commit(&["git", "commit", "-m", "x\n\n\nskip-checks: true"]));
}
