//! Dates with an ideograph or a Hangul syllable behind each number, also in the years of an
//! era and in numbers that are spelt. Must not know what the date is of.

use super::{day, number, DateFormat, Day};
use crate::lexicon::{ideographic_digit, Era, ERAS, FIRST_YEAR, TEN};

/// A number, and whether it is in digits that can be written anew in their place.
struct Count {
    value: u32,
    len: usize,
    digits: bool,
}

/// The marks behind year, month and day. In Chinese the day is spoken with a mark of its own.
struct Marks {
    year: char,
    month: char,
    day: &'static [char],
    format: DateFormat,
}

const MARKS: [Marks; 2] = [
    Marks { year: '年', month: '月', day: &['日', '号', '號'], format: DateFormat::Cjk },
    Marks { year: '년', month: '월', day: &['일'], format: DateFormat::Hangul },
];

/// The date at the start of `text`.
pub(super) fn leading(text: &str) -> Option<(usize, Day)> {
    let era = ERAS.iter().find(|era| text.starts_with(era.name));
    let rest = era.map_or(text, |era| text[era.name.len()..].trim_start());
    let first = era.filter(|_| rest.starts_with(FIRST_YEAR));
    let year = match first {
        Some(_) => Count { value: 1, len: FIRST_YEAR.len_utf8(), digits: false },
        None => count(rest)?,
    };
    let behind = rest[year.len..].trim_start();
    let marks = MARKS.iter().find(|marks| behind.starts_with(marks.year))?;
    let (month, behind) = counted(&behind[marks.year.len_utf8()..], &[marks.month])?;
    let (of_month, behind) = counted(behind, marks.day)?;
    let digits = year.digits && month.digits && of_month.digits;
    let whole = |least: u32| year.value >= least;
    if month.value > 99 || of_month.value > 99 || era.is_none() && !whole(1000) || !whole(1) {
        return None;
    }
    let format = format(era, marks).filter(|_| digits).unwrap_or(DateFormat::Iso);
    let of_era = era.map_or(0, |era| era.before);
    Some((text.len() - behind.len(), day(of_era + year.value, month.value, of_month.value, format)))
}

/// How it is written back. What lies behind an era's end is not counted in it.
fn format(era: Option<&Era>, marks: &Marks) -> Option<DateFormat> {
    match era {
        Some(era) => era.ongoing.then_some(DateFormat::Era(era.before)),
        None => Some(marks.format),
    }
}

/// A number with one of `marks` behind it, and what follows.
fn counted<'a>(text: &'a str, marks: &[char]) -> Option<(Count, &'a str)> {
    let text = text.trim_start();
    let found = count(text)?;
    let behind = text[found.len..].trim_start().strip_prefix(marks)?;
    Some((found, behind))
}

fn count(text: &str) -> Option<Count> {
    if let Some((value, len, _)) = number(text) {
        return Some(Count { value, len, digits: true });
    }
    let end = text.find(|c| ideographic_digit(c).is_none() && c != TEN).unwrap_or(text.len());
    let value = spelt(&text[..end])?;
    Some(Count { value, len: end, digits: false })
}

/// The number that is spelt: digit after digit, or in tens and ones.
fn spelt(text: &str) -> Option<u32> {
    let one_by_one = |text: &str| {
        let some = !text.is_empty() && text.chars().count() <= 4;
        let mut digits = text.chars().map(ideographic_digit);
        digits.try_fold(0, |all, digit| Some(10 * all + digit?)).filter(|_| some)
    };
    let Some((tens, ones)) = text.split_once(TEN) else { return one_by_one(text) };
    let tens = if tens.is_empty() { Some(1) } else { one_by_one(tens) }?;
    let ones = if ones.is_empty() { Some(0) } else { one_by_one(ones) }?;
    (tens < 10 && ones < 10).then_some(10 * tens + ones)
}

#[cfg(test)]
mod tests {
    use crate::document::date::{find, iso, respell, Day};
    use time::{Date, Month};

    /// Each as written for 2026-03-03, and what becomes of it on 2027-11-30.
    #[test]
    fn every_way_to_count() {
        for (text, next) in [
            ("2026 年 3 月 3 日", "2027 年 11 月 30 日"),
            ("2026年3月3号", "2027年11月30号"),
            ("2026年03月03日", "2027年11月30日"),
            ("2026년3월3일", "2027년11월30일"),
            ("令和8年3月3日", "令和9年11月30日"),
            ("民國115年3月3日", "民國116年11月30日"),
            ("民國 115 年 3 月 3 日", "民國 116 年 11 月 30 日"),
            ("平成38年3月3日", "2027-11-30"),
            ("二〇二六年三月三日", "2027-11-30"),
            ("２０２６年３月３日", "2027-11-30"),
            ("中華民國一一五年三月三日", "2027-11-30"),
            ("中華民國115年3月3日", "中華民國116年11月30日"),
            ("2026. 3. 3.", "2027. 11. 30."),
            ("2026. 3. 3", "2027. 11. 30"),
        ] {
            let line = format!("：{text} x");
            let (start, end, day) = find(&line).expect(text);
            assert_eq!(&line[start..end], text);
            let Day::Read(date, format) = day else { panic!("{text}: {day:?}") };
            assert_eq!(iso(date), "2026-03-03", "{text}");
            let other = Date::from_calendar_date(2027, Month::November, 30).expect("a day");
            assert_eq!(respell(text, format, other, &[]), next);
        }
    }

    #[test]
    fn tens_and_first_years() {
        for (text, day) in [
            ("二零二五年十二月三十一日", "2025-12-31"),
            ("二〇二五年十月二十日", "2025-10-20"),
            ("令和元年五月一日", "2019-05-01"),
        ] {
            assert_eq!(find(text).and_then(|(.., read)| read.date()).map(iso).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in ["二月三日", "三年二月", "十年一剑", "令和8年", "2026. 3 rules", "2026. 3. rules"] {
            assert_eq!(find(text), None, "{text}");
        }
        assert!(matches!(find("令和8年2月30日"), Some((0, _, Day::Unreadable))));
    }
}
