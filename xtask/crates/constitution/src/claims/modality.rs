//! How a sentence means what it says: is it asserted, binding, denied, past, a mere
//! example, conditional or quoted? Decided by words and punctuation alone and in doubt
//! against a claim: a false claim costs more than a missed one.

use std::ops::Range;

use crate::document::date::is_dated;
use crate::lexicon::{self, listed, Mark, PhraseKind, Topic, TopicSpot, TopicsIn};
use crate::sentences::Sentence;

use super::Above;

/// What a sentence makes of what it mentions.
#[derive(Clone, Debug)]
pub struct Modality {
    /// Said with MUST, SHALL, 必须 and the like.
    pub binding: bool,
    /// Why nothing in the sentence is a claim.
    pub dismissed: Option<Dismissed>,
    /// The words that lead into the sentence deny what follows.
    lead_denies: bool,
    segments: Vec<Segment>,
    denials: Vec<Denial>,
    /// Ranges that are examples or quoted.
    aside: Vec<Range<usize>>,
}

/// Why nothing in a sentence is a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dismissed {
    Quoted,
    /// It stands under a heading such as "Background".
    Heading,
    /// It gives reasons.
    Aside,
    /// It stands in a table of what was.
    History,
    Past,
    Conditional,
    Example,
    Question,
    /// A row of a table says no.
    DeniedRow,
}

/// A part of the sentence between commas; `strong` counts the parts between semicolons
/// and "but", `group` the pairs of parentheses.
#[derive(Clone, Debug)]
struct Segment {
    range: Range<usize>,
    group: usize,
    strong: usize,
    comma: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Denies its whole part of the sentence: "must not", "never".
    Whole,
    /// Denies what comes after it: "without", "instead of".
    Behind,
}

#[derive(Clone, Copy, Debug)]
struct Denial {
    at: usize,
    reach: Reach,
    /// It opens its segment: "…, not …" contrasts with what stands before.
    contrast: bool,
    /// It stands in a relative clause, and reaches no further: "hosts, on which … is
    /// forbidden, use …".
    relative: bool,
}

impl Modality {
    pub(super) fn of(sentence: &Sentence, said: &TopicsIn, above: &Above) -> Self {
        let segments = segments(sentence);
        let denials = denials(sentence, said, &segments);
        Self {
            binding: sentence.binds(),
            dismissed: dismissed(sentence, said, above),
            lead_denies: above.lead.has(Topic::Denies),
            aside: aside(sentence, said),
            segments,
            denials,
        }
    }

    /// Whether what stands in `range` is stated as a present fact or duty.
    pub fn asserts(&self, range: &Range<usize>) -> bool {
        self.dismissed.is_none() && !self.is_aside(range) && !self.denies(range)
    }

    /// Whether what stands in `range` is stated not to be, or must not be.
    pub fn forbids(&self, range: &Range<usize>) -> bool {
        self.dismissed.is_none() && !self.is_aside(range) && self.denies(range)
    }

    fn is_aside(&self, range: &Range<usize>) -> bool {
        self.aside.iter().any(|aside| aside.start <= range.start && range.start < aside.end)
    }

    fn segment(&self, at: usize) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.range.start <= at && at < segment.range.end)
    }

    fn denies(&self, range: &Range<usize>) -> bool {
        if self.lead_denies {
            return true;
        }
        let Some(own) = self.segment(range.start) else { return !self.denials.is_empty() };
        self.denials.iter().any(|denial| {
            let Some(other) = self.segment(denial.at) else { return true };
            if other.strong != own.strong {
                return false;
            }
            if other.group != own.group {
                // A denial outside of parentheses reaches into them, not the other way.
                return other.group == 0 && denial.reach == Reach::Whole && other.comma <= own.comma;
            }
            match denial.reach {
                Reach::Whole if denial.relative => other.comma == own.comma,
                Reach::Whole if other.comma > own.comma => !denial.contrast,
                Reach::Whole => true,
                Reach::Behind => other.comma == own.comma && denial.at < range.start,
            }
        })
    }

    /// The part of the sentence, between commas, in which `at` stands.
    pub fn clause(&self, at: usize) -> Range<usize> {
        self.segment(at).map_or(0..usize::MAX, |segment| segment.range.clone())
    }
}

