//! The words of the languages in which constitutions are written: what a duty, a
//! prohibition, a permission and their like are called, how versions and dates are
//! labelled, the names of months and days, and (in `topics`) what sentences speak of. One
//! table a language, each in a file of its own; whatever reads sentences reads them here,
//! and no other file of the crate has words of a human language.
//!
//! Must not know documents, claims or levels.

mod calendar;
mod chinese;
mod counts;
mod czech;
mod dutch;
mod english;
mod french;
mod german;
mod italian;
mod japanese;
mod korean;
mod labels;
mod lookup;
mod opposites;
mod polish;
mod portuguese;
mod reading;
mod russian;
mod spanish;
mod spoken;
mod swedish;
mod topics;
mod turkish;
mod ukrainian;
mod vietnamese;
mod weekly;

use std::collections::BTreeSet;

pub use calendar::{ideographic_digit, Era, ERAS, FIRST_YEAR, TEN};
pub use counts::counted;
pub use labels::{amended_in, bare_label, label, names_document, opens_aside, stray_label, Announced};
pub use opposites::{are_opposite, glued_opposites};
pub use reading::{describes_noun, read, read_around, Force, Mark, PhraseKind, Reading};
pub use spoken::{spoken, Spoken};
pub use topics::{all_listed, is_listed, listed, Heard, Topic, TopicSpot, TopicsIn};
pub use weekly::{about_building, english_weekdays, weekly, CRON_MONTHS};

/// What is known of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Labels, dates, and what its sentences ask.
    Sentences,
    /// Labels and dates only.
    Labels,
}

/// A language. Phrases are in lower case; one with a capital in it is meant so. In a
/// phrase, `...` stands for some words of the same clause, a word that ends in `*` for
/// all that start so, one that starts with `~` for all that end so, `^` for the start
/// of a clause, `$` for its end, `<` for what describes the subject of a sentence ("users who
/// must"), `&` for a word that opens a clause between commas, with all of that clause, and `>`
/// for one with what follows it in its clause: neither demands anything. Words with `/` between
/// them stand for each, one behind a hyphen for an ending of the first. In scripts without blanks between words a phrase matches anywhere.
///
/// A word that English spell checkers take for a mistake is written in two pieces
/// (`concat!("od", "er")`): where the whole crate is copied into a repository, that
/// repository's codespell and typos read it as well.
#[derive(Debug)]
pub struct Language {
    /// BCP 47.
    pub code: &'static str,
    /// In English.
    pub name: &'static str,
    pub depth: Depth,
    pub words: Words,
    pub labels: Labels,
    /// January first; of each the form that dates have, then short and other ones.
    pub months: [&'static [&'static str]; 12],
    /// Sunday first, in lower case.
    pub weekdays: [&'static [&'static str]; 7],
    /// Of each day what says "every" by itself: "montags", "le lundi", "по понедельникам". With
    /// a number behind it is one day.
    pub on_each: [&'static [&'static str]; 7],
    /// Words for "every" before a day.
    pub every: &'static [&'static str],
    /// The commonest words, by which a text of this language is known.
    pub common: &'static [&'static str],
}

/// Phrases by what they make of a sentence. Where several match one place, the longest
/// counts: `must not` is a prohibition, and no duty.
#[derive(Debug)]
pub struct Words {
    pub duty: &'static [&'static str],
    pub prohibition: &'static [&'static str],
    pub permission: &'static [&'static str],
    pub recommendation: &'static [&'static str],
    /// A duty or a prohibition that does not hold, or not any more: `need not`, 不必.
    pub release: &'static [&'static str],
    /// What only looks like one of the others.
    pub plain: &'static [&'static str],
    pub negation: &'static [&'static str],
    pub only: &'static [&'static str],
    pub exception: &'static [&'static str],
    /// Starts of words about images that are built and published.
    pub building: &'static [&'static str],
    /// Ways to say that people look after it.
    pub by_hand: &'static [&'static str],
}

impl Words {
    const NONE: Self = Self {
        duty: &[],
        prohibition: &[],
        permission: &[],
        recommendation: &[],
        release: &[],
        plain: &[],
        negation: &[],
        only: &[],
        exception: &[],
        building: &[],
        by_hand: &[],
    };
}

