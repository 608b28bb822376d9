//! Titles of sections without what does not tell them apart.

use crate::amendment::words;
use crate::lexicon::{listed, Topic};

/// What remains of a title without its numbering and its remarks: `III. Test-First
/// (NON-NEGOTIABLE)`, `Principle 3: Test-First` and `Test‑First` are one title.
pub(super) fn key(title: &str) -> String {
    let mut text = title.to_string();
    while let (Some(open), Some(close)) = (text.find(['(', '（']), text.rfind([')', '）'])) {
        if close < open {
            break;
        }
        text.replace_range(open..=close + text[close..].chars().next().map_or(1, char::len_utf8) - 1, " ");
    }
    let words = words::words(&text);
    let all = || words::words(title).join(" ");
    let mut rest = &words[..];
    let number = is_number;
    if rest.first().is_some_and(|word| is_kind(word)) && rest.get(1).is_some_and(|word| number(word)) {
        rest = &rest[1..];
    }
    // `第三条`, `原则 3`, `原則一`
    let joined = words.concat();
    let mut kinds = listed(Topic::SectionKind).iter().filter(|kind| kind.starts_with(words::is_cjk));
    if let Some(prefix) = kinds.find(|prefix| joined.starts_with(**prefix)) {
        let counts =
            |c: char| c.is_ascii_digit() || listed(Topic::SectionNumber).iter().any(|sign| sign.starts_with(c));
        let rest = joined[prefix.len()..].trim_start_matches(counts).to_string();
        return if rest.is_empty() { all() } else { rest };
    }
    let numbered = title.split_whitespace().next().is_some_and(|first| {
        first.ends_with(['.', ')', ':', '—', '-']) || first.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    let dashed = title.contains(['—', '–', ':']);
    while rest.len() > 1
        && rest.first().is_some_and(|word| number(word))
        && (numbered || dashed || rest.len() < words.len())
    {
        rest = &rest[1..];
    }
    if rest.is_empty() || rest.len() == 1 && number(&rest[0]) {
        return all();
    }
    rest.join(" ")
}

/// Whether a word is what sections are called: "principle".
pub(super) fn is_kind(word: &str) -> bool {
    listed(Topic::SectionKind).contains(&word)
}

pub(super) fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit() || c == '.')
        || word.chars().all(|c| matches!(c, 'i' | 'v' | 'x')) && word.len() < 6
        || word.len() == 1 && word.is_ascii()
}

/// The number that a title starts with, as it is written: `III. Test-First`, `Principle 3:
/// Test-First`.
pub(super) fn number(title: &str) -> Option<String> {
    let words = words::words(title);
    let at = usize::from(words.first().is_some_and(|word| is_kind(word)));
    words.get(at).filter(|word| is_number(word)).cloned()
}
