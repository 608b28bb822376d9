//! B004: only tags start the publishing workflow, merges do not.

use super::edits::{first_entry, plain, with};
use crate::repo::Repo;
use prodproof_publication::trigger::Trigger;
use prodproof_publication::WorkflowFile;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a publishing workflow whose `push` has tag filters and no branch filter: a
    /// merge does not start it.
    ///
    /// ## Why is this bad?
    /// A fix that is merged waits for the next release to be published.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     tags: ['v*']
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    /// ```
    ///
    /// ## References
    /// [filters](https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore)
    B004 TAG_ONLY_TRIGGER "tag-only-trigger" Error "only tags start the publishing workflow, merges do not"
}

/// `trigger` is the workflow's `push`; `span` is what decides that a merge starts nothing.
pub(super) fn found(repo: &Repo, file: &WorkflowFile, trigger: Option<&Trigger>, span: Span) -> Finding {
    let branch = &repo.build.default_branch;
    let filter = trigger.and_then(|trigger| trigger.tags.as_ref());
    let message = format!("only tags start `{}`: a merge to `{branch}` publishes nothing", file.path);
    let finding = TAG_ONLY_TRIGGER.at(Place::new(&file.path, filter.map_or(span, |f| f.key_span)), message);
    add_branches(repo, file, finding.help(format!("let pushes to `{branch}` start it too")))
}

/// `branches` beside the tag filter of `push`.
fn add_branches(repo: &Repo, file: &WorkflowFile, finding: Finding) -> Finding {
    let branch = plain(&repo.build.default_branch);
    let line = format!("branches: [{branch}]");
    let edit = file.on().and_then(|on| on.get("push")).and_then(|push| first_entry(file, push, &line, &line));
    with(repo, finding, "let merges start the workflow", edit)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, TAGS};

    #[test]
    fn only_tags_start_it() {
        let text = workflow(
            "  push:
    tags: ['v*']
  workflow_dispatch:
",
            TAGS,
            "true",
        );
        let found = bad(&text, &["tag-only-trigger 4: tags"]);
        assert!(found[0].message.to_string().contains("merge"), "{}", found[0].message);
        let fixed = workflow(
            "  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
",
            TAGS,
            "true",
        );
        fixes(&text, "tag-only-trigger", &fixed);
        // Windows line ends and comments stay.
        fixes(&text.replace('\n', "\r\n"), "tag-only-trigger", &fixed.replace('\n', "\r\n"));
        let flow = workflow("  push: {tags: [v*]} # c\n  workflow_dispatch:\n", TAGS, "true");
        fixes(&flow, "tag-only-trigger", &flow.replace("{tags", "{branches: [main], tags"));
    }
}
