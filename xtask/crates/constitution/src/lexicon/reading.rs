//! What a sentence asks, by the phrases of every language whose sentences are read.
//! Must not know what stands around a sentence.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::{is_cjk, Depth, Words, LANGUAGES};

/// What a phrase makes of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhraseKind {
    Duty,
    Prohibition,
    Permission,
    Recommendation,
    /// A duty or a prohibition does not hold, or not any more.
    Release,
    /// It only looks like one of the others.
    Plain,
    Negation,
    Only,
    Exception,
    ByHand,
}

impl PhraseKind {
    /// The kinds of which each word is taken for one at most; the others mark a word
    /// beside that.
    fn is_force(self) -> bool {
        matches!(
            self,
            Self::Duty | Self::Prohibition | Self::Permission | Self::Recommendation | Self::Release | Self::Plain
        )
    }
}

/// A phrase in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub kind: PhraseKind,
    /// From its first to its last byte in the sentence; of a phrase with a gap, what
    /// stands in the gap too.
    pub range: Range<usize>,
    /// BCP 47.
    pub language: &'static str,
}

/// How firmly a sentence asks for what it says, by its firmest words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    Duty,
    Prohibition,
    Recommendation,
    Permission,
    /// Something need not be, or need not be any more.
    Release,
    /// It describes.
    None,
}

/// The phrases of one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// In text order.
    pub marks: Vec<Mark>,
}

impl Reading {
    pub fn count(&self, kind: PhraseKind) -> usize {
        self.marks.iter().filter(|mark| mark.kind == kind).count()
    }

    pub fn has(&self, kind: PhraseKind) -> bool {
        self.marks.iter().any(|mark| mark.kind == kind)
    }

    pub fn of(&self, kind: PhraseKind) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| mark.kind == kind)
    }

    /// The places at which it denies: prohibitions, and negations beside them. The one in
    /// "must not" is the prohibition's, the one in なければならない denies nothing.
    pub fn denials(&self) -> impl Iterator<Item = &Mark> {
        let holds = |mark: &Mark| matches!(mark.kind, PhraseKind::Duty | PhraseKind::Prohibition | PhraseKind::Release);
        let absorbed = move |negation: &Mark| {
            let inside = |mark: &&Mark| mark.range.start < negation.range.end && negation.range.start < mark.range.end;
            self.marks.iter().filter(|mark| holds(mark)).any(|mark| inside(&mark))
        };
        self.marks.iter().filter(move |mark| match mark.kind {
            PhraseKind::Prohibition => true,
            PhraseKind::Negation => !absorbed(mark),
            _ => false,
        })
    }

    /// Whether it binds: a duty or a prohibition.
    pub fn binds(&self) -> bool {
        self.has(PhraseKind::Duty) || self.has(PhraseKind::Prohibition)
    }

    pub fn force(&self) -> Force {
        let order = [
            (PhraseKind::Prohibition, Force::Prohibition),
            (PhraseKind::Duty, Force::Duty),
            (PhraseKind::Release, Force::Release),
            (PhraseKind::Recommendation, Force::Recommendation),
            (PhraseKind::Permission, Force::Permission),
        ];
        // Of a duty and a prohibition in one sentence the first leads.
        let first = self.marks.iter().find(|mark| matches!(mark.kind, PhraseKind::Duty | PhraseKind::Prohibition));
        match first.map(|mark| mark.kind) {
            Some(PhraseKind::Duty) => Force::Duty,
            _ => order.iter().find(|(kind, _)| self.has(*kind)).map_or(Force::None, |(_, force)| *force),
        }
    }
}

/// What `sentence` asks.
pub fn read(sentence: &str) -> Reading {
    read_around(sentence, &[])
}

/// The same; what stands in `codes` is named and says nothing. `codes` are in order.
pub fn read_around(sentence: &str, codes: &[Range<usize>]) -> Reading {
    let index = index();
    let tokens = tokens(sentence, codes);
    let mut found: Vec<Found> = Vec::new();
    index.spaced(&tokens, &mut found);
    if sentence.contains(is_cjk) {
        index.unspaced(sentence, codes, &mut found);
    }
    resolved(found)
}

