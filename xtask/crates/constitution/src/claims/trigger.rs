//! What publishes, by the prose: a push to the default branch, a tag, a dispatch, a
//! release. Only where the sentence is about publishing.

use std::ops::Range;

use super::words::ProseWord;
use super::{ClaimEffect, Claimed, ClaimedTrigger, Context};
use crate::lexicon::{is_cjk, PhraseKind, Topic, TopicSpot};
use prodproof_syntax::order::Order;

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    let mut found = mentions(context);
    other_languages(context, &mut found);
    // The cheap question first: most sentences name no trigger.
    if found.is_empty() {
        return;
    }
    let named =
        context.words.iter().any(|word| word.code && (word.text.starts_with(':') || word.text.contains(":latest")));
    // `push:main` is said of workflows alone.
    let named = named || context.words.iter().any(|word| word.lower.starts_with("push:"));
    if !context.about(Topic::Builds)
        || !(named || context.says(Topic::Artefact) || context.led(Topic::Artefact))
        || context.says(Topic::OtherBuild)
    {
        return;
    }
    found.order_by_key(|(range, _)| range.start);
    found.dedup_by(|a, b| a.1 == b.1);
    for (range, trigger) in found {
        if context.modality.forbids(&range) {
            // Only a plain "X must not publish" is the opposite of a promise.
            if !context.says(Topic::Harmless) && subject(context, &range) {
                out.push((range, Claimed::Trigger { trigger, effect: ClaimEffect::Never }));
            }
        } else if context.modality.asserts(&range) {
            let exclusive = only(context, &range) && !of_versions(context);
            let effect = if exclusive { ClaimEffect::Only } else { ClaimEffect::Publishes };
            out.push((range, Claimed::Trigger { trigger, effect }));
        }
    }
}

fn mentions(context: &Context<'_>) -> Vec<(Range<usize>, ClaimedTrigger)> {
    let words = context.words;
    let mut out = Vec::new();
    let is = |index: Option<usize>, topic| {
        index.and_then(|index| words.get(index)).is_some_and(|word| context.is(word, topic))
    };
    for (index, word) in words.iter().enumerate() {
        if let Some(event) = word.lower.strip_prefix("push:") {
            let trigger = match event.strip_prefix("tags").map(|rest| rest.trim_start_matches(':')) {
                Some("") => ClaimedTrigger::Tag(None),
                Some(pattern) => ClaimedTrigger::Tag(Some(pattern.to_string())),
                None => ClaimedTrigger::Push(Some(event.to_string())),
            };
            if !event.is_empty() && !super::is_placeholder(event.trim_end_matches('*')) {
                out.push((word.range.clone(), trigger));
            }
            continue;
        }
        match word.lower {
            "workflow_dispatch" => out.push((word.range.clone(), ClaimedTrigger::Dispatch)),
            "pull_request" if word.code => out.push((word.range.clone(), ClaimedTrigger::PullRequest)),
            text if (word.code || text == "v*") && is_tag_pattern(text) && near_tag(context, word) => {
                out.push((word.range.clone(), ClaimedTrigger::Tag(Some(word.text.to_string()))))
            }
            _ => {}
        }
        if word.code || !is(Some(index), Topic::Merge) {
            continue;
        }
        let mut at = index + 1;
        let mut linked = false;
        while is(Some(at), Topic::Onto) || is(Some(at), Topic::Article) {
            linked |= is(Some(at), Topic::Onto);
            at += 1;
        }
        let branch = words.get(at).and_then(|target| branch(context, target));
        match branch {
            Some((branch, range)) if linked => out.push((word.range.start..range.end, ClaimedTrigger::Push(branch))),
            _ if is(Some(index), Topic::MergeNoun) && is(index.checked_sub(1), Topic::Every) => {
                out.push((words[index - 1].range.start..word.range.end, ClaimedTrigger::Push(None)));
            }
            _ => {}
        }
    }
    for spot in context.said.all(Topic::VersionTag) {
        // "the version tag `:v1`" names an image's tag.
        let next = words.iter().find(|word| word.range.start >= spot.range.end);
        let of_image = next.is_some_and(|next| next.code && next.text.starts_with(':') || context.is(next, Topic::Of));
        if !of_image {
            out.push((spot.range.clone(), ClaimedTrigger::Tag(None)));
        }
    }
    // "On tags alone" is an event; "with the tag `latest`" names an image's.
    let alone = |spot: &&TopicSpot| {
        let clause = context.modality.clause(spot.range.start);
        let denied = context.sentence.reading.denials().any(|mark| clause.contains(&mark.range.start));
        only(context, &spot.range) && closes(context, &spot.range) && !denied
    };
    let from = context.said.all(Topic::FromTags).filter(alone);
    out.extend(from.map(|spot| (spot.range.clone(), ClaimedTrigger::Tag(None))));
    out.extend(context.said.all(Topic::TagPush).map(|spot| (spot.range.clone(), ClaimedTrigger::Tag(None))));
    for spot in context.said.all(Topic::ForgeRelease) {
        let index = words.iter().position(|word| word.range.start == spot.range.start);
        let upon = |by: usize| is(index.and_then(|index| index.checked_sub(by)), Topic::Upon);
        if upon(1) || upon(2) {
            out.push((spot.range.clone(), ClaimedTrigger::Release));
        }
    }
    out.extend(context.said.all(Topic::Dispatch).map(|spot| (spot.range.clone(), ClaimedTrigger::Dispatch)));
    out
}

