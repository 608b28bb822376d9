//! What stands at a labelled place: a number, a date, or something in their stead. Must
//! not know whether the place is the document's own.

use crate::document::field::Announced;
use crate::document::number::{self, Number};
use crate::document::{date, placeholder, DatePlace, Day, Document};
use crate::lexicon::{bare_label, is_cjk, listed, Topic, LANGUAGES};
use prodproof_syntax::span::Span;

/// What stands beside a labelled place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// A date of the document.
    Date,
    Nothing,
}

/// A date that has two readings has the one of the document's other dates.
pub(super) fn settle(text: &str, document: &mut Document) {
    let all = || document.ratified.iter().chain(&document.amended);
    let has = |wanted: fn(&date::DateFormat) -> bool| {
        all().any(|place| matches!(&place.day, Day::Read(_, format) if wanted(format)))
    };
    let (day, month) = (
        has(|format| matches!(format, date::DateFormat::DayFirst('/' | '-'))),
        has(|format| matches!(format, date::DateFormat::MonthFirst(_))),
    );
    if day == month {
        return;
    }
    for place in document.ratified.iter_mut().chain(&mut document.amended) {
        if let Day::Ambiguous(day_first, month_first) = place.day {
            let mark = if place.span.text(text).contains('/') { '/' } else { '-' };
            place.day = if day {
                Day::Read(day_first, date::DateFormat::DayFirst(mark))
            } else {
                Day::Read(month_first, date::DateFormat::MonthFirst(mark))
            };
        }
    }
}

/// The value's number, or what stands in its place. Where no date stands beside it, only
/// a number counts.
pub(super) fn version(text: &str, value: Span, beside: Beside) -> Option<(Span, Number)> {
    let source = value.text(text);
    if let Some((start, end, number)) = number::leading(source) {
        return Some((Span::new(start, end).shift(value.start), number));
    }
    // A template's brackets that were left around the number.
    if let Some((start, end, number)) = source.strip_prefix('[').and_then(number::leading) {
        if source[1 + end..].starts_with(']') {
            return Some((Span::new(start, end).shift(value.start + 1), number));
        }
    }
    if placeholder::is_token(source) {
        let len = source.find(']').map_or(source.len(), |at| at + 1);
        return Some((Span::new(value.start, value.start + len), Number::Placeholder));
    }
    // Nobody filled it in yet.
    if source.is_empty() {
        return Some((value, Number::Placeholder));
    }
    // `1.5.0.1`, `2.x`: it is a version, whatever it says.
    let first = source.split_whitespace().next().unwrap_or_default();
    let meant = first.contains('.') && number::floor(first).is_some();
    (beside == Beside::Date || meant).then_some((value, Number::Unreadable))
}

/// So many characters may stand before a date: the day of the week, "on".
const BEFORE: usize = 18;

/// The value's date, if it says anything about one.
pub(super) fn date_place(text: &str, value: Span) -> Option<DatePlace> {
    let source = value.text(text);
    if let Some((start, end, day)) = date::find(source).filter(|(start, ..)| source[..*start].chars().count() < BEFORE)
    {
        return Some(DatePlace { span: Span::new(start, end).shift(value.start), day });
    }
    let whole = |day| Some(DatePlace { span: value, day });
    if placeholder::is_token(source) {
        return whole(Day::Placeholder);
    }
    let lower = source.to_lowercase();
    if ["", "-", "–", "—"].contains(&lower.as_str()) || listed(Topic::Absent).contains(&lower.as_str()) {
        return whole(Day::Absent);
    }
    // Words alone are prose ("amended by a vote"); with a digit they mean a date.
    let numbers = source.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let (count, year) = numbers.fold((0, false), |(count, year), digits| (count + 1, year || digits.len() == 4));
    let meant = (year || count >= 3) && source.chars().count() <= 32;
    let tbd = lower == "?" || listed(Topic::Pending).contains(&lower.as_str());
    (meant || tbd).then_some(DatePlace { span: value, day: Day::Unreadable })
}

/// The number at the end of a title: `Widget Constitution v1.2.0`, `… (Version 1.2)`. A
/// bare number is part of a name ("OpenELIS Global 2.0 Constitution").
pub(super) fn title_number(title: &str) -> Option<Span> {
    // "… v7.1.0 (Simplified)": a remark may follow.
    let remark = title.trim_end().strip_suffix(')').and_then(|rest| Some(rest.rsplit_once('(')?.0.len()));
    number_at_end(title).or_else(|| number_at_end(title[..remark?].trim_end()))
}

/// The number of a title that is the field itself: "Version 3.2.0 — frozen".
pub(super) fn labelled_number(title: &str) -> Option<Span> {
    let (at, _) = title.char_indices().find(|(_, c)| c.is_ascii_digit())?;
    let before = title[..at].trim_end_matches(['v', 'V']);
    let (_, end, number) = number::leading(&title[at..])?;
    let own = bare_label(before) == Some(Announced::Version);
    (own && number.parts() > 1 && ends_field(&title[at + end..])).then(|| Span::new(at, at + end))
}

fn number_at_end(title: &str) -> Option<Span> {
    let trimmed = title.trim_end_matches([')', ']', '）', '*', '_', ' ']);
    let start = trimmed
        .rfind([' ', '(', '（', '[', '*', ':', '：'])
        .map_or(0, |at| at + trimmed[at..].chars().next().map_or(1, char::len_utf8));
    let word = &trimmed[start..];
    let (from, to, number) = number::leading(word)?;
    let before = trimmed[..start].trim_end_matches([' ', ':', '：', '(', '（', '*']).to_lowercase();
    let marked = from == 1 || ends_in_label(&before);
    (marked && to == word.len() && number.parts() > 1).then(|| Span::new(start + from, start + to))
}

/// Whether a title says that what follows is about the document itself.
pub(super) fn about_itself(title: &str) -> bool {
    let lower = title.to_lowercase();
    listed(Topic::AboutItself).iter().any(|word| lower.contains(word))
}

/// Whether the word "version", in any language, stands at the end.
fn ends_in_label(lower: &str) -> bool {
    LANGUAGES.iter().flat_map(|language| language.labels.version).any(|word| {
        lower
            .strip_suffix(word)
            .is_some_and(|before| !before.ends_with(char::is_alphanumeric) || word.starts_with(is_cjk))
    })
}

/// Whether a value may end before `rest`: a date or a remark may follow, a word may not,
/// unless it is set apart (`1.0.0 **Owner**: …`, `1.0.0 *End of document*`).
pub(super) fn ends_field(rest: &str) -> bool {
    let behind = rest.trim_start_matches(['*', '_', '`', '"', '\'']);
    if behind.starts_with([' ', '\t']) && behind.trim_start().starts_with(['*', '_']) {
        return true;
    }
    let rest = rest.trim_start_matches([' ', '*', '_', '`', '"', '\'', '\t', '\r']);
    rest.is_empty()
        || !rest.starts_with(|c: char| c.is_alphanumeric())
        || date::find(rest).is_some_and(|(at, ..)| at == 0)
}

/// Whether a word or two stand behind a number, up to a mark or the end of the line, and no
/// sentence goes on: "1.2.0 draft — the crew".
pub(super) fn is_remark(rest: &str) -> bool {
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    let words = line.split(['—', '–', '|', '·', '•', ',', ';', '(', ':', '<']).next().unwrap_or_default();
    line.starts_with(' ')
        && words.split_whitespace().count() <= 2
        && !line.trim_end_matches(['*', '_', ' ']).ends_with(['.', '!', '?'])
}
