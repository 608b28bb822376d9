//! Dates as constitutions write them, and the same way back.
//! Must not know what the date is of.

use time::{Date, Month};

/// How a date is written. Measured: ISO in 90 of 117 documents, month names in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `2026-01-31`
    Iso,
    /// `2026/01/31`
    Slashes,
    /// `2026.01.31`
    Dots,
    /// `31.01.2026`
    DottedDayFirst,
    /// `2026年1月31日`
    Cjk,
    /// `2026년 1월 31일`
    Hangul,
    /// `January 31, 2026`; `short`: `Jan 31, 2026`
    MonthFirst { short: bool },
    /// `31 January 2026`; `short`: `31 Jan 2026`
    DayFirst { short: bool },
}

/// What stands where a date is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    Read(Date, Format),
    /// Said not to be there: `N/A`, `none`, `-`.
    Absent,
    /// A template's token or a `TODO(…)`.
    Placeholder,
    /// Shaped like a date, but no such day exists, or no date at all.
    Unreadable,
}

impl Day {
    pub fn date(self) -> Option<Date> {
        match self {
            Self::Read(date, _) => Some(date),
            _ => None,
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The first date in `text`: its start and end, and what it says. A date that is written
/// like one but does not exist (`2026-02-30`) is [`Day::Unreadable`].
pub fn find(text: &str) -> Option<(usize, usize, Day)> {
    for (at, c) in text.char_indices() {
        let fresh = text[..at].chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric());
        if !fresh || !c.is_ascii_alphanumeric() {
            continue;
        }
        if let Some((len, day)) = leading(&text[at..]) {
            return Some((at, at + len, day));
        }
    }
    None
}

fn leading(text: &str) -> Option<(usize, Day)> {
    numeric(text).or_else(|| month_first(text)).or_else(|| day_first(text))
}

/// A number of one to four digits, and what follows it.
fn number(text: &str) -> Option<(u32, usize, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text[..len].parse().ok().filter(|_| (1..=4).contains(&len))?;
    Some((value, len, &text[len..]))
}

fn day(year: u32, month: u32, day: u32, format: Format) -> Day {
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    let date = month
        .zip(u8::try_from(day).ok())
        .and_then(|(month, day)| Date::from_calendar_date(i32::try_from(year).ok()?, month, day).ok());
    date.map_or(Day::Unreadable, |date| Day::Read(date, format))
}

fn numeric(text: &str) -> Option<(usize, Day)> {
    let (first, first_len, rest) = number(text)?;
    let mark = rest.chars().next()?;
    let after = |rest: &str| rest.len() - rest.trim_start().len();
    let (format, gap) = match (mark, first_len) {
        ('-', 4) => (Format::Iso, 0),
        ('/', 4) => (Format::Slashes, 0),
        ('.', 4) => (Format::Dots, 0),
        ('.', 1 | 2) => (Format::DottedDayFirst, 0),
        ('年', 4) => (Format::Cjk, 1),
        ('년', 4) => (Format::Hangul, 1),
        _ => return None,
    };
    let second_mark = match format {
        Format::Cjk => '月',
        Format::Hangul => '월',
        _ => mark,
    };
    let rest = &rest[mark.len_utf8()..];
    let (second, second_len, rest) = number(&rest[gap * after(rest)..])?;
    let rest = rest.strip_prefix(second_mark)?;
    let (third, third_len, rest) = number(&rest[gap * after(rest)..])?;
    let third_mark = match format {
        Format::Cjk => Some('日'),
        Format::Hangul => Some('일'),
        _ => None,
    };
    let rest = match third_mark {
        Some(mark) => rest.strip_prefix(mark)?,
        None => rest,
    };
    let len = text.len() - rest.len();
    if format == Format::DottedDayFirst {
        return (third_len == 4 && second_len <= 2).then(|| (len, day(third, second, first, format)));
    }
    (second_len <= 2 && third_len <= 2).then(|| (len, day(first, second, third, format)))
}

/// The month whose full or short English name starts `text`: its number and length.
fn month(text: &str) -> Option<(u32, usize, bool)> {
    let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = &text[..len];
    let index = MONTHS.iter().position(|name| {
        word.eq_ignore_ascii_case(name) || (len == 3 || word == "Sept") && name[..3].eq_ignore_ascii_case(&word[..3])
    })?;
    let dot = usize::from(len < 5 && text[len..].starts_with('.'));
    Some((index as u32 + 1, len + dot, len < MONTHS[index].len()))
}

fn month_first(text: &str) -> Option<(usize, Day)> {
    let (month, len, short) = month(text)?;
    let rest = text[len..].strip_prefix(' ')?;
    let (of_month, digits, rest) = number(rest)?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let rest = rest.strip_prefix(',').unwrap_or(rest).strip_prefix(' ')?;
    let (year, year_digits, rest) = number(rest)?;
    let whole = digits <= 2 && year_digits == 4;
    whole.then(|| (text.len() - rest.len(), day(year, month, of_month, Format::MonthFirst { short })))
}

fn day_first(text: &str) -> Option<(usize, Day)> {
    let (of_month, digits, rest) = number(text)?;
    let (month, len, short) = month(rest.strip_prefix(' ')?)?;
    let (year, year_digits, rest) = number(rest[1 + len..].strip_prefix(' ')?)?;
    let whole = digits <= 2 && year_digits == 4;
    whole.then(|| (text.len() - rest.len(), day(year, month, of_month, Format::DayFirst { short })))
}

/// `date`, written as `format` says.
pub fn spell(date: Date, format: Format) -> String {
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    let name = |short: bool| {
        let name = MONTHS[usize::from(month) - 1];
        if short {
            &name[..3]
        } else {
            name
        }
    };
    match format {
        Format::Iso => format!("{year:04}-{month:02}-{day:02}"),
        Format::Slashes => format!("{year:04}/{month:02}/{day:02}"),
        Format::Dots => format!("{year:04}.{month:02}.{day:02}"),
        Format::DottedDayFirst => format!("{day:02}.{month:02}.{year:04}"),
        Format::Cjk => format!("{year}年{month}月{day}日"),
        Format::Hangul => format!("{year}년 {month}월 {day}일"),
        Format::MonthFirst { short } => format!("{} {day}, {year}", name(short)),
        Format::DayFirst { short } => format!("{day} {} {year}", name(short)),
    }
}

/// `date` as `YYYY-MM-DD`.
pub fn iso(date: Date) -> String {
    spell(date, Format::Iso)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_and_written_back() {
        for text in [
            "2026-01-31",
            "2026/01/31",
            "2026.01.31",
            "31.01.2026",
            "2026年1月31日",
            "2026년 1월 31일",
            "January 31, 2026",
            "Jan 31, 2026",
            "31 January 2026",
            "31 Jan 2026",
        ] {
            let line = format!("am {text}, x");
            let (start, end, day) = find(&line).expect(text);
            assert_eq!(&line[start..end], text);
            let Day::Read(date, format) = day else { panic!("{text}: {day:?}") };
            assert_eq!(iso(date), "2026-01-31");
            assert_eq!(spell(date, format), text);
        }
    }

    #[test]
    fn days_that_do_not_exist_are_unreadable() {
        for text in ["2026-02-30", "2026-13-01", "31.02.2026", "February 30, 2026"] {
            assert!(matches!(find(text), Some((0, _, Day::Unreadable))), "{text}");
        }
    }

    #[test]
    fn versions_and_words_are_no_dates() {
        for text in ["1.2.3", "1.10.2", "v2026", "May be amended", "2026", "12-34", "Mar 3"] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
