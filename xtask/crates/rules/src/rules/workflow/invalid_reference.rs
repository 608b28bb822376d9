//! B021: a pushed reference is one that no registry takes.

use super::remarks;
use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports a reference with upper-case letters in its name, an empty component or tag, or
    /// a tag that starts with `-`; also a name without a namespace on docker.io, where only
    /// Docker pushes.
    ///
    /// ## Why is this bad?
    /// The push fails, and with docker/build-push-action one bad tag fails all the others.
    ///
    /// ## Example
    /// ```yaml
    /// tags: ghcr.io/${{ github.repository }}:latest   # acme/Widget
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: ghcr.io/acme/widget:latest
    /// ```
    ///
    /// or docker/metadata-action, which lower-cases names.
    ///
    /// ## References
    /// [grammar](https://github.com/distribution/reference/blob/main/regexp.go)
    B021 INVALID_REFERENCE "invalid-reference" Error "a pushed reference is one that no registry takes"
}

pub(super) fn of(repo: &Repo, remark: &Remark) -> Finding {
    remarks::on_events(&INVALID_REFERENCE, repo, remark).help("write a name and tag that registries take")
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};

    #[test]
    fn a_name_in_upper_case() {
        let text = workflow(ON, TAGS, "true").replace(
            "${{ steps.meta.outputs.tags }}",
            "'quay.io/acme/widget:latest,quay.io/acme/widget:${{ github.ref_name }},ghcr.io/${{ github.repository }}'",
        );
        let found = findings(&[(PATH, &text)]);
        assert!(found.iter().any(|f| f.rule.name == "invalid-reference"), "{found:?}");
        assert!(!found.iter().any(|f| f.rule.name == "unpublished-merge"), "{found:?}");
    }
}
