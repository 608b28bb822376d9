//! B027: a newer run cancels a publication.

use super::rivals::moves;
use crate::repo::Repo;
use prodproof_publication::On;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports `cancel-in-progress` on the run that a merge starts.
    ///
    /// ## Why is this bad?
    /// Merges in quick succession cancel each other mid-push. If the last one fails or is
    /// filtered out, none of them is published.
    ///
    /// ## Example
    /// ```yaml
    /// concurrency:
    ///   group: ${{ github.ref }}
    ///   cancel-in-progress: true
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// concurrency:
    ///   group: ${{ github.ref }}
    ///   cancel-in-progress: false
    /// ```
    B027 CANCELLED_PUBLICATION "cancelled-publication" Warning "a newer run cancels a publication"
}

pub(super) fn check(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let merge = build.merge();
    let found = build.near_with_entries(latest).find(|(one, _)| {
        one.event == merge
            && moves(one, latest)
            && one.conditions.iter().any(|condition| matches!(condition.on, On::NotCancelled { .. }))
    });
    let Some((one, entry)) = found else { return };
    let nodes = |path: &str| {
        let file = build.file(path)?;
        let jobs = file.jobs().map(|(_, job)| job);
        let mut all = file.root().into_iter().chain(jobs);
        all.find_map(|node| Some(node.get("concurrency")?.entry("cancel-in-progress")?.value.span))
    };
    let (path, span) = match (nodes(entry), nodes(&one.path)) {
        (Some(span), _) => (entry, span),
        (None, Some(span)) => (one.path.as_str(), span),
        (None, None) => return,
    };
    let written = build.file(path).map_or("", |file| span.text(&file.text));
    let mut finding = CANCELLED_PUBLICATION
        .at(Place::new(path, span), format!("a newer run cancels the one that publishes `{latest}`"))
        .related(&one.path, one.span, "published here")
        .help("let the newest run wait: `cancel-in-progress: false`");
    if written == "true" {
        let edit = prodproof_syntax::finding::Edit::new(path, span, "false");
        finding = finding.unsafe_fix("let the newest run wait", vec![edit]);
    }
    acc.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, good, workflow, ON, TAGS};

    #[test]
    fn newer_runs_cancel_it() {
        let text = format!(
            "\
concurrency:
  group: x
  cancel-in-progress: true
{}",
            workflow(ON, TAGS, "true")
        );
        bad(&text, &["cancelled-publication 3: true"]);
        good(&text.replace("in-progress: true", "in-progress: ${{ github.event_name == 'pull_request' }}"));
    }
}
