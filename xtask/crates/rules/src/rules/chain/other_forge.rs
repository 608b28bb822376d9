//! X020: the repository is on a forge that does not run its workflows.

use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::forge::GITHUB_FOLDER;
use prodproof_syntax::paths::BUILD_PATH;

rule! {
    /// ## What it does
    /// Reports a repository whose remote is on GitLab, Bitbucket or sourcehut, which do not
    /// run the workflows under `.github/`. Forgejo and Gitea do: those of `.forgejo/workflows`
    /// and `.gitea/workflows`, else those of `.github/workflows`. That they do so as GitHub
    /// does is a condition of the answer, and no finding.
    ///
    /// ## Why is this bad?
    /// Whether a merge publishes anything is then not known from these files.
    ///
    /// ## Example
    /// `origin` is `https://gitlab.com/acme/widget`, and the image is built by
    /// `.github/workflows/container-build.yml`.
    ///
    /// ```yaml
    /// - uses: docker/metadata-action@v5
    ///   with:
    ///     images: quay.io/acme/widget
    ///     tags: |
    ///       type=raw,value=latest,enable={{is_default_branch}}
    /// ```
    ///
    /// ## Use instead
    /// Host the repository where its workflows run, or waive this rule where GitHub runs
    /// them for a mirror.
    X020 OTHER_FORGE "other-forge" Warning "the forge does not run the workflows"
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(forge) = repo.idle_forge() else { return };
    let Some(first) = repo.build.files.first() else { return };
    let path = repo.build.publications.first().map_or(first.path.as_str(), |one| one.path.as_str());
    let path = if repo.snapshot.has(path) { path } else { BUILD_PATH };
    let help = "what a merge does there is not known; waive this where GitHub runs them for a mirror";
    let message = format!("{forge} does not run the workflows in `{GITHUB_FOLDER}`");
    acc.push(OTHER_FORGE.at(Place::file(path), message).help(help));
}
