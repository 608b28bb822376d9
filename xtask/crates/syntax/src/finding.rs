//! What is wrong, where, by which rule, and the edits that would mend it.
//! Must not know how a finding is shown, nor read or write a file.

use std::fmt;

use crate::order::Order;
use crate::span::{floor, Span};

/// The line end that a text uses, which edits of it use as well: that of its first line; a
/// line feed where there is one line only.
pub fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// How bad a finding is. Errors always count, warnings with `--strict`, infos never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Info,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A kind of fault. Identity is the code; codes are never reused.
#[derive(Debug)]
pub struct Rule {
    /// Family letter and three digits, for machines: `C` constitution, `B` build,
    /// `D` deploy, `X` chain (across files), `F` fleet (across repositories), `L` live.
    pub code: &'static str,
    /// Kebab-case, reads after "allow …", names the wrong thing.
    pub name: &'static str,
    pub severity: Severity,
    /// One line, lower case, no final dot.
    pub summary: &'static str,
    /// Markdown: `## What it does`, `## Why is this bad?`, `## Example`,
    /// `## Use instead`, `## References`.
    pub docs: &'static str,
    /// The version that has it first.
    pub since: &'static str,
}

/// The version whose rules are new to nobody.
pub const FIRST: &str = "0.1.0";

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Rule {
    /// Whether it came with the minor version `now` ("0.2.3"): somebody who raises a pin
    /// has not had the time to follow it.
    pub fn is_new(&self, now: &str) -> bool {
        let minor = |version: &str| version.rsplit_once('.').map(|(minor, _)| minor.to_string());
        self.since != FIRST && minor(self.since) == minor(now)
    }

    /// A finding of this rule, at the rule's own severity.
    pub fn at(&'static self, place: Place, message: impl Into<String>) -> Finding {
        Finding {
            rule: self,
            severity: self.severity,
            message: Message::new(message.into()),
            help: Message::default(),
            primary: place,
            related: Vec::new(),
            images: Vec::new(),
            fix: None,
            implies: Vec::new(),
        }
    }
}

/// Makes a documented `static` of a rule's row.
#[macro_export]
macro_rules! rule {
    // A rule of the first version.
    ($(#[doc = $doc:literal])+ $code:ident $konst:ident $name:literal $severity:ident $summary:literal) => {
        $crate::finding::rule! {
            $(#[doc = $doc])+ $code $konst $name $severity $summary since "0.1.0"
        }
    };
    ($(#[doc = $doc:literal])+ $code:ident $konst:ident $name:literal $severity:ident $summary:literal since $since:literal) => {
        $(#[doc = $doc])+
        pub static $konst: $crate::finding::Rule = $crate::finding::Rule {
            code: stringify!($code),
            name: $name,
            severity: $crate::finding::Severity::$severity,
            summary: $summary,
            // Who shows the pages elsewhere need not carry them.
            docs: if cfg!(feature = "pages") { concat!($($doc, "\n"),+) } else { "" },
            since: $since,
        };
    };
}
pub use crate::rule;

/// A place in one of the repository's files.
///
/// `path` is relative to the repository's root, with `/`. A finding about a file
/// that does not exist points at the path it should have, with an empty span at 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub path: String,
    pub span: Span,
}

impl Place {
    pub fn new(path: impl Into<String>, span: Span) -> Self {
        Self { path: path.into(), span }
    }

    /// The file as a whole: its first byte.
    pub fn file(path: impl Into<String>) -> Self {
        Self::new(path, Span::default())
    }
}

/// Words for people. They are shown, and compared as a whole; nobody looks into them to
/// decide something, which is why the text is private.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Message(String);

impl Message {
    /// A value of any length may stand in it; who reads it wants its ends.
    fn new(text: String) -> Self {
        const LONGEST: usize = 8 * 1024;
        const END: usize = 1024;
        if text.len() <= LONGEST {
            return Self(text);
        }
        let (head, tail) = (floor(&text, LONGEST - END), floor(&text, text.len() - END));
        Self(format!("{} … {} bytes … {}", &text[..head], tail - head, &text[tail..]))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same with more behind it.
    pub fn push(&mut self, more: &str) {
        self.0.push_str(more);
        *self = Self::new(std::mem::take(&mut self.0));
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::new(text.to_string())
    }
}

impl From<Message> for String {
    fn from(message: Message) -> Self {
        message.0
    }
}

/// A further place that the finding rests on, and what is to be seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedPlace {
    pub place: Place,
    pub message: Message,
}

/// Replaces the bytes of `place.span` by `text`. On a path that does not exist yet,
/// with an empty span at 0, it creates the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub place: Place,
    pub text: String,
}

impl Edit {
    pub fn new(path: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self { place: Place::new(path, span), text: text.into() }
    }

    pub fn insert(path: impl Into<String>, offset: usize, text: impl Into<String>) -> Self {
        Self::new(path, Span::at(offset), text)
    }
}

/// Edits, possibly in several files, that are applied together or not at all.
///
/// *Safe*: what is meant stays what it was, or the repository's own words (contract,
/// constitution) decide it. Everything else is unsafe and applied only when asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Imperative, one action: "insert the label".
    pub title: String,
    pub safe: bool,
    pub edits: Vec<Edit>,
}

/// Whether what was meant is what it was after a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    Safe,
    Unsafe,
}

