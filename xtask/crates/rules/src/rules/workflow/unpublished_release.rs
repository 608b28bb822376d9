//! B016: a release tag does not publish.

use super::edits::{first_entry, first_item, with};
use crate::deciding;
use crate::repo::Repo;
use crate::rules::contract::senseless_pattern::is_senseless;
use crate::words::Worded;
use prodproof_publication::trigger::{Run, RunReason};
use prodproof_publication::{Build, Event, GroundCause, Move, Moved, Publication, RemarkKind, WorkflowFile};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Edit, Finding, Place, Severity};
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

/// `run` is what the tag's push makes of `file`; a tag of the second form publishes.
pub(super) fn found(
    repo: &Repo,
    image: &Reference,
    file: &WorkflowFile,
    (event, other): (&Event, Option<&Event>),
    run: &Run,
) -> Finding {
    let build = &repo.build;
    let tag = match event {
        Event::Tag(tag) => tag.as_str(),
        _ => "",
    };
    let by_release = build.publishes_name(&Event::Release, image).answer;
    let mut message = format!("the push of the tag `{tag}` publishes nothing: {}", run.reason.told());
    let mut place = Place::new(&file.path, run.span);
    if run.why == RunReason::Runs {
        message = format!("`{}` runs on the tag `{tag}` and publishes nothing", file.path);
        let held = build.why_not(event).into_iter().find(|cause| cause.path == file.path);
        if let Some(cause) = held {
            message = format!("the push of the tag `{tag}` publishes nothing: {}", cause.cause.told());
            let no_tag = matches!(cause.cause, GroundCause::Remark(RemarkKind::NoTag));
            let line = if no_tag { deciding::idle_line(repo, &file.path, event, image) } else { None };
            place = line.unwrap_or_else(|| Place::new(cause.path, cause.span));
        }
    }
    match by_release {
        Answer::Yes => message.push_str("; only a release on GitHub does"),
        Answer::Unknown => message.push_str("; a release on GitHub may"),
        Answer::No => {}
    }
    if let Some(Event::Tag(tag)) = other {
        message.push_str(&format!("; one like `{tag}` does"));
    }
    let by_maker = by_release == Answer::No && makes_and_publishes(repo, image);
    if by_maker {
        message.push_str("; the run that makes the release may publish it");
    }
    let mut finding = UNPUBLISHED_RELEASE.at(place, message).help("publish a version on every release tag");
    if by_release != Answer::No || by_maker || other.is_some() {
        finding = finding.severity(Severity::Warning);
    }
    let edit = match run.why {
        // What no tag passes goes into no filter.
        _ if is_senseless(&repo.promise.tags.value) => None,
        RunReason::OnlyBranches => add_tags(repo, file),
        RunReason::Filtered => pass_tags(repo, file),
        _ => None,
    };
    // What starts, and still publishes nothing, mends nothing.
    let publishes = |build: Build| build.publishes_name(event, image).answer != Answer::No;
    let edit = edit.filter(|edit| repo.build_with(edit).is_some_and(publishes));
    with(repo, finding, "let release tags start the workflow", edit)
}

/// Whether the run of a merge tags or releases, and pushes the image with a tag that only
/// the run knows: its own release, perhaps (release-please, semantic-release).
fn makes_and_publishes(repo: &Repo, image: &Reference) -> bool {
    let build = &repo.build;
    let merge = build.merge();
    let versioned = |one: &Publication| {
        let own = one.reference.as_ref().filter(|own| own.same_name(image) == Answer::Yes);
        own.and_then(|own| own.tag.as_deref()).is_some_and(|tag| tag.contains("<?>"))
    };
    let makes = |entry: &str| {
        let released = |one: &&Move| matches!(one.what, Moved::Tag | Moved::Release) && one.event == merge;
        build.moves.iter().filter(released).any(|one| one.entry == entry)
    };
    build.near_with_entries(image).any(|(one, entry)| one.event == merge && versioned(one) && makes(entry))
}

/// `tags` beside the branch filter of `push`.
fn add_tags(repo: &Repo, file: &WorkflowFile) -> Option<Edit> {
    let line = format!("tags: ['{}']", repo.promise.tags.value.replace('\'', "''"));
    first_entry(file, file.on()?.get("push")?, &line, &line)
}

/// The promised pattern as the first of `push.tags`: what they take back stays taken back.
fn pass_tags(repo: &Repo, file: &WorkflowFile) -> Option<Edit> {
    let pattern = format!("'{}'", repo.promise.tags.value.replace('\'', "''"));
    first_item(file, file.on()?.at(&["push", "tags"])?, &pattern)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, TAGS};

    #[test]
    fn a_filter_that_lets_other_tags_pass() {
        for (from, to) in [
            ("['release-*']", "['v*', 'release-*']"),
            ("release-*", "['v*', release-*]"),
            (
                "\n      - 'release-*'\n      - '!release-0*'",
                "
      - 'v*'
      - 'release-*'
      - '!release-0*'",
            ),
        ] {
            let on = |tags: &str| {
                format!(
                    "  push:
    branches: [main]
    tags: {tags}
  workflow_dispatch:
"
                )
            };
            let tags = format!("{TAGS}            type=raw,value=${{{{ github.ref_name }}}}\n");
            let (text, mended) = (workflow(&on(from), &tags, "true"), workflow(&on(to), &tags, "true"));
            fixes(&text, "unpublished-release", &mended);
        }
    }

    #[test]
    fn a_tag_does_not_start_it() {
        let text = workflow(
            "  push:
    branches: [main]
  workflow_dispatch:
",
            TAGS,
            "true",
        );
        bad(&text, &["unpublished-release 4: branches"]);
        fixes(&text, "unpublished-release", &text.replace("    branches", "    tags: ['v*']\n    branches"));
    }
}
