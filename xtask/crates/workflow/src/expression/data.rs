//! ValueSet of expressions, and sets of them.

use std::collections::HashMap;
use std::rc::Rc;

use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Alternatives, Piece, Symbolic, ValueSet};
use prodproof_syntax::yaml::{number_text, parse_number};

/// What a name that an object does not list stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Nothing: a missing property is null.
    Null,
    /// Anything.
    Unknown,
    /// A text with a name: `var` makes `<var:NAME>`.
    Hole(&'static str),
}

/// The name of a property: written in the source, or read and shared.
#[derive(Clone, Debug)]
pub enum Name {
    Fixed(&'static str),
    Shared(Rc<str>),
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Fixed(name) => name,
            Self::Shared(name) => name,
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl From<&'static str> for Name {
    fn from(name: &'static str) -> Self {
        Self::Fixed(name)
    }
}

impl From<&String> for Name {
    fn from(name: &String) -> Self {
        Self::Shared(name.as_str().into())
    }
}

impl Name {
    /// For a name that does not stand in the source.
    pub fn read(name: &str) -> Self {
        Self::Shared(name.into())
    }
}

/// Properties in the order in which they were set; names ignore case.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Shared, since contexts are handed on from step to step.
    entries: Rc<Entries>,
    pub rest: Rest,
}

/// Names and values in their order, and where each is once they are many.
#[derive(Clone, Debug, Default)]
struct Entries {
    list: Vec<(Name, Set)>,
    /// By the name in lower case; of more than [`FEW`].
    places: HashMap<String, usize>,
}

/// So many are looked through as fast as a map is asked.
const FEW: usize = 32;

impl Entries {
    fn find(&self, name: &str) -> Option<usize> {
        if self.list.len() > FEW {
            return self.places.get(&name.to_ascii_lowercase()).copied();
        }
        self.list.iter().position(|(own, _)| own.eq_ignore_ascii_case(name))
    }

    fn push(&mut self, name: Name, value: Set) {
        self.list.push((name, value));
        if self.list.len() <= FEW {
            return;
        }
        // The first time over the line, all of them; then one more each.
        for (at, (name, _)) in self.list.iter().enumerate().skip(self.places.len()) {
            self.places.insert(name.to_ascii_lowercase(), at);
        }
    }
}

impl PartialEq for Entries {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Object {
    pub fn new(rest: Rest) -> Self {
        Self { entries: Rc::default(), rest }
    }

    pub fn set(&mut self, name: impl Into<Name>, value: impl Into<Set>) {
        let (name, value) = (name.into(), value.into());
        let entries = Rc::make_mut(&mut self.entries);
        match entries.find(&name).and_then(|at| entries.list.get_mut(at)) {
            Some((_, old)) => *old = value,
            None => entries.push(name, value),
        }
    }

    /// Whether both are the very same object, not only equal ones.
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.entries, &other.entries)
    }

    pub fn with(mut self, name: impl Into<Name>, value: impl Into<Set>) -> Self {
        self.set(name, value);
        self
    }

    pub fn get(&self, name: &str) -> Set {
        match self.entries.find(name).and_then(|at| self.entries.list.get(at)) {
            Some((_, value)) => value.clone(),
            None => match self.rest {
                Rest::Null => Set::one(Data::Null),
                Rest::Unknown => Set::one(Data::Unknown),
                Rest::Hole(kind) => Set::one(Data::Text(Symbolic::hole(&format!("{kind}:{name}")))),
            },
        }
    }

    /// Whether there is such a property, as far as is known.
    pub fn may_have(&self, name: &str) -> bool {
        self.rest != Rest::Null || self.entries.find(name).is_some()
    }

    pub fn entries(&self) -> &[(Name, Set)] {
        &self.entries.list
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    Null,
    Bool(bool),
    Number(f64),
    Text(Symbolic),
    Array(Rc<Vec<Data>>),
    Object(Object),
    /// Of any kind, only known at run time.
    Unknown,
}

impl From<&str> for Data {
    fn from(text: &str) -> Self {
        Self::Text(Symbolic::known(text))
    }
}

impl From<Object> for Data {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

/// Holes that are filled by some text for sure.
const NEVER_EMPTY: [&str; 11] =
    ["sha", "sha:7", "head_sha", "commit", "run_number", "run_id", "date", "digest", "actor", "repository", "owner"];

/// Whether some piece of the text is literal, or surely not empty.
pub(super) fn surely_not_empty(text: &Symbolic) -> bool {
    text.pieces().any(|piece| match piece {
        Piece::Known(_) => true,
        Piece::Hole(name) => NEVER_EMPTY.contains(&name),
    })
}

impl Data {
    pub fn text(text: Symbolic) -> Self {
        Self::Text(text)
    }

