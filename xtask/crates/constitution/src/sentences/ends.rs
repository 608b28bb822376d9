//! Where the sentences of a text end. Must not know what they state, nor where the text is from.

use std::ops::Range;

use crate::lexicon::{listed, Topic};

/// What may close a sentence behind its mark, and stand before the next one.
const CLOSING: [char; 12] = ['"', '\'', ')', ']', '”', '’', '」', '』', '）', '】', '*', '_'];

/// The ranges of the sentences in `text`, without blanks around them. What stands in `codes`,
/// which are in order, ends none; nor does an abbreviation, a number or an initial.
pub(crate) fn split(text: &str, codes: &[Range<usize>]) -> Vec<Range<usize>> {
    let is_code = |at: usize| {
        let index = codes.partition_point(|code| code.start <= at);
        index.checked_sub(1).and_then(|index| codes.get(index)).is_some_and(|code| at < code.end)
    };
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let ends = match c {
            '。' | '！' | '？' => !is_code(at),
            '.' | '!' | '?' => {
                let rest = text[end..].trim_start_matches(CLOSING);
                let behind = rest.trim_start();
                let gap = behind.len() < rest.len() || behind.is_empty();
                let opens = opens_sentence(behind) || is_code(text.len() - behind.len());
                let word = c == '.' && !is_code(at.saturating_sub(1));
                gap && opens && !is_code(at) && !(word && is_short(&text[start..at]))
            }
            _ => false,
        };
        if !ends {
            continue;
        }
        let mut stop = end;
        while let Some((next, mark)) = chars.next_if(|(_, mark)| CLOSING.contains(mark)) {
            stop = next + mark.len_utf8();
        }
        out.extend(trimmed(text, start..stop));
        start = stop;
    }
    out.extend(trimmed(text, start..text.len()));
    out
}

/// Whether what follows a full stop may start a sentence.
fn opens_sentence(next: &str) -> bool {
    next.chars().take(16).find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase())
}

/// Whether the last word before a full stop is an abbreviation or an initial.
fn is_short(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    let initial = word.chars().count() < 2 && !word.chars().all(|c| c.is_ascii_digit());
    listed(Topic::Abbreviation).contains(&word.as_str()) || initial
}

fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    let from = range.start + part.len() - part.trim_start().len();
    let to = from + part.trim().len();
    (to > from).then_some(from..to)
}
