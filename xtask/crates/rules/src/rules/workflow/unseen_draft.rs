//! B047: a release that was a draft does not publish.

use super::{image, of_image};
use crate::repo::Repo;
use prodproof_publication::condition::{Condition, On};
use prodproof_publication::{trigger, Event, WorkflowFile};
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::yaml::Node;

rule! {
    /// ## What it does
    /// Reports a publishing workflow that releases start with `types: [created]`, and with
    /// none of `published` and `released`.
    ///
    /// ## Why is this bad?
    /// GitHub sends no `created` for a draft, neither when it is made nor when it is
    /// published. A release that somebody, or a bot, has prepared as a draft publishes no
    /// image.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   release:
    ///     types: [created]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   release:
    ///     types: [published]
    /// ```
    ///
    /// ## References
    /// [release](https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#release)
    B047 UNSEEN_DRAFT "unseen-draft" Warning "a release that was a draft does not publish"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = image(repo) else { return };
    let no_draft = |one: &Condition| matches!(one.on, On::Trigger(trigger::StartCondition::NoDraft { .. }));
    let mut ours = of_image(repo, &image).filter(|(one, _)| one.event == Event::Release);
    let Some((one, entry)) = ours.find(|(one, _)| one.conditions.iter().any(no_draft)) else { return };
    // What a tag or another workflow publishes does not wait for the release.
    let otherwise = of_image(repo, &image).any(|(other, _)| {
        matches!(other.event, Event::Tag(_) | Event::Release)
            && other.reference == one.reference
            && !other.conditions.iter().any(no_draft)
    });
    let Some(file) = repo.build.file(entry).filter(|_| !otherwise) else { return };
    let Some(created) = created(file) else { return };
    let message = "a release that was a draft publishes nothing: GitHub sends no `created` for it";
    acc.push(
        UNSEEN_DRAFT
            .at(Place::new(&file.path, created.span), message)
            .related(&one.path, one.span, "published here")
            .help("let it start when a release is published")
            .safe_fix("start on `published`", vec![Edit::new(&file.path, created.span, "published")]),
    );
}

/// Where the activity is written.
fn created(file: &WorkflowFile) -> Option<&Node> {
    let types = file.on()?.at(&["release", "types"])?.one_or_many();
    types.into_iter().find(|node| node.as_str() == Some("created"))
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, fixes, workflow, PATH, TAGS};

    fn found(types: &str, push: &str) -> (String, bool) {
        let text = workflow(
            &format!(
                "  push: {{branches: [main]{push}}}
  release: {{types: {types}}}
  workflow_dispatch:
"
            ),
            TAGS,
            "true",
        );
        let found = findings(&[(PATH, &text)]).iter().any(|one| one.rule.name == "unseen-draft");
        (text, found)
    }

    #[test]
    fn a_draft_is_not_seen() {
        let (text, told) = found("[created]", "");
        assert!(told);
        fixes(&text, "unseen-draft", &text.replace("created", "published"));
        assert!(found("created", "").1);
        assert!(!found("[created, published]", "").1);
        assert!(!found("[released]", "").1);
        // The tag publishes the same.
        assert!(!found("[created]", ", tags: ['v*']").1);
    }
}
