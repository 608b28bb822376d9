//! B019: an event starts the build but can never push.

use super::{entries, started};
use crate::repo::Repo;
use prodproof_publication::Event;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports an event that starts the publishing workflow and reaches its build, while the
    /// push is held back on just that event.
    ///
    /// ## Why is this bad?
    /// A nightly rebuild that pushes nothing looks like one that keeps the image fresh.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///   schedule: [{cron: '30 4 * * 1'}]
    /// # and then
    ///     push: ${{ github.event_name == 'push' }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    ///     push: ${{ github.event_name != 'pull_request' }}
    /// ```
    B019 IDLE_RUN "idle-run" Warning "an event starts the build but can never push"
}

/// An event builds and pushes nothing, while others push.
pub(super) fn check(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    for file in entries(repo, image) {
        for event in [Event::Schedule, Event::WorkflowDispatch, Event::RepositoryDispatch] {
            let Some(run) = started(repo, file, &event).filter(|run| run.answer == Answer::Yes) else { continue };
            let pushes = build.with_entries().any(|(one, entry)| one.event == event && entry == file.path);
            let builds = build
                .builds
                .iter()
                .any(|one| one.event == event && one.path == file.path && one.reached == Answer::Yes);
            // With other inputs, on a tag or on another branch, a run by hand may push.
            let otherwise = || build.elsewhere.of_file(&file.path).any(|one| one.event.is_by_hand());
            if pushes || !builds || (event == Event::WorkflowDispatch && otherwise()) {
                continue;
            }
            let message = format!("`{event}` builds the image in `{}` and can never push it", file.path);
            let finding = IDLE_RUN.at(Place::new(&file.path, run.span), message);
            acc.push(finding.help(format!("let the push happen on `{event}`, or do not start the workflow on it")));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, workflow, ON, TAGS};

    #[test]
    fn a_scheduled_build_that_never_pushes() {
        let on = format!("{ON}  schedule: [{{cron: '0 3 * * 1'}}]\n");
        let text =
            workflow(&on, TAGS, "${{ github.event_name == 'push' || github.event_name == 'workflow_dispatch' }}");
        bad(&text, &["idle-run 7: schedule"]);
    }
}
