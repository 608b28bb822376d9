//! B024: text around an expression makes a condition always true.

use super::remarks;
use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports an `if` with text outside of `${{ }}`: the whole is a text that is not empty,
    /// and that is true.
    ///
    /// ## Why is this bad?
    /// Whatever was to be held back runs: other branches overwrite `latest`.
    ///
    /// ## Example
    /// ```yaml
    /// if: ${{ github.ref_name == 'main' }} && ${{ github.event_name == 'push' }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// if: github.ref_name == 'main' && github.event_name == 'push'
    /// ```
    B024 ALWAYS_TRUE_GUARD "always-true-guard" Warning "text around an expression makes a condition always true"
}

pub(super) fn of(_: &Repo, remark: &Remark) -> Finding {
    remarks::always(&ALWAYS_TRUE_GUARD, remark).help("put the whole condition into one `${{ }}`, or into none")
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, workflow, ON, TAGS};

    #[test]
    fn conditions_that_are_none() {
        let text = workflow(ON, TAGS, "true")
            .replace("    runs-on", "    if: ${{ github.actor == 'x' }} || true\n    runs-on");
        bad(&text, &["always-true-guard 9: ${{ github.actor == 'x' }} || true"]);
    }
}
