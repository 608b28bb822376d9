//! Texts of which some pieces are only known at run time, and sets of them.
//!
//! A hole is kept inside of the text, between two private-use characters that no
//! workflow contains, so that joining, splitting and comparing stay string work.
//! Outwards it is spelled `<sha>`, `<secret:X>`, `<?>` … as [`crate::reference`] has it.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use crate::answer::Answer;
use crate::reference::{could_equal, is_commit_hole, Reference};

/// Begins a hole in [`Symbolic::marked`]; behind it stands its name.
pub const OPEN: char = '\u{f0001}';
/// Ends a hole.
pub const CLOSE: char = '\u{f0002}';

/// The most alternatives that are told apart; beyond, the value is unknown.
pub const MOST: usize = 32;

/// A text that grows beyond this while texts are put together is unknown: doubling a
/// variable a few dozen times would fill any memory.
pub const MOST_BYTES: usize = 256 * 1024;

/// Whether a mark may stand in the text: the first byte of both; hardly a text has it.
fn has_mark(text: &str) -> bool {
    text.as_bytes().contains(&0xf3)
}

/// The text without marks.
fn unmarked(text: &str) -> Cow<'_, str> {
    if has_mark(text) {
        text.replace([OPEN, CLOSE], "").into()
    } else {
        text.into()
    }
}

/// A text with holes. Shared, since contexts hand it on from step to step; nothing where
/// it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbolic(Option<Rc<String>>);

impl Symbolic {
    /// As a reference of an image; `None` where not even a part of its name is known.
    pub fn reference(&self) -> Option<Reference> {
        if self.as_hole() == Some("?") || self.is_empty() {
            return None;
        }
        let shown = self.to_string();
        let shown = shown.trim();
        let shown = shown.strip_prefix("docker://").unwrap_or(shown);
        // A name that starts with a hole and has no slash behind it: the host is unknown too.
        let name_end = shown.find('>').map_or(0, |at| at + 1);
        let opaque = self.starts_with_opaque_hole() && !shown[name_end..].contains('/');
        if opaque {
            let hole = &shown[..name_end];
            let mut reference = Reference::parse(&format!("{hole}/{shown}"));
            reference.registry = "<?>".into();
            return Some(reference);
        }
        Some(Reference::parse(shown))
    }

    /// A known text. Holes cannot be forged: the two marks are dropped.
    pub fn known(text: &str) -> Self {
        Self::from_marked(unmarked(text))
    }

    /// One hole; `name` without brackets: `sha:7`, `secret:X`, `?`.
    pub fn hole(name: &str) -> Self {
        let mut marked = String::with_capacity(name.len() + OPEN.len_utf8() + CLOSE.len_utf8());
        marked.push(OPEN);
        marked.push_str(name);
        marked.push(CLOSE);
        Self::from_marked(marked)
    }

    pub fn unknown() -> Self {
        Self::hole("?")
    }

    pub fn push(&mut self, other: &Symbolic) {
        match (&mut self.0, &other.0) {
            (_, None) => {}
            (None, Some(_)) => *self = other.clone(),
            (Some(own), Some(other)) if own.len() + other.len() > MOST_BYTES => *self = Self::unknown(),
            (Some(own), Some(other)) => Rc::make_mut(own).push_str(other),
        }
    }

    pub fn push_known(&mut self, text: &str) {
        match &mut self.0 {
            None => *self = Self::known(text),
            Some(own) if own.len() + text.len() > MOST_BYTES => *self = Self::unknown(),
            Some(own) => Rc::make_mut(own).push_str(&unmarked(text)),
        }
    }

