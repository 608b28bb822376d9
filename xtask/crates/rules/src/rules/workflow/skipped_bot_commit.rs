//! B036: a bot's commit asks GitHub to start nothing, and the publishing workflow waits for it.

use super::bots::Waits;
use crate::repo::Repo;
use prodproof_publication::Move;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Span;

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

pub(super) fn found(repo: &Repo, one: &Move, waits: &Waits<'_>, skips: Span) -> Finding {
    let message = format!(
        "this commit asks GitHub to start nothing, and is pushed to `{}`: `{}` does not publish it",
        repo.build.default_branch, waits.file.path
    );
    let mut finding = SKIPPED_BOT_COMMIT
        .at(Place::new(&one.path, skips), message)
        .related(&waits.file.path, waits.span, "this does not start")
        .help("leave `[skip ci]` out, and keep the bot's own workflow back by an `if`");
    if skips != one.span {
        finding = finding.related(&one.path, one.span, "pushed here");
    }
    finding
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::bots::fixture::{found, CHECKOUT, MERGE};

    #[test]
    fn a_commit_that_asks_to_be_skipped() {
        let checkout = "      - {uses: actions/checkout@v5, with: {token: '${{ secrets.PAT }}'}}\n";
        for word in ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]"] {
            let steps = format!("{checkout}      - run: git commit -am \"bump {word}\"\n      - run: git push\n");
            found(MERGE, &steps, &["skipped-bot-commit 8"]);
            let steps = format!(
                "\
{checkout}      - uses: stefanzweifel/git-auto-commit-action@v6
        with:
          commit_message: x {word}
"
            );
            found(MERGE, &steps, &["skipped-bot-commit 10"]);
        }
        let steps = format!(
            "{checkout}      - run: |\n          git commit -m x -m '\n          skip-checks: true'\n          git push\n"
        );
        found(MERGE, &steps, &["skipped-bot-commit 9"]);
        found(MERGE, &format!("{checkout}      - run: git commit -am bump\n      - run: git push\n"), &[]);
        // One finding where the token alone would do it.
        found(
            MERGE,
            &format!("{CHECKOUT}      - run: git commit -am \"x [skip ci]\"\n      - run: git push\n"),
            &["default-token-push 9"],
        );
    }
}
