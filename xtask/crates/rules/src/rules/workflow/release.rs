//! Does a release tag publish a version, and can somebody start it by hand?

use super::started;
use super::*;

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = image(repo) else { return };
    let entries = entries(repo, &image);
    // The file that publishes the promised tag is the one that releases are to start.
    let latest =
        |one: &Publication| one.reference.as_ref().and_then(|own| own.tag.as_ref()) == Some(&repo.promise.latest.value);
    let of_latest = of_image(repo, &image).find(|(one, _)| latest(one)).map(|(_, entry)| entry.to_string());
    let main = entries.iter().find(|file| Some(&file.path) == of_latest.as_ref());
    let Some(first) = main.or(entries.first()) else { return };
    release(repo, &image, first, acc);
    missing_dispatch::check(repo, &image, &entries, acc);
}

/// The pushes of tags, the usual one first.
fn tags(repo: &Repo) -> impl Iterator<Item = &Event> {
    repo.build.events.iter().filter(|event| matches!(event, Event::Tag(_)))
}

/// Those that the workflows' own filters ask for count where nobody promised another pattern.
fn asked(repo: &Repo) -> impl Iterator<Item = &Event> {
    tags(repo).take(if repo.promise.tags.place.is_some() { 1 } else { usize::MAX })
}

/// Whether some release tag publishes the image.
pub(in crate::rules) fn publishes(repo: &Repo, image: &Reference) -> Answer {
    asked(repo).fold(Answer::No, |all, event| all.or(repo.build.publishes_name(event, image).answer))
}

fn release(repo: &Repo, image: &Reference, first: &WorkflowFile, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let promised = repo.promise.tags.place.is_some();
    let (tags, asked) = (|| tags(repo), || asked(repo));
    let answer = publishes(repo, image);
    let Some(event @ Event::Tag(_tag)) = tags().next() else { return };
    if answer == Answer::No {
        let entries = entries(repo, image);
        let file = std::iter::once(&first)
            .chain(&entries)
            .find(|file| started(repo, file, event).is_some_and(|run| run.answer != Answer::No))
            .copied()
            .unwrap_or(first);
        let Some(run) = started(repo, file, event) else { return };
        let other = build.elsewhere.near(image).find(|one| {
            let is = |own: &Reference| own.same_name(image) == Answer::Yes;
            matches!(one.event, Event::Tag(_)) && one.reference.as_ref().is_some_and(is)
        });
        let other = other.filter(|_| !promised).map(|one| &one.event);
        acc.push(unpublished_release::found(repo, image, file, (event, other), run));
        return;
    }
    // Some tag has the version in it, or may have.
    let Some(event) = asked().find(|event| build.publishes_name(event, image).answer == Answer::Yes) else { return };
    let Event::Tag(tag) = event else { return };
    let version = tag.trim_start_matches(|c: char| !c.is_ascii_digit());
    let own: Vec<&Publication> = of_image(repo, image).map(|(one, _)| one).filter(|one| one.event == *event).collect();
    let opaque = build.publications.near(image).any(|one| one.event == *event && one.reference.is_none());
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
    // What merges move as well is not the tag that should have the version.
    let is_other = |one: &&&Publication| {
        let own = one.reference.as_ref().and_then(|own| own.tag.as_ref());
        own.is_some_and(|own| *own != repo.promise.latest.value)
    };
    let at = own.iter().find(is_other).and_then(|one| {
        let wanted = Reference { tag: Some(version.to_string()), ..one.reference.clone()? };
        deciding::tag_made_at(repo, one, &wanted)
    });
    acc.push(unversioned_release::found(one, at, tag, &tags.join(", ")));
}

/// `1.2` of `1.2.3`
fn tag_head(version: &str) -> &str {
    version.rsplit_once('.').map_or(version, |(head, _)| head)
}
