//! When a waiver that is written as a comment ends, by its reason. Must not judge it.

use time::Date;

use prodproof_constitution::document::date;
use prodproof_syntax::span::Span;

/// What a reason says of the waiver's end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WaiverEnd {
    /// Nothing, or no day: `until the host moves`.
    Open,
    /// After this day; where that stands in the reason, and where the words about it.
    On { date: Date, day: Span, words: Span },
    /// Something that is meant for a day and is not read as one: such a waiver would never end.
    Unread,
}

/// The word that ends a waiver.
const WORD: &str = "until";

/// Words that mean it, too; before a day they are told, for one word is enough to learn.
const MEANT: [&str; 11] =
    ["till", "til", "expires", "expire", "expiring", "expiry", "expiration", "ends", "ending", "through", "thru"];

/// What stands between such a word and the day.
const BETWEEN: [&str; 4] = ["on", "at", "date", "the"];

/// What stands before a year or a month that is no day yet.
const ABOUT: [&str; 10] = ["the", "end", "of", "mid", "early", "late", "q1", "q2", "q3", "q4"];

pub(super) fn of(reason: &str) -> WaiverEnd {
    let lower = reason.to_ascii_lowercase();
    for (at, word) in words(&lower) {
        let behind = skipped(&reason[at + word.len()..]);
        let begins = date::find(behind).filter(|(start, _, _)| *start == 0);
        let day = begins.and_then(|(_, len, day)| Some((len, day.date()?)));
        let from = reason.len() - behind.len();
        match (word == WORD, day) {
            (true, Some((len, date))) => {
                return WaiverEnd::On { date, day: Span::new(from, from + len), words: Span::new(at, from + len) };
            }
            (true, None) if is_no_day(behind) => return WaiverEnd::Unread,
            (false, Some(_)) if MEANT.contains(&word) => return WaiverEnd::Unread,
            _ => {}
        }
    }
    WaiverEnd::Open
}

/// The words of a text, and where each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// What stands behind blanks, a colon, and words that say nothing.
fn skipped(text: &str) -> &str {
    let mut rest = text.trim_start_matches([' ', '\t', ':', '=']);
    while let Some(word) = BETWEEN.iter().find(|word| {
        let behind = rest.get(word.len()..).filter(|_| rest.is_char_boundary(word.len()));
        behind.is_some_and(|behind| rest[..word.len()].eq_ignore_ascii_case(word) && behind.starts_with([' ', ':']))
    }) {
        rest = rest[word.len()..].trim_start_matches([' ', '\t', ':', '=']);
    }
    rest
}

/// Written like a day, or with a year or a month for one.
fn is_no_day(text: &str) -> bool {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))).unwrap_or(text.len());
    let written = text[..end].trim_end_matches('.');
    if written.len() >= 8 && written.contains(['-', '/', '.']) {
        return true;
    }
    let lower = text.to_ascii_lowercase();
    let mut about = false;
    for (at, word) in words(&lower) {
        if ABOUT.contains(&word) {
            about = true;
            continue;
        }
        let behind = text[at + word.len()..].trim_start_matches([')', '.']).trim();
        let year = word.len() == 4 && word.starts_with("20") && word.bytes().all(|c| c.is_ascii_digit());
        return (year && (about || behind.is_empty())) || date::lacks_day(&text[at..]);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_behind_until_is_the_end() {
        for (reason, day, words) in [
            ("the host moves, until: 2026-11-30", "2026-11-30", "until: 2026-11-30"),
            ("the host moves (UNTIL 2026-11-30)", "2026-11-30", "UNTIL 2026-11-30"),
            ("valid until 30 November 2026.", "30 November 2026", "until 30 November 2026"),
            ("until the 30 November 2026: it moves", "30 November 2026", "until the 30 November 2026"),
        ] {
            let WaiverEnd::On { day: at, words: all, .. } = of(reason) else { panic!("{reason}") };
            assert_eq!((at.text(reason), all.text(reason)), (day, words));
        }
    }

    #[test]
    fn what_is_meant_for_a_day_is_told() {
        for reason in [
            "until 2026-13-01",
            "until 2026-02-30: x",
            "until November 2026",
            "until Dec. 2026, then it moves",
            "until end of 2026",
            "until the end of Q3 2026",
            "until Q3/2026",
            "until 2027",
            "(until 2027)",
            "it moves (expires 2026-11-30)",
            "till 2026-11-30",
            "expires on: 2026-11-30",
        ] {
            assert_eq!(of(reason), WaiverEnd::Unread, "{reason}");
        }
    }

    #[test]
    fn anything_else_is_no_end() {
        for reason in [
            "",
            "until the host moves",
            "until 3.2 is out",
            "until #2034 is merged",
            "until 2034 requests are closed",
            "until the release of 2.0",
            "until the end of the trial",
            "found on 2026-01-02, the host moves",
            "since 2026-01-02 the host moves",
            "the link expires after 30 days",
            "until May's team is back",
        ] {
            assert_eq!(of(reason), WaiverEnd::Open, "{reason}");
        }
    }
}
