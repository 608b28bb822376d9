//! What sentences and headings speak of: publishing, ports, what is past, what is only an
//! example. One table a language, as lists of words with commas between them. Must not
//! know what a claim is.
//!
//! In a list, a word that ends in `*` stands for all that start so; one behind `?` is read
//! only where the text is known to be of its language. Words of scripts without blanks
//! match anywhere.

mod chinese;
mod english;
mod french;
mod german;
mod italian;
mod japanese;
mod korean;
mod polish;
mod portuguese;
mod russian;
mod spanish;
mod turkish;
mod ukrainian;
mod vietnamese;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use super::lookup::Lookup;
use super::{is_cjk, Language};
use prodproof_syntax::order::Order;

/// A table: topics, each with its words.
pub type Topics = &'static [(Topic, &'static str)];

const TABLES: &[(&str, Topics)] = &[
    ("en", english::TOPICS),
    ("zh", chinese::TOPICS),
    ("ja", japanese::TOPICS),
    ("ko", korean::TOPICS),
    ("es", spanish::TOPICS),
    ("pt", portuguese::TOPICS),
    ("fr", french::TOPICS),
    ("de", german::TOPICS),
    ("it", italian::TOPICS),
    ("ru", russian::TOPICS),
    ("uk", ukrainian::TOPICS),
    ("pl", polish::TOPICS),
    ("tr", turkish::TOPICS),
    ("vi", vietnamese::TOPICS),
];

/// What a word is about, or what it does in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[rustfmt::skip]
pub enum Topic {
    // How something is meant. `Denies` reaches over its clause, `DeniesBehind` over what
    // follows; `HoldsDenial` are words for "must" in which a denial is spelt.
    Denies, DeniesBehind, HoldsDenial, DeniedCell, Plain, Harmless, Past, Maybe, Example, ExampleBehind, AsideOpening,
    // Headings under which nothing is claimed, or nothing demanded.
    AsideHeading, MandateAside,
    // Small words of the grammar.
    ClauseOpening, But, Or, Joins, Is, At, Article, Onto, Every, EachTime, Upon, Repeats, ForIt,
    // Images: what is done with them, what they are called, whose they are.
    Publishes, Builds, BuildVerb, Built, BuiltFor, Moves, Runs, Artefact, ImageName, ImageLabel, PublishLabel,
    ImageFile, From, Of, Tagged, BaseBefore, BaseBehind, BaseLabel, NotOurs, Foreign, Another, Sibling, OtherBuild, OthersTag,
    // What starts a build.
    Merge, MergeNoun, Merged, FromTags, AwaitsRelease, AnyMerge, AfterMerge, Tag, TagPush, TagBefore, TagBehind, VersionTag, TagOrImage,
    Release, ByRelease, WithoutRelease, Notes, Versioned, ForgeRelease, Dispatch, DefaultBranch, OthersBranch, Moved, Makes, Reaches,
    // When: `Intervals` are longer than what a plain cron line says. `ClockSure` behind a number
    // and `ClockBefore` before it make an hour of the day, `ClockBehind` only behind `ClockAt`.
    ClockSure, ClockBefore, ClockAt, ClockBehind, ClockHalf, Forenoon, Afternoon, Noon, Midnight,
    Hourly, Daily, Weekdays, Weekly, Monthly, Intervals, Cron, Scheduled, Job, ByPeople, OnHost, Toolchain,
    // Ports, auto-update, files, labels.
    Port, Listens, ListensOn, BehindPort, OthersPort, AutoUpdate, Deployed, SwitchedOff, Dependency, Undone, Elsewhere, Made, Workflow, Unit, UnitNoun, Check,
    Required, Gate, Label,
    // Parts of a document.
    HistoryTitle, DateHead, WhenHead, ChangeHead, AboutItself, DateApart, Absent, Pending, ArtefactKey, ReportChange,
    ReportBump, SectionKind, SectionNumber, Firm, Inherits, ReleaseHeading, DeployHeading, ImageHeading, KeyWords,
    // Who looks after it.
    NotByHand, StartedByHand,
    // What a mandate speaks of, where a rule looks after it.
    EveryMerge, OtherPublisher, OneOwner, Provenance, Amendment, VersionWord, Raises, DateWord, SyncReport, Agrees, PullRequest,
    // Against a mandate: nothing goes out, people do it, an image that never changes is run.
    Nothing, Uses, Hand, People, Pulls, Deploys, Digest, Pins, When, Relative, RelativeArticle, Host, OtherCargo,
    // Words that carry no content, or change it.
    Abbreviation, Empty, Emphasis, Reference, Reversing, Ordinal, FirstDay, DateGlue,
}

