//! How a sentence means what it says: is it asserted, binding, denied, past, a mere
//! example, conditional or quoted? Decided by words and punctuation alone and in doubt
//! against a claim: a false claim costs more than a missed one.

use std::ops::Range;

use crate::lexicon::{self, Mark, PhraseKind};
use crate::sentences::Sentence;

use super::words::{words, Word};

/// What a sentence makes of what it mentions.
#[derive(Clone, Debug)]
pub struct Modality {
    /// Said with MUST, SHALL, 必须 and the like.
    pub binding: bool,
    /// Why nothing in the sentence is a claim.
    pub dismissed: Option<&'static str>,
    /// The words that lead into the sentence deny what follows.
    lead_denies: bool,
    segments: Vec<Segment>,
    denials: Vec<Denial>,
    /// Ranges that are examples or quoted.
    aside: Vec<Range<usize>>,
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
}

const DENY: [&str; 44] = [
    "not",
    "never",
    "no",
    "nor",
    "neither",
    "none",
    "cannot",
    "can't",
    "don't",
    "doesn't",
    "isn't",
    "aren't",
    "won't",
    "mustn't",
    "shouldn't",
    "avoid",
    "avoids",
    "forbidden",
    "forbid",
    "forbids",
    "prohibited",
    "disallowed",
    "deprecated",
    "obsolete",
    "removed",
    "retired",
    "replaced",
    "replaces",
    "reject",
    "rejects",
    "rejected",
    "refuse",
    "nicht",
    "kein",
    "keine",
    "niemals",
    "nunca",
    "jamás",
    "não",
    "jamais",
    "pas",
    "не",
    "никогда",
    "нельзя",
];
const DENY_BEHIND: [&str; 8] = ["without", "except", "unless", "besides", "instead", "rather", "than", "ohne"];
const DENY_CJK: [&str; 17] = [
    "不",
    "禁止",
    "勿",
    "避免",
    "没有",
    "沒有",
    "未",
    "ない",
    "ません",
    "せず",
    "なく",
    "않",
    "금지",
    "말아야",
    "안 된다",
    "無し",
    "なし",
];
/// Japanese and Chinese words for "must" that hold a denial.
const MODAL_CJK: [&str; 9] = [
    "なければならない",
    "なければなりません",
    "なければいけません",
    "ねばならない",
    "ねばなりません",
    "なくてはならない",
    "なくてはなりません",
    "不得不",
    "必不可少",
];

const PAST: [&str; 26] = [
    "previously",
    "formerly",
    "historically",
    "originally",
    "ago",
    "was",
    "were",
    "had",
    "until",
    "till",
    "legacy",
    "migrated",
    "renamed",
    "incident",
    "outage",
    "yesterday",
    "used to",
    "no longer",
    "in the past",
    "last year",
    "the old",
    "moved from",
    "prior to",
    "superseded",
    "amended",
    "at the time",
];
const PAST_CJK: [&str; 12] =
    ["曾", "之前", "以前", "原来", "原本", "过去", "過去", "かつて", "でした", "ました", "이전", "旧"];

const MAYBE: [&str; 40] = [
    "if",
    "may",
    "might",
    "could",
    "would",
    "optional",
    "optionally",
    "planned",
    "plan",
    "plans",
    "future",
    "eventually",
    "roadmap",
    "todo",
    "tbd",
    "someday",
    "consider",
    "considered",
    "considering",
    "proposed",
    "proposal",
    "proposes",
    "once",
    "unless",
    "should",
    "recommended",
    "recommend",
    "preferably",
    "prefer",
    "preferred",
    "ideally",
    "possibly",
    "perhaps",
    "suppose",
    "hypothetical",
    "whether",
    "depending",
    "want",
    "wants",
    "alternatively",
];
const MAYBE_CJK: [&str; 16] = [
    "如果",
    "若",
    "可以",
    "可选",
    "可選",
    "建议",
    "建議",
    "应该考虑",
    "计划",
    "計劃",
    "将来",
    "もし",
    "推奨",
    "予定",
    "任意",
    "만약",
];

