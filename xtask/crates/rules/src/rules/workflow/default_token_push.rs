//! B035: a bot pushes with `GITHUB_TOKEN`, for which the publishing workflow never starts.

use super::bots::{waiting, Waits};
use crate::repo::Repo;
use prodproof_publication::{Move, Moved};
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;

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

pub(super) fn found(repo: &Repo, image: &Reference, one: &Move, waits: &Waits<'_>, skips: Option<Span>) -> Finding {
    let build = &repo.build;
    // One push may move a branch and a tag.
    let both = build.moves.iter().filter(|other| {
        (&other.path, other.span, &other.event) == (&one.path, one.span, &one.event)
            && waiting(repo, image, other).is_some()
    });
    let does: Vec<String> = both
        .map(|one| match one.what {
            Moved::Branch => format!("pushes to `{}`", build.default_branch),
            Moved::Tag => "pushes a tag".to_string(),
            Moved::Release => "makes a release".to_string(),
        })
        .collect();
    let does = does.join(" and ").replace("and pushes a", "and a");
    let message = format!(
        "`{}` {does} with `GITHUB_TOKEN`, for which GitHub starts no workflow: `{}` publishes nothing then",
        one.method, waits.file.path
    );
    let mut finding = DEFAULT_TOKEN_PUSH
        .at(Place::new(&one.path, one.span), message)
        .related(&waits.file.path, waits.span, "this does not start")
        .help(format!(
            "use the token of an app or a person, or start `{0}` with `gh workflow run {0}`",
            waits.file.path.rsplit('/').next().unwrap_or_default()
        ));
    if let Some(skips) = skips {
        finding = finding.related(&one.path, skips, "and this asks GitHub to start nothing");
    }
    finding
}