fn dismissed(sentence: &Sentence, said: &TopicsIn, above: &Above) -> Option<Dismissed> {
    if sentence.quotes > 0 {
        return Some(Dismissed::Quoted);
    }
    if above.aside {
        return Some(Dismissed::Heading);
    }

    if lexicon::opens_aside(&sentence.text)
        || listed(Topic::AsideOpening).iter().any(|word| sentence.lower.starts_with(word))
    {
        return Some(Dismissed::Aside);
    }
    if above.dated {
        return Some(Dismissed::History);
    }
    let around = |topic| above.lead.has(topic) || above.columns.has(topic);
    let has = |topic| said.has(topic) || around(topic);
    if around(Topic::Past) || said.all(Topic::Past).any(|spot| !of_release(said, spot)) || is_dated(&sentence.text) {
        return Some(Dismissed::Past);
    }
    // Of English ones more is known: "can" is no wish, and "without" reaches no further
    // than what follows.
    let wishes = |mark: &Mark| match mark.kind {
        PhraseKind::Recommendation | PhraseKind::Release => true,
        // Of "nobody but a maintainer" the exception is the rule.
        PhraseKind::Exception => !sentence.reading.limits(mark.range.start),
        // "May only …" forbids the rest.
        PhraseKind::Permission => !sentence.reading.has(PhraseKind::Only),
        _ => false,
    };
    if foreign(sentence).any(wishes) {
        return Some(Dismissed::Conditional);
    }
    // A wish in small letters or capitals is no promise; "may never" is no wish.
    let within =
        |outer: &Range<usize>, spot: &TopicSpot| outer.start <= spot.range.start && spot.range.end <= outer.end;
    let prohibited =
        |spot: &TopicSpot| sentence.reading.of(PhraseKind::Prohibition).any(|mark| within(&mark.range, spot));
    if around(Topic::Maybe) || said.all(Topic::Maybe).any(|spot| !prohibited(spot) && !of_release(said, spot)) {
        return Some(Dismissed::Conditional);
    }
    if has(Topic::Example) || above.lead.has(Topic::ExampleBehind) {
        return Some(Dismissed::Example);
    }
    if sentence.text.trim_end().ends_with(['?', '？']) {
        return Some(Dismissed::Question);
    }
    if sentence.cells.iter().any(|cell| {
        let cell = sentence.lower.get(cell.clone()).unwrap_or_default().trim().trim_end_matches('.');
        listed(Topic::DeniedCell).contains(&cell)
    }) {
        return Some(Dismissed::DeniedRow);
    }
    None
}

/// Whether it is a part of words like "until a release", "once released".
fn of_release(said: &TopicsIn, spot: &TopicSpot) -> bool {
    let mut phrases = said.all(Topic::WithoutRelease).chain(said.all(Topic::ByRelease));
    phrases.any(|phrase| phrase.range.start <= spot.range.start && spot.range.end <= phrase.range.end)
}

fn aside(sentence: &Sentence, said: &TopicsIn) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for spot in said.all(Topic::ExampleBehind) {
        // To the closing parenthesis, if it stands in a pair.
        let start = spot.range.start;
        let open =
            sentence.text[..start].matches(['(', '（']).count() > sentence.text[..start].matches([')', '）']).count();
        let end =
            sentence.text[start..].find([')', '）']).filter(|_| open).map_or(sentence.text.len(), |at| start + at);
        out.push(start..end);
    }
    let quotes: Vec<usize> = sentence
        .text
        .char_indices()
        .filter(|(at, c)| matches!(c, '"' | '“' | '”' | '「' | '」') && !sentence.is_code(*at))
        .map(|(at, _)| at)
        .collect();
    for pair in quotes.chunks_exact(2) {
        let inside = sentence.text.get(pair[0]..pair[1]).unwrap_or_default();
        // A quoted word or a cron line is named, a quoted sentence is somebody's.
        if inside.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() >= 3 {
            out.push(pair[0]..pair[1]);
        }
    }
    out
}

