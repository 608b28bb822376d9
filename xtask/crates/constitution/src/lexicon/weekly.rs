//! "Every Monday" in every language, and whether something is built then. Must not know
//! cron lines.

use std::ops::Range;
use std::sync::OnceLock;

use super::lookup::Lookup;
use super::{is_cjk, LANGUAGES};
use prodproof_syntax::order::Order;

/// Words for "every Monday".
enum Phrase {
    /// "Every", with the names of the days that may follow; a prefix is of one word with them.
    Every { prefix: bool, weekdays: &'static [&'static [&'static str]; 7] },
    /// That of a day, 0 for Sunday: "montags".
    On(usize),
}

/// The phrases of every language, by their first character.
fn phrases() -> &'static Lookup<char, (&'static str, Phrase)> {
    static PHRASES: OnceLock<Lookup<char, (&'static str, Phrase)>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let mut all = Lookup::default();
        let mut add = |words: &'static str, phrase: Phrase| {
            if let Some(first) = words.chars().next() {
                all.push(first, (words, phrase));
            }
        };
        for language in LANGUAGES {
            for every in language.every {
                let (every, prefix) = every.strip_suffix('-').map_or((*every, false), |every| (every, true));
                add(every, Phrase::Every { prefix, weekdays: &language.weekdays });
            }
        }
        for (day, words) in LANGUAGES.iter().flat_map(|language| language.on_each.iter().enumerate()) {
            words.iter().for_each(|words| add(words, Phrase::On(day)));
        }
        all
    })
}

/// Each "every WEEKDAY" of `text`: its place, and the day, 0 for Sunday. The longest name
/// at a place counts: Turkish Monday begins like Sunday.
pub fn weekly(text: &str) -> Vec<(Range<usize>, usize)> {
    let text = folded(text);
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for (at, first) in text.char_indices() {
        for (words, phrase) in phrases().all(&first).filter(|(words, _)| text[at..].starts_with(words)) {
            let end = at + words.len();
            match phrase {
                Phrase::Every { prefix, weekdays } => {
                    let opens = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
                    let apart = stands_alone(&text, at, end) || words.chars().all(is_cjk);
                    if !(apart || *prefix && opens) {
                        continue;
                    }
                    let start = if *prefix { end } else { text.len() - text[end..].trim_start().len() };
                    let from = if *prefix { at } else { start };
                    found.extend(days(&text, from, start, weekdays).map(|(end, day)| (at..end, day)));
                }
                Phrase::On(day) => {
                    // "le lundi 3 mars" is one Monday.
                    let dated = || text[end..].trim_start().starts_with(|c: char| c.is_ascii_digit());
                    if words.chars().any(is_cjk) || stands_alone(&text, at, end) && !dated() {
                        found.push((at..end, *day));
                    }
                }
            }
        }
    }
    found.order_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    found.dedup_by(|later, first| later.0.start < first.0.end);
    found
}

/// The days whose names stand at `start`, each with its end; the word begins at `from`.
fn days<'a>(
    text: &'a str,
    from: usize,
    start: usize,
    weekdays: &'static [&'static [&'static str]; 7],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let names = weekdays.iter().enumerate().flat_map(|(day, names)| names.iter().map(move |name| (day, *name)));
    names.filter_map(move |(day, name)| {
        let end = start + name.len();
        let whole = text[start..].starts_with(name) && (name.chars().all(is_cjk) || stands_alone(text, from, end));
        whole.then_some((end, day))
    })
}

/// The days as cron lines and English know them, Sunday first.
pub fn english_weekdays() -> [&'static str; 7] {
    super::english::ENGLISH.weekdays.map(|names| names.first().copied().unwrap_or_default())
}

/// The months as cron lines write them.
pub const CRON_MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether `text` speaks of images that are built or published, in any language.
pub fn about_building(text: &str) -> bool {
    let text = folded(text);
    let opens = |at: usize| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    LANGUAGES
        .iter()
        .flat_map(|language| language.words.building)
        .any(|word| text.match_indices(word).any(|(at, _)| word.chars().all(is_cjk) || opens(at)))
}

/// In lower case with every character where it was: one whose lower case is longer stays.
fn folded(text: &str) -> String {
    let lower = |c: char| {
        let mut all = c.to_lowercase();
        match (all.next(), all.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(lower).collect()
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_monday_in_every_language() {
        for text in [
            "rebuilt every Monday at 6",
            "镜像每周一重新构建。",
            "映像每週一重新建置。",
            "イメージは毎週月曜日に再構築する。",
            "이미지는 매주 월요일에 다시 빌드한다.",
            "se reconstruye cada lunes",
            "é reconstruída toda segunda-feira",
            "est reconstruite chaque lundi",
            "wird jeden Montag gebaut",
            "viene ricostruita ogni lunedì",
            "Каждый понедельник образ пересобирается.",
            "Кожен понеділок образ перебудовується.",
            "Образ перезбирається щопонеділка.",
            "w każdy poniedziałek",
            "İmaj her pazartesi yeniden kurulur.",
            "được dựng lại mỗi thứ hai",
            "wird montags gebaut",
            "est reconstruite le lundi à 6h",
            "se reconstruye los lunes",
            "é reconstruída às segundas-feiras",
            "viene ricostruita il lunedì",
            "Образ пересобирается по понедельникам.",
            "Образ перебудовується по понеділках.",
            "Obraz jest budowany w poniedziałki.",
            "İmaj pazartesileri derlenir.",
            "được dựng lại vào thứ Hai hàng tuần",
            "イメージは月曜日ごとにビルドする。",
            "이미지는 월요일마다 빌드한다.",
            "镜像逢周一构建。",
        ] {
            let found = weekly(text);
            assert_eq!(found.iter().map(|(_, day)| *day).collect::<Vec<_>>(), [1], "{text}");
            assert!(text.get(found[0].0.clone()).is_some(), "{text}");
        }
        for text in [
            "on Monday",
            "le lundi 3 mars",
            "el lunes",
            "w poniedziałek",
            "everyday",
            "jeden Tag",
            "每天",
            "cada vez",
            "every mondayish thing",
        ] {
            assert_eq!(weekly(text), [], "{text}");
        }
    }
}
