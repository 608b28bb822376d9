//! What a host must not do: pull anew by itself. Must not know what a unit carries.

use std::ops::Range;

use super::{about_others, together};
use crate::claims::Context;
use crate::lexicon::{PhraseKind, Topic, TopicSpot};

/// Where auto-update is spoken of: podman's own, or that of what is deployed. Editors and
/// lock files have one too.
fn auto_update(context: &Context<'_>) -> Option<Range<usize>> {
    let named = context.words.iter().find(|word| word.code && is_podmans(word.lower)).map(|word| word.range.clone());
    let spoken = || context.said.first(Topic::AutoUpdate).filter(|_| context.about(Topic::Deployed));
    named.or_else(|| spoken().map(|spot| spot.range.clone()))
}

fn is_podmans(code: &str) -> bool {
    let code = code.strip_suffix(".timer").or_else(|| code.strip_suffix(".service")).unwrap_or(code);
    code.split([' ', '-']).eq(["podman", "auto", "update"])
}

/// Auto-update is forbidden, is not used, or is switched off.
pub(super) fn forbidden(context: &Context<'_>) -> Option<Range<usize>> {
    let sentence = context.sentence;
    let range = auto_update(context)?;
    if sentence.reading.has(PhraseKind::Exception) || context.about(Topic::Dependency) || context.says(Topic::Foreign) {
        return None;
    }
    if context.says(Topic::SwitchedOff) {
        let stated = context.modality.binding || !context.says(Topic::When) && !described(context, &range);
        return (stated && context.modality.asserts(&range)).then_some(range);
    }
    if context.says(Topic::Undone) {
        return None;
    }
    let led = sentence.lead_reading.has(PhraseKind::Prohibition);
    let clause = context.modality.clause(range.start);
    let beside = sentence.reading.of(PhraseKind::Prohibition).any(|mark| clause.contains(&mark.range.start));
    (led || beside || unused(context, &range)).then_some(range)
}

/// "We do not run podman auto-update on our hosts."
fn unused(context: &Context<'_>, range: &Range<usize>) -> bool {
    let verb = context.said.all(Topic::Uses).any(|spot| together(context, range, &spot.range, 40));
    verb && context.modality.forbids(range)
        && ![Topic::Harmless, Topic::Hand, Topic::When].iter().any(|topic| context.says(*topic))
        && !described(context, range)
}

/// "Units that do not use auto-update", "whose auto-update is off": some are told from others.
fn described(context: &Context<'_>, range: &Range<usize>) -> bool {
    let clause = context.modality.clause(range.start);
    let within = |spot: &&TopicSpot| clause.contains(&spot.range.start);
    // A word that is an article as well tells only at the start of a clause behind a comma.
    let opens = |spot: &TopicSpot| {
        let before = context.sentence.text.get(clause.start..spot.range.start);
        clause.start > 0 && before.is_some_and(|text| !text.contains(char::is_alphanumeric))
    };
    context.said.all(Topic::Relative).any(|spot| within(&spot))
        || context.said.all(Topic::RelativeArticle).any(|spot| within(&spot) && opens(spot))
}

/// `io.containers.autoupdate=local`, `AutoUpdate=local`.
pub(super) fn off(context: &Context<'_>) -> Option<Range<usize>> {
    let word = context.words.iter().filter(|word| word.code && context.modality.asserts(&word.range)).find(|word| {
        let text = word.lower.strip_prefix("--label").unwrap_or(word.lower).trim_start_matches(['=', ' ']);
        let value = ["io.containers.autoupdate=", "autoupdate="].iter().find_map(|key| text.strip_prefix(key));
        let value = value.map(|value| value.trim_matches(['"', '\'']));
        matches!(value, Some("local" | "disabled"))
    })?;
    Some(word.range.clone())
}

/// What runs is pinned to a digest: no newer image is ever pulled.
pub(super) fn digest(context: &Context<'_>) -> Option<Range<usize>> {
    let pin = context.said.first(Topic::Pins)?;
    let said = context.says(Topic::Digest) && context.says(Topic::Host) && !about_others(context);
    (said && !context.says(Topic::BaseBefore) && context.modality.asserts(&pin.range)).then(|| pin.range.clone())
}
