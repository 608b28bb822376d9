//! Words of a statement: which carry meaning, which bind, which are only typing errors
//! of one another. Must not know sections or documents.

use crate::lexicon::{self, listed, Topic};
use prodproof_syntax::order::Order;

/// The words of `text` in order: lower case; a CJK character is a word of its own;
/// numbers keep their dots; signs that compare are words. Hyphens of every kind and
/// markup separate.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let between_digits = matches!(c, '.' | ',')
            && word.ends_with(|c: char| c.is_ascii_digit())
            && chars.peek().is_some_and(char::is_ascii_digit);
        let apostrophe = matches!(c, '\'' | '’') && !word.is_empty() && chars.peek().is_some_and(|c| c.is_alphabetic());
        if is_cjk(c) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            words.push(c.to_string());
        } else if c.is_alphanumeric() || between_digits {
            word.extend(c.to_lowercase());
        } else if apostrophe {
            word.push('\'');
        } else {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            if matches!(c, '<' | '>' | '≤' | '≥' | '=' | '≠' | '%' | '±') {
                words.push(c.to_string());
            }
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

pub use crate::lexicon::is_cjk;

/// How many words of prose `words` make: two CJK characters count as one.
pub fn prose_len<'a>(words: impl IntoIterator<Item = &'a str>) -> usize {
    let halves: usize = words.into_iter().map(|word| if word.chars().all(is_cjk) { 1 } else { 2 }).sum();
    halves / 2
}

/// Words that carry structure, not content. Those that bind, deny, limit or except are
/// not among them.
pub fn is_content(word: &str) -> bool {
    !lexicon::is_listed(Topic::Empty, word)
}

/// Whether a word only says how firmly something is meant, or that it is denied or
/// limited, not what.
pub fn is_force(word: &str) -> bool {
    lexicon::is_listed(Topic::Emphasis, word) || !lexicon::read(word).marks.is_empty()
}

/// Whether two different words are the same but for a typing error or an ending: one
/// edit from five characters on, two from eight on. Numbers never are, nor words that a
/// prefix turns into their opposite.
pub fn is_typo(a: &str, b: &str) -> bool {
    let first = |word: &str| word.chars().next();
    let digits = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    // The cheapest first: every word of an amendment is held against many.
    if first(a) != first(b) || digits(a) || digits(b) {
        return false;
    }
    let whole = (a, b);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let allowed = match a.len().max(b.len()) {
        0..=4 => 0,
        5..=7 => 1,
        8..=40 => 2,
        _ => return false,
    };
    if allowed == 0 || a.len().abs_diff(b.len()) > allowed || edits(&a, &b) > allowed {
        return false;
    }
    let opposite = listed(Topic::Reversing).iter().any(|prefix| long.strip_prefix(prefix) == Some(short));
    !opposite && !is_force(whole.0) && !is_force(whole.1)
}

/// The number of single-character edits between two words, a swap of neighbours being
/// one (optimal string alignment).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// The words of `new` that `old` lacks and the other way round, each as often as it is
/// in excess; typing errors are paired off.
pub fn difference<'a>(old: &'a [String], new: &'a [String]) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut gone = excess(old, new);
    let mut added = excess(new, old);
    if gone.len() * added.len() < 4_000 {
        gone.retain(|old| match added.iter().position(|new| is_typo(old, new)) {
            Some(at) => {
                added.swap_remove(at);
                false
            }
            None => true,
        });
    }
    (gone, added)
}

/// The words of `a` that `b` does not have, with their numbers, in the order of the
/// alphabet.
fn excess<'a>(a: &'a [String], b: &[String]) -> Vec<&'a str> {
    let mut left: Vec<&str> = a.iter().map(String::as_str).collect();
    let mut right: Vec<&str> = b.iter().map(String::as_str).collect();
    left.order();
    right.order();
    let mut right = right.into_iter().peekable();
    left.retain(|word| {
        while right.peek().is_some_and(|other| other < word) {
            right.next();
        }
        right.next_if_eq(word).is_none()
    });
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_scripts() {
        assert_eq!(words("Don’t push `a-b`, ≥ 1.5 %"), ["don't", "push", "a", "b", "≥", "1.5", "%"]);
        assert_eq!(words("必须 run"), ["必", "须", "run"]);
        assert_eq!(words("non\u{2011}breaking"), words("non-breaking"));
    }

    #[test]
    fn typing_errors_are_told_from_other_words() {
        for (a, b) in [
            (concat!("rec", "ieve"), "receive"),
            (concat!("co", "mit"), "commit"),
            ("branch", concat!("bra", "nchs")),
            (concat!("depend", "ancies"), "dependencies"),
        ] {
            assert!(is_typo(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("major", "minor"),
            ("encrypted", "unencrypted"),
            ("include", "exclude"),
            ("internal", "external"),
            ("80", "90"),
            ("never", "fever"),
            ("import", "export"),
            ("daily", "weekly"),
        ] {
            assert!(!is_typo(a, b), "{a} {b}");
        }
    }
}