/// A phrase that matches, with the bytes that are its own.
struct Found {
    kind: PhraseKind,
    language: &'static str,
    own: Vec<Range<usize>>,
    size: usize,
}

/// Longest first, each word once among the phrases of force; the other kinds beside them.
fn resolved(mut found: Vec<Found>) -> Reading {
    found.sort_by(|a, b| b.size.cmp(&a.size).then(a.own[0].start.cmp(&b.own[0].start)).then(a.kind.cmp(&b.kind)));
    let mut taken: Vec<(bool, PhraseKind, Range<usize>)> = Vec::new();
    let mut marks = Vec::new();
    for one in found {
        let force = one.kind.is_force();
        let meets = |(other, kind, range): &(bool, PhraseKind, Range<usize>)| {
            (force && *other || *kind == one.kind || *kind == PhraseKind::Plain)
                && one.own.iter().any(|own| own.start < range.end && range.start < own.end)
        };
        if taken.iter().any(meets) {
            continue;
        }
        let range = one.own[0].start..one.own[one.own.len() - 1].end;
        taken.extend(one.own.into_iter().map(|own| (force, one.kind, own)));
        marks.push(Mark { kind: one.kind, range, language: one.language });
    }
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end, mark.kind));
    Reading { marks }
}

struct Token<'a> {
    /// As written, typographic apostrophes made plain.
    raw: std::borrow::Cow<'a, str>,
    lower: String,
    range: Range<usize>,
    /// Whether a clause starts with it.
    opens: bool,
    /// Whether it stands in backticks.
    code: bool,
    /// Number of its clause.
    clause: usize,
}

/// Words of scripts with blanks, each with its apostrophes and hyphens.
fn tokens<'a>(text: &'a str, codes: &[Range<usize>]) -> Vec<Token<'a>> {
    let mut out: Vec<Token<'a>> = Vec::new();
    let (mut clause, mut opens) = (0, true);
    let mut chars = text.char_indices().peekable();
    let mut codes = codes.iter().peekable();
    while let Some((at, c)) = chars.next() {
        while codes.peek().is_some_and(|code| code.end <= at) {
            codes.next();
        }
        if let Some(code) = codes.peek().filter(|code| code.start <= at) {
            let end = code.end.max(at + c.len_utf8());
            while chars.next_if(|(next, _)| *next < end).is_some() {}
            let raw = text.get(at..end).unwrap_or_default().into();
            out.push(Token { raw, lower: String::new(), range: at..end, opens, code: true, clause });
            opens = false;
            continue;
        }
        if is_letter(c) {
            let mut end = at + c.len_utf8();
            while let Some(&(next, c)) = chars.peek() {
                let joins =
                    matches!(c, '\'' | '’' | '-' | '\u{2011}') && text[next + c.len_utf8()..].starts_with(is_letter);
                if !(is_letter(c) || joins) {
                    break;
                }
                end = next + c.len_utf8();
                chars.next();
            }
            let word = &text[at..end];
            let raw = if word.contains(['’', '\u{2011}']) {
                word.replace('’', "'").replace('\u{2011}', "-").into()
            } else {
                std::borrow::Cow::from(word)
            };
            let lower = raw.to_lowercase();
            out.push(Token { raw, lower, range: at..end, opens, code: false, clause });
            opens = false;
        } else if matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')' | '—' | '–' | '|' | '\n' | '…') {
            clause += 1;
            // A comma or a bracket goes on with the sentence.
            opens |= !matches!(c, ',' | '(' | ')');
        }
    }
    out
}

/// A letter or digit of a script with blanks between words.
fn is_letter(c: char) -> bool {
    (c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)) && !is_cjk(c)
}

