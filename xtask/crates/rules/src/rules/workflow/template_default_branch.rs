//! B007: `$default-branch` is a placeholder of templates only.

use super::edits;
use crate::repo::Repo;
use prodproof_publication::WorkflowFile;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports `$default-branch` in a workflow file. GitHub replaces it when a file is made
    /// from a workflow template, and never later.
    ///
    /// ## Why is this bad?
    /// In a real file it is a branch of that very name, which does not exist.
    ///
    /// ## Example
    /// ```yaml
    /// branches: [$default-branch]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// branches: [main]
    /// ```
    B007 TEMPLATE_DEFAULT_BRANCH "template-default-branch" Error "`$default-branch` is a placeholder of templates only"
}

/// `pattern` is where the placeholder stands.
pub(super) fn found(repo: &Repo, file: &WorkflowFile, pattern: Span) -> Finding {
    let branch = &repo.build.default_branch;
    let message = "`$default-branch` is a placeholder of templates; here it is a branch of that name";
    let title = format!("write `{branch}`");
    TEMPLATE_DEFAULT_BRANCH.at(Place::new(&file.path, pattern), message).help(title.clone()).fix(
        title,
        edits::safety(repo),
        vec![Edit::new(&file.path, pattern, branch.clone())],
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, TAGS};

    #[test]
    fn a_placeholder_of_a_template() {
        let on = |branches: &str| {
            format!(
                "  push:
    branches: {branches}
    tags: ['v*']
  workflow_dispatch:
"
            )
        };
        let text = workflow(&on("[$default-branch]"), TAGS, "true");
        bad(&text, &["template-default-branch 4: $default-branch"]);
        fixes(&text, "template-default-branch", &workflow(&on("[main]"), TAGS, "true"));
    }
}