/// The words of a topic in every language, as they are listed.
pub fn listed(topic: Topic) -> &'static [&'static str] {
    static LISTS: [OnceLock<Vec<&'static str>>; COUNT] = [const { OnceLock::new() }; COUNT];
    LISTS.get(topic as usize).map_or(&[], |list| list.get_or_init(|| plain(Some(topic)).collect()))
}

/// Every word of every topic.
pub fn all_listed() -> impl Iterator<Item = &'static str> {
    plain(None)
}

/// How many topics there are.
const COUNT: usize = Topic::DateGlue as usize + 1;

/// The words of one topic, or of all, that need no language to be known.
fn plain(wanted: Option<Topic>) -> impl Iterator<Item = &'static str> {
    let tables = TABLES.iter().flat_map(|(_, table)| table.iter());
    let lists = tables.filter(move |(topic, _)| wanted.is_none_or(|wanted| wanted == *topic));
    lists.flat_map(|(_, words)| phrases(words)).filter(|phrase| !phrase.starts_with('?'))
}

/// Those of a list, and what becomes of them where nobody knows that they are Turkish.
fn phrases(words: &'static str) -> impl Iterator<Item = &'static str> {
    let trimmed = words.split(',').map(|phrase| phrase.strip_prefix(' ').unwrap_or(phrase));
    trimmed.flat_map(|phrase| [Some(phrase), super::undotted(phrase)]).flatten()
}

/// Whether `word`, in lower case, is one of a topic's words.
pub fn is_listed(topic: Topic, word: &str) -> bool {
    let index = index();
    let glued = word.chars().next().into_iter().flat_map(|first| index.glued.all(&first));
    index.words.all(word).any(|entry| entry.topic == topic && entry.rest.is_empty())
        || glued.into_iter().any(|glued| glued.topic == topic && glued.phrase == word)
}

/// A word as the index looks at it: in lower case as far as that is ASCII.
pub struct Heard<'a> {
    pub lower: &'a str,
    pub range: Range<usize>,
    /// In backticks: it is named and says nothing.
    pub code: bool,
}

/// A topic in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicSpot {
    pub topic: Topic,
    pub range: Range<usize>,
    /// BCP 47.
    pub language: &'static str,
}

/// The topics of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopicsIn {
    /// In text order.
    spots: Vec<TopicSpot>,
    set: Set,
}