/// Whether nothing behind says of which kind: "only with tags that never move".
fn closes(context: &Context<'_>, range: &Range<usize>) -> bool {
    let glued = context.sentence.lower.get(range.clone()).is_some_and(|text| text.contains(is_cjk));
    let clause = context.modality.clause(range.start);
    let next = context.words.iter().find(|word| word.range.start >= range.end);
    let next = next.filter(|word| clause.contains(&word.range.start));
    let limits = |word: &ProseWord<'_>| context.sentence.reading.limits(word.range.start);
    let said = |word: &ProseWord<'_>| {
        [Topic::Builds, Topic::BuildVerb, Topic::Joins, Topic::Built].iter().any(|topic| context.is(word, *topic))
    };
    glued || next.is_none_or(|word| is_tag_pattern(word.text) || limits(word) || said(word))
}

/// Whether a word for tags stands right before or behind the pattern `word`: "tags `v*`",
/// "`v*`-Tags", "`v*` 标签".
fn near_tag(context: &Context<'_>, word: &ProseWord<'_>) -> bool {
    let text = &context.sentence.text;
    let close = |gap: Range<usize>| {
        text.get(gap).is_some_and(|gap| gap.chars().count() < 4 && !gap.contains(char::is_alphanumeric))
    };
    context.said.all(Topic::TagBefore).any(|spot| close(spot.range.end..word.range.start))
        || context.said.all(Topic::TagBehind).any(|spot| close(word.range.end..spot.range.start))
}

/// Whether only images with a version are spoken of, which releases alone have.
pub(super) fn of_versions(context: &Context<'_>) -> bool {
    let versioned = |word: &ProseWord<'_>| [":v", "<version>", "x.y.z"].iter().any(|part| word.lower.contains(part));
    let latest = |word: &ProseWord<'_>| word.lower.ends_with(":latest") || word.code && word.lower == "latest";
    !context.words.iter().any(latest) && (context.says(Topic::Versioned) || context.words.iter().any(versioned))
}

fn is_tag_pattern(text: &str) -> bool {
    text.ends_with('*') && text.len() <= 20 && text.chars().all(|c| c.is_ascii_alphanumeric() || ".*[]-_/+".contains(c))
}

/// The branch that stands at `word`, and where its name ends.
fn branch(context: &Context<'_>, word: &ProseWord<'_>) -> Option<(Option<String>, Range<usize>)> {
    if word.code {
        let text = word.text;
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c));
        let image = text.contains('.') && text.contains('/');
        return (plain && !image && !text.is_empty()).then(|| (Some(text.to_string()), word.range.clone()));
    }
    // Turkish sets its endings behind an apostrophe.
    let name = word.text.split(['\'', '’']).next().unwrap_or_default();
    if is_branch_name(&name.to_lowercase()) {
        return Some((Some(name.to_string()), word.range.clone()));
    }
    let spot = context.said.all(Topic::DefaultBranch).find(|spot| spot.range.start == word.range.start)?;
    Some((None, spot.range.clone()))
}

/// Names that branches have, as git and forges know them.
fn is_branch_name(name: &str) -> bool {
    matches!(name, "main" | "master" | "trunk")
}