/// Labels in lower case without markup.
#[derive(Debug)]
pub struct Labels {
    pub version: &'static [&'static str],
    pub ratified: &'static [&'static str],
    pub amended: &'static [&'static str],
    /// Labels of what gives reasons or examples and states no rule: "Rationale", 理由.
    pub aside: &'static [&'static str],
    /// Words that may stand before or behind such a label without changing it: "document
    /// version", 文件版本.
    pub qualifiers: &'static [&'static str],
}

/// Every language that is known at all, those first of which sentences are read.
pub const LANGUAGES: &[Language] = &[
    english::ENGLISH,
    chinese::CHINESE,
    japanese::JAPANESE,
    korean::KOREAN,
    spanish::SPANISH,
    portuguese::PORTUGUESE,
    french::FRENCH,
    german::GERMAN,
    italian::ITALIAN,
    russian::RUSSIAN,
    ukrainian::UKRAINIAN,
    polish::POLISH,
    turkish::TURKISH,
    vietnamese::VIETNAMESE,
    dutch::DUTCH,
    swedish::SWEDISH,
    czech::CZECH,
];

/// The language of a code: `de`.
pub fn language(code: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.code == code)
}

/// Every word and phrase of every table, without the signs that phrases are written with.
/// What is among them has no place in another file of this crate; a test looks.
pub fn vocabulary() -> BTreeSet<&'static str> {
    let mut all: BTreeSet<&'static str> = BTreeSet::new();
    for Language { words, labels, months, weekdays, on_each, every, .. } in LANGUAGES {
        let lists = [words.duty, words.prohibition, words.permission, words.recommendation, words.release, words.plain];
        let more = [words.negation, words.only, words.exception, words.building, words.by_hand];
        let labels = [labels.version, labels.ratified, labels.amended, labels.aside, labels.qualifiers];
        all.extend(lists.into_iter().chain(more).flatten().flat_map(|phrase| variants(phrase)));
        all.extend(labels.into_iter().chain([*every]).flatten());
        all.extend(months.iter().chain(weekdays).chain(on_each).copied().flatten());
    }
    all.extend(all_listed());
    all.extend(counts::all());
    all.extend(opposites::all());
    all.into_iter().map(|phrase| phrase.trim_start_matches(SIGNS).trim_end_matches(['*', '$'])).collect()
}

/// What a phrase or one of its words may start with.
const SIGNS: [char; 5] = ['^', '<', '~', '&', '>'];

/// A phrase with all that its `/` stands for: "est/sont requis", "interdit/-e/-s", where what
/// follows a hyphen is an ending of the first.
fn variants(phrase: &'static str) -> Vec<&'static str> {
    if !phrase.contains('/') {
        return vec![phrase];
    }
    let mut all = vec![String::new()];
    for word in phrase.split(' ') {
        let (sign, word) = word.split_at(word.len() - word.trim_start_matches(SIGNS).len());
        let stem = word.split('/').next().unwrap_or_default();
        let forms = word.split('/').map(|form| match form.strip_prefix('-') {
            Some(ending) => [sign, stem, ending].concat(),
            None => [sign, form].concat(),
        });
        let forms: Vec<String> = forms.collect();
        let longer = |start: &String| -> Vec<String> {
            let gap = if start.is_empty() { "" } else { " " };
            forms.iter().map(|form| [start, gap, form].concat()).collect()
        };
        all = all.iter().flat_map(longer).collect();
    }
    // Once for each phrase of the tables, which live as long.
    all.into_iter().map(|phrase| &*Box::leak(phrase.into_boxed_str())).collect()
}

/// `text` in lower case, a Turkish `İ` as `i`.
fn folded(text: &str) -> String {
    text.to_lowercase().replace("i\u{307}", "i")
}

/// A phrase as its capitals are lowered where nobody knows that they are Turkish: `I` becomes
/// `i`, not `ı`. `None` where that changes nothing.
fn undotted(phrase: &str) -> Option<&'static str> {
    // Once for each phrase of the tables, which live as long.
    phrase.contains('ı').then(|| &*Box::leak(phrase.replace('ı', "i").into_boxed_str()))
}

/// Ideographs, kana and Hangul: scripts in which words are not told apart by blanks, or
/// change with every particle.
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// There is one table a language.
impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Language {}
