//! B015: a merge publishes only if certain files changed.

use crate::repo::Repo;
use prodproof_publication::Publication;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that the promised tag is published on a merge only behind `paths` or
    /// `paths-ignore`.
    ///
    /// ## Why is this bad?
    /// A list of paths forgets: a new `COPY` source, a lock file, the workflow itself. GitHub
    /// looks at the first 300 changed files only. What is forgotten is merged and not
    /// published.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     paths: ['src/**']
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// or a waiver that says why nothing outside of the list enters the image.
    B015 REBUILD_BEHIND_PATHS "rebuild-behind-paths" Warning "a merge publishes only if certain files changed"
}

/// A merge publishes, but only if certain files changed.
pub(super) fn check(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let merge = build.merge();
    let sure: Vec<(&Publication, &str)> = build
        .with_entries()
        .filter(|(one, _)| {
            one.event == merge
                && one.certainty == prodproof_publication::Certainty::Yes
                && one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes)
        })
        .collect();
    let filter = |entry: &str| build.file(entry)?.triggers.as_ref()?.get("push")?.paths.as_ref();
    if sure.iter().any(|(_, entry)| filter(entry).is_none()) {
        return;
    }
    let Some((one, entry)) = sure.first() else { return };
    let Some(filter) = filter(entry) else { return };
    let message = match filter.ignore {
        true => format!("a merge that changes only {} does not publish `{latest}`", filter.shown()),
        false => format!("a merge that changes none of {} does not publish `{latest}`", filter.shown()),
    };
    acc.push(
        REBUILD_BEHIND_PATHS
            .at(Place::new(*entry, filter.key_span), message)
            .related(&one.path, one.span, "published here")
            .help("publish on every merge, or waive this with the reason why nothing else enters the image"),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, workflow, TAGS};

    #[test]
    fn paths_stand_before_the_build() {
        let text = workflow(
            "  push:\n    branches: [main]\n    tags: ['v*']\n    paths: ['src/**']\n  workflow_dispatch:\n",
            TAGS,
            "true",
        );
        bad(&text, &["rebuild-behind-paths 6: paths"]);
    }
}
