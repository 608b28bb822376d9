//! X103: the constitution requires a check that no workflow has.

use super::files::{is_called, Named};
use super::{also, at};
use crate::repo::Repo;
use prodproof_constitution::claims::Claim;
use prodproof_constitution::Constitution;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports a job or check that the constitution requires by name and that no
    /// workflow has, as its own name, its file's, or a job's.
    ///
    /// ## Why is this bad?
    /// A required check that never reports blocks everything or nothing, as the branch
    /// protection has it; either way nobody checks.
    ///
    /// ## Example
    /// "The required check `lint` gates every merge", while the job is called `style`.
    ///
    /// ## Use instead
    /// The job's real name.
    ///
    /// ## References
    /// - Checks of apps (`DCO`, `codecov`) come from no workflow and are not looked at.
    X103 UNBACKED_CHECK "unbacked-check" Warning "the constitution requires a check that no workflow has"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, name: &str, group: &[&Claim], acc: &mut Vec<Finding>) {
    let lower = name.to_lowercase();
    let foreign = APPS.iter().any(|app| lower.contains(app));
    if foreign || is_called(repo, name, Named::Check) != Answer::No {
        return;
    }
    let Some(first) = group.first() else { return };
    let finding = at(&UNBACKED_CHECK, constitution, first, format!("no workflow or job is called `{name}`"));
    acc.push(also(finding, constitution, group).help("name a job that exists, or write it"));
}

/// A check of an app, which no workflow has.
const APPS: [&str; 20] = [
    "dco",
    "cla",
    "codecov",
    "coveralls",
    "sonarcloud",
    "sonarqube",
    "netlify",
    "vercel",
    "snyk",
    "codeql",
    "coderabbit",
    "renovate",
    "dependabot",
    "circleci",
    "travis",
    "jenkins",
    "gitguardian",
    "fossa",
    "packit",
    "tide",
];

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, bad_with, good};

    #[test]
    fn checks_that_do_not_exist() {
        bad("The required check `lint` gates every merge.", &["X103w 3:21 no workflow or job is called `lint`"]);
        good("The required check `DCO` gates every merge.");
        let calls = "on: push\njobs: {a: {uses: ./.github/workflows/b.yml}}\n";
        bad_with("The required check `lint` gates every merge.", &[(".github/workflows/x.yml", calls)], &[]);
    }
}
