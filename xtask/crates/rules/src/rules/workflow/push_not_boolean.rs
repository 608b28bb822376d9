//! B023: `push` is neither true nor false.

use super::remarks;
use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports a `push` that is empty or another text on an event that reaches it. An
    /// expression that yields nothing does not fall back to the default.
    ///
    /// ## Why is this bad?
    /// The step fails.
    ///
    /// ## Example
    /// ```yaml
    /// push: ${{ inputs.push }}
    /// ```
    ///
    /// which is empty on a push.
    ///
    /// ## Use instead
    /// ```yaml
    /// push: ${{ github.event_name != 'pull_request' }}
    /// ```
    B023 PUSH_NOT_BOOLEAN "push-not-boolean" Error "`push` is neither true nor false"
}

pub(super) fn of(repo: &Repo, remark: &Remark) -> Finding {
    remarks::on_events(&PUSH_NOT_BOOLEAN, repo, remark).help("let the expression be `true` or `false` on every event")
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};

    #[test]
    fn an_input_that_is_not_there() {
        let text = workflow(ON, TAGS, "${{ inputs.push }}");
        let found = findings(&[(PATH, &text)]);
        assert!(found.iter().any(|f| f.rule.name == "push-not-boolean"), "{found:?}");
    }
}
