//! The day of the week beside a date: a new date makes it another one. Must not know what
//! the date is of.

use time::Date;

use super::named::cased;
use crate::lexicon::{is_cjk, Language, LANGUAGES};
use prodproof_syntax::span::Span;

/// The edit that lets the weekday beside `span`, where the date `was` stands, follow to the
/// date `is`; of languages that name it alike, those that are `spoken` go first.
pub fn weekday(text: &str, span: Span, was: Date, is: Date, spoken: &[&'static Language]) -> Option<(Span, String)> {
    let before = text.get(..span.start)?.rsplit('\n').next()?;
    let behind = text.get(span.end..)?.split('\n').next()?;
    let known = spoken.iter().copied().chain(LANGUAGES);
    let (was, is) = (from_sunday(was), from_sunday(is));
    let mut found = known.flat_map(|language| names(language, was, is)).filter_map(|(name, other)| {
        let place = last(before, &name).map(|(from, to)| (span.start - before.len() + from, to - from));
        let place = place.or_else(|| first(behind, &name).map(|(from, to)| (span.end + from, to - from)));
        let (start, len) = place?;
        let place = Span::new(start, start + len);
        Some((place, cased(&other, place.text(text))))
    });
    found.next()
}

fn from_sunday(date: Date) -> usize {
    usize::from(date.weekday().number_days_from_sunday())
}

/// The names of a day with those of another in the same form, long ones first.
fn names(language: &'static Language, was: usize, is: usize) -> Vec<(String, String)> {
    let (Some(of_was), Some(of_is)) = (language.weekdays.get(was), language.weekdays.get(is)) else {
        return Vec::new();
    };
    let form = |at: usize| of_is.get(at).or(of_is.first());
    let mut all: Vec<(String, String)> = Vec::new();
    for (at, name) in of_was.iter().enumerate() {
        all.extend(form(at).map(|other| ((*name).to_string(), (*other).to_string())));
    }
    let short = |name: &str, letters: usize| name.chars().take(letters).collect::<String>();
    if let (Some(letters), Some(name), Some(other)) = (language.short_weekdays(), of_was.first(), of_is.first()) {
        all.push((short(name, letters), short(other, letters)));
    }
    all
}

/// Where `name` ends `before`, but for blanks, a comma and the dot of a shortened name.
fn last(before: &str, name: &str) -> Option<(usize, usize)> {
    let bare = before.trim_end_matches([' ', '\u{a0}', ',', '，', '、']);
    let bare = bare.strip_suffix('.').unwrap_or(bare);
    let count = name.chars().count();
    let (start, _) = bare.char_indices().rev().nth(count.checked_sub(1)?)?;
    let apart = !bare[..start].ends_with(char::is_alphanumeric);
    let gap = bare.len() < before.len() || name.chars().all(is_cjk);
    (apart && gap && alike(&bare[start..], name)).then_some((start, bare.len()))
}

/// Where `name` stands at the start of `behind`, but for blanks, a comma and a bracket.
fn first(behind: &str, name: &str) -> Option<(usize, usize)> {
    let bare = behind.trim_start_matches([' ', '\u{a0}', ',', '，', '(', '（', '、']);
    let start = behind.len() - bare.len();
    let len = bare.char_indices().nth(name.chars().count()).map_or(bare.len(), |(at, _)| at);
    let rest = &bare[len..];
    // One ideograph is a weekday between brackets alone.
    let bracketed = behind[..start].ends_with(['(', '（']) && rest.starts_with([')', '）']);
    let whole = if name.chars().all(is_cjk) {
        name.chars().count() > 1 || bracketed
    } else {
        !rest.starts_with(char::is_alphanumeric)
    };
    (start > 0 && whole && alike(&bare[..len], name)).then_some((start, start + len))
}

fn alike(text: &str, lower: &str) -> bool {
    text == lower || text.to_lowercase() == lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::date::{find, Day};
    use time::Month;

    /// Each as written for 2026-03-03, a Tuesday; on 2026-11-30, a Monday.
    #[test]
    fn it_follows_the_date() {
        let is = Date::from_calendar_date(2026, Month::November, 30).expect("a day");
        let moved = |text: &str| {
            let (start, end, day) = find(text).expect(text);
            let Day::Read(was, _) = day else { panic!("{text}: {day:?}") };
            let (place, other) = weekday(text, Span::new(start, end), was, is, &[])?;
            Some(format!("{}>{other}", place.text(text)))
        };
        for (text, change) in [
            ("Tuesday, 3 March 2026", "Tuesday>Monday"),
            ("TUESDAY 2026-03-03", "TUESDAY>MONDAY"),
            ("Tue, 3 Mar 2026", "Tue>Mon"),
            ("2026-03-03 (Tuesday)", "Tuesday>Monday"),
            ("Di., 3. März 2026", "Di>Mo"),
            ("mardi 3 mars 2026", "mardi>lundi"),
            ("martes, 3 de marzo de 2026", "martes>lunes"),
            ("вторник, 3 марта 2026", "вторник>понедельник"),
            ("wtorek, 3 marca 2026", "wtorek>poniedziałek"),
            ("3 Mart 2026 Salı", "Salı>Pazartesi"),
            ("2026年3月3日(火)", "火>月"),
            ("2026年3月3日（火曜日）", "火曜>月曜"),
            ("2026年3月3日 星期二", "星期二>星期一"),
            ("2026년 3월 3일 (화)", "화>월"),
            ("2026년 3월 3일 화요일", "화요일>월요일"),
        ] {
            assert_eq!(moved(text).as_deref(), Some(change), "{text}");
        }
        // Another day than the date's is about something else.
        for text in ["Friday, 3 March 2026", "3 March 2026", "2026-03-03 tuesdayish", "2026年3月3日火星"] {
            assert_eq!(moved(text), None, "{text}");
        }
    }
}
