//! B014: a merge does not publish the promised tag.

use super::told;
use crate::repo::Repo;
use prodproof_publication::{File, Publication, Remark};
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that no push to the default branch makes a workflow push the promised tag, for
    /// another reason than the rules above tell.
    ///
    /// ## Why is this bad?
    /// What is merged does not reach production.
    ///
    /// ## Example
    /// ```yaml
    /// tags: quay.io/acme/widget:${{ github.sha }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   quay.io/acme/widget:${{ github.sha }}
    ///   quay.io/acme/widget:latest
    /// ```
    B014 UNPUBLISHED_MERGE "unpublished-merge" Error "a merge does not publish the promised tag"
}

/// A merge publishes `tags` with `one`, and nothing ever publishes `latest`.
pub(super) fn of_other_tags(repo: &Repo, one: &Publication, tags: &str, latest: &Reference) -> Finding {
    let message = format!("a merge to `{}` publishes {tags} and not `{latest}`", repo.build.default_branch);
    UNPUBLISHED_MERGE.at(Place::new(&one.path, one.span), message)
}

/// Nothing usual publishes the image, but this: a run by hand on another branch, a push to
/// one, a pre-release.
pub(super) fn only_on(repo: &Repo, one: &Publication, latest: &Reference) -> Finding {
    let name = one.reference.as_ref().map_or_else(|| latest.name(), ToString::to_string);
    let branch = &repo.build.default_branch;
    let message = format!("only {} publishes `{name}`: a merge to `{branch}` publishes nothing", told(&one.event));
    let finding = UNPUBLISHED_MERGE.at(Place::new(&one.path, one.span), message);
    finding.help(format!("publish `{latest}` on merges"))
}

/// The step gets no tag on a merge.
pub(super) fn of_no_tag(repo: &Repo, remark: &Remark) -> Finding {
    let branch = &repo.build.default_branch;
    let message = format!("on a merge to `{branch}` no tag is made, so nothing is published");
    UNPUBLISHED_MERGE.at(Place::new(&remark.path, remark.span), message)
}

/// `one` is what the workflow publishes on other events.
pub(super) fn of(repo: &Repo, file: &File, one: &Publication, latest: &Reference) -> Finding {
    let branch = &repo.build.default_branch;
    let message = format!("`{}` runs on a merge to `{branch}` and does not publish `{latest}`", file.path);
    UNPUBLISHED_MERGE.at(Place::new(&one.path, one.span), message)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, TAGS};

    #[test]
    fn latest_comes_from_nowhere() {
        let on = "  push:\n    branches: [main]\n  workflow_dispatch:\n";
        let text = workflow(on, TAGS, "true").replace("${{ steps.meta.outputs.tags }}", "quay.io/acme/widget:main # c");
        bad(&text, &["unpublished-merge 17: docker/build-push-action@v6", "unpublished-release 4: branches"]);
        // Whoever starts it by hand on another branch does not write the tag.
        let guarded = ":main,${{ github.ref == 'refs/heads/main' && 'quay.io/acme/widget:latest' || '' }}";
        fixes(&text, "unpublished-merge", &text.replace(":main", guarded));
        let text = text.replace("  workflow_dispatch:\n", "");
        fixes(&text, "unpublished-merge", &text.replace(":main", ":main,quay.io/acme/widget:latest"));
    }
}
