//! What systemd puts in for `%n` and `${VAR}`: specifiers (`specifier_printf` in
//! src/shared/specifier.c, systemd.unit(5) SPECIFIERS) and the variables of command
//! lines (`replace_env_argv` in src/basic/env-util.c, systemd.service(5)).
//! What only the host knows becomes a hole. Must not know what a command does.

use std::collections::BTreeMap;

use crate::joined::Joined;
use crate::span::Span;
use crate::words::{self, Flavour, Word};

/// Known to systemd 257, with values that only the host knows.
const HOST: &str = "tSCLETVHlqmbvowWBMAauUgGhsdDfyYcrR";

/// A unit's file name, taken apart: `prefix[@[instance]].type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitName {
    pub prefix: String,
    /// `None`: no template. Empty: the template itself, whose instance the host names.
    pub instance: Option<String>,
    /// With its dot: `.service`.
    pub suffix: String,
}

impl UnitName {
    /// Of a file's name, without folders.
    pub fn parse(name: &str) -> Self {
        let (stem, suffix) = match name.rfind('.') {
            Some(at) if at > 0 => (&name[..at], &name[at..]),
            _ => (name, ""),
        };
        let (prefix, instance) = match stem.split_once('@') {
            Some((prefix, instance)) => (prefix, Some(instance.to_string())),
            None => (stem, None),
        };
        Self { prefix: prefix.to_string(), instance, suffix: suffix.to_string() }
    }

    pub fn is_template(&self) -> bool {
        self.instance.as_deref() == Some("")
    }

    /// The unit's name on the host, `%n`; the instance of a template is a hole.
    pub fn full(&self, span: Span) -> Joined {
        let mut name = self.stem(span);
        name.push_str(&self.suffix, span);
        name
    }

    /// Without the suffix, `%N`.
    fn stem(&self, span: Span) -> Joined {
        let mut name = Joined::made(&self.prefix, span);
        if self.instance.is_some() {
            name.push_str("@", span);
            name.push(&self.instance(span));
        }
        name
    }

    fn instance(&self, span: Span) -> Joined {
        let mut instance = Joined::empty(span.start);
        match self.instance.as_deref() {
            Some("") => instance.push_hole("%i", span),
            Some(known) => instance.push_str(known, span),
            None => {}
        }
        instance
    }

    fn specifier(&self, c: char, span: Span) -> Option<Joined> {
        let made = |text: &str| Some(Joined::made(text, span));
        match c {
            'n' => Some(self.full(span)),
            'N' => Some(self.stem(span)),
            'p' => made(&self.prefix),
            'P' => made(&unescape_name(&self.prefix)),
            'i' => Some(self.instance(span)),
            'I' => Some(match self.instance.as_deref() {
                Some(known) if !known.is_empty() => Joined::made(&unescape_name(known), span),
                _ => self.instance(span),
            }),
            'j' => made(last_component(&self.prefix)),
            'J' => made(&unescape_name(last_component(&self.prefix))),
            '%' => made("%"),
            c if HOST.contains(c) => {
                let mut hole = Joined::empty(span.start);
                hole.push_hole(&format!("%{c}"), span);
                Some(hole)
            }
            _ => None,
        }
    }
}

fn last_component(prefix: &str) -> &str {
    prefix.rsplit('-').next().unwrap_or(prefix)
}

