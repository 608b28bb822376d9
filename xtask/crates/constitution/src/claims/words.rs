//! A sentence's words with their places: a code span is one word, whatever it holds.

use std::ops::Range;

use crate::sentences::Sentence;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProseWord<'a> {
    /// As written, without punctuation around it.
    pub text: &'a str,
    /// In ASCII lower case.
    pub lower: &'a str,
    /// Its place in the sentence's text.
    pub range: Range<usize>,
    /// Whether it stands in backticks.
    pub code: bool,
}

/// Words in order. Scripts that put no blanks between words (Chinese, Japanese) give
/// none; look for their words in [`Sentence::lower`].
pub fn words(sentence: &Sentence) -> Vec<ProseWord<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    for code in sentence.codes() {
        plain(sentence, at..code.start.max(at), &mut out);
        push(sentence, code.clone(), Script::Code, &mut out);
        at = code.end;
    }
    plain(sentence, at..sentence.text.len(), &mut out);
    out
}

fn plain<'a>(sentence: &'a Sentence, range: Range<usize>, out: &mut Vec<ProseWord<'a>>) {
    let Some(text) = sentence.text.get(range.clone()) else { return };
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(sentence, range.start + from..range.start + at, Script::Prose, out);
                start = None;
            }
            _ => {}
        }
    }
}

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Prose,
    Code,
}

fn push<'a>(sentence: &'a Sentence, range: Range<usize>, script: Script, out: &mut Vec<ProseWord<'a>>) {
    let code = script == Script::Code;
    let Some(text) = sentence.text.get(range.clone()) else { return };
    let trimmed = text.trim();
    let trimmed = if code {
        trimmed
    } else {
        trimmed.trim_end_matches(['.', ':', '\'', '-', '/']).trim_start_matches(['\'', '-'])
    };
    if trimmed.is_empty() {
        return;
    }
    // `trim*` returns a part of `text`, so the distance of their starts is its offset.
    let start = range.start + (trimmed.as_ptr() as usize - text.as_ptr() as usize);
    let range = start..start + trimmed.len();
    let lower = sentence.lower.get(range.clone()).unwrap_or(trimmed);
    out.push(ProseWord { text: trimmed, lower, range, code });
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "._/:@<>{}$*=+#~%-'".contains(c)
    } else {
        // Accented Latin, Cyrillic and Greek, but no script without blanks.
        c.is_alphabetic() && ((c as u32) < 0x0590 || ('\u{1e00}'..='\u{1fff}').contains(&c))
            || ('\u{300}'..='\u{36f}').contains(&c)
            || c == '’'
    }
}

/// The first index of `words` at which `phrase` (blank-separated, lower case) stands.
pub fn find(words: &[ProseWord<'_>], phrase: &str) -> Option<usize> {
    let (first, rest) = phrase.split_once(' ').map_or((phrase, None), |(first, rest)| (first, Some(rest)));
    let is = |word: &ProseWord<'_>, wanted: &str| !word.code && word.lower == wanted;
    words.iter().enumerate().position(|(at, word)| {
        is(word, first)
            && rest.is_none_or(|rest| {
                let mut behind = words.iter().skip(at + 1);
                rest.split(' ').all(|wanted| behind.next().is_some_and(|word| is(word, wanted)))
            })
    })
}

pub fn has(words: &[ProseWord<'_>], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| find(words, phrase).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sentences;
    use prodproof_syntax::markdown::Markdown;

    #[test]
    fn a_code_span_is_one_word() {
        let text = "Push `30 4 * * 1` to quay.io/a/b:latest, or (Main).\n";
        let sentence = &sentences::read(text, &Markdown::read(text))[0];
        let found = words(sentence);
        let shown: Vec<_> = found.iter().map(|word| word.lower).collect();
        assert_eq!(shown, ["push", "30 4 * * 1", "to", "quay.io/a/b:latest", "or", "main"]);
        assert_eq!(sentence.place(found[1].range.clone()).text(text), "30 4 * * 1");
        assert_eq!(find(&found, "or main"), Some(4));
        assert_eq!(find(&found, "30 4 * * 1"), None, "code is no phrase");
    }

    #[test]
    fn scripts_without_blanks_break_words() {
        let text = "发布到quay.io/a/b。\n";
        let sentence = &sentences::read(text, &Markdown::read(text))[0];
        assert_eq!(words(sentence).iter().map(|word| word.text).collect::<Vec<_>>(), ["quay.io/a/b"]);
    }
}
