//! POSIX's regular expressions, as JavaScript spells them. Must not know who matches what.
//!
//! Source: GNU grep's manual, "Regular Expressions"; bash(1), `=~`.

/// Which characters are special.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grammar {
    Basic,
    Extended,
    /// None.
    Fixed,
    /// Perl's, as far as it is JavaScript's as well.
    Perl,
}

/// What is asked of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Whether there is one.
    Whether,
    /// Which: of alternatives POSIX takes the longest, JavaScript the first.
    Which,
}

/// The pattern; `None` where it means something else there, or nothing.
pub(super) fn to_javascript(pattern: &str, grammar: Grammar, asked: Asked) -> Option<String> {
    match grammar {
        Grammar::Fixed => Some(escaped(pattern)),
        Grammar::Perl => Some(pattern.to_string()).filter(|text| !text.contains("[:") && !text.contains("(?")),
        Grammar::Basic | Grammar::Extended => translated(pattern, grammar, asked),
    }
}

/// A text that stands for itself.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !c.is_ascii_control() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn translated(pattern: &str, grammar: Grammar, asked: Asked) -> Option<String> {
    let extended = grammar == Grammar::Extended;
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let mut begins = true;
    while let Some(c) = chars.next() {
        let was_first = std::mem::replace(&mut begins, false);
        match c {
            '\\' => match chars.next()? {
                c @ ('(' | ')' | '{' | '}' | '+' | '?') if !extended => {
                    begins = c == '(';
                    out.push(c);
                }
                '|' if !extended && asked == Asked::Whether => {
                    begins = true;
                    out.push('|');
                }
                c @ ('w' | 'W' | 's' | 'S' | 'b' | 'B') => out.extend(['\\', c]),
                c if c.is_ascii_alphanumeric() || "<>`'|".contains(c) && !(extended && c == '|') => return None,
                c => out.extend(['\\', c]),
            },
            '|' if extended && asked == Asked::Which => return None,
            // What comes first has nothing to repeat, and stands for itself in a basic one.
            '*' if was_first => return None,
            // In the middle of a basic expression they stand for themselves.
            '^' if !extended && !was_first => return None,
            '$' if !extended && chars.peek().is_some() => return None,
            '(' | '|' if extended => {
                begins = true;
                out.push(c);
            }
            c @ ('(' | ')' | '{' | '}' | '+' | '?' | '|') if !extended => out.extend(['\\', c]),
            '[' => class(&mut chars, &mut out)?,
            c => {
                begins = was_first && c == '^';
                out.push(c);
            }
        }
    }
    Some(out)
}

/// As bash 5.2 has them in `C.UTF-8`, the locale of GitHub's runners: no-break spaces are none.
const BLANK: &[(char, char)] = &[
    (' ', ' '),
    ('\t', '\t'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{2006}'),
    ('\u{2008}', '\u{200a}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
];
const SPACE: &[(char, char)] = &[
    (' ', ' '),
    ('\t', '\r'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{2006}'),
    ('\u{2008}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
];

/// The characters of `[:name:]`, for globs and expressions alike; letters beyond ASCII are
/// left out.
pub(super) fn named(class: &str) -> Option<&'static [(char, char)]> {
    Some(match class {
        "digit" => &[('0', '9')],
        "lower" => &[('a', 'z')],
        "upper" => &[('A', 'Z')],
        "alpha" => &[('a', 'z'), ('A', 'Z')],
        "alnum" => &[('a', 'z'), ('A', 'Z'), ('0', '9')],
        "xdigit" => &[('0', '9'), ('a', 'f'), ('A', 'F')],
        "blank" => BLANK,
        "space" => SPACE,
        _ => return None,
    })
}

/// What stands in brackets.
pub(super) fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) -> Option<()> {
    out.push('[');
    if chars.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    if chars.next_if_eq(&']').is_some() {
        out.push_str("\\]");
    }
    loop {
        match chars.next()? {
            ']' => break,
            '[' if chars.peek() == Some(&':') => {
                let mut name = String::new();
                for c in chars.by_ref() {
                    name.push(c);
                    if c == ']' {
                        break;
                    }
                }
                let name = name.strip_prefix(':').and_then(|name| name.strip_suffix(":]"))?;
                for (from, to) in named(name)? {
                    out.push(*from);
                    if from != to {
                        out.extend(['-', *to]);
                    }
                }
            }
            '[' => out.push_str("\\["),
            // A backslash is one of the characters.
            '\\' => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
    out.push(']');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{named, to_javascript, Asked, Grammar};

    /// As bash 5.2 answers `[[ $c == [[:name:]] ]]` in `C.UTF-8`.
    #[test]
    fn classes_have_the_characters_that_bash_gives_them() {
        let has = |name: &str, c: char| named(name).is_some_and(|all| all.iter().any(|(a, b)| (*a..=*b).contains(&c)));
        for (c, names) in [
            (' ', &["blank", "space"][..]),
            ('\t', &["blank", "space"]),
            ('\n', &["space"]),
            ('\r', &["space"]),
            ('\u{2003}', &["blank", "space"]),
            ('\u{a0}', &[]),
            ('\u{2007}', &[]),
            ('a', &["xdigit", "alpha", "alnum", "lower"]),
            ('F', &["xdigit", "alpha", "alnum", "upper"]),
            ('g', &["alpha", "alnum", "lower"]),
            ('9', &["xdigit", "alnum", "digit"]),
            ('-', &[]),
        ] {
            for name in ["blank", "space", "xdigit", "alpha", "alnum", "lower", "upper", "digit"] {
                assert_eq!(has(name, c), names.contains(&name), "{c:?} in {name}");
            }
        }
        let spelled = to_javascript("[[:xdigit:]_]", Grammar::Extended, Asked::Whether);
        assert_eq!(spelled.as_deref(), Some("[0-9a-fA-F_]"));
        assert_eq!(to_javascript("[[:word:]]", Grammar::Extended, Asked::Whether), None);
    }
}
