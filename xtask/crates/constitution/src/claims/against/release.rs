//! What only releases do, by a sentence: move the tag, publish, distribute what was merged.
//! Must not know what a workflow does.

use std::ops::Range;

use super::{about_others, merge_said, of_versions};
use crate::claims::words::ProseWord;
use crate::claims::Context;
use crate::lexicon::{Mark, PhraseKind, Topic, TopicSpot};

/// The tag that hosts follow.
fn latest_said<'a>(context: &'a Context<'_>) -> Option<&'a ProseWord<'a>> {
    context.words.iter().find(|word| {
        word.lower.ends_with(":latest") || word.lower == "latest" && (word.code || context.says(Topic::TagOrImage))
    })
}

/// "`:latest` is only moved by releases": `only`, a verb of moving, and releases; no
/// merge beside them.
pub(super) fn latest(context: &Context<'_>) -> Option<Range<usize>> {
    let latest = latest_said(context)?;
    let only = context.sentence.reading.has(PhraseKind::Only);
    let said = only && context.says(Topic::Moved) && released(context) && !context.says(Topic::AnyMerge);
    (said && context.modality.asserts(&latest.range)).then(|| latest.range.clone())
}

fn released(context: &Context<'_>) -> bool {
    context.says(Topic::Release) || context.says(Topic::TagPush)
}

/// "Only tagged versions reach production."
fn only_tagged(context: &Context<'_>) -> Option<Range<usize>> {
    let said = context.says(Topic::Host) && !context.says(Topic::Artefact) && !context.says(Topic::AnyMerge);
    let tagged = context.said.all(Topic::TagPush).find(|spot| said && beside(context, spot, 24))?;
    (!about_others(context) && context.modality.asserts(&tagged.range)).then(|| tagged.range.clone())
}

/// "A merge must not touch `:latest`", "`:latest` follows releases, never merges".
pub(super) fn not_by_merges(context: &Context<'_>) -> Option<Range<usize>> {
    let latest = latest_said(context)?;
    let guarded = [Topic::Harmless, Topic::Hand, Topic::Another, Topic::PullRequest, Topic::When];
    if !context.says(Topic::Moved)
        || context.sentence.reading.has(PhraseKind::Exception)
        || guarded.iter().any(|topic| context.says(*topic))
    {
        return None;
    }
    // A push to another branch is no merge.
    let branch =
        |word: &&ProseWord<'_>| word.code && word.range != latest.range && !matches!(word.lower, "main" | "master");
    if context.words.iter().any(|word| branch(&word)) {
        return None;
    }
    merge_said(context).find(|range| context.modality.forbids(range))
}

/// "Images are published on releases only."
pub(super) fn images(context: &Context<'_>) -> Option<Range<usize>> {
    let made = [Topic::Builds, Topic::Publishes, Topic::Reaches].iter().any(|topic| context.says(*topic));
    // A tag is an event, and told as such.
    let tags = context.says(Topic::VersionTag) || context.says(Topic::TagPush);
    let others = tags || about_others(context) || of_versions(context) || context.says(Topic::Notes);
    if !made
        || !context.says(Topic::Artefact)
        || others
        || context.says(Topic::AnyMerge)
        || latest_said(context).is_some()
    {
        return None;
    }
    let by = context.said.all(Topic::ByRelease).find(|spot| beside(context, spot, 24));
    let subject = || context.said.all(Topic::Release).find(|spot| beside(context, spot, 1));
    let found = by.or_else(subject)?;
    context.modality.asserts(&found.range).then(|| found.range.clone())
}

/// Whether `only` stands so close before or behind.
fn beside(context: &Context<'_>, spot: &TopicSpot, most: usize) -> bool {
    context.sentence.reading.of(PhraseKind::Only).any(|mark| {
        let inside = mark.range.start < spot.range.end && spot.range.start < mark.range.end;
        inside
            || super::together(
                context,
                &spot.range,
                &mark.range,
                if mark.range.end <= spot.range.start { most } else { 1 },
            )
    })
}

/// "Without a release, merged code is not distributed", "nothing is deployed without a
/// release", "merged code is deployed only with a release".
pub(super) fn waits(context: &Context<'_>) -> Option<Range<usize>> {
    let reading = &context.sentence.reading;
    let merged = context.says(Topic::Merged);
    if let Some(range) = only_tagged(context).filter(|_| context.says(Topic::Reaches)) {
        return Some(range);
    }
    let any = context.says(Topic::Nothing) || context.says(Topic::Artefact);
    let any = any && context.modality.dismissed.is_none() && !about_others(context) && !of_versions(context);
    if !(merged || any) {
        return None;
    }
    let awaited = context.said.first(Topic::AwaitsRelease).filter(|_| merged);
    if let Some(spot) = awaited.filter(|spot| context.modality.asserts(&spot.range)) {
        return Some(spot.range.clone());
    }
    if !context.says(Topic::Reaches) || context.says(Topic::Notes) {
        return None;
    }
    if let Some(without) = context.said.first(Topic::WithoutRelease) {
        // What "without" denies is the release.
        let apart = |range: &Range<usize>| range.end <= without.range.start || without.range.end <= range.start;
        let marked = reading.denials().any(|mark: &Mark| apart(&mark.range));
        let mut denying = context.said.all(Topic::Denies).chain(context.said.all(Topic::Nothing));
        let mut said = || denying.any(|spot| apart(&spot.range));
        return (marked || said()).then(|| without.range.clone());
    }
    let by = context.said.first(Topic::ByRelease).filter(|_| merged)?;
    (reading.has(PhraseKind::Only) && context.modality.asserts(&by.range)).then(|| by.range.clone())
}
