//! B035: a bot pushes with `GITHUB_TOKEN`, for which the publishing workflow never starts.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a step that pushes a commit or a tag, or makes a release, with the run's own
    /// `GITHUB_TOKEN`, where a publishing workflow waits for just that event.
    ///
    /// ## Why is this bad?
    /// GitHub starts no workflow for what is done with `GITHUB_TOKEN`, except for
    /// `workflow_dispatch` and `repository_dispatch`. The tag is there, the release looks
    /// complete, and no image was ever built.
    ///
    /// ## Example
    /// ```yaml
    /// # release.yml, while build.yml publishes on `push: {tags: ['v*']}`
    /// - uses: actions/checkout@v5
    /// - run: |
    ///     git tag "v$VERSION"
    ///     git push origin "v$VERSION"
    /// ```
    ///
    /// ## Use instead
    /// The token of an app or of a person, or start the other workflow:
    ///
    /// ```yaml
    /// - run: |
    ///     git tag "v$VERSION"
    ///     git push origin "v$VERSION"
    ///     gh workflow run build.yml --ref "v$VERSION"
    /// ```
    ///
    /// ## References
    /// [triggering a workflow from a
    /// workflow](https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow#triggering-a-workflow-from-a-workflow)
    B035 DEFAULT_TOKEN_PUSH "default-token-push" Warning "a bot pushes with `GITHUB_TOKEN`, for which the publishing workflow never starts"
}
