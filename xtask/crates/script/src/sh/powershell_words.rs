//! PowerShell's statements, words and strings. Must not know commands.

use std::ops::Range;

use super::expand::map;
use super::interpret::Interpreter;
use super::state::State;
use prodproof_syntax::value::{Symbolic, ValueSet, CLOSE, OPEN};

/// Before the names of PowerShell's own variables, which are not the environment's and
/// ignore case.
pub(super) const OWN: &str = "powershell:";

/// A statement: its text, where it stands, and how many braces are around it.
pub(super) struct Statement {
    pub(super) span: Range<usize>,
    pub(super) braces: usize,
}

/// What a statement is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A word or string, with what is known of it; `true` where it is a value, no name.
    Word(ValueSet, bool),
    Pipe,
    /// `>` and `>>`; `true` appends.
    Redirect(bool),
    /// `=`, between a variable and its value; the name with `env:` where it has it.
    Assign(String),
}

impl Interpreter<'_> {
    /// The tokens of a statement; `None` where it holds what is not read here.
    pub(super) fn tokens(&self, source: &str, state: &State) -> Option<Vec<Token>> {
        let mut out = Vec::new();
        let mut rest = source.trim_start();
        // The call operator: what follows is a command, even in quotes.
        let called = rest.starts_with("& ");
        if called {
            rest = rest[1..].trim_start();
        }
        while let Some(c) = rest.chars().next() {
            let starts =
                out.is_empty() || out.last() == Some(&Token::Pipe) || matches!(out.last(), Some(Token::Assign(_)));
            match c {
                // A line goes on.
                '`' if rest[1..].trim_start_matches('\r').starts_with('\n') => rest = &rest[1..],
                '|' => {
                    out.push(Token::Pipe);
                    rest = &rest[1..];
                }
                '>' => {
                    let append = rest.starts_with(">>");
                    out.push(Token::Redirect(append));
                    rest = rest.trim_start_matches('>');
                }
                '(' | '@' | '{' | '[' | ')' | '}' | '&' | '<' => return None,
                '2' if rest.starts_with("2>") => {
                    let skipped = rest.split_whitespace().next()?;
                    if skipped == "2>" {
                        return None;
                    }
                    rest = &rest[skipped.len()..];
                }
                _ => {
                    let (value, is_value, after) = self.word(rest, starts && !called, state)?;
                    // A `;` within parentheses ends no statement and begins no word.
                    if after.len() == rest.len() {
                        return None;
                    }
                    if out.is_empty() && rest.starts_with('$') {
                        let behind = after.trim_start();
                        if behind.starts_with('=') && !behind.starts_with("==") {
                            let name = rest[1..rest.len() - after.len()].trim_matches(['{', '}']);
                            out.push(Token::Assign(name.to_string()));
                            rest = behind[1..].trim_start();
                            continue;
                        }
                    }
                    out.push(Token::Word(value, is_value));
                    rest = after;
                }
            }
            rest = rest.trim_start();
        }
        Some(out)
    }

    /// One word, with the strings and variables in it; whether it is a value; the rest.
    fn word<'t>(&self, source: &'t str, starts: bool, state: &State) -> Option<(ValueSet, bool, &'t str)> {
        let mut value = ValueSet::known("");
        let mut rest = source;
        let is_value = starts && source.starts_with(['"', '\'', '$']);
        while let Some(c) = rest.chars().next() {
            match c {
                c if c.is_whitespace() || matches!(c, '|' | '>' | ';' | ')' | '}') => break,
                '\'' => {
                    let end = end_of_single(rest)?;
                    value = value.join(&ValueSet::one(Symbolic::from_marked(rest[1..end - 1].replace("''", "'"))));
                    rest = &rest[end..];
                }
                '"' => {
                    let end = end_of_double(rest)?;
                    value = value.join(&self.expand(&rest[1..end - 1], state));
                    rest = &rest[end..];
                }
                '$' => {
                    let (one, after) = self.reference(rest, state)?;
                    value = value.join(&one);
                    rest = after;
                }
                // A method of the string or variable before it.
                '.' if source.starts_with(['"', '\'', '$']) => {
                    let end = rest[1..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |at| at + 1);
                    let method = rest[1..end].to_ascii_lowercase();
                    let after = rest[end..].strip_prefix('(');
                    match (method.as_str(), after.and_then(|after| after.strip_prefix(')'))) {
                        ("tolower" | "tolowerinvariant", Some(after)) => {
                            value = map(&value, |text| text.map_known(str::to_lowercase));
                            rest = after;
                        }
                        ("toupper" | "toupperinvariant", Some(after)) => {
                            value = map(&value, |text| text.map_known(str::to_uppercase));
                            rest = after;
                        }
                        ("tostring", Some(after)) => rest = after,
                        ("trim", Some(after)) => {
                            value = map(&value, |text| Symbolic::from_marked(text.marked().trim()));
                            rest = after;
                        }
                        _ => {
                            value = ValueSet::unknown();
                            rest = match after {
                                Some(after) => &after[after.find(')')? + 1..],
                                None => &rest[end..],
                            };
                        }
                    }
                }
                '`' if rest[1..].trim_start_matches('\r').starts_with('\n') => break,
                '`' => {
                    let escaped = rest[1..].chars().next()?;
                    value = value.join(&ValueSet::known(&escaped.to_string()));
                    rest = &rest[1 + escaped.len_utf8()..];
                }
                '(' | '[' | '{' | '@' => return None,
                OPEN => {
                    let end = rest.find(CLOSE)? + CLOSE.len_utf8();
                    value = value.join(&ValueSet::one(Symbolic::from_marked(&rest[..end])));
                    rest = &rest[end..];
                }
                c => {
                    value = value.join(&ValueSet::known(&c.to_string()));
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        Some((value, is_value, rest))
    }

    /// `$x`, `${x}`, `$env:X`, `${env:X}` at the start of the text; `$(…)` is unknown.
    fn reference<'t>(&self, text: &'t str, state: &State) -> Option<(ValueSet, &'t str)> {
        let inner = &text[1..];
        if let Some(braced) = inner.strip_prefix('{') {
            let (name, after) = braced.split_once('}')?;
            return Some((self.own(name, state), after));
        }
        if inner.starts_with('(') {
            let mut depth = 0usize;
            for (at, c) in inner.char_indices() {
                match c {
                    '(' => depth += 1,
                    ')' if depth == 1 => return Some((ValueSet::unknown(), &inner[at + 1..])),
                    ')' => depth -= 1,
                    _ => {}
                }
            }
            return None;
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let scope = inner.to_ascii_lowercase().starts_with("env:");
        let from = if scope { 4 } else { 0 };
        let end = inner[from..].find(|c| !is_name(c)).map_or(inner.len(), |at| from + at);
        if end == from {
            return Some((ValueSet::known("$"), inner));
        }
        Some((self.own(&inner[..end], state), &inner[end..]))
    }

    fn own(&self, name: &str, state: &State) -> ValueSet {
        let lower = name.to_ascii_lowercase();
        if lower.starts_with("env:") {
            return self.variable(&name[4..], state).unwrap_or_else(ValueSet::unknown);
        }
        match lower.as_str() {
            "true" => ValueSet::known("True"),
            "false" => ValueSet::known("False"),
            _ => state.variables.get(&format!("{OWN}{lower}")).cloned().unwrap_or_else(ValueSet::unknown),
        }
    }

    /// The text of a string in double quotes.
    fn expand(&self, text: &str, state: &State) -> ValueSet {
        let mut out = ValueSet::known("");
        let mut rest = text;
        while let Some(at) = rest.find(['$', '`', '"']) {
            out = out.join(&ValueSet::one(Symbolic::from_marked(&rest[..at])));
            let special = &rest[at..];
            if let Some(after) = special.strip_prefix("\"\"") {
                out = out.join(&ValueSet::known("\""));
                rest = after;
            } else if let Some(after) = special.strip_prefix('`') {
                let Some(c) = after.chars().next() else { break };
                let known = match c {
                    'n' => "\n".to_string(),
                    't' => "\t".to_string(),
                    c => c.to_string(),
                };
                out = out.join(&ValueSet::known(&known));
                rest = &after[c.len_utf8()..];
            } else if let Some((value, after)) = self.reference(special, state).filter(|_| special.starts_with('$')) {
                out = out.join(&value);
                rest = after;
            } else {
                return ValueSet::unknown();
            }
        }
        out.join(&ValueSet::one(Symbolic::from_marked(rest)))
    }
}

/// Where a string in single quotes ends, behind its quote.
fn end_of_single(text: &str) -> Option<usize> {
    let mut from = 1;
    loop {
        let at = from + text[from..].find('\'')?;
        if !text[at + 1..].starts_with('\'') {
            return Some(at + 1);
        }
        from = at + 2;
    }
}

/// Where a string in double quotes ends, behind its quote.
fn end_of_double(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let mut parentheses = 0usize;
    while let Some((at, c)) = chars.next() {
        match c {
            '`' => {
                chars.next();
            }
            '$' if text[at..].starts_with("$(") => {
                parentheses += 1;
                chars.next();
            }
            '(' if parentheses > 0 => parentheses += 1,
            ')' if parentheses > 0 => parentheses -= 1,
            '"' if parentheses == 0 => match text[at + 1..].starts_with('"') {
                true => {
                    chars.next();
                }
                false => return Some(at + 1),
            },
            _ => {}
        }
    }
    None
}

/// The statements of a script: cut at line ends, `;`, `&&`, `||` and braces that stand
/// outside of strings, parentheses and comments.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut out: Vec<Statement> = Vec::new();
    let (mut from, mut braces, mut parentheses, mut at) = (0usize, 0usize, 0usize, 0usize);
    let cut = |from: usize, to: usize, braces: usize, out: &mut Vec<Statement>| {
        let part = &text[from..to];
        let start = from + (part.len() - part.trim_start().len());
        let end = from + part.trim_end().len();
        if start < end {
            out.push(Statement { span: start..end, braces });
        }
    };
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let width = c.len_utf8();
        match c {
            OPEN => {
                at += rest.find(CLOSE).map_or(width, |end| end + CLOSE.len_utf8());
                continue;
            }
            '`' => {
                at += width + rest[width..].chars().next().map_or(0, char::len_utf8);
                continue;
            }
            '@' if rest.starts_with("@\"") || rest.starts_with("@'") => {
                let close = if rest.starts_with("@\"") { "\n\"@" } else { "\n'@" };
                at += rest.find(close).map_or(rest.len(), |end| end + close.len());
                continue;
            }
            '"' | '\'' => {
                let end = if c == '"' { end_of_double(rest) } else { end_of_single(rest) };
                at += end.unwrap_or(rest.len());
                continue;
            }
            '<' if rest.starts_with("<#") => {
                cut(from, at, braces, &mut out);
                at += rest.find("#>").map_or(rest.len(), |end| end + 2);
                from = at;
                continue;
            }
            '#' if at == from || text[..at].ends_with(char::is_whitespace) => {
                cut(from, at, braces, &mut out);
                at += rest.find('\n').unwrap_or(rest.len());
                from = at;
                continue;
            }
            '$' if rest.starts_with("${") => {
                at += rest.find('}').map_or(rest.len(), |end| end + 1);
                continue;
            }
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            '{' => {
                cut(from, at, braces, &mut out);
                braces += 1;
                from = at + width;
                parentheses = 0;
            }
            '}' => {
                cut(from, at, braces, &mut out);
                braces = braces.saturating_sub(1);
                from = at + width;
            }
            // Behind a pipe, a line goes on.
            '\n' if text[from..at].trim_end().ends_with('|') => {}
            '\n' | ';' if parentheses == 0 => {
                cut(from, at, braces, &mut out);
                from = at + width;
            }
            '&' | '|' if parentheses == 0 && (rest.starts_with("&&") || rest.starts_with("||")) => {
                cut(from, at, braces, &mut out);
                from = at + 2;
                at += 2;
                continue;
            }
            _ => {}
        }
        at += width;
    }
    cut(from, text.len(), braces, &mut out);
    out
}
