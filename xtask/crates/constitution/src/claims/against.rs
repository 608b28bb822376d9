//! Sentences that say the opposite of what every delivery needs, without naming an event
//! that publishes: auto-update is forbidden, only releases move the tag, what is merged
//! waits for a release. Must not know what the repository does.

use std::ops::Range;

use super::words;
use super::{Claim, Context, Effect, Trigger, What};
use crate::lexicon::{Mark, PhraseKind, Topic};
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
    /// "Without a release, merged code is not distributed."
    MergeWaitsForRelease,
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
            Self::MergeWaitsForRelease => "what is merged waits for a release",
            Self::TagAfterMerge => "a tag has to be pushed after each merge",
        }
    }
}

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, What)>) {
    let mut push = |range: Range<usize>, against: Against| out.push((range, What::Against(against)));
    if let Some(range) = forbidden(context) {
        push(range, Against::AutoUpdateForbidden);
    }
    for word in context.words.iter().filter(|word| word.code && context.modality.asserts(&word.range)) {
        let text = word.text.strip_prefix("--label").unwrap_or(word.text).trim_start_matches(['=', ' ']);
        let value = text.strip_prefix("io.containers.autoupdate=").map(|value| value.trim_matches(['"', '\'']));
        if matches!(value, Some("local" | "disabled")) {
            push(word.range.clone(), Against::AutoUpdateOff);
        }
    }
    if let Some(range) = by_releases(context) {
        push(range, Against::LatestByReleases);
    }
    if let Some(range) = waits(context) {
        push(range, Against::MergeWaitsForRelease);
    }
}

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

/// A prohibition and auto-update in one clause, or a demand to switch it off.
fn forbidden(context: &Context<'_>) -> Option<Range<usize>> {
    let sentence = context.sentence;
    let range = auto_update(context)?;
    if sentence.reading.has(PhraseKind::Exception) || context.about(Topic::Dependency) {
        return None;
    }
    if context.says(Topic::SwitchedOff) {
        return (context.modality.binding && context.modality.asserts(&range)).then_some(range);
    }
    let led = sentence.lead_reading.has(PhraseKind::Prohibition);
    let clause = context.modality.clause(range.start);
    let beside = sentence.reading.of(PhraseKind::Prohibition).any(|mark| clause.contains(&mark.range.start));
    ((led || beside) && !context.says(Topic::Undone)).then_some(range)
}

/// "`:latest` is only moved by releases": `only`, a verb of moving, and releases; no
/// merge beside them.
fn by_releases(context: &Context<'_>) -> Option<Range<usize>> {
    let latest = context.words.iter().find(|word| {
        word.lower.ends_with(":latest") || word.lower == "latest" && (word.code || context.says(Topic::TagOrImage))
    })?;
    let only = context.sentence.reading.has(PhraseKind::Only);
    let said = only && context.says(Topic::Moved) && context.says(Topic::Release) && !context.says(Topic::AnyMerge);
    (said && context.modality.asserts(&latest.range)).then(|| latest.range.clone())
}

/// "Without a release, merged code is not distributed", "merged code is deployed only with
/// a release".
fn waits(context: &Context<'_>) -> Option<Range<usize>> {
    let reading = &context.sentence.reading;
    if !context.says(Topic::Merged) || !context.says(Topic::Reaches) || context.says(Topic::Notes) {
        return None;
    }
    if let Some(without) = context.said.first(Topic::WithoutRelease) {
        // What "without" denies is the release.
        let apart = |mark: &Mark| mark.range.end <= without.range.start || without.range.end <= mark.range.start;
        return reading.denials().any(apart).then(|| without.range.clone());
    }
    let by = context.said.first(Topic::ByRelease)?;
    (reading.has(PhraseKind::Only) && context.modality.asserts(&by.range)).then(|| by.range.clone())
}

/// Where only tags are said to publish, a sentence that asks people to push one after
/// each merge.
pub(super) fn tag_after_merge(sentences: &[Sentence], claims: &mut Vec<Claim>) {
    let trigger = |wanted: fn(&Trigger) -> bool| {
        claims.iter().any(|claim| match &claim.what {
            What::Trigger { trigger, effect } => *effect != Effect::Never && wanted(trigger),
            _ => false,
        })
    };
    if !trigger(|trigger| matches!(trigger, Trigger::Tag(_))) || trigger(|trigger| matches!(trigger, Trigger::Push(_)))
    {
        return;
    }
    for (number, sentence) in sentences.iter().enumerate().filter(|(_, sentence)| sentence.quotes == 0) {
        let said = super::said(sentence, &words::words(sentence), &[]);
        let Some(after) = said.first(Topic::AfterMerge).filter(|_| said.has(Topic::Tag)) else { continue };
        if said.has(Topic::Makes) && sentence.reading.denials().count() == 0 {
            claims.push(Claim {
                what: What::Against(Against::TagAfterMerge),
                span: sentence.place(after.range.clone()),
                sentence: sentence.span,
                binding: sentence.binds(),
                number,
            });
        }
    }
    claims.order_by_key(|claim| claim.number);
}
