//! Dates as constitutions write them, and the same way back.
//! Must not know what the date is of.

use time::{Date, Month};

use crate::lexicon::{Language, LANGUAGES};

mod ideographic;
mod named;
mod weekday;

pub use weekday::weekday;

/// How a date is written. Measured: ISO in 90 of 117 documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// `2026-01-31`
    Iso,
    /// `2026/01/31`
    Slashes,
    /// `2026.01.31`
    Dots,
    /// `31.01.2026`, `31/01/2026`, `31-01-2026`: with the mark.
    DayFirst(char),
    /// `01/31/2026`, with the mark.
    MonthFirst(char),
    /// `20260131`
    Compact,
    /// `2026年1月31日`
    Cjk,
    /// `2026년 1월 31일`
    Hangul,
    /// `令和8年1月31日`, `民國115年1月31日`: with the year before the era's first.
    Era(u32),
    /// With a month's name, in any of the languages that are known: `31 January 2026`,
    /// `January 31st, 2026`, `31 de janeiro de 2026`, `31. März 2026`.
    Named,
}

/// What stands where a date is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    Read(Date, DateFormat),
    /// A date that has two readings, `03/01/2026`: the day first, the month first.
    Ambiguous(Date, Date),
    /// Said not to be there: `N/A`, `none`, `-`.
    Absent,
    /// A template's token or a `TODO(…)`.
    Placeholder,
    /// Shaped like a date, but no such day exists, or no date at all.
    Unreadable,
}

impl Day {
    /// The date, where there is one reading alone.
    pub fn date(self) -> Option<Date> {
        match self {
            Self::Read(date, _) => Some(date),
            _ => None,
        }
    }
}

/// The first date in `text`: its start and end, and what it says. A date that is written
/// like one but does not exist (`2026-02-30`) is [`Day::Unreadable`].
pub fn find(text: &str) -> Option<(usize, usize, Day)> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // Ideographs may stand right before a number, letters not before a word.
        let fresh = if c.is_ascii_digit() { !before.is_ascii_alphanumeric() } else { !before.is_alphanumeric() };
        before = c;
        if !fresh || !c.is_alphanumeric() {
            continue;
        }
        if let Some((len, day)) = leading(&text[at..]) {
            return Some((at, at + len, day));
        }
    }
    None
}

/// Whether the text begins with a month's name and a year, and so with no day.
pub fn lacks_day(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let year = text[word.len()..].trim_start_matches([' ', '.', ',']);
    let digits = year.bytes().take_while(u8::is_ascii_digit).count();
    let lower = word.to_lowercase();
    let is_month = || LANGUAGES.iter().flat_map(|one| one.months).flatten().any(|name| *name == lower);
    digits == 4 && year.starts_with("20") && !word.is_empty() && is_month()
}

fn leading(text: &str) -> Option<(usize, Day)> {
    let digits = || numeric(text).or_else(|| compact(text)).or_else(|| ideographic::leading(text));
    digits().or_else(|| named::leading(text, &[]).map(|parts| (parts.len, parts.day())))
}

/// A number of one to four digits, and what follows it.
fn number(text: &str) -> Option<(u32, usize, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text[..len].parse().ok().filter(|_| (1..=4).contains(&len))?;
    Some((value, len, &text[len..]))
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
}

fn day(year: u32, month: u32, of_month: u32, format: DateFormat) -> Day {
    date(year, month, of_month).map_or(Day::Unreadable, |date| Day::Read(date, format))
}

/// Eight digits that are a day of this age: others are a number.
fn compact(text: &str) -> Option<(usize, Day)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text[len..].starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/'));
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    if len != 8 || behind {
        return None;
    }
    let date = date(part(0..4).filter(|year| (2000..2100).contains(year))?, part(4..6)?, part(6..8)?)?;
    Some((len, Day::Read(date, DateFormat::Compact)))
}

