//! B016: a release tag does not publish.

use super::fixes::{first_entry, on, with};
use crate::repo::Repo;
use prodproof_publication::trigger::{Run, Why};
use prodproof_publication::{Event, File};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place, Severity};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that the push of a release tag makes no workflow push the image.
    ///
    /// ## Why is this bad?
    /// A version that was released cannot be pulled, pinned or rolled back to.
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
    ///     tags: ['v*']
    /// ```
    B016 UNPUBLISHED_RELEASE "unpublished-release" Error "a release tag does not publish"
}

/// `run` is what the tag's push makes of `file`.
pub(super) fn found(repo: &Repo, image: &Reference, file: &File, event: &Event, run: &Run) -> Finding {
    let build = &repo.build;
    let tag = match event {
        Event::Tag(tag) => tag.as_str(),
        _ => "",
    };
    let by_release = build.publishes_name(&Event::Release, image).answer == Answer::Yes;
    let mut message = format!("the push of the tag `{tag}` publishes nothing: {}", run.reason);
    let mut place = Place::new(&file.path, run.span);
    if run.why == Why::Runs {
        message = format!("`{}` runs on the tag `{tag}` and publishes nothing", file.path);
        let held = build.why_not(event).into_iter().find(|cause| cause.path == file.path);
        if let Some(cause) = held {
            message = format!("the push of the tag `{tag}` publishes nothing: {}", cause.message);
            place = Place::new(cause.path, cause.span);
        }
    }
    if by_release {
        message.push_str("; only a release on GitHub does");
    }
    let mut finding = UNPUBLISHED_RELEASE.at(place, message).help("publish a version on every release tag");
    if by_release {
        finding = finding.severity(Severity::Warning);
    }
    if matches!(run.why, Why::OnlyBranches) {
        finding = add_tags(repo, file, finding);
    }
    finding
}

/// `tags` beside the branch filter of `push`.
fn add_tags(repo: &Repo, file: &File, finding: Finding) -> Finding {
    let line = format!("tags: ['{}']", repo.promise.tags.value.replace('\'', "''"));
    let edit = on(file).and_then(|on| on.get("push")).and_then(|push| first_entry(file, push, &line, &line));
    with(repo, finding, "let release tags start the workflow", edit)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, TAGS};

    #[test]
    fn a_tag_does_not_start_it() {
        let text = workflow("  push:\n    branches: [main]\n  workflow_dispatch:\n", TAGS, "true");
        bad(&text, &["unpublished-release 4: branches"]);
        fixes(&text, "unpublished-release", &text.replace("    branches", "    tags: ['v*']\n    branches"));
    }
}
