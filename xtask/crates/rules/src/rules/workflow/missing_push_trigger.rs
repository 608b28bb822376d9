//! B005: no push starts the publishing workflow.

use super::edits::{first_entry, indentation, plain, with};
use crate::repo::Repo;
use prodproof_publication::trigger::OnForm;
use prodproof_publication::WorkflowFile;
use prodproof_syntax::finding::{line_end, rule, Edit, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a publishing workflow that only a release, a schedule, a dispatch or another
    /// workflow starts.
    ///
    /// ## Why is this bad?
    /// What is merged is not published until somebody or something else starts it. GitHub
    /// drops schedules under load and disables them after 60 quiet days.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// ```
    ///
    /// ## References
    /// [events](https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows)
    B005 MISSING_PUSH_TRIGGER "missing-push-trigger" Error "no push starts the publishing workflow"
}

/// `span` is what decides that a merge starts nothing.
pub(super) fn found(repo: &Repo, file: &WorkflowFile, span: Span) -> Finding {
    let branch = &repo.build.default_branch;
    let names: Vec<String> =
        file.triggers.iter().flat_map(|triggers| &triggers.list).map(|trigger| format!("`{}`", trigger.name)).collect();
    let message =
        format!("no push starts `{}`, only {}: a merge to `{branch}` publishes nothing", file.path, names.join(", "));
    let finding = MISSING_PUSH_TRIGGER.at(Place::new(&file.path, span), message);
    add_push(repo, file, finding.help(format!("let pushes to `{branch}` start it")))
}

/// `push` with both filters, before the other events.
fn add_push(repo: &Repo, file: &WorkflowFile, finding: Finding) -> Finding {
    let branch = plain(&repo.build.default_branch);
    let tags = repo.promise.tags.value.replace('\'', "''");
    let edit = || {
        let on = file.on()?;
        let flow = format!("push: {{branches: [{branch}], tags: ['{tags}']}}");
        match file.triggers.as_ref()?.form {
            OnForm::Map => {
                let indent = indentation(&file.text, on.entries().first()?.key.span.start).unwrap_or_default();
                let end = line_end(&file.text);
                let block = format!("push:{end}{indent}  branches: [{branch}]{end}{indent}  tags: ['{tags}']");
                first_entry(file, on, &block, &flow)
            }
            // A name or a list of names becomes a mapping.
            OnForm::One | OnForm::List => {
                let one_line = !on.span.text(&file.text).contains('\n');
                let names: Vec<String> =
                    on.one_or_many().iter().map(|n| format!("{}: {{}}", n.as_str().unwrap_or_default())).collect();
                one_line.then(|| Edit::new(&file.path, on.span, format!("{{{flow}, {}}}", names.join(", "))))
            }
        }
    };
    with(repo, finding, "let merges and release tags start the workflow", edit())
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, TAGS};

    #[test]
    fn no_push_starts_it() {
        let text = workflow(
            "  # weekly
  schedule:
    - cron: '30 4 * * 1'
  workflow_dispatch:
",
            TAGS,
            "true",
        );
        bad(&text, &["missing-push-trigger 2: on", "unpublished-release 2: on"]);
        fixes(
            &text,
            "missing-push-trigger",
            &text.replace(
                "  schedule",
                "  push:
    branches: [main]
    tags: ['v*']
  schedule",
            ),
        );
        let text = workflow("", TAGS, "true").replace("on:\n", "on: workflow_dispatch # c\n");
        fixes(
            &text,
            "missing-push-trigger",
            &text.replace("workflow_dispatch", "{push: {branches: [main], tags: ['v*']}, workflow_dispatch: {}}"),
        );
    }
}
