//! What people do by hand, by a sentence, that a merge has to do by itself. Must not know
//! who they are.

use std::ops::Range;

use super::{about_others, of_versions, together};
use crate::claims::Context;
use crate::lexicon::{PhraseKind, Topic};

/// So many characters may stand between what is done and "by hand".
const NEAR: usize = 40;

/// So many bytes a sentence may have before its first word that counts.
const OPENS: usize = 12;

/// "Images are published by hand."
pub(super) fn publish(context: &Context<'_>) -> Option<Range<usize>> {
    if !context.says(Topic::Artefact) || harmless(context) || of_versions(context) {
        return None;
    }
    by_hand(context, &[Topic::Builds, Topic::Publishes])
}

/// "Deployment is manual", "an operator pulls the image on the host".
pub(super) fn deploy(context: &Context<'_>) -> Option<Range<usize>> {
    if harmless(context) {
        return None;
    }
    let opens = context.said.first(Topic::Deploys).is_some_and(|spot| spot.range.start <= OPENS);
    let of_ours = context.says(Topic::Artefact) || context.says(Topic::Host) || opens;
    let deployed = || by_hand(context, &[Topic::Deploys, Topic::Pulls]).filter(|_| of_ours);
    let pulled = || {
        let pull = context.said.all(Topic::Pulls).find(|pull| {
            context.said.all(Topic::People).any(|who| together(context, &who.range, &pull.range, NEAR / 2))
        })?;
        let said = context.says(Topic::Artefact) && context.says(Topic::Host);
        (said && context.modality.asserts(&pull.range)).then(|| pull.range.clone())
    };
    deployed().or_else(pulled)
}

/// It may be done, in some case, or it is about something else.
fn harmless(context: &Context<'_>) -> bool {
    let reading = &context.sentence.reading;
    // Of "nobody but a maintainer" the exception is the rule.
    about_others(context)
        || [PhraseKind::Permission, PhraseKind::Recommendation].iter().any(|kind| reading.has(*kind))
        || reading.of(PhraseKind::Exception).any(|mark| !reading.limits(mark.range.start))
        || [Topic::When, Topic::Nothing, Topic::Dispatch, Topic::StartedByHand, Topic::Notes, Topic::NotByHand]
            .iter()
            .any(|topic| context.says(*topic))
}

/// Whether "by hand" is all that stands between two commas: ", by hand, after a review".
fn is_apart(context: &Context<'_>, hand: &Range<usize>) -> bool {
    let clause = context.modality.clause(hand.start);
    let around = [clause.start..hand.start, hand.end..clause.end.min(context.sentence.text.len())];
    let mut around = around.into_iter().filter_map(|range| context.sentence.text.get(range));
    clause.start > 0 && !around.any(|text| text.contains(char::is_alphanumeric))
}

/// A word for "by hand" beside one of these.
fn by_hand(context: &Context<'_>, done: &[Topic]) -> Option<Range<usize>> {
    let hand = context.said.all(Topic::Hand).find(|hand| {
        let mut spots = done.iter().flat_map(|topic| context.said.all(*topic));
        // "Reviewed by hand before it is published" says how it is reviewed.
        let mut others = context.said.all(Topic::ByPeople);
        let apart = is_apart(context, &hand.range);
        let close = |spot: &Range<usize>| {
            let gap = context.sentence.text.get(spot.end..hand.range.start);
            together(context, spot, &hand.range, NEAR) || apart && gap.is_some_and(|gap| gap.chars().count() <= NEAR)
        };
        spots.any(|spot| close(&spot.range)) && !others.any(|other| together(context, &other.range, &hand.range, 2))
    })?;
    context.modality.asserts(&hand.range).then(|| hand.range.clone())
}
