//! A source as its literals and the code around them.

/// What stands between the quotes of a literal, as it is spelled.
pub struct Literal<'a> {
    pub at: usize,
    pub spelled: &'a str,
}

impl Literal<'_> {
    pub fn line(&self, source: &str) -> usize {
        line(source, self.at)
    }
}

/// The line of a byte, counted from one.
pub fn line(source: &str, at: usize) -> usize {
    source[..at].matches('\n').count() + 1
}

/// The code with blanks for what comments and literals say, byte by byte, and the literals.
pub fn read(source: &str) -> (String, Vec<Literal<'_>>) {
    let (mut code, mut literals) = (String::new(), Vec::new());
    while let Some(c) = source[code.len()..].chars().next() {
        let at = code.len();
        let rest = &source[at..];
        let in_word = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let raw =
            rest.strip_prefix('r').filter(|_| !in_word).map(|rest| rest.len() - rest.trim_start_matches('#').len());
        let len = match (c, raw) {
            ('/', _) if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            ('r', Some(marks)) if rest[1 + marks..].starts_with('"') => {
                let (open, close) = (marks + 2, format!("\"{}", "#".repeat(marks)));
                let inside = rest[open..].find(&close).expect("its end");
                literals.push(Literal { at, spelled: &rest[open..open + inside] });
                open + inside + close.len()
            }
            ('"', _) => {
                let inside = inside(&rest[1..]);
                literals.push(Literal { at, spelled: &rest[1..=inside] });
                inside + 2
            }
            ('\'', _) => character(rest),
            _ => {
                code.push(c);
                continue;
            }
        };
        code.extend(rest[..len].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    }
    (code, literals)
}

/// How much stands before the closing quotes.
fn inside(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.expect("its end")
}

/// The length of a character in its marks; of a lifetime the mark alone.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    let first = chars.next().map(|(_, c)| c);
    let closed = if first == Some('\\') { chars.skip(1).find(|(_, c)| *c == '\'') } else { chars.next() };
    closed.filter(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1)
}

#[test]
fn literals_are_told_from_code() {
    let source = "f('\"', \"a\\\"b\", r#\"c\"d\"#); // \"e\"\nlet x: &'a str = \"\\\n  g\"; '\\u{1}' \"h\"";
    let (code, literals) = read(source);
    assert_eq!(literals.iter().map(|one| one.spelled).collect::<Vec<_>>(), ["a\\\"b", "c\"d", "\\\n  g", "h"]);
    assert_eq!(code.len(), source.len());
    assert_eq!(code.split_whitespace().collect::<String>(), "f(,,);letx:&astr=;");
}
