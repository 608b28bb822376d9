//! B026: a pull request publishes the image.

use super::of_image;
use crate::repo::Repo;
use prodproof_publication::{Event, On, Publication};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that a pull request pushes the image: as an error where it writes the tag that
    /// production runs.
    ///
    /// ## Why is this bad?
    /// Code that nobody has reviewed gets into the registry under the team's name.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///   pull_request:
    /// # and then
    ///     push: true
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    ///     push: ${{ github.event_name != 'pull_request' }}
    /// ```
    B026 PULL_REQUEST_PUBLISHES "pull-request-publishes" Warning "a pull request publishes the image"
}

/// A pull request pushes the image.
pub(super) fn check(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let own: Vec<&Publication> = of_image(repo, image)
        .map(|(one, _)| one)
        .filter(|one| one.event == Event::PullRequest && one.reference.as_ref().is_some_and(|own| own.tag.is_some()))
        .collect();
    let latest = repo.promised_latest();
    let is_latest = |one: &&&Publication| match (&one.reference, &latest) {
        (Some(own), Some(latest)) => own.same(latest) == Answer::Yes,
        _ => false,
    };
    let Some(one) = own.iter().find(is_latest).or_else(|| own.first()) else { return };
    // Behind a guard that cannot be decided, it may well be meant.
    let guarded = one
        .conditions
        .iter()
        .any(|condition| matches!(condition.on, On::Guard { .. } | On::MergeGuard { .. } | On::Script(_)));
    let Some(reference) = one.reference.as_ref().filter(|_| !guarded) else { return };
    let mut finding = PULL_REQUEST_PUBLISHES
        .at(Place::new(&one.path, one.span), format!("a pull request publishes `{reference}`"))
        .help("let only pushes publish: `push: ${{ github.event_name != 'pull_request' }}`, or an `if` of the step");
    if is_latest(&one) {
        finding = finding.severity(prodproof_syntax::finding::Severity::Error);
    }
    acc.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, workflow};

    #[test]
    fn pull_requests_and_other_branches() {
        let on = "  push:
  pull_request:
  workflow_dispatch:
";
        let text = workflow(on, "            latest\n            type=ref,event=tag\n", "true");
        bad(
            &text,
            &[
                "pull-request-publishes 17: docker/build-push-action@v6",
                "every-branch-publishes-latest 17: docker/build-push-action@v6",
            ],
        );
    }
}