const EXAMPLE: [&str; 9] = [
    "example",
    "examples",
    "sample",
    "samples",
    "imagine",
    "illustrates",
    "illustration",
    "hypothetically",
    "placeholder",
];
const EXAMPLE_BEHIND: [&str; 8] =
    ["e.g", "for example", "for instance", "such as", "like", "including", "z.b", "examples include"];
const EXAMPLE_CJK: [&str; 8] = ["例如", "比如", "譬如", "示例", "例えば", "たとえば", "（例", "예를"];

/// Parts of headings under which nothing is claimed of the present.
const HEADINGS: [&str; 27] = [
    "history",
    "changelog",
    "change log",
    "example",
    "incident",
    "background",
    "anti-pattern",
    "antipattern",
    "out of scope",
    "non-goal",
    "future",
    "roadmap",
    "sync impact",
    "deprecated",
    "legacy",
    "lessons",
    "migration",
    "prohibited",
    "forbidden",
    "glossary",
    "rationale",
    "历史",
    "歷史",
    "履歴",
    "示例",
    "禁止",
    "変更",
];

impl Modality {
    pub fn of(sentence: &Sentence) -> Self {
        let words = words(sentence);
        let segments = segments(sentence);
        let denials = denials(sentence, &words, &segments);
        Self {
            binding: sentence.binds(),
            dismissed: dismissed(sentence, &words),
            lead_denies: denies(&sentence.lead),
            aside: aside(sentence, &words),
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

fn denies(text: &str) -> bool {
    let text = without_modals(text);
    let plain: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '\'').collect();
    plain.iter().any(|word| DENY.contains(word)) || DENY_CJK.iter().any(|word| text.contains(word))
}

fn without_modals(text: &str) -> String {
    let mut text = text.to_string();
    for modal in MODAL_CJK {
        // The same length, so that offsets stay.
        text = text.replace(modal, &"\u{1}".repeat(modal.len()));
    }
    text
}

fn dismissed(sentence: &Sentence, words: &[Word<'_>]) -> Option<&'static str> {
    if sentence.quotes > 0 {
        return Some("quoted");
    }
    if sentence.headings.iter().any(|heading| HEADINGS.iter().any(|part| heading.contains(part))) {
        return Some("heading");
    }
    if lexicon::opens_aside(&sentence.text)
        || ["rationale", "example", "note", "historical"].iter().any(|word| sentence.lower.starts_with(word))
    {
        return Some("aside");
    }
    let context = format!("{} {}", sentence.lead, sentence.columns.join(" "));
    let context: Vec<&str> = context.split(|c: char| !c.is_alphanumeric()).collect();
    if sentence.columns.iter().any(|column| column == "date" || column.contains("amended")) {
        return Some("history");
    }
    if super::words::has(words, &PAST)
        || PAST_CJK.iter().any(|word| sentence.lower.contains(word))
        || context.iter().any(|word| PAST.contains(word))
        || has_date(&sentence.lower)
    {
        return Some("past");
    }
    let wishes = [PhraseKind::Recommendation, PhraseKind::Permission, PhraseKind::Release, PhraseKind::Exception];
    if foreign(sentence).any(|mark| wishes.contains(&mark.kind)) {
        return Some("conditional");
    }
    // A wish in small letters or capitals is no promise.
    if super::words::has(words, &MAYBE)
        || MAYBE_CJK.iter().any(|word| sentence.lower.contains(word))
        || context.iter().any(|word| MAYBE.contains(word))
    {
        return Some("conditional");
    }
    if super::words::has(words, &EXAMPLE)
        || EXAMPLE_CJK.iter().any(|word| sentence.lower.contains(word))
        || context.iter().any(|word| EXAMPLE.contains(word))
        || sentence.lead.contains("e.g.")
    {
        return Some("example");
    }
    if sentence.text.trim_end().ends_with(['?', '？']) {
        return Some("question");
    }
    if sentence.cells.iter().any(|cell| {
        let cell = sentence.lower.get(cell.clone()).unwrap_or_default().trim().trim_end_matches('.').to_string();
        ["no", "never", "❌", "✗", "✘", "forbidden", "prohibited", "deprecated", "retired", "not allowed", "否"]
            .contains(&cell.as_str())
    }) {
        return Some("denied row");
    }
    None
}

/// A full date, or a month with a year: what happened on a day is history.
fn has_date(lower: &str) -> bool {
    let bytes = lower.as_bytes();
    let iso = bytes.windows(10).any(|window| {
        window.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => matches!(byte, b'-' | b'/'),
            _ => byte.is_ascii_digit(),
        })
    });
    let months = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    iso || words.windows(2).any(|pair| {
        (months.contains(&pair[0]) || pair[0] == "may")
            && pair[1].len() == 4
            && pair[1].starts_with("20")
            && pair[1].bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn aside(sentence: &Sentence, words: &[Word<'_>]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for phrase in EXAMPLE_BEHIND {
        if let Some(word) = super::words::find(words, phrase).and_then(|index| words.get(index)) {
            // To the closing parenthesis, if it stands in a pair.
            let start = word.range.start;
            let open = sentence.text[..start].matches(['(', '（']).count()
                > sentence.text[..start].matches([')', '）']).count();
            let end =
                sentence.text[start..].find([')', '）']).filter(|_| open).map_or(sentence.text.len(), |at| start + at);
            out.push(start..end);
        }
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
    let codes: Vec<Range<usize>> = sentence.codes().collect();
    for (at, c) in text.char_indices() {
        if codes.iter().any(|code| code.contains(&at)) {
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
        } else if matches!(c, ';' | '；' | '—' | '–' | '|') || rest.starts_with(" but ") || rest.starts_with("但")
        {
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

/// What the lexicon finds in a sentence of another language. Of English ones more is
/// known here: how far "without" and "instead of" reach, and that "can" is no wish.
fn foreign(sentence: &Sentence) -> impl Iterator<Item = &Mark> {
    let english = lexicon::language("en");
    sentence.reading.marks.iter().filter(move |mark| {
        let phrase = sentence.lower.get(mark.range.clone()).unwrap_or_default();
        let first = phrase.split(' ').next().unwrap_or_default();
        let starts = |all: &[&str]| {
            all.iter().any(|one| one.trim_start_matches('^').to_lowercase().split(' ').next() == Some(first))
        };
        let known = english.is_some_and(|english| {
            let words = &english.words;
            [
                words.prohibition,
                words.permission,
                words.recommendation,
                words.release,
                words.negation,
                words.exception,
                words.only,
                words.plain,
            ]
            .into_iter()
            .any(starts)
        });
        !known
    })
}

fn denials(sentence: &Sentence, words: &[Word<'_>], segments: &[Segment]) -> Vec<Denial> {
    let mut out: Vec<(usize, Reach)> = Vec::new();
    let denied: Vec<&Mark> = sentence.reading.denials().collect();
    out.extend(foreign(sentence).filter(|mark| denied.contains(mark)).map(|mark| (mark.range.start, Reach::Whole)));
    for word in words.iter().filter(|word| !word.code) {
        let reach = if DENY.contains(&word.lower) {
            Reach::Whole
        } else if DENY_BEHIND.contains(&word.lower) {
            Reach::Behind
        } else {
            continue;
        };
        out.push((word.range.start, reach));
    }
    let lower = without_modals(&sentence.lower);
    for word in DENY_CJK {
        out.extend(lower.match_indices(word).map(|(at, _)| (at, Reach::Whole)));
    }
    out.into_iter()
        .map(|(at, reach)| {
            let contrast = segments.iter().find(|segment| segment.range.contains(&at)).is_some_and(|segment| {
                let before = sentence.lower.get(segment.range.start..at).unwrap_or_default();
                let before = before.trim().trim_start_matches(['(', ',']).trim();
                // A clause of its own, with its own subject: ", so production never lags".
                let clause = ["so ", "and ", "while ", "because ", "therefore ", "thus ", "hence ", "as "];
                matches!(before, "" | "and" | "but" | "so") || clause.iter().any(|word| before.starts_with(word))
            });
            Denial { at, reach, contrast }
        })
        .collect()
}
