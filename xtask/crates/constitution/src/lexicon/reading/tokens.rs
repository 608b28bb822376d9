//! The words of a sentence, with what stands around them. Must not know any phrase.

use std::ops::Range;

use crate::lexicon::{folded, is_cjk};

pub(super) struct Token<'a> {
    /// As written, typographic apostrophes made plain.
    pub raw: std::borrow::Cow<'a, str>,
    pub lower: String,
    pub range: Range<usize>,
    /// Whether a clause starts with it.
    pub opens: bool,
    /// Whether it stands in backticks.
    pub code: bool,
    /// Number of its clause.
    pub clause: usize,
    /// Whether a full stop stands right behind it.
    pub closed: bool,
}

/// Words of scripts with blanks, each with its apostrophes and hyphens.
pub(super) fn tokens<'a>(text: &'a str, codes: &[Range<usize>]) -> Vec<Token<'a>> {
    let mut out: Vec<Token<'a>> = Vec::new();
    let (mut clause, mut opens) = (0, true);
    let mut chars = text.char_indices().peekable();
    let mut codes = codes.iter().peekable();
    while let Some((at, c)) = chars.next() {
        while codes.peek().is_some_and(|code| code.end <= at) {
            codes.next();
        }
        if let Some(code) = codes.peek().filter(|code| code.start <= at) {
            let end = code.end.max(at + c.len_utf8());
            while chars.next_if(|(next, _)| *next < end).is_some() {}
            let raw = text.get(at..end).unwrap_or_default().into();
            out.push(Token { raw, lower: String::new(), range: at..end, opens, code: true, clause, closed: false });
            opens = false;
            continue;
        }
        if is_letter(c) {
            let mut end = at + c.len_utf8();
            while let Some(&(next, c)) = chars.peek() {
                let joins =
                    matches!(c, '\'' | '’' | '-' | '\u{2011}') && text[next + c.len_utf8()..].starts_with(is_letter);
                if !(is_letter(c) || joins) {
                    break;
                }
                end = next + c.len_utf8();
                chars.next();
            }
            let word = &text[at..end];
            let raw = if word.contains(['’', '\u{2011}']) {
                word.replace('’', "'").replace('\u{2011}', "-").into()
            } else {
                std::borrow::Cow::from(word)
            };
            let lower = folded(&raw);
            out.push(Token { raw, lower, range: at..end, opens, code: false, clause, closed: false });
            opens = false;
        } else if matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')' | '—' | '–' | '|' | '\n' | '…') {
            clause += 1;
            if let Some(last) = out.last_mut() {
                last.closed |= c == '.';
            }
            // A comma or a bracket goes on with the sentence.
            opens |= !matches!(c, ',' | '(' | ')');
        }
    }
    out
}

/// A letter or digit of a script with blanks between words.
fn is_letter(c: char) -> bool {
    (c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)) && !is_cjk(c)
}