/// `unit_name_unescape`: `-` is `/`, `\xHH` is a byte.
fn unescape_name(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let byte = rest.strip_prefix("\\x").and_then(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii() => {
                out.push(char::from(byte));
                rest = &rest[4..];
                continue;
            }
            _ if c == '-' => out.push('/'),
            _ => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Puts in all specifiers; the error is the place of one that systemd does not know,
/// which makes it refuse a command and skip a variable.
pub fn specifiers(text: &Joined, unit: &UnitName) -> Result<Joined, Span> {
    let source = text.as_str();
    if !source.contains('%') {
        return Ok(text.clone());
    }
    let mut out = Joined::empty(text.span().start);
    let mut at = 0;
    while let Some(found) = source.get(at..).and_then(|rest| rest.find('%')) {
        let percent = at + found;
        out.push(&text.slice(at..percent));
        let Some(c) = source[percent + 1..].chars().next() else {
            out.push(&text.slice(percent..source.len()));
            return Ok(out);
        };
        let end = percent + 1 + c.len_utf8();
        match unit.specifier(c, text.place(percent..end)) {
            Some(value) => out.push(&value),
            None if c.is_ascii_alphanumeric() => return Err(text.place(percent..end)),
            None => out.push(&text.slice(percent..end)),
        }
        at = end;
    }
    out.push(&text.slice(at..source.len()));
    Ok(out)
}

/// The environment that a unit's files give its commands. A value may have holes.
pub type Variables = BTreeMap<String, Joined>;

/// Puts in `$VAR` (a whole word, split at blanks) and `${VAR}` (anywhere, one word).
/// A variable that the files do not set is a hole: the host may set it.
pub fn variables(list: &[Word], variables: &Variables) -> Vec<Word> {
    let mut out = Vec::new();
    let mut spent = 0;
    for word in list {
        let text = word.as_str();
        match text.strip_prefix('$') {
            Some(name) if !name.starts_with(['{', '$']) && !word.text.has_holes() => match variables.get(name) {
                Some(value) if value.has_holes() || is_too_much(value, &mut spent) => out.push(opaque(word, text)),
                Some(value) => out.extend(words_of(value, word.span)),
                None if is_name(name) => out.push(opaque(word, text)),
                // No variable can have such a name: unset, hence no word.
                None => {}
            },
            // `$X%a`: which variable that names is only known on the host, if it is one.
            Some(name) if !name.starts_with(['{', '$']) => out.push(opaque(word, &word.text.shown())),
            _ => out.push(Word { text: braces(&word.text, variables, &mut spent), ..word.clone() }),
        }
    }
    out
}

/// Whether the values of one command are more than is told apart: the rest are holes.
fn is_too_much(value: &Joined, spent: &mut usize) -> bool {
    const MOST_BYTES: usize = 256 * 1024;
    *spent += value.as_str().len();
    *spent > MOST_BYTES
}

fn opaque(word: &Word, name: &str) -> Word {
    let mut text = Joined::empty(word.span.start);
    text.push_hole(name, word.span);
    Word { text, span: word.span, opaque: true }
}

/// The words of a variable's value; they all stand where the variable is used.
fn words_of(value: &Joined, span: Span) -> Vec<Word> {
    let split = words::split(value, Flavour::Exec);
    split.words.into_iter().map(|word| Word { text: Joined::made(word.as_str(), span), span, opaque: false }).collect()
}

/// `[A-Za-z_][A-Za-z0-9_]*`
pub fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn braces(text: &Joined, variables: &Variables, spent: &mut usize) -> Joined {
    let source = text.as_str();
    let mut out = Joined::empty(text.span().start);
    let mut at = 0;
    while let Some(found) = source.get(at..).and_then(|rest| rest.find('$')) {
        let dollar = at + found;
        out.push(&text.slice(at..dollar));
        let rest = &source[dollar + 1..];
        if rest.starts_with('$') {
            out.push(&text.slice(dollar..dollar + 1));
            at = dollar + 2;
        } else if let Some(name) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name) {
            let end = dollar + 1 + 1 + name.len() + 1;
            let place = text.place(dollar..end);
            match variables.get(name) {
                // `${X:-y}` is no syntax of systemd's and stays as it is.
                None if name.contains(':') => out.push(&text.slice(dollar..end)),
                Some(value) if value.has_holes() || is_too_much(value, spent) => {
                    out.push_hole(&format!("${{{name}}}"), place)
                }
                Some(value) => out.push_str(value.as_str(), place),
                None => out.push_hole(&format!("${{{name}}}"), place),
            }
            at = end;
        } else {
            out.push(&text.slice(dollar..dollar + 1));
            at = dollar + 1;
        }
    }
    out.push(&text.slice(at..source.len()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Joined {
        Joined::of(text, Span::new(0, text.len()))
    }

    #[track_caller]
    fn specified(unit: &str, text: &str, expected: &str) {
        let out = specifiers(&joined(text), &UnitName::parse(unit));
        assert_eq!(out.map(|out| out.shown()), Ok(expected.to_string()), "{text}");
    }

    #[test]
    fn names_are_taken_apart() {
        specified("foo.service", "%n %N %p %i|%%", "foo.service foo foo |%");
        specified("foo@x.service", "%n %N %p %i", "foo@x.service foo@x foo x");
        specified("foo@.service", "%n", "foo@%i.service");
        specified("a-b-c.service", "%j %P %J", "c a/b/c c");
        specified("foo@a-b\\x20c.service", "%I", "a/b c");
    }

    #[test]
    fn unknown_letters_are_errors_and_other_characters_stay() {
        specified("a.service", "100% %-x 5%", "100% %-x 5%");
        assert_eq!(specifiers(&joined("a %z"), &UnitName::parse("a.service")), Err(Span::new(2, 4)));
        assert_eq!(specifiers(&joined("%n-%9"), &UnitName::parse("a.service")), Err(Span::new(3, 5)));
    }

    #[test]
    fn the_hosts_values_are_holes() {
        let out = specifiers(&joined("%t/x"), &UnitName::parse("a.service")).unwrap();
        assert_eq!((out.with_holes().as_str(), out.known()), ("<?>/x", None));
    }

    fn expanded(text: &str, set: &[(&str, &str)]) -> Vec<String> {
        let set: Variables = set.iter().map(|(name, value)| (name.to_string(), joined(value))).collect();
        let split = words::split(&joined(text), Flavour::Exec);
        variables(&split.words, &set).iter().map(|word| word.text.with_holes()).collect()
    }

    #[test]
    fn a_variable_alone_is_split_and_one_in_braces_is_not() {
        let set = [("A", "x 'y z'"), ("B", "b c")];
        assert_eq!(expanded("$A ${B} p${B}q", &set), ["x", "y z", "b c", "pb cq"]);
        assert_eq!(expanded("x$A k=$A $$A $A.b", &set), ["x$A", "k=$A", "$A"]);
        assert_eq!(expanded("\"$A\"", &set), ["x", "y z"], "quotes do not protect");
        assert_eq!(expanded("${B:-y} ${B", &set), ["${B:-y}", "${B"]);
    }

    #[test]
    fn what_is_not_set_is_not_known() {
        assert_eq!(expanded("$A ${B}:1", &[]), ["<?>", "<?>:1"]);
        let split = words::split(&joined("$A ${A}"), Flavour::Exec);
        let opaque: Vec<bool> = variables(&split.words, &Variables::new()).iter().map(|word| word.opaque).collect();
        assert_eq!(opaque, [true, false]);
    }
}
