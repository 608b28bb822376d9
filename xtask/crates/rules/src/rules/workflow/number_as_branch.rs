//! B008: an unquoted number in a filter is not the text that is written.

use super::deals_with_images;
use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a filter pattern that YAML reads as a number and that turns into another text:
    /// `2.0` is `2`, `1.10` is `1.1`.
    ///
    /// ## Why is this bad?
    /// The branch or tag that was meant does not start the workflow.
    ///
    /// ## Example
    /// ```yaml
    /// branches: [main, 2.0]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// branches: [main, '2.0']
    /// ```
    B008 NUMBER_AS_BRANCH "number-as-branch" Warning "an unquoted number in a filter is not the text that is written"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    for file in &repo.build.files {
        let Some(push) = file.triggers.as_ref().and_then(|triggers| triggers.get("push")) else { continue };
        for pattern in [&push.branches, &push.tags].into_iter().flatten().flat_map(|filter| &filter.patterns) {
            let Some(written) = pattern.number.as_ref().filter(|written| **written != pattern.text) else { continue };
            if !deals_with_images(file) {
                break;
            }
            let place = Place::new(&file.path, pattern.span);
            let message = format!("`{written}` is a number to YAML, and GitHub matches `{}`", pattern.text);
            let edit = prodproof_syntax::finding::Edit::new(&file.path, pattern.span, format!("'{written}'"));
            acc.push(
                NUMBER_AS_BRANCH.at(place, message).help("put it in quotes").safe_fix("put it in quotes", vec![edit]),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, TAGS};

    #[test]
    fn numbers_in_filters() {
        let text = workflow(
            "  push:
    branches: [main, 2.0]
    tags: ['v*']
  workflow_dispatch:
",
            TAGS,
            "true",
        );
        bad(&text, &["number-as-branch 4: 2.0"]);
        fixes(&text, "number-as-branch", &text.replace("2.0", "'2.0'"));
    }
}
