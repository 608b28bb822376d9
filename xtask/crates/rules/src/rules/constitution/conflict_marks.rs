//! C020: a merge was not settled.

use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a constitution with Git's conflict marks in it, and one that Git's index
    /// holds for unmerged without them. Those in an example do not count. Nothing is
    /// bumped meanwhile.
    ///
    /// ## Why is this bad?
    /// Two texts stand in one; whichever version is written belongs to neither.
    ///
    /// ## Example
    /// ```markdown
    /// <<<<<<< HEAD
    /// Tests MUST pass.
    /// =======
    /// Tests MUST pass on every push.
    /// >>>>>>> topic
    /// ```
    ///
    /// ## Use instead
    /// The text that was agreed on.
    C020 CONFLICT_MARKS "conflict-marks" Error "a merge was not settled"
}

pub(super) fn found(constitution: &Constitution, span: Span) -> Finding {
    CONFLICT_MARKS
        .at(Place::new(&constitution.path, span), "a merge was not settled: two texts stand in one")
        .help("settle the merge, and remove the marks")
}

/// Without any mark: one side was taken, and git was not told.
pub(super) fn unmerged(constitution: &Constitution) -> Finding {
    CONFLICT_MARKS
        .at(Place::file(&constitution.path), "a merge was not settled: git has several texts of it")
        .help(format!("settle the merge, then `git add {}`", constitution.path))
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_merge_that_was_not_settled() {
        let conflict = BASE.replace("Vote.\n", "<<<<<<< HEAD\nVote.\n=======\nVote twice.\n>>>>>>> topic\n");
        bad(BASE, &conflict, &["C020 "]);
    }
}
