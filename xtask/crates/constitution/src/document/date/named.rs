//! Dates with a month's name, in every language that is known, and the same way back.
//! Must not know what the date is of.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use time::{Date, Month};

use super::{number, DateFormat, Day};
use crate::lexicon::{listed, Language, Topic, LANGUAGES};
use prodproof_syntax::order::Order;

/// A date at the start of a text, in its parts.
pub(super) struct Parts {
    pub len: usize,
    year: Range<usize>,
    /// The digits alone, and what sticks to them: `st`, `er`, `.`.
    of_month: Range<usize>,
    ordinal: Range<usize>,
    month: Range<usize>,
    name: Name,
    date: Option<Date>,
}

impl Parts {
    pub fn day(&self) -> Day {
        self.date.map_or(Day::Unreadable, |date| Day::Read(date, DateFormat::Named))
    }
}

/// A month's name: the language, the month from 0, and which of its names.
#[derive(Clone, Copy, Debug)]
struct Name {
    language: usize,
    month: usize,
    form: usize,
}

/// `spoken` are the languages that a name of several is likely to be of.
pub(super) fn leading(text: &str, spoken: &[&'static Language]) -> Option<Parts> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        day_first(text, spoken)
    } else {
        month_first(text, spoken).or_else(|| first_day(text, spoken))
    }
}

