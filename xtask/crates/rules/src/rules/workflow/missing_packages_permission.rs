//! B037: the job that pushes to ghcr.io may not write packages.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a job that logs in to ghcr.io with `GITHUB_TOKEN` and pushes there, while its
    /// `permissions` (or else the workflow's) do not have `packages: write`. What a list of
    /// permissions does not name is none.
    ///
    /// ## Why is this bad?
    /// GitHub refuses the push: `denied: permission_denied: write_package`.
    ///
    /// ## Example
    /// ```yaml
    /// permissions:
    ///   contents: read
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// permissions:
    ///   contents: read
    ///   packages: write
    /// ```
    ///
    /// Without any `permissions` the repository's settings decide, which nobody here knows.
    ///
    /// ## References
    /// [publishing and installing a package with GitHub
    /// Actions](https://docs.github.com/packages/managing-github-packages-using-github-actions-workflows/publishing-and-installing-a-package-with-github-actions)
    B037 MISSING_PACKAGES_PERMISSION "missing-packages-permission" Error "the job that pushes to ghcr.io may not write packages"
}
