//! X113: the constitution names another default branch.

use super::{also, at, grouped};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Compares the default branch that the prose names with the repository's.
    ///
    /// ## Why is this bad?
    /// What is said of merges is said of a branch that nobody merges to.
    ///
    /// ## Example
    /// "The default branch is `trunk`", and the repository's is `main`.
    ///
    /// ## Use instead
    /// The branch's name as it is.
    X113 OTHER_DEFAULT_BRANCH "other-default-branch" Warning "the constitution names another default branch"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    // What is only assumed proves nobody wrong.
    let Some((own, learnt)) = &repo.snapshot.facts.default_branch else { return };
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Branch(name) if name != own => Some((claim, name.as_str())),
        _ => None,
    }));
    for (name, group) in stated {
        let Some(first) = group.first() else { continue };
        let message = format!("the default branch is `{own}`, by {learnt}, not `{name}`");
        let finding = at(&OTHER_DEFAULT_BRANCH, constitution, first, message);
        acc.push(also(finding, constitution, &group).help(format!("write `{own}`")));
    }
}

#[cfg(test)]
mod tests {
    use crate::repo::Repo;
    use crate::rules::claims::tests::{run, shown, PATH};
    use prodproof_syntax::snapshot::{Facts, Snapshot};

    #[track_caller]
    fn found(prose: &str, expected: &[&str]) {
        let text = format!("# C\n\n{prose}\n");
        let today = time::Date::from_calendar_date(2027, time::Month::January, 31).expect("a day");
        let default_branch = Some(("main".into(), "`origin/HEAD`".into()));
        let facts = Facts { default_branch, ..Facts::unknown("widget", today) };
        let repo = Repo::new(Snapshot::of(&[(PATH, text.as_str())], facts));
        assert_eq!(shown(&text, &run(&repo)), expected, "{prose}");
    }

    #[test]
    fn in_more_words_and_of_another_repository() {
        let other = "the default branch is `main`, by `origin/HEAD`, not `trunk`";
        found("The default branch is `trunk`.", &[&format!("X113w 3:24 {other}")]);
        found("Our default branch is called `trunk`.", &[&format!("X113w 3:31 {other}")]);
        found("The default branch is named `trunk`; forks follow it.", &[&format!("X113w 3:30 {other}")]);
        found("The upstream project's default branch is `trunk`.", &[]);
        found("A fork's default branch is `trunk`.", &[]);
        found("The default branch is called `main`.", &[]);
    }
}