    pub fn truthy(&self) -> Answer {
        match self {
            Self::Null => Answer::No,
            Self::Bool(value) => Answer::from(*value),
            Self::Number(number) => Answer::from(*number != 0.0 && !number.is_nan()),
            Self::Text(text) if text.is_empty() => Answer::No,
            Self::Text(text) if surely_not_empty(text) => Answer::Yes,
            Self::Text(_) | Self::Unknown => Answer::Unknown,
            Self::Array(_) | Self::Object(_) => Answer::Yes,
        }
    }

    /// As a string: null is empty, collections are their kind's name.
    pub fn to_text(&self) -> Symbolic {
        match self {
            Self::Null => Symbolic::known(""),
            Self::Bool(value) => Symbolic::known(&value.to_string()),
            Self::Number(number) => Symbolic::known(&number_text(*number)),
            Self::Text(text) => text.clone(),
            Self::Array(_) => Symbolic::known("Array"),
            Self::Object(_) => Symbolic::known("Object"),
            Self::Unknown => Symbolic::unknown(),
        }
    }

    /// As a number; `None` where that depends on a hole.
    pub fn to_number(&self) -> Option<f64> {
        match self {
            Self::Null => Some(0.0),
            Self::Bool(value) => Some(f64::from(u8::from(*value))),
            Self::Number(number) => Some(*number),
            Self::Text(text) if is_no_number(text) => Some(f64::NAN),
            Self::Text(text) => text.as_known().map(parse_number),
            Self::Array(_) | Self::Object(_) => Some(f64::NAN),
            Self::Unknown => None,
        }
    }
}

/// Whether the text has something in it that no number has, whatever its holes stand for.
fn is_no_number(text: &Symbolic) -> bool {
    text.pieces().any(|piece| matches!(piece, Piece::Known(known) if known.contains(['/', '_', ':', 'T', 'Z'])))
}

/// The values that an expression can have; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Set(Alternatives<Data>);

impl Set {
    pub fn one(data: Data) -> Self {
        Self(Alternatives::one(data))
    }

    pub fn unknown() -> Self {
        Self::one(Data::Unknown)
    }

    /// All of them, without doubles; none, or too many, is unknown.
    pub fn any(all: impl IntoIterator<Item = Data>) -> Self {
        Alternatives::any(all).map_or_else(Self::unknown, Self)
    }

    pub fn answer(answer: Answer) -> Self {
        match answer {
            Answer::Yes => Self::one(Data::Bool(true)),
            Answer::No => Self::one(Data::Bool(false)),
            Answer::Unknown => Self::any([true, false].map(Data::Bool)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Data> {
        self.0.as_slice().iter()
    }

    pub fn single(&self) -> Option<&Data> {
        match self.0.as_slice() {
            [data] => Some(data),
            _ => None,
        }
    }

    pub fn or(&self, other: &Self) -> Self {
        if self == other {
            return self.clone();
        }
        Self::any(self.iter().chain(other.iter()).cloned())
    }

    pub fn truthy(&self) -> Answer {
        let mut answers = self.iter().map(Data::truthy);
        let Some(first) = answers.next() else { return Answer::Unknown };
        if answers.all(|answer| answer == first) {
            first
        } else {
            Answer::Unknown
        }
    }

    pub fn to_values(&self) -> ValueSet {
        match self.single() {
            Some(data) => ValueSet::one(data.to_text()),
            None => ValueSet::any(self.iter().map(Data::to_text)),
        }
    }

    /// Applies `f` to every alternative.
    pub fn flat_map(&self, f: impl Fn(&Data) -> Set) -> Self {
        if let Some(data) = self.single() {
            return f(data);
        }
        let mut all = Vec::new();
        for data in self.iter() {
            all.extend(f(data).iter().cloned());
        }
        Self::any(all)
    }
}

impl From<Data> for Set {
    fn from(data: Data) -> Self {
        Self::one(data)
    }
}

impl From<&str> for Set {
    fn from(text: &str) -> Self {
        Self::one(Data::from(text))
    }
}

impl From<Object> for Set {
    fn from(object: Object) -> Self {
        Self::one(Data::from(object))
    }
}

impl From<Symbolic> for Set {
    fn from(text: Symbolic) -> Self {
        Self::one(Data::Text(text))
    }
}

impl From<&ValueSet> for Set {
    fn from(values: &ValueSet) -> Self {
        if let Some(text) = values.single() {
            return Self::from(text.clone());
        }
        Self::any(values.iter().cloned().map(Data::Text))
    }
}
