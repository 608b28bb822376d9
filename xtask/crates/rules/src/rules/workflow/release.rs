//! Does a release tag publish a version, and can somebody start it by hand?

use super::merge::started;
use super::*;
use crate::workflow::trigger::Why;

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = image(repo) else { return };
    let entries = entries(repo, &image);
    let Some(first) = entries.first() else { return };
    release(repo, &image, first, acc);
    dispatch(repo, &image, &entries, acc);
}

fn release(repo: &Repo, image: &Reference, first: &File, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let promised = repo.promise.tags.place.is_some();
    // The usual tag first; those that the workflows' own filters ask for count where
    // nobody promised another pattern.
    let tags = || build.events.iter().filter(|event| matches!(event, Event::Tag(_)));
    let asked = || tags().take(if promised { 1 } else { usize::MAX });
    let answer = asked().fold(Answer::No, |all, event| all.or(build.publishes_name(event, image).answer));
    let Some(event @ Event::Tag(tag)) = tags().next() else { return };
    if answer == Answer::No {
        let entries = entries(repo, image);
        let file = entries
            .iter()
            .find(|file| started(repo, file, event).is_some_and(|run| run.answer != Answer::No))
            .copied()
            .unwrap_or(first);
        let Some(run) = started(repo, file, event) else { return };
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
            finding = finding.severity(crate::finding::Severity::Warning);
        }
        if matches!(run.why, Why::OnlyBranches) {
            finding = fixes::add_tags(repo, file, finding);
        }
        acc.push(finding);
        return;
    }
    // Some tag has the version in it, or may have.
    let Some(event) = asked().find(|event| build.publishes_name(event, image).answer == Answer::Yes) else { return };
    let Event::Tag(tag) = event else { return };
    let version = tag.trim_start_matches(|c: char| !c.is_ascii_digit());
    let own: Vec<&Publication> = of_image(repo, image).map(|(one, _)| one).filter(|one| one.event == *event).collect();
    let opaque = build.on(event).any(|one| one.reference.is_none());
    let versioned = own.iter().any(|one| {
        let tag = one.reference.as_ref().and_then(|reference| reference.tag.as_deref());
        tag.is_none_or(|own| {
            own.contains('<') || own.contains(version) || (!version.is_empty() && own == tag_head(version))
        })
    });
    if versioned || opaque || version.is_empty() {
        return;
    }
    let Some(one) = own.first() else { return };
    let mut tags: Vec<String> = own.iter().filter_map(|one| Some(format!("`{}`", one.reference.as_ref()?))).collect();
    tags.dedup();
    acc.push(
        UNVERSIONED_RELEASE
            .at(
                Place::new(&one.path, one.span),
                format!("the push of the tag `{tag}` publishes {}, which has no version in it", tags.join(", ")),
            )
            .help("publish a tag with the version: `${{ github.ref_name }}`, or `type=semver,pattern={{version}}`"),
    );
}

/// `1.2` of `1.2.3`
fn tag_head(version: &str) -> &str {
    version.rsplit_once('.').map_or(version, |(head, _)| head)
}

fn dispatch(repo: &Repo, image: &Reference, entries: &[&File], acc: &mut Vec<Finding>) {
    let has =
        |file: &&&File| file.triggers.as_ref().is_some_and(|triggers| triggers.get("workflow_dispatch").is_some());
    if entries.iter().any(|file| has(&file)) {
        return;
    }
    // The one that merges start is the one to start by hand.
    let merge = repo.build.merge();
    let runs = |file: &&&File| started(repo, file, &merge).is_some_and(|run| run.answer != Answer::No);
    let Some(file) = entries.iter().find(|file| runs(file)).or_else(|| entries.first()) else { return };
    let Some(triggers) = &file.triggers else { return };
    let message = format!("nobody can start `{}`, which publishes `{}`, by hand", file.path, image.name());
    let finding = MISSING_DISPATCH.at(Place::new(&file.path, triggers.key), message).help("add `workflow_dispatch`");
    acc.push(fixes::add_dispatch(repo, file, finding));
}
