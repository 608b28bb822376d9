//! The phrases of every language, and where they match. Must not weigh one against another.

use std::ops::Range;
use std::sync::OnceLock;

use super::relative::describes_noun;
use super::tokens::Token;
use super::{Found, PhraseKind};
use crate::lexicon::lookup::Lookup;
use crate::lexicon::{is_cjk, undotted, variants, Depth, Words, LANGUAGES};

#[derive(Debug)]
enum Part {
    Word(&'static str),
    /// Only as it is written here.
    Exact(&'static str),
    Starts(&'static str),
    Ends(&'static str),
    /// It opens a clause between commas in which nothing is demanded, and has all of it.
    Under(&'static str),
    /// What follows it in its clause is reported: "says that", "explains which".
    From(&'static str),
    Gap,
}

impl Part {
    fn of(word: &'static str) -> Self {
        match word {
            "..." => Self::Gap,
            _ if word.starts_with('&') => Self::Under(&word[1..]),
            _ if word.starts_with('>') => Self::From(&word[1..]),
            _ if word.ends_with('*') => Self::Starts(&word[..word.len() - 1]),
            _ if word.starts_with('~') => Self::Ends(&word[1..]),
            _ if word.chars().any(char::is_uppercase) => Self::Exact(word),
            _ => Self::Word(word),
        }
    }

    fn is(&self, token: &Token<'_>) -> bool {
        !token.code
            && match self {
                Self::Word(word) | Self::Under(word) | Self::From(word) => token.lower == *word,
                Self::Exact(word) => token.raw == *word,
                Self::Starts(start) => token.lower.starts_with(start),
                Self::Ends(end) => token.lower.len() > end.len() + 1 && token.lower.ends_with(end),
                Self::Gap => false,
            }
    }
}

#[derive(Debug)]
struct Phrase {
    kind: PhraseKind,
    language: &'static str,
    anchored: bool,
    /// It describes the subject of a whole sentence.
    describes: bool,
    /// Its last word ends a clause.
    closing: bool,
    parts: Vec<Part>,
}

/// So many words may stand before what describes a subject: "the users who …".
const SUBJECT: usize = 2;

/// So many words may stand in a gap.
const GAP: usize = 8;

/// So many bytes may stand in a gap of a script without blanks: no clause is longer.
const CLAUSE: usize = 600;

/// Words that begin another thought, over which no gap reaches.
const JOINTS: &[&str] = &[
    "and",
    "or",
    "but",
    "und",
    concat!("od", "er"),
    "sondern",
    "aber",
    "et",
    "ou",
    "mais",
    "y",
    "pero",
    "sino",
    "mas",
    "ma",
    "и",
    "или",
    "но",
    "і",
    "й",
    "та",
    "або",
    "але",
    "lub",
    "ale",
    "ve",
    "veya",
    "ama",
    "và",
    "hoặc",
    "nhưng",
];

impl Phrase {
    fn of(kind: PhraseKind, language: &'static str, text: &'static str) -> Self {
        let (anchored, describes) = (text.starts_with('^'), text.starts_with('<'));
        let closing = text.ends_with('$');
        let parts = text.trim_start_matches(['^', '<']).trim_end_matches('$').split(' ').map(Part::of).collect();
        Self { kind, language, anchored, describes, closing, parts }
    }

    /// Whether some words, and no comma, stand before the token `at` of a whole sentence. What
    /// leads into a list, a title or a fragment has no other verb: "checks that must pass:".
    fn is_behind_subject(tokens: &[Token<'_>], at: usize) -> bool {
        let clause = |at: usize| tokens.get(at).map(|token| token.clause);
        (1..=SUBJECT).contains(&at) && clause(0) == clause(at) && tokens.last().is_some_and(|last| last.closed)
    }

    /// The words of the clause that the token `at` opens, where another clause stands beside
    /// it: "Wer lange warten muss, …", "…, die zweimal laufen müssen".
    fn clause(tokens: &[Token<'_>], at: usize) -> Option<Vec<Range<usize>>> {
        let clause = tokens.get(at)?.clause;
        let opens = at.checked_sub(1).is_none_or(|before| tokens[before].clause != clause);
        let inside = tokens[at..].iter().take_while(|token| token.clause == clause);
        let own: Vec<Range<usize>> = inside.map(|token| token.range.clone()).collect();
        // "If it fails it must be tried again, and …": its own main clause stands in it.
        let next = tokens.get(at + own.len());
        let apart = if at == 0 { next.is_some_and(|next| !JOINTS.contains(&next.lower.as_str())) } else { true };
        (opens && apart).then_some(own)
    }

    /// Whether it starts at the token `at`.
    fn matches(&self, tokens: &[Token<'_>], at: usize) -> Option<Found> {
        let first = tokens.get(at)?;
        if self.anchored && !first.opens || self.describes && !Self::is_behind_subject(tokens, at) {
            return None;
        }
        let mut next = at;
        let mut own = Vec::new();
        let mut parts = self.parts.iter();
        while let Some(part) = parts.next() {
            if let Part::Under(_) = part {
                tokens.get(next).filter(|token| part.is(token))?;
                let clause = Self::clause(tokens, next)?;
                // An article opens a clause with the verb at its end, or none.
                let last = parts.next();
                let ends = |last: &Part| tokens.get(next + clause.len() - 1).is_some_and(|token| last.is(token));
                if last.is_some_and(|last| next == 0 || !ends(last)) {
                    return None;
                }
                own.extend(clause);
                break;
            } else if let Part::From(_) = part {
                tokens.get(next).filter(|token| part.is(token))?;
                let told = |token: &&Token<'_>| token.clause == first.clause && !JOINTS.contains(&token.lower.as_str());
                own.extend(tokens[next..].iter().take_while(told).map(|token| token.range.clone()));
                break;
            } else if matches!(part, Part::Gap) {
                let wanted = parts.next()?;
                let span = tokens.get(next..)?.iter().take(GAP + 1);
                let skipped = span.take_while(|token| {
                    token.clause == first.clause && !wanted.is(token) && !JOINTS.contains(&token.lower.as_str())
                });
                let skipped = skipped.count();
                next += skipped;
                let token = tokens.get(next).filter(|token| token.clause == first.clause && wanted.is(token))?;
                own.push(token.range.clone());
            } else {
                let token = tokens.get(next).filter(|token| token.clause == first.clause && part.is(token))?;
                own.push(token.range.clone());
            }
            next += 1;
        }
        let goes_on = |token: &Token<'_>| token.clause == first.clause && !JOINTS.contains(&token.lower.as_str());
        if self.closing && tokens.get(next).is_some_and(goes_on) {
            return None;
        }
        // Of two endings of one word the longer one counts.
        let literal = |part: &Part| match part {
            Part::Word(word) | Part::Exact(word) | Part::Starts(word) | Part::Ends(word) => word.len(),
            Part::Under(word) | Part::From(word) => word.len(),
            Part::Gap => 0,
        };
        let size =
            64 * own.iter().map(|own| own.len() + 1).sum::<usize>() + self.parts.iter().map(literal).sum::<usize>();
        let under = self.parts.iter().any(|part| matches!(part, Part::Under(_) | Part::From(_)));
        Some(Found { kind: self.kind, language: self.language, own, size, under })
    }
}

#[derive(Debug, Default)]
pub(super) struct Index {
    /// By their first word.
    words: Lookup<&'static str, Phrase>,
    /// Those that start with a part of a word.
    parts: Vec<Phrase>,
    /// Phrases of scripts without blanks, by their first character, with their further
    /// parts; those of Korean are matched without blanks.
    glued: Lookup<char, Glued>,
}

/// A phrase of a script without blanks: its first part, and those behind a gap.
#[derive(Debug)]
struct Glued {
    kind: PhraseKind,
    language: &'static str,
    head: &'static str,
    rest: Vec<&'static str>,
}

pub(super) fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::default();
        for language in LANGUAGES.iter().filter(|language| language.depth == Depth::Sentences) {
            for (kind, phrases) in kinds(&language.words) {
                for phrase in phrases.iter().flat_map(|phrase| variants(phrase)) {
                    index.add(kind, language.code, phrase);
                    if let Some(plain) = undotted(phrase) {
                        index.add(kind, language.code, plain);
                    }
                }
            }
        }
        index
    })
}

/// A phrase of a script in which blanks do not count, without them.
fn together(phrase: &'static str) -> &'static str {
    // Once for each phrase of the tables, which live as long.
    if phrase.contains(' ') {
        Box::leak(phrase.replace(' ', "").into_boxed_str())
    } else {
        phrase
    }
}

fn kinds(words: &Words) -> [(PhraseKind, &'static [&'static str]); 10] {
    [
        (PhraseKind::Duty, words.duty),
        (PhraseKind::Prohibition, words.prohibition),
        (PhraseKind::Permission, words.permission),
        (PhraseKind::Recommendation, words.recommendation),
        (PhraseKind::Release, words.release),
        (PhraseKind::Plain, words.plain),
        (PhraseKind::Negation, words.negation),
        (PhraseKind::Only, words.only),
        (PhraseKind::Exception, words.exception),
        (PhraseKind::ByHand, words.by_hand),
    ]
}

impl Index {
    fn add(&mut self, kind: PhraseKind, language: &'static str, phrase: &'static str) {
        if let Some(first) = phrase.chars().next().filter(|c| is_cjk(*c)) {
            let mut parts = together(phrase).split("...");
            let head = parts.next().unwrap_or_default();
            let rest = parts.collect();
            self.glued.push(first, Glued { kind, language, head, rest });
            return;
        }
        let phrase = Phrase::of(kind, language, phrase);
        match phrase.parts.first() {
            Some(Part::Word(word) | Part::Under(word)) => self.words.push(*word, phrase),
            Some(Part::Exact(_) | Part::Starts(_) | Part::Ends(_)) => self.parts.push(phrase),
            Some(Part::From(_) | Part::Gap) | None => {}
        }
    }

    pub fn spaced(&self, tokens: &[Token<'_>], found: &mut Vec<Found>) {
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.code) {
            let exact = self.words.all(token.lower.as_str());
            let partly = self.parts.iter().filter(|phrase| phrase.parts.first().is_some_and(|part| part.is(token)));
            found.extend(exact.chain(partly).filter_map(|phrase| phrase.matches(tokens, at)));
        }
    }

    /// Blanks do not count: `해야 한다` and `해야한다` are one.
    pub fn unspaced(&self, sentence: &str, codes: &[Range<usize>], found: &mut Vec<Found>) {
        let mut text = String::with_capacity(sentence.len());
        let mut places: Vec<usize> = Vec::with_capacity(sentence.len());
        let mut codes = codes.iter().peekable();
        for (at, c) in sentence.char_indices() {
            while codes.next_if(|code| code.end <= at).is_some() {}
            if c.is_whitespace() || codes.peek().is_some_and(|code| code.contains(&at)) {
                continue;
            }
            text.push(c);
            places.extend((at..).take(c.len_utf8()));
        }
        close(&mut text, &mut places);
        let kana = sentence.contains(|c| matches!(c, '\u{3040}'..='\u{30ff}'));
        let place = |range: Range<usize>| -> Option<Range<usize>> {
            Some(*places.get(range.start)?..places.get(range.end.checked_sub(1)?)? + 1)
        };
        for (at, c) in text.char_indices() {
            for Glued { kind, language, head, rest } in self.glued.all(&c) {
                // Ideographs mean other things in Japanese, which the script tells: 不要 forbids
                // in Chinese and frees there.
                if kana && *language == "zh" || !kana && *language == "ja" && *head == "不要" {
                    continue;
                }
                let Some(behind) = text[at..].strip_prefix(head) else { continue };
                let mut own: Vec<Range<usize>> = place(at..at + head.len()).into_iter().collect();
                let mut from = text.len() - behind.len();
                let mut whole = true;
                for part in rest {
                    let most =
                        (from + CLAUSE..text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
                    let clause = text[from..most].find(['。', '，', '；', ',', ';']).map_or(most, |end| from + end);
                    let found = if part.starts_with('，') {
                        text[clause..].starts_with(part).then_some(clause - from)
                    } else {
                        text[from..clause].find(part)
                    };
                    match found {
                        Some(found) => {
                            own.extend(place(from + found..from + found + part.len()));
                            from += found + part.len();
                        }
                        None => whole = false,
                    }
                }
                // A particle sticks to its word: 에서만 is "only in", 에서 만든 "made in".
                let torn =
                    *kind == PhraseKind::Only && *language == "ko" && own.iter().any(|own| !sticks(sentence, own));
                if whole && !own.is_empty() && !torn {
                    let binds = matches!(kind, PhraseKind::Duty | PhraseKind::Prohibition);
                    let told = *language == "ja" && binds && head.ends_with('い') && describes_noun(language, behind);
                    let size = 64 * own.iter().map(|own| own.len()).sum::<usize>();
                    let kind = if told { PhraseKind::Plain } else { *kind };
                    found.push(Found { kind, language, own, size, under: false });
                }
            }
        }
    }
}

/// Ends a text as a sentence ends, whether it leads into a list or stands in a cell.
fn close(text: &mut String, places: &mut Vec<usize>) {
    while text.ends_with([':', '：', '。']) {
        text.pop();
    }
    places.truncate(text.len());
    let last = places.last().copied().unwrap_or_default();
    places.extend(std::iter::repeat_n(last, STOP.len()));
    text.push_str(STOP);
}

const STOP: &str = "。";

/// Whether a particle is of one piece, and ends its word where it is a syllable alone.
fn sticks(sentence: &str, own: &Range<usize>) -> bool {
    let particle = &sentence[own.clone()];
    let alone = particle.chars().count() == 1;
    let behind = || sentence[..own.start].chars().next_back().is_some_and(is_cjk);
    let ends = || !sentence[own.end..].starts_with(|c: char| c.is_alphanumeric());
    !particle.contains(char::is_whitespace) && (!alone || behind() && ends())
}
