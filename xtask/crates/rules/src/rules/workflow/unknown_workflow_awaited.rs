//! B032: a publishing workflow waits for one that does not exist.

use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports `workflow_run` with names that no workflow of the repository has.
    ///
    /// ## Why is this bad?
    /// The event never comes. It happens when the awaited workflow is renamed.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   workflow_run:
    ///     workflows: [CI]
    /// ```
    ///
    /// while `ci.yml` says `name: Tests`.
    ///
    /// ## Use instead
    /// The name that stands in the awaited file.
    B032 UNKNOWN_WORKFLOW_AWAITED "unknown-workflow-awaited" Error "a publishing workflow waits for one that does not exist"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    for file in &build.files {
        let Some(trigger) = file.triggers.as_ref().and_then(|triggers| triggers.get("workflow_run")) else { continue };
        let publishes = build.with_entries().any(|(_, entry)| entry == file.path);
        let known = |name: &str| build.files.iter().any(|other| other.name() == name);
        if !publishes || trigger.workflows.is_empty() || trigger.workflows.iter().any(|(name, _)| known(name)) {
            continue;
        }
        for (name, span) in &trigger.workflows {
            let message = format!("no workflow here has the name `{name}`");
            let finding = UNKNOWN_WORKFLOW_AWAITED.at(Place::new(&file.path, *span), message);
            acc.push(finding.help("write the `name` of the awaited workflow"));
        }
    }
}