/// So many words, or characters of scripts without blanks, may stand between a push and its branch.
const NEAR: usize = 4;

/// "每次合并到 main", "bei jedem Push auf `main`": a push or merge and a branch close to
/// each other. English is read more closely above.
fn other_languages(context: &Context<'_>, out: &mut Vec<(Range<usize>, ClaimedTrigger)>) {
    let text = &context.sentence.lower;
    let words = context.words;
    for spot in context.said.all(Topic::Merge).filter(|spot| spot.language != "en") {
        if text.get(spot.range.clone()).is_some_and(|found| found.contains(is_cjk)) {
            let close = |word: &&ProseWord<'_>| {
                let gap = if word.range.start >= spot.range.end {
                    spot.range.end..word.range.start
                } else {
                    word.range.end..spot.range.start
                };
                text.get(gap).is_some_and(|gap| gap.chars().filter(|c| !c.is_whitespace()).count() <= 2 * NEAR)
            };
            let found = words.iter().find(|word| is_branch_name(word.lower) && close(word));
            if let Some(word) = found {
                out.push((word.range.clone(), ClaimedTrigger::Push(Some(word.text.to_string()))));
            }
            continue;
        }
        let clause = context.modality.clause(spot.range.start);
        let behind = words.iter().filter(|word| word.range.start >= spot.range.end).take(NEAR);
        let before = words.iter().rev().filter(|word| word.range.end <= spot.range.start).take(NEAR);
        let near = behind.chain(before).filter(|word| clause.contains(&word.range.start));
        let found = near.filter(|word| !word.code || is_branch_name(word.lower)).find_map(|word| branch(context, word));
        if let Some((branch, range)) = found {
            out.push((spot.range.start.min(range.start)..spot.range.end.max(range.end), ClaimedTrigger::Push(branch)));
        }
    }
}

/// Whether "only" stands right before the trigger's phrase, or behind it, in its part of
/// the sentence.
fn only(context: &Context<'_>, range: &Range<usize>) -> bool {
    let clause = context.modality.clause(range.start);
    let between = |gap: Range<usize>| {
        context.words.iter().filter(|word| gap.start <= word.range.start && word.range.end <= gap.end).count()
    };
    context.sentence.reading.of(PhraseKind::Only).filter(|mark| clause.contains(&mark.range.start)).any(|mark| {
        let glued = context.sentence.lower.get(mark.range.clone()).is_some_and(|text| text.contains(is_cjk));
        // Vietnamese writes its syllables apart.
        let near = if mark.language == "vi" { 10 } else { 5 };
        let before = mark.range.end <= range.start && between(mark.range.end..range.start) < near;
        // Where the verb comes last, it stands between.
        let last = usize::from(mark.language == "de");
        let behind = mark.range.start >= range.end && between(range.end..mark.range.start) <= last;
        let holds = mark.range.start < range.end && range.start < mark.range.end;
        glued || holds || before || behind
    })
}

/// Whether the trigger is what must not publish ("a push to main MUST NOT publish") or
/// where nothing may be published ("MUST NOT be published on a push to main").
fn subject(context: &Context<'_>, range: &Range<usize>) -> bool {
    let words = context.words;
    let plain = words.iter().position(|word| context.is(word, Topic::Plain));
    let english = plain.filter(|at| {
        context.said.all(Topic::Plain).any(|spot| spot.language == "en" && spot.range == words[*at].range)
    });
    let Some(denial) = english else {
        let glued =
            |range: &Range<usize>| context.sentence.lower.get(range.clone()).is_some_and(|text| text.contains(is_cjk));
        // Turkish denies by an ending of the verb.
        let by_ending = || context.sentence.reading.denials().any(|mark| mark.language == "tr");
        return context.says(Topic::Plain)
            && (context.says(Topic::BuildVerb) || context.said.all(Topic::Plain).any(|spot| glued(&spot.range)))
            || context.says(Topic::BuildVerb) && by_ending();
    };
    // "must not publish", "builds no image".
    let verb = words.iter().skip(denial.saturating_sub(1)).take(5).any(|word| context.is(word, Topic::BuildVerb));
    let first = words.iter().position(|word| word.range.start >= range.start).unwrap_or(usize::MAX);
    // Nothing else may stand as the subject: "logs of a push to main must not …".
    verb && (first <= 2 || first > denial)
}
