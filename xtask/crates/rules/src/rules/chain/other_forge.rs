//! X020: the repository is on a forge that does not run its workflows as GitHub does.

use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::paths::BUILD_PATH;

rule! {
    /// ## What it does
    /// Reports a repository whose remote is on GitLab, Bitbucket or sourcehut, which do not
    /// run the workflows under `.github/`, or on Forgejo or Gitea, which run a folder of
    /// their own instead where there is one, and otherwise run them by rules of which it is
    /// only assumed that they are GitHub's.
    ///
    /// ## Why is this bad?
    /// Whether a merge publishes anything is then not known from these files.
    ///
    /// ## Example
    /// `origin` is `https://gitlab.com/acme/widget`, and the image is built by
    /// `.github/workflows/container-build.yml`.
    ///
    /// ## Use instead
    /// Host the repository where its workflows run, or waive this rule where GitHub runs
    /// them for a mirror.
    X020 OTHER_FORGE "other-forge" Warning "the forge does not run the workflows as GitHub does"
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(doubt) = repo.forge_doubt() else { return };
    let Some(first) = repo.build.files.first() else { return };
    let path = repo.build.publications.first().map_or(first.path.as_str(), |one| one.path.as_str());
    let path = if repo.snapshot.has(path) { path } else { BUILD_PATH };
    let help = "what a merge does there is not known; waive this where GitHub runs them for a mirror";
    acc.push(OTHER_FORGE.at(Place::file(path), doubt).help(help));
}