impl TopicsIn {
    /// Of words in order and the text they stand in, in ASCII lower case. `spoken` are the
    /// text's languages, where they are known.
    pub fn of(words: &[Heard<'_>], lower: &str, spoken: &[&'static Language]) -> Self {
        let mut spots = Vec::new();
        let index = index();
        let folded: Vec<Cow<'_, str>> = words.iter().map(|word| fold(word.lower)).collect();
        // Of neighbours, in a short text, the later ones may be echoes of the first.
        let own = spoken.iter().find(|language| language.code != super::english::ENGLISH.code);
        let sure = |code: &str| own.is_some_and(|language| language.code == code);
        for at in (0..words.len()).filter(|at| !words[*at].code) {
            // "l'image" holds an article.
            let whole = folded[at].as_ref();
            let elided = whole.find('\'').map(|mark| (&whole[mark + 1..], mark + 1)).filter(|(rest, _)| rest.len() > 2);
            for (word, skipped) in [(whole, 0)].into_iter().chain(elided) {
                let start = word.chars().next().unwrap_or_default();
                let starts = index.starts.all(&start).filter(|entry| Piece::of(entry.first).is(word));
                let counts = |entry: &&Entry| entry.counts == CountsIn::AnyText || sure(entry.language);
                for entry in index.words.all(word).chain(starts).filter(counts) {
                    let Some(last) = entry.ends(words, &folded, at) else { continue };
                    let start = words[at].range.end.min(words[at].range.start + skipped);
                    let range = start..words[last].range.end;
                    spots.push(TopicSpot { topic: entry.topic, range, language: entry.language });
                }
            }
        }
        if lower.contains(is_cjk) {
            let named = |range: &Range<usize>| {
                let code =
                    |word: &&Heard<'_>| word.code && word.range.start <= range.start && range.end <= word.range.end;
                words.iter().any(|word| code(&word))
            };
            for (at, c) in lower.char_indices() {
                for glued in index.glued.all(&c) {
                    let range = at..at + glued.phrase.len();
                    if lower[at..].starts_with(glued.phrase) && !named(&range) {
                        spots.push(TopicSpot { topic: glued.topic, range, language: glued.language });
                    }
                }
            }
            let held: Vec<Range<usize>> =
                spots.iter().filter(|spot| spot.topic == Topic::HoldsDenial).map(|spot| spot.range.clone()).collect();
            spots.retain(|spot| {
                spot.topic != Topic::Denies
                    || !held.iter().any(|held| held.start <= spot.range.start && spot.range.end <= held.end)
            });
        }
        spots.order_by_key(|spot| (spot.range.start, spot.range.end));
        let mut set = Set::default();
        spots.iter().for_each(|spot| set.insert(spot.topic));
        Self { spots, set }
    }

    /// Of a heading, a column or leading words, in lower case.
    pub fn of_text(lower: &str, spoken: &[&'static Language]) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in lower.char_indices().chain([(lower.len(), ' ')]) {
            match ((c.is_alphanumeric() || c == '\'') && !is_cjk(c), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    words.push(Heard { lower: &lower[from..at], range: from..at, code: false });
                    start = None;
                }
                _ => {}
            }
        }
        Self::of(&words, lower, spoken)
    }

    pub fn has(&self, topic: Topic) -> bool {
        self.set.has(topic)
    }

    pub fn all(&self, topic: Topic) -> impl Iterator<Item = &TopicSpot> {
        self.spots.iter().filter(move |spot| spot.topic == topic)
    }

    pub fn first(&self, topic: Topic) -> Option<&TopicSpot> {
        self.all(topic).next()
    }
}

/// One bit a topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Set([u64; 3]);

impl Set {
    fn insert(&mut self, topic: Topic) {
        self.0[topic as usize / 64] |= 1 << (topic as usize % 64);
    }

    fn has(&self, topic: Topic) -> bool {
        self.0[topic as usize / 64] & (1 << (topic as usize % 64)) != 0
    }
}

fn fold(lower: &str) -> Cow<'_, str> {
    if lower.is_ascii() {
        Cow::Borrowed(lower)
    } else {
        Cow::Owned(super::folded(&lower.replace('’', "'")))
    }
}

#[derive(Clone, Copy)]
enum Piece<'a> {
    Word(&'a str),
    Starts(&'a str),
}

impl<'a> Piece<'a> {
    fn of(word: &'a str) -> Self {
        word.strip_suffix('*').map_or(Self::Word(word), Self::Starts)
    }

    fn is(self, word: &str) -> bool {
        match self {
            Self::Word(own) => word == own,
            Self::Starts(start) => word.starts_with(start),
        }
    }
}

/// In which texts a phrase counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CountsIn {
    AnyText,
    /// Another language has the same word for something else.
    OwnLanguage,
}

