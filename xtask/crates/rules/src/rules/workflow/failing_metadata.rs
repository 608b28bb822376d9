//! B020: docker/metadata-action fails on an event that publishes.

use super::remarks;
use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports inputs with which docker/metadata-action fails, such as an `enable` that is
    /// neither `true` nor `false`.
    ///
    /// ## Why is this bad?
    /// The step fails and nothing behind it runs.
    ///
    /// ## Example
    /// ```yaml
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=raw,value=stable,enable=${{ inputs.release }}
    /// ```
    ///
    /// which is empty on a push.
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=raw,value=stable,enable=${{ inputs.release == true }}
    /// ```
    ///
    /// ## References
    /// [metadata-action](https://github.com/docker/metadata-action#typeraw)
    B020 FAILING_METADATA "failing-metadata" Error "docker/metadata-action fails on an event that publishes"
}

pub(super) fn of(repo: &Repo, remark: &Remark) -> Finding {
    remarks::on_events(&FAILING_METADATA, repo, remark).help("give the action what it takes on every event")
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, workflow, ON, PATH};

    #[test]
    fn an_attribute_that_is_no_boolean() {
        let text = workflow(
            ON,
            "            type=raw,value=latest,enable=${{ inputs.x }}\n            type=semver,pattern={{version}}\n",
            "true",
        );
        let found = findings(&[(PATH, &text)]);
        assert_eq!(found[0].rule.name, "failing-metadata", "{found:?}");
    }
}
