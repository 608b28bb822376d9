//! B036: a bot's commit asks GitHub to start nothing, and the publishing workflow waits for it.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a step that commits with `[skip ci]` (or `[ci skip]`, `[no ci]`,
    /// `[skip actions]`, `[actions skip]`, `skip-checks: true`) and pushes to the default
    /// branch, for which a publishing workflow waits.
    ///
    /// ## Why is this bad?
    /// No workflow starts for that push. What the bot has committed is on the default
    /// branch and not in the image, until the next merge.
    ///
    /// ## Example
    /// ```yaml
    /// - run: |
    ///     git commit -am "bump version [skip ci]"
    ///     git push
    /// ```
    ///
    /// ## Use instead
    /// A message without it, and a condition that keeps the bot's own workflow from
    /// starting again: `if: github.actor != 'my-bot[bot]'`.
    ///
    /// ## References
    /// [skipping workflow
    /// runs](https://docs.github.com/actions/how-tos/manage-workflow-runs/skip-workflow-runs)
    B036 SKIPPED_BOT_COMMIT "skipped-bot-commit" Warning "a bot's commit asks GitHub to start nothing, and the publishing workflow waits for it"
}
