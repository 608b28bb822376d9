//! B006: the branch filter does not let the default branch pass.

use super::edits::{append_item, plain, with};
use crate::repo::Repo;
use crate::words::quoted;
use prodproof_publication::trigger::Filter;
use prodproof_publication::WorkflowFile;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a publishing workflow whose `branches` or `branches-ignore` keep the default
    /// branch out.
    ///
    /// ## Why is this bad?
    /// Merges go to the default branch; none of them starts the workflow.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]   # the default branch is master
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [master]
    /// ```
    B006 FILTERED_DEFAULT_BRANCH "filtered-default-branch" Error "the branch filter does not let the default branch pass"
}

/// `span` is what decides that a merge starts nothing.
pub(super) fn found(repo: &Repo, file: &WorkflowFile, filter: Option<&Filter>, span: Span) -> Finding {
    let branch = &repo.build.default_branch;
    let shown = filter.map_or(String::new(), |filter| format!("`{}` has {}", filter.key, quoted(&filter.written())));
    let message = format!("the default branch `{branch}` does not start `{}`: {shown}", file.path);
    let finding = FILTERED_DEFAULT_BRANCH
        .at(Place::new(&file.path, span), message)
        .help(format!("let `{branch}` pass the filter"));
    match filter {
        Some(filter) if !filter.ignore => append_branch(repo, file, finding),
        _ => finding,
    }
}

/// The default branch behind the other patterns, so that it is the last to match.
fn append_branch(repo: &Repo, file: &WorkflowFile, finding: Finding) -> Finding {
    let branch = plain(&repo.build.default_branch);
    let edit = || {
        let branches = file.on()?.get("push")?.get("branches")?;
        if branches.is_sequence() {
            append_item(file, branches, &branch)
        } else {
            let written = branches.span.text(&file.text);
            (!written.contains('\n')).then(|| Edit::new(&file.path, branches.span, format!("[{written}, {branch}]")))
        }
    };
    with(repo, finding, "let the default branch pass", edit())
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, everything, fixes, repo, workflow, PATH, TAGS};

    /// Nothing else publishes, so that its image is known from there alone.
    #[test]
    fn only_another_branch_publishes() {
        for branches in ["[release]", "['releases/**']", "[master]"] {
            let on = format!("  push:\n    branches: {branches}\n");
            let text = workflow(&on, "            type=raw,value=latest\n", "true");
            let mut found = everything(&[(PATH, &text)]);
            found.retain(|one| one.rule.name == "filtered-default-branch");
            assert!(found[0].implies.contains(&"every-branch-publishes-latest"));
            assert!(found[0].fix.as_ref().is_some_and(|fix| !fix.safe), "it may be meant");
            assert_eq!(repo(&[(PATH, &text)]).deliveries.len(), 1);
        }
    }

    #[test]
    fn the_default_branch_is_kept_out() {
        let on = |branches: &str| {
            format!(
                "  push:
    branches: {branches}
    tags: ['v*']
  workflow_dispatch:
"
            )
        };
        let text = workflow(&on("[dev, 'rel/**']"), TAGS, "true");
        bad(&text, &["filtered-default-branch 4: [dev, 'rel/**']"]);
        fixes(&text, "filtered-default-branch", &workflow(&on("[dev, 'rel/**', 'main']"), TAGS, "true"));
        let text = workflow(&on("dev"), TAGS, "true");
        fixes(&text, "filtered-default-branch", &workflow(&on("[dev, main]"), TAGS, "true"));
        let text = workflow(&on("\n      - dev # c\n      - \"x\" # d"), TAGS, "true");
        let fixed = workflow(
            &on(r#"
      - dev # c
      - "x"
      - "main" # d"#),
            TAGS,
            "true",
        );
        fixes(&text, "filtered-default-branch", &fixed);
        let text = workflow(&on("['**', '!main']"), TAGS, "true");
        bad(&text, &["filtered-default-branch 4: '!main'"]);
    }
}