fn numeric(text: &str) -> Option<(usize, Day)> {
    let (first, first_len, rest) = number(text)?;
    let mark = rest.chars().next()?;
    let format = match (mark, first_len) {
        ('-', 4) => DateFormat::Iso,
        ('/', 4) => DateFormat::Slashes,
        ('.', 4) => DateFormat::Dots,
        ('.' | '/' | '-', 1 | 2) => DateFormat::DayFirst(mark),
        _ => return None,
    };
    // In Korean a blank stands behind each dot, and a dot behind the day.
    let spaced = format == DateFormat::Dots && rest.starts_with(". ");
    let next = |rest: &'_ str| if spaced { rest.len() - rest.trim_start_matches(' ').len() } else { 0 };
    let rest = &rest[mark.len_utf8()..];
    let (second, second_len, rest) = number(&rest[next(rest)..])?;
    let rest = rest.strip_prefix(mark)?;
    let (third, third_len, rest) = number(&rest[next(rest)..])?;
    let rest = rest.strip_prefix('.').filter(|_| spaced).unwrap_or(rest);
    let len = text.len() - rest.len();
    if format == DateFormat::DayFirst(mark) {
        return (third_len == 4 && second_len <= 2).then(|| (len, ordered(first, second, third, mark)));
    }
    (second_len <= 2 && third_len <= 2).then(|| (len, day(first, second, third, format)))
}

/// Which of two numbers before the year is the day. With dots it is always the first.
fn ordered(first: u32, second: u32, year: u32, mark: char) -> Day {
    let day_first = date(year, second, first);
    let month_first = date(year, first, second).filter(|_| mark != '.');
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => Day::Ambiguous(one, other),
        (Some(date), _) => Day::Read(date, DateFormat::DayFirst(mark)),
        (None, Some(date)) => Day::Read(date, DateFormat::MonthFirst(mark)),
        (None, None) => Day::Unreadable,
    }
}

/// `date`, written as `source` is, which [`find`] read as `format`, in a text of the
/// languages `spoken`.
pub fn respell(source: &str, format: DateFormat, date: Date, spoken: &[&'static Language]) -> String {
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    // Digits that were not filled up stay so.
    let short = source.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 1);
    let two = |number: u8| if short { number.to_string() } else { format!("{number:02}") };
    match format {
        DateFormat::Iso => format!("{year:04}-{}-{}", two(month), two(day)),
        DateFormat::Slashes => format!("{year:04}/{}/{}", two(month), two(day)),
        DateFormat::Compact => format!("{year:04}{month:02}{day:02}"),
        DateFormat::Dots => in_place(source, &[format!("{year:04}"), two(month), two(day)]),
        DateFormat::DayFirst(mark) => format!("{}{mark}{}{mark}{year:04}", two(day), two(month)),
        DateFormat::MonthFirst(mark) => format!("{}{mark}{}{mark}{year:04}", two(month), two(day)),
        DateFormat::Cjk | DateFormat::Hangul => in_place(source, &[year, month.into(), day.into()]),
        DateFormat::Era(before) => match i32::try_from(before).map(|before| year - before) {
            Ok(of_era @ 1..) => in_place(source, &[of_era, month.into(), day.into()]),
            _ => iso(date),
        },
        DateFormat::Named => named::respell(source, date, spoken).unwrap_or_else(|| iso(date)),
    }
}

/// `source` with its numbers, in their order, replaced.
fn in_place(source: &str, numbers: &[impl std::fmt::Display]) -> String {
    let mut out = String::new();
    let mut rest = source;
    for number in numbers {
        let start = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        out.push_str(&rest[..start]);
        out.push_str(&number.to_string());
        rest = rest[start..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out + rest
}

/// Whether a full date in digits, or a month with a year, stands in `text`: what happened
/// on a day is history.
pub fn is_dated(text: &str) -> bool {
    let iso = text.as_bytes().windows(10).any(|window| {
        window.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => matches!(byte, b'-' | b'/'),
            _ => byte.is_ascii_digit(),
        })
    });
    let month = |word: &str| {
        LANGUAGES.iter().any(|language| {
            language.months.iter().any(|names| names.first().is_some_and(|name| name.to_lowercase() == *word))
        })
    };
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let year = |word: &str| word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit());
    iso || words.windows(2).any(|pair| year(pair[1]) && month(pair[0]))
}

