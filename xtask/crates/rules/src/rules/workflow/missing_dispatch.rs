//! B018: the publishing workflow cannot be started by hand.

use super::edits::{append_item, first_entry, with};
use super::started;
use crate::repo::Repo;
use prodproof_publication::trigger::OnForm;
use prodproof_publication::WorkflowFile;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that no publishing workflow has `workflow_dispatch`.
    ///
    /// ## Why is this bad?
    /// When a run was dropped, cancelled or failed for reasons outside of the repository,
    /// nobody can publish again without a commit.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///   workflow_dispatch:
    /// ```
    B018 MISSING_DISPATCH "missing-dispatch" Warning "the publishing workflow cannot be started by hand"
}

pub(super) fn check(repo: &Repo, image: &Reference, entries: &[&WorkflowFile], acc: &mut Vec<Finding>) {
    let has = |file: &&&WorkflowFile| {
        file.triggers.as_ref().is_some_and(|triggers| triggers.get("workflow_dispatch").is_some())
    };
    if entries.iter().any(|file| has(&file)) {
        return;
    }
    // The one that merges start is the one to start by hand.
    let merge = repo.build.merge();
    let runs = |file: &&&WorkflowFile| started(repo, file, &merge).is_some_and(|run| run.answer != Answer::No);
    let Some(file) = entries.iter().find(|file| runs(file)).or_else(|| entries.first()) else { return };
    let Some(triggers) = &file.triggers else { return };
    let message = format!("nobody can start `{}`, which publishes `{}`, by hand", file.path, image.name());
    let finding = MISSING_DISPATCH.at(Place::new(&file.path, triggers.key), message).help("add `workflow_dispatch`");
    acc.push(add_dispatch(repo, file, finding));
}

fn add_dispatch(repo: &Repo, file: &WorkflowFile, finding: Finding) -> Finding {
    let edit = || {
        let on = file.on()?;
        match file.triggers.as_ref()?.form {
            OnForm::Map => first_entry(file, on, "workflow_dispatch:", "workflow_dispatch: {}"),
            OnForm::One => {
                Some(Edit::new(&file.path, on.span, format!("[{}, workflow_dispatch]", on.span.text(&file.text))))
            }
            OnForm::List => append_item(file, on, "workflow_dispatch"),
        }
    };
    with(repo, finding, "add `workflow_dispatch`", edit())
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, TAGS};

    #[test]
    fn nobody_can_start_it() {
        let text = workflow(
            "  push:
    branches: [main]
    tags: ['v*']
",
            TAGS,
            "true",
        );
        bad(&text, &["missing-dispatch 2: on"]);
        fixes(&text, "missing-dispatch", &text.replace("  push:\n", "  workflow_dispatch:\n  push:\n"));
    }
}