/// One fault.
///
/// `message`: lower case, no final dot, states the fact, values in backticks.
/// `help`: imperative, one action.
#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub message: Message,
    pub help: Message,
    pub primary: Place,
    pub related: Vec<RelatedPlace>,
    /// Names of the images that it is about, where the repository has several.
    pub images: Vec<String>,
    pub fix: Option<Fix>,
    /// Rules whose findings at other places only follow from this one and are
    /// therefore not shown: one fault, one finding.
    pub implies: Vec<&'static str>,
}

impl Finding {
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Message::new(help.into());
        self
    }

    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    pub fn related(mut self, path: impl Into<String>, span: Span, message: impl Into<String>) -> Self {
        self.related.push(RelatedPlace { place: Place::new(path, span), message: Message::new(message.into()) });
        self
    }

    pub fn fix(self, title: impl Into<String>, safety: Safety, edits: Vec<Edit>) -> Self {
        match safety {
            Safety::Safe => self.safe_fix(title, edits),
            Safety::Unsafe => self.unsafe_fix(title, edits),
        }
    }

    /// With a fix after which what was meant stays what it was.
    pub fn safe_fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), safe: true, edits });
        self
    }

    /// With a fix that may change what is meant, and is made only where that is asked for.
    pub fn unsafe_fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), safe: false, edits });
        self
    }

    /// Names the rules (by kebab name) whose findings follow from this one.
    pub fn implies(mut self, names: &[&'static str]) -> Self {
        self.implies.extend_from_slice(names);
        self
    }
}

/// Why edits cannot be applied to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// Two edits change the same bytes, or insert at the same place.
    Overlap(Span, Span),
    /// The span is not one of this text.
    Outside(Span),
}

/// `text` with all `edits` made (their paths are not looked at): all or nothing.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.order_by_key(|edit| edit.place.span);
    for pair in sorted.windows(2) {
        let (a, b) = (pair[0].place.span, pair[1].place.span);
        if b.start < a.end || a == b {
            return Err(EditError::Overlap(a, b));
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        let span = edit.place.span;
        let (Some(before), Some(_)) = (text.get(at..span.start), text.get(span.range())) else {
            return Err(EditError::Outside(span));
        };
        out.push_str(before);
        out.push_str(&edit.text);
        at = span.end;
    }
    out.push_str(&text[at..]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit::new("f", Span::new(start, end), text)
    }

    #[test]
    fn edits_apply_in_any_order() {
        assert_eq!(apply("abcdef", &[edit(4, 5, "E"), edit(0, 1, ""), edit(6, 6, "!")]).unwrap(), "bcdEf!");
    }

    #[test]
    fn a_rule_is_new_for_one_minor_version() {
        let rule = |since| Rule { code: "X901", name: "a", severity: Severity::Error, summary: "", docs: "", since };
        for (since, now, new) in [
            ("0.2.0", "0.2.0", true),
            ("0.2.0", "0.2.7", true),
            ("0.2.3", "0.2.7", true),
            ("0.2.0", "0.3.0", false),
            ("0.2.0", "1.2.0", false),
            (FIRST, FIRST, false),
        ] {
            assert_eq!(rule(since).is_new(now), new, "{since} {now}");
        }
    }

    #[test]
    fn overlapping_and_foreign_edits_are_refused() {
        assert!(matches!(apply("abc", &[edit(0, 2, ""), edit(1, 3, "")]), Err(EditError::Overlap(..))));
        assert!(matches!(apply("abc", &[edit(1, 1, "x"), edit(1, 1, "y")]), Err(EditError::Overlap(..))));
        assert!(matches!(apply("é", &[edit(1, 2, "x")]), Err(EditError::Outside(_))));
        assert!(matches!(apply("a", &[edit(7, 9, "x")]), Err(EditError::Outside(_))));
    }
}
