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
        Grammar::Basic | Grammar::Extended => translated(pattern, grammar == Grammar::Extended, asked),
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

fn translated(pattern: &str, extended: bool, asked: Asked) -> Option<String> {
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
                out.push_str(match name.as_str() {
                    ":digit:]" => "0-9",
                    ":lower:]" => "a-z",
                    ":upper:]" => "A-Z",
                    ":alpha:]" => "a-zA-Z",
                    ":alnum:]" => "a-zA-Z0-9",
                    ":space:]" => "\\s",
                    ":blank:]" => " \\t",
                    ":xdigit:]" => "0-9a-fA-F",
                    _ => return None,
                });
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