fn segments(sentence: &Sentence) -> Vec<Segment> {
    let text = &sentence.lower;
    let mut out = Vec::new();
    let (mut strong, mut comma, mut start) = (0, 0, 0);
    let mut groups = 0;
    let mut open: Vec<usize> = Vec::new();
    let mut codes = sentence.codes().peekable();
    for (at, c) in text.char_indices() {
        while codes.next_if(|code| code.end <= at).is_some() {}
        if codes.peek().is_some_and(|code| code.contains(&at)) {
            continue;
        }
        let end = at + c.len_utf8();
        let rest = &text[at..];
        let group = open.last().copied().unwrap_or(0);
        let mut cut = |until: usize, strong: usize, comma: usize| {
            out.push(Segment { range: start..until, group, strong, comma });
            start = until;
        };
        if matches!(c, '(' | '（') {
            cut(at, strong, comma);
            groups += 1;
            open.push(groups);
        } else if matches!(c, ')' | '）') {
            cut(end, strong, comma);
            open.pop();
        } else if matches!(c, ';' | '；' | '—' | '–' | '|') || opens_contrast(rest) {
            cut(at, strong, comma);
            strong += 1;
            comma += 1;
        } else if matches!(c, ',' | '，' | '、') {
            cut(end, strong, comma);
            comma += 1;
        }
    }
    out.push(Segment { range: start..text.len(), group: open.last().copied().unwrap_or(0), strong, comma });
    out
}

/// Whether " but " and its like stand at the start of `rest`.
fn opens_contrast(rest: &str) -> bool {
    let glued = |word: &str| word.starts_with(lexicon::is_cjk) && rest.starts_with(word);
    let spaced = |word: &str| {
        rest.strip_prefix(' ').and_then(|rest| rest.strip_prefix(word)).is_some_and(|rest| rest.starts_with(' '))
    };
    rest.starts_with(|c| c == ' ' || lexicon::is_cjk(c))
        && listed(Topic::But).iter().any(|word| glued(word) || spaced(word))
}

/// What the lexicon finds in a sentence of another language than English.
fn foreign(sentence: &Sentence) -> impl Iterator<Item = &Mark> {
    sentence.reading.marks.iter().filter(|mark| mark.language != ENGLISH)
}

const ENGLISH: &str = "en";

fn denials(sentence: &Sentence, said: &TopicsIn, segments: &[Segment]) -> Vec<Denial> {
    let denied: Vec<&Mark> = sentence.reading.denials().collect();
    let marks = foreign(sentence).filter(|mark| denied.contains(mark)).map(|mark| (mark.range.start, Reach::Whole));
    // "Nobody but a maintainer" denies nothing of what a maintainer does.
    let denying = said.all(Topic::Denies).filter(|spot| !sentence.reading.limits(spot.range.start));
    let whole = denying.map(|spot| (spot.range.start, Reach::Whole));
    let behind = said.all(Topic::DeniesBehind).map(|spot| (spot.range.start, Reach::Behind));
    marks
        .chain(whole)
        .chain(behind)
        .map(|(at, reach)| {
            let contrast = segments.iter().find(|segment| segment.range.contains(&at)).is_some_and(|segment| {
                let before = sentence.lower.get(segment.range.start..at).unwrap_or_default();
                let before = before.trim().trim_start_matches(['(', ',']).trim();
                // A clause of its own, with its own subject: ", so production never lags".
                let opening = listed(Topic::ClauseOpening).iter().chain(listed(Topic::But));
                let mut opens = opening.filter_map(|word| before.strip_prefix(word));
                before.is_empty() || opens.any(|rest| rest.is_empty() || rest.starts_with(' '))
            });
            let relative = segments.iter().find(|segment| segment.range.contains(&at)).is_some_and(|segment| {
                let inside = |spot: &&TopicSpot| segment.range.start <= spot.range.start && spot.range.start < at;
                let opens = |spot: &TopicSpot| {
                    let before = sentence.lower.get(segment.range.start..spot.range.start).unwrap_or_default();
                    segment.comma > 0 && before.split_whitespace().count() < 2
                };
                let mut spots = said.all(Topic::Relative).chain(said.all(Topic::RelativeArticle)).filter(inside);
                spots.any(opens)
            });
            Denial { at, reach, contrast, relative }
        })
        .collect()
}