#[derive(Debug)]
enum Part {
    Word(&'static str),
    /// Only as it is written here.
    Exact(&'static str),
    Starts(&'static str),
    Ends(&'static str),
    Gap,
}

impl Part {
    fn of(word: &'static str) -> Self {
        match word {
            "..." => Self::Gap,
            _ if word.ends_with('*') => Self::Starts(&word[..word.len() - 1]),
            _ if word.starts_with('~') => Self::Ends(&word[1..]),
            _ if word.chars().any(char::is_uppercase) => Self::Exact(word),
            _ => Self::Word(word),
        }
    }

    fn is(&self, token: &Token<'_>) -> bool {
        !token.code
            && match self {
                Self::Word(word) => token.lower == *word,
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
    parts: Vec<Part>,
}

/// So many words may stand in a gap.
const GAP: usize = 8;

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
        let anchored = text.starts_with('^');
        Self { kind, language, anchored, parts: text.trim_start_matches('^').split(' ').map(Part::of).collect() }
    }

    /// Whether it starts at the token `at`.
    fn matches(&self, tokens: &[Token<'_>], at: usize) -> Option<Found> {
        let first = tokens.get(at)?;
        if self.anchored && !first.opens {
            return None;
        }
        let mut next = at;
        let mut own = Vec::new();
        let mut parts = self.parts.iter();
        while let Some(part) = parts.next() {
            if matches!(part, Part::Gap) {
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
        // Of two endings of one word the longer one counts.
        let literal = |part: &Part| match part {
            Part::Word(word) | Part::Exact(word) | Part::Starts(word) | Part::Ends(word) => word.len(),
            Part::Gap => 0,
        };
        let size =
            64 * own.iter().map(|own| own.len() + 1).sum::<usize>() + self.parts.iter().map(literal).sum::<usize>();
        Some(Found { kind: self.kind, language: self.language, own, size })
    }
}

#[derive(Debug, Default)]
struct Index {
    /// By their first word.
    words: HashMap<&'static str, Vec<Phrase>>,
    /// Those that start with a part of a word.
    parts: Vec<Phrase>,
    /// Phrases of scripts without blanks, by their first character, with their further
    /// parts; those of Korean are matched without blanks.
    glued: HashMap<char, Vec<Glued>>,
}

/// A phrase of a script without blanks: its first part, and those behind a gap.
#[derive(Debug)]
struct Glued {
    kind: PhraseKind,
    language: &'static str,
    head: &'static str,
    rest: Vec<&'static str>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::default();
        for language in LANGUAGES.iter().filter(|language| language.depth == Depth::Sentences) {
            for (kind, phrases) in kinds(&language.words) {
                for phrase in phrases {
                    index.add(kind, language.code, phrase);
                }
            }
        }
        index
    })
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
            let mut parts = phrase.split("...");
            let head = parts.next().unwrap_or_default();
            let rest = parts.collect();
            self.glued.entry(first).or_default().push(Glued { kind, language, head, rest });
            return;
        }
        let phrase = Phrase::of(kind, language, phrase);
        match phrase.parts.first() {
            Some(Part::Word(word)) => self.words.entry(word).or_default().push(phrase),
            Some(Part::Exact(_) | Part::Starts(_) | Part::Ends(_)) => self.parts.push(phrase),
            Some(Part::Gap) | None => {}
        }
    }

    fn spaced(&self, tokens: &[Token<'_>], found: &mut Vec<Found>) {
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.code) {
            let exact = self.words.get(token.lower.as_str()).into_iter().flatten();
            let partly = self.parts.iter().filter(|phrase| phrase.parts.first().is_some_and(|part| part.is(token)));
            found.extend(exact.chain(partly).filter_map(|phrase| phrase.matches(tokens, at)));
        }
    }

    /// Blanks do not count: `해야 한다` and `해야한다` are one.
    fn unspaced(&self, sentence: &str, codes: &[Range<usize>], found: &mut Vec<Found>) {
        let mut text = String::with_capacity(sentence.len());
        let mut places: Vec<usize> = Vec::with_capacity(sentence.len());
        for (at, c) in sentence.char_indices() {
            if c.is_whitespace() || codes.iter().any(|code| code.contains(&at)) {
                continue;
            }
            text.push(c);
            places.extend((at..).take(c.len_utf8()));
        }
        let kana = sentence.contains(|c| matches!(c, '\u{3040}'..='\u{30ff}'));
        let place = |range: Range<usize>| -> Option<Range<usize>> {
            Some(*places.get(range.start)?..places.get(range.end.checked_sub(1)?)? + 1)
        };
        for (at, c) in text.char_indices() {
            for Glued { kind, language, head, rest } in self.glued.get(&c).into_iter().flatten() {
                // It forbids in Chinese and frees in Japanese: the script tells them apart.
                if *head == "不要" && (*kind == PhraseKind::Release) != kana {
                    continue;
                }
                let Some(behind) = text[at..].strip_prefix(head) else { continue };
                let mut own: Vec<Range<usize>> = place(at..at + head.len()).into_iter().collect();
                let mut from = text.len() - behind.len();
                let mut whole = true;
                for part in rest {
                    let clause = text[from..].find(['。', '，', '；', ',', ';']).map_or(text.len(), |end| from + end);
                    match text[from..clause].find(part) {
                        Some(found) => {
                            own.extend(place(from + found..from + found + part.len()));
                            from += found + part.len();
                        }
                        None => whole = false,
                    }
                }
                if whole && !own.is_empty() {
                    let size = 64 * own.iter().map(|own| own.len()).sum::<usize>();
                    found.push(Found { kind: *kind, language, own, size });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn force(sentence: &str, expected: Force) {
        let reading = read(sentence);
        assert_eq!(reading.force(), expected, "{sentence}: {:?}", reading.marks);
    }

    #[test]
    fn the_longest_phrase_counts() {
        force("It must not run.", Force::Prohibition);
        force("It need not run.", Force::Release);
        force("Encouraged but not mandatory.", Force::Release);
        force("Keep it unless a review is required.", Force::Release);
        force("No approval is required.", Force::Release);
        force("Das muss nicht geprüft werden.", Force::Release);
        force("MÜSSEN", Force::Duty);
        force("这不必做。", Force::Release);
        force("这不得做。", Force::Prohibition);
        force("テストは不要である。", Force::Release);
        force("不要提交密钥。", Force::Prohibition);
        force("배포해야 한다.", Force::Duty);
        force("배포하지 않아도 된다.", Force::Release);
    }

    #[test]
    fn code_is_named_and_says_nothing() {
        let text = "The word MUST is a key word.";
        assert!(read(text).binds());
        let code = 9..13;
        assert!(!read_around(text, std::slice::from_ref(&code)).binds());
    }

    #[test]
    fn a_gap_ends_with_its_clause() {
        force("Kein Geheimnis darf geloggt werden.", Force::Prohibition);
        force("Der Host muss das Abbild ziehen, nicht bauen.", Force::Duty);
        force("Der Host muss ziehen und nicht bauen.", Force::Duty);
    }

    #[test]
    fn what_denies_is_counted_once() {
        for (sentence, denials) in [
            ("It must not run.", 1),
            ("Force pushes are forbidden.", 1),
            ("Force pushes are not forbidden.", 0),
            ("We do not cache, nor retry.", 2),
            ("Not only the image is signed.", 0),
            ("公開しなければならない。", 0),
            ("公開してはならない。", 1),
            ("公開しない。", 1),
            ("服务不缓存响应。", 1),
            ("不同的服务必须独立。", 0),
        ] {
            let reading = read(sentence);
            assert_eq!(reading.denials().count(), denials, "{sentence}: {:?}", reading.marks);
        }
    }

    #[test]
    fn marks_know_their_place() {
        let text = "機密は ログに 出力しては ならない。";
        let reading = read(text);
        let mark = reading.of(PhraseKind::Prohibition).next().expect("a prohibition");
        assert_eq!(&text[mark.range.clone()], "ては ならない");
    }
}
