//! systemd's word splitting (`extract_first_word` in src/basic/extract-word.c) and
//! Quadlet's port of it (podman `pkg/systemd/parser/split.go`), which differs.
//! Must not know what the words mean.

use crate::joined::Joined;
use crate::span::Span;
use crate::systemd::BLANKS;

/// One word, quotes off and escapes resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: Joined,
    /// All of it as written, with its quotes.
    pub span: Span,
    /// Holds `$VAR` as a whole word that could not be resolved: none, one or many words.
    pub opaque: bool,
}

impl Word {
    /// A word that was written nowhere.
    pub fn plain(text: &str) -> Self {
        Self::of(Joined::made(text, Span::default()))
    }

    pub fn of(text: Joined) -> Self {
        let span = text.span();
        Self { text, span, opaque: false }
    }

    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }
}

/// By which rules to split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// `ExecStart=`: unknown escapes are kept, open quotes are an error.
    Exec,
    /// `Environment=`: unknown escapes are an error too.
    Environment,
    /// Quadlet's `LookupAllStrv`: backslashes mean nothing, an empty word ends the value.
    QuadletList,
    /// Quadlet's `LookupAllArgs`: open quotes are closed, a backslash at the end is eaten,
    /// unknown escapes are an error, an empty word ends the value (an upstream bug).
    QuadletArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitFault {
    OpenQuote,
    UnknownEscape,
    /// A backslash at the end, or inside of an open quote.
    OpenEscape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitError {
    pub fault: SplitFault,
    pub span: Span,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// The words before the error, if there is one.
    pub words: Vec<Word>,
    pub error: Option<SplitError>,
    /// What stands behind an empty word, which Quadlet drops.
    pub dropped: Option<Span>,
}

/// All words of a value.
pub fn split(value: &Joined, flavour: Flavour) -> Split {
    let mut split = Split::default();
    let mut at = 0;
    loop {
        match first(value, at, flavour) {
            Ok(Some((word, _))) if word.text.is_empty() && flavour.is_quadlet() => {
                let rest = value.place(word_end(value, &word)..value.as_str().len());
                split.dropped = (!rest.is_empty()).then_some(rest);
                return split;
            }
            Ok(Some((word, next))) => {
                split.words.push(word);
                at = next;
            }
            Ok(None) => return split,
            Err(error) => {
                split.error = Some(error);
                return split;
            }
        }
    }
}

/// The byte of `value` behind the word, for what is dropped after it.
fn word_end(value: &Joined, word: &Word) -> usize {
    (0..value.as_str().len()).find(|&at| value.place(at..at + 1).start >= word.span.end).unwrap_or(value.as_str().len())
}

impl Flavour {
    fn is_quadlet(self) -> bool {
        matches!(self, Self::QuadletList | Self::QuadletArgs)
    }
}

/// The first word at or behind byte `at`, and where to go on; `None` at the end.
pub fn first(value: &Joined, at: usize, flavour: Flavour) -> Result<Option<(Word, usize)>, SplitError> {
    let text = value.as_str();
    let Some(rest) = text.get(at..) else { return Ok(None) };
    let start = at + (rest.len() - rest.trim_start_matches(BLANKS).len());
    if start >= text.len() {
        return Ok(None);
    }
    match read_word(value, start, flavour, Escapes::Known) {
        // systemd warns and reads the word again with its unknown escapes kept.
        Err(error) if flavour == Flavour::Exec && error.fault != SplitFault::OpenQuote => {
            read_word(value, start, flavour, Escapes::Any).map(Some)
        }
        other => other.map(Some),
    }
}

/// What may stand behind a backslash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escapes {
    Known,
    /// What is unknown stays as it is written.
    Any,
}

fn read_word(value: &Joined, start: usize, flavour: Flavour, escapes: Escapes) -> Result<(Word, usize), SplitError> {
    let text = value.as_str();
    let mut word = Joined::empty(value.place(start..start).start);
    let mut quote: Option<(char, usize)> = None;
    let mut at = start;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let next = at + c.len_utf8();
        match (quote, c) {
            (_, '\\') if flavour != Flavour::QuadletList => {
                let fault = |fault, end: usize| SplitError { fault, span: value.place(at..end.max(at + 1)) };
                if next >= text.len() {
                    match (escapes, flavour) {
                        (Escapes::Any, _) if quote.is_none() => word.push(&value.slice(at..next)),
                        (_, Flavour::QuadletArgs) => {}
                        _ if quote.is_some() => break,
                        _ => return Err(fault(SplitFault::OpenEscape, next)),
                    }
                    at = next;
                    continue;
                }
                match unescape(&text[next..]) {
                    Some((c, length)) => {
                        word.push_char(c, value.place(at..next + length));
                        at = next + length;
                    }
                    None if escapes == Escapes::Any => {
                        let end = next + text[next..].chars().next().map_or(0, char::len_utf8);
                        word.push(&value.slice(at..end));
                        at = end;
                    }
                    None => return Err(fault(SplitFault::UnknownEscape, next)),
                }
                continue;
            }
            (Some((open, _)), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some((c, at)),
            (None, _) if BLANKS.contains(&c) => break,
            _ => word.push(&value.slice(at..next)),
        }
        at = next;
    }
    if let (Some((_, open)), true) = (quote, flavour != Flavour::QuadletArgs) {
        return Err(SplitError { fault: SplitFault::OpenQuote, span: value.place(open..text.len()) });
    }
    Ok((Word { text: word, span: value.place(start..at), opaque: false }, at))
}