struct Entry {
    topic: Topic,
    language: &'static str,
    counts: CountsIn,
    first: &'static str,
    /// Its further words, as they are written in the list.
    rest: &'static str,
    /// What stands between them.
    between: &'static [char],
}

impl Entry {
    /// The last word of the phrase, where it begins at the word `at`.
    fn ends(&self, words: &[Heard<'_>], folded: &[Cow<'_, str>], at: usize) -> Option<usize> {
        let mut last = at;
        for piece in self.rest.split(self.between).filter(|_| !self.rest.is_empty()) {
            last += 1;
            if words.get(last)?.code || !Piece::of(piece).is(&folded[last]) {
                return None;
            }
        }
        Some(last)
    }
}

struct Glued {
    topic: Topic,
    language: &'static str,
    phrase: &'static str,
}

#[derive(Default)]
struct Index {
    words: Lookup<&'static str, Entry>,
    /// By the first character of a beginning.
    starts: Lookup<char, Entry>,
    glued: Lookup<char, Glued>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::default();
        for (language, table) in TABLES {
            for (topic, words) in *table {
                for phrase in phrases(words) {
                    index.add(*topic, language, phrase);
                }
            }
        }
        index
    })
}

impl Index {
    fn add(&mut self, topic: Topic, language: &'static str, phrase: &'static str) {
        let (phrase, counts) = match phrase.strip_prefix('?') {
            Some(phrase) => (phrase, CountsIn::OwnLanguage),
            None => (phrase, CountsIn::AnyText),
        };
        if let Some(first) = phrase.chars().next().filter(|_| !phrase.is_ascii() && phrase.contains(is_cjk)) {
            return self.glued.push(first, Glued { topic, language, phrase });
        }
        let entry = |between: &'static [char]| {
            let (first, rest) = phrase.split_once(between).unwrap_or((phrase, ""));
            Entry { topic, language, counts, first, rest, between }
        };
        self.spaced(entry(&[' ']));
        // Headings are read without their hyphens.
        if phrase.contains('-') {
            self.spaced(entry(&[' ', '-']));
        }
    }

    fn spaced(&mut self, entry: Entry) {
        match Piece::of(entry.first) {
            Piece::Word(word) => self.words.push(word, entry),
            Piece::Starts(start) => self.starts.push(start.chars().next().unwrap_or_default(), entry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_beginnings() {
        let has = |text: &str, topic| TopicsIn::of_text(text, &[]).has(topic);
        assert!(has("the base image", Topic::BaseLabel) && !has("the image base", Topic::BaseLabel));
        assert!(has("образ публикуется", Topic::Publishes) && has("镜像必须发布", Topic::Publishes));
        assert!(has("a third-party tool", Topic::Sibling), "hyphens do not count in a heading");
        assert!(!has("公開しなければならない", Topic::Denies) && has("公開しない", Topic::Denies));
        assert!(!has("si pubblica", Topic::Maybe) && !has("se publica", Topic::Maybe));
    }

    /// Every topic is of use, and every list has what it says.
    #[test]
    fn tables_are_whole() {
        for (language, table) in TABLES {
            let mut seen = std::collections::BTreeSet::new();
            for (topic, words) in *table {
                assert!(seen.insert(*topic), "{language}: {topic:?} twice");
                let mut all = std::collections::BTreeSet::new();
                for word in words.split(", ") {
                    assert!(
                        !word.is_empty() && word == word.trim() && all.insert(word),
                        "{language} {topic:?}: {word}"
                    );
                    assert_eq!(word, word.to_lowercase(), "{language} {topic:?}");
                }
            }
        }
        assert!(COUNT <= 64 * Set::default().0.len(), "one bit a topic");
    }
}