    /// The whole text, if no piece is missing.
    pub fn as_known(&self) -> Option<&str> {
        self.is_whole().then(|| self.marked())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The text with its marks, for code that splits or scans it and puts the parts
    /// back with [`Symbolic::from_marked`].
    pub fn marked(&self) -> &str {
        self.0.as_ref().map_or("", |text| text)
    }

    /// Takes back what [`Symbolic::marked`] gave, or a part of it that cuts no hole.
    pub fn from_marked(text: impl Into<String>) -> Self {
        let text: String = text.into();
        Self((!text.is_empty()).then(|| Rc::new(text)))
    }

    /// Applies `f` to the literal pieces and leaves the holes.
    pub fn map_known(&self, f: impl Fn(&str) -> String) -> Self {
        let mut out = String::new();
        let mut rest = self.marked();
        while let Some(open) = rest.find(OPEN) {
            let close = rest[open..].find(CLOSE).map_or(rest.len(), |at| open + at + CLOSE.len_utf8());
            out.push_str(&f(&rest[..open]));
            out.push_str(&rest[open..close]);
            rest = &rest[close..];
        }
        out.push_str(&f(rest));
        Self::from_marked(out)
    }

    /// The text after something that leaves no slash in it: what has become of a branch's
    /// name is no branch's name any more, and nobody here knows it.
    pub fn without_slashes(self) -> Self {
        let branch = Self::hole(ANY_BRANCH);
        if self.marked().contains(branch.marked()) {
            Self::from_marked(self.marked().replace(branch.marked(), Self::unknown().marked()))
        } else {
            self
        }
    }

    /// Where the character stands outside of holes, in [`Symbolic::marked`].
    pub fn places_of(&self, wanted: char) -> Vec<usize> {
        let mut inside = false;
        let places = self.marked().char_indices().filter(|(_, c)| {
            inside = *c == OPEN || inside && *c != CLOSE;
            !inside && *c == wanted
        });
        places.map(|(at, _)| at).collect()
    }

    /// What stands before and behind the first such character that is in no hole.
    pub fn split_once(&self, wanted: char) -> Option<(Self, Self)> {
        let at = *self.places_of(wanted).first()?;
        let (before, behind) = (&self.marked()[..at], &self.marked()[at + wanted.len_utf8()..]);
        Some((Self::from_marked(before), Self::from_marked(behind)))
    }

    /// Whether no piece is missing.
    pub fn is_whole(&self) -> bool {
        !(has_mark(self.marked()) && self.marked().contains(OPEN))
    }

    /// The literal pieces and the holes, in order. No literal piece is empty.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = self.marked();
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            if first == OPEN {
                let inner = &rest[OPEN.len_utf8()..];
                let (name, after) = inner.split_once(CLOSE).unwrap_or((inner, ""));
                rest = after;
                return Some(Piece::Hole(name));
            }
            let (literal, after) = rest.split_at(rest.find(OPEN).unwrap_or(rest.len()));
            rest = after;
            Some(Piece::Known(literal))
        })
    }

    /// Whether the text begins with a hole that can stand for anything: not a commit, a
    /// date or a number.
    pub fn starts_with_opaque_hole(&self) -> bool {
        matches!(self.pieces().next(), Some(Piece::Hole(name)) if !is_plain_hole(name))
    }

    /// The hole that is all of the text, if so.
    pub fn as_hole(&self) -> Option<&str> {
        let mut pieces = self.pieces();
        match (pieces.next(), pieces.next()) {
            (Some(Piece::Hole(name)), None) => Some(name),
            _ => None,
        }
    }

    /// Whether both can be the same text at run time.
    pub fn same(&self, other: &Self) -> Answer {
        could_equal(&self.to_string(), &other.to_string())
    }
}

/// The hole that is the name of a branch, which may have slashes.
pub const ANY_BRANCH: &str = "branch";

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Known(&'a str),
    /// The name of a hole, without brackets.
    Hole(&'a str),
}

/// Holes that are one word of letters and digits, never empty: commits, dates, numbers.
pub fn is_plain_hole(name: &str) -> bool {
    is_commit_hole(name) || name == "date" || is_number_hole(name)
}

/// Holes that are a decimal number.
pub fn is_number_hole(name: &str) -> bool {
    matches!(name, "run_number" | "run_id" | "run_attempt")
}

impl From<&str> for Symbolic {
    fn from(text: &str) -> Self {
        Self::known(text)
    }
}

/// With holes spelled out: `quay.io/a/b:<sha:7>`.
impl fmt::Display for Symbolic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_whole() {
            return f.write_str(self.marked());
        }
        f.write_str(&self.marked().replace(OPEN, "<").replace(CLOSE, ">"))
    }
}