/// One C escape behind its backslash: the character and the bytes it takes
/// (`cunescape_one` in src/basic/escape.c).
fn unescape(text: &str) -> Option<(char, usize)> {
    let code = |from: usize, digits: usize, radix: u32| -> Option<(u32, usize)> {
        let digits = text.get(from..from + digits)?;
        digits.chars().all(|c| c.is_digit(radix)).then_some(())?;
        Some((u32::from_str_radix(digits, radix).ok().filter(|&code| code != 0)?, from + digits.len()))
    };
    let (code, length) = match text.chars().next()? {
        'a' => return Some(('\u{7}', 1)),
        'b' => return Some(('\u{8}', 1)),
        'f' => return Some(('\u{c}', 1)),
        'n' => return Some(('\n', 1)),
        'r' => return Some(('\r', 1)),
        't' => return Some(('\t', 1)),
        'v' => return Some(('\u{b}', 1)),
        's' => return Some((' ', 1)),
        c @ ('\\' | '"' | '\'') => return Some((c, 1)),
        'x' => code(1, 2, 16)?,
        'u' => code(1, 4, 16)?,
        'U' => code(1, 8, 16)?,
        '0'..='7' => code(0, 3, 8).filter(|&(code, _)| code < 256)?,
        _ => return None,
    };
    // A byte above 127 alone is no text; what it becomes matters to nobody here.
    Some((char::from_u32(code).filter(|_| code < 128 || length > 3).unwrap_or('\u{fffd}'), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Joined {
        Joined::of(text, Span::new(0, text.len()))
    }

    #[track_caller]
    fn good(flavour: Flavour, text: &str, expected: &[&str]) {
        let split = split(&joined(text), flavour);
        assert_eq!(split.error, None, "{text:?}");
        assert_eq!(split.words.iter().map(Word::as_str).collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[track_caller]
    fn bad(flavour: Flavour, text: &str, fault: SplitFault, place: &str, before: &[&str]) {
        let split = split(&joined(text), flavour);
        let error = split.error.expect("an error");
        assert_eq!((error.fault, error.span.text(text)), (fault, place), "{text:?}");
        assert_eq!(split.words.iter().map(Word::as_str).collect::<Vec<_>>(), before);
    }

    use Flavour::*;

    #[test]
    fn quotes_join_anywhere_in_a_word() {
        good(Exec, "a  b\tc", &["a", "b", "c"]);
        good(Exec, "\"a b\" 'c d'", &["a b", "c d"]);
        good(Exec, "d'e f'g", &["de fg"]);
        good(Exec, "--label=k=\"v\"", &["--label=k=v"]);
        good(Exec, "'' \"\" x", &["", "", "x"]);
        good(Exec, "'a\"b' \"a'b\"", &["a\"b", "a'b"]);
    }

    #[test]
    fn escapes_work_in_both_quotes_and_outside() {
        good(Exec, r#"\x41 "\x41" '\x41' \101 \u00e9 \U0001F600 \s. \n"#, &["A", "A", "A", "A", "é", "😀", " .", "\n"]);
        good(Exec, r#"\"k=v\""#, &["\"k=v\""]);
        good(Exec, r"a\\b", &["a\\b"]);
    }

    #[test]
    fn unknown_escapes_are_kept_in_commands_only() {
        good(Exec, r"a\qb \x4 \400 \u12 \x00", &[r"a\qb", r"\x4", r"\400", r"\u12", r"\x00"]);
        good(Exec, r"a\", &["a\\"]);
        bad(Environment, r"A=1 B=\q", SplitFault::UnknownEscape, "\\", &["A=1"]);
        bad(QuadletArgs, r"a \q b", SplitFault::UnknownEscape, "\\", &["a"]);
    }

    #[test]
    fn open_quotes_are_errors_but_for_quadlets_arguments() {
        bad(Exec, "a \"b c", SplitFault::OpenQuote, "\"b c", &["a"]);
        bad(Exec, "a 'b\\", SplitFault::OpenQuote, "'b\\", &["a"]);
        bad(QuadletList, "a 'b c", SplitFault::OpenQuote, "'b c", &["a"]);
        good(QuadletArgs, "a \"b c", &["a", "b c"]);
        good(QuadletArgs, "a b\\", &["a", "b"]);
    }

    #[test]
    fn quadlet_drops_all_behind_an_empty_word() {
        let text = "--env A=\"\" \"\" --label x=y";
        good(QuadletArgs, text, &["--env", "A="]);
        let dropped = split(&joined(text), QuadletArgs).dropped.expect("dropped");
        assert_eq!(dropped.text(text).trim(), "--label x=y");
        good(QuadletList, r"a\sb 'c d'", &[r"a\sb", "c d"]);
    }

    #[test]
    fn words_know_their_quotes_and_their_inside() {
        let text = "run --label=\"k=v w\" x";
        let split = split(&joined(text), Exec);
        let word = &split.words[1];
        assert_eq!(word.span.text(text), "--label=\"k=v w\"");
        let at = word.as_str().find("v w").unwrap();
        assert_eq!(word.text.place(at..at + 3).text(text), "v w");
    }
}
