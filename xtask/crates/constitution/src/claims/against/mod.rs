//! Sentences that say the opposite of what every delivery needs, without naming an event
//! that publishes: auto-update is forbidden, only releases move the tag, what is merged
//! waits for a release, people do it by hand. Must not know what the repository does.

mod host;
mod people;
mod release;

use std::ops::Range;

use super::trigger::of_versions;
use super::words;
use super::{Claim, ClaimEffect, Claimed, ClaimedTrigger, Context};
use crate::lexicon::Topic;
use crate::sentences::Sentence;
use prodproof_syntax::order::Order;

/// What a sentence stands against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// "The host MUST NOT use podman auto-update."
    AutoUpdateForbidden,
    /// `io.containers.autoupdate=local`, `disabled`: nothing is pulled.
    AutoUpdateOff,
    /// "`:latest` is only moved by releases."
    LatestByReleases,
    /// "A merge must not touch `:latest`."
    LatestNotByMerges,
    /// "Images are published on releases only."
    ImagesByReleases,
    /// "Without a release, merged code is not distributed."
    MergeWaitsForRelease,
    /// "Images are published by hand."
    PublishedByHand,
    /// "An operator pulls the image on the host."
    DeployedByHand,
    /// "Production units are pinned to a digest."
    DigestRun,
    /// "After merging, create and push a tag", where only tags are said to publish: what
    /// people have to remember, they forget.
    TagAfterMerge,
}

impl Against {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AutoUpdateForbidden => "auto-update is forbidden",
            Self::AutoUpdateOff => "auto-update pulls nothing",
            Self::LatestByReleases => "only releases move the tag",
            Self::LatestNotByMerges => "merges do not move the tag",
            Self::ImagesByReleases => "only releases publish",
            Self::PublishedByHand => "people publish",
            Self::DeployedByHand => "people deploy",
            Self::DigestRun => "a digest is run",
            Self::MergeWaitsForRelease => "what is merged waits for a release",
            Self::TagAfterMerge => "a tag has to be pushed after each merge",
        }
    }
}

/// Looks for one of them; the words that say it.
type Way = fn(&Context<'_>) -> Option<Range<usize>>;

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    let ways: [(Way, Against); 9] = [
        (host::forbidden, Against::AutoUpdateForbidden),
        (host::off, Against::AutoUpdateOff),
        (host::digest, Against::DigestRun),
        (release::latest, Against::LatestByReleases),
        (release::not_by_merges, Against::LatestNotByMerges),
        (release::images, Against::ImagesByReleases),
        (release::waits, Against::MergeWaitsForRelease),
        (people::publish, Against::PublishedByHand),
        (people::deploy, Against::DeployedByHand),
    ];
    for (way, against) in ways {
        out.extend(way(context).map(|range| (range, Claimed::Against(against))));
    }
}

/// Whether it is about something that is not what runs in production: a test image, a
/// base image, what it depends on.
fn about_others(context: &Context<'_>) -> bool {
    [Topic::Foreign, Topic::BaseLabel, Topic::Dependency, Topic::OtherBuild, Topic::OtherCargo]
        .iter()
        .any(|topic| context.says(*topic))
}

/// The word for a merge, where the default branch's is meant or nothing else is said.
fn merge_said<'a>(context: &'a Context<'_>) -> impl Iterator<Item = Range<usize>> + 'a {
    let branch = |text: &str| matches!(text, "main" | "master");
    let spots = context.said.all(Topic::AnyMerge).map(|spot| spot.range.clone());
    spots.filter(move |range| context.sentence.lower.get(range.clone()).is_some_and(|text| !branch(text)))
}

/// Two words belong together: so many characters may stand between them in one clause.
fn together(context: &Context<'_>, one: &Range<usize>, other: &Range<usize>, most: usize) -> bool {
    let gap = if one.end <= other.start { one.end..other.start } else { other.end..one.start };
    let clause = context.modality.clause(one.start);
    clause.contains(&other.start)
        && (gap.start > gap.end || context.sentence.text.get(gap).is_some_and(|gap| gap.chars().count() <= most))
}

/// Where only tags are said to publish, a sentence that asks people to push one after
/// each merge.
pub(super) fn tag_after_merge(sentences: &[Sentence], claims: &mut Vec<Claim>) {
    let trigger = |wanted: fn(&ClaimedTrigger) -> bool| {
        claims.iter().any(|claim| match &claim.what {
            Claimed::Trigger { trigger, effect } => *effect != ClaimEffect::Never && wanted(trigger),
            _ => false,
        })
    };
    if !trigger(|trigger| matches!(trigger, ClaimedTrigger::Tag(_)))
        || trigger(|trigger| matches!(trigger, ClaimedTrigger::Push(_)))
    {
        return;
    }
    for (number, sentence) in sentences.iter().enumerate().filter(|(_, sentence)| sentence.quotes == 0) {
        let said = super::said(sentence, &words::words(sentence), &[]);
        let Some(after) = said.first(Topic::AfterMerge).filter(|_| said.has(Topic::Tag)) else { continue };
        if said.has(Topic::Makes) && sentence.reading.denials().count() == 0 {
            claims.push(Claim {
                what: Claimed::Against(Against::TagAfterMerge),
                span: sentence.place(after.range.clone()),
                sentence: sentence.span,
                binding: sentence.binds(),
                number,
            });
        }
    }
    claims.order_by_key(|claim| claim.number);
}