/// `date` as `YYYY-MM-DD`.
pub fn iso(date: Date) -> String {
    respell("", DateFormat::Iso, date, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(text: &str) -> (&str, Day) {
        let (start, end, day) = find(text).expect(text);
        (&text[start..end], day)
    }

    /// Each as written for 2026-01-31, and what becomes of it on 2027-03-01.
    #[test]
    fn every_format_is_read_and_written_back() {
        for (text, next) in [
            ("2026-01-31", "2027-03-01"),
            ("2026/01/31", "2027/03/01"),
            ("2026/1/31", "2027/3/1"),
            ("2026.01.31", "2027.03.01"),
            ("20260131", "20270301"),
            ("31.01.2026", "01.03.2027"),
            ("31.1.2026", "1.3.2027"),
            ("31/01/2026", "01/03/2027"),
            ("01/31/2026", "03/01/2027"),
            ("31-01-2026", "01-03-2027"),
            ("2026年1月31日", "2027年3月1日"),
            ("2026년 1월 31일", "2027년 3월 1일"),
            ("January 31, 2026", "March 1, 2027"),
            ("Jan 31, 2026", "Mar 1, 2027"),
            ("Jan. 31, 2026", "Mar. 1, 2027"),
            ("January 31st, 2026", "March 1st, 2027"),
            ("31 January 2026", "1 March 2027"),
            ("31st of January 2026", "1st of March 2027"),
            ("31 Jan 2026", "1 Mar 2027"),
            (concat!("31. Jan", "uar 2026"), "1. März 2027"),
            ("31 janvier 2026", "1 mars 2027"),
            ("31 de enero de 2026", "1 de marzo de 2027"),
            ("31 de janeiro de 2026", "1 de março de 2027"),
            ("31 gennaio 2026", "1 marzo 2027"),
            ("31 января 2026", "1 марта 2027"),
            ("31 січня 2026", "1 березня 2027"),
            ("31 stycznia 2026", "1 marca 2027"),
            ("31 Ocak 2026", "1 Mart 2027"),
            ("31 tháng 1 năm 2026", "1 tháng 3 năm 2027"),
            ("31 tháng 1, 2026", "1 tháng 3, 2027"),
            ("31 januari 2026", "1 maart 2027"),
            ("31. ledna 2026", "1. března 2027"),
            ("31 JANUARY 2026", "1 MARCH 2027"),
            ("31-Jan-2026", "1-Mar-2027"),
            ("31/enero/2026", "1/marzo/2027"),
            ("31 Tháng 1 Năm 2026", "1 Tháng 3 Năm 2027"),
            ("31» января 2026", "1» марта 2027"),
        ] {
            let line = format!("am {text}, x");
            let (found, day) = read(&line);
            assert_eq!(found, text);
            let Day::Read(date, format) = day else { panic!("{text}: {day:?}") };
            assert_eq!(iso(date), "2026-01-31", "{text}");
            assert_eq!(respell(text, format, date, &[]), text);
            let other = Date::from_calendar_date(2027, Month::March, 1).expect("a day");
            assert_eq!(respell(text, format, other, &[]), next);
        }
    }

    #[test]
    fn ordinals_follow_the_day() {
        let spelt = |text: &str, day: u8| {
            let Day::Read(_, format) = read(text).1 else { panic!("{text}") };
            respell(text, format, Date::from_calendar_date(2026, Month::May, day).expect("a day"), &[])
        };
        assert_eq!(spelt("1er mars 2026", 2), "2 mai 2026");
        assert_eq!(spelt("1ᵉʳ mars 2026", 2), "2 mai 2026");
        assert_eq!(spelt("1o de março de 2026", 1), "1o de maio de 2026");
        assert_eq!(spelt("1st March 2026", 22), "22nd May 2026");
        assert_eq!(spelt("March 1st, 2026", 13), "May 13th, 2026");
        assert_eq!(spelt("1º de março de 2026", 3), "3 de maio de 2026");
        assert_eq!(spelt("Jan. 1, 2026", 3), "May 3, 2026", "there is no short May");
    }

    #[test]
    fn two_readings_are_two() {
        let Day::Ambiguous(one, other) = read("03/01/2026").1 else { panic!() };
        assert_eq!((iso(one).as_str(), iso(other).as_str()), ("2026-01-03", "2026-03-01"));
        assert!(matches!(read("03/03/2026").1, Day::Read(..)));
        assert!(matches!(read("03.01.2026").1, Day::Read(..)), "with dots the day comes first");
    }

    #[test]
    fn days_that_do_not_exist_are_unreadable() {
        for text in ["2026-02-30", "2026-13-01", "31.02.2026", "February 30, 2026", "31/31/2026", "31 juin 2026"] {
            assert!(matches!(find(text), Some((0, _, Day::Unreadable))), "{text}");
        }
    }

    #[test]
    fn versions_and_words_are_no_dates() {
        for text in [
            "1.2.3",
            "1.10.2",
            "20261331",
            "12345678",
            "20260131a",
            "v2026",
            "May be amended",
            "2026",
            "12-34",
            "Mar 3",
            "1/2/3",
            "march 2026",
            "mars",
            "3 of 2026",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