/// "primo marzo 2026": the first of a month has a word of its own.
fn first_day(text: &str, spoken: &[&'static Language]) -> Option<Parts> {
    let word = listed(Topic::FirstDay).iter().find_map(|word| matched(text, word))?;
    let month_at = word + glue(text.get(word..)?)?;
    let (name, len) = month(text.get(month_at..)?, spoken, "")?;
    let month_end = month_at + len;
    let year_at = month_end + glue(text.get(month_end..)?)?;
    let (year, end) = year(text, year_at)?;
    Some(Parts {
        len: end,
        year: year_at..end,
        of_month: 0..word,
        ordinal: word..word,
        month: month_at..month_end,
        name,
        date: super::date(year, name.month as u32 + 1, 1),
    })
}

fn day_first(text: &str, spoken: &[&'static Language]) -> Option<Parts> {
    let (of_month, digits, rest) = number(text).filter(|(_, digits, _)| *digits <= 2)?;
    let ordinal = ordinal(rest);
    let at = digits + ordinal;
    let month_at = at + glue(text.get(at..)?)?;
    let (name, len) = month(text.get(month_at..)?, spoken, &text[digits..at])?;
    let month_end = month_at + len;
    let dot = usize::from(text[month_end..].starts_with('.'));
    let year_at = month_end + dot + glue(&text[month_end + dot..])?;
    let (year, end) = year(text, year_at)?;
    Some(Parts {
        len: end,
        year: year_at..end,
        of_month: 0..digits,
        ordinal: digits..at,
        month: month_at..month_end,
        name,
        date: super::date(year, name.month as u32 + 1, of_month),
    })
}

fn month_first(text: &str, spoken: &[&'static Language]) -> Option<Parts> {
    let (name, len) = month(text, spoken, "")?;
    let dot = usize::from(text[len..].starts_with('.'));
    let day_at = len + dot + glue(&text[len + dot..])?;
    let (of_month, digits, rest) = number(text.get(day_at..)?).filter(|(_, digits, _)| *digits <= 2)?;
    let ordinal_end = day_at + digits + ordinal(rest);
    let year_at = ordinal_end + glue(&text[ordinal_end..])?;
    let (year, end) = year(text, year_at)?;
    Some(Parts {
        len: end,
        year: year_at..end,
        of_month: day_at..day_at + digits,
        ordinal: day_at + digits..ordinal_end,
        month: 0..len,
        name,
        date: super::date(year, name.month as u32 + 1, of_month),
    })
}

/// Four digits, and nothing that sticks to them.
fn year(text: &str, at: usize) -> Option<(u32, usize)> {
    let (year, digits, rest) = number(text.get(at..)?)?;
    let stuck = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    (digits == 4 && !stuck).then_some((year, at + digits))
}

fn ordinal(rest: &str) -> usize {
    let stuck = |len: usize| rest[len..].starts_with(|c: char| c.is_alphanumeric());
    listed(Topic::Ordinal)
        .iter()
        .find(|mark| rest.starts_with(**mark) && !(mark.len() > 1 && stuck(mark.len())))
        .map_or(0, |mark| mark.len())
}

/// The length of blanks, a comma and small words, of which there is at least one.
fn glue(text: &str) -> Option<usize> {
    // `1-Mar-2026`
    let joined = text.strip_prefix(['-', '/']).filter(|rest| rest.starts_with(char::is_alphanumeric));
    let mut rest = joined.or(text.strip_prefix(',')).unwrap_or(text);
    rest = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    for word in listed(Topic::DateGlue) {
        let Some(behind) = matched(rest, word).map(|len| &rest[len..]) else { continue };
        if word.ends_with('\'') || behind.starts_with([' ', '\u{a0}']) {
            rest = behind.trim_start_matches([' ', '\u{a0}']);
            break;
        }
    }
    let len = text.len() - rest.len();
    (len > 0).then_some(len)
}

/// The month whose name starts `text`, the longest one, and its length. Of languages that
/// share the name, one that is spoken is taken, then one that writes it in this case; a
/// dot as the day's `ordinal` is German or Czech.
fn month(text: &str, spoken: &[&'static Language], ordinal: &str) -> Option<(Name, usize)> {
    let first = text.chars().next()?.to_lowercase().next()?;
    let found = names().get(&first)?.iter().filter_map(|(spelt, name)| {
        let len = matched(text, spelt)?;
        let stuck = text[len..].starts_with(|c: char| c.is_alphanumeric());
        (!stuck).then_some((*name, len))
    });
    found.max_by_key(|(name, len)| {
        let language = &LANGUAGES[name.language];
        let same = language.months[name.month].get(name.form).is_some_and(|spelt| *spelt == &text[..*len]);
        let known = spoken.iter().any(|other| other.code == language.code);
        let dots = (ordinal == ".") == matches!(language.code, "de" | "cs");
        (*len, known, same, dots, std::cmp::Reverse((name.form, name.language)))
    })
}

/// How many bytes of `text` are `lower`, whatever their case.
fn matched(text: &str, lower: &str) -> Option<usize> {
    let mut wanted = lower.chars();
    let mut next = wanted.next();
    for (at, c) in text.char_indices() {
        let Some(expected) = next else { return Some(at) };
        // `İ` becomes two characters; the mark does not count.
        if c.to_lowercase().next() != Some(expected) {
            return None;
        }
        next = wanted.next();
    }
    next.is_none().then_some(text.len())
}

/// All names by their first character.
fn names() -> &'static HashMap<char, Vec<(String, Name)>> {
    static NAMES: OnceLock<HashMap<char, Vec<(String, Name)>>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut all: HashMap<char, Vec<(String, Name)>> = HashMap::new();
        for (language, table) in LANGUAGES.iter().enumerate() {
            for (month, forms) in table.months.iter().enumerate() {
                for (form, spelt) in forms.iter().enumerate() {
                    let lower = spelt.to_lowercase();
                    let Some(first) = lower.chars().next() else { continue };
                    all.entry(first).or_default().push((lower, Name { language, month, form }));
                }
            }
        }
        all
    })
}

/// `date`, written as `source` is.
pub(super) fn respell(source: &str, date: Date, spoken: &[&'static Language]) -> Option<String> {
    let parts = leading(source, spoken)?;
    let was = &source[parts.of_month.clone()];
    let of_month = if date.day() == 1 && was.starts_with(char::is_alphabetic) {
        was.to_string()
    } else if was.starts_with('0') {
        format!("{:02}", date.day())
    } else {
        date.day().to_string()
    };
    let ordinal = match &source[parts.ordinal.clone()] {
        "st" | concat!("n", "d") | "rd" | "th" => english(date.day()),
        // Only the first of a month has it.
        "er" | "ᵉʳ" | "º" | "ª" | "°" | "o" if date.day() != 1 => "",
        other => other,
    };
    let (month, short) = spelt(&parts, &source[parts.month.clone()], date.month());
    // A name that is not shortened needs no dot.
    let dot = usize::from(!short && parts.name.form > 0 && source[parts.month.end..].starts_with('.'));
    let mut changes = [
        (parts.year.clone(), format!("{:04}", date.year())),
        (parts.of_month.start..parts.ordinal.end, format!("{of_month}{ordinal}")),
        (parts.month.start..parts.month.end + dot, month),
    ];
    changes.order_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut out = source.to_string();
    for (range, text) in changes {
        out.replace_range(range, &text);
    }
    Some(out)
}

/// The name of `month` in the form and the case of the one that stands there, and
/// whether it is a short one.
fn spelt(parts: &Parts, now: &str, month: Month) -> (String, bool) {
    let language = &LANGUAGES[parts.name.language];
    let index = usize::from(u8::from(month)) - 1;
    let names = language.months[index];
    let was = language.months[parts.name.month].first().map_or(0, |full| full.chars().count());
    let short = now.chars().count() < was;
    let name = if short { names.get(1) } else { None };
    let (name, short) = name.map_or((names.first().copied().unwrap_or_default(), false), |name| (*name, true));
    (cased(name, now), short)
}

/// `name` with the capitals of `now`.
pub(super) fn cased(name: &str, now: &str) -> String {
    let upper = now.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let small = now.starts_with(char::is_lowercase);
    match (upper, small) {
        (true, _) => name.to_uppercase(),
        (_, true) => name.to_lowercase(),
        _ => {
            let mut chars = name.chars();
            chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
        }
    }
}

fn english(day: u8) -> &'static str {
    match (day % 10, day / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => concat!("n", "d"),
        (3, _) => "rd",
        _ => "th",
    }
}
