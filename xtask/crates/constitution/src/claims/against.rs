//! Sentences that say the opposite of what every delivery needs, without naming an event
//! that publishes: auto-update is forbidden, only releases move the tag, what is merged
//! waits for a release. Must not know what the repository does.

use std::ops::Range;

use super::words::{self, Word};
use super::{Claim, Context, Effect, Trigger, What};
use crate::lexicon::{PhraseKind, Topic};
use crate::sentences::Sentence;

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

fn is_auto_update(word: &Word<'_>) -> bool {
    let lower = word.lower;
    ["auto-update", "auto-updates", "auto-updated", "auto-updating", "autoupdate", "autoupdates", "autoupdated"]
        .contains(&lower)
        || word.code && (lower == "podman auto-update" || lower == "podman-auto-update.timer")
}

/// A prohibition and auto-update in one clause.
fn forbidden(context: &Context<'_>) -> Option<Range<usize>> {
    let sentence = context.sentence;
    let led = sentence.lead_reading.has(PhraseKind::Prohibition);
    if !(led || sentence.reading.has(PhraseKind::Prohibition)) || sentence.reading.has(PhraseKind::Exception) {
        return None;
    }
    if context.about(Topic::Dependency) || context.says(Topic::Undone) {
        return None;
    }
    let word = context.words.iter().find(|word| is_auto_update(word))?;
    let clause = context.modality.clause(word.range.start);
    let beside = sentence.reading.of(PhraseKind::Prohibition).any(|mark| clause.contains(&mark.range.start));
    (led || beside).then(|| word.range.clone())
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

/// "Without a release, merged code is not distributed."
fn waits(context: &Context<'_>) -> Option<Range<usize>> {
    let merged = context.says(Topic::Merged);
    let denied = context.sentence.reading.denials().count() > 0;
    let without = context.said.first(Topic::WithoutRelease)?;
    (merged && denied && context.says(Topic::Reaches) && context.sentence.quotes == 0).then(|| without.range.clone())
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
    claims.sort_by_key(|claim| claim.number);
}