/// One alternative or several, never none. A certain value needs no list of its own.
#[derive(Clone, Debug)]
enum Few<T> {
    One(T),
    Several(Rc<[T]>),
}

/// Alternatives without doubles; never empty. One alternative is a certain value.
#[derive(Clone, Debug)]
pub struct Alternatives<T>(Few<T>);

impl<T> Alternatives<T> {
    pub fn one(value: T) -> Self {
        Self(Few::One(value))
    }

    pub fn as_slice(&self) -> &[T] {
        match &self.0 {
            Few::One(value) => std::slice::from_ref(value),
            Few::Several(values) => values,
        }
    }
}

impl<T: PartialEq> Alternatives<T> {
    /// All of them, without doubles; `None` where there is none, or more than [`MOST`].
    pub fn any(all: impl IntoIterator<Item = T>) -> Option<Self> {
        let mut all = all.into_iter();
        let first = all.next()?;
        let mut out: Vec<T> = Vec::new();
        for value in all {
            if value != first && !out.contains(&value) {
                out.push(value);
            }
        }
        match out.len() + 1 {
            1 => Some(Self::one(first)),
            2..=MOST => {
                out.insert(0, first);
                Some(Self(Few::Several(out.into())))
            }
            _ => None,
        }
    }
}

impl<T: PartialEq> PartialEq for Alternatives<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Eq> Eq for Alternatives<T> {}

/// The texts that a value can have; never empty. One alternative is a certain value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueSet(Alternatives<Symbolic>);

impl ValueSet {
    pub fn one(text: Symbolic) -> Self {
        Self(Alternatives::one(text))
    }

    pub fn known(text: &str) -> Self {
        Self::one(Symbolic::known(text))
    }

    pub fn unknown() -> Self {
        Self::one(Symbolic::unknown())
    }

    /// All of them, without doubles; too many, or none, is unknown.
    pub fn any(texts: impl IntoIterator<Item = Symbolic>) -> Self {
        Alternatives::any(texts).map_or_else(Self::unknown, Self)
    }

    pub fn or(self, other: Self) -> Self {
        Self::any(self.iter().chain(other.iter()).cloned())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Symbolic> {
        self.0.as_slice().iter()
    }

    /// The value, where there is just one alternative (it may have holes).
    pub fn single(&self) -> Option<&Symbolic> {
        match self.0.as_slice() {
            [text] => Some(text),
            _ => None,
        }
    }

    pub fn as_known(&self) -> Option<&str> {
        self.single().and_then(Symbolic::as_known)
    }

    /// Every combination of a text of this and a text of the other, joined.
    pub fn join(&self, other: &Self) -> Self {
        if self.0.as_slice().len() * other.0.as_slice().len() > MOST {
            return Self::unknown();
        }
        Self::any(self.iter().flat_map(|a| {
            other.iter().map(|b| {
                let mut text = a.clone();
                text.push(b);
                text
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_doubles_for_ever_is_unknown() {
        let mut text = Symbolic::known("a");
        for _ in 0..100 {
            text.push(&text.clone());
            assert!(text.marked().len() <= MOST_BYTES);
        }
        assert!(!text.is_whole());
    }

    #[test]
    fn holes_survive_string_work() {
        let mut text = Symbolic::known("GHCR.io/");
        text.push(&Symbolic::hole("var:ORG"));
        text.push_known("/X");
        assert_eq!(text.map_known(str::to_lowercase).to_string(), "ghcr.io/<var:ORG>/x");
        assert_eq!(text.as_known(), None);
        let mut tagged = Symbolic::hole("var:NAME");
        assert_eq!(tagged.split_once(':'), None);
        tagged.push_known(":v1");
        assert_eq!(tagged.split_once(':'), Some((Symbolic::hole("var:NAME"), Symbolic::known("v1"))));
        assert_eq!(Symbolic::known("a\u{f0001}b").to_string(), "ab");
    }

    #[test]
    fn too_many_alternatives_are_unknown() {
        let many = ValueSet::any((0..40).map(|n| Symbolic::known(&n.to_string())));
        assert_eq!(many, ValueSet::unknown());
        let two = ValueSet::known("a").or(ValueSet::known("b"));
        assert_eq!(two.join(&two).iter().count(), 4);
    }
}
